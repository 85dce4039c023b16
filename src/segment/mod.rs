//! What stored bytes look like: records in frames, and the manifest over them. Where the bytes go is
//! not this module's business.

pub mod frame;
pub mod manifest;
pub mod record;

pub use frame::{Kind, open, seal};
pub use manifest::{Manifest, Run};
pub use record::Record;
