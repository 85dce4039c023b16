//! A write of objects as it is asked for.

use super::vectors::{GivenVector, Supplied};
use crate::error::{Error, Result};
use crate::value::{Value, from_members};

/// An object as given.
#[derive(Clone, Debug, Default)]
pub struct ObjectInput {
    /// Its id in any spelling.
    pub id: Value,
    /// Properties.
    pub properties: Value,
    /// Beacons by reference property.
    pub references: Value,
    /// Vectors by target.
    pub vectors: Vec<GivenVector>,
}
from_members!(ObjectInput: id, properties, references, vectors);

/// Where a write goes, when, and with what.
#[derive(Clone, Debug, Default)]
pub struct WriteRequest {
    /// Collection or alias.
    pub collection: String,
    /// Tenant.
    pub tenant: Option<String>,
    /// The objects; one but for a batch.
    pub objects: Vec<ObjectInput>,
    /// Now, in ms since 1970.
    pub now: i64,
    /// Now in words, for descriptions.
    pub now_text: String,
    /// Embeddings and phone numbers made for this write.
    pub supplied: Supplied,
}
from_members!(WriteRequest: collection, tenant, objects, now, now_text = "nowText", supplied);

impl WriteRequest {
    /// The object of a write of one.
    pub(super) fn first(&self) -> Result<&ObjectInput> {
        self.objects.first().ok_or_else(|| Error::internal("a write without an object"))
    }
}
