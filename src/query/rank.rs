//! Re-ordering of candidates by what the user adds to the search: boost conditions and diversity.

use super::boost_scores::{self, Curve, by_value, min_max, span_millis};
use super::explain::trace::{Boosted, Diversified};
use super::mmr;
use super::page::{Limits, Page};
use super::request::{Boost, Condition, Decay, SearchRequest};
use super::search::{Candidate, Context, Place};
use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::order;
use crate::schema::{Class, DataType, Date, names};
use crate::store::Shard;
use crate::value::Value;

/// Candidates that a boost re-orders where no depth is given.
const BOOST_DEPTH: f64 = 100.0;
const MAX_CONDITIONS: usize = 20;

fn refuse<T>(why: String) -> Result<T> {
    Err(Error::unprocessable(why))
}

/// Checks boost and diversity.
pub fn check(request: &SearchRequest, class: &Class, targets: &[usize]) -> Result<()> {
    if let Some(boost) = &request.boost {
        check_boost(boost, class)?;
    }
    let Some(diversity) = &request.diversity else {
        return Ok(());
    };
    let limit = diversity.limit.unwrap_or(0.0);
    if limit < 1.0 {
        return refuse("MMR limit must be at least 1".to_owned());
    }
    if let Some(outer) = request.limit.filter(|l| *l > 0.0 && limit > *l) {
        return refuse(format!("MMR limit ({limit}) cannot be larger than the query limit ({outer})"));
    }
    if !(0.0..=1.0).contains(&diversity.balance.unwrap_or(0.0)) {
        return refuse("MMR balance must be between 0 and 1".to_owned());
    }
    if let Some(multi) = targets.iter().map(|t| &class.vectors[*t]).find(|v| v.multi) {
        return refuse(format!(
            "MMR selection is not supported with multi-vector indexes (target vector {:?})",
            multi.name
        ));
    }
    Ok(())
}

fn check_boost(boost: &Boost, class: &Class) -> Result<()> {
    if boost.conditions.is_empty() {
        return refuse("boost: at least one condition is required".to_owned());
    }
    if boost.conditions.len() > MAX_CONDITIONS {
        return refuse(format!("boost: too many conditions ({}), maximum is {MAX_CONDITIONS}", boost.conditions.len()));
    }
    if let Some(weight) = boost.weight.filter(|w| !(0.0..=1.0).contains(w)) {
        return refuse(format!("boost: weight must be between 0 and 1, got {weight:.6}"));
    }
    if let Some(depth) = boost.depth.filter(|d| *d < 0.0) {
        return refuse(format!("boost: depth must be >= 0, got {depth}"));
    }
    for (index, condition) in boost.conditions.iter().enumerate() {
        check_condition(condition, class).map_err(|e| e.prefixed(&format!("boost condition[{index}] ")))?;
    }
    Ok(())
}

fn check_condition(condition: &Condition, class: &Class) -> Result<()> {
    let typed = |label: &str, property: &str, wanted: &[DataType], what: &str| -> Result<()> {
        let name = names::lower_first(property);
        let Some(found) = class.property(&name) else {
            return Err(class.no_such_property(&name).prefixed(&format!("{label}: ")));
        };
        if found.array || !wanted.contains(&found.data_type) {
            return refuse(format!("{label}: property {name:?} must be of type {what}, got {}", found.type_name()));
        }
        Ok(())
    };
    let numbers = [DataType::Int, DataType::Number];
    if let Some(filter) = &condition.filter {
        check_filter(filter)?;
    }
    if let Some(decay) = &condition.decay {
        let scale = match &decay.scale {
            Value::Text(text) => !text.is_empty(),
            other => !other.is_null(),
        };
        if decay.kind == "time" {
            typed("time_decay", &decay.property, &[DataType::Date], "date")?;
        } else {
            typed("numeric_decay", &decay.property, &numbers, "int or number")?;
            if decay.scale.as_number().is_some_and(|s| s <= 0.0) {
                return refuse("numeric_decay: scale must be > 0".to_owned());
            }
        }
        if !scale {
            return refuse("decay: scale is required".to_owned());
        }
        if let Some(value) = decay.decay.filter(|d| !(0.0..=1.0).contains(d)) {
            return refuse(format!("decay: decay_value must be between 0 and 1, got {value:.6}"));
        }
    }
    if let Some(by) = &condition.property_value {
        typed("property_value", &by.property, &numbers, "int or number")?;
    }
    Ok(())
}

fn check_filter(filter: &Value) -> Result<()> {
    match filter.get("operator").as_text().unwrap_or("") {
        "And" | "Or" | "Not" => filter.get("filters").items().iter().try_for_each(check_filter),
        "Equal" | "NotEqual" | "GreaterThan" | "GreaterThanEqual" | "LessThan" | "LessThanEqual" => Ok(()),
        other => refuse(format!("filter: operator {other} is not supported in boost conditions")),
    }
}

/// How many candidates a boost needs; none when there is nothing to boost.
pub fn pool(request: &SearchRequest, page: Page, limits: &Limits) -> Option<usize> {
    let boost = request.boost.as_ref().filter(|b| b.weight != Some(0.0))?;
    let depth = boost.depth.filter(|d| *d > 0.0).unwrap_or(BOOST_DEPTH) as usize;
    Some(depth.min(limits.maximum).max(page.end()))
}

/// Re-orders candidates by their own score blended with the conditions'.
pub fn boost(
    request: &SearchRequest,
    context: &Context<'_>,
    place: Place<'_>,
    mut hits: Vec<Candidate>,
) -> Result<Vec<Candidate>> {
    let Some(boost) = &request.boost else {
        return Ok(hits);
    };
    let weight = boost.weight.unwrap_or(0.5) as f32;
    let raw: Vec<f32> = hits.iter().map(|hit| hit.distance.map_or_else(|| hit.score.unwrap_or(0.0), |d| -d)).collect();
    let mut primary = raw.clone();
    min_max(&mut primary);
    let conditions: Vec<(f32, Vec<f32>)> = boost
        .conditions
        .iter()
        .map(|c| (c.weight.unwrap_or(1.0) as f32, scores(c, context, place.shard, &hits)))
        .collect();
    let boosted = boost_scores::blend(&conditions, hits.len());
    let blend: Vec<f32> = primary.iter().zip(&boosted).map(|(p, b)| (1.0 - weight) * p + weight * b).collect();
    let mut combined = blend.clone();
    min_max(&mut combined);
    let rows: Vec<u32> = hits.iter().map(|hit| hit.row).collect();
    for (hit, score) in hits.iter_mut().zip(combined) {
        hit.score = Some(score);
    }
    order::sort_by(&mut hits, |a, b| {
        let score = |c: &Candidate| c.score.unwrap_or(0.0);
        score(b).total_cmp(&score(a)).then_with(|| place.shard.rows.uuid(a.row).cmp(place.shard.rows.uuid(b.row)))
    });
    context.trace.note(|noted| {
        let after = hits.iter().map(|hit| hit.row).collect();
        noted.boost = Some(Boosted { rows, raw, primary, conditions, boost: boosted, blend, after });
    });
    Ok(hits)
}

fn scores(condition: &Condition, context: &Context<'_>, shard: &Shard, hits: &[Candidate]) -> Vec<f32> {
    let value = |hit: &Candidate, property: &str| shard.rows.property(hit.row, &names::lower_first(property));
    if let Some(filter) = &condition.filter {
        return hits.iter().map(|hit| f32::from(u8::from(matches(filter, shard, hit.row)))).collect();
    }
    if let Some(decay) = &condition.decay {
        let curve = Curve::from_name(decay.curve.as_deref());
        let Some((origin, offset, scale)) = decay_range(decay, context.now) else {
            return vec![0.0; hits.len()];
        };
        let at = decay.decay.filter(|d| *d > 0.0).unwrap_or(0.5);
        let score = |hit: &Candidate| match value(hit, &decay.property) {
            Value::Number(n) => curve.score(n, origin, offset, scale, at),
            Value::Text(text) => Date::parse(&text).map_or(0.0, |date| {
                let millis = date.seconds as f64 * 1000.0 + f64::from(date.nanos) / 1e6;
                curve.score(millis, origin, offset, scale, at)
            }),
            _ => 0.0,
        };
        return hits.iter().map(score).collect();
    }
    match &condition.property_value {
        Some(by) => {
            let values: Vec<Option<f64>> = hits.iter().map(|hit| value(hit, &by.property).as_number()).collect();
            by_value(&values, by.modifier.as_deref())
        }
        None => vec![0.0; hits.len()],
    }
}

/// Origin, offset and scale as numbers: milliseconds for times. None when they make no sense.
fn decay_range(decay: &Decay, now: i64) -> Option<(f64, f64, f64)> {
    if decay.kind != "time" {
        let number = |v: &Value| v.as_number().or_else(|| v.as_text()?.parse().ok());
        let scale = number(&decay.scale).filter(|s| *s > 0.0)?;
        return Some((number(&decay.origin).unwrap_or(0.0), number(&decay.offset).unwrap_or(0.0), scale));
    }
    let span = |v: &Value| v.as_text().and_then(span_millis);
    let origin = match decay.origin.as_text() {
        None | Some("" | "now") => now as f64,
        Some(text) => {
            let parsed = Date::parse(text)
                .or_else(|| Date::parse(&format!("{text}Z")))
                .or_else(|| Date::parse(&format!("{text}T00:00:00Z")))?;
            parsed.millis() as f64
        }
    };
    let scale = span(&decay.scale).filter(|s| *s > 0.0)?;
    Some((origin, span(&decay.offset).unwrap_or(0.0), scale))
}

/// A boost's filter: on stored values, not on the index.
fn matches(filter: &Value, shard: &Shard, row: u32) -> bool {
    let parts = filter.get("filters").items();
    match filter.get("operator").as_text().unwrap_or("") {
        "And" => return parts.iter().all(|p| matches(p, shard, row)),
        "Or" => return parts.iter().any(|p| matches(p, shard, row)),
        "Not" => return !parts.iter().any(|p| matches(p, shard, row)),
        _ => {}
    }
    let property = filter.get("target").get("property").as_text().unwrap_or("");
    let stored = shard.rows.property(row, &names::lower_first(property));
    let order = match (&stored, filter.get("value")) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    };
    let Some(order) = order else { return false };
    match filter.get("operator").as_text().unwrap_or("") {
        "Equal" => order.is_eq(),
        "NotEqual" => order.is_ne(),
        "GreaterThan" => order.is_gt(),
        "GreaterThanEqual" => order.is_ge(),
        "LessThan" => order.is_lt(),
        _ => order.is_le(),
    }
}

/// Selects a diverse part of the page.
pub fn diversify(
    request: &SearchRequest,
    context: &Context<'_>,
    place: Place<'_>,
    targets: &[usize],
    hits: Vec<Candidate>,
) -> Result<Vec<Candidate>> {
    let (Some(diversity), Some(target)) = (&request.diversity, targets.first()) else {
        return Ok(hits);
    };
    let target = &context.class.vectors[*target];
    let column = place.shard.vectors.get(&target.name);
    let vectors: Vec<Option<Cow<'_, [f32]>>> = hits.iter().map(|hit| column.and_then(|c| c.get(hit.row))).collect();
    let by_score = request.boost.is_some() || request.hybrid.is_some();
    let relevance: Vec<f32> = match by_score {
        true => {
            let mut scores: Vec<f32> = hits.iter().map(|hit| hit.score.unwrap_or(0.0)).collect();
            min_max(&mut scores);
            scores.iter().map(|s| s - 1.0).collect()
        }
        false => hits.iter().map(|hit| -hit.distance.unwrap_or(0.0)).collect(),
    };
    let has: Vec<bool> = vectors.iter().map(Option::is_some).collect();
    let mut distance = |a: usize, b: usize| match (&vectors[a], &vectors[b]) {
        (Some(a), Some(b)) => target.metric.distance(a, b),
        _ => 0.0,
    };
    let limit = diversity.limit.unwrap_or(0.0) as usize;
    let balance = diversity.balance.unwrap_or(0.0) as f32;
    let selected = mmr::select(&relevance, &has, &mut distance, balance, limit);
    let page = selected.iter().map(|one| hits[one.at].clone()).collect();
    context.trace.note(|noted| {
        let rows = hits.iter().map(|hit| hit.row).collect();
        noted.diversity = Some(Diversified { rows, relevance, selected });
    });
    Ok(page)
}
