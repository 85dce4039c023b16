//! What makes rows findable: terms by property for keyword search, values by property for filters.

mod dictionary;
pub mod filterable;
pub mod postings;

pub use postings::Postings;
