//! Codes of vectors, and queries made ready for them: the types that the integer kernels read.

use super::integers::{Integers, Number};
use super::lanes::LANES;
use super::packed::{Panel, plan};

/// Codes of whole numbers are stored as 0..=127, this much above what they stand for. So every instruction set that
/// multiplies bytes can take them, signed or not.
pub const ZERO: u8 = 64;

/// Bytes of a document's largest scale, an f32 in little-endian order behind all else.
const LARGEST_BYTES: usize = size_of::<f32>();
/// What a byte of a scale counts, of the largest one.
const SHARE: f32 = 1.0 / 255.0;
const _: () = assert!(255.0 * SHARE == 1.0);
/// Scales of this share and more are alike.
const ALIKE: u8 = 224;

/// How the numbers of a row are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// A byte each, 0..=127.
    Bytes,
    /// Half a byte each, an index into these sixteen codes of 0..=127. The lower halves of a row's bytes are its first
    /// numbers, the upper halves those that follow.
    Nibbles([u8; 16]),
    /// A quarter of a byte each, an index into these four codes of 0..=127. The lowest two bits of a row's bytes are its
    /// first numbers, and so on.
    Quarters([u8; 4]),
}

/// What one half of a row's bytes says of some of its numbers: their codes.
#[derive(Clone, Copy, Default)]
pub(super) struct Plane {
    /// Whether it is the upper half.
    pub upper: bool,
    /// The code for each value of it.
    pub codes: [u8; 16],
}

impl Plane {
    /// The code of the number that `byte` has in this plane.
    pub fn code(&self, byte: u8) -> u8 {
        self.codes[usize::from(if self.upper { byte >> 4 } else { byte & 15 })]
    }

    /// The sixteen codes.
    #[inline(always)]
    pub fn codes<L: Integers>(&self) -> L::Bytes {
        // SAFETY: there are sixteen.
        unsafe { L::bytes(self.codes.as_ptr()) }
    }
}

impl Coding {
    /// Bytes of a row without its scale.
    pub fn bytes(self, dims: usize) -> usize {
        match self {
            Coding::Bytes => dims,
            Coding::Nibbles(_) => dims.div_ceil(2),
            Coding::Quarters(_) => dims.div_ceil(4),
        }
    }

    /// The planes of a row, each of as many numbers as the row has bytes, in the order of the numbers. None where a byte
    /// is a code.
    pub(super) fn planes(self, room: &mut [Plane; 4]) -> &[Plane] {
        let plane = |upper, codes| Plane { upper, codes };
        match self {
            Coding::Bytes => &[],
            Coding::Nibbles(codes) => {
                room[..2].copy_from_slice(&[plane(false, codes), plane(true, codes)]);
                &room[..2]
            }
            Coding::Quarters(codes) => {
                let first = core::array::from_fn(|half| codes[half & 3]);
                let second = core::array::from_fn(|half| codes[half >> 2]);
                *room = [plane(false, first), plane(false, second), plane(true, first), plane(true, second)];
                room
            }
        }
    }
}

/// A document's coded vectors: the codes of all rows, then their [`Scales`]. Number `k` of a row is (code − [`ZERO`]) ×
/// scale; scales are not negative. One vector alone is a row of codes and its scale.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// Codes and scales of all rows.
    pub bytes: &'a [u8],
    /// How they are written.
    pub coding: Coding,
}

impl<'a> Rows<'a> {
    /// Codes and scales of rows of `dims` numbers.
    pub(super) fn split(&self, dims: usize) -> (&'a [u8], Scales<'a>) {
        split_scales(self.bytes, self.coding.bytes(dims))
    }
}

/// The scales of a document's rows: a byte for each, how many 255ths of the largest it is, then the largest as f32 in
/// little-endian order. One row alone has no such byte.
#[derive(Clone, Copy, Debug)]
pub struct Scales<'a> {
    shares: &'a [u8],
    largest: f32,
}

impl Scales<'_> {
    /// Appends scales, none of them negative, as they stand behind codes.
    pub fn write(scales: &[f32], to: &mut Vec<u8>) {
        let largest = scales.iter().fold(0.0, |most: f32, scale| most.max(*scale));
        let share = |scale: &f32| if largest > 0.0 { (scale / largest * 255.0 + 0.5) as u8 } else { 0 };
        if scales.len() > 1 {
            to.extend(scales.iter().map(share));
        }
        if !scales.is_empty() {
            to.extend(largest.to_le_bytes());
        }
    }

    /// Bytes of the scales of so many rows.
    pub fn bytes(rows: usize) -> usize {
        match rows {
            0 => 0,
            1 => LARGEST_BYTES,
            _ => rows + LARGEST_BYTES,
        }
    }

    /// Number of rows.
    pub fn rows(self) -> usize {
        self.shares.len()
    }

    /// The scale of a row.
    pub fn of(self, row: usize) -> f32 {
        f32::from(self.shares[row]) * SHARE * self.largest
    }

    /// Those of some rows.
    pub(super) fn part(self, rows: core::ops::Range<usize>) -> Self {
        Scales { shares: &self.shares[rows], ..self }
    }

    /// Whether there are rows, and none has less than seven eighths of the largest: a rough look takes them as the same.
    pub(super) fn alike(self) -> bool {
        !self.shares.is_empty() && self.shares.iter().all(|share| *share >= ALIKE)
    }

    /// The largest one.
    pub(super) fn largest(self) -> f32 {
        self.largest
    }

    /// Whether all rows have the same one.
    pub(super) fn even(self) -> bool {
        self.shares.iter().all(|share| *share == self.shares[0])
    }
}

/// Divides a document of rows of `row_bytes` into its codes and its scales. Without a whole row there are none.
pub fn split_scales(bytes: &[u8], row_bytes: usize) -> (&[u8], Scales<'_>) {
    let (rest, largest) = bytes.split_last_chunk::<LARGEST_BYTES>().unwrap_or((&[], &[0; LARGEST_BYTES]));
    let largest = f32::from_le_bytes(*largest);
    if rest.len() == row_bytes {
        return (rest, Scales { shares: &[u8::MAX], largest });
    }
    let rows = rest.len() / (row_bytes + 1);
    let (codes, shares) = rest.split_at(rows * row_bytes);
    (codes, Scales { shares: &shares[..rows], largest })
}

/// A query of whole numbers in the layout of the MaxSim kernel: panels as in a `PackedQuery`, in which *groups* of
/// numbers of all tokens stand together. What a last group lacks are zeros.
#[derive(Debug)]
pub struct PackedCodes<N> {
    numbers: Vec<N>,
    panels: Vec<Panel>,
    /// Per lane of each panel: what to add to a sum so that codes count from [`ZERO`].
    starts: Vec<i32>,
    /// Per token: what a whole number stands for.
    scales: Vec<f32>,
    dims: usize,
}

/// One panel of a query.
#[derive(Clone, Copy)]
pub(super) struct PanelCodes<'a, N> {
    pub numbers: &'a [N],
    starts: &'a [[i32; LANES]],
    /// Of the tokens in it.
    pub scales: &'a [f32],
}

impl<'a, N: Number> PanelCodes<'a, N> {
    /// Vectors side by side.
    pub fn width(self) -> usize {
        self.starts.len()
    }

    pub fn starts<L: Integers>(self) -> impl Iterator<Item = L::Sums> {
        self.starts.iter().map(|lanes| L::sums(*lanes))
    }
}

impl<N: Number> PackedCodes<N> {
    /// Packs row-major `tokens` of `dims` numbers within −127..=127, one scale per token.
    pub fn new(tokens: &[i16], scales: &[f32], dims: usize) -> Self {
        let (count, groups) = (scales.len(), dims.div_ceil(N::GROUP));
        assert!(tokens.len() == count * dims && tokens.iter().all(|q| q.unsigned_abs() <= 127));
        let panels = plan(count, groups * N::GROUP, N::WIDEST);
        let lanes = count.next_multiple_of(LANES);
        let mut numbers = Vec::with_capacity(lanes * groups * N::GROUP);
        let mut first = 0;
        for panel in &panels {
            for group in 0..groups {
                for lane in 0..panel.width * LANES {
                    let of = |k: usize| match lane < panel.tokens && k < dims {
                        true => N::of(tokens[(first + lane) * dims + k]),
                        false => N::default(),
                    };
                    numbers.extend((group * N::GROUP..(group + 1) * N::GROUP).map(of));
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

    pub(super) fn panels(&self) -> &[Panel] {
        &self.panels
    }

    pub(super) fn panel(&self, panel: &Panel) -> PanelCodes<'_, N> {
        let length = self.dims.next_multiple_of(N::GROUP);
        let (first, lanes) = (panel.from.checked_div(length).unwrap_or(0), panel.width * LANES);
        PanelCodes {
            numbers: &self.numbers[panel.from..panel.from + lanes * length],
            starts: self.starts[first..first + lanes].as_chunks().0,
            scales: &self.scales[first..first + panel.tokens],
        }
    }
}

/// Numbers of a row of bits that one sum of bytes takes: 16 tables.
pub const BIT_GROUP: usize = 64;
/// What |numbers| of a token may add up to within one group: the kernel sums in bytes.
pub const GROUP_LIMIT: u32 = 255;
/// What |numbers| of a token may add up to in all: it sums groups in 16 bits.
pub const TOKEN_LIMIT: u32 = 32_767;

/// Bytes of a row of nibbles whose signs fill sixteen bytes.
pub(super) const NIBBLE_CHUNK: usize = 64;

/// The order in which [`SignTables`] take the numbers of a query for the signs of rows of nibbles, those of
/// [`Coding::Nibbles`] with codes that rise: the upper bit of each is its sign. They are put together as is quickest:
/// byte `j` of sixteen has the signs that bytes `j`, `16 + j`, `32 + j` and `48 + j` of the row have in their lower
/// halves, then those in their upper halves. None where a row is filled up.
pub fn nibble_order(dims: usize) -> impl Iterator<Item = Option<usize>> {
    let bytes = dims.div_ceil(2);
    let number = move |bit: usize| {
        let (chunk, byte, half, part) = (bit / 128, bit % 128 / 8, bit % 8 / 4, bit % 4);
        let at = chunk * NIBBLE_CHUNK + part * 16 + byte;
        Some(half * bytes + at).filter(|number| at < bytes && *number < dims)
    };
    (0..bytes.div_ceil(NIBBLE_CHUNK) * 2 * NIBBLE_CHUNK).map(number)
}

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
    /// Whether |numbers| of no token add up to more than [`GROUP_LIMIT`].
    small: bool,
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
        let small = tokens.chunks_exact(dims.max(1)).all(|token| size(token) <= GROUP_LIMIT);
        SignTables { tables, halves, scales: scales.to_vec(), row_bytes, small }
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

    /// Whether a byte takes all sums of a token.
    pub(super) fn small(&self) -> bool {
        self.small
    }

    pub(super) fn halves(&self) -> &[f32] {
        &self.halves
    }

    pub(super) fn scales(&self) -> &[f32] {
        &self.scales
    }
}

#[cfg(test)]
mod tests {
    use super::{Scales, split_scales};

    #[test]
    fn scales_are_255ths_of_the_largest() {
        for scales in [&[][..], &[3.5], &[0.0; 3], &[1.0, 0.25, 0.0, 0.999], &[1e-30; 200], &[f32::MAX, 1.0]] {
            let mut bytes: Vec<u8> = (0..5 * scales.len()).map(|n| n as u8).collect();
            Scales::write(scales, &mut bytes);
            assert_eq!(bytes.len(), 5 * scales.len() + Scales::bytes(scales.len()));
            let (codes, got) = split_scales(&bytes, 5);
            assert_eq!((codes.len(), got.rows()), (5 * scales.len(), scales.len()));
            let largest = scales.iter().copied().fold(0.0, f32::max);
            for (row, scale) in scales.iter().enumerate() {
                assert!((got.of(row) - scale).abs() <= largest / 500.0, "{scale}: {}", got.of(row));
                assert!(*scale != largest || got.of(row) == largest);
            }
        }
        // too short for a row
        assert_eq!(split_scales(&[1; 8], 5).1.rows(), 0);
    }
}
