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
    let dims = query.dims();
    let rows = doc.len().checked_div(dims).unwrap_or(0);
    max_sim_of::<L>(query, rows, |at, count| {
        let first = doc[at * dims..(at + count) * dims].as_ptr();
        Block { first, stride: dims, length: dims, rows: count, reach: rows - at }
    })
}

pub(super) fn max_sim_halves<L: Lanes>(query: &PackedQuery, doc: &[u16], scratch: &mut Vec<f32>) -> f32 {
    let dims = query.dims();
    max_sim_of::<L>(query, doc.len().checked_div(dims).unwrap_or(0), |at, count| {
        // the last vector of halves may overlap the one before it, or reach into room behind the numbers
        scratch.resize(BLOCK * dims + 2 * LANES, 0.0);
        widen::<L>(&doc[at * dims..(at + count) * dims], scratch);
        Block { first: scratch.as_ptr(), stride: dims, length: dims, rows: count, reach: 0 }
    })
}

/// Writes half-precision numbers as f32.
fn widen<L: Lanes>(from: &[u16], to: &mut [f32]) {
    const WIDE: usize = 2 * LANES;
    let mut last = [0; WIDE];
    let (whole, rest) = from.as_chunks::<WIDE>();
    last[..rest.len()].copy_from_slice(rest);
    for (halves, to) in whole.iter().chain([&last]).zip(to.as_chunks_mut::<WIDE>().0) {
        // SAFETY: `halves` and `to` have eight numbers each.
        unsafe {
            let [first, second] = L::load_halves(halves.as_ptr());
            first.store(to.as_mut_ptr());
            second.store(to.as_mut_ptr().add(LANES));
        }
    }
}

/// MaxSim of a document of `rows`, of which `block(at, count)` gives those from number `at` on.
#[inline(always)]
fn max_sim_of<L: Lanes>(query: &PackedQuery, rows: usize, mut block: impl FnMut(usize, usize) -> Block<f32>) -> f32 {
    let dims = query.dims();
    let mut sum = 0.0;
    for panels in query.panels().chunks(PASS) {
        let mut best = [[L::splat(f32::MIN); WIDEST]; PASS];
        for at in (0..rows).step_by(BLOCK) {
            let mut block = block(at, BLOCK.min(rows - at));
            for (panel, best) in panels.iter().zip(&mut best) {
                let numbers = query.numbers(panel);
                assert!(numbers.len() == panel.width * LANES * dims);
                // SAFETY: the panel has the length just checked; `block` gives rows that can be read.
                unsafe {
                    match dims {
                        64 => panel_max::<L, 64>(panel.width, numbers.as_ptr(), block, best),
                        96 => panel_max::<L, 96>(panel.width, numbers.as_ptr(), block, best),
                        128 => panel_max::<L, 128>(panel.width, numbers.as_ptr(), block, best),
                        _ => panel_max::<L, ANY>(panel.width, numbers.as_ptr(), block, best),
                    }
                }
                // the first panel has fetched what follows
                block.reach = 0;
            }
        }
        for (panel, best) in panels.iter().zip(&best) {
            let lanes = best.iter().flat_map(|vector| vector.to_array());
            sum = lanes.take(panel.tokens).fold(sum, |sum, best| sum + best);
        }
    }
    sum
}

pub(super) fn similarities<L: Lanes>(query: &[f32], doc: &[f32], dims: usize) -> Vec<f32> {
    let query = PackedQuery::in_panels(query, dims, 1);
    let rows = doc.len().checked_div(dims).unwrap_or(0);
    let mut all = vec![0.0; query.tokens() * rows];
    for (panel, all) in query.panels().iter().zip(all.chunks_mut((LANES * rows).max(1))) {
        let block = Block { first: doc.as_ptr(), stride: dims, length: dims, rows, reach: 0 };
        let take = |row, [sums]: [L; 1]| {
            for (similarities, sum) in all.chunks_exact_mut(rows).zip(sums.to_array()) {
                similarities[row] = sum;
            }
        };
        let numbers = query.numbers(panel);
        assert!(numbers.len() == LANES * dims);
        // SAFETY: the panel has the length just checked; `doc` has `rows` rows.
        unsafe { each_row::<Floats<L>, 8, 1, ANY>(numbers.as_ptr(), block, take) };
    }
    all
}

/// The heights of tiles are measured in V8: with more sums at once it keeps some of them in memory.
///
/// # Safety
/// As of [`each_row`].
unsafe fn panel_max<L: Lanes, const D: usize>(
    width: usize,
    panel: *const f32,
    block: Block<f32>,
    best: &mut [L; WIDEST],
) {
    // SAFETY: passed on.
    unsafe {
        match width {
            4 => block_max::<L, 2, 4, D>(panel, block, best),
            3 => block_max::<L, 3, 3, D>(panel, block, best),
            2 => block_max::<L, 4, 2, D>(panel, block, best),
            _ => block_max::<L, 8, 1, D>(panel, block, best),
        }
    }
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
