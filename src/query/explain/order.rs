//! What moved hits after they were found: a boost, and a selection for diversity.

use super::Flat;
use super::trace::{Boosted, Diversified};
use crate::query::request::Boost;
use crate::query::search::Candidate;
use crate::schema::uuid;
use crate::store::Shard;

fn place_of(rows: &[u32], row: u32) -> usize {
    rows.iter().position(|other| *other == row).unwrap_or(0)
}

pub(super) fn explain_boost(boosted: &Boosted, hit: &Candidate, out: &mut Flat) {
    let at = place_of(&boosted.rows, hit.row);
    let after = place_of(&boosted.after, hit.row);
    let ranks = [(at + 1) as f32, boosted.raw[at], (after + 1) as f32, hit.score.unwrap_or(0.0)];
    out.push(&ranks);
    out.push(&[boosted.primary[at], boosted.boost[at], boosted.blend[at]]);
    boosted.conditions.iter().for_each(|(_, scores)| out.push(&[scores[at]]));
}

/// Tells what is blended.
pub(super) fn boost_head(boost: &Boost, boosted: &Boosted, out: &mut Flat) {
    let low = boosted.blend.iter().copied().fold(f32::INFINITY, f32::min);
    let high = boosted.blend.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    out.count(boost.conditions.len());
    out.numbers.extend([boost.weight.unwrap_or(0.5), f64::from(low), f64::from(high)]);
    for condition in &boost.conditions {
        let kind = match (&condition.filter, &condition.decay) {
            (Some(_), _) => 0,
            (_, Some(decay)) if decay.kind == "time" => 1,
            (_, Some(_)) => 2,
            _ => 3,
        };
        out.count(kind);
        out.numbers.push(condition.weight.filter(|weight| *weight != 0.0).unwrap_or(1.0));
    }
}

/// Hits without a vector were not selected: they follow.
pub(super) fn explain_diversity(diversified: &Diversified, row: u32, shard: &Shard, out: &mut Flat) {
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
    if let Some((at, _)) = selected.nearest {
        out.text(&uuid::format(shard.rows.uuid(diversified.rows[at])));
    }
}
