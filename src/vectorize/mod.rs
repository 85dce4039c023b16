//! What is embedded, and how Jina is asked for it: pure functions, the call itself is the skin's.

pub mod inputs;
pub mod jina;
pub mod json;
pub mod object_text;
pub mod queries;
pub mod rerank;
