//! Kernels over centroids: which one is nearest to a vector, and what a document's centroids give to a query.

use super::lanes::{LANES, Lanes};

/// Rows that are compared with a vector together: enough sums to hide the latency of adding.
const ROWS: usize = 4;
/// Bytes of a table's row are a multiple of this.
const BYTES: usize = 16;
/// Query tokens that pass over a document's ids together.
pub const PANEL: usize = 32;

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

/// What every centroid gives to up to [`PANEL`] query tokens: a row of bytes per centroid, one byte per token, zeros
/// behind the last one.
#[derive(Debug)]
pub struct CentroidTable {
    bytes: Vec<u8>,
    width: usize,
}

impl CentroidTable {
    /// A table of zeros for so many centroids and query tokens, at most [`PANEL`].
    pub fn new(centroids: usize, tokens: usize) -> Self {
        assert!(tokens <= PANEL);
        let width = tokens.next_multiple_of(BYTES).max(BYTES);
        CentroidTable { bytes: vec![0; centroids * width], width }
    }

    /// The row of a centroid.
    pub fn row_mut(&mut self, centroid: usize) -> &mut [u8] {
        &mut self.bytes[centroid * self.width..(centroid + 1) * self.width]
    }

    /// Σ over query tokens of the largest byte among the rows of these centroids; 0 without any.
    pub fn best(&self, ids: &[u16]) -> u32 {
        match self.width {
            BYTES => best::<1>(&self.bytes, ids),
            _ => best::<2>(&self.bytes, ids),
        }
    }
}

fn best<const V: usize>(table: &[u8], ids: &[u16]) -> u32 {
    let rows = table.as_chunks::<BYTES>().0.as_chunks::<V>().0;
    let mut best = [[0u8; BYTES]; V];
    for id in ids {
        let row = &rows[usize::from(*id)];
        for v in 0..V {
            for k in 0..BYTES {
                best[v][k] = best[v][k].max(row[v][k]);
            }
        }
    }
    best.as_flattened().iter().map(|x| u32::from(*x)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
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

    #[test]
    fn a_table_gives_the_largest_bytes() {
        for tokens in [1, 15, 16, 17, 32] {
            let value = |centroid: usize, token: usize| (centroid * 37 + token * 101) as u8;
            let mut table = CentroidTable::new(50, tokens);
            for centroid in 0..50 {
                let row = table.row_mut(centroid);
                row.iter_mut().take(tokens).enumerate().for_each(|(token, to)| *to = value(centroid, token));
            }
            for ids in [vec![], vec![3], vec![0, 7, 49], (0..50).step_by(3).collect::<Vec<u16>>()] {
                let of = |token| ids.iter().map(|id| u32::from(value(usize::from(*id), token))).max().unwrap_or(0);
                assert_eq!(table.best(&ids), (0..tokens).map(of).sum::<u32>());
            }
        }
    }
}
