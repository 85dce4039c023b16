//! MaxSim on codes of whole numbers, over any [`Integers`].
//!
//! As for f32, but a group of numbers at a time, as many as the dot product of an instruction set takes. Where that
//! multiplies bytes, rows of bytes are read where they are; all others are unpacked into a scratch that stays in the
//! first-level cache, where all panels of the query read them. A dot product is exact in 32 bits, so every
//! implementation gives the same score, bit for bit.

use core::marker::PhantomData;
use core::ops::Range;

use super::codes::{PackedCodes, PanelCodes, Plane, Rows, Scales};
use super::integers::{Integers, Number};
use super::kernel::{BLOCK, PASS};
use super::lanes::LANES;
use super::packed::WIDEST;
use super::tile::{ANY, Block, Multiply, each_row};
use super::unpack::unpack;

/// Whole numbers.
struct Wholes<L>(PhantomData<L>);

impl<L: Integers> Multiply for Wholes<L> {
    type Number = L::Number;
    type Groups = L::Groups;
    type Sums = L::Sums;
    const GROUP: usize = L::Number::GROUP;
    const AHEAD: usize = 12;

    #[inline(always)]
    unsafe fn groups(from: *const L::Number) -> L::Groups {
        // SAFETY: passed on.
        unsafe { L::groups(from) }
    }
    #[inline(always)]
    unsafe fn group(from: *const L::Number) -> L::Groups {
        // SAFETY: passed on.
        unsafe { L::group(from) }
    }
    #[inline(always)]
    fn zero() -> L::Sums {
        L::sums([0; LANES])
    }
    #[inline(always)]
    fn plus(query: L::Groups, row: L::Groups, sums: L::Sums) -> L::Sums {
        L::groups_plus(query, row, sums)
    }
}

pub(super) fn max_sim<L: Integers>(
    query: &PackedCodes<L::Number>,
    rows: Rows<'_>,
    scratch: &mut Vec<L::Number>,
) -> f32 {
    match query.dims() {
        64 => max_sim_of::<L, 64>(query, rows, scratch),
        96 => max_sim_of::<L, 96>(query, rows, scratch),
        128 => max_sim_of::<L, 128>(query, rows, scratch),
        _ => max_sim_of::<L, ANY>(query, rows, scratch),
    }
}

/// `D` is the query's dimensions or [`ANY`].
fn max_sim_of<L: Integers, const D: usize>(
    query: &PackedCodes<L::Number>,
    rows: Rows<'_>,
    scratch: &mut Vec<L::Number>,
) -> f32 {
    let dims = query.dims();
    let (_, scales) = rows.split(dims);
    // what is the same for all rows does not decide which one is the best: then only the best is scaled
    let even = scales.rows() > 0 && scales.even();
    let mut room = [Plane::default(); 4];
    let planes = rows.coding.planes(&mut room);
    let mut sum = 0.0;
    for panels in query.panels().chunks(PASS) {
        let mut best = [[L::splat(f32::MIN); WIDEST]; PASS];
        let mut largest = [[L::sums([i32::MIN; LANES]); WIDEST]; PASS];
        for at in (0..scales.rows()).step_by(BLOCK) {
            let scales = scales.part(at..scales.rows().min(at + BLOCK));
            let block = numbers::<L>(rows, planes, dims, at..at + scales.rows(), scratch);
            for (nth, panel) in panels.iter().enumerate() {
                let panel = query.panel(panel);
                let block = Block { reach: if nth == 0 { block.reach } else { 0 }, ..block };
                assert!(panel.numbers.len() >= panel.width() * LANES * block.length);
                // SAFETY: the panel has the length just checked, and `numbers` gave a block that can be read.
                unsafe {
                    match (even, panel.width()) {
                        (true, 4) => even_max::<L, 2, 4, D>(panel, block, &mut largest[nth]),
                        (true, 3) => even_max::<L, 3, 3, D>(panel, block, &mut largest[nth]),
                        (true, 2) => even_max::<L, 6, 2, D>(panel, block, &mut largest[nth]),
                        (true, _) => even_max::<L, 12, 1, D>(panel, block, &mut largest[nth]),
                        (false, 4) => scaled_max::<L, 2, 4>(panel, block, scales, &mut best[nth]),
                        (false, 3) => scaled_max::<L, 3, 3>(panel, block, scales, &mut best[nth]),
                        (false, 2) => scaled_max::<L, 6, 2>(panel, block, scales, &mut best[nth]),
                        (false, _) => scaled_max::<L, 12, 1>(panel, block, scales, &mut best[nth]),
                    }
                }
            }
        }
        for (nth, panel) in panels.iter().enumerate() {
            let panel = query.panel(panel);
            if even {
                let scale = L::splat(scales.of(0));
                for (v, start) in panel.starts::<L>().enumerate() {
                    best[nth][v] = L::from_sums(L::sums_plus(largest[nth][v], start)).times(scale);
                }
            }
            let lanes = best[nth].iter().flat_map(|vector| vector.to_array());
            // without rows there is nothing to scale
            let scaled = |(best, scale): (f32, &f32)| if best == f32::MIN { best } else { best * scale };
            sum = lanes.zip(panel.scales).map(scaled).fold(sum, |sum, best| sum + best);
        }
    }
    sum
}

/// Some rows of a document, which has these planes, as numbers.
fn numbers<L: Integers>(
    rows: Rows<'_>,
    planes: &[Plane],
    dims: usize,
    wanted: Range<usize>,
    scratch: &mut Vec<L::Number>,
) -> Block<L::Number> {
    let (codes, scales) = rows.split(dims);
    let length = dims.next_multiple_of(L::Number::GROUP);
    if let Some(numbers) = L::Number::as_they_stand(rows) {
        // The last group of a row may reach into what follows, the next row or the scales, where the query has zeros.
        return Block {
            first: numbers[wanted.start * dims..].as_ptr(),
            stride: dims,
            length,
            rows: wanted.len(),
            reach: scales.rows() - wanted.start,
        };
    }
    scratch.resize(BLOCK * length, L::Number::default());
    let row_bytes = rows.coding.bytes(dims);
    let block = codes[wanted.start * row_bytes..wanted.end * row_bytes].chunks_exact(row_bytes.max(1));
    for (row, to) in block.zip(scratch.chunks_exact_mut(length.max(1))) {
        unpack::<L>(row, planes, dims, to);
    }
    Block { first: scratch.as_ptr(), stride: length, length, rows: wanted.len(), reach: 0 }
}

/// The largest sums of one panel over one block of rows that share a scale.
///
/// # Safety
/// As of [`each_row`].
unsafe fn even_max<L: Integers, const T: usize, const V: usize, const D: usize>(
    panel: PanelCodes<'_, L::Number>,
    block: Block<L::Number>,
    largest: &mut [L::Sums; WIDEST],
) {
    let take = |_, sums: [L::Sums; V]| (0..V).for_each(|v| largest[v] = L::sums_max(sums[v], largest[v]));
    // SAFETY: passed on.
    unsafe { each_row::<Wholes<L>, T, V, D>(panel.numbers.as_ptr(), block, take) }
}

/// The largest products of one panel over one block, each row in its own scale.
///
/// # Safety
/// As of [`each_row`].
unsafe fn scaled_max<L: Integers, const T: usize, const V: usize>(
    panel: PanelCodes<'_, L::Number>,
    block: Block<L::Number>,
    scales: Scales<'_>,
    best: &mut [L; WIDEST],
) {
    let mut starts = panel.starts::<L>();
    let starts: [L::Sums; V] = core::array::from_fn(|_| starts.next().unwrap_or(L::sums([0; LANES])));
    let take = |row: usize, sums: [L::Sums; V]| {
        let scale = L::splat(scales.of(row));
        for v in 0..V {
            best[v] = L::from_sums(L::sums_plus(sums[v], starts[v])).times(scale).max(best[v]);
        }
    };
    // SAFETY: passed on.
    unsafe { each_row::<Wholes<L>, T, V, ANY>(panel.numbers.as_ptr(), block, take) }
}
