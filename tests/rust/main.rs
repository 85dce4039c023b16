//! Oracles and properties of the engine's parts, one test binary.

mod bm25;
mod engine;
mod fold;
mod japanese;
mod recall;
