//! Oracles and properties of the engine's parts, one test binary.

mod bm25;
mod coded;
mod engine;
mod faq;
mod fold;
mod japanese;
mod muvera;
mod narrow;
mod recall;
mod stored;
