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
/// How many times the largest error seen among the best rows the codes of those after them may be off.
const SLACK: f32 = 2.0;

/// Which rows get an exact distance, of those that are nearest by their codes.
#[derive(Clone, Copy, Debug)]
struct Depth {
    /// The fewest.
    least: usize,
    /// The most.
    most: usize,
    /// The nearest so many are wanted.
    wanted: usize,
}

impl Depth {
    fn new(codec: Codec, task: &Task<'_>) -> Depth {
        let (target, wanted) = (task.target(), task.count);
        if let Some(muvera) = &target.muvera {
            // what encodings promise is no distance
            let all = muvera.candidates(wanted);
            return Depth { least: all, most: all, wanted };
        }
        let least = target.quantizer.map_or(0, |quantizer| quantizer.rescore_limit).max(wanted);
        // with so many, codes of these bits lose next to nothing
        let enough = match codec {
            Codec::Int8 => 50,
            Codec::FourBit => 100,
            Codec::OneBit => 350,
        };
        Depth { least, most: least.max(wanted.saturating_mul(2)).max(enough), wanted }
    }

    /// Up to where rows get an exact distance, when the first ones have these: further only where a row after them may
    /// be among the wanted, if its code is as far off as theirs are.
    fn reach(&self, rows: &[(u32, f32)], exact: &[f32]) -> usize {
        // in few portions, since each may take a round
        let mut edge = self.least.max(1);
        while edge < exact.len() {
            edge *= 2;
        }
        let edge = edge.min(rows.len());
        if exact.len() < edge {
            return edge;
        }
        let Some(&(_, next)) = rows.get(edge) else { return edge };
        let error = rows.iter().zip(exact).map(|((_, coded), exact)| (coded - exact).abs()).fold(0.0, f32::max);
        let mut sorted = exact.to_vec();
        let last = match self.wanted.checked_sub(1) {
            Some(at) if at < sorted.len() => *sorted.select_nth_unstable_by(at, f32::total_cmp).1,
            _ => f32::INFINITY,
        };
        if next - SLACK * error > last { edge } else { (2 * edge).min(rows.len()) }
    }
}

/// The candidates of one leg with their exact distances, in no order. While something is missing, only some.
pub(super) fn nearest(measure: &mut Measure<'_>, codec: Codec, task: &Task<'_>) -> Vec<Near> {
    let depth = Depth::new(codec, task);
    let Some(scan) = scan::coded(measure, codec, &Task { count: depth.most, ..*task }) else { return Vec::new() };
    let column = measure.column();
    let pages = task.place.shard.pages();
    let rows = &scan.found[..depth.most.min(scan.found.len())];
    let mut exact = scan.exact.borrow_mut();
    let missing = loop {
        let reach = depth.reach(rows, &exact);
        let Some((row, _)) = rows[..reach].get(exact.len()) else { break 0..0 };
        if !column.hold(*row) {
            break exact.len()..reach;
        }
        let Some(distance) = measure.distance(*row) else { break 0..0 };
        exact.push(distance);
        if let Some(at) = column.location(*row).filter(|_| column.exact(*row).is_none()) {
            pages.let_go(at);
        }
    };
    for (row, _) in &rows[missing] {
        if pages.missing_bytes() >= ROUND {
            break;
        }
        column.hold(*row);
    }
    rows.iter().zip(&*exact).map(|(&(row, _), &distance)| Near { row, distance }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows whose codes are off by at most `error`, ten to a unit of distance.
    fn rows(count: u32, error: f32) -> (Vec<(u32, f32)>, Vec<f32>) {
        let exact: Vec<f32> = (0..count).map(|row| row as f32 / 10.0).collect();
        let coded = |(row, exact): (u32, &f32)| (row, exact + error * (row as f32 * 2.4).sin());
        let mut rows: Vec<(u32, f32)> = (0..count).zip(&exact).map(coded).collect();
        rows.sort_by(|a, b| a.1.total_cmp(&b.1));
        let distances = rows.iter().map(|(row, _)| exact[*row as usize]).collect();
        (rows, distances)
    }

    fn looked_at(depth: Depth, error: f32) -> usize {
        let (rows, exact) = rows(400, error);
        let mut known = 0;
        loop {
            let reach = depth.reach(&rows, &exact[..known]);
            if reach == known {
                return known;
            }
            // whatever was at hand when the call ended, it goes on to the same row
            assert_eq!(depth.reach(&rows, &exact[..(known + reach) / 2]), reach);
            known = reach;
        }
    }

    #[test]
    fn as_many_rows_as_the_errors_of_codes_ask_for() {
        let depth = Depth { least: 20, most: 400, wanted: 10 };
        assert_eq!(looked_at(depth, 0.0), 20);
        assert_eq!(looked_at(depth, 0.3), 20);
        // the tenth is at 0.9, codes after it may be off by 4: more than 50 rows
        assert_eq!(looked_at(depth, 2.0), 80);
        assert_eq!(looked_at(depth, 40.0), 400);
        assert_eq!(looked_at(Depth { least: 400, ..depth }, 0.0), 400);
    }
}
