//! One search from request to page: filter → keyword ‖ near → fuse → rank → group.

use super::bm25::{self, KeywordField, KeywordQuery, Operator};
use super::filter::{self, Clause, Scope};
use super::fuse::{self, FusionHit, FusionSet};
use super::group::{self, Group};
use super::page::{Limits, Page};
use super::request::{Combination, Hybrid, Keyword, Near, SearchRequest, Targets};
use super::returns::Selection;
use super::sort::Sorter;
use super::targets::{self, Leg};
use super::{autocut, near, rank};
use crate::error::{Error, Result};
use crate::schema::{Class, DataType, Date, Metric, names, uuid};
use crate::store::{Database, RowSet, Shard};

/// A row on its way through the stages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    /// The row.
    pub row: u32,
    /// Distance to the query vector, in vector searches.
    pub distance: Option<f32>,
    /// Keyword, fused or boosted score.
    pub score: Option<f32>,
    /// How the score came about.
    pub explain: String,
}

impl Candidate {
    /// A row that nothing was measured of.
    pub fn row(row: u32) -> Candidate {
        Candidate { row, ..Candidate::default() }
    }
}

/// What surrounds a search.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// All collections.
    pub database: &'a Database,
    /// The collection's schema.
    pub class: &'a Class,
    /// Environment limits.
    pub limits: Limits,
    /// Now, in ms since 1970.
    pub now: i64,
    /// Values of the request's vectors.
    pub buffer: &'a [f32],
}

/// A search with everything looked up that does not need the shard.
pub struct Search<'a> {
    context: Context<'a>,
    request: &'a SearchRequest,
    clause: Option<Clause>,
    sorter: Option<Sorter>,
    targets: Vec<usize>,
    /// What of each hit goes back.
    pub selection: Selection<'a>,
}

/// The page.
#[derive(Debug)]
pub struct Found {
    /// Hits, best first.
    pub hits: Vec<Candidate>,
    /// Groups, if asked for.
    pub groups: Option<Vec<Group>>,
    /// Whether distances have a certainty.
    pub cosine: bool,
}

/// A shard with its tenant's name and the path that errors name it by.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The shard.
    pub shard: &'a Shard,
    /// Its tenant; empty without tenancy.
    pub tenant: &'a str,
}

fn targets_of(request: &SearchRequest) -> Option<&Targets> {
    match (&request.near, &request.hybrid) {
        (Some(near), _) => near.targets.as_ref(),
        (_, Some(hybrid)) => hybrid.targets.as_ref(),
        _ => None,
    }
}

fn near_of(request: &SearchRequest) -> Option<&Near> {
    request.near.as_ref().or_else(|| request.hybrid.as_ref()?.near.as_ref())
}

impl<'a> Search<'a> {
    /// Checks a request. What is refused here a server refuses before it searches.
    pub fn new(context: Context<'a>, request: &'a SearchRequest) -> Result<Search<'a>> {
        let class = context.class;
        if let Some(near) = &request.near {
            check_near(near)?;
        }
        let vector_search = request.near.is_some() || request.hybrid.is_some();
        let targets = match vector_search {
            true => {
                let given = near_of(request).map_or_else(Vec::new, targets::mentioned);
                targets::choose(class, targets_of(request), &given)?
            }
            false => Vec::new(),
        };
        if let Some(near) = &request.near {
            check_certainty(near, class, &targets)?;
            targets::vector_legs(class, near, &targets, context.buffer, true)?;
        }
        let searching = vector_search || request.keyword.is_some();
        if searching && !request.sort.is_empty() {
            return Err(Error::unprocessable("sorting cannot be combined with search"));
        }
        let clause = request.filters.as_ref().map(|f| filter::parse(f, class, context.database)).transpose()?;
        let mut selection = Selection::new(&request.returns, class, context.database)?;
        if let Some(by) = &request.group_by {
            selection = selection.grouped_by(&names::lower_first(&by.property));
        }
        let sorter = match request.sort.is_empty() {
            true => None,
            false => Some(Sorter::new(&request.sort, class)?),
        };
        if let Some(keyword) = &request.keyword {
            if keyword.query.is_empty() {
                return Err(Error::unprocessable("keyword search (bm25) must have query set"));
            }
            check_properties(keyword.properties.as_deref(), class)?;
        }
        if let Some(hybrid) = &request.hybrid {
            check_properties(hybrid.properties.as_deref(), class)?;
        }
        rank::check(request, class, &targets)?;
        if let Some(after) = &request.after {
            check_cursor(request, after)?;
        }
        Ok(Search { context, request, clause, sorter, targets, selection })
    }

    /// What a server puts in front of an error about the shard.
    pub fn path(&self) -> String {
        let index = self.context.class.name.to_lowercase();
        if self.request.near.is_some() {
            return format!(
                "explorer: get class: concurrentTargetVectorSearch): explorer: get class: vector search: object vector search at index {index}: "
            );
        }
        if self.request.keyword.is_some() || self.request.hybrid.is_some() {
            return format!("explorer: get class: vector search: object search at index {index}: ");
        }
        format!("explorer: list class: search: object search at index {index}: ")
    }

    /// Runs the search in one shard.
    pub fn run(&self, place: Place<'_>) -> Result<Found> {
        let page = Page::new(self.request.limit, self.request.offset, &self.context.limits).map_err(|e| {
            let path = self.path();
            let end = path.find("object ").unwrap_or(path.len());
            e.prefixed(&path[..end])
        })?;
        let allowed = self.allowed(place)?;
        let pool = rank::pool(self.request, page, &self.context.limits);
        let whole = Page { offset: 0, limit: pool.unwrap_or(page.end()) };
        let mut hits = match (&self.request.near, &self.request.keyword, &self.request.hybrid) {
            (Some(near), _, _) => self.near(near, place, &allowed, whole.limit)?,
            (_, Some(keyword), _) => {
                let found = self.keyword(keyword, place, &allowed, whole.limit)?;
                self.autocut(found, |c| c.score)
            }
            (_, _, Some(hybrid)) => self.hybrid(hybrid, place, &allowed, whole.limit, pool, page)?,
            _ => {
                return self.list(place, &allowed, page).map(|hits| self.found(hits, None));
            }
        };
        let vector_search = self.request.near.is_some();
        if vector_search && pool.is_none() {
            hits = self.autocut(page.slice(hits), |c| c.distance);
        } else if vector_search {
            hits = self.autocut(hits, |c| c.distance);
        }
        if pool.is_some() {
            let keyed = rank::boost(self.request, &self.context, place, hits)?;
            hits = page.slice(keyed);
        } else if !vector_search {
            hits = page.slice(hits);
        }
        if vector_search {
            hits = self.within_threshold(hits);
        }
        hits = rank::diversify(self.request, &self.context, place, &self.targets, hits)?;
        if self.request.group_by.is_some() {
            hits.iter_mut().for_each(|hit| hit.distance = hit.distance.or(Some(0.0)));
        }
        let groups = match &self.request.group_by {
            Some(by) => Some(group::group(by, self.context.class, place.shard, &hits, vector_search)?),
            None => None,
        };
        Ok(self.found(hits, groups))
    }

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

    fn found(&self, hits: Vec<Candidate>, groups: Option<Vec<Group>>) -> Found {
        let cosine = match self.targets.as_slice() {
            [one] => self.context.class.vectors[*one].metric == Metric::Cosine,
            _ => false,
        };
        Found { hits, groups, cosine }
    }

    /// Live rows that pass the filter and have not expired.
    fn allowed(&self, place: Place<'_>) -> Result<RowSet> {
        let Context { database, class, now, .. } = self.context;
        let mut rows = match &self.clause {
            None => place.shard.rows.alive().clone(),
            Some(clause) => {
                let scope = Scope { database, class, shard: place.shard, tenant: place.tenant };
                scope.evaluate(clause).map_err(|e| {
                    let path = self.path();
                    e.prefixed(&format!("{path}local shard object search {}: ", class.shard_path()))
                })?
            }
        };
        if let Some(ttl) = class.ttl.as_ref().filter(|t| t.filter_expired) {
            let expired: Vec<u32> = rows.iter().filter(|row| is_expired(place.shard, *row, ttl, now)).collect();
            expired.into_iter().for_each(|row| rows.remove(row));
        }
        Ok(rows)
    }

    /// Every row that matches, for aggregations without a search.
    pub fn matching(&self, place: Place<'_>) -> Result<Vec<u32>> {
        let mut rows: Vec<u32> = self.allowed(place)?.iter().collect();
        rows.sort_by_key(|row| place.shard.rows.doc_id(*row));
        Ok(rows)
    }

    fn list(&self, place: Place<'_>, allowed: &RowSet, page: Page) -> Result<Vec<Candidate>> {
        let table = &place.shard.rows;
        let after = self.request.after.as_deref().and_then(uuid::parse);
        let by_uuid = table.by_uuid(after.as_ref()).filter(|row| allowed.contains(*row));
        let mut rows: Vec<u32> = match (&self.clause, &self.sorter) {
            (None, None) => by_uuid.take(page.end()).collect(),
            (None, Some(_)) => by_uuid.collect(),
            (Some(_), _) => {
                let mut rows: Vec<u32> = allowed.iter().collect();
                rows.sort_by_key(|row| table.doc_id(*row));
                rows
            }
        };
        if let Some(sorter) = &self.sorter {
            sorter.sort(&mut rows, place.shard);
        }
        Ok(page.slice(rows).into_iter().map(Candidate::row).collect())
    }

    /// Legs of the vector search, ready to be measured.
    pub fn legs(&self, near: Option<&Near>, place: Place<'_>) -> Result<(Vec<Leg>, Combination)> {
        let Context { class, buffer, .. } = self.context;
        let mut legs = match near {
            Some(near) if !near.vectors.is_empty() => {
                targets::vector_legs(class, near, &self.targets, buffer, false)?
            }
            Some(Near { object: Some(id), .. }) => targets::object_legs(class, place.shard, id, &self.targets)
                .map_err(|e| {
                    e.prefixed("explorer: get class: concurrentTargetVectorSearch): explorer: get class: vectorize search vector: ")
                })?,
            near => targets::embedded_legs(class, place.shard, self.request, near, &self.targets, buffer)?,
        };
        let combination = targets::weigh(&mut legs, class, targets_of(self.request))?;
        Ok((legs, combination))
    }

    fn near(&self, near: &Near, place: Place<'_>, allowed: &RowSet, limit: usize) -> Result<Vec<Candidate>> {
        let (legs, combination) = self.legs(Some(near), place)?;
        let hits = self
            .measure(&legs, combination, place, allowed, limit)
            .map_err(|e| e.prefixed(&format!("{}shard {}: ", self.path(), self.context.class.shard_path())))?;
        Ok(self.with_vectorless(hits, &legs, place, allowed, limit))
    }

    /// A filtered multi-vector search fills its page up with objects that pass the filter and have no vector:
    /// the server scores them as documents without tokens, `f32::MAX` per query token.
    fn with_vectorless(
        &self,
        mut hits: Vec<Candidate>,
        legs: &[Leg],
        place: Place<'_>,
        allowed: &RowSet,
        limit: usize,
    ) -> Vec<Candidate> {
        let [leg] = legs else { return hits };
        let target = &self.context.class.vectors[leg.target];
        if self.clause.is_none() || !target.multi || hits.is_empty() {
            return hits;
        }
        let column = place.shard.vectors.get(&target.name);
        let distance = (0..leg.query.len() / leg.dimensions).fold(0.0, |sum: f32, _| sum + f32::MAX);
        let without = place.shard.rows.by_uuid(None).filter(|row| allowed.contains(*row));
        let without = without.filter(|row| column.is_none_or(|c| c.get(*row).is_none()));
        let room = limit.saturating_sub(hits.len());
        hits.extend(without.take(room).map(|row| Candidate { distance: Some(distance), ..Candidate::row(row) }));
        hits
    }

    fn measure(
        &self,
        legs: &[Leg],
        combination: Combination,
        place: Place<'_>,
        allowed: &RowSet,
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        let found = near::search(self.context.class, place.shard, legs, combination, allowed, limit)?;
        let candidate = |n: near::Near| Candidate { distance: Some(n.distance), ..Candidate::row(n.row) };
        Ok(found.into_iter().map(candidate).collect())
    }

    /// Drops what is beyond the asked-for distance or certainty: after the page was cut, as the server does.
    fn within_threshold(&self, mut hits: Vec<Candidate>) -> Vec<Candidate> {
        let Some(near) = &self.request.near else {
            return hits;
        };
        if let Some(certainty) = near.certainty.filter(|c| *c != 0.0) {
            hits.retain(|hit| {
                let own = 1.0 - hit.distance.unwrap_or(0.0) / 2.0;
                own >= certainty as f32 || own < 0.0
            });
        } else if let Some(limit) = near.distance {
            hits.retain(|hit| within(hit.distance, limit));
        }
        hits
    }

    fn keyword(&self, keyword: &Keyword, place: Place<'_>, allowed: &RowSet, limit: usize) -> Result<Vec<Candidate>> {
        let class = self.context.class;
        let fields = keyword_fields(keyword.properties.as_deref(), class, place.shard);
        if fields.is_empty() {
            return Err(Error::unprocessable(format!(
                "{}No properties provided, and no indexed properties found in class",
                self.path()
            )));
        }
        let query = KeywordQuery {
            text: &keyword.query,
            fields,
            operator: operator(keyword),
            k1: class.k1,
            b: class.b,
            object_count: place.shard.rows.object_count() as u64,
        };
        let table = &place.shard.rows;
        let scored = bm25::search(&query, limit, &|row| allowed.contains(row), &|row| table.doc_id(row))
            .map_err(|e| Error::unprocessable(format!("{}{e}", self.path())))?;
        let mut hits: Vec<Candidate> =
            scored.into_iter().map(|s| Candidate { score: Some(s.score), ..Candidate::row(s.row) }).collect();
        hits.sort_by(|a, b| {
            let score = |c: &Candidate| c.score.unwrap_or(0.0);
            score(b).total_cmp(&score(a)).then_with(|| table.uuid(a.row).cmp(table.uuid(b.row)))
        });
        if self.selection.explains() && self.request.keyword.is_some() {
            for hit in &mut hits {
                hit.explain = bm25::explain_score(&query, hit.row);
            }
        }
        Ok(hits)
    }

    fn hybrid(
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
        let mut fused = match hybrid.fusion.as_deref() {
            Some("Ranked") => fuse::ranked(&sets, explain),
            _ => fuse::relative_score(&sets, explain),
        };
        fused.truncate(end.min(self.context.limits.maximum));
        let hits =
            fused.into_iter().map(|f| Candidate { score: Some(f.score), explain: f.explain, ..Candidate::row(f.row) });
        Ok(self.autocut(hits.collect(), |c| c.score))
    }

    fn set<'n>(&self, weight: f32, name: &'n str, hits: &[Candidate], place: Place<'_>) -> FusionSet<'n> {
        let hits = hits.iter().map(|hit| FusionHit {
            uuid: *place.shard.rows.uuid(hit.row),
            row: hit.row,
            value: hit.distance.map_or_else(|| hit.score.unwrap_or(0.0), |d| 1.0 - d),
            distance: hit.distance,
        });
        FusionSet { weight, name, hits: hits.collect() }
    }

    fn autocut(&self, mut hits: Vec<Candidate>, value: impl Fn(&Candidate) -> Option<f32>) -> Vec<Candidate> {
        if let Some(jumps) = self.request.auto_limit.filter(|n| *n > 0.0) {
            let values: Vec<f32> = hits.iter().map(|hit| value(hit).unwrap_or(0.0)).collect();
            hits.truncate(autocut::autocut(&values, jumps as usize));
        }
        hits
    }
}

/// Not farther than the limit, with the server's tolerance.
fn within(distance: Option<f32>, limit: f64) -> bool {
    let distance = f64::from(distance.unwrap_or(0.0));
    distance <= limit || (distance - limit).abs() <= 1e-6
}

/// Whether an object is past its time to live.
pub fn is_expired(shard: &Shard, row: u32, ttl: &crate::schema::settings::ObjectTtl, now: i64) -> bool {
    let from = match ttl.delete_on.as_str() {
        "_creationTimeUnix" => Some(shard.rows.created(row)),
        "_lastUpdateTimeUnix" => Some(shard.rows.updated(row)),
        name => shard.rows.property(row, name).as_text().and_then(Date::parse).map(Date::millis),
    };
    from.is_some_and(|from| from + (ttl.seconds * 1000.0) as i64 <= now)
}

fn check_near(near: &Near) -> Result<()> {
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

fn check_certainty(near: &Near, class: &Class, targets: &[usize]) -> Result<()> {
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

fn check_cursor(request: &SearchRequest, after: &str) -> Result<()> {
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

/// `name^boost`; a boost that is no number is 0.
fn split_boost(property: &str) -> (String, f32) {
    let mut parts = property.split('^');
    let name = names::lower_first(parts.next().unwrap_or(""));
    (name, parts.next().map_or(1.0, |b| b.parse().unwrap_or(0.0)))
}

fn check_properties(properties: Option<&[String]>, class: &Class) -> Result<()> {
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

fn keyword_fields<'a>(properties: Option<&[String]>, class: &'a Class, shard: &'a Shard) -> Vec<KeywordField<'a>> {
    let asked: Vec<(String, f32)> = match properties.filter(|p| !p.is_empty()) {
        Some(list) => list.iter().map(|p| split_boost(p)).collect(),
        None => {
            let searchable = class.properties.iter().filter(|p| p.searchable && p.data_type == DataType::Text);
            searchable.map(|p| (p.name.clone(), 1.0)).collect()
        }
    };
    let mut fields: Vec<KeywordField<'a>> = Vec::new();
    for (name, boost) in asked {
        if let Some(before) = fields.iter_mut().find(|f| f.name == name) {
            before.boost = boost;
            continue;
        }
        let index = class.property_index(&name);
        let postings = shard.fields.get(&name).and_then(|f| f.postings.as_ref());
        if let (Some(index), Some(postings)) = (index, postings) {
            fields.push(KeywordField {
                name: &class.properties[index].name,
                postings,
                analyzer: class.analyzer(index),
                boost,
            });
        }
    }
    fields
}

fn operator(keyword: &Keyword) -> Operator {
    match keyword.operator.as_deref() {
        Some("And") => Operator::And,
        Some("AndCross") => Operator::AndCross,
        _ => Operator::Or { minimum: keyword.minimum_match.unwrap_or(0) },
    }
}
