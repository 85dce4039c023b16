//! The algorithms, over any [`Lanes`].

use super::lanes::{LANES, Lanes};
use super::packed::{PackedQuery, WIDEST};

/// Document tokens that pass through all panels before the next ones: a multiple of every tile height; at 128
/// dimensions 12 KB, so that they stay in the first-level cache beside the panels.
const BLOCK: usize = 24;

/// Panels per pass over a document. 128 query tokens; longer queries read the document again.
const PASS: usize = 8;

pub(super) fn max_sim<L: Lanes>(query: &PackedQuery, doc: &[f32]) -> f32 {
    let dims = query.dims();
    let mut sum = 0.0;
    for panels in query.panels().chunks(PASS) {
        let mut best = [[L::splat(f32::MIN); WIDEST]; PASS];
        for block in doc.chunks(BLOCK * dims) {
            for (panel, best) in panels.iter().zip(&mut best) {
                let numbers = query.numbers(panel);
                // heights measured in V8: taller tiles or an unrolled loop make it spill registers
                match panel.width {
                    4 => block_max::<L, 2, 4>(numbers, block, dims, best),
                    3 => block_max::<L, 2, 3>(numbers, block, dims, best),
                    2 => block_max::<L, 4, 2>(numbers, block, dims, best),
                    _ => block_max::<L, 8, 1>(numbers, block, dims, best),
                }
            }
        }
        for (panel, best) in panels.iter().zip(&best) {
            let lanes = best.iter().flat_map(|vector| vector.to_array());
            sum = lanes.take(panel.tokens).fold(sum, |sum, best| sum + best);
        }
    }
    sum
}

/// One panel against one block, `T` document tokens at a time. The last tile overlaps the one before it, since a
/// maximum taken twice is the same; only blocks shorter than a tile go token by token.
fn block_max<L: Lanes, const T: usize, const V: usize>(
    panel: &[f32],
    block: &[f32],
    dims: usize,
    best: &mut [L; WIDEST],
) {
    let tokens = block.len() / dims;
    let mut at = 0;
    if tokens >= T {
        while at < tokens {
            let row = at.min(tokens - T);
            tile::<L, T, V>(panel, &block[row * dims..(row + T) * dims], dims, best);
            at += T;
        }
    }
    for row in at..tokens {
        tile::<L, 1, V>(panel, &block[row * dims..(row + 1) * dims], dims, best);
    }
}

/// `T` document tokens against `V` vectors of query tokens.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "two nested fixed ranges are what unrolls into registers")]
fn tile<L: Lanes, const T: usize, const V: usize>(panel: &[f32], rows: &[f32], dims: usize, best: &mut [L; WIDEST]) {
    assert!(panel.len() == V * LANES * dims && rows.len() == T * dims);
    let mut sums = [[L::splat(0.0); V]; T];
    for k in 0..dims {
        // SAFETY: k < dims, t < T and v < V, so by the lengths just checked all reads are inside their slices.
        unsafe {
            let row: [L; T] = core::array::from_fn(|t| L::splat(*rows.as_ptr().add(t * dims + k)));
            for v in 0..V {
                let query = L::load(panel.as_ptr().add((k * V + v) * LANES));
                for t in 0..T {
                    sums[t][v] = query.times_plus(row[t], sums[t][v]);
                }
            }
        }
    }
    for v in 0..V {
        best[v] = sums.iter().fold(best[v], |best, sums| sums[v].max(best));
    }
}

/// Σ over pairs of numbers, four vectors in flight; `rest` is the same for the numbers that fill no vector.
#[inline(always)]
pub(super) fn reduce<L: Lanes>(
    a: &[f32],
    b: &[f32],
    step: impl Fn(L, L, L) -> L,
    rest: impl Fn(f32, f32) -> f32,
) -> f32 {
    const WIDE: usize = 4;
    let length = a.len().min(b.len());
    let (a, b) = (&a[..length], &b[..length]);
    let mut sums = [L::splat(0.0); WIDE];
    let whole = length - length % LANES;
    let mut at = 0;
    while at < whole {
        let vectors = ((whole - at) / LANES).min(WIDE);
        for (v, sum) in sums.iter_mut().enumerate().take(vectors) {
            let from = at + v * LANES;
            // SAFETY: from + LANES <= whole <= the length of both slices.
            *sum = unsafe { step(L::load(a.as_ptr().add(from)), L::load(b.as_ptr().add(from)), *sum) };
        }
        at += vectors * LANES;
    }
    let lanes = sums[0].plus(sums[1]).plus(sums[2].plus(sums[3])).to_array();
    let tail: f32 = a[whole..].iter().zip(&b[whole..]).map(|(&a, &b)| rest(a, b)).sum();
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + tail
}
