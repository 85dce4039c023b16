//! A walk over the rows of one term, in ascending order, that unpacks only the blocks it stops in.

use super::block::{BLOCK, Block, Blocks};
use super::postings::Postings;
use super::tails::Posting;

/// No row: after the last one.
pub const END: u32 = u32::MAX;

/// Rows and frequencies of a term. It knows from which row on it has to look, and looks when it is asked.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    postings: &'a Postings,
    packed: &'a Blocks,
    blocks: &'a [Block],
    tail: &'a [Posting],
    /// The block that has the next row, if any has; past the last block the tail, past that nothing.
    block: usize,
    /// The next row is not below.
    from: u32,
    /// Whether `rows` are those of `block`, and `frequencies`.
    has_rows: bool,
    has_frequencies: bool,
    /// Position among the rows.
    at: usize,
    length: usize,
    rows: [u32; BLOCK],
    frequencies: [u32; BLOCK],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(postings: &'a Postings, packed: &'a Blocks, blocks: &'a [Block], tail: &'a [Posting]) -> Self {
        Cursor {
            postings,
            packed,
            blocks,
            tail,
            block: 0,
            from: 0,
            has_rows: false,
            has_frequencies: false,
            at: 0,
            length: 0,
            rows: [0; BLOCK],
            frequencies: [0; BLOCK],
        }
    }

    /// The index that the rows are of.
    pub fn postings(&self) -> &'a Postings {
        self.postings
    }

    /// Postings in all, those of removed rows included.
    pub fn size(&self) -> usize {
        self.blocks.len() * BLOCK + self.tail.len()
    }

    /// For each block, the tail as the last one, the most that `part` makes of a frequency and a row length in it;
    /// `part` grows with the one and shrinks with the other.
    pub fn bounds(&self, part: impl Fn(u32, u32) -> f64) -> Vec<f64> {
        let most = |pairs: &mut dyn Iterator<Item = (u32, u32)>| pairs.fold(0.0, |most, (f, l)| part(f, l).max(most));
        let mut bounds: Vec<f64> = Vec::with_capacity(self.blocks.len() + 1);
        bounds.extend(self.blocks.iter().map(|block| most(&mut self.packed.best(block))));
        let open = self.tail.iter().map(|p| (p.frequency, self.postings.length(p.row)));
        bounds.push(most(&mut open.filter(|&(_, length)| length > 0)));
        bounds
    }

    /// Position of the block that the next row would be in, as in [`Cursor::bounds`].
    pub fn block(&self) -> usize {
        self.block
    }

    /// A row that the next one is not below; [`END`] when it is known that there is none. Nothing is unpacked.
    pub fn floor(&self) -> u32 {
        if self.has_rows {
            return self.rows.get(self.at).filter(|_| self.at < self.length).map_or(END, |&row| row.max(self.from));
        }
        match self.blocks.get(self.block) {
            Some(_) => self.from.max(self.before().map_or(0, |row| row + 1)),
            None if self.block > self.blocks.len() => END,
            None => self.tail.first().map_or(END, |first| first.row.max(self.from)),
        }
    }

    /// The last row of the block that the next row would be in; [`END`] in the tail.
    pub fn block_end(&self) -> u32 {
        self.blocks.get(self.block).map_or(END, |block| block.last)
    }

    /// Goes on from this row. Rows are skipped by whole blocks; nothing is unpacked.
    pub fn skip_to(&mut self, row: u32) {
        if row <= self.from {
            return;
        }
        self.from = row;
        if self.block_end() < row {
            let rest = &self.blocks[self.block..];
            self.block += rest.partition_point(|block| block.last < row);
            self.has_rows = false;
        }
    }

    /// The next row, [`END`] if there is none.
    pub fn row(&mut self) -> u32 {
        loop {
            if !self.has_rows && !self.unpack() {
                return END;
            }
            let rest = &self.rows[self.at..self.length];
            if rest.first().is_some_and(|&row| row < self.from) {
                self.at += rest.partition_point(|&row| row < self.from);
            }
            if self.at < self.length {
                return self.rows[self.at];
            }
            self.block += 1;
            self.has_rows = false;
        }
    }

    /// How often the row that [`Cursor::row`] gave holds the term.
    pub fn frequency(&mut self) -> u32 {
        if !self.has_frequencies {
            self.has_frequencies = true;
            match self.blocks.get(self.block) {
                Some(block) => self.packed.frequencies(block, &mut self.frequencies),
                None => self.tail.iter().zip(&mut self.frequencies).for_each(|(p, out)| *out = p.frequency),
            }
        }
        self.frequencies[self.at]
    }

    fn before(&self) -> Option<u32> {
        Some(self.blocks[self.block.checked_sub(1)?].last)
    }

    /// Unpacks the rows of the block; false past the tail.
    fn unpack(&mut self) -> bool {
        (self.at, self.has_frequencies) = (0, false);
        match self.blocks.get(self.block) {
            Some(block) => {
                self.length = BLOCK;
                self.packed.rows(block, self.before(), &mut self.rows);
            }
            None if self.block > self.blocks.len() => return false,
            None => {
                self.length = self.tail.len();
                self.tail.iter().zip(&mut self.rows).for_each(|(posting, out)| *out = posting.row);
            }
        }
        self.has_rows = true;
        true
    }
}

/// Rows with their frequencies, ascending.
impl Iterator for Cursor<'_> {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<(u32, u32)> {
        let row = Some(self.row()).filter(|row| *row != END)?;
        let frequency = self.frequency();
        self.from = row + 1;
        Some((row, frequency))
    }
}
