//! Explanations of a page: each hit's score taken apart by the code that makes it, from what the search noted.
//!
//! They leave the core flat, as one list of numbers and one of texts: first what all hits share, then hit after hit.
//! Making objects member by member through the boundary would cost more than the search. `pkg/src/engine/explanations.ts`
//! makes objects of it and reads in this order:
//!
//! ```text
//! head
//!   1 with matrices
//!   vector search:  query vectors, or −1; of each: name, weight, labels, as many texts; then the join, 0 for none, else
//!                   from 1 in the order of `JOINS`
//!   keyword search: properties, or −1; of each its name; terms; of each: term, 1 with another term that was asked for,
//!                   property, idf, discount, weight, mean length
//!   hybrid search:  0, or 1 for relative scores, 2 for ranks; then alpha, weights of the vector and of the keyword leg
//!   boost:          conditions, or −1; then weight, smallest and largest blend; of each: kind from 0 in the order of
//!                   `CONDITIONS`, weight
//!   diversity:      0, or 1 and the balance
//! hit, each
//!   score
//!   vector search:  targets found, or −1 where this leg did not find the hit; of each: its query vector, distance,
//!                   contribution, query tokens (0: none to tell); with tokens: document tokens, per query token its best
//!                   match and similarity, then of the labels: 1 with words, 1 with boxes, rows, columns; finally the
//!                   joined distance
//!   keyword search: terms found, or −1 where this leg did not find the hit; score; of each: its number in the head,
//!                   frequency, length, contribution
//!   hybrid search:  lists found in; of each: 0 vector or 1 keyword, raw, normalised, rank, contribution
//!   boost:          rank and score before, rank and score after, primary, boost, blend; scores by condition
//!   diversity:      rank and relevance before (rank 0: nothing to tell), rank and gain after, 1 where another hit is
//!                   near, and its distance
//! ```
//! Words, and the ids of hits that are near, are among the texts; boxes and matrices in `arrays`: of the matches only, or
//! with matrices of all document tokens.

mod keyword;
mod lists;
mod order;
pub mod trace;
mod vector;

use super::search::{Candidate, Place, Search};
use crate::error::Result;
use keyword::Keywords;
use lists::Lists;
use order::{boost_head, explain_boost, explain_diversity};
pub use trace::{Noted, Trace};
pub(super) use vector::{TokenMatch, Vectors};

/// Numbers and texts, read in the order in which they were written.
#[derive(Debug, Default)]
pub struct Flat {
    /// Numbers.
    pub numbers: Vec<f64>,
    /// Texts, one after the other.
    pub text: String,
    /// The length of each of them, in UTF-16 units as JavaScript counts.
    pub lengths: Vec<f64>,
}

impl Flat {
    fn with_room(numbers: usize) -> Flat {
        Flat { numbers: Vec::with_capacity(numbers), ..Flat::default() }
    }

    fn push(&mut self, numbers: &[f32]) {
        self.numbers.extend(numbers.iter().map(|number| f64::from(*number)));
    }

    fn count(&mut self, number: usize) {
        self.numbers.push(number as f64);
    }

    fn none(&mut self) {
        self.numbers.push(-1.0);
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
        self.lengths.push(text.encode_utf16().count() as f64);
    }
}

/// Numbers that there is room for at once, for what is shared and per hit: of a keyword search, which is so quick that
/// lists which grow would show.
const ROOM: usize = 32;

/// Explanations of a page. See the module on the order of what is in them.
#[derive(Debug, Default)]
pub struct Explanations {
    /// What all hits have in common.
    pub head: Flat,
    /// Hit after hit.
    pub hits: Flat,
    /// Similarities, a row per query token, and boxes.
    pub arrays: Vec<Vec<f32>>,
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
        let mut out = Explanations {
            head: Flat::with_room(ROOM),
            hits: Flat::with_room(ROOM + page.len() * ROOM),
            arrays: Vec::new(),
        };
        let request = self.request();
        let mut keywords = noted.keywords.as_ref().map(Keywords::new);
        let lists = request.hybrid.as_ref().map(|hybrid| Lists::new(hybrid, noted));
        let by_vectors = request.near.is_some() || request.hybrid.is_some();
        let mut vectors = Vectors::new(self.class(), place, noted, matrices)?;
        for hit in page {
            out.hits.push(&[hit.score.or(hit.distance.map(|distance| -distance)).unwrap_or(0.0)]);
            if by_vectors {
                let distance = lists.as_ref().map_or(hit.distance, |lists| lists.distance(hit.row));
                vectors.explain(hit.row, distance, &mut out)?;
            }
            if let Some(keywords) = &mut keywords {
                match lists.as_ref().is_none_or(|lists| lists.has_keywords(hit.row)) {
                    true => keywords.explain(hit.row, &mut out.hits),
                    false => out.hits.none(),
                }
            }
            if let Some(lists) = &lists {
                lists.explain(hit.row, &mut out.hits);
            }
            if let Some(boosted) = &noted.boost {
                explain_boost(boosted, hit, &mut out.hits);
            }
            if let Some(diversified) = &noted.diversity {
                explain_diversity(diversified, hit.row, place.shard, &mut out.hits);
            }
        }
        let head = &mut out.head;
        head.count(usize::from(matrices));
        match by_vectors {
            true => vectors.head(head),
            false => head.none(),
        }
        match keywords {
            Some(keywords) => keywords.head(head),
            None => head.none(),
        }
        match &lists {
            Some(lists) => lists.head(head),
            None => head.count(0),
        }
        match (&request.boost, &noted.boost) {
            (Some(boost), Some(boosted)) => boost_head(boost, boosted, head),
            _ => head.none(),
        }
        match (&request.diversity, &noted.diversity) {
            (Some(diversity), Some(_)) => head.numbers.extend([1.0, diversity.balance.unwrap_or(0.0)]),
            _ => head.count(0),
        }
        Ok(out)
    }
}
