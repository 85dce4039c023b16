//! `diagnose`: how well and how fast one target of a collection is searched, and what other settings would cost.

use super::reads::Clock;
use super::{Engine, shard_of};
use crate::error::{Error, Result};
use crate::order;
use crate::query::diagnose::{Sample, Scanned, Setting, scan, scan_encodings};
use crate::query::near::Measure;
use crate::query::scan::Task;
use crate::query::search::Place;
use crate::query::targets::Leg;
use crate::schema::{Metric, names};
use crate::simd;
use crate::store::{Labels, RowSet, Shard, VectorColumn};
use crate::value::{Value, from_members};
use crate::vector::codec::Codec;

/// Documents that are looked at, by default and at most.
const SAMPLE: usize = 200;
const MOST_SAMPLE: usize = 2000;
/// Queries that are asked, by default and at most.
const QUERIES: usize = 20;
const MOST_QUERIES: usize = 100;
/// A query made of a document has every third of its tokens, at most so many.
const EVERY: usize = 3;
const TOKENS: usize = 32;

/// What to measure.
#[derive(Clone, Debug, Default)]
pub struct DiagnoseRequest {
    /// The collection.
    pub collection: String,
    /// The tenant, if it has any.
    pub tenant: Option<String>,
    /// The target vector; may be left out where there is one.
    pub target: Option<String>,
    /// How many of the best objects count; 10 by default.
    pub k: Option<usize>,
    /// How many objects to look at.
    pub sample: Option<usize>,
    /// Queries: one list of token vectors each. Without, they are made of the sample.
    pub queries: Option<Vec<Vec<Vec<f32>>>>,
}
from_members!(DiagnoseRequest: collection, tenant, target, k, sample, queries);

impl Engine {
    /// Measures. While parts of stored values are missing the answer is void.
    pub fn diagnose(&self, request: &DiagnoseRequest, clock: Clock<'_>) -> Result<Value> {
        let name = names::upper_first(&request.collection);
        let unknown = || Error::unprocessable(format!("could not find class {name} in schema"));
        let collection = self.database.resolve(&name).ok_or_else(unknown)?;
        let (shard, tenant) = shard_of(collection, request.tenant.as_deref())?;
        let class = &collection.class;
        let target = match &request.target {
            Some(name) => class.vector_index(name),
            None => (class.vectors.len() == 1).then_some(0),
        };
        let Some(target) = target else {
            let known: Vec<&str> = class.vectors.iter().map(|vector| vector.name.as_str()).collect();
            return Err(Error::unprocessable(format!(
                "diagnose: name one target vector of {}: {}",
                class.name,
                known.join(", ")
            )));
        };
        let config = &class.vectors[target];
        if !config.multi {
            return Err(Error::unprocessable(format!(
                "diagnose: target vector {:?} of {} holds single vectors: multi-vectors are measured",
                config.name, class.name
            )));
        }
        let empty = VectorColumn::default();
        let column = shard.vectors.get(&config.name).unwrap_or(&empty);
        let size = limited("sample", request.sample, SAMPLE, MOST_SAMPLE)?;
        let rows = sample_rows(shard, column, size);
        // all of them are asked for before any is used
        if rows.iter().filter(|row| !column.hold(**row)).count() > 0 {
            return Ok(Value::Null);
        }
        let documents: Vec<Vec<f32>> = rows.iter().filter_map(|row| Some(column.get(*row)?.into_owned())).collect();
        let k = limited("k", request.k, 10, MOST_SAMPLE)?;
        let dimensions = column.dimensions();
        let mut queries = match &request.queries {
            Some(given) => given_queries(given, dimensions)?,
            None => documents.iter().take(QUERIES).map(|document| query_of(document, dimensions)).collect(),
        };
        let allowed = shard.rows.alive();
        // where full precision is not held, what encodings find is measured on the sample
        let mut known = allowed.clone();
        if column.held_codec().is_some() {
            known = RowSet::empty(allowed.universe());
            rows.iter().for_each(|row| known.insert(*row));
        }
        let mut scans = Vec::new();
        for query in &queries {
            let leg =
                Leg { target, query: query.clone(), dimensions, multi: true, weight: 1.0, labels: Labels::default() };
            let Some(mut measure) = Measure::new(config, shard, &leg)? else { break };
            let place = Place { shard, tenant };
            let task = Task { class, place, leg: &leg, allowed, count: 2 * k, page: k };
            scans.push(match &config.muvera {
                Some(muvera) => scan_encodings(&mut measure, muvera, &task, &known, clock.elapsed),
                None => scan(&mut measure, &task, clock.elapsed),
            });
        }
        if config.metric == Metric::Cosine && config.muvera.is_none() {
            queries.iter_mut().for_each(|query| query.chunks_exact_mut(dimensions).for_each(simd::normalize));
        }
        let sample = Sample { dimensions, documents: &documents, queries: &queries, k };
        let settings = if dimensions > 0 { sample.settings() } else { Vec::new() };
        let number = |x: usize| Value::Number(x as f64);
        Ok(Value::from_pairs([
            ("objects", number(allowed.count())),
            ("tokens", number(column.tokens())),
            ("dimensions", number(dimensions)),
            ("sample", number(documents.len())),
            ("queries", number(queries.len())),
            ("k", number(k)),
            ("quantizer", name_of(column.held_codec()).into()),
            ("muvera", number(config.muvera.map_or(0, |muvera| muvera.numbers()))),
            ("centroids", number(column.index().map_or(0, |index| index.book.len()))),
            ("settled", (!column.can_improve()).into()),
            ("bytesPerToken", Value::Number(column.bytes() as f64 / column.tokens().max(1) as f64)),
            ("search", search_figures(&scans)),
            ("settings", Value::List(settings.iter().map(|one| setting_figures(one, column)).collect())),
        ]))
    }
}

fn limited(name: &str, given: Option<usize>, default: usize, most: usize) -> Result<usize> {
    match given {
        None => Ok(default),
        Some(value) if (1..=most).contains(&value) => Ok(value),
        Some(value) => Err(Error::unprocessable(format!("diagnose: {name} is {value}, it must be 1 to {most}"))),
    }
}

/// Rows with a vector, spread evenly.
fn sample_rows(shard: &Shard, column: &VectorColumn, size: usize) -> Vec<u32> {
    let alive: &RowSet = shard.rows.alive();
    let with: Vec<u32> = alive.iter().filter(|row| column.has(*row)).collect();
    (0..size.min(with.len())).map(|at| with[at * with.len() / size.min(with.len())]).collect()
}

fn query_of(document: &[f32], dimensions: usize) -> Vec<f32> {
    document.chunks_exact(dimensions).step_by(EVERY).take(TOKENS).flatten().copied().collect()
}

fn given_queries(given: &[Vec<Vec<f32>>], dimensions: usize) -> Result<Vec<Vec<f32>>> {
    if given.is_empty() || given.len() > MOST_QUERIES {
        return Err(Error::unprocessable(format!(
            "diagnose: {} queries were given, it must be 1 to {MOST_QUERIES}",
            given.len()
        )));
    }
    let check = |query: &Vec<Vec<f32>>| {
        let fits = |token: &Vec<f32>| token.len() == dimensions && token.iter().all(|x| x.is_finite());
        match query.iter().position(|token| !fits(token)) {
            Some(at) => Err(Error::unprocessable(format!(
                "diagnose: token {at} of a query has {} values: it must have {dimensions}, all finite",
                query[at].len()
            ))),
            None => Ok(query.concat()),
        }
    };
    given.iter().map(check).collect()
}

/// A codec by the quantizer that brings it.
fn name_of(codec: Option<Codec>) -> &'static str {
    match codec {
        None => "none",
        Some(Codec::Int8) => "rq8",
        Some(Codec::FourBit) => "pq",
        Some(Codec::OneBit) => "rq1",
    }
}

fn search_figures(scans: &[Scanned]) -> Value {
    let median = |of: &dyn Fn(&Scanned) -> f64| {
        let mut all: Vec<f64> = scans.iter().map(of).collect();
        order::sort_numbers(&mut all);
        Value::Number(all.get(all.len() / 2).copied().unwrap_or(0.0))
    };
    let found = scans.iter().map(|scan| scan.found).sum::<f64>() / scans.len().max(1) as f64;
    Value::from_pairs([
        ("scanMs", median(&|scan| scan.own)),
        ("exhaustiveMs", median(&|scan| scan.all)),
        ("recall", Value::Number(found)),
    ])
}

fn setting_figures(setting: &Setting, column: &VectorColumn) -> Value {
    Value::from_pairs([
        ("quantizer", name_of(setting.codec).into()),
        ("pooling", Value::Number(setting.factor as f64)),
        ("bytesPerToken", Value::Number(setting.bytes_per_token)),
        ("bytes", Value::Number(setting.bytes_per_token * column.tokens() as f64)),
        ("ranking", Value::Number(setting.ranking)),
        ("recall", Value::Number(setting.recall)),
    ])
}
