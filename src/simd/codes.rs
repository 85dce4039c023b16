//! Codes of vectors, and queries made ready for them: the types that the integer kernels read.

use super::lanes::LANES;
use super::packed::{Panel, plan};

/// Codes of whole numbers are stored as 0..=127, this much above what they stand for. So every instruction set that
/// multiplies bytes can take them, signed or not.
pub const ZERO: u8 = 64;

/// Bytes of a row's scale, an f32 in little-endian order after its codes.
pub const SCALE_BYTES: usize = size_of::<f32>();

/// How the numbers of a row are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// A byte each, 0..=127.
    Bytes,
    /// Half a byte each, an index into these sixteen codes of 0..=127. The lower halves of a row's bytes are its first
    /// numbers, the upper halves those that follow.
    Nibbles([u8; 16]),
}

impl Coding {
    /// Bytes of a row without its scale.
    pub fn bytes(self, dims: usize) -> usize {
        match self {
            Coding::Bytes => dims,
            Coding::Nibbles(_) => dims.div_ceil(2),
        }
    }
}

/// Coded vectors, one row after the other, each followed by its scale: number `k` of a row is (code − [`ZERO`]) × scale.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// Codes and scales of all rows.
    pub bytes: &'a [u8],
    /// How they are written.
    pub coding: Coding,
}

/// Divides a row into its codes and its scale.
pub fn split_scale(row: &[u8]) -> (&[u8], f32) {
    match row.split_last_chunk::<SCALE_BYTES>() {
        Some((codes, scale)) => (codes, f32::from_le_bytes(*scale)),
        None => (row, 0.0),
    }
}

/// A query of whole numbers in the layout of the MaxSim kernel: panels as in a `PackedQuery`, in which *pairs* of
/// numbers of all tokens stand together. An odd last number is paired with a zero.
#[derive(Debug)]
pub struct PackedCodes {
    numbers: Vec<i16>,
    panels: Vec<Panel>,
    /// Per lane of each panel: what the sum starts from, so that codes count from [`ZERO`].
    starts: Vec<i32>,
    /// Per token: what a whole number stands for.
    scales: Vec<f32>,
    dims: usize,
}

impl PackedCodes {
    /// Packs row-major `tokens` of `dims` numbers within −127..=127, one scale per token.
    pub fn new(tokens: &[i16], scales: &[f32], dims: usize) -> Self {
        let (count, pairs) = (scales.len(), dims.div_ceil(2));
        assert!(tokens.len() == count * dims);
        let panels = plan(count, 2 * pairs);
        let lanes = count.next_multiple_of(LANES);
        let mut numbers = Vec::with_capacity(lanes * 2 * pairs);
        let mut first = 0;
        for panel in &panels {
            for pair in 0..pairs {
                for lane in 0..panel.width * LANES {
                    let of = |k: usize| match lane < panel.tokens && k < dims {
                        true => tokens[(first + lane) * dims + k],
                        false => 0,
                    };
                    numbers.extend([of(2 * pair), of(2 * pair + 1)]);
                }
            }
            first += panel.width * LANES;
        }
        let start = |token: &[i16]| -i32::from(ZERO) * token.iter().map(|&q| i32::from(q)).sum::<i32>();
        let mut starts = vec![0; lanes];
        for (at, of) in starts.iter_mut().enumerate().take(count) {
            *of = start(&tokens[at * dims..(at + 1) * dims]);
        }
        PackedCodes { numbers, panels, starts, scales: scales.to_vec(), dims }
    }

    pub(super) fn dims(&self) -> usize {
        self.dims
    }

    /// Numbers of a row in the kernel's scratch.
    pub(super) fn stride(&self) -> usize {
        self.dims.next_multiple_of(2)
    }

    pub(super) fn panels(&self) -> &[Panel] {
        &self.panels
    }

    pub(super) fn numbers(&self, panel: &Panel) -> &[i16] {
        &self.numbers[panel.from..panel.from + panel.width * LANES * self.stride()]
    }

    /// The lanes' starts of panel number `at` and after.
    pub(super) fn starts(&self, panel: &Panel) -> &[i32] {
        let first = panel.from / self.stride().max(1);
        &self.starts[first..first + panel.width * LANES]
    }

    pub(super) fn scales(&self, panel: &Panel) -> &[f32] {
        let first = panel.from / self.stride().max(1);
        &self.scales[first..first + panel.tokens]
    }
}

/// Numbers of a row of bits that one sum of bytes takes: 16 tables.
pub const BIT_GROUP: usize = 64;
/// What |numbers| of a token may add up to within one group: the kernel sums in bytes.
pub const GROUP_LIMIT: u32 = 255;
/// What |numbers| of a token may add up to in all: it sums groups in 16 bits.
pub const TOKEN_LIMIT: u32 = 32_767;

/// A query of whole numbers for rows of signs. A row has one bit per number, the lowest of its first byte first; a set
/// bit stands for +scale, another one for −scale. For every four numbers of a query token there is a table of the 16
/// sums that four signs can give.
#[derive(Debug)]
pub struct SignTables {
    /// Per token, for each of a row's bytes the table of its lower half and that of its upper half.
    tables: Vec<u8>,
    /// Per token: Σ|numbers| / 2. A sum of table entries less this is half of a dot product.
    halves: Vec<f32>,
    /// Per token: what a whole number stands for.
    scales: Vec<f32>,
    row_bytes: usize,
}

/// Bytes of the two tables for one byte of a row.
pub(super) const TABLE_PAIR: usize = 32;

impl SignTables {
    /// Makes the tables of row-major `tokens` of `dims` numbers, one scale per token. [`GROUP_LIMIT`] and
    /// [`TOKEN_LIMIT`] hold for each token.
    pub fn new(tokens: &[i16], scales: &[f32], dims: usize) -> Self {
        assert!(tokens.len() == scales.len() * dims);
        let row_bytes = dims.div_ceil(8);
        let mut tables = Vec::with_capacity(scales.len() * row_bytes * TABLE_PAIR);
        let mut halves = Vec::with_capacity(scales.len());
        let size = |numbers: &[i16]| numbers.iter().map(|q| u32::from(q.unsigned_abs())).sum::<u32>();
        for token in tokens.chunks_exact(dims.max(1)) {
            assert!(size(token) <= TOKEN_LIMIT && token.chunks(BIT_GROUP).all(|group| size(group) <= GROUP_LIMIT));
            for byte in token.chunks(8) {
                let (low, high) = byte.split_at(byte.len().min(4));
                for four in [low, high] {
                    // a sum counts from its smallest value, so that it is never negative
                    let entry = |signs: usize| {
                        let counts = |(bit, q): (usize, &i16)| (signs >> bit & 1 == 1) == (*q > 0);
                        let sum = four.iter().enumerate().filter(|&(bit, q)| counts((bit, q)));
                        sum.map(|(_, q)| q.unsigned_abs()).sum::<u16>() as u8
                    };
                    tables.extend((0..16).map(entry));
                }
            }
            halves.push(size(token) as f32 / 2.0);
        }
        SignTables { tables, halves, scales: scales.to_vec(), row_bytes }
    }

    pub(super) fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    pub(super) fn tokens(&self) -> usize {
        self.scales.len()
    }

    /// The tables of `count` tokens from `first` on.
    pub(super) fn tables(&self, first: usize, count: usize) -> &[u8] {
        let size = self.row_bytes * TABLE_PAIR;
        &self.tables[first * size..(first + count) * size]
    }

    pub(super) fn halves(&self) -> &[f32] {
        &self.halves
    }

    pub(super) fn scales(&self) -> &[f32] {
        &self.scales
    }
}
