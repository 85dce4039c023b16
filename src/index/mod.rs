//! What makes rows findable: terms by property for keyword search, values by property for filters.

pub mod alike;
mod block;
pub mod cursor;
mod dictionary;
pub mod filterable;
mod lengths;
pub mod postings;
mod tails;

pub use alike::Likeness;
pub use cursor::Cursor;
pub use postings::Postings;
