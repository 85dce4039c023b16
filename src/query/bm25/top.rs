//! The best rows so far.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::order;

/// A row that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The row.
    pub row: u32,
    /// Its score.
    pub score: f32,
}

fn by_score(a: &Scored, b: &Scored) -> Ordering {
    b.score.total_cmp(&a.score)
}

/// The server's order of a page: score descending, equal ones by uuid. Which rows are on it, the search has decided.
pub fn sort_for_display(hits: &mut [Scored], uuid: &dyn Fn(u32) -> [u8; 16]) {
    order::sort_by(hits, |a, b| by_score(a, b).then_with(|| uuid(a.row).cmp(&uuid(b.row))));
}

/// A hit with its place in insertion order, which decides between equal scores. The greatest is the worst.
struct Entry {
    hit: Scored,
    doc_id: u64,
}

impl Ord for Entry {
    fn cmp(&self, other: &Entry) -> Ordering {
        by_score(&self.hit, &other.hit).then_with(|| self.doc_id.cmp(&other.doc_id))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Entry) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

/// At most `limit` rows, the best of those that were added; all of them where the limit is 0.
pub(super) struct Top<'a> {
    limit: usize,
    doc_id: &'a dyn Fn(u32) -> u64,
    entries: BinaryHeap<Entry>,
}

impl<'a> Top<'a> {
    pub fn new(limit: usize, doc_id: &'a dyn Fn(u32) -> u64) -> Self {
        let limit = if limit == 0 { usize::MAX } else { limit };
        Top { limit, doc_id, entries: BinaryHeap::new() }
    }

    /// The score below which no row can get in; none while any can.
    pub fn threshold(&self) -> Option<f32> {
        let worst = || self.entries.peek().map(|entry| entry.hit.score);
        (self.entries.len() == self.limit).then(worst).flatten()
    }

    /// Adds a row if it is among the best so far, and tells whether it is.
    pub fn add(&mut self, hit: Scored) -> bool {
        let entry = Entry { hit, doc_id: (self.doc_id)(hit.row) };
        if self.entries.len() < self.limit {
            self.entries.push(entry);
            return true;
        }
        let Some(mut worst) = self.entries.peek_mut() else { return false };
        if entry >= *worst {
            return false;
        }
        *worst = entry;
        true
    }

    /// The rows, best first.
    pub fn into_sorted(self) -> Vec<Scored> {
        self.entries.into_sorted_vec().into_iter().map(|entry| entry.hit).collect()
    }
}
