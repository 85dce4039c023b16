//! Search over codes: all rows by their codes, then exact distances of the best ones from full precision, which may be
//! in storage. Distances that are given out are always exact.
//!
//! What is in storage is asked for in rounds: the call is made again with the next pages at hand, and goes on where the
//! last one stopped.

use super::near::{Measure, Near};
use super::scan::{self, Task};
use crate::vector::codec::Codec;

/// Bytes of pages that one round asks for at most, about.
const ROUND: usize = 4 << 20;

/// Fewest rows that get an exact distance: with so many, codes of these bits lose next to nothing.
fn floor(codec: Codec) -> usize {
    match codec {
        Codec::Int8 => 50,
        Codec::FourBit => 100,
        Codec::OneBit => 350,
    }
}

/// How many rows get an exact distance.
fn candidates(codec: Codec, task: &Task<'_>) -> usize {
    let target = task.target();
    if let Some(muvera) = &target.muvera {
        return muvera.candidates(task.count);
    }
    let configured = target.quantizer.map_or(0, |quantizer| quantizer.rescore_limit);
    configured.max(task.count.saturating_mul(2)).max(floor(codec))
}

/// The candidates of one leg with their exact distances, in no order. While something is missing, only some.
pub(super) fn nearest(measure: &mut Measure<'_>, codec: Codec, task: &Task<'_>) -> Vec<Near> {
    let count = candidates(codec, task);
    let Some(scan) = scan::coded(measure, codec, &Task { count, ..*task }) else { return Vec::new() };
    let column = measure.column();
    let pages = task.place.shard.pages();
    let rows = &scan.found[..count.min(scan.found.len())];
    let mut exact = scan.exact.borrow_mut();
    for (row, _) in &rows[exact.len()..] {
        if !column.hold(*row) {
            break;
        }
        let Some(distance) = measure.distance(*row) else { break };
        exact.push(distance);
        if let Some(at) = column.location(*row).filter(|_| column.exact(*row).is_none()) {
            pages.let_go(at);
        }
    }
    for (row, _) in &rows[exact.len()..] {
        if pages.missing_bytes() >= ROUND {
            break;
        }
        column.hold(*row);
    }
    rows.iter().zip(&*exact).map(|(&(row, _), &distance)| Near { row, distance }).collect()
}
