//! Kernels over centroids: which one is nearest to a vector, and what a document's centroids give to a query.

use super::integers::{BYTES, Integers};
use super::lanes::{LANES, Lanes};

/// Rows that are compared with a vector together: enough sums to hide the latency of adding.
const ROWS: usize = 4;
/// Query tokens that pass over documents together.
pub const PANEL: usize = BYTES;

pub(super) fn nearest_rows<L: Lanes>(rows: &[f32], halves: &[f32], vector: &[f32]) -> [(usize, f32); 2] {
    let mut best = [(0, f32::NEG_INFINITY); 2];
    for (at, (rows, halves)) in rows.chunks(ROWS * vector.len()).zip(halves.chunks(ROWS)).enumerate() {
        let mut dots = [0.0; ROWS];
        match halves.len() {
            ROWS => dots = products::<L, ROWS>(rows, vector),
            _ => {
                let each = rows.chunks_exact(vector.len()).map(|row| products::<L, 1>(row, vector)[0]);
                dots.iter_mut().zip(each).for_each(|(to, dot)| *to = dot);
            }
        }
        for (more, (dot, half)) in dots.iter().zip(halves).enumerate() {
            let value = dot - half;
            if value > best[0].1 {
                best = [(at * ROWS + more, value), best[0]];
            } else if value > best[1].1 {
                best[1] = (at * ROWS + more, value);
            }
        }
    }
    best
}

/// The dot products of a vector with `R` rows.
#[inline(always)]
fn products<L: Lanes, const R: usize>(rows: &[f32], vector: &[f32]) -> [f32; R] {
    let length = vector.len();
    assert!(rows.len() == R * length);
    let whole = length - length % LANES;
    let mut sums = [L::splat(0.0); R];
    for k in (0..whole).step_by(LANES) {
        // SAFETY: k + LANES <= length, and there are R rows of that length.
        unsafe {
            let part = L::load(vector.as_ptr().add(k));
            for (row, sum) in sums.iter_mut().enumerate() {
                *sum = L::load(rows.as_ptr().add(row * length + k)).times_plus(part, *sum);
            }
        }
    }
    core::array::from_fn(|row| {
        let rest = rows[row * length + whole..(row + 1) * length].iter().zip(&vector[whole..]);
        let [a, b, c, d] = sums[row].to_array();
        rest.fold((a + c) + (b + d), |sum, (a, b)| sum + a * b)
    })
}

/// What centroids give to up to [`PANEL`] query tokens: rows of bytes, one byte per token, zeros behind the last one.
#[derive(Debug)]
pub struct CentroidTable {
    /// The first row is the least that any document has.
    rows: Vec<[u8; BYTES]>,
    /// The row of each centroid.
    row_of: Vec<u16>,
    /// The centroids with rows of their own, in the order of those.
    counting: Vec<u16>,
}

/// How many of so many centroids count by what they give to a token: those that give the most.
pub(super) fn counting(centroids: usize) -> usize {
    (centroids / 100).max(16)
}

impl CentroidTable {
    /// Takes for each token, 1 to [`PANEL`] of them, what every centroid gives to it; there are at most 65,535 of those.
    ///
    /// The [`counting`] that give the most to a token count as they are, all others as much as the largest of those
    /// others: that is what a document has at least. A centroid that gives no more than that to any token shares the
    /// first row. So most of what is read stays in the first-level cache, while the order of the best documents is nearly
    /// the same: for most tokens they have something better.
    pub fn new(tokens: &[Vec<u8>]) -> Self {
        let centroids = tokens.first().map_or(0, Vec::len);
        assert!(tokens.len() <= PANEL && centroids <= usize::from(u16::MAX));
        let least: Vec<u8> = tokens.iter().map(|given| largest_after(given, counting(centroids))).collect();
        let mut counts = vec![false; centroids];
        for (given, least) in tokens.iter().zip(&least) {
            counts.iter_mut().zip(given).for_each(|(counts, byte)| *counts |= byte > least);
        }
        let row =
            |of: &dyn Fn(usize) -> u8| core::array::from_fn(|token| if token < tokens.len() { of(token) } else { 0 });
        let mut table =
            CentroidTable { rows: vec![row(&|token| least[token])], row_of: vec![0; centroids], counting: Vec::new() };
        for (centroid, _) in counts.iter().enumerate().filter(|(_, counts)| **counts) {
            table.row_of[centroid] = table.rows.len() as u16;
            table.rows.push(row(&|token| tokens[token][centroid]));
            table.counting.push(centroid as u16);
        }
        table
    }

    /// What any document has at least.
    pub(super) fn least(&self) -> [u8; BYTES] {
        self.rows[0]
    }

    /// Σ over the tokens of what any document has at least.
    pub fn least_sum(&self) -> u32 {
        self.rows[0].iter().map(|byte| u32::from(*byte)).sum()
    }

    /// The centroids that give more than that to some token, in order, and what they give.
    pub(super) fn counting(&self) -> impl Iterator<Item = (usize, &[u8; BYTES])> {
        self.counting.iter().map(|centroid| usize::from(*centroid)).zip(&self.rows[1..])
    }
}

/// The largest number when so many larger ones are left out; 0 without any.
fn largest_after(numbers: &[u8], mut left_out: usize) -> u8 {
    let mut counts = [0; 1 << u8::BITS];
    numbers.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    for (byte, count) in (0..=u8::MAX).zip(counts).rev() {
        if count > left_out {
            return byte;
        }
        left_out -= count;
    }
    0
}

pub(super) fn best<L: Integers>(table: &CentroidTable, ids: &[u16]) -> u32 {
    // SAFETY: a row has sixteen bytes.
    let read = |row: usize| unsafe { L::bytes(table.rows[row].as_ptr()) };
    let rows = ids.iter().map(|id| read(usize::from(table.row_of[usize::from(*id)])));
    L::sum_bytes(rows.fold(read(0), L::max_bytes))
}

#[cfg(test)]
mod tests {
    use crate::simd::nearest_rows;

    fn noise(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..count).map(next).collect()
    }

    #[test]
    fn the_nearest_rows_are_those_of_a_plain_loop() {
        for dims in [1, 3, 4, 7, 16, 128, 130] {
            for rows in [1, 3, 4, 5, 9, 64] {
                let (matrix, halves) = (noise(rows * dims, 1), noise(rows, 2));
                let vector = noise(dims, 3);
                let value = |row: usize| {
                    let row_of = &matrix[row * dims..(row + 1) * dims];
                    row_of.iter().zip(&vector).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>()
                        - f64::from(halves[row])
                };
                let mut order: Vec<usize> = (0..rows).collect();
                order.sort_by(|a, b| value(*b).total_cmp(&value(*a)));
                let found = nearest_rows(&matrix, &halves, &vector);
                for ((found, at), expected) in found.into_iter().zip(order) {
                    assert_eq!(found, expected, "{rows} rows of {dims}");
                    assert!((f64::from(at) - value(found)).abs() < 1e-4);
                }
            }
        }
        assert_eq!(nearest_rows(&[], &[], &[1.0]), [(0, f32::NEG_INFINITY); 2]);
    }
}
