//! Vector search over one shard: exact distances for every row that passes, or the best ones of a coded target, then the
//! join over targets.

use std::cmp::Ordering;

use super::explain::Trace;
use super::request::Combination;
use super::scan::Task;
use super::search::Place;
use super::targets::Leg;
use super::{fuse, rescore, scan};
use crate::error::{Error, Result};
use crate::order;
use crate::schema::{Class, Metric, TargetVector};
use crate::simd;
use crate::store::{RowSet, Shard, VectorColumn};

/// A row with its distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The row.
    pub row: u32,
    /// Its distance, smaller is nearer.
    pub distance: f32,
}

/// Measures one query vector against the rows of one target.
pub struct Measure<'a> {
    column: &'a VectorColumn,
    /// Row-major, normalized where the metric and the index ask for it.
    query: Vec<f32>,
    kind: Kind,
    scratch: Vec<f32>,
}

enum Kind {
    /// Late interaction: minus the sum of each query token's best dot product.
    Multi(simd::PackedQuery),
    /// One vector against one.
    Single(Metric),
}

impl<'a> Measure<'a> {
    /// Prepares a leg; none when the shard has no vector of that target yet.
    pub fn new(target: &TargetVector, shard: &'a Shard, leg: &Leg) -> Result<Option<Measure<'a>>> {
        let Some(column) = shard.vectors.get(&target.name).filter(|c| c.dimensions() > 0) else {
            return Ok(None);
        };
        if target.multi != leg.multi {
            return Err(Error::unprocessable(if target.multi {
                format!(
                    "target vector {:?} is configured as multi-vector: near-vector search requires a multi-vector query",
                    target.name
                )
            } else {
                "multi vector search: multivector search is not enabled".to_owned()
            }));
        }
        if leg.dimensions != column.dimensions() {
            let kind = if target.multi { "multi vector search" } else { "vector search" };
            return Err(Error::unprocessable(format!(
                "{kind}: knn search: distance between entrypoint and query node: {} vs {}: vector lengths don't match",
                column.dimensions(),
                leg.dimensions
            )));
        }
        let mut query = leg.query.clone();
        let kind = if target.multi {
            // a server that encodes multi-vectors scores with the query as it came
            if target.metric == Metric::Cosine && target.muvera.is_none() {
                query.chunks_exact_mut(leg.dimensions).for_each(simd::normalize);
            }
            Kind::Multi(simd::PackedQuery::new(&query, leg.dimensions))
        } else {
            if target.metric == Metric::Cosine {
                simd::normalize(&mut query);
            }
            Kind::Single(target.metric)
        };
        Ok(Some(Measure { column, query, kind, scratch: Vec::new() }))
    }

    /// The row's exact distance; none if it has no vector.
    pub fn distance(&mut self, row: u32) -> Option<f32> {
        let vector = self.column.get(row)?;
        Some(match &self.kind {
            Kind::Multi(query) => -simd::max_sim(query, &vector),
            Kind::Single(Metric::Cosine) => {
                // normalised here and not in place: what comes back is what came in
                self.scratch.clear();
                self.scratch.extend_from_slice(&vector);
                simd::normalize(&mut self.scratch);
                Metric::Cosine.distance(&self.query, &self.scratch)
            }
            Kind::Single(metric) => metric.distance(&self.query, &vector),
        })
    }

    /// The similarities of all query tokens to all tokens of a row, a row per query token: what [`Measure::distance`]
    /// takes the maxima of. Empty of single vectors; none where the row has no vector.
    pub(super) fn similarities(&self, row: u32) -> Option<Vec<f32>> {
        let vector = self.column.get(row)?;
        Some(match self.kind {
            Kind::Multi(_) => simd::similarities(&self.query, &vector, self.column.dimensions()),
            Kind::Single(_) => Vec::new(),
        })
    }

    pub(super) fn column(&self) -> &'a VectorColumn {
        self.column
    }

    /// The query as distances take it.
    pub(super) fn query(&self) -> &[f32] {
        &self.query
    }
}

/// The `limit` nearest rows of one leg, nearest first; ties by id. While something is missing, any: the answer is void.
fn nearest(measure: &mut Measure<'_>, task: &Task<'_>) -> Vec<Near> {
    let shard = task.place.shard;
    let mut found: Vec<Near> = match measure.column.codec() {
        Some(codec) => rescore::nearest(measure, codec, task),
        None => scan::exact(measure, task),
    };
    keep_nearest(&mut found, task.count, &|a, b| shard.rows.uuid(a).cmp(shard.rows.uuid(b)));
    found
}

/// Keeps the `count` nearest, nearest first; `ties` is the order of rows at the same distance.
pub(super) fn keep_nearest(found: &mut Vec<Near>, count: usize, ties: &dyn Fn(u32, u32) -> Ordering) {
    if let Some(last) = last_of_best(found, count) {
        found.retain(|near| near.distance.total_cmp(&last).is_le());
    }
    order::sort_by(found, |a, b| a.distance.total_cmp(&b.distance).then_with(|| ties(a.row, b.row)));
    found.truncate(count);
}

/// The distance of the last of the best `count`; none where there are fewer, or none are wanted.
pub(super) fn last_of_best(found: &[Near], count: usize) -> Option<f32> {
    order::nth_number(found.iter().map(|near| near.distance), count.checked_sub(1)?)
}

/// Searches all legs and joins them: the `limit` best rows, best first. None while pages are missing.
pub fn search(
    class: &Class,
    place: Place<'_>,
    legs: &[Leg],
    combination: Combination,
    allowed: &RowSet,
    limit: usize,
    trace: &Trace,
) -> Result<Vec<Near>> {
    let shard = place.shard;
    let pages = shard.pages();
    if pages.any_missing() {
        // a query vector may be one of the stand-ins
        return Ok(Vec::new());
    }
    let mut measures = Vec::with_capacity(legs.len());
    for leg in legs {
        measures.push(Measure::new(&class.vectors[leg.target], shard, leg)?);
    }
    let mut list = |(measure, leg): (&mut Option<Measure<'_>>, &Leg)| match measure {
        Some(measure) => nearest(measure, &Task { class, place, leg, allowed, count: limit, page: limit }),
        None => Vec::new(),
    };
    let mut lists: Vec<Vec<Near>> = measures.iter_mut().zip(legs).map(&mut list).collect();
    if pages.any_missing() {
        return Ok(Vec::new());
    }
    if let ([_], [Some(_)]) = (legs, measures.as_slice()) {
        return Ok(lists.remove(0));
    }
    let mut rows: Vec<u32> = lists.iter().flatten().map(|n| n.row).collect();
    rows.sort_unstable();
    rows.dedup();
    let mut joined = match combination {
        Combination::Minimum => rows
            .iter()
            .map(|&row| {
                let seen = lists.iter().flatten().filter(|n| n.row == row);
                Near { row, distance: seen.map(|n| n.distance).fold(f32::INFINITY, f32::min) }
            })
            .collect(),
        _ => {
            let complete: Vec<(u32, Vec<f32>)> = rows
                .iter()
                .filter_map(|&row| {
                    let each = measures.iter_mut().map(|m| m.as_mut()?.distance(row));
                    Some((row, each.collect::<Option<Vec<f32>>>()?))
                })
                .collect();
            let weights: Vec<f32> = legs.iter().map(|l| l.weight).collect();
            join(&complete, &weights, combination, trace)
        }
    };
    keep_nearest(&mut joined, limit, &|a, b| shard.rows.uuid(a).cmp(shard.rows.uuid(b)));
    Ok(joined)
}

fn join(complete: &[(u32, Vec<f32>)], weights: &[f32], combination: Combination, trace: &Trace) -> Vec<Near> {
    if combination == Combination::RelativeScore {
        let (normalised, scales) = fuse::relative_distances(complete, weights);
        trace.note(|noted| noted.scales = scales);
        return normalised.into_iter().map(|(row, distance)| Near { row, distance }).collect();
    }
    complete
        .iter()
        .map(|(row, distances)| Near {
            row: *row,
            distance: distances.iter().zip(weights).fold(0.0, |sum, (d, w)| sum + d * w),
        })
        .collect()
}
