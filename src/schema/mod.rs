//! What a collection is: names, data types, defaults, what a value may be, and what may change.

pub mod auto;
pub mod class;
pub mod data_type;
pub mod date;
pub mod hash;
pub mod inverted;
pub mod metric;
pub mod muvera;
pub mod names;
pub mod pooling;
pub mod property;
pub mod quantizer;
pub mod settings;
pub mod update;
pub mod uuid;
pub mod validate;
pub mod vector_index;
pub mod vectorizer;

pub use class::{Class, Defaults, TargetVector};
pub use data_type::DataType;
pub use date::Date;
pub use metric::Metric;
pub use muvera::Muvera;
pub use pooling::{Grid, Pooling};
pub use property::Property;
pub use quantizer::{Quantizer, QuantizerKind};
pub use uuid::Uuid;
