//! Filters: `clause` types them, `evaluate` turns them into rows.

pub mod clause;
pub mod evaluate;
mod geo;

pub use clause::{Clause, Operator, parse};
pub use evaluate::Scope;
