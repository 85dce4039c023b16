//! What of a hit goes back: properties in their user-facing types, vectors, references, metadata.

use super::highlight::Highlight;
use super::request::{ReferenceRequest, Returns};
use super::search::Candidate;
use crate::error::{Error, Result};
use crate::schema::{Class, DataType, Date, Property, names, uuid};
use crate::store::{Database, Shard};
use crate::value::Value;

/// A property value on its way out.
#[derive(Clone, Debug, PartialEq)]
pub enum Returned {
    /// Asked for, not there.
    Missing,
    /// Text, numbers, booleans, coordinates, phone numbers.
    Plain(Value),
    /// Milliseconds since 1970.
    Date(f64),
    /// Several of one kind.
    List(Vec<Returned>),
    /// Nested properties.
    Object(Vec<(String, Returned)>),
}

/// A hit on its way out.
#[derive(Clone, Debug, Default)]
pub struct Hit {
    /// The object's id.
    pub uuid: String,
    /// Properties in schema order.
    pub properties: Vec<(String, Returned)>,
    /// Creation time in ms, if asked for.
    pub created: Option<i64>,
    /// Time of the last write in ms, if asked for.
    pub updated: Option<i64>,
    /// Distance, if there is one and it was asked for.
    pub distance: Option<f32>,
    /// Certainty, likewise.
    pub certainty: Option<f32>,
    /// Score, likewise.
    pub score: Option<f32>,
    /// How the score came about, likewise.
    pub explain_score: Option<String>,
    /// Vectors: name, row-major values, values per token, multi or not.
    pub vectors: Vec<(String, Vec<f32>, usize, bool)>,
    /// References by property; none if none were asked for.
    pub references: Option<Vec<(String, String, Vec<Hit>)>>,
    /// Text for the reranker.
    pub rerank_text: Option<String>,
    /// Passages, if asked for.
    pub highlights: Option<Vec<Highlight>>,
}

/// One property asked for, with what of its inside.
#[derive(Clone, Debug)]
struct Selected {
    index: usize,
    nested: Vec<Value>,
}

/// What to return, checked against a class.
pub struct Selection<'a> {
    class: &'a Class,
    database: &'a Database,
    properties: Vec<Selected>,
    vectors: Vec<usize>,
    metadata: u8,
    references: Vec<CheckedReference<'a>>,
}

struct CheckedReference<'a> {
    property: String,
    target: String,
    selection: Selection<'a>,
}

const CREATED: u8 = 1;
const UPDATED: u8 = 2;
const DISTANCE: u8 = 4;
const CERTAINTY: u8 = 8;
const SCORE: u8 = 16;
const EXPLAIN: u8 = 32;

fn metadata_bits(keys: &[String]) -> u8 {
    keys.iter().fold(0, |bits, key| {
        bits | match key.as_str() {
            "creationTime" => CREATED,
            "updateTime" => UPDATED,
            "distance" => DISTANCE,
            "certainty" => CERTAINTY,
            "score" => SCORE,
            "explainScore" => EXPLAIN,
            _ => 0,
        }
    })
}

impl<'a> Selection<'a> {
    /// Looks everything up.
    pub fn new(returns: &Returns, class: &'a Class, database: &'a Database) -> Result<Selection<'a>> {
        let properties = match &returns.properties {
            None => {
                let shown =
                    |p: &Property| !matches!(p.data_type, DataType::Blob | DataType::BlobHash | DataType::Reference);
                let all = class.properties.iter().enumerate().filter(|(_, p)| shown(p));
                all.map(|(index, _)| Selected { index, nested: Vec::new() }).collect()
            }
            Some(asked) => asked.iter().map(|one| select(one, class)).collect::<Result<_>>()?,
        };
        let vectors = match &returns.vectors {
            Value::Bool(true) => (0..class.vectors.len()).collect(),
            Value::List(names) => {
                let asked = names.iter().filter_map(Value::as_text);
                asked
                    .filter_map(|n| class.vector_index(if class.is_legacy() && n == "default" { "" } else { n }))
                    .collect()
            }
            _ => Vec::new(),
        };
        let references =
            returns.references.iter().map(|r| check_reference(r, class, database)).collect::<Result<_>>()?;
        Ok(Selection { class, database, properties, vectors, metadata: metadata_bits(&returns.metadata), references })
    }

    /// For hits of groups: their grouping property is always among the properties, and of the metadata they
    /// only have the distance, 0 where nothing was measured.
    pub fn grouped_by(mut self, property: &str) -> Selection<'a> {
        if let Some(index) = self.class.property_index(property)
            && !self.properties.iter().any(|p| p.index == index)
        {
            self.properties.push(Selected { index, nested: Vec::new() });
        }
        self.metadata &= DISTANCE;
        self
    }

    /// Whether explanations of scores are asked for.
    pub fn explains(&self) -> bool {
        self.metadata & EXPLAIN != 0
    }

    /// Reads a hit. `cosine`: the distance has a certainty.
    pub fn hit(&self, shard: &Shard, tenant: &str, candidate: &Candidate, cosine: bool) -> Result<Hit> {
        let row = candidate.row;
        let asked = |bit: u8| self.metadata & bit != 0;
        let body = shard.rows.body(row)?;
        let mut properties = Vec::with_capacity(self.properties.len());
        for selected in &self.properties {
            let property = &self.class.properties[selected.index];
            let value = body.properties.get(&property.name);
            properties.push((property.name.clone(), returned(property, value, &selected.nested)?));
        }
        let vectors = self.vectors.iter().filter_map(|&index| {
            let target = &self.class.vectors[index];
            let column = shard.vectors.get(&target.name)?;
            let name = if target.name.is_empty() { "default" } else { &target.name };
            Some((name.to_owned(), column.get(row)?.into_owned(), column.dimensions(), target.multi))
        });
        let mut references = None;
        if !self.references.is_empty() {
            let mut followed = Vec::new();
            for reference in &self.references {
                if let Some(found) = self.follow(reference, body.references.get(&reference.property), tenant)? {
                    followed.push(found);
                }
            }
            references = Some(followed);
        }
        Ok(Hit {
            uuid: uuid::format(shard.rows.uuid(row)),
            properties,
            created: asked(CREATED).then(|| shard.rows.created(row)),
            updated: asked(UPDATED).then(|| shard.rows.updated(row)),
            distance: candidate.distance.filter(|_| asked(DISTANCE)),
            certainty: candidate.distance.filter(|_| asked(CERTAINTY) && cosine).map(|d| 1.0 - d / 2.0),
            score: asked(SCORE).then(|| candidate.score.unwrap_or(0.0)),
            explain_score: asked(EXPLAIN).then(|| candidate.explain.clone()),
            vectors: vectors.collect(),
            references,
            rerank_text: None,
            highlights: None,
        })
    }

    fn follow(
        &self,
        reference: &CheckedReference<'_>,
        beacons: &Value,
        tenant: &str,
    ) -> Result<Option<(String, String, Vec<Hit>)>> {
        if beacons.is_null() {
            return Ok(None);
        }
        if beacons.items().is_empty() {
            return Ok(Some((reference.property.clone(), String::new(), Vec::new())));
        }
        let Some(other) = self.database.collections.get(&reference.target) else {
            return Err(Error::unprocessable(format!("could not find class {} in schema", reference.target)));
        };
        let shard = match other.class.multi_tenant {
            true => other.tenants.get(tenant).map(|t| &t.shard),
            false => Some(&other.single),
        };
        let mut hits = Vec::new();
        for beacon in beacons.items() {
            let Some((class, id)) = beacon.as_text().and_then(|b| b.rsplit_once('/')) else {
                continue;
            };
            let row = shard.and_then(|s| s.rows.find(&uuid::parse(id)?));
            if let (true, Some(shard), Some(row)) = (class == reference.target, shard, row) {
                hits.push(reference.selection.hit(shard, tenant, &Candidate::row(row), false)?);
            }
        }
        // targets that are gone, or all of another collection: as if there were none
        Ok((!hits.is_empty()).then(|| (reference.property.clone(), reference.target.clone(), hits)))
    }
}

fn select(asked: &Value, class: &Class) -> Result<Selected> {
    let (given, nested) = match asked {
        Value::Text(name) => (name.as_str(), Vec::new()),
        other => (other.get("name").as_text().unwrap_or(""), other.get("properties").items().to_vec()),
    };
    let name = names::lower_first(given);
    let index = class.property_index(&name).ok_or_else(|| {
        Error::unprocessable(format!(
            "extract properties request: get property by name {name} for class {}: {}",
            class.name,
            class.no_such_property(&name).message
        ))
    })?;
    Ok(Selected { index, nested })
}

fn check_reference<'a>(
    request: &ReferenceRequest,
    class: &'a Class,
    database: &'a Database,
) -> Result<CheckedReference<'a>> {
    let refuse = |why: String| Error::unprocessable(format!("extract properties request: {why}"));
    let name = names::lower_first(&request.on);
    let property = class.property(&name).ok_or_else(|| refuse(class.no_such_property(&name).message))?;
    if property.data_type != DataType::Reference {
        return Err(refuse(format!("property '{name}' is not a reference-type")));
    }
    let target = match &request.collection {
        Some(target) if !target.is_empty() => names::upper_first(target),
        _ if property.targets.len() == 1 => property.targets[0].clone(),
        _ => {
            return Err(refuse(format!(
                "multi target references from collection {} and property {name} with need an explicitlinked collection. Available linked collections are [{}]",
                class.name,
                property.targets.join(" ")
            )));
        }
    };
    let other =
        database.collections.get(&target).ok_or_else(|| refuse(format!("could not find class {target} in schema")))?;
    let selection = Selection::new(&request.returns, &other.class, database)?;
    Ok(CheckedReference { property: name, target, selection })
}

fn returned(property: &Property, value: &Value, nested: &[Value]) -> Result<Returned> {
    if let Value::List(items) = value {
        let each = items.iter().map(|item| returned(property, item, nested));
        return each.collect::<Result<_>>().map(Returned::List);
    }
    Ok(match (property.data_type, value) {
        (_, Value::Null) => Returned::Missing,
        (DataType::Int, Value::Number(n)) if n.abs() > 9_007_199_254_740_991.0 => {
            return Err(Error::unprocessable("Value is larger than Number.MAX_SAFE_INTEGER"));
        }
        (DataType::Date, Value::Text(text)) => match Date::parse(text) {
            Some(date) => Returned::Date(date.millis() as f64),
            None => Returned::Plain(value.clone()),
        },
        (DataType::Object, Value::Map(_)) => {
            let wanted = |p: &Property| {
                nested.is_empty()
                    || nested.iter().any(|n| n.as_text().or(n.get("name").as_text()) == Some(p.name.as_str()))
            };
            let mut out = Vec::new();
            for inner in property.nested.iter().filter(|p| wanted(p)) {
                let value = value.get(&inner.name);
                if value.is_null() {
                    continue;
                }
                let deeper = nested.iter().find(|n| n.get("name").as_text() == Some(inner.name.as_str()));
                let deeper = deeper.map_or(&[][..], |n| n.get("properties").items());
                out.push((inner.name.clone(), returned(inner, value, deeper)?));
            }
            Returned::Object(out)
        }
        _ => Returned::Plain(value.clone()),
    })
}
