//! What a server refuses before it searches.

use crate::error::{Error, Result};
use crate::query::request::{Near, SearchRequest};
use crate::schema::{Class, Metric, names, uuid};

pub(super) fn check_near(near: &Near) -> Result<()> {
    let label = match near {
        Near { object: Some(_), .. } => "near_object",
        Near { text: Some(_), .. } => "near_text",
        Near { media: Some(_), .. } => "near_media",
        _ => "near_vector",
    };
    if near.certainty.is_some() && near.distance.is_some() {
        return Err(Error::unprocessable(format!("{label}: cannot provide distance and certainty")));
    }
    if near.object.as_deref() == Some("") {
        return Err(Error::unprocessable("near_object: id is required"));
    }
    Ok(())
}

pub(super) fn check_certainty(near: &Near, class: &Class, targets: &[usize]) -> Result<()> {
    if near.certainty.is_none_or(|c| c == 0.0) {
        return Ok(());
    }
    if targets.len() > 1 {
        return Err(Error::unprocessable("multiple target vectors are not supported with certainty"));
    }
    match targets.first().map(|t| class.vectors[*t].metric) {
        Some(Metric::Cosine) | None => Ok(()),
        Some(metric) => Err(Error::unprocessable(format!(
            "can't compute and return certainty when vector index is configured with {} distance",
            metric.name()
        ))),
    }
}

pub(super) fn check_cursor(request: &SearchRequest, after: &str) -> Result<()> {
    let refuse = |why: String| Err(Error::unprocessable(format!("cursor api: invalid 'after' parameter: {why}")));
    if request.near.is_some() || request.keyword.is_some() || request.hybrid.is_some() {
        return refuse("other params cannot be set with after and limit parameters".to_owned());
    }
    let mut others = Vec::new();
    if request.offset.is_some_and(|o| o != 0.0) {
        others.push("offset");
    }
    if request.filters.is_some() {
        others.push("where");
    }
    if !request.sort.is_empty() {
        others.push("sort");
    }
    if !others.is_empty() {
        return refuse(format!("{} cannot be set with after and limit parameters", others.join(",")));
    }
    if !after.is_empty() && uuid::parse(after).is_none() {
        return refuse(format!("after parameter '{after}' is not a valid uuid: invalid UUID length: {}", after.len()));
    }
    Ok(())
}

pub(super) fn check_properties(properties: Option<&[String]>, class: &Class) -> Result<()> {
    for asked in properties.unwrap_or(&[]) {
        let (name, _) = split_boost(asked);
        if !class.property(&name).is_some_and(|p| p.searchable) {
            return Err(Error::unprocessable(format!(
                "Searching by property '{name}' requires inverted index. Is `indexSearchable` option of property '{name}' enabled? Set it to `true` or leave empty"
            )));
        }
    }
    Ok(())
}

/// `name^boost`; a boost that is no number is 0.
pub(super) fn split_boost(property: &str) -> (String, f32) {
    let mut parts = property.split('^');
    let name = names::lower_first(parts.next().unwrap_or(""));
    (name, parts.next().map_or(1.0, |b| b.parse().unwrap_or(0.0)))
}
