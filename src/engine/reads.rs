//! Reads: schemas, single objects, searches, aggregations, tokens.

use std::rc::Rc;

use super::{Engine, shard_of};
use crate::error::{Error, ErrorKind, Result};
use crate::query::aggregate::{self, Figures, GroupFigures};
use crate::query::explain::{Explanations, Trace};
use crate::query::profile::Profile;
use crate::query::request::{AggregateRequest, Returns, SearchRequest};
use crate::query::returns::{Hit, Selection};
use crate::query::search::{Candidate, Context, Place, Search};
use crate::schema::{inverted, names, uuid};
use crate::text::{Analyzer, StopwordSet, Tokenization, ignored_characters};
use crate::value::Value;

/// A search's answer.
#[derive(Debug, Default)]
pub struct Answer {
    /// Hits, best first.
    pub hits: Vec<Hit>,
    /// Groups, if asked for.
    pub groups: Option<Vec<GroupAnswer>>,
    /// Where the time went, if asked for.
    pub profile: Option<ProfileAnswer>,
    /// Explanations of all hits in their order, of groups one after the other, if asked for.
    pub explanations: Option<Explanations>,
}

/// Times of a search in one shard.
#[derive(Debug)]
pub struct ProfileAnswer {
    /// The shard's name.
    pub shard: String,
    /// Details by kind of search.
    pub searches: Vec<(&'static str, Vec<(&'static str, String)>)>,
}

/// When a read happens and how it can measure time: the core has no clock of its own.
#[derive(Clone, Copy)]
pub struct Clock<'a> {
    /// Now, in ms since 1970.
    pub now: i64,
    /// Milliseconds from any origin.
    pub elapsed: &'a dyn Fn() -> f64,
}

/// One group of an answer.
#[derive(Debug)]
pub struct GroupAnswer {
    /// The value they share.
    pub name: String,
    /// Smallest distance.
    pub min_distance: f32,
    /// Largest distance.
    pub max_distance: f32,
    /// Hits, best first.
    pub hits: Vec<Hit>,
}

/// An aggregation's answer.
#[derive(Debug)]
pub enum AggregateAnswer {
    /// Of everything.
    Whole(Figures),
    /// By group.
    Groups(Vec<GroupFigures>),
}

impl Engine {
    /// All schemas, by name.
    pub fn schemas(&self) -> Value {
        Value::List(self.database.collections.values().map(|c| c.class.rest.clone()).collect())
    }

    /// A schema by exactly this name or alias; null if there is none.
    pub fn schema(&self, name: &str) -> Value {
        self.database.resolve(name).map_or(Value::Null, |c| c.class.rest.clone())
    }

    fn context<'a>(
        &'a self,
        name: &str,
        now: i64,
        buffer: &'a [f32],
        profile: &'a Profile<'a>,
        trace: &'a Trace,
    ) -> Result<Context<'a>> {
        let name = names::upper_first(name);
        let collection = self.database.resolve(&name).ok_or_else(|| {
            let target = self.database.aliases.get(&name).unwrap_or(&name);
            Error::unprocessable(format!("could not find class {target} in schema"))
        })?;
        Ok(Context {
            database: &self.database,
            class: &collection.class,
            limits: self.settings.limits,
            now,
            buffer,
            profile,
            trace,
        })
    }

    /// Runs a search.
    pub fn search(&self, request: &SearchRequest, buffer: &[f32], clock: Clock<'_>) -> Result<Answer> {
        let profile = Profile::new(clock.elapsed);
        let trace = Trace::new(request.explains() || request.highlights());
        let context = self.context(&request.collection, clock.now, buffer, &profile, &trace)?;
        let search = Search::new(context, request)?;
        let collection = &self.database.collections[&context.class.name];
        let (shard, tenant) =
            shard_of(collection, request.tenant.as_deref()).map_err(|e| e.prefixed(&search.path()))?;
        let place = Place { shard, tenant };
        let found = search.run(place)?;
        let rerank = request.rerank.as_ref().map(|r| names::lower_first(&r.property));
        let page: Vec<&Candidate> = match &found.groups {
            None => found.hits.iter().collect(),
            Some(groups) => groups.iter().flat_map(|group| &group.members).collect(),
        };
        let read = |candidate: &&Candidate| {
            let mut hit = search.selection.hit(shard, tenant, candidate, found.cosine)?;
            if let Some(property) = &rerank {
                let text = shard.rows.property(candidate.row, property);
                hit.rerank_text = Some(text.as_text().unwrap_or("").to_owned());
            }
            Ok(hit)
        };
        let mut hits = page.iter().map(read).collect::<Result<Vec<Hit>>>()?;
        let mut answer = Answer::default();
        // while pages are missing the answer is void
        if let Some(noted) = trace.take().filter(|_| !self.pages.any_missing()) {
            if request.explains() {
                answer.explanations = Some(search.explain(place, &page, &noted, request.explain_matrix)?);
            }
            if request.highlights() {
                let passages = search.highlight(place, &page, &noted)?;
                hits.iter_mut().zip(passages).for_each(|(hit, passages)| hit.highlights = Some(passages));
            }
        }
        let timed = request.returns.metadata.iter().any(|key| key == "queryProfile");
        answer.profile = timed.then(|| ProfileAnswer {
            shard: if tenant.is_empty() { context.class.shard_name() } else { tenant.to_owned() },
            searches: profile.searches(search.stages()),
        });
        let Some(groups) = &found.groups else {
            answer.hits = hits;
            return Ok(answer);
        };
        let mut hits = hits.into_iter();
        let each = groups.iter().map(|group| GroupAnswer {
            name: group.name.clone(),
            min_distance: group.min_distance,
            max_distance: group.max_distance,
            hits: hits.by_ref().take(group.members.len()).collect(),
        });
        answer.groups = Some(each.collect());
        Ok(answer)
    }

    /// One object by id; none if it is not there.
    pub fn fetch(&self, name: &str, tenant: Option<&str>, id: &str, returns: &Returns) -> Result<Option<Hit>> {
        let profile = Profile::new(&|| 0.0);
        let trace = Trace::default();
        let context = self.context(name, 0, &[], &profile, &trace)?;
        let selection = Selection::new(returns, context.class, &self.database)?;
        let collection = &self.database.collections[&context.class.name];
        let (shard, tenant) = shard_of(collection, tenant).map_err(|e| {
            let lower = context.class.name.to_lowercase();
            e.prefixed(&format!("explorer: list class: search: object search at index {lower}: "))
        })?;
        let row = uuid::parse(id).and_then(|id| shard.rows.find(&id));
        row.map(|row| selection.hit(shard, tenant, &Candidate::row(row), false)).transpose()
    }

    /// Whether an object is there.
    pub fn exists(&self, name: &str, tenant: Option<&str>, id: &str) -> Result<bool> {
        let id = uuid::parse(id).ok_or_else(|| Error::new(ErrorKind::Unprocessable, ""))?;
        let Some(collection) = self.find(name) else {
            return Ok(false);
        };
        let (shard, _) = shard_of(collection, tenant).map_err(|_| Error::new(ErrorKind::Unprocessable, ""))?;
        Ok(shard.rows.find(&id).is_some())
    }

    /// Runs an aggregation.
    pub fn aggregate(&self, request: &AggregateRequest, buffer: &[f32], now: i64) -> Result<AggregateAnswer> {
        let profile = Profile::new(&|| 0.0);
        let trace = Trace::default();
        let context = self
            .context(&request.collection, now, buffer, &profile, &trace)
            .map_err(|e| e.prefixed("parse params: "))?;
        let collection = &self.database.collections[&context.class.name];
        let path = |e: Error| e.prefixed("aggregate: ");
        let search_request = request.search();
        if search_request.is_some() && request.object_limit.is_none() {
            let bounded = request.near.as_ref().is_some_and(|n| n.certainty.is_some() || n.distance.is_some());
            if !bounded && request.near.is_some() {
                return Err(path(Error::unprocessable("must provide certainty or objectLimit with vector search")));
            }
        }
        let listing = SearchRequest { filters: request.filters.clone(), ..SearchRequest::default() };
        let mut asked = search_request.unwrap_or(listing);
        let searching = asked.near.is_some() || asked.hybrid.is_some();
        if searching && request.object_limit.is_none() && request.near.is_some() {
            asked.limit = Some(context.limits.maximum as f64);
        }
        let search = Search::new(context, &asked).map_err(path)?;
        let (shard, tenant) = shard_of(collection, request.tenant.as_deref()).map_err(path)?;
        let place = Place { shard, tenant };
        let limit = request.object_limit.map_or(context.limits.default, |n| n as usize);
        let rows: Vec<u32> = match (&request.hybrid, searching) {
            (Some(hybrid), _) => search.hybrid_rows(hybrid, place, limit).map_err(path)?,
            (None, false) => search.matching(place).map_err(path)?,
            (None, true) => {
                let found = search.run(place).map_err(|e| {
                    let own = "explorer: get class: concurrentTargetVectorSearch): explorer: get class: vectorize search vector: ";
                    let text = e.message.strip_prefix(own).unwrap_or(&e.message).to_owned();
                    path(Error::new(e.kind, text))
                })?;
                found.hits.iter().map(|hit| hit.row).collect()
            }
        };
        Ok(match request.group_by {
            Some(_) => AggregateAnswer::Groups(aggregate::grouped(request, context.class, shard, &rows)?),
            None => AggregateAnswer::Whole(aggregate::overall(request, context.class, shard, &rows)?),
        })
    }

    /// Tokens of a text as a property indexes and as a query uses them.
    pub fn tokenize_property(&self, name: &str, property: &str, text: &str) -> Result<Value> {
        let collection = self.find(name).ok_or_else(Error::not_found)?;
        let property = names::lower_first(property);
        let index = collection.class.property_index(&property).ok_or_else(Error::not_found)?;
        if collection.class.properties[index].tokenization.is_none() {
            return Err(Error::unprocessable(format!("property {property:?} does not have tokenization enabled")));
        }
        let analyzer = collection.class.analyzer(index);
        let mut out = tokens(analyzer, text);
        // unlike a search, this report leaves stopwords out for every tokenization
        let query = analyzer.index_tokens(text).into_iter().filter(|t| !analyzer.stopwords.contains(t));
        out.set("query", Value::List(query.map(Value::Text).collect()));
        Ok(out)
    }

    /// Tokens of a text under settings that need no collection.
    pub fn tokenize(&self, request: &Value) -> Result<Value> {
        let given = request.get("tokenization").as_text().unwrap_or("");
        let tokenization = Tokenization::from_name(given).ok_or_else(|| {
            Error::new(
                ErrorKind::Schema,
                "tokenization in body should be one of [word lowercase whitespace field trigram gse kagome_kr kagome_ja gse_ch]",
            )
        })?;
        let config = request.get("analyzerConfig");
        let fold = config.get("asciiFold").as_bool() == Some(true);
        let presets = request.get("stopwordPresets");
        let preset = config.get("stopwordPreset").as_text().filter(|p| !p.is_empty());
        let stopwords = match (preset, request.get("stopwords")) {
            (Some(name), _) => match presets.get(name) {
                Value::List(words) => StopwordSet::from_words(words.iter().filter_map(Value::as_text)),
                _ => StopwordSet::preset(name)
                    .ok_or_else(|| Error::unprocessable(format!("unknown stopword preset {name:?}")))?,
            },
            (None, given) => {
                let given = inverted::normalize_stopwords(given, presets)?;
                let base = given.get("preset").as_text().unwrap_or("en");
                let base = match presets.get(base) {
                    Value::List(words) => StopwordSet::from_words(words.iter().filter_map(Value::as_text)),
                    _ => StopwordSet::preset(base).unwrap_or_default(),
                };
                base.with(&given.get("additions").texts(), &given.get("removals").texts())
            }
        };
        let analyzer = Analyzer {
            tokenization,
            fold: fold.then(|| ignored_characters(&config.get("asciiFoldIgnore").texts())),
            stopwords: Rc::new(stopwords),
        };
        Ok(tokens(&analyzer, request.get("text").as_text().unwrap_or("")))
    }
}

fn tokens(analyzer: &Analyzer, text: &str) -> Value {
    let list = |tokens: Vec<String>| Value::List(tokens.into_iter().map(Value::Text).collect());
    Value::from_pairs([("indexed", list(analyzer.index_tokens(text))), ("query", list(analyzer.query_tokens(text)))])
}
