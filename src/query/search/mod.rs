//! One search from request to page: filter → keyword ‖ near → fuse → rank → group.

mod checks;
mod dense;
mod hybrid;
mod keyword;

use checks::{check_certainty, check_cursor, check_near, check_properties};

use crate::error::{Error, Result};
use crate::query::explain::Trace;
use crate::query::filter::{self, Clause, Scope};
use crate::query::group::{self, Group};
use crate::query::highlight;
use crate::query::page::{Limits, Page};
use crate::query::profile::{Profile, Stage};
use crate::query::request::{Near, SearchRequest, Targets};
use crate::query::returns::Selection;
use crate::query::sort::Sorter;
use crate::query::targets;
use crate::query::{autocut, rank};
use crate::schema::{Class, Date, Metric, names, uuid};
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
    /// Where times are noted.
    pub profile: &'a Profile<'a>,
    /// Where is noted what explanations need.
    pub trace: &'a Trace,
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
        highlight::check(request, class)?;
        if let Some(after) = &request.after {
            check_cursor(request, after)?;
        }
        Ok(Search { context, request, clause, sorter, targets, selection })
    }

    pub(in crate::query) fn request(&self) -> &SearchRequest {
        self.request
    }

    pub(in crate::query) fn class(&self) -> &Class {
        self.context.class
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
        self.context.profile.time(Stage::Total, || self.run_stages(place))
    }

    /// The stages that a request of this kind has.
    pub fn stages(&self) -> &'static [Stage] {
        match (&self.request.near, &self.request.keyword, &self.request.hybrid) {
            (Some(_), _, _) => &[Stage::Vector],
            (_, Some(_), _) => &[Stage::Keyword],
            (_, _, Some(_)) => &[Stage::Vector, Stage::Keyword],
            _ => &[Stage::Object],
        }
    }

    fn run_stages(&self, place: Place<'_>) -> Result<Found> {
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
                let hits = self.context.profile.time(Stage::Object, || self.list(place, &allowed, page))?;
                return Ok(self.found(hits, None));
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
                let found = self.context.profile.time(Stage::Filter, || scope.evaluate(clause)).map_err(|e| {
                    let path = self.path();
                    e.prefixed(&format!("{path}local shard object search {}: ", class.shard_path()))
                })?;
                self.context.profile.matched(found.count());
                found
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
        place.shard.rows.sort_by_doc_id(&mut rows);
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
                table.sort_by_doc_id(&mut rows);
                rows
            }
        };
        if let Some(sorter) = &self.sorter {
            sorter.sort(&mut rows, place.shard);
        }
        Ok(page.slice(rows).into_iter().map(Candidate::row).collect())
    }

    fn autocut(&self, mut hits: Vec<Candidate>, value: impl Fn(&Candidate) -> Option<f32>) -> Vec<Candidate> {
        if let Some(jumps) = self.request.auto_limit.filter(|n| *n > 0.0) {
            let values: Vec<f32> = hits.iter().map(|hit| value(hit).unwrap_or(0.0)).collect();
            hits.truncate(autocut::autocut(&values, jumps as usize));
        }
        hits
    }
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
