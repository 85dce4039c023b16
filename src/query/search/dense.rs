//! The vector leg: which query vectors, measured against which rows.

use super::{Candidate, Context, Place, Search, targets_of};
use crate::error::Result;
use crate::query::near;
use crate::query::profile::Stage;
use crate::query::request::{Combination, Near};
use crate::query::targets::{self, Leg};
use crate::store::RowSet;

impl Search<'_> {
    /// Legs of the vector search, ready to be measured.
    pub fn legs(&self, near: Option<&Near>, place: Place<'_>) -> Result<(Vec<Leg>, Combination)> {
        let Context { class, buffer, .. } = self.context;
        let mut legs = match near {
            Some(near) if !near.vectors.is_empty() => {
                targets::vector_legs(class, near, &self.targets, buffer, false)?
            }
            Some(Near { object: Some(id), .. }) => targets::object_legs(class, place.shard, id, &self.targets)
                .map_err(|e| {
                    e.prefixed("explorer: get class: concurrentTargetVectorSearch): explorer: get class: vectorize search vector: ")
                })?,
            near => targets::embedded_legs(class, place.shard, self.request, near, &self.targets, buffer)?,
        };
        let combination = targets::weigh(&mut legs, class, targets_of(self.request))?;
        Ok((legs, combination))
    }

    pub(super) fn near(&self, near: &Near, place: Place<'_>, allowed: &RowSet, limit: usize) -> Result<Vec<Candidate>> {
        let (legs, combination) = self.legs(Some(near), place)?;
        let hits = self
            .measure(&legs, combination, place, allowed, limit)
            .map_err(|e| e.prefixed(&format!("{}shard {}: ", self.path(), self.context.class.shard_path())))?;
        Ok(self.with_vectorless(hits, &legs, place, allowed, limit))
    }

    /// A filtered multi-vector search fills its page up with objects that pass the filter and have no vector:
    /// the server scores them as documents without tokens, `f32::MAX` per query token.
    pub(super) fn with_vectorless(
        &self,
        mut hits: Vec<Candidate>,
        legs: &[Leg],
        place: Place<'_>,
        allowed: &RowSet,
        limit: usize,
    ) -> Vec<Candidate> {
        let [leg] = legs else { return hits };
        let target = &self.context.class.vectors[leg.target];
        if self.clause.is_none() || !target.multi || hits.is_empty() {
            return hits;
        }
        let column = place.shard.vectors.get(&target.name);
        let distance = (0..leg.query.len() / leg.dimensions).fold(0.0, |sum: f32, _| sum + f32::MAX);
        let without = place.shard.rows.by_uuid(None).filter(|row| allowed.contains(*row));
        let without = without.filter(|row| column.is_none_or(|c| !c.has(*row)));
        let room = limit.saturating_sub(hits.len());
        hits.extend(without.take(room).map(|row| Candidate { distance: Some(distance), ..Candidate::row(row) }));
        hits
    }

    pub(super) fn measure(
        &self,
        legs: &[Leg],
        combination: Combination,
        place: Place<'_>,
        allowed: &RowSet,
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        let class = self.context.class;
        let trace = self.context.trace;
        trace.note(|noted| (noted.legs, noted.combination) = (legs.to_vec(), combination));
        let measured = || near::search(class, place, legs, combination, allowed, limit, trace);
        let found = self.context.profile.time(Stage::Vector, measured)?;
        let candidate = |n: near::Near| Candidate { distance: Some(n.distance), ..Candidate::row(n.row) };
        Ok(found.into_iter().map(candidate).collect())
    }

    /// Drops what is beyond the asked-for distance or certainty: after the page was cut, as the server does.
    pub(super) fn within_threshold(&self, mut hits: Vec<Candidate>) -> Vec<Candidate> {
        let Some(near) = &self.request.near else {
            return hits;
        };
        if let Some(certainty) = near.certainty.filter(|c| *c != 0.0) {
            hits.retain(|hit| {
                let own = 1.0 - hit.distance.unwrap_or(0.0) / 2.0;
                own >= certainty as f32 || own < 0.0
            });
        } else if let Some(limit) = near.distance {
            hits.retain(|hit| within(hit.distance, limit));
        }
        hits
    }
}

/// Not farther than the limit, with the server's tolerance.
pub(super) fn within(distance: Option<f32>, limit: f64) -> bool {
    let distance = f64::from(distance.unwrap_or(0.0));
    distance <= limit || (distance - limit).abs() <= 1e-6
}
