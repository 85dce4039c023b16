//! Blocks of 128 postings, packed: differences of rows and frequencies, each in as many bits as the largest needs.
//!
//! A block also tells how much its postings can add to a score. What a posting adds grows with its frequency and
//! shrinks with the length of its row, and how much also depends on the mean length, which every insert changes, and
//! on settings that a schema update changes. So no number is kept but the postings that no other one of the block
//! beats in both: whatever mean and settings, the best of the block is one of them. They are about three.

use super::lengths::Lengths;
use super::tails::{Posting, reserve};

/// Postings of a block.
pub(super) const BLOCK: usize = 128;
/// Values are packed in four columns side by side, so that four of them unpack at once.
const LANES: usize = 4;
const WORD: u32 = u32::BITS;

/// A packed block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// Its last row.
    pub last: u32,
    /// Where its words begin: the best postings, packed rows, packed frequencies.
    at: u32,
    best: u8,
    row_bits: u8,
    frequency_bits: u8,
}

/// The words of all blocks of a property.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    words: Vec<u32>,
}

impl Blocks {
    /// Packs postings; `before` is the last row of the block before, if there is one.
    pub fn seal(&mut self, postings: &[Posting; BLOCK], before: Option<u32>, lengths: &Lengths) -> Block {
        // a difference is at least 1, so that much is left out; before row 0 comes, so to say, row −1
        let mut previous = before.unwrap_or(u32::MAX);
        let steps = postings.map(|posting| {
            let step = posting.row.wrapping_sub(previous).wrapping_sub(1);
            previous = posting.row;
            step
        });
        let frequencies = postings.map(|posting| posting.frequency - 1);
        let (row_bits, frequency_bits) = (bits(&steps), bits(&frequencies));
        let best = best(postings, lengths);
        let at = self.words.len() as u32;
        reserve(&mut self.words, 2 * best.len() + (row_bits + frequency_bits) as usize * LANES);
        best.iter().for_each(|&(frequency, length)| self.words.extend([frequency, length]));
        pack(&steps, row_bits, &mut self.words);
        pack(&frequencies, frequency_bits, &mut self.words);
        let best = best.len() as u8;
        Block { last: previous, at, best, row_bits: row_bits as u8, frequency_bits: frequency_bits as u8 }
    }

    /// Frequencies and row lengths of the postings that no other one beats in both.
    pub fn best(&self, block: &Block) -> impl Iterator<Item = (u32, u32)> {
        let words = &self.words[block.at as usize..][..2 * usize::from(block.best)];
        words.chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// Unpacks the rows.
    pub fn rows(&self, block: &Block, before: Option<u32>, out: &mut [u32; BLOCK]) {
        unpack(&self.words[block.rows_at()..], u32::from(block.row_bits), out);
        let mut previous = before.unwrap_or(u32::MAX);
        for row in out {
            previous = previous.wrapping_add(*row).wrapping_add(1);
            *row = previous;
        }
    }

    /// Unpacks the frequencies.
    pub fn frequencies(&self, block: &Block, out: &mut [u32; BLOCK]) {
        let at = block.rows_at() + usize::from(block.row_bits) * LANES;
        unpack(&self.words[at..], u32::from(block.frequency_bits), out);
        out.iter_mut().for_each(|frequency| *frequency += 1);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u32>()
    }
}

impl Block {
    fn rows_at(&self) -> usize {
        self.at as usize + 2 * usize::from(self.best)
    }
}

/// See [`Blocks::best`]. Removed rows have no length and never score again.
fn best(postings: &[Posting], lengths: &Lengths) -> Vec<(u32, u32)> {
    let mut pairs: Vec<(u32, u32)> = postings.iter().map(|p| (p.frequency, lengths.get(p.row))).collect();
    pairs.retain(|&(_, length)| length > 0);
    pairs.sort_unstable_by_key(|&(frequency, length)| (std::cmp::Reverse(frequency), length));
    let mut shortest = u32::MAX;
    pairs.retain(|&(_, length)| {
        let unbeaten = length < shortest;
        shortest = shortest.min(length);
        unbeaten
    });
    pairs
}

fn bits(values: &[u32; BLOCK]) -> u32 {
    WORD - values.iter().fold(0, |all, value| all | value).leading_zeros()
}

fn pack(values: &[u32; BLOCK], bits: u32, out: &mut Vec<u32>) {
    let from = out.len();
    out.resize(from + bits as usize * LANES, 0);
    if bits == 0 {
        return;
    }
    for (step, group) in values.chunks_exact(LANES).enumerate() {
        let bit = step as u32 * bits;
        let (at, shift) = (from + (bit / WORD) as usize * LANES, bit % WORD);
        for (lane, value) in group.iter().enumerate() {
            out[at + lane] |= value << shift;
            if shift + bits > WORD {
                out[at + LANES + lane] |= value >> (WORD - shift);
            }
        }
    }
}

fn unpack(words: &[u32], bits: u32, out: &mut [u32; BLOCK]) {
    if bits == 0 {
        out.fill(0);
        return;
    }
    let mask = u32::MAX >> (WORD - bits);
    let (words, _) = words.as_chunks::<LANES>();
    for (step, group) in out.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let bit = step as u32 * bits;
        let (at, shift) = ((bit / WORD) as usize, bit % WORD);
        let low = words[at].map(|word| word >> shift);
        *group = low.map(|value| value & mask);
        if shift + bits > WORD {
            let high = words[at + 1];
            for lane in 0..LANES {
                group[lane] = (low[lane] | high[lane] << (WORD - shift)) & mask;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_any_width_come_back() {
        let lengths = Lengths::default();
        for bits in 0..=22 {
            let mut blocks = Blocks::default();
            let mut row = 7_u32;
            let mut before = None;
            for _ in 0..3 {
                let mut postings = [Posting::default(); BLOCK];
                for (n, posting) in postings.iter_mut().enumerate() {
                    *posting = Posting { row, frequency: 1 + (n as u32).wrapping_mul(2_654_435_761) % (1 << bits) };
                    row += 1 + (n as u32).wrapping_mul(2_246_822_519) % (1 << bits);
                }
                let block = blocks.seal(&postings, before, &lengths);
                let (mut rows, mut frequencies) = ([0; BLOCK], [0; BLOCK]);
                blocks.rows(&block, before, &mut rows);
                blocks.frequencies(&block, &mut frequencies);
                assert_eq!((rows, frequencies), (postings.map(|p| p.row), postings.map(|p| p.frequency)), "{bits}");
                assert_eq!(block.last, rows[BLOCK - 1]);
                before = Some(block.last);
            }
        }
    }

    #[test]
    fn the_widest_values_come_back() {
        let mut values = [u32::MAX; BLOCK];
        values[1] = 0;
        values[127] = 1 << 31;
        for (width, kept) in [(32, u32::MAX), (31, u32::MAX >> 1)] {
            let given = values.map(|value| value & kept);
            let (mut words, mut out) = (Vec::new(), [0; BLOCK]);
            pack(&given, width, &mut words);
            unpack(&words, width, &mut out);
            assert_eq!(out, given);
        }
    }

    #[test]
    fn only_unbeaten_postings_are_kept() {
        let mut lengths = Lengths::default();
        // frequency and length; a row without a length is removed
        let given = [(9, 0), (3, 50), (5, 80), (5, 70), (1, 10), (1, 12), (3, 60), (2, 50), (2, 49)];
        let posting = |row: usize, frequency| Posting { row: row as u32, frequency };
        let postings: Vec<Posting> = given.iter().enumerate().map(|(row, pair)| posting(row, pair.0)).collect();
        given.iter().enumerate().for_each(|(row, pair)| lengths.push(row as u32, pair.1));
        assert_eq!(best(&postings, &lengths), [(5, 70), (3, 50), (2, 49), (1, 10)]);
    }
}
