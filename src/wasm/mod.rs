//! The skin for JavaScript: copy in, call, copy out. Nothing is decided here.

mod clock;
mod core;
mod hits;
mod jina;
mod values;
