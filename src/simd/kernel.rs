//! The algorithms for f32, over any [`Lanes`].

use core::marker::PhantomData;

use super::lanes::{LANES, Lanes};
use super::packed::{PackedQuery, WIDEST};
use super::tile::{ANY, Block, Multiply, each_row};

/// Document tokens that pass through all panels before the next ones: a multiple of every tile height; at 128
/// dimensions 12 KB, so that they stay in the first-level cache beside the panels.
pub(super) const BLOCK: usize = 24;

/// Panels per pass over a document. 128 query tokens; longer queries read the document again.
pub(super) const PASS: usize = 8;

/// f32, one per lane and step.
pub(super) struct Floats<L>(PhantomData<L>);

impl<L: Lanes> Multiply for Floats<L> {
    type Number = f32;
    type Groups = L;
    type Sums = L;
    const GROUP: usize = 1;
    const AHEAD: usize = 6;

    #[inline(always)]
    unsafe fn groups(from: *const f32) -> L {
        // SAFETY: passed on.
        unsafe { L::load(from) }
    }
    #[inline(always)]
    unsafe fn group(from: *const f32) -> L {
        // SAFETY: passed on.
        unsafe { L::load_splat(from) }
    }
    #[inline(always)]
    fn zero() -> L {
        L::splat(0.0)
    }
    #[inline(always)]
    fn plus(query: L, row: L, sums: L) -> L {
        query.times_plus(row, sums)
    }
}

pub(super) fn max_sim<L: Lanes>(query: &PackedQuery, doc: &[f32]) -> f32 {
    match query.dims() {
        64 => max_sim_of::<L, 64>(query, doc),
        96 => max_sim_of::<L, 96>(query, doc),
        128 => max_sim_of::<L, 128>(query, doc),
        _ => max_sim_of::<L, ANY>(query, doc),
    }
}

/// `D` is the query's dimensions or [`ANY`].
fn max_sim_of<L: Lanes, const D: usize>(query: &PackedQuery, doc: &[f32]) -> f32 {
    let dims = query.dims();
    let rows = doc.len().checked_div(dims).unwrap_or(0);
    let mut sum = 0.0;
    for panels in query.panels().chunks(PASS) {
        let mut best = [[L::splat(f32::MIN); WIDEST]; PASS];
        for at in (0..rows).step_by(BLOCK) {
            for (nth, (panel, best)) in panels.iter().zip(&mut best).enumerate() {
                let reach = if nth == 0 { rows - at } else { 0 };
                let first = doc[at * dims..].as_ptr();
                let block = Block { first, stride: dims, length: dims, rows: BLOCK.min(rows - at), reach };
                let numbers = query.numbers(panel);
                assert!(numbers.len() == panel.width * LANES * dims);
                // SAFETY: the panel has the length just checked; rows `at` to `rows` are of the document.
                unsafe {
                    match panel.width {
                        4 => block_max::<L, 2, 4, D>(numbers.as_ptr(), block, best),
                        3 => block_max::<L, 3, 3, D>(numbers.as_ptr(), block, best),
                        2 => block_max::<L, 4, 2, D>(numbers.as_ptr(), block, best),
                        _ => block_max::<L, 8, 1, D>(numbers.as_ptr(), block, best),
                    }
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

/// # Safety
/// As of [`each_row`].
unsafe fn block_max<L: Lanes, const T: usize, const V: usize, const D: usize>(
    panel: *const f32,
    block: Block<f32>,
    best: &mut [L; WIDEST],
) {
    let take = |_, sums: [L; V]| (0..V).for_each(|v| best[v] = sums[v].max(best[v]));
    // SAFETY: passed on.
    unsafe { each_row::<Floats<L>, T, V, D>(panel, block, take) }
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
