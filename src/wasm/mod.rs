//! The skin for JavaScript: copy in, call, copy out. Nothing is decided here.

mod clock;
mod core;
mod envelope;
mod hits;
mod jina;
mod values;
