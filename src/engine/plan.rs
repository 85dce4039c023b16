//! What must be made outside before a write or a search can go on: embeddings and parsed phone numbers.

use super::Engine;
use super::vectors::{Resolved, Supplied};
use crate::error::{Error, Result};
use crate::query::request::{AggregateRequest, Near, SearchRequest};
use crate::query::targets;
use crate::schema::{Class, DataType, TargetVector, names};
use crate::store::{Body, Shard};
use crate::value::Value;
use crate::vectorize::inputs::{self, Input};

/// One embedding that is needed.
#[derive(Clone, Debug)]
pub struct EmbedNeed {
    /// Position of the object in its request; 0 in a search.
    pub object: usize,
    /// The target's name.
    pub target: String,
    /// `document`, `query`, `moveTo`, `moveAway` or `unused`.
    pub role: &'static str,
    /// The module that makes it.
    pub module: String,
    /// The module's settings.
    pub settings: Value,
    /// What to embed.
    pub inputs: Vec<Input>,
    /// What a server puts in front of the reason when that fails.
    pub path: &'static str,
}

/// Everything that is needed.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Embeddings.
    pub embeds: Vec<EmbedNeed>,
    /// Phone numbers with their countries.
    pub phones: Vec<(String, String)>,
}

impl Needs {
    /// Whether nothing is needed.
    pub fn is_empty(&self) -> bool {
        self.embeds.is_empty() && self.phones.is_empty()
    }

    /// The form that crosses the boundary.
    pub fn to_value(&self) -> Value {
        let embed = |need: &EmbedNeed| {
            let inputs = need
                .inputs
                .iter()
                .map(|i| Value::from_pairs([("kind", i.kind.into()), ("value", i.value.as_str().into())]));
            Value::from_pairs([
                ("object", Value::Number(need.object as f64)),
                ("target", need.target.as_str().into()),
                ("role", need.role.into()),
                ("module", need.module.as_str().into()),
                ("settings", need.settings.clone()),
                ("inputs", Value::List(inputs.collect())),
                ("path", need.path.into()),
            ])
        };
        let phone = |(input, country): &(String, String)| {
            Value::from_pairs([("input", input.as_str().into()), ("country", country.as_str().into())])
        };
        Value::from_pairs([
            ("embeds", Value::List(self.embeds.iter().map(embed).collect())),
            ("phones", Value::List(self.phones.iter().map(phone).collect())),
        ])
    }
}

/// What became of an object's vector for one target.
pub enum Made {
    /// The target has no module, or nothing to embed.
    Nothing,
    /// It has been asked for.
    Later,
    /// What it is made of has not changed: the old one stays.
    Same,
    /// It is here.
    New(Resolved),
    /// It could not be made.
    Failed(String),
}

/// Collects the needs of one write.
pub struct Planner<'a> {
    class: &'a Class,
    supplied: &'a Supplied,
    buffer: &'a [f32],
    needs: Needs,
}

impl<'a> Planner<'a> {
    /// Nothing is needed yet. `buffer` is what the supplied embeddings point into.
    pub fn new(class: &'a Class, supplied: &'a Supplied, buffer: &'a [f32]) -> Self {
        Planner { class, supplied, buffer, needs: Needs::default() }
    }

    /// What was collected; none when nothing is needed.
    pub fn needs(self) -> Option<Needs> {
        (!self.needs.is_empty()).then_some(self.needs)
    }

    /// Whether anything is needed.
    pub fn waits(&self) -> bool {
        !self.needs.is_empty()
    }

    /// Whether phone numbers are needed.
    pub fn waits_for_phones(&self) -> bool {
        !self.needs.phones.is_empty()
    }

    /// Asks for the phone numbers of an object that were not parsed yet.
    pub fn phones(&mut self, properties: &Value, class: &Class) {
        for property in class.properties.iter().filter(|p| p.data_type == DataType::PhoneNumber) {
            let given = properties.get(&property.name);
            let Some(input) = given.get("input").as_text() else {
                continue;
            };
            let country = given.get("defaultCountry").as_text().unwrap_or("").to_uppercase();
            let known = self.supplied.phones.iter().any(|p| p.input == input && p.country == country);
            let entry = (input.to_owned(), country);
            if !known && !self.needs.phones.contains(&entry) {
                self.needs.phones.push(entry);
            }
        }
    }

    /// The vector that a target's module makes of an object.
    pub fn vector(
        &mut self,
        object: usize,
        target: usize,
        body: &Body,
        old: Option<&Body>,
        before: Option<(&Shard, u32)>,
    ) -> Result<Made> {
        let config = &self.class.vectors[target];
        if config.module == "none" || config.skip {
            return Ok(Made::Nothing);
        }
        let had =
            before.is_some_and(|(shard, row)| shard.vectors.get(&config.name).is_some_and(|column| column.has(row)));
        if had && old.is_some_and(|old| inputs::same_source(self.class, config, &old.properties, &body.properties)) {
            return Ok(Made::Same);
        }
        if let Some(made) = self.supplied.embedded.iter().find(|e| e.object == object && e.target == config.name) {
            return Ok(match (&made.error, made.values.as_slice()) {
                (Some(error), _) => Made::Failed(error.clone()),
                (None, [one]) => Made::New(Resolved { target, value: one.clone(), computed: None }),
                (None, []) => Made::Failed("no embedding was made".to_owned()),
                (None, several) => {
                    let vectors: Vec<&[f32]> = several.iter().map(|v| v.values(self.buffer)).collect();
                    let weights = inputs::weights(self.class, config, &body.properties);
                    let computed = Some(inputs::weighted_mean(&vectors, &weights));
                    Made::New(Resolved { target, value: several[0].clone(), computed })
                }
            });
        }
        let inputs = match inputs::of_object(self.class, config, &body.properties) {
            Ok(inputs) => inputs,
            Err(why) => return Ok(Made::Failed(why)),
        };
        if inputs.is_empty() {
            return Ok(Made::Nothing);
        }
        self.needs.embeds.push(need(config, object, "document", inputs, ""));
        Ok(Made::Later)
    }
}

fn need(target: &TargetVector, object: usize, role: &'static str, inputs: Vec<Input>, path: &'static str) -> EmbedNeed {
    EmbedNeed {
        object,
        target: target.name.clone(),
        role,
        module: target.module.clone(),
        settings: target.settings.clone(),
        inputs,
        path,
    }
}

const NEAR_PATH: &str = "explorer: get class: concurrentTargetVectorSearch): explorer: get class: vectorize search vector: vectorize params: vectorize params: ";
const TEXT_PATH: &str = "explorer: get class: concurrentTargetVectorSearch): explorer: get class: vectorize search vector: vectorize params: vectorize params: vectorize keywords: remote client vectorize: ";

impl Engine {
    /// What a search needs embedded.
    pub fn plan_search(&self, request: &SearchRequest) -> Result<Needs> {
        let mut needs = Needs::default();
        let Some(collection) = self.find(&request.collection) else {
            return Ok(needs);
        };
        let class = &collection.class;
        let own = request.near.as_ref().filter(|n| n.text.is_some() || n.media.is_some());
        if let Some(near) = own {
            let given = targets::mentioned(near);
            for target in distinct(targets::choose(class, near.targets.as_ref(), &given)?) {
                plan_near(class, target, near, &mut needs)?;
            }
        }
        if let Some(hybrid) = &request.hybrid
            && hybrid.alpha > 0.0
        {
            let near = hybrid.near.as_ref();
            let given = near.map_or_else(Vec::new, targets::mentioned);
            let chosen = distinct(targets::choose(class, hybrid.targets.as_ref(), &given)?);
            if near.is_some_and(|n| !n.vectors.is_empty()) {
                return Ok(needs);
            }
            for target in chosen {
                match near {
                    // the server embeds the query as well, and does not use it
                    Some(near) if near.text.is_some() && class.vectors[target].multi => {
                        plan_hybrid(class, target, &hybrid.query, "unused", &mut needs)?;
                        plan_near(class, target, near, &mut needs)?;
                    }
                    Some(near) => plan_near(class, target, near, &mut needs)?,
                    None => plan_hybrid(class, target, &hybrid.query, "query", &mut needs)?,
                }
            }
        }
        Ok(needs)
    }

    /// What an aggregation over a search needs embedded.
    pub fn plan_aggregate(&self, request: &AggregateRequest) -> Result<Needs> {
        let path = |mut e: Error| {
            if let Some(text) = e.message.strip_prefix("explorer: get class: vectorize params: ") {
                e.message = text.to_owned();
            }
            e.prefixed("aggregate: ")
        };
        let mut needs = match request.search() {
            Some(search) => self.plan_search(&search).map_err(path)?,
            None => Needs::default(),
        };
        needs.embeds.iter_mut().for_each(|need| need.path = "aggregate: ");
        Ok(needs)
    }
}

/// Each target once, in their order: one that is chosen more than once is embedded for once.
fn distinct(chosen: Vec<usize>) -> Vec<usize> {
    let mut once = Vec::with_capacity(chosen.len());
    for target in chosen {
        if !once.contains(&target) {
            once.push(target);
        }
    }
    once
}

fn plan_near(class: &Class, target: usize, near: &Near, needs: &mut Needs) -> Result<()> {
    let config = &class.vectors[target];
    if config.module == "none" {
        let kind = if near.media.is_some() { "nearImage" } else { "nearText" };
        return Err(Error::unprocessable(format!(
            "explorer: get class: vectorize params: could not vectorize input for collection {} with search-type {kind}. Make sure a vectorizer module is configured for this collection",
            class.name
        )));
    }
    if let Some(media) = &near.media {
        let input = Input { kind: inputs::medium(&media.kind), value: media.data.clone() };
        needs.embeds.push(need(config, 0, "query", vec![input], NEAR_PATH));
        return Ok(());
    }
    let Some(text) = &near.text else {
        return Ok(());
    };
    for (what, toward) in [(&text.move_to, true), (&text.move_away, false)] {
        let Some(what) = what.as_ref().filter(|w| w.force != 0.0) else { continue };
        let refused = if config.multi {
            Some(format!(
                "move {} operations are not applicable for multivector embeddings",
                if toward { "to" } else { "away from" }
            ))
        } else if toward && !(0.0..=1.0).contains(&what.force) {
            Some(format!("movement: force must be between 0 and 1: got {:.6}", what.force))
        } else if what.force < 0.0 {
            Some(format!("movement: force cannot be negative: got {:.6}", what.force))
        } else {
            None
        };
        if let Some(why) = refused {
            return Err(Error::unprocessable(format!("{NEAR_PATH}{why}")));
        }
        if !what.concepts.is_empty() {
            let role = if toward { "moveTo" } else { "moveAway" };
            needs.embeds.push(need(config, 0, role, inputs::of_query(&config.module, &what.concepts), TEXT_PATH));
        }
    }
    needs.embeds.push(need(config, 0, "query", inputs::of_query(&config.module, &text.concepts), TEXT_PATH));
    Ok(())
}

fn plan_hybrid(class: &Class, target: usize, query: &str, role: &'static str, needs: &mut Needs) -> Result<()> {
    let config = &class.vectors[target];
    if config.module == "none" {
        let call = if config.multi && class.vectors.len() > 1 { "MultiVectorFromInput" } else { "VectorFromInput" };
        return Err(Error::unprocessable(format!(
            "{call} was called without vectorizer on class {} for input {query}",
            names::upper_first(&class.name)
        )));
    }
    let concepts = [query.to_owned()];
    needs.embeds.push(need(config, 0, role, inputs::of_query(&config.module, &concepts), "remote client vectorize: "));
    Ok(())
}
