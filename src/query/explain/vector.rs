//! The vector part of an explanation: which token met which, and how the distances of targets were joined.

use super::{Explanations, Flat, Noted};
use crate::error::Result;
use crate::query::near::Measure;
use crate::query::request::Combination;
use crate::query::search::Place;
use crate::query::targets::Leg;
use crate::schema::{Class, TargetVector};
use crate::store::Labels;

/// The legs of a vector search, ready to be measured again.
pub(in crate::query) struct Vectors<'a> {
    class: &'a Class,
    place: Place<'a>,
    noted: &'a Noted,
    measures: Vec<Option<Measure<'a>>>,
    matrices: bool,
}

/// The document token that a query token met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::query) struct TokenMatch {
    /// Its number.
    pub at: usize,
    /// Their similarity.
    pub similarity: f32,
}

/// A leg's distance to a hit.
struct Found {
    leg: usize,
    distance: f32,
    /// Similarities, a row per query token. Empty of single vectors.
    similarities: Vec<f32>,
}

impl<'a> Vectors<'a> {
    pub fn new(class: &'a Class, place: Place<'a>, noted: &'a Noted, matrices: bool) -> Result<Vectors<'a>> {
        let measure = |leg: &Leg| Measure::new(&class.vectors[leg.target], place.shard, leg);
        let measures = noted.legs.iter().map(measure).collect::<Result<_>>()?;
        Ok(Vectors { class, place, noted, measures, matrices })
    }

    /// Tells names, weights and query labels, and the join.
    pub fn head(&self, out: &mut Flat) {
        out.count(self.noted.legs.len());
        for leg in &self.noted.legs {
            let name = &self.target(leg).name;
            out.text(if name.is_empty() { "default" } else { name });
            out.push(&[leg.weight]);
            out.count(leg.labels.tokens.len());
            leg.labels.tokens.iter().for_each(|token| out.text(token));
        }
        out.count(match self.noted.combination {
            _ if self.noted.legs.len() < 2 => 0,
            Combination::Sum => 1,
            Combination::Average => 2,
            Combination::Minimum => 3,
            Combination::RelativeScore => 4,
            Combination::ManualWeights => 5,
        });
    }

    fn target(&self, leg: &Leg) -> &'a TargetVector {
        &self.class.vectors[leg.target]
    }

    /// Explains a hit that the legs together found at `distance`; a hit that they did not find has none.
    pub fn explain(&mut self, row: u32, distance: Option<f32>, out: &mut Explanations) -> Result<()> {
        let Some(distance) = distance else {
            out.hits.none();
            return Ok(());
        };
        let mut found: Vec<Found> = (0..self.measures.len()).filter_map(|leg| self.measure(leg, row)).collect();
        if found.is_empty() {
            // without a vector: a filtered search fills its page with such
            found.push(Found { leg: 0, distance, similarities: Vec::new() });
        }
        out.hits.count(found.len());
        let contributions = self.contributions(&found, distance);
        for (found, contribution) in found.iter().zip(contributions) {
            out.hits.count(found.leg);
            out.hits.push(&[found.distance, contribution]);
            self.tokens(found, row, out)?;
        }
        out.hits.push(&[distance]);
        Ok(())
    }

    /// The words of a document and the query's matches among them, by leg. Legs without words have none.
    pub fn matches(&self, row: u32) -> Result<Vec<(Vec<String>, Vec<TokenMatch>)>> {
        let labels = self.place.shard.rows.labels(row)?;
        let mut all = Vec::new();
        for (at, (measure, leg)) in self.measures.iter().zip(&self.noted.legs).enumerate() {
            let words = labels.get(&self.target(leg).name)?.tokens;
            let similarities = measure.as_ref().filter(|_| !words.is_empty()).and_then(|one| one.similarities(row));
            let tokens = self.tokens_of(at);
            let fits = |similarities: &Vec<f32>| similarities.len() == words.len() * tokens;
            if let Some(similarities) = similarities.filter(fits) {
                all.push((words, best(&similarities, tokens).collect()));
            }
        }
        Ok(all)
    }

    fn measure(&mut self, leg: usize, row: u32) -> Option<Found> {
        let tokens = self.tokens_of(leg);
        let measure = self.measures[leg].as_mut()?;
        let similarities = measure.similarities(row)?;
        let distance = match similarities.is_empty() {
            true => measure.distance(row)?,
            false => -best(&similarities, tokens).fold(0.0, |sum, best| sum + best.similarity),
        };
        Some(Found { leg, distance, similarities })
    }

    /// Tokens of a query.
    fn tokens_of(&self, leg: usize) -> usize {
        let leg = &self.noted.legs[leg];
        leg.query.len() / leg.dimensions
    }

    /// What each distance adds to the joined one.
    fn contributions(&self, found: &[Found], joined: f32) -> Vec<f32> {
        let legs = &self.noted.legs;
        if legs.len() < 2 {
            return found.iter().map(|one| one.distance).collect();
        }
        let weighted = |one: &Found| one.distance * legs[one.leg].weight;
        match self.noted.combination {
            Combination::Minimum => {
                // not always the smallest distance: one that did not get into its own list does not count
                let off = |one: &Found| (one.distance - joined).abs();
                let nearest = found.iter().min_by(|a, b| off(a).total_cmp(&off(b))).map(|one| one.leg);
                let share = |one: &Found| if Some(one.leg) == nearest { one.distance } else { 0.0 };
                found.iter().map(share).collect()
            }
            Combination::RelativeScore => {
                let scales = &self.noted.scales;
                let share = |one: &Found| {
                    let scaled = scales.get(one.leg).map(|scale| scale.share(one.distance, legs[one.leg].weight));
                    scaled.unwrap_or_else(|| weighted(one))
                };
                found.iter().map(share).collect()
            }
            Combination::Sum | Combination::Average | Combination::ManualWeights => {
                found.iter().map(weighted).collect()
            }
        }
    }

    fn tokens(&self, found: &Found, row: u32, out: &mut Explanations) -> Result<()> {
        let tokens = self.tokens_of(found.leg);
        if found.similarities.is_empty() {
            out.hits.count(0);
            return Ok(());
        }
        let count = found.similarities.len() / tokens;
        out.hits.count(tokens);
        out.hits.count(count);
        let mut matches = Vec::with_capacity(tokens);
        for TokenMatch { at, similarity } in best(&found.similarities, tokens) {
            out.hits.count(at);
            out.hits.push(&[similarity]);
            matches.push(at);
        }
        let target = self.target(&self.noted.legs[found.leg]);
        let labels = self.place.shard.rows.labels(row)?.get(&target.name)?;
        if self.matrices {
            out.arrays.push(found.similarities.clone());
            matches = (0..count).collect();
        }
        tell(&labels, &matches, count, out);
        Ok(())
    }
}

/// The labels of some tokens of a document of `count` tokens. What does not fit them is not told.
fn tell(labels: &Labels, tokens: &[usize], count: usize, out: &mut Explanations) {
    let fits = labels.check(count).is_ok();
    let words = fits && !labels.tokens.is_empty();
    let boxes = fits && !labels.boxes.is_empty();
    let (rows, columns) = labels.grid.filter(|_| fits).map_or((0, 0), |grid| (grid.rows, grid.columns));
    [usize::from(words), usize::from(boxes), rows, columns].into_iter().for_each(|number| out.hits.count(number));
    if words {
        tokens.iter().for_each(|&token| out.hits.text(&labels.tokens[token]));
    }
    if boxes {
        let each = tokens.iter().flat_map(|&token| labels.box_of(token).unwrap_or_default());
        out.arrays.push(each.collect());
    }
}

/// For each query token the document token that is most like it, the first of equals, and their similarity: what
/// MaxSim adds up.
fn best(similarities: &[f32], tokens: usize) -> impl Iterator<Item = TokenMatch> {
    similarities.chunks_exact((similarities.len() / tokens.max(1)).max(1)).map(|row| {
        let each = row.iter().enumerate().map(|(at, &similarity)| TokenMatch { at, similarity });
        let none = TokenMatch { at: 0, similarity: f32::MIN };
        each.fold(none, |best, one| if one.similarity > best.similarity { one } else { best })
    })
}
