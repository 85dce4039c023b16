//! `vectorIndexConfig.multivector.pooling`: what a server does not have. `{ factor, rows, columns }`, all whole numbers;
//! `rows` and `columns` only together.

use super::vector_index::integer;
use crate::error::{Error, Result};
use crate::value::Value;

/// How a document's token vectors are pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pooling {
    /// One vector is left of so many; 1 leaves all.
    pub factor: usize,
    /// Patches of an image, which come first in a document.
    pub grid: Option<Grid>,
}

/// Patches of an image in rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Rows of patches.
    pub rows: usize,
    /// Patches per row.
    pub columns: usize,
}

impl Pooling {
    /// Reads a vector index configuration in normal form.
    pub fn from_config(config: &Value) -> Option<Pooling> {
        let multi = config.get("multivector");
        let pooling = multi.get("pooling");
        let number = |name: &str| pooling.get(name).as_number().unwrap_or(0.0) as usize;
        let grid = Grid { rows: number("rows"), columns: number("columns") };
        let found = Pooling { factor: number("factor").max(1), grid: (grid.rows > 0).then_some(grid) };
        (!pooling.is_null() && multi.get("enabled").as_bool() == Some(true)).then_some(found)
    }

    /// How many vectors are left of so many.
    pub fn left_of(&self, tokens: usize) -> usize {
        let by_rows = match self.grid {
            Some(Grid { rows, columns }) if tokens >= rows * columns => tokens - rows * columns + rows,
            _ => tokens,
        };
        by_rows.div_ceil(self.factor.max(1))
    }
}

/// Largest number of each setting: a document with more vectors is none.
const MOST: f64 = 65_536.0;

/// Puts the pooling that was given for a multi-vector into the normal form of its index config, or says why it is
/// refused.
pub(super) fn keep(multi: &Value, config: &mut Value) -> Result<()> {
    let given = multi.get("pooling");
    if given.is_null() {
        return Ok(());
    }
    let mut out = Value::map();
    for (name, default) in [("factor", 1), ("rows", 0), ("columns", 0)] {
        let value = integer(given, name, default)?;
        if !value.as_number().is_some_and(|n| (default as f64..=MOST).contains(&n)) {
            return Err(Error::unprocessable(format!(
                "invalid hnsw config: multivector.pooling.{name} is {}, it must be {default} to {MOST}",
                value.as_number().unwrap_or(f64::NAN)
            )));
        }
        out.set(name, value);
    }
    let size = |name: &str| out.get(name).as_number().unwrap_or(0.0);
    if (size("rows") > 0.0) != (size("columns") > 0.0) {
        return Err(Error::unprocessable(format!(
            "invalid hnsw config: multivector.pooling has {} rows and {} columns: a grid has both",
            size("rows"),
            size("columns")
        )));
    }
    let mut multi = config.get("multivector").clone();
    multi.set("pooling", out);
    config.set("multivector", multi);
    Ok(())
}
