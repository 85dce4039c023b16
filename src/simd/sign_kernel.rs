//! MaxSim on signs, over any [`Integers`].
//!
//! Here the lanes hold *rows*: 16 at a time, turned so that a vector holds the same byte of each. Half a byte of a row
//! is an index into a table of 16 sums of four query numbers, so one look-up stands for 64 multiplications. Sums fit in
//! bytes for 64 numbers and are then widened; a rough look takes so small numbers that all sums fit, and looks for the
//! largest among bytes.
//!
//! Rows of four bits per number are read as signs too: the upper bit of each, see [`super::nibble_order`].

use core::ops::Range;

use super::codes::{BIT_GROUP, NIBBLE_CHUNK, Scales, SignTables, TABLE_PAIR, split_scales};
use super::integers::{BYTES, Integers};
use super::lanes::LANES;

/// Rows that pass through all query tokens together.
const BLOCK: usize = BYTES;
/// Bytes of a row whose tables a sum of bytes takes.
const GROUP: usize = BIT_GROUP / 8;
/// Query tokens that go through the look-ups together.
const WIDEST: usize = 4;
/// Query tokens per pass over the rows; longer queries turn them again.
const PASS: usize = 128;

pub(super) fn max_sim<L: Integers>(query: &SignTables, rows: &[u8], scratch: &mut Vec<u8>) -> f32 {
    let row_bytes = query.row_bytes();
    max_sim_of::<L>(query, rows, row_bytes, scratch, &|block, columns| turn::<L>(block, row_bytes, columns))
}

pub(super) fn max_sim_nibbles<L: Integers>(query: &SignTables, rows: &[u8], dims: usize, scratch: &mut Vec<u8>) -> f32 {
    let row_bytes = dims.div_ceil(2);
    assert!(query.row_bytes() == row_bytes.div_ceil(NIBBLE_CHUNK) * BYTES);
    let turn = |block: &[u8], columns: &mut [u8]| turn_nibbles::<L>(block, row_bytes, columns);
    let (codes, scales) = split_scales(rows, row_bytes);
    if query.small() && scales.alike() {
        return alike_max_sim::<L>(query, codes.chunks(BLOCK * row_bytes), scales.largest(), scratch, turn);
    }
    max_sim_of::<L>(query, rows, row_bytes, scratch, &turn)
}

/// Of blocks of rows that have the same scale, by a query whose sums fit in bytes: only the largest sum is scaled.
fn alike_max_sim<'a, L: Integers>(
    query: &SignTables,
    blocks: impl Iterator<Item = &'a [u8]> + Clone,
    scale: f32,
    scratch: &mut Vec<u8>,
    turn: impl Fn(&[u8], &mut [u8]),
) -> f32 {
    scratch.resize(query.row_bytes().max(BYTES) * BLOCK, 0);
    let mut sum = 0.0;
    for first in (0..query.tokens()).step_by(PASS) {
        let tokens = first..query.tokens().min(first + PASS);
        let mut best = [[0; BYTES]; PASS];
        for block in blocks.clone() {
            turn(block, scratch);
            let columns = &scratch[..query.row_bytes() * BLOCK];
            for at in tokens.clone().step_by(WIDEST) {
                let count = WIDEST.min(tokens.end - at);
                let (tables, best) = (query.tables(at, count), &mut best[at - first..at - first + count]);
                match count {
                    4 => raise::<L, 4>(tables, columns, best),
                    3 => raise::<L, 3>(tables, columns, best),
                    2 => raise::<L, 2>(tables, columns, best),
                    _ => raise::<L, 1>(tables, columns, best),
                }
            }
        }
        let of_query = query.halves()[tokens.clone()].iter().zip(&query.scales()[tokens]);
        for (best, (half, query_scale)) in best.iter().zip(of_query) {
            let best = best.iter().fold(0, |most, sum| most.max(*sum));
            sum += (f32::from(best) - half) * scale * (2.0 * query_scale);
        }
    }
    sum
}

/// Raises the best sums of `V` query tokens to those of the 16 rows that `columns` holds.
#[inline(always)]
fn raise<L: Integers, const V: usize>(tables: &[u8], columns: &[u8], best: &mut [[u8; BYTES]]) {
    let count = columns.len() / BYTES;
    let sums = byte_sums::<L, V>(tables, columns, 0..count);
    for (best, sums) in best.iter_mut().zip(sums) {
        // SAFETY: there are sixteen bytes.
        unsafe { L::store_bytes(L::max_bytes(L::bytes(best.as_ptr()), sums), best.as_mut_ptr()) }
    }
}

/// `turn` writes the columns of up to 16 rows.
fn max_sim_of<L: Integers>(
    query: &SignTables,
    rows: &[u8],
    row_bytes: usize,
    scratch: &mut Vec<u8>,
    turn: &dyn Fn(&[u8], &mut [u8]),
) -> f32 {
    let (codes, scales) = split_scales(rows, row_bytes);
    scratch.resize(query.row_bytes().max(BYTES) * BLOCK, 0);
    let mut sum = 0.0;
    for first in (0..query.tokens()).step_by(PASS) {
        let tokens = first..query.tokens().min(first + PASS);
        let mut best = [L::splat(f32::MIN); PASS];
        for (at, block) in codes.chunks(BLOCK * row_bytes.max(1)).enumerate() {
            turn(block, scratch);
            let scales = filled(scales.part(at * BLOCK..scales.rows().min((at + 1) * BLOCK)));
            let scales: [L; BLOCK / LANES] = core::array::from_fn(|at| {
                // SAFETY: LANES × at + LANES <= BLOCK, the length of `scales`.
                unsafe { L::load(scales.as_ptr().add(LANES * at)) }
            });
            let columns = &scratch[..query.row_bytes() * BLOCK];
            let mut at = tokens.start;
            while at < tokens.end {
                let count = WIDEST.min(tokens.end - at);
                let tables = query.tables(at, count);
                let (halves, best) = (&query.halves()[at..at + count], &mut best[at - first..at - first + count]);
                match count {
                    4 => tile::<L, 4>(tables, columns, halves, scales, best),
                    3 => tile::<L, 3>(tables, columns, halves, scales, best),
                    2 => tile::<L, 2>(tables, columns, halves, scales, best),
                    _ => tile::<L, 1>(tables, columns, halves, scales, best),
                }
                at += count;
            }
        }
        for (best, scale) in best.iter().zip(&query.scales()[tokens]) {
            let best = best.to_array().into_iter().fold(f32::MIN, f32::max);
            // half of the dot product was summed; without rows there is nothing to scale
            sum += if best == f32::MIN { best } else { best * (2.0 * scale) };
        }
    }
    sum
}

/// `V` query tokens against the 16 rows that `columns` holds.
#[inline(always)]
fn tile<L: Integers, const V: usize>(
    tables: &[u8],
    columns: &[u8],
    halves: &[f32],
    scales: [L; BLOCK / LANES],
    best: &mut [L],
) {
    let count = columns.len() / BYTES;
    assert!(halves.len() == V && best.len() == V);
    let mut totals = [[L::no_words(); 2]; V];
    for at in (0..count).step_by(GROUP) {
        let sums = byte_sums::<L, V>(tables, columns, at..count.min(at + GROUP));
        for v in 0..V {
            let [first, second] = L::widen(sums[v]);
            totals[v] = [L::plus_words(totals[v][0], first), L::plus_words(totals[v][1], second)];
        }
    }
    for v in 0..V {
        let half = L::splat(halves[v]);
        let [a, b] = L::from_words(totals[v][0]);
        let [c, d] = L::from_words(totals[v][1]);
        for (dot, scale) in [a, b, c, d].into_iter().zip(scales) {
            best[v] = dot.minus(half).times(scale).max(best[v]);
        }
    }
}

/// What some of the columns of 16 rows give to `V` query tokens, whose tables are of all columns.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "a fixed range is what unrolls into registers")]
fn byte_sums<L: Integers, const V: usize>(tables: &[u8], columns: &[u8], wanted: Range<usize>) -> [L::Bytes; V] {
    let count = columns.len() / BYTES;
    assert!(columns.len() == count * BYTES && tables.len() == V * count * TABLE_PAIR && wanted.end <= count);
    let mut sums = [L::no_bytes(); V];
    let mut at = wanted.start;
    while at < wanted.end {
        // SAFETY: at < count and v < V, so by the lengths just checked all reads are inside their slices.
        unsafe {
            let column = L::bytes(columns.as_ptr().add(at * BYTES));
            let (lower, upper) = (L::lower_halves(column), L::upper_halves(column));
            for v in 0..V {
                let pair = tables.as_ptr().add((v * count + at) * TABLE_PAIR);
                let lower = L::look_up(L::bytes(pair), lower);
                let upper = L::look_up(L::bytes(pair.add(BYTES)), upper);
                sums[v] = L::plus_bytes(sums[v], L::plus_bytes(lower, upper));
            }
        }
        at += 1;
    }
    sums
}

/// The scales of a block, the last one repeated like its row.
fn filled(scales: Scales<'_>) -> [f32; BLOCK] {
    core::array::from_fn(|at| scales.of(at.min(scales.rows() - 1)))
}

/// Turns up to 16 rows, the last one repeated to fill the block since a maximum taken twice is the same.
fn turn<L: Integers>(block: &[u8], row_bytes: usize, columns: &mut [u8]) {
    assert!(columns.len() >= row_bytes.max(BYTES) * BLOCK);
    let last = block.len() / row_bytes - 1;
    let row = |at: usize| &block[at.min(last) * row_bytes..(at.min(last) + 1) * row_bytes];
    if row_bytes < BYTES {
        let padded = |at: usize| {
            let mut bytes = [0; BYTES];
            bytes[..row_bytes].copy_from_slice(row(at));
            bytes
        };
        // SAFETY: there are 16 bytes.
        let rows = core::array::from_fn(|at| unsafe { L::bytes(padded(at).as_ptr()) });
        return store::<L>(L::transpose(rows), columns);
    }
    // the last square overlaps the one before it
    for from in (0..row_bytes).step_by(BYTES).map(|from| from.min(row_bytes - BYTES)) {
        // SAFETY: from + 16 <= row_bytes, the length of a row.
        let rows = core::array::from_fn(|at| unsafe { L::bytes(row(at).as_ptr().add(from)) });
        store::<L>(L::transpose(rows), &mut columns[from * BLOCK..]);
    }
}

/// As [`turn`], of the signs of rows of nibbles.
fn turn_nibbles<L: Integers>(block: &[u8], row_bytes: usize, columns: &mut [u8]) {
    let last = block.len() / row_bytes - 1;
    let row = |at: usize| &block[at.min(last) * row_bytes..(at.min(last) + 1) * row_bytes];
    for (nth, from) in (0..row_bytes).step_by(NIBBLE_CHUNK).enumerate() {
        let rows = core::array::from_fn(|at| {
            let chunk = &row(at)[from..row_bytes.min(from + NIBBLE_CHUNK)];
            if let Ok(chunk) = chunk.try_into() {
                return signs_of::<L>(chunk);
            }
            let mut filled = [0; NIBBLE_CHUNK];
            filled[..chunk.len()].copy_from_slice(chunk);
            signs_of::<L>(&filled)
        });
        store::<L>(L::transpose(rows), &mut columns[nth * BYTES * BLOCK..]);
    }
}

#[inline(always)]
fn signs_of<L: Integers>(chunk: &[u8; NIBBLE_CHUNK]) -> L::Bytes {
    // SAFETY: four times sixteen bytes are the chunk.
    L::gather_signs(core::array::from_fn(|at| unsafe { L::bytes(chunk.as_ptr().add(at * BYTES)) }))
}

fn store<L: Integers>(columns: [L::Bytes; BYTES], to: &mut [u8]) {
    for (column, to) in columns.into_iter().zip(to.as_chunks_mut::<BLOCK>().0) {
        // SAFETY: `to` has 16 bytes.
        unsafe { L::store_bytes(column, to.as_mut_ptr()) }
    }
}
