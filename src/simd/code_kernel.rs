//! MaxSim on codes of whole numbers, over any [`Integers`].
//!
//! As the f32 kernel, but two numbers at a time: rows are unpacked to 16 bits into a scratch that stays in the
//! first-level cache, where all panels of the query read them. Unpacking costs about one tile. A dot product is exact
//! in 32 bits, so every implementation gives the same score, bit for bit.

use super::codes::{Coding, PackedCodes, Rows, SCALE_BYTES, ZERO, split_scale};
use super::integers::{BYTES, Integers, WORDS};
use super::lanes::LANES;
use super::packed::WIDEST;

/// Rows that are unpacked and pass through all panels together: a multiple of every tile height.
const BLOCK: usize = 24;
/// Panels per pass over the rows. 128 query tokens; longer queries unpack the rows again.
const PASS: usize = 8;

pub(super) fn max_sim<L: Integers>(query: &PackedCodes, rows: Rows<'_>, scratch: &mut Vec<i16>) -> f32 {
    let stride = query.stride();
    let row_bytes = rows.coding.bytes(query.dims()) + SCALE_BYTES;
    scratch.resize(BLOCK * stride, 0);
    let mut sum = 0.0;
    for panels in query.panels().chunks(PASS) {
        let mut best = [[L::splat(f32::MIN); WIDEST]; PASS];
        for block in rows.bytes.chunks(BLOCK * row_bytes) {
            let mut scales = [0.0; BLOCK];
            let count = block.len() / row_bytes;
            for ((row, scale), to) in
                block.chunks_exact(row_bytes).zip(&mut scales).zip(scratch.chunks_exact_mut(stride.max(1)))
            {
                let codes;
                (codes, *scale) = split_scale(row);
                unpack::<L>(codes, rows.coding, query.dims(), to);
            }
            let (unpacked, scales) = (&scratch[..count * stride], &scales[..count]);
            for (panel, best) in panels.iter().zip(&mut best) {
                let (numbers, starts) = (query.numbers(panel), query.starts(panel));
                match panel.width {
                    4 => block_max::<L, 2, 4>(numbers, starts, unpacked, scales, stride, best),
                    3 => block_max::<L, 2, 3>(numbers, starts, unpacked, scales, stride, best),
                    2 => block_max::<L, 4, 2>(numbers, starts, unpacked, scales, stride, best),
                    _ => block_max::<L, 8, 1>(numbers, starts, unpacked, scales, stride, best),
                }
            }
        }
        for (panel, best) in panels.iter().zip(&best) {
            let lanes = best.iter().flat_map(|vector| vector.to_array());
            let parts = lanes.zip(query.scales(panel));
            // without rows there is nothing to scale
            let scaled = |(best, scale): (f32, &f32)| if best == f32::MIN { best } else { best * scale };
            sum = parts.map(scaled).fold(sum, |sum, best| sum + best);
        }
    }
    sum
}

/// One panel against one block, the last tile overlapping the one before it.
fn block_max<L: Integers, const T: usize, const V: usize>(
    panel: &[i16],
    starts: &[i32],
    block: &[i16],
    scales: &[f32],
    stride: usize,
    best: &mut [L; WIDEST],
) {
    let rows = scales.len();
    let mut at = 0;
    if rows >= T {
        while at < rows {
            let row = at.min(rows - T);
            let (numbers, scales) = (&block[row * stride..(row + T) * stride], &scales[row..row + T]);
            tile::<L, T, V>(panel, starts, numbers, scales, stride, best);
            at += T;
        }
    }
    for row in at..rows {
        let (numbers, scales) = (&block[row * stride..(row + 1) * stride], &scales[row..row + 1]);
        tile::<L, 1, V>(panel, starts, numbers, scales, stride, best);
    }
}

/// `T` rows against `V` vectors of query tokens.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "two nested fixed ranges are what unrolls into registers")]
fn tile<L: Integers, const T: usize, const V: usize>(
    panel: &[i16],
    starts: &[i32],
    rows: &[i16],
    scales: &[f32],
    stride: usize,
    best: &mut [L; WIDEST],
) {
    assert!(stride.is_multiple_of(2) && panel.len() == V * LANES * stride && rows.len() == T * stride);
    let start: [L::Sums; V] = core::array::from_fn(|v| L::sums(core::array::from_fn(|lane| starts[v * LANES + lane])));
    let mut sums = [start; T];
    for k in (0..stride).step_by(2) {
        // SAFETY: k + 1 < stride as both are even, t < T and v < V, so by the lengths just checked all reads are inside
        // their slices.
        unsafe {
            let row: [L::Words; T] = core::array::from_fn(|t| L::pair(rows.as_ptr().add(t * stride + k)));
            for v in 0..V {
                let query = L::words(panel.as_ptr().add((k * V + 2 * v) * LANES));
                for t in 0..T {
                    sums[t][v] = L::dot_plus(query, row[t], sums[t][v]);
                }
            }
        }
    }
    for t in 0..T {
        let scale = L::splat(scales[t]);
        for v in 0..V {
            best[v] = L::from_sums(sums[t][v]).times(scale).max(best[v]);
        }
    }
}

pub(super) fn dot<L: Integers>(query: &[i16], codes: &[u8], coding: Coding, scratch: &mut Vec<i16>) -> i32 {
    let dims = query.len();
    scratch.resize(dims.next_multiple_of(2), 0);
    unpack::<L>(codes, coding, dims, scratch);
    let (query, tail) = query.as_chunks::<WORDS>();
    let (row, row_tail) = scratch[..dims].as_chunks::<WORDS>();
    let zero = [-i16::from(ZERO); WORDS];
    let mut sums = L::sums([0; LANES]);
    for (query, row) in query.iter().zip(row) {
        // SAFETY: each of the three has eight numbers.
        let (query, row, zero) = unsafe { (L::words(query.as_ptr()), L::words(row.as_ptr()), L::words(zero.as_ptr())) };
        sums = L::dot_plus(query, L::plus_words(row, zero), sums);
    }
    let rest = tail.iter().zip(row_tail).map(|(&q, &code)| i32::from(q) * (i32::from(code) - i32::from(ZERO)));
    L::sums_to_array(sums).into_iter().chain(rest).sum()
}

/// Writes a row's codes as 16-bit numbers. What stands behind an odd last number is of no account: the query has a zero
/// there.
#[inline(always)]
fn unpack<L: Integers>(codes: &[u8], coding: Coding, dims: usize, to: &mut [i16]) {
    let length = coding.bytes(dims);
    let codes = &codes[..length];
    // the last vector overlaps the one before it, shorter rows go number by number
    let starts = (0..length).step_by(BYTES).map(|at| at.min(length.saturating_sub(BYTES)));
    match coding {
        Coding::Bytes if length >= BYTES => {
            assert!(to.len() >= length);
            for at in starts {
                // SAFETY: at + 16 <= length, which both slices have.
                unsafe { store::<L>(L::bytes(codes.as_ptr().add(at)), to.as_mut_ptr().add(at)) }
            }
        }
        Coding::Nibbles(table) if length >= BYTES => {
            assert!(to.len() >= 2 * length);
            for at in starts {
                // SAFETY: at + 16 <= length; `to` has twice as many numbers; a table has 16 bytes.
                unsafe {
                    let (table, both) = (L::bytes(table.as_ptr()), L::bytes(codes.as_ptr().add(at)));
                    store::<L>(L::look_up(table, L::lower_halves(both)), to.as_mut_ptr().add(at));
                    store::<L>(L::look_up(table, L::upper_halves(both)), to.as_mut_ptr().add(length + at));
                }
            }
        }
        Coding::Bytes => to.iter_mut().zip(codes).for_each(|(to, &code)| *to = i16::from(code)),
        Coding::Nibbles(table) => {
            let (lower, upper) = to.split_at_mut(length);
            for ((lower, upper), both) in lower.iter_mut().zip(upper).zip(codes) {
                *lower = i16::from(table[usize::from(both & 15)]);
                *upper = i16::from(table[usize::from(both >> 4)]);
            }
        }
    }
}

/// # Safety
/// `to` must be valid for writing 16 numbers.
#[inline(always)]
unsafe fn store<L: Integers>(bytes: L::Bytes, to: *mut i16) {
    let [first, second] = L::widen(bytes);
    // SAFETY: the caller promises twice eight numbers.
    unsafe {
        L::store_words(first, to);
        L::store_words(second, to.add(WORDS));
    }
}
