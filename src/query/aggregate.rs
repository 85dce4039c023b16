//! Figures over the values of properties: counts, sums, medians, top values, whole or per group.

use std::cmp::Reverse;

use super::request::{AggregateRequest, MetricRequest};
use crate::error::Result;
use crate::order;
use crate::schema::{Class, DataType, Date, Property, names};
use crate::store::Shard;
use crate::value::Value;

/// Top values listed where no limit is given.
const DEFAULT_TOP: usize = 5;
/// Groups returned where no limit is given.
const DEFAULT_GROUPS: usize = 100;

/// Figures of one set of objects: counts and, by property, figures by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Objects in the set.
    pub total: usize,
    /// By property: a map of figures.
    pub properties: Value,
}

/// Figures of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupFigures {
    /// The value the group shares.
    pub value: Value,
    /// Its figures.
    pub figures: Figures,
}

fn find<'a>(class: &'a Class, name: &str) -> Result<&'a Property> {
    let name = names::lower_first(name);
    class.property(&name).ok_or_else(|| {
        let path = format!(
            "aggregate: shard {}: aggregate properties: property {name}: property {name}: ",
            class.shard_name()
        );
        class.no_such_property(&name).prefixed(&path)
    })
}

/// Figures over all the rows.
pub fn overall(request: &AggregateRequest, class: &Class, shard: &Shard, rows: &[u32]) -> Result<Figures> {
    let partial =
        request.filters.is_some() || request.group_by.is_some() || request.near.is_some() || request.hybrid.is_some();
    let mut properties = Value::map();
    for metric in &request.metrics {
        let property = find(class, &metric.property)?;
        let values: Vec<Value> = rows.iter().flat_map(|row| values_of(shard, *row, property)).collect();
        properties.set(&property.name, figures(metric, property, &values, partial));
    }
    Ok(Figures { total: rows.len(), properties })
}

/// Figures per value of a property, largest group first.
pub fn grouped(request: &AggregateRequest, class: &Class, shard: &Shard, rows: &[u32]) -> Result<Vec<GroupFigures>> {
    let Some(by) = &request.group_by else {
        return Ok(Vec::new());
    };
    let Some(property) = class.property(&names::lower_first(&by.property)) else {
        return Ok(Vec::new());
    };
    let mut groups: Vec<(Value, Vec<u32>)> = Vec::new();
    for row in rows {
        for value in values_of(shard, *row, property) {
            match groups.iter_mut().find(|(v, _)| *v == value) {
                Some((_, members)) => {
                    if members.last() != Some(row) {
                        members.push(*row);
                    }
                }
                None => groups.push((value, vec![*row])),
            }
        }
    }
    order::sort_by_key(&mut groups, |(_, members)| Reverse(members.len()));
    groups.truncate(by.limit.map_or(DEFAULT_GROUPS, |l| l as usize));
    let each = groups
        .into_iter()
        .map(|(value, members)| Ok(GroupFigures { value, figures: overall(request, class, shard, &members)? }));
    each.collect()
}

/// The values of a row, element by element.
fn values_of(shard: &Shard, row: u32, property: &Property) -> Vec<Value> {
    let value = match property.data_type {
        DataType::Reference => match shard.rows.body(row) {
            Ok(body) => body.references.get(&property.name).clone(),
            Err(_) => Value::Null,
        },
        _ => shard.rows.property(row, &property.name),
    };
    match value {
        Value::Null => Vec::new(),
        Value::List(items) => items,
        one => vec![one],
    }
}

/// The kind of figures that a property's type has.
fn kind_of(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Int => "integer",
        DataType::Number => "number",
        DataType::Boolean => "boolean",
        DataType::Date => "date",
        DataType::Reference => "reference",
        _ => "text",
    }
}

fn figures(metric: &MetricRequest, property: &Property, values: &[Value], partial: bool) -> Value {
    let kind = kind_of(property.data_type);
    // figures of another kind were asked for: the server answers with all of the right kind
    let all = kind != metric.kind;
    let wanted =
        |name: &str| all || (kind == "text" && name == "count") || metric.metrics.iter().any(|m| m.starts_with(name));
    let mut out = Value::map();
    let mut put = |name: &str, value: Value| {
        if wanted(name) {
            out.set(name, value);
        }
    };
    put("count", Value::Number(values.len() as f64));
    match kind {
        "boolean" => {
            let count = values.iter().filter(|v| v.as_bool() == Some(true)).count() as f64;
            let total = values.len() as f64;
            // none counted: 0/0, as the server answers
            put("percentageFalse", ((total - count) / total).into());
            put("percentageTrue", (count / total).into());
            put("totalFalse", (total - count).into());
            put("totalTrue", count.into());
        }
        _ if values.is_empty() => {}
        "integer" | "number" => {
            let mut numbers: Vec<f64> = values.iter().filter_map(Value::as_number).collect();
            let sum: f64 = numbers.iter().sum();
            order::sort_numbers(&mut numbers);
            let (first, last) = (numbers[0], numbers[numbers.len() - 1]);
            put("maximum", last.into());
            put("mean", (sum / numbers.len() as f64).into());
            put("median", median(&numbers, |a, b| (a + b) / 2.0).into());
            put("minimum", first.into());
            put("mode", mode(&numbers).into());
            put("sum", sum.into());
        }
        "date" => {
            let mut dates: Vec<(i128, Date)> =
                values.iter().filter_map(Value::as_text).filter_map(Date::parse).map(|d| (nanos(d), d)).collect();
            order::sort_by_key(&mut dates, |(n, _)| *n);
            let instants: Vec<i128> = dates.iter().map(|(n, _)| *n).collect();
            // over everything the server reads its index, which knows instants; over a part it reads the objects,
            // whose dates keep the offset they were given with
            let text = |n: i128| match dates.binary_search_by_key(&n, |(d, _)| *d) {
                Ok(at) if partial => Value::Text(dates[at].1.to_text()),
                _ => Value::Text(from_nanos(n).to_text()),
            };
            put("maximum", text(instants[instants.len() - 1]));
            put("median", text(median(&instants, |a, b| a + (b - a) / 2)));
            put("minimum", text(instants[0]));
            put("mode", text(mode(&instants)));
        }
        "reference" => {
            let mut targets: Vec<String> =
                values.iter().filter_map(|v| v.as_text()?.split_once('/').map(|(class, _)| class.to_owned())).collect();
            order::sort_by(&mut targets, Ord::cmp);
            targets.dedup();
            put("pointingTo", Value::List(targets.into_iter().map(Value::Text).collect()));
        }
        _ => {
            let limit = metric.limit.filter(|l| *l > 0.0).map_or(DEFAULT_TOP, |l| l as usize);
            put("topOccurrences", top_occurrences(values, limit));
        }
    }
    out
}

fn nanos(date: Date) -> i128 {
    i128::from(date.seconds) * 1_000_000_000 + i128::from(date.nanos)
}

fn from_nanos(nanos: i128) -> Date {
    Date { seconds: nanos.div_euclid(1_000_000_000) as i64, nanos: nanos.rem_euclid(1_000_000_000) as u32, offset: 0 }
}

/// The middle of a sorted list, or what `between` makes of the two middle ones.
fn median<T: Copy>(sorted: &[T], between: impl Fn(T, T) -> T) -> T {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { between(sorted[half - 1], sorted[half]) }
}

/// The most frequent value of a sorted list, the lowest on ties.
fn mode<T: Copy + PartialEq>(sorted: &[T]) -> T {
    let mut best = (sorted[0], 0);
    for run in sorted.chunk_by(|a, b| a == b) {
        if run.len() > best.1 {
            best = (run[0], run.len());
        }
    }
    best.0
}

fn top_occurrences(values: &[Value], limit: usize) -> Value {
    let mut texts: Vec<&str> = values.iter().filter_map(Value::as_text).collect();
    order::sort_by(&mut texts, Ord::cmp);
    let mut runs: Vec<(&str, usize)> = texts.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect();
    order::sort_by_key(&mut runs, |(_, count)| Reverse(*count));
    let one = |(value, occurs): (&str, usize)| {
        Value::from_pairs([("occurs", Value::Number(occurs as f64)), ("value", value.into())])
    };
    Value::List(runs.into_iter().take(limit).map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mode_prefers_the_lowest_and_median_the_middle() {
        assert_eq!(mode(&[1.0, 1.0, 2.0, 2.0, 3.0]), 1.0);
        assert_eq!(median(&[1.0, 2.0, 3.0, 10.0], |a, b| (a + b) / 2.0), 2.5);
        assert_eq!(median(&[1.0, 2.0, 9.0], |a, b| (a + b) / 2.0), 2.0);
    }
}
