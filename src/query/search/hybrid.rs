//! Hybrid search: both legs, then their fusion.

use super::dense::within;
use super::{Candidate, Page, Place, Search};
use crate::error::Result;
use crate::query::fuse::{self, Fusion, FusionHit, FusionSet};
use crate::query::request::Hybrid;
use crate::store::RowSet;

impl Search<'_> {
    /// Rows of both legs of a hybrid search, each `limit` deep: what an aggregation over it counts.
    pub fn hybrid_rows(&self, hybrid: &Hybrid, place: Place<'_>, limit: usize) -> Result<Vec<u32>> {
        let allowed = self.allowed(place)?;
        let mut hits = Vec::new();
        if hybrid.alpha > 0.0 {
            let (legs, combination) = self.legs(hybrid.near.as_ref(), place)?;
            hits.extend(self.measure(&legs, combination, place, &allowed, limit)?);
        }
        if hybrid.alpha < 1.0 && !hybrid.query.is_empty() {
            hits.extend(self.keyword(&hybrid.keyword(), place, &allowed, limit)?);
        }
        let mut rows: Vec<u32> = hits.into_iter().map(|hit| hit.row).collect();
        rows.sort_unstable();
        rows.dedup();
        Ok(rows)
    }

    pub(super) fn hybrid(
        &self,
        hybrid: &Hybrid,
        place: Place<'_>,
        allowed: &RowSet,
        end: usize,
        pool: Option<usize>,
        page: Page,
    ) -> Result<Vec<Candidate>> {
        let depth = self.context.limits.hybrid_depth.max(pool.unwrap_or(page.limit));
        let (dense_weight, keyword_weight) = (hybrid.alpha as f32, (1.0 - hybrid.alpha) as f32);
        let mut dense = Vec::new();
        if dense_weight > 0.0 {
            let (legs, combination) = self.legs(hybrid.near.as_ref(), place)?;
            dense = self.measure(&legs, combination, place, allowed, depth).map_err(|e| {
                let index = self.context.class.name.to_lowercase();
                e.prefixed(&format!(
                    "explorer: get class: vector search: object vector search at index {index}: shard {}: ",
                    self.context.class.shard_path()
                ))
            })?;
            let sub_search = hybrid.near.as_ref().filter(|n| !n.vectors.is_empty()).and_then(|n| n.distance);
            if let Some(limit) = sub_search {
                dense.retain(|hit| within(hit.distance, limit));
            }
            if let Some(limit) = hybrid.max_vector_distance {
                let keep = dense.iter().take_while(|hit| f64::from(hit.distance.unwrap_or(0.0)) <= limit).count();
                dense.truncate(keep);
            }
        }
        let mut sparse = Vec::new();
        if keyword_weight > 0.0 && !hybrid.query.is_empty() {
            sparse = self.keyword(&hybrid.keyword(), place, allowed, depth)?;
            if dense_weight > 0.0 && hybrid.max_vector_distance.is_some() {
                sparse.retain(|hit| dense.iter().any(|d| d.row == hit.row));
            }
        }
        let name = match &hybrid.near {
            Some(near) if near.text.is_some() => "vector,nearText",
            _ => "vector,hybridVector",
        };
        let mut sets = Vec::new();
        if dense_weight > 0.0 {
            sets.push(self.set(dense_weight, name, &dense, place));
        }
        if keyword_weight > 0.0 {
            sets.push(self.set(keyword_weight, "keyword,bm25", &sparse, place));
        }
        let explain = self.selection.explains();
        let mut fused = match hybrid.fusion() {
            Fusion::Ranked => fuse::ranked(&sets, explain),
            Fusion::RelativeScore => fuse::relative_score(&sets, explain),
        };
        self.context.trace.note(|noted| noted.lists = sets);
        fused.truncate(end.min(self.context.limits.maximum));
        let hits =
            fused.into_iter().map(|f| Candidate { score: Some(f.score), explain: f.explain, ..Candidate::row(f.row) });
        Ok(self.autocut(hits.collect(), |c| c.score))
    }

    fn set(&self, weight: f32, name: &'static str, hits: &[Candidate], place: Place<'_>) -> FusionSet<'static> {
        let hits = hits.iter().map(|hit| FusionHit {
            uuid: *place.shard.rows.uuid(hit.row),
            row: hit.row,
            value: hit.distance.map_or_else(|| hit.score.unwrap_or(0.0), |d| 1.0 - d),
            distance: hit.distance,
        });
        FusionSet { weight, name, hits: hits.collect() }
    }
}
