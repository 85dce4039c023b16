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

mod keyword;
mod lists;
mod order;
pub mod trace;
mod vector;

use super::search::{Candidate, Place, Search};
use crate::error::Result;
use crate::value::Value;
use keyword::Keywords;
use lists::Lists;
use order::{explain_boost, explain_diversity, shared_boost};
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
        let mut keywords = query.as_ref().map(Keywords::new);
        let lists = request.hybrid.as_ref().map(|hybrid| Lists::new(hybrid, noted));
        let by_vectors = request.near.is_some() || request.hybrid.is_some();
        let mut vectors = Vectors::new(self.class(), place, noted, matrices)?;
        for hit in page {
            out.push(&[hit.score.or(hit.distance.map(|distance| -distance)).unwrap_or(0.0)]);
            if by_vectors {
                let distance = lists.as_ref().map_or(hit.distance, |lists| lists.distance(hit.row));
                vectors.explain(hit.row, distance, &mut out)?;
            }
            if let Some(keywords) = &mut keywords {
                match lists.as_ref().is_none_or(|lists| lists.has_keywords(hit.row)) {
                    true => keywords.explain(hit.row, &mut out),
                    false => out.push(&[-1.0]),
                }
            }
            if let Some(lists) = &lists {
                lists.explain(hit.row, &mut out);
            }
            if let Some(boosted) = &noted.boost {
                explain_boost(boosted, hit, &mut out);
            }
            if let Some(diversified) = &noted.diversity {
                explain_diversity(diversified, hit.row, place.shard, &mut out);
            }
        }
        let mut shared = Value::from_pairs([("matrices", matrices.into())]);
        if by_vectors {
            shared.set("targets", vectors.targets());
            shared.set("combination", vectors.combination());
        }
        if let Some(keywords) = keywords {
            shared.set("terms", keywords.terms());
        }
        if let Some(lists) = &lists {
            shared.set("hybrid", lists.shared());
        }
        if let (Some(boost), Some(boosted)) = (&request.boost, &noted.boost) {
            shared.set("boost", shared_boost(boost, boosted));
        }
        if let (Some(diversity), Some(_)) = (&request.diversity, &noted.diversity) {
            shared.set("balance", diversity.balance.unwrap_or(0.0).into());
        }
        out.shared = shared;
        Ok(out)
    }
}
