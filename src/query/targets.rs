//! Which vectors a search looks at, and with which query vectors.

use std::borrow::Cow;

use super::request::{Combination, Embedded, Near, SearchRequest, Targets, VectorRef};
use crate::error::{Error, Result};
use crate::schema::{Class, TargetVector, uuid};
use crate::store::{Labels, Shard};
use crate::vector::first_not_finite;

/// One leg of a vector search: a target with one query vector.
#[derive(Clone, Debug)]
pub struct Leg {
    /// Position of the target in the class.
    pub target: usize,
    /// The query, row-major; `dimensions` values per token.
    pub query: Vec<f32>,
    /// Values per token vector.
    pub dimensions: usize,
    /// Whether it was given as a multi-vector.
    pub multi: bool,
    /// Its weight in the join.
    pub weight: f32,
    /// What the query's tokens stand for.
    pub labels: Labels,
}

/// Names as Go prints a list.
fn listed(class: &Class) -> String {
    let names: Vec<&str> = class.vectors.iter().map(|v| v.name.as_str()).collect();
    format!("[{}]", names.join(" "))
}

/// Positions of the targets that are searched: those asked for, or the only one.
pub fn choose(class: &Class, targets: Option<&Targets>, given: &[String]) -> Result<Vec<usize>> {
    let names = targets.map_or(&[][..], |t| &t.names);
    let names = if names.is_empty() { given } else { names };
    if names.is_empty() {
        return match class.vectors.len() {
            1 => Ok(vec![0]),
            0 => Err(Error::unprocessable(format!("extract target vectors: class {} has no vectors", class.name))),
            _ => Err(Error::unprocessable(format!(
                "extract target vectors: class {} has multiple vectors, but no target vectors were provided",
                class.name
            ))),
        };
    }
    let each = names.iter().map(|name| {
        let found = class.vector_index(name);
        found.ok_or_else(|| {
            Error::unprocessable(format!(
                "extract target vectors: class {} does not have named vector {name} configured. Available named vectors {}",
                class.name,
                listed(class)
            ))
        })
    });
    each.collect()
}

/// Target names that a near query itself mentions.
pub fn mentioned(near: &Near) -> Vec<String> {
    near.vectors.iter().filter(|v| !v.target.is_empty()).map(|v| v.target.clone()).collect()
}

fn check_even(target: &TargetVector, vector: &VectorRef) -> Result<()> {
    if vector.ragged.is_empty() {
        return Ok(());
    }
    Err(Error::unprocessable(format!(
        "near_vector: multi vector array consists of vectors with varying dimensions: {:?} for target {:?}",
        vector.ragged, target.name
    )))
}

fn check_shape(target: &TargetVector, vector: &VectorRef) -> Result<()> {
    match (target.multi, vector.multi) {
        (true, false) => Err(Error::unprocessable(
            "near_vector: provided vector is a regular vector but vector index supports multi vectors",
        )),
        (false, true) => Err(Error::unprocessable(
            "near_vector: provided vector is a multi vector but vector index supports regular vectors",
        )),
        _ => Ok(()),
    }
}

/// Query vectors out of the request's buffer, one leg each.
pub fn vector_legs(class: &Class, near: &Near, chosen: &[usize], buffer: &[f32], strict: bool) -> Result<Vec<Leg>> {
    let unasked = |name: &str| !name.is_empty() && !chosen.iter().any(|t| class.vectors[*t].name == name);
    if strict && near.vectors.iter().any(|v| unasked(&v.target)) {
        return Err(Error::unprocessable(
            "near_vector: vector for target must have the same lengths as target vectors",
        ));
    }
    let mut legs = Vec::new();
    for (position, &target) in chosen.iter().enumerate() {
        let config = &class.vectors[target];
        // a target chosen more than once takes a bare vector each time, and vectors that are given as its own once
        let again = chosen[..position].contains(&target);
        let named = |name: &str| name == config.name || (config.name.is_empty() && name == "default");
        let own = |name: &str| name.is_empty() || (named(name) && !again);
        for query in near.vectors.iter().filter(|v| own(&v.target)) {
            for vector in &query.values {
                for part in split(config, vector, query.target.is_empty()) {
                    check_even(config, &part)?;
                    if strict {
                        check_shape(config, &part)?;
                    }
                    let values = part.values(buffer);
                    if let Some(bad) = first_not_finite(values).map(|at| values[at]) {
                        return Err(Error::unprocessable(format!(
                            "near_vector: query vector has the value {bad}, every value must be finite"
                        )));
                    }
                    legs.push(Leg {
                        target,
                        query: values.to_vec(),
                        dimensions: part.dimensions,
                        multi: part.multi,
                        weight: 1.0,
                        labels: part.labels(buffer).map_err(|e| e.prefixed("near_vector: "))?,
                    });
                }
            }
        }
    }
    Ok(legs)
}

/// Inside a record, a list of vectors for a regular target means several query vectors.
fn split(target: &TargetVector, vector: &VectorRef, bare: bool) -> Vec<VectorRef> {
    if target.multi || !vector.multi || bare || !vector.ragged.is_empty() {
        return vec![vector.clone()];
    }
    let one = |i: usize| VectorRef {
        at: vector.at + i * vector.dimensions,
        rows: 1,
        dimensions: vector.dimensions,
        multi: false,
        ..VectorRef::default()
    };
    (0..vector.rows).map(one).collect()
}

/// The vectors of the object that nearObject names.
pub fn object_legs(class: &Class, shard: &Shard, id: &str, chosen: &[usize]) -> Result<Vec<Leg>> {
    let row = uuid::parse(id).and_then(|id| shard.rows.find(&id));
    let Some(row) = row else {
        return Err(Error::unprocessable("nearObject params: vector not found"));
    };
    let each = chosen.iter().map(|&target| {
        let config = &class.vectors[target];
        let column = shard.vectors.get(&config.name);
        let Some((column, values)) = column.and_then(|c| Some((c, c.get(row)?))) else {
            return Err(Error::unprocessable(match config.name.as_str() {
                "" => format!("nearObject search-object with id {id} has no vector"),
                name => format!("nearObject params: vector not found for target: {name}"),
            }));
        };
        Ok(Leg {
            target,
            query: values.into_owned(),
            dimensions: column.dimensions(),
            multi: config.multi,
            weight: 1.0,
            labels: shard.rows.labels(row)?.get(&config.name)?,
        })
    });
    each.collect()
}

/// Legs from embedded texts or media: the mean of a target's vectors, then moved.
pub fn embedded_legs(
    class: &Class,
    shard: &Shard,
    request: &SearchRequest,
    near: Option<&Near>,
    chosen: &[usize],
    buffer: &[f32],
) -> Result<Vec<Leg>> {
    let text = near.and_then(|n| n.text.as_ref());
    let each = chosen.iter().map(|&target| {
        let config = &class.vectors[target];
        let of = |role: &str| request.embedded.iter().find(|e| e.target == config.name && e.role == role);
        let query = of("query")
            .ok_or_else(|| Error::internal(format!("no query vector was made for target {:?}", config.name)))?;
        let first = query.vectors.first().cloned().unwrap_or_default();
        let mut values = if config.multi { first.values(buffer).to_vec() } else { mean(query, buffer) };
        if let Some(text) = text {
            for (what, toward) in [(&text.move_to, true), (&text.move_away, false)] {
                let Some(what) = what.as_ref().filter(|w| w.force != 0.0) else { continue };
                let role = if toward { "moveTo" } else { "moveAway" };
                let mut towards: Vec<Vec<f32>> = of(role).map(|e| mean(e, buffer)).into_iter().collect();
                for id in &what.objects {
                    let row = uuid::parse(id).and_then(|id| shard.rows.find(&id));
                    let vector = row.and_then(|row| shard.vectors.get(&config.name)?.get(row));
                    towards.extend(vector.map(Cow::into_owned));
                }
                shift(&mut values, &towards, what.force as f32, toward);
            }
        }
        let labels = if config.multi { first.labels(buffer)? } else { Labels::default() };
        Ok(Leg { target, query: values, dimensions: first.dimensions, multi: config.multi, weight: 1.0, labels })
    });
    each.collect()
}

fn mean(embedded: &Embedded, buffer: &[f32]) -> Vec<f32> {
    let vectors: Vec<Vec<f32>> = embedded.vectors.iter().map(|v| v.values(buffer).to_vec()).collect();
    mean_of(&vectors)
}

fn mean_of(vectors: &[Vec<f32>]) -> Vec<f32> {
    let Some(first) = vectors.first() else {
        return Vec::new();
    };
    if vectors.len() == 1 {
        return first.clone();
    }
    let mut sum = vec![0.0f32; first.len()];
    for vector in vectors {
        sum.iter_mut().zip(vector).for_each(|(s, v)| *s += v);
    }
    sum.iter_mut().for_each(|s| *s /= vectors.len() as f32);
    sum
}

fn shift(values: &mut [f32], towards: &[Vec<f32>], force: f32, toward: bool) {
    let target = mean_of(towards);
    if target.len() != values.len() {
        return;
    }
    let half = force * 0.5;
    for (v, t) in values.iter_mut().zip(&target) {
        *v = if toward { *v * (1.0 - half) + t * half } else { *v + half * (*v - t) };
    }
}

/// Gives each leg its weight in the join.
pub fn weigh(legs: &mut [Leg], class: &Class, targets: Option<&Targets>) -> Result<Combination> {
    let Some(targets) = targets else {
        return Ok(Combination::Minimum);
    };
    match targets.combination {
        Combination::Average => {
            let share = 1.0 / legs.len() as f32;
            legs.iter_mut().for_each(|l| l.weight = share);
        }
        Combination::ManualWeights | Combination::RelativeScore => {
            if targets.weights.len() != legs.len() {
                return Err(Error::unprocessable(format!(
                    "number of weights ({}) does not match number of targets ({})",
                    targets.weights.len(),
                    legs.len()
                )));
            }
            let mut left = targets.weights.clone();
            for leg in legs.iter_mut() {
                let name = &class.vectors[leg.target].name;
                let at = left
                    .iter()
                    .position(|w| w.target == *name)
                    .ok_or_else(|| Error::unprocessable(format!("weight for target {name} is not provided")))?;
                leg.weight = left.remove(at).weight;
            }
        }
        Combination::Sum | Combination::Minimum => {}
    }
    Ok(targets.combination)
}
