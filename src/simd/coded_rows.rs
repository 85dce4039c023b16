//! Many vectors that others are compared with one at a time, in codes of whole numbers, over any [`Integers`].
//!
//! A quarter of the bytes of f32: thousands of centroids stay in the second-level cache.

use core::ops::Range;

use super::codes::ZERO;
use super::integers::{BYTES, Integers, Number};
use super::lanes::LANES;

/// Rows that are compared with a vector together: enough sums to hide the latency of adding.
const ROWS: usize = 4;
/// The largest whole number of a code.
const LARGEST: f32 = 63.0;

/// Vectors as codes 0..=127, [`ZERO`] above what they stand for, times a scale per row.
#[derive(Debug, Default)]
pub struct CodedRows<N> {
    /// Row-major, rows filled up to whole vectors of the instruction set.
    codes: Vec<N>,
    stride: usize,
    scales: Vec<f32>,
}

impl<N: Number> CodedRows<N> {
    /// Codes for row-major vectors of `dimensions` numbers.
    pub fn new(rows: &[f32], dimensions: usize) -> Self {
        let stride = filled::<N>(dimensions);
        let rows = rows.chunks_exact(dimensions.max(1));
        let mut coded = CodedRows { codes: Vec::with_capacity(rows.len() * stride), stride, scales: Vec::new() };
        for row in rows {
            let largest = row.iter().fold(0.0, |most: f32, x| most.max(x.abs()));
            let steps = if largest > 0.0 { LARGEST / largest } else { 0.0 };
            let codes = row.iter().map(|x| N::of((x * steps).round() as i16 + i16::from(ZERO)));
            coded.codes.extend(codes);
            coded.scales.push(largest / LARGEST);
            coded.codes.resize(coded.scales.len() * stride, N::default());
        }
        coded
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.codes[..]) + size_of_val(&self.scales[..])
    }
}

/// Numbers that fill whole vectors.
fn filled<N>(dimensions: usize) -> usize {
    dimensions.next_multiple_of(BYTES / size_of::<N>())
}

/// A vector of whole numbers to compare with rows.
#[derive(Debug, Default)]
pub struct WholeVector<N> {
    numbers: Vec<N>,
    /// What [`ZERO`] adds to every sum of products.
    excess: i32,
}

impl<N: Number> WholeVector<N> {
    /// Begins another one in the same room.
    pub fn begin(&mut self) {
        self.numbers.clear();
        self.excess = 0;
    }

    /// Appends a number within −127..=127.
    pub fn push(&mut self, number: i16) {
        self.numbers.push(N::of(number));
        self.excess += i32::from(number) * i32::from(ZERO);
    }

    /// Ends it: now it can be compared.
    pub fn end(&mut self) {
        self.numbers.resize(filled::<N>(self.numbers.len()), N::default());
    }
}

/// Gives each row of the range, in order, and its dot product with the vector.
#[inline(always)]
pub(super) fn products<L: Integers>(
    rows: &CodedRows<L::Number>,
    range: Range<usize>,
    vector: &WholeVector<L::Number>,
    mut take: impl FnMut(usize, f32),
) {
    let stride = rows.stride;
    assert!(vector.numbers.len() == stride && range.end <= rows.len());
    let mut give = |row: usize, sum: i32| take(row, (sum - vector.excess) as f32 * rows.scales[row]);
    let blocks = range.len() - range.len() % ROWS;
    for row in (range.start..range.start + blocks).step_by(ROWS) {
        let sums = sums::<L, ROWS>(&rows.codes[row * stride..(row + ROWS) * stride], &vector.numbers);
        sums.into_iter().enumerate().for_each(|(more, sum)| give(row + more, sum));
    }
    for row in range.start + blocks..range.end {
        let [sum] = sums::<L, 1>(&rows.codes[row * stride..(row + 1) * stride], &vector.numbers);
        give(row, sum);
    }
}

/// The sums of products of a vector with `R` rows of codes as they stand.
#[inline(always)]
fn sums<L: Integers, const R: usize>(codes: &[L::Number], vector: &[L::Number]) -> [i32; R] {
    let length = vector.len();
    assert!(codes.len() == R * length);
    let mut sums = [L::sums([0; LANES]); R];
    for k in (0..length).step_by(BYTES / size_of::<L::Number>()) {
        // SAFETY: rows are filled up to whole vectors, and there are R of that length.
        unsafe {
            let part = L::groups(vector.as_ptr().add(k));
            for (row, sum) in sums.iter_mut().enumerate() {
                *sum = L::groups_plus(part, L::groups(codes.as_ptr().add(row * length + k)), *sum);
            }
        }
    }
    sums.map(|sum| L::sums_to_array(sum).iter().sum())
}
