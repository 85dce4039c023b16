//! Which centroids documents have, the other way round: per centroid the documents that have it. A search goes through
//! the lists of the centroids that count for its query, a few in a hundred.

use std::ops::Range;

use crate::memory::make_room;
use crate::simd::{CentroidTable, Lists, add_list_sums, centroid_sum};

/// Entries per centroid from which the newest documents get lists: with fewer, where lists begin would take more than
/// a sixteenth of their bytes. Until then they are known by their ids, each of which every search looks up.
const ENTRIES: usize = 64;
/// Most documents with lists of their own: what a search notes of them, 16 bytes each, stays in the second-level cache.
const DOCUMENTS: usize = 1 << 16;

/// The centroids of documents, which are numbered from 0 on.
#[derive(Debug)]
pub struct Inverted {
    centroids: usize,
    parts: Vec<Part>,
    /// Where the ids of each document behind the parts begin, and the end.
    first: Vec<u32>,
    /// The different ids of such a document, in order.
    ids: Vec<u16>,
}

/// Documents with lists.
#[derive(Debug)]
struct Part {
    documents: Range<usize>,
    lists: Lists,
}

impl Inverted {
    /// Without documents, for so many centroids.
    pub fn new(centroids: usize) -> Inverted {
        Inverted { centroids, parts: Vec::new(), first: vec![0], ids: Vec::new() }
    }

    /// Adds a document with these different centroids.
    pub fn push(&mut self, ids: &[u16]) {
        make_room(&mut self.ids, ids.len());
        self.ids.extend_from_slice(ids);
        make_room(&mut self.first, 1);
        self.first.push(self.ids.len() as u32);
        let recent = self.first.len() - 1;
        // some 10 ms of work with 8,192 centroids, so it needs no steps
        if self.ids.len() >= ENTRIES * self.centroids || recent == DOCUMENTS {
            let (from, each) = (self.listed(), (0..recent).map(|at| self.recent(at)));
            let lists = Lists::new(self.centroids, each);
            self.parts.push(Part { documents: from..from + recent, lists });
            (self.first, self.ids) = (vec![0], Vec::new());
        }
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.listed() + self.first.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Documents that have lists.
    fn listed(&self) -> usize {
        self.parts.last().map_or(0, |part| part.documents.end)
    }

    /// The ids of the `at`-th document behind the parts.
    fn recent(&self, at: usize) -> &[u16] {
        &self.ids[self.first[at] as usize..self.first[at + 1] as usize]
    }

    /// What documents give to a query.
    pub fn scores<'a>(&'a self, tables: &'a [CentroidTable]) -> Scores<'a> {
        Scores {
            inverted: self,
            tables,
            sums: vec![0; self.listed()],
            scored: vec![false; self.parts.len()],
            part: 0..0,
            best: Vec::new(),
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let lists = self.parts.iter().map(|part| part.lists.bytes()).sum::<usize>();
        lists + self.first.capacity() * size_of::<u32>() + self.ids.capacity() * size_of::<u16>()
    }
}

/// Σ over query tokens of the best that a document's centroids give. Lists are gone through when the first of their
/// documents is asked for.
#[derive(Debug)]
pub struct Scores<'a> {
    inverted: &'a Inverted,
    tables: &'a [CentroidTable],
    /// Per document with lists.
    sums: Vec<u32>,
    /// Per part.
    scored: Vec<bool>,
    /// Documents of the part that was asked for last.
    part: Range<usize>,
    best: Vec<[u8; 16]>,
}

impl Scores<'_> {
    /// What a document without any centroid that counts gives.
    pub fn least(&self) -> u32 {
        self.tables.iter().map(CentroidTable::least_sum).sum()
    }

    /// What a document gives; none where its centroids are not known.
    pub fn of(&mut self, document: usize) -> Option<u32> {
        if document >= self.sums.len() {
            let recent = document - self.sums.len();
            let known = recent + 1 < self.inverted.first.len();
            let sum = |ids| self.tables.iter().map(|table| centroid_sum(table, ids)).sum();
            return known.then(|| sum(self.inverted.recent(recent)));
        }
        if !self.part.contains(&document) {
            self.score(self.inverted.parts.partition_point(|part| part.documents.end <= document));
        }
        Some(self.sums[document])
    }

    fn score(&mut self, at: usize) {
        let Part { documents, lists } = &self.inverted.parts[at];
        self.part = documents.clone();
        if !std::mem::replace(&mut self.scored[at], true) {
            let sums = &mut self.sums[documents.clone()];
            self.tables.iter().for_each(|table| add_list_sums(lists, table, &mut self.best, sums));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixed sequence of numbers below a limit.
    fn draw() -> impl FnMut(u32) -> u32 {
        let mut state = 11u32;
        move |below| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        }
    }

    #[test]
    fn lists_give_what_ids_give() {
        let mut draw = draw();
        let centroids = 300;
        let mut inverted = Inverted::new(centroids);
        let mut documents = Vec::new();
        // the last of three parts is not full
        while inverted.parts.len() < 2 || inverted.ids.len() < 20 * centroids {
            let mut ids: Vec<u16> = (0..draw(60)).map(|_| draw(centroids as u32) as u16).collect();
            ids.sort_unstable();
            ids.dedup();
            inverted.push(&ids);
            documents.push(ids);
            assert_eq!(inverted.len(), documents.len());
        }
        let tables: Vec<CentroidTable> = [16, 16, 3]
            .map(|tokens| {
                let given: Vec<Vec<u8>> =
                    (0..tokens).map(|_| (0..centroids).map(|_| draw(256) as u8).collect()).collect();
                CentroidTable::new(&given)
            })
            .into();
        let want: Vec<u32> = documents.iter().map(|ids| tables.iter().map(|t| centroid_sum(t, ids)).sum()).collect();
        let mut scores = inverted.scores(&tables);
        assert_eq!(want.iter().min(), Some(&scores.least()));
        // in any order, also back to a part that was left
        let order: Vec<usize> = (0..documents.len()).chain((0..documents.len()).rev().step_by(7)).collect();
        assert!(order.iter().all(|document| scores.of(*document) == Some(want[*document])));
        assert_eq!(scores.of(documents.len()), None);
        // only what is asked for is gone through
        let mut scores = inverted.scores(&tables);
        let last = inverted.listed() - 1;
        assert_eq!((scores.of(last), &scores.scored[..]), (Some(want[last]), &[false, true][..]));
        assert_eq!(inverted.scores(&[]).of(0), Some(0));
    }

    #[test]
    fn documents_without_centroids_get_lists_too() {
        let mut inverted = Inverted::new(512);
        (0..=DOCUMENTS).for_each(|_| inverted.push(&[]));
        assert_eq!((inverted.parts.len(), inverted.len()), (1, DOCUMENTS + 1));
        let table = [CentroidTable::new(&[(0..512).map(|n| (n / 2) as u8).collect()])];
        let mut scores = inverted.scores(&table);
        let least = scores.least();
        assert!((0..=DOCUMENTS).all(|document| scores.of(document) == Some(least)));
    }
}
