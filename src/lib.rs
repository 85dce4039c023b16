//! weavelet: a late-interaction search engine without a server. This crate is the core: bytes and numbers,
//! no I/O, no clock, no randomness.
//!
//! A write: [`engine`] checks it against the [`schema`], [`vectorize`] says what to embed, the result is
//! [`segment::Record`]s; once their bytes are stored somewhere they are applied to the [`store`]: rows,
//! [`vector`]s and [`index`]es.
//!
//! A search: [`query`] turns the filter into a bitmap, scores keywords (`bm25`) and vectors (`near`, over the
//! [`simd`] kernels), fuses, ranks, groups, and reads the hits.
//!
//! `wasm` is the skin for JavaScript; it copies in, calls, and copies out.

pub mod engine;
pub mod error;
pub mod index;
pub mod memory;
pub mod order;
pub mod query;
pub mod schema;
pub mod segment;
pub mod simd;
pub mod sorted;
pub mod store;
pub mod text;
pub mod value;
pub mod vector;
pub mod vectorize;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
