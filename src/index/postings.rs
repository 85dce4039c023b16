//! The keyword index of one searchable property of one shard: which rows hold a term, how often, and how long they
//! are.
//!
//! Rows arrive in ascending order and are never taken out of a list, so a list is a run of small differences. A removed
//! row leaves the document frequencies at once; that it is dead is the caller's knowledge, who masks it.

use super::dictionary::Dictionary;

/// The rows of one term. Most terms of a language occur once, so the first row is kept without a list of its own.
#[derive(Debug)]
struct List {
    first: (u32, u32),
    last_row: u32,
    /// Rows that are not removed.
    live: u32,
    /// All after the first: `2 × difference to the row before + 1` for a frequency of 1, else `2 × difference`
    /// and the frequency; both unsigned LEB128.
    rest: Vec<u8>,
}

/// Terms, rows, frequencies and lengths of one property.
#[derive(Debug, Default)]
pub struct Postings {
    dictionary: Dictionary,
    /// By term number.
    lists: Vec<List>,
    /// Tokens by row, repetitions counted; 0 for rows without any and for removed ones.
    lengths: Vec<u32>,
    documents: u64,
    total_length: u64,
    list_bytes: usize,
}

fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 127 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

impl Postings {
    /// Adds a row with its tokens.
    ///
    /// # Panics
    /// If the row is not above all rows before it.
    pub fn insert(&mut self, row: u32, tokens: &[String]) {
        assert!(row as usize >= self.lengths.len(), "rows arrive in ascending order");
        if tokens.is_empty() {
            return;
        }
        for (number, frequency) in self.counted(tokens) {
            let Some(list) = self.lists.get_mut(number as usize) else {
                let first = (row, frequency);
                self.lists.push(List { first, last_row: row, live: 1, rest: Vec::new() });
                continue;
            };
            let before = list.rest.capacity();
            let step = u64::from(row - list.last_row) * 2;
            if frequency == 1 {
                push_number(&mut list.rest, step + 1);
            } else {
                push_number(&mut list.rest, step);
                push_number(&mut list.rest, u64::from(frequency));
            }
            list.last_row = row;
            list.live += 1;
            self.list_bytes += list.rest.capacity() - before;
        }
        self.lengths.resize(row as usize, 0);
        self.lengths.push(tokens.len() as u32);
        self.documents += 1;
        self.total_length += tokens.len() as u64;
    }

    /// Adds the row of an object that keeps its place in insertion order and had tokens before: the mean length
    /// stays what it was, as the server's does.
    pub fn insert_again(&mut self, row: u32, tokens: &[String]) {
        if tokens.is_empty() {
            return;
        }
        self.insert(row, tokens);
        self.documents -= 1;
        self.total_length -= tokens.len() as u64;
    }

    /// Takes a row out of the document frequencies; `tokens` are those it was inserted with. A second time does
    /// nothing. The mean length keeps counting it until the index is rebuilt, as the server's does until its
    /// segments are compacted.
    pub fn remove(&mut self, row: u32, tokens: &[String]) {
        if self.length(row) == 0 {
            return;
        }
        self.lengths[row as usize] = 0;
        for (number, _) in self.counted(tokens) {
            if let Some(list) = self.lists.get_mut(number as usize) {
                list.live = list.live.saturating_sub(1);
            }
        }
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
        self.lengths.get(row as usize).copied().unwrap_or(0)
    }

    /// The rows that hold the term and how often, ascending, removed rows among them.
    pub fn postings(&self, term: &str) -> Option<Rows<'_>> {
        self.list(term).map(List::rows)
    }

    /// All terms, in no order of meaning; some may be left with removed rows only.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        (0..self.dictionary.len() as u32).map(|number| self.dictionary.term(number))
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.dictionary.bytes()
            + self.lists.capacity() * size_of::<List>()
            + self.lengths.capacity() * size_of::<u32>()
            + self.list_bytes
    }

    /// An upper estimate of the bytes that inserting these tokens adds in the long run.
    pub fn estimate(tokens: &[String]) -> usize {
        tokens.iter().map(|token| token.len() + size_of::<List>() + 3 * size_of::<u32>()).sum()
    }

    fn list(&self, term: &str) -> Option<&List> {
        self.lists.get(self.dictionary.find(term)? as usize)
    }

    /// Each distinct term's number with its frequency, new terms numbered, ascending: a new term's list is pushed
    /// where its number says.
    fn counted(&mut self, tokens: &[String]) -> Vec<(u32, u32)> {
        let mut numbers: Vec<u32> = tokens.iter().map(|t| self.dictionary.number(t)).collect();
        numbers.sort_unstable();
        numbers.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
    }
}

impl List {
    fn rows(&self) -> Rows<'_> {
        Rows { first: Some(self.first), row: self.first.0, rest: self.rest.iter() }
    }
}

/// The rows of a term in ascending order, each with the term's frequency in it.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    first: Option<(u32, u32)>,
    row: u32,
    rest: std::slice::Iter<'a, u8>,
}

impl Rows<'_> {
    fn number(&mut self) -> Option<u64> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = *self.rest.next()?;
            value |= u64::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Some(value);
            }
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<(u32, u32)> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let step = self.number()?;
        self.row += (step >> 1) as u32;
        let frequency = if step & 1 == 1 { 1 } else { self.number()? as u32 };
        Some((self.row, frequency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        text.split(' ').filter(|t| !t.is_empty()).map(str::to_owned).collect()
    }

    fn rows(postings: &Postings, term: &str) -> Vec<(u32, u32)> {
        postings.postings(term).into_iter().flatten().collect()
    }

    #[test]
    fn counts_and_lists() {
        let mut postings = Postings::default();
        postings.insert(0, &tokens("a b a"));
        postings.insert(1, &tokens(""));
        postings.insert(3, &tokens("b b b c"));
        postings.insert(70_000, &tokens("a"));
        assert_eq!(rows(&postings, "a"), [(0, 2), (70_000, 1)]);
        assert_eq!(rows(&postings, "b"), [(0, 1), (3, 3)]);
        assert_eq!(rows(&postings, "x"), []);
        assert_eq!((postings.doc_frequency("b"), postings.doc_frequency("x")), (2, 0));
        assert_eq!((postings.length(3), postings.length(1), postings.length(80_000)), (4, 0, 0));
        assert_eq!(postings.average_length(), 8.0 / 3.0);
        assert_eq!(postings.terms().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(postings.bytes() > 70_000 * 4);
    }

    #[test]
    fn removal_drops_frequencies_at_once() {
        let mut postings = Postings::default();
        postings.insert(0, &tokens("a a"));
        postings.insert(1, &tokens("a b b b"));
        for _ in 0..2 {
            postings.remove(0, &tokens("a a"));
            assert_eq!((postings.doc_frequency("a"), postings.length(0)), (1, 0));
            // the mean keeps it
            assert_eq!((postings.document_count(), postings.average_length()), (2, 3.0));
        }
        // still listed, for the caller to mask
        assert_eq!(rows(&postings, "a"), [(0, 2), (1, 1)]);
        postings.remove(1, &tokens("a b b b"));
        assert_eq!((postings.doc_frequency("a"), postings.doc_frequency("b")), (0, 0));
    }

    #[test]
    fn a_rewritten_row_leaves_the_mean_as_it_was() {
        let mut postings = Postings::default();
        postings.insert(0, &tokens("a a"));
        postings.remove(0, &tokens("a a"));
        postings.insert_again(1, &tokens("a b b b b b"));
        assert_eq!((postings.doc_frequency("a"), postings.length(1)), (1, 6));
        assert_eq!((postings.document_count(), postings.average_length()), (1, 2.0));
    }

    #[test]
    fn long_lists_come_back() {
        let mut postings = Postings::default();
        let (mut row, mut want) = (0, Vec::new());
        for n in 0..3000_u32 {
            row += 1 + n * n % 400;
            let frequency = 1 + n % 3 * (n % 200);
            postings.insert(row, &vec!["t".to_owned(); frequency as usize]);
            want.push((row, frequency));
        }
        assert_eq!(rows(&postings, "t"), want);
    }
}
