//! The skin for JavaScript: copy in, call, copy out. Nothing is decided here.

mod core;
mod hits;
mod jina;
mod values;
