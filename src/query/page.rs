//! Which slice of the results is wanted.

use crate::error::{Error, Result};

/// Limits that a server reads from its environment.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// `QUERY_DEFAULTS_LIMIT`.
    pub default: usize,
    /// `QUERY_MAXIMUM_RESULTS`.
    pub maximum: usize,
    /// `QUERY_HYBRID_MAXIMUM_RESULTS`: depth of each leg of a hybrid search.
    pub hybrid_depth: usize,
}

/// A slice of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Results to skip.
    pub offset: usize,
    /// Results to return.
    pub limit: usize,
}

impl Page {
    /// Reads limit and offset; no limit, or 0, is the default.
    pub fn new(limit: Option<f64>, offset: Option<f64>, limits: &Limits) -> Result<Page> {
        // over gRPC both are unsigned 32-bit numbers
        let unsigned = |n: f64| {
            if n < 0.0 { (n as i64 as u32) as usize } else { n as usize }
        };
        let offset = offset.map_or(0, unsigned);
        let limit = limit.map_or(0, unsigned);
        let limit = if limit == 0 { limits.default } else { limit };
        if offset.saturating_add(limit) > limits.maximum {
            return Err(Error::unprocessable(format!(
                "invalid pagination params: query maximum results exceeded: the total limit calculated from the provided offset '{offset}' and limit '{limit}' exceeds the configured value for QUERY_MAXIMUM_RESULTS '{}'. If you've supplied a negative offset or limit, this may be an underflow error",
                limits.maximum
            )));
        }
        Ok(Page { offset, limit })
    }

    /// Results up to the end of the page.
    pub fn end(&self) -> usize {
        self.offset + self.limit
    }

    /// The page out of a list that starts at the first result.
    pub fn slice<T>(&self, mut results: Vec<T>) -> Vec<T> {
        results.truncate(self.end());
        results.drain(..self.offset.min(results.len()));
        results
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_the_default_and_negative_is_huge() {
        let limits = Limits { default: 10, maximum: 10_000, hybrid_depth: 100 };
        assert_eq!(Page::new(Some(0.0), None, &limits).unwrap(), Page { offset: 0, limit: 10 });
        assert!(Page::new(Some(-1.0), None, &limits).unwrap_err().message.contains("'4294967295'"));
        assert_eq!(Page { offset: 3, limit: 2 }.slice(vec![0, 1, 2, 3, 4, 5]), [3, 4]);
        assert_eq!(Page { offset: 9, limit: 2 }.slice(vec![0, 1]), [] as [i32; 0]);
    }
}
