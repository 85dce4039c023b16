//! Search over codes: all rows by their codes, then exact distances of the best ones from full precision, which may be
//! in storage. Distances that are given out are always exact.
//!
//! What is in storage is asked for in rounds: the call is made again with the next pages at hand, and goes on where the
//! last one stopped.

use std::hash::Hasher;

use twox_hash::XxHash64;

use super::near::{Measure, Near};
use super::targets::Leg;
use crate::schema::TargetVector;
use crate::store::{RowSet, Shard, VectorColumn};
use crate::vector::codec::{Codec, CodedTokens, CodedVector};

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

/// The query made ready for codes.
enum CodedQuery {
    Multi(CodedTokens),
    Single(CodedVector),
}

impl CodedQuery {
    /// `query` is as exact distances take it.
    fn new(codec: Codec, query: &[f32], dimensions: usize, target: &TargetVector) -> CodedQuery {
        match target.multi {
            true => CodedQuery::Multi(CodedTokens::new(codec, query, dimensions)),
            false => CodedQuery::Single(CodedVector::new(codec, query, target.metric)),
        }
    }

    fn distance(&mut self, codes: &[u8]) -> f32 {
        match self {
            CodedQuery::Multi(query) => -query.max_sim(codes),
            CodedQuery::Single(query) => query.distance(codes),
        }
    }
}

/// The rows that get an exact distance: all, or the nearest by their codes, those first.
fn candidates(column: &VectorColumn, mut query: CodedQuery, allowed: &RowSet, count: usize) -> Vec<u32> {
    let coded = allowed.iter().filter_map(|row| Some((row, column.codes(row)?)));
    let mut found: Vec<Near> = coded.map(|(row, codes)| Near { row, distance: query.distance(codes) }).collect();
    let nearer = |a: &Near, b: &Near| a.distance.total_cmp(&b.distance).then(a.row.cmp(&b.row));
    if found.len() > count {
        found.select_nth_unstable_by(count, nearer);
        found.truncate(count);
    }
    found.sort_unstable_by(nearer);
    found.into_iter().map(|near| near.row).collect()
}

/// What a scan depends on, as one number.
fn key(shard: &Shard, target: &TargetVector, leg: &Leg, allowed: &RowSet, count: usize) -> u64 {
    let mut hasher = XxHash64::with_seed(shard.version());
    hasher.write(target.name.as_bytes());
    hasher.write_usize(count);
    hasher.write_usize(leg.dimensions);
    leg.query.iter().for_each(|x| hasher.write_u32(x.to_bits()));
    allowed.iter().for_each(|row| hasher.write_u32(row));
    hasher.finish()
}

/// The candidates of one leg with their exact distances, in no order. While pages are missing, only some: the answer is
/// void then.
pub(super) fn nearest(
    measure: &mut Measure<'_>,
    codec: Codec,
    target: &TargetVector,
    shard: &Shard,
    leg: &Leg,
    allowed: &RowSet,
    limit: usize,
) -> Vec<Near> {
    let configured = target.quantizer.map_or(0, |quantizer| quantizer.rescore_limit);
    let count = configured.max(limit.saturating_mul(2)).max(floor(codec));
    let column = measure.column();
    let pages = shard.pages();
    let scan = pages.scans.get(key(shard, target, leg, allowed, count), || {
        candidates(column, CodedQuery::new(codec, measure.query(), leg.dimensions, target), allowed, count)
    });
    let mut distances = scan.distances.borrow_mut();
    let known = distances.len();
    for row in &scan.rows[known..] {
        if !column.hold(*row) {
            break;
        }
        let Some(distance) = measure.distance(*row) else { break };
        distances.push(distance);
        if let Some(at) = column.location(*row).filter(|_| column.exact(*row).is_none()) {
            pages.let_go(at);
        }
    }
    for row in &scan.rows[distances.len()..] {
        if pages.missing_bytes() >= ROUND {
            break;
        }
        column.hold(*row);
    }
    scan.rows.iter().zip(&*distances).map(|(&row, &distance)| Near { row, distance }).collect()
}
