//! Candidates among many documents: those whose centroids promise the most to the query are scored by their codes, in
//! portions, until a portion brings nothing better. What a centroid stands for is rough, so how many candidates it takes
//! depends on the vectors and the query; in the worst case all rows are scored, as without centroids. Where codes have
//! four bits, a look at their signs comes between: the best ones by that are scored.

use super::near::{Near, last_of_best};
use super::scan::Task;
use crate::order;
use crate::store::VectorColumn;
use crate::store::candidates::Index;
use crate::vector::codec::{Codec, Rotation, RoughTokens};

/// Candidates of the first portion per row of the result page, and the fewest.
const PER_HIT: usize = 30;
const FIRST: usize = 600;
/// Candidates per row of the result page that are scored after a look at their signs, and the fewest.
const KEPT_PER_HIT: usize = 20;
const KEPT: usize = 200;
/// Query tokens for which there are so many candidates; for twice as many there are half. The more tokens, the surer is
/// what centroids and signs tell of a document, and the dearer is a look at one.
const FEW_TOKENS: usize = 16;
/// Part of those looked at so far that the next portion is.
const PORTION: usize = 2;
/// Rows are worth the choice among them when there are so many times more than the first portion.
const WORTH: usize = 3;
/// Documents whose lists cost as much, about, as scoring one of them by its codes.
const LISTED_PER_SCORED: usize = 1000;

/// Rows that pass, by what is known of them.
struct Known {
    /// Score by centroids in the upper half, the row's complement in the lower one: the largest is the best candidate.
    ranked: Vec<u64>,
    /// Rows without centroids.
    others: Vec<u32>,
}

/// Rows with the distance that `measure` gives: all that could be among the best `task.page`, and many more, in no
/// order. None where looking at all of them is as good.
pub(super) fn candidates(
    column: &VectorColumn,
    codec: Codec,
    query: &[f32],
    task: &Task<'_>,
    mut measure: impl FnMut(u32) -> Option<f32>,
) -> Option<Vec<Near>> {
    let index = column.index()?;
    let tokens = (query.len() / task.leg.dimensions).clamp(FEW_TOKENS, 2 * FEW_TOKENS);
    let enough = |fewest: usize, per_hit: usize| {
        (fewest.max(task.page.saturating_mul(per_hit)).saturating_mul(FEW_TOKENS) / tokens).max(task.count)
    };
    let first = enough(FIRST, PER_HIT);
    // comparing each token with all centroids, and going through lists, cost as much as scoring so many documents
    let table_rows = index.book.len() / column.tokens_per_vector();
    let list_rows = index.covered() / LISTED_PER_SCORED;
    if task.allowed.count() < first.saturating_mul(WORTH) + table_rows + list_rows {
        return None;
    }
    let Known { mut ranked, others } = rank(column, index, query, task);
    let kept = enough(KEPT, KEPT_PER_HIT);
    let mut look = Look { rough: RoughTokens::new(codec, query, task.leg.dimensions), kept, seen: Vec::new() };
    let mut found = Vec::with_capacity(first + others.len());
    let mut score = |row: u32, found: &mut Vec<Near>| {
        found.extend(measure(row).map(|distance| Near { row, distance }));
    };
    others.iter().for_each(|row| score(*row, &mut found));
    let (mut portion, mut looked_at) = (first, 0);
    while !ranked.is_empty() {
        let last = last_of_best(&found, task.page).unwrap_or(f32::INFINITY);
        let rest = ranked.len().saturating_sub(portion);
        if rest > 0 {
            ranked.select_nth_unstable(rest);
        }
        let before = found.len();
        let rows: Vec<u32> = ranked.drain(rest..).map(|key| !(key as u32)).collect();
        looked_at += rows.len();
        look.best(column, rows).into_iter().for_each(|row| score(row, &mut found));
        if !found[before..].iter().any(|near| near.distance < last) {
            break;
        }
        portion = looked_at / PORTION;
    }
    Some(found)
}

/// A look at the signs of codes.
struct Look {
    /// None where codes are not worth it: then all rows are scored.
    rough: Option<RoughTokens>,
    /// How many of all that were looked at are worth being scored.
    kept: usize,
    /// The scores so far.
    seen: Vec<f32>,
}

impl Look {
    /// Those of the next rows that are among the best so far.
    fn best(&mut self, column: &VectorColumn, mut rows: Vec<u32>) -> Vec<u32> {
        let Some(rough) = &mut self.rough else { return rows };
        let from = self.seen.len();
        // held elsewhere: whoever scores rows leaves them out
        let score = |row: &u32| column.codes(*row).map_or(f32::MIN, |codes| rough.max_sim(codes));
        self.seen.extend(rows.iter().map(score));
        let last = order::nth_number(self.seen.iter().map(|score| -score), self.kept - 1);
        let mut scores = self.seen[from..].iter();
        rows.retain(|_| scores.next().is_some_and(|score| last.is_none_or(|last| -score <= last)));
        rows
    }
}

fn rank(column: &VectorColumn, index: &Index, query: &[f32], task: &Task<'_>) -> Known {
    let tables = index.book.tables(&turned(query, task.leg.dimensions));
    let mut scores = index.scores(&tables);
    let least = scores.least();
    let mut known = Known { ranked: Vec::with_capacity(task.allowed.count()), others: Vec::new() };
    for row in task.allowed.iter() {
        let Some(slot) = column.slot_number(row) else { continue };
        match scores.of(slot) {
            // without centroids that count: maybe held elsewhere
            Some(score) if score == least && column.codes(row).is_none() => {}
            Some(score) => known.ranked.push(u64::from(score) << u32::BITS | u64::from(!row)),
            None => known.others.push(row),
        }
    }
    known
}

/// The query's tokens as codes have them.
fn turned(query: &[f32], dimensions: usize) -> Vec<f32> {
    let rotation = Rotation::new(dimensions);
    let mut turned = query.to_vec();
    turned.chunks_exact_mut(dimensions).for_each(|token| rotation.apply(token));
    turned
}
