//! Vectors as they are compared and kept.

pub mod metric;
