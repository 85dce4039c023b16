//! The keyword index of one searchable property of one shard: which rows hold a term, how often, and how long they
//! are.
//!
//! Rows arrive in ascending order and are never taken out of a list, so a list is packed in blocks of 128 as it grows,
//! and only its end is open. A removed row leaves the document frequencies at once; that it is dead is the caller's
//! knowledge, who masks it.

use super::alike::{Likeness, Sorted};
use super::block::{Block, Blocks};
use super::cursor::{Cursor, END};
use super::dictionary::Dictionary;
use super::lengths::Lengths;
use super::tails::{Posting, Tail, Tails, reserve};

/// The rows of one term.
#[derive(Debug, Default)]
struct List {
    /// Rows that are not removed.
    live: u32,
    /// Position of its blocks among the long lists, and 1; 0 while it has none.
    long: u32,
    tail: Tail,
}

/// Bytes that an index holds, by what they are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostingsBytes {
    /// Terms.
    pub terms: usize,
    /// Rows and frequencies.
    pub postings: usize,
    /// Lengths of rows.
    pub lengths: usize,
}

impl PostingsBytes {
    /// All of them.
    pub fn total(self) -> usize {
        self.terms + self.postings + self.lengths
    }
}

/// Terms, rows, frequencies and lengths of one property.
#[derive(Debug, Default)]
pub struct Postings {
    dictionary: Dictionary,
    sorted: Sorted,
    /// By term number.
    lists: Vec<List>,
    /// The blocks of lists that have some.
    long: Vec<Vec<Block>>,
    /// Capacities in `long`.
    long_blocks: usize,
    packed: Blocks,
    tails: Tails,
    /// Tokens by row, repetitions counted; 0 for rows without any and for removed ones.
    lengths: Lengths,
    documents: u64,
    total_length: u64,
    /// The terms of the row at work, repetitions included.
    bag: Vec<u32>,
}

impl Postings {
    /// Adds a token to the row at work: [`Postings::insert`], [`Postings::insert_again`] or [`Postings::remove`] then
    /// says which row that is.
    pub fn token(&mut self, token: &str) {
        let number = self.dictionary.number(token);
        if number as usize == self.lists.len() {
            reserve(&mut self.lists, 1);
            self.lists.push(List::default());
        }
        self.bag.push(number);
    }

    /// Adds the row at work.
    ///
    /// # Panics
    /// If the row is not above all rows before it.
    pub fn insert(&mut self, row: u32) {
        assert!((self.lengths.end()..END).contains(&row), "rows arrive in ascending order");
        if self.bag.is_empty() {
            return;
        }
        let mut bag = std::mem::take(&mut self.bag);
        self.lengths.push(row, bag.len() as u32);
        self.documents += 1;
        self.total_length += bag.len() as u64;
        bag.sort_unstable();
        for same in bag.chunk_by(|a, b| a == b) {
            self.push(same[0], Posting { row, frequency: same.len() as u32 });
        }
        bag.clear();
        self.bag = bag;
    }

    /// Adds the row at work, of an object that keeps its place in insertion order and had tokens before: the mean
    /// length stays what it was, as the server's does.
    pub fn insert_again(&mut self, row: u32) {
        let length = self.bag.len() as u64;
        if length > 0 {
            self.insert(row);
            self.documents -= 1;
            self.total_length -= length;
        }
    }

    /// Takes a row, whose tokens are those at work, out of the document frequencies. A second time does nothing. The
    /// mean length keeps counting it until the index is rebuilt, as the server's does until its segments are compacted.
    pub fn remove(&mut self, row: u32) {
        let mut bag = std::mem::take(&mut self.bag);
        if self.length(row) > 0 {
            self.lengths.clear(row);
            bag.sort_unstable();
            bag.dedup();
            for number in &bag {
                let list = &mut self.lists[*number as usize];
                list.live = list.live.saturating_sub(1);
            }
        }
        bag.clear();
        self.bag = bag;
    }

    fn push(&mut self, number: u32, posting: Posting) {
        let list = &mut self.lists[number as usize];
        list.live += 1;
        let Some(full) = self.tails.push(&mut list.tail, posting) else { return };
        if list.long == 0 {
            self.long.push(Vec::new());
            list.long = self.long.len() as u32;
        }
        let blocks = &mut self.long[list.long as usize - 1];
        let block = self.packed.seal(&full, blocks.last().map(|before| before.last), &self.lengths);
        let before = blocks.capacity();
        blocks.push(block);
        self.long_blocks += blocks.capacity() - before;
    }

    /// Live rows that hold the term.
    pub fn doc_frequency(&self, term: &str) -> u64 {
        self.list(term).map_or(0, |list| u64::from(list.live))
    }

    /// Mean length of the rows that have a token at all, deleted ones included; 0 without any.
    pub fn average_length(&self) -> f64 {
        if self.documents == 0 { 0.0 } else { self.total_length as f64 / self.documents as f64 }
    }

    /// Rows that have a token, deleted ones included.
    pub fn document_count(&self) -> u64 {
        self.documents
    }

    /// Tokens of a row, 0 if it has none or is removed.
    pub fn length(&self, row: u32) -> u32 {
        self.lengths.get(row)
    }

    /// The rows that hold the term and how often, ascending, removed rows among them.
    pub fn rows(&self, term: &str) -> Option<Cursor<'_>> {
        let list = self.list(term)?;
        let blocks = list.long.checked_sub(1).map_or(&[][..], |at| &self.long[at as usize]);
        Some(Cursor::new(self, &self.packed, blocks, self.tails.get(list.tail)))
    }

    /// Terms like this one that a live row holds: those that it begins if `completed`, and those that one edit makes of
    /// it if `edited`. Each with its live rows.
    pub fn alike(&self, term: &str, completed: bool, edited: bool) -> impl Iterator<Item = (&str, Likeness, u64)> {
        let found = self.sorted.alike(&self.dictionary, term, completed, edited).into_iter();
        let live = move |number: u32| u64::from(self.lists[number as usize].live);
        let each = found.map(move |(number, likeness)| (self.dictionary.term(number), likeness, live(number)));
        each.filter(|(_, _, live)| *live > 0)
    }

    /// All terms, in no order of meaning; some may be left with removed rows only.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        (0..self.dictionary.len() as u32).map(|number| self.dictionary.term(number))
    }

    /// Bytes held.
    pub fn bytes(&self) -> PostingsBytes {
        PostingsBytes {
            terms: self.dictionary.bytes() + self.sorted.bytes(),
            postings: self.lists.capacity() * size_of::<List>()
                + self.long.capacity() * size_of::<Vec<Block>>()
                + self.long_blocks * size_of::<Block>()
                + self.packed.bytes()
                + self.tails.bytes()
                + self.bag.capacity() * size_of::<u32>(),
            lengths: self.lengths.bytes(),
        }
    }

    fn list(&self, term: &str) -> Option<&List> {
        self.lists.get(self.dictionary.find(term)? as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag<'a>(postings: &'a mut Postings, text: &str) -> &'a mut Postings {
        text.split(' ').filter(|t| !t.is_empty()).for_each(|token| postings.token(token));
        postings
    }

    fn rows(postings: &Postings, term: &str) -> Vec<(u32, u32)> {
        postings.rows(term).into_iter().flatten().collect()
    }

    #[test]
    fn counts_and_lists() {
        let mut postings = Postings::default();
        bag(&mut postings, "a b a").insert(0);
        bag(&mut postings, "").insert(1);
        bag(&mut postings, "b b b c").insert(3);
        bag(&mut postings, "a").insert(70_000);
        assert_eq!(rows(&postings, "a"), [(0, 2), (70_000, 1)]);
        assert_eq!(rows(&postings, "b"), [(0, 1), (3, 3)]);
        assert_eq!(rows(&postings, "x"), []);
        assert_eq!((postings.doc_frequency("b"), postings.doc_frequency("x")), (2, 0));
        assert_eq!((postings.length(3), postings.length(1), postings.length(80_000)), (4, 0, 0));
        assert_eq!(postings.average_length(), 8.0 / 3.0);
        assert_eq!(postings.terms().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(postings.bytes().lengths > 70_000 * 2);
    }

    #[test]
    fn removal_drops_frequencies_at_once() {
        let mut postings = Postings::default();
        bag(&mut postings, "a a").insert(0);
        bag(&mut postings, "a b b b").insert(1);
        for _ in 0..2 {
            bag(&mut postings, "a a").remove(0);
            assert_eq!((postings.doc_frequency("a"), postings.length(0)), (1, 0));
            // the mean keeps it
            assert_eq!((postings.document_count(), postings.average_length()), (2, 3.0));
        }
        // still listed, for the caller to mask
        assert_eq!(rows(&postings, "a"), [(0, 2), (1, 1)]);
        bag(&mut postings, "a b b b").remove(1);
        assert_eq!((postings.doc_frequency("a"), postings.doc_frequency("b")), (0, 0));
    }

    #[test]
    fn a_rewritten_row_leaves_the_mean_as_it_was() {
        let mut postings = Postings::default();
        bag(&mut postings, "a a").insert(0);
        bag(&mut postings, "a a").remove(0);
        bag(&mut postings, "a b b b b b").insert_again(1);
        assert_eq!((postings.doc_frequency("a"), postings.length(1)), (1, 6));
        assert_eq!((postings.document_count(), postings.average_length()), (1, 2.0));
    }

    /// A list of 3,000 rows with gaps, and what it holds.
    fn long_list() -> (Postings, Vec<(u32, u32)>) {
        let mut postings = Postings::default();
        let (mut row, mut want) = (0, Vec::new());
        for n in 0..3000_u32 {
            let frequency = 1 + n % 3 * (n % 200);
            (0..frequency).for_each(|_| postings.token("t"));
            (0..n % 7).for_each(|_| postings.token("other"));
            postings.insert(row);
            want.push((row, frequency));
            row += 1 + n * n % 400;
        }
        (postings, want)
    }

    #[test]
    fn long_lists_come_back() {
        let (postings, want) = long_list();
        assert_eq!(rows(&postings, "t"), want);
        assert_eq!(postings.rows("t").unwrap().size(), want.len());
    }

    #[test]
    fn cursors_skip_and_never_go_back() {
        let (postings, want) = long_list();
        for stride in [1, 50, 3000, 40_000] {
            let mut cursor = postings.rows("t").unwrap();
            for from in (0..want[2999].0 + 2 * stride).step_by(stride as usize) {
                cursor.skip_to(from);
                let next = want.iter().find(|(row, _)| *row >= from);
                let floor = cursor.floor();
                assert!(floor >= from || next.is_none());
                match next {
                    Some(&(row, frequency)) => {
                        assert!(floor <= row && row <= cursor.block_end());
                        assert_eq!((cursor.row(), cursor.frequency()), (row, frequency));
                        cursor.skip_to(from / 2);
                        assert_eq!(cursor.row(), row);
                    }
                    None => assert_eq!((cursor.row(), cursor.floor()), (END, END)),
                }
            }
        }
    }

    #[test]
    fn bounds_hold_under_any_mean() {
        let (postings, want) = long_list();
        let cursor = postings.rows("t").unwrap();
        for (average, k1, b) in [(0.5, 1.2, 0.75), (90.0, 1.2, 0.75), (90.0, 0.0, 1.0), (5000.0, 3.0, 0.0)] {
            let part = |f: u32, l: u32| f64::from(f) / (f64::from(f) + k1 * (1.0 - b + b * f64::from(l) / average));
            let bounds = cursor.bounds(part);
            let blocks = want.chunks(128).map(|rows| rows.iter().map(|&(row, f)| part(f, postings.length(row))));
            let most: Vec<f64> = blocks.map(|parts| parts.fold(0.0, f64::max)).collect();
            assert_eq!(bounds, most);
        }
    }
}
