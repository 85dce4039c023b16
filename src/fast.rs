//! What the core spends its time in. A crate of its own because it is compiled for speed and all else for size: see
//! the profiles in `Cargo.toml`. Generic functions are compiled as the crate is that calls them, so what is called in
//! a loop from outside is not generic.

#[path = "query/bm25/mod.rs"]
pub mod bm25;
pub mod index;
pub mod segment;
pub mod simd;
pub mod store;
pub mod vector;

use weavelet_base::{error, memory, order, schema, sorted, text, value};
