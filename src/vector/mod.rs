//! Vectors as they are compared and kept.

pub mod centroids;
pub mod codec;
pub mod metric;
pub mod muvera;
pub mod pooling;
