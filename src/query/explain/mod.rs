//! Explanations of a page: each hit's score taken apart by the code that makes it, from what the search noted.
//!
//! They leave the core flat, numbers of all hits in one list, because making objects member by member through the
//! boundary would cost more than the search. `pkg/src/engine/explanations.ts` makes objects of it and reads in this
//! order, which is that of a hit's list here:
//!
//! ```text
//! score
//! vector search:  targets found, or −1 where this leg did not find the hit; of each: its leg, distance, contribution,
//!                 query tokens (0: none to tell);
//!                 with tokens: document tokens, per query token its best match and similarity, then of the labels:
//!                 1 with words, 1 with boxes, rows, columns; finally the joined distance
//! keyword search: terms found, or −1 where this leg did not find the hit; score; of each: number in `shared.terms`,
//!                 frequency, length, contribution
//! hybrid search:  lists found in; of each: 0 vector or 1 keyword, raw, normalised, rank, contribution
//! boost:          rank and score before, rank and score after, primary, boost, blend; scores by condition
//! diversity:      rank and relevance before (rank 0: nothing to tell), rank and gain after, 1 where another hit is
//!                 near, and its distance
//! ```
//! Words, and the ids of hits that are near, are in `texts`, boxes and matrices in `arrays`: of the matches only, or with
//! matrices of all document tokens.

pub mod trace;
mod vector;

use super::bm25::{Contribution, Explainer};
use super::fuse::{FusionSet, shares};
use super::request::{Boost, Combination};
use super::search::{Candidate, Place, Search};
use crate::error::Result;
use crate::schema::uuid;
use crate::store::Shard;
use crate::value::Value;
use trace::{Boosted, Diversified};
pub use trace::{Noted, Trace};
pub(super) use vector::{TokenMatch, Vectors};

/// Explanations of a page, hit after hit. See the module on their order.
#[derive(Debug, Default)]
pub struct Explanations {
    /// What all hits have in common.
    pub shared: Value,
    /// All numbers.
    pub numbers: Vec<f64>,
    /// Labels and ids.
    pub texts: Vec<String>,
    /// Similarities, a row per query token, and boxes.
    pub arrays: Vec<Vec<f32>>,
}

impl Explanations {
    fn push(&mut self, numbers: &[f32]) {
        self.numbers.extend(numbers.iter().map(|number| f64::from(*number)));
    }

    fn count(&mut self, number: usize) {
        self.numbers.push(number as f64);
    }
}

/// A term of a property in the table that all hits share.
struct TableEntry {
    field: usize,
    term: String,
    entry: Value,
}

impl Search<'_> {
    /// Takes the hits of a page apart. Void while pages are missing, as every answer then is.
    pub fn explain(
        &self,
        place: Place<'_>,
        page: &[&Candidate],
        noted: &Noted,
        matrices: bool,
    ) -> Result<Explanations> {
        let mut out = Explanations::default();
        let request = self.request();
        let keyword = request.keyword.clone().or_else(|| request.hybrid.as_ref().map(|hybrid| hybrid.keyword()));
        let query = keyword.as_ref().map(|keyword| self.keyword_query(keyword, place));
        let explainer = query.as_ref().map(Explainer::new);
        let mut vectors = Vectors::new(self.class(), place, noted, matrices)?;
        let mut table: Vec<TableEntry> = Vec::new();
        let vector_search = request.near.is_some() || request.hybrid.is_some();
        for hit in page {
            let score = hit.score.or(hit.distance.map(|distance| -distance)).unwrap_or(0.0);
            out.push(&[score]);
            let of_list = |vector: bool| noted.lists.iter().find(|list| is_vector(list) == vector);
            let found = |vector: bool| of_list(vector).and_then(|list| list.hits.iter().find(|one| one.row == hit.row));
            if vector_search {
                let distance = match request.hybrid {
                    Some(_) => found(true).and_then(|one| one.distance),
                    None => hit.distance,
                };
                vectors.explain(hit.row, distance, &mut out)?;
            }
            if let (Some(query), Some(explainer)) = (&query, &explainer) {
                if request.hybrid.is_none() || found(false).is_some() {
                    let parts = explainer.contributions(hit.row);
                    out.count(parts.len());
                    out.push(&[property_scores(&parts)]);
                    for part in parts {
                        let known = table.iter().position(|one| one.field == part.field && one.term == part.term);
                        let at = known.unwrap_or_else(|| {
                            let field = &query.fields[part.field];
                            table.push(TableEntry {
                                field: part.field,
                                term: part.term.to_owned(),
                                entry: entry(&part, field.name, field.boost),
                            });
                            table.len() - 1
                        });
                        let numbers = [at as f64, f64::from(part.frequency), f64::from(part.length), part.value];
                        out.numbers.extend(numbers);
                    }
                } else {
                    out.push(&[-1.0]);
                }
            }
            if let Some(hybrid) = &request.hybrid {
                let places = noted.lists.iter().filter_map(|list| {
                    let at = list.hits.iter().position(|one| one.row == hit.row)?;
                    Some((list, at))
                });
                let places: Vec<(&FusionSet, usize)> = places.collect();
                out.count(places.len());
                for (list, at) in places {
                    let share = |weight: f32| shares(&list.hits, weight, hybrid.fusion())[at];
                    let kind = f32::from(u8::from(!is_vector(list)));
                    out.push(&[kind, list.hits[at].value, share(1.0), (at + 1) as f32, share(list.weight)]);
                }
            }
            if let Some(boosted) = &noted.boost {
                explain_boost(boosted, hit, &mut out);
            }
            if let Some(diversified) = &noted.diversity {
                explain_diversity(diversified, hit.row, place.shard, &mut out);
            }
        }
        out.shared = Value::from_pairs([
            ("terms", Value::List(table.into_iter().map(|one| one.entry).collect())),
            ("hasVector", vector_search.into()),
            ("hasKeyword", query.is_some().into()),
            ("matrices", matrices.into()),
            ("targets", vectors.shared()),
            ("combination", combination(noted, request.near.is_some() || request.hybrid.is_some())),
        ]);
        if let Some(hybrid) = &request.hybrid {
            let fusion = if hybrid.fusion() == super::fuse::Fusion::Ranked { "ranked" } else { "relative-score" };
            out.shared.set("fusion", fusion.into());
            out.shared.set("alpha", hybrid.alpha.into());
            let weight =
                |vector: bool| noted.lists.iter().find(|list| is_vector(list) == vector).map_or(0.0, |l| l.weight);
            out.shared.set("weights", vec![f64::from(weight(true)).into(), f64::from(weight(false)).into()].into());
        }
        if let (Some(boost), Some(boosted)) = (&request.boost, &noted.boost) {
            out.shared.set("boost", shared_boost(boost, boosted));
        }
        if let (Some(diversity), Some(_)) = (&request.diversity, &noted.diversity) {
            out.shared.set("balance", diversity.balance.unwrap_or(0.0).into());
        }
        Ok(out)
    }
}

fn is_vector(list: &FusionSet) -> bool {
    list.name.starts_with("vector")
}

/// The score of the properties together, as the search adds it up.
fn property_scores(parts: &[Contribution<'_>]) -> f32 {
    let properties = parts.chunk_by(|a, b| a.field == b.field);
    properties.map(|parts| parts.iter().map(|part| part.value).sum::<f64>() as f32).sum()
}

fn entry(part: &Contribution<'_>, property: &str, weight: f32) -> Value {
    let mut entry = Value::from_pairs([
        ("term", part.term.into()),
        ("property", property.into()),
        ("idf", part.idf.into()),
        ("weight", f64::from(weight).into()),
        ("averageLength", part.average.into()),
    ]);
    if part.discount != 1.0 {
        entry.set("query", part.asked.into());
        entry.set("discount", part.discount.into());
    }
    entry
}

/// The name of the join; none of a single target.
fn combination(noted: &Noted, vector_search: bool) -> Value {
    if !vector_search || noted.legs.len() < 2 {
        return Value::Null;
    }
    Value::from(match noted.combination {
        Combination::Minimum => "minimum",
        Combination::Sum => "sum",
        Combination::Average => "average",
        Combination::ManualWeights => "manual-weights",
        Combination::RelativeScore => "relative-score",
    })
}

fn place_of(rows: &[u32], row: u32) -> usize {
    rows.iter().position(|other| *other == row).unwrap_or(0)
}

fn explain_boost(boosted: &Boosted, hit: &Candidate, out: &mut Explanations) {
    let at = place_of(&boosted.rows, hit.row);
    let after = place_of(&boosted.after, hit.row);
    let ranks = [(at + 1) as f32, boosted.raw[at], (after + 1) as f32, hit.score.unwrap_or(0.0)];
    out.push(&ranks);
    out.push(&[boosted.primary[at], boosted.boost[at], boosted.blend[at]]);
    boosted.conditions.iter().for_each(|(_, scores)| out.push(&[scores[at]]));
}

fn shared_boost(boost: &Boost, boosted: &Boosted) -> Value {
    let kind = |condition: &super::request::Condition| match (&condition.filter, &condition.decay) {
        (Some(_), _) => "filter",
        (_, Some(decay)) if decay.kind == "time" => "time-decay",
        (_, Some(_)) => "numeric-decay",
        _ => "property-value",
    };
    let conditions = boost.conditions.iter().map(|condition| {
        let weight = condition.weight.filter(|weight| *weight != 0.0).unwrap_or(1.0);
        Value::from_pairs([("kind", kind(condition).into()), ("weight", weight.into())])
    });
    let low = boosted.blend.iter().copied().fold(f32::INFINITY, f32::min);
    let high = boosted.blend.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    Value::from_pairs([
        ("weight", boost.weight.unwrap_or(0.5).into()),
        ("range", vec![f64::from(low).into(), f64::from(high).into()].into()),
        ("conditions", Value::List(conditions.collect())),
    ])
}

/// Hits without a vector were not selected: they follow.
fn explain_diversity(diversified: &Diversified, row: u32, shard: &Shard, out: &mut Explanations) {
    let at = place_of(&diversified.rows, row);
    let selected = diversified.selected.iter().find(|one| one.at == at);
    let Some((selected, gain)) = selected.and_then(|one| Some((one, one.gain?))) else {
        out.push(&[0.0; 6]);
        return;
    };
    let place = |at: usize| diversified.selected.iter().position(|one| one.at == at).map_or(0, |place| place + 1);
    let (near, distance) = selected.nearest.map_or((0.0, 0.0), |(_, distance)| (1.0, distance));
    let ranks = [(at + 1) as f32, diversified.relevance[at], place(at) as f32, gain];
    out.push(&ranks);
    out.push(&[near, distance]);
    out.texts.extend(selected.nearest.map(|(at, _)| uuid::format(shard.rows.uuid(diversified.rows[at]))));
}
