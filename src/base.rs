//! What all of the core may use. A crate of its own because [the fast part](../weavelet_fast/index.html) needs it too.

pub mod error;
pub mod memory;
pub mod order;
pub mod schema;
pub mod sorted;
pub mod text;
pub mod value;
