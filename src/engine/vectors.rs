//! The vectors of an object on its way in: whose they are, and whether they fit.

use super::Engine;
use crate::error::{Error, Result};
use crate::query::request::VectorRef;
use crate::schema::{Class, Uuid, uuid};
use crate::store::{Labels, Location, Shard, VectorWrite};
use crate::value::{Value, from_members};
use crate::vector::first_not_finite;
use crate::vector::pooling::pool;

/// A vector given beside an object.
#[derive(Clone, Debug, Default)]
pub struct GivenVector {
    /// The target; empty for the only one.
    pub target: String,
    /// Where it is.
    pub value: VectorRef,
}
from_members!(GivenVector: target, value);

/// A vector as it will be stored.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Position of the target in the class.
    pub target: usize,
    /// Where it is.
    pub value: VectorRef,
    /// Its values, where they were computed here and are not in the request's buffer.
    pub computed: Option<Vec<f32>>,
}

/// A vector that passed its checks, pooled if its target says so.
pub struct Checked {
    /// What is written.
    pub write: VectorWrite,
    /// What its token vectors stand for.
    pub labels: Labels,
}

/// Finds the target of each given vector. Empty ones count as not given.
pub fn resolve(class: &Class, given: &[GivenVector]) -> Result<Vec<Resolved>> {
    let mut out = Vec::new();
    for vector in given {
        let target = match vector.target.as_str() {
            "" if class.vectors.len() == 1 => 0,
            "" => {
                return Err(Error::unprocessable(format!(
                    "collection {} configuration does not have single vector index",
                    class.name
                )));
            }
            "default" if class.is_legacy() => 0,
            name if class.is_legacy() => {
                return Err(Error::unprocessable(format!(
                    "collection {} is configured without multiple named vectors, but received named vectors: [{name}]",
                    class.name
                )));
            }
            name => class.vector_index(name).ok_or_else(|| {
                Error::unprocessable(format!("collection {} does not have configuration for vector {name}", class.name))
            })?,
        };
        if vector.value.rows > 0 {
            out.push(Resolved { target, value: vector.value.clone(), computed: None });
        }
    }
    Ok(out)
}

/// Dimensions that earlier objects of the same batch have fixed, by target position.
pub type Fixed = Vec<(usize, usize)>;

/// Checks a vector against its target and the vectors that are there, and copies its values, pooled where the target
/// says so.
pub fn check(
    class: &Class,
    shard: Option<&Shard>,
    vector: &Resolved,
    object: &Uuid,
    fixed: &Fixed,
    buffer: &[f32],
) -> Result<Checked> {
    let target = &class.vectors[vector.target];
    let name = if target.name.is_empty() { "default" } else { &target.name };
    let place = format!("vector {name:?} in collection {:?}", class.name);
    let value = &vector.value;
    match (target.multi, value.multi) {
        (true, false) => {
            return Err(Error::internal(format!(
                "{place} is configured as multi-vector: expected an array of token vectors, got a single vector"
            )));
        }
        (false, true) => {
            return Err(Error::internal(format!(
                "{place} is not configured as multi-vector, but a multi-vector was provided"
            )));
        }
        _ => {}
    }
    if let Some(empty) = value.ragged.iter().position(|n| *n == 0) {
        return Err(Error::unprocessable(format!("{place}: multi-vector token {empty} is empty")));
    }
    let stored = shard.and_then(|s| s.vectors.get(&target.name)).map_or(0, |c| c.dimensions());
    let known = if stored > 0 { stored } else { fixed.iter().find(|(t, _)| *t == vector.target).map_or(0, |f| f.1) };
    let index_path = format!(
        "Validate vector index {name} for target {}vector {}: ",
        if target.multi { "multi " } else { "" },
        uuid::format(object)
    );
    if known == 0 && !value.ragged.is_empty() {
        return Err(Error::internal(format!(
            "{index_path}multi vector array consists of vectors with varying dimensions"
        )));
    }
    let lengths = if value.ragged.is_empty() { vec![value.dimensions] } else { value.ragged.clone() };
    if known > 0
        && let Some(at) = lengths.iter().position(|n| *n != known)
    {
        return Err(Error::internal(match target.multi {
            true => format!(
                "{index_path}new node has a multi vector with length {} at position {at}. Existing nodes have vectors with length {known}",
                lengths[at]
            ),
            false => format!(
                "{index_path}new node has a vector with length {}. Existing nodes have vectors with length {known}: vector dimensions do not match the index dimensions",
                lengths[at]
            ),
        }));
    }
    let values = vector.computed.as_deref().unwrap_or_else(|| value.values(buffer));
    if values.len() != value.rows * value.dimensions || values.is_empty() {
        return Err(Error::unprocessable(format!("{place}: multi-vector cannot be empty")));
    }
    if let Some(bad) = first_not_finite(values) {
        return Err(Error::unprocessable(format!(
            "{place} has the value {} at token {}, position {}: every value must be finite",
            values[bad],
            bad / value.dimensions,
            bad % value.dimensions
        )));
    }
    let mut labels = value.labels(buffer).map_err(|e| e.prefixed(&format!("{place}: ")))?;
    let values = match &target.pooling {
        None => values.to_vec(),
        Some(pooling) => {
            let pooled = pool(pooling, values, value.dimensions);
            labels = labels.pooled(&pooled.members);
            pooled.values
        }
    };
    let write = VectorWrite::Values { dimensions: value.dimensions, values, at: Location::NOWHERE };
    Ok(Checked { write, labels })
}

/// Whether a row has exactly this vector.
pub fn is_same(shard: &Shard, row: u32, name: &str, write: &VectorWrite) -> bool {
    let stored = shard.vectors.get(name).and_then(|c| c.get(row));
    match write {
        VectorWrite::Keep => true,
        VectorWrite::Values { values, .. } => stored.as_deref() == Some(values.as_slice()),
    }
}

impl Engine {
    /// For a write of this vector while others are in the air.
    pub(super) fn require_dimensions(&self, class: &Class, tenant: &str, target: usize, shard: &Shard) -> Result<()> {
        self.pending.require_dimensions(&class.name, tenant, &class.vectors[target].name, shard)
    }
}

/// What a caller made ready for a write: embeddings and parsed phone numbers.
#[derive(Clone, Debug, Default)]
pub struct Supplied {
    /// Whether the caller has already been asked.
    pub complete: bool,
    /// Embeddings by object and target.
    pub embedded: Vec<Embedding>,
    /// Phone numbers by what was given.
    pub phones: Vec<PhoneEntry>,
}
from_members!(Supplied: complete, embedded, phones);

/// An embedding, or why there is none.
#[derive(Clone, Debug, Default)]
pub struct Embedding {
    /// Position of the object in the request.
    pub object: usize,
    /// The target's name.
    pub target: String,
    /// One vector per input.
    pub values: Vec<VectorRef>,
    /// Why there is none.
    pub error: Option<String>,
}
from_members!(Embedding: object, target, values, error);

/// A parsed phone number, or why it is refused.
#[derive(Clone, Debug, Default)]
pub struct PhoneEntry {
    /// The number as given.
    pub input: String,
    /// The country as given, in upper case.
    pub country: String,
    /// The parsed number.
    pub number: Value,
    /// Why it is refused.
    pub error: Option<String>,
}
from_members!(PhoneEntry: input, country, number, error);

impl crate::schema::validate::PhoneBook for Supplied {
    fn lookup(&self, input: &str, country: &str) -> std::result::Result<Value, String> {
        match self.phones.iter().find(|p| p.input == input && p.country == country) {
            Some(PhoneEntry { error: Some(error), .. }) => Err(error.clone()),
            Some(entry) => Ok(entry.number.clone()),
            None => Err(format!("{input:?} was not parsed")),
        }
    }
}
