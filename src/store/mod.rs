//! What is stored: rows, vectors, the indexes over them, shards and collections.

pub mod candidates;
pub mod coding;
pub mod collection;
pub mod compact;
pub mod database;
pub mod field;
pub mod labels;
pub mod pages;
pub mod rows;
pub mod rowset;
mod sample;
pub mod scans;
pub mod shard;
mod slot;
pub mod split;
pub mod vectors;

pub use collection::{Collection, Tenant, TenantStatus};
pub use database::Database;
pub use field::Field;
pub use labels::{LabelSet, Labels};
pub use pages::{Location, Pages};
pub use rows::{Body, Rows};
pub use rowset::RowSet;
pub use shard::{DocId, ObjectWrite, Shard, VectorWrite};
pub use split::Split;
pub use vectors::VectorColumn;
