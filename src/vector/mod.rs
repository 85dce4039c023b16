//! Vectors as they are compared and kept.

pub mod codec;
pub mod metric;
