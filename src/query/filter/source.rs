//! The rows of a property by key, from whichever of its indexes has them.

use std::ops::Bound;

use super::clause::Operator;
use crate::index::filterable::FilterIndex;
use crate::index::postings::Postings;
use crate::store::{Field, RowSet};

/// Rows and keys of a property, from whichever index has them.
pub(super) enum Source<'a> {
    Values(&'a FilterIndex),
    Postings(&'a Postings),
    Nothing,
}

impl Source<'_> {
    pub(super) fn of(field: Option<&Field>) -> Source<'_> {
        match field {
            Some(Field { values: Some(values), .. }) => Source::Values(values),
            Some(Field { postings: Some(postings), .. }) => Source::Postings(postings),
            _ => Source::Nothing,
        }
    }

    pub(super) fn add(&self, key: &[u8], out: &mut RowSet) {
        match self {
            Source::Values(index) => index.get(key).iter().for_each(|r| out.insert(*r)),
            Source::Postings(postings) => {
                let rows = std::str::from_utf8(key).ok().and_then(|term| postings.rows(term));
                rows.into_iter().flatten().for_each(|(row, _)| out.insert(row));
            }
            Source::Nothing => {}
        }
    }

    /// Adds the rows of every key that passes.
    pub(super) fn scan(&self, passes: impl Fn(&[u8]) -> bool, out: &mut RowSet) {
        match self {
            Source::Values(index) => {
                for (_, rows) in index.iter().filter(|(key, _)| passes(key)) {
                    rows.iter().for_each(|r| out.insert(*r));
                }
            }
            Source::Postings(postings) => {
                for term in postings.terms().filter(|t| passes(t.as_bytes())) {
                    self.add(term.as_bytes(), out);
                }
            }
            Source::Nothing => {}
        }
    }

    pub(super) fn compare(&self, operator: Operator, key: &[u8], out: &mut RowSet) {
        let (from, to) = match operator {
            Operator::GreaterThan => (Bound::Excluded(key), Bound::Unbounded),
            Operator::GreaterThanEqual => (Bound::Included(key), Bound::Unbounded),
            Operator::LessThan => (Bound::Unbounded, Bound::Excluded(key)),
            Operator::LessThanEqual => (Bound::Unbounded, Bound::Included(key)),
            _ => (Bound::Included(key), Bound::Included(key)),
        };
        match self {
            Source::Values(index) => {
                index.range(from, to).for_each(|(_, rows)| rows.iter().for_each(|r| out.insert(*r)));
            }
            _ => self.scan(|k| compares(operator, k, key), out),
        }
    }
}

/// Whether a comparison holds.
pub(super) fn compares<T: Ord + ?Sized>(operator: Operator, left: &T, right: &T) -> bool {
    match operator {
        Operator::NotEqual => left != right,
        Operator::GreaterThan => left > right,
        Operator::GreaterThanEqual => left >= right,
        Operator::LessThan => left < right,
        Operator::LessThanEqual => left <= right,
        _ => left == right,
    }
}
