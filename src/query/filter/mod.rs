//! Filters: `clause` types them, `evaluate` turns them into rows.

mod check;
pub mod clause;
pub mod evaluate;
mod geo;
mod source;

pub use clause::{Clause, Operator, parse};
pub use evaluate::Scope;
