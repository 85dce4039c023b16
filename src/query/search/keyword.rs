//! The keyword leg: BM25 over the properties asked for.

use super::checks::split_boost;
use super::{Candidate, Place, Search};
use crate::error::{Error, Result};
use crate::order;
use crate::query::bm25::{self, AsYouType, KeywordField, KeywordQuery, Operator, Prefix, Seen};
use crate::query::profile::Stage;
use crate::query::request::Keyword;
use crate::schema::{Class, DataType};
use crate::store::{RowSet, Shard};
use crate::value::Value;

impl Search<'_> {
    /// The query over the properties that are asked for.
    pub(in crate::query) fn keyword_query<'q>(&'q self, keyword: &'q Keyword, place: Place<'q>) -> KeywordQuery<'q> {
        let class = self.context.class;
        KeywordQuery {
            text: &keyword.query,
            fields: keyword_fields(keyword.properties.as_deref(), class, place.shard),
            operator: operator(keyword),
            k1: class.k1,
            b: class.b,
            object_count: place.shard.rows.object_count() as u64,
            as_you_type: as_you_type(&keyword.as_you_type),
        }
    }

    pub(super) fn keyword(
        &self,
        keyword: &Keyword,
        place: Place<'_>,
        allowed: &RowSet,
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        let query = self.keyword_query(keyword, place);
        if query.fields.is_empty() {
            return Err(Error::unprocessable(format!(
                "{}No properties provided, and no indexed properties found in class",
                self.path()
            )));
        }
        let table = &place.shard.rows;
        let explains = self.selection.explains() && self.request.keyword.is_some();
        let mut seen = (explains || self.request.explains()).then(|| Seen::of(&query));
        let scored = self
            .context
            .profile
            .time(Stage::Keyword, || bm25::search(&query, limit, allowed, &|row| table.doc_id(row), seen.as_mut()))
            .map_err(|e| Error::unprocessable(format!("{}{e}", self.path())))?;
        let mut hits: Vec<Candidate> =
            scored.into_iter().map(|s| Candidate { score: Some(s.score), ..Candidate::row(s.row) }).collect();
        order::sort_by(&mut hits, |a, b| {
            let score = |c: &Candidate| c.score.unwrap_or(0.0);
            score(b).total_cmp(&score(a)).then_with(|| table.uuid(a.row).cmp(table.uuid(b.row)))
        });
        if let Some(seen) = seen {
            if explains {
                hits.iter_mut().for_each(|hit| hit.explain = seen.explain_score(hit.row));
            }
            self.context.trace.note(|noted| noted.keywords = Some(seen));
        }
        Ok(hits)
    }
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

fn as_you_type(asked: &Value) -> Option<AsYouType> {
    let prefix = match asked.get("prefix").as_text() {
        Some("all") => Prefix::All,
        Some("last") => Prefix::Last,
        _ => Prefix::None,
    };
    (!asked.is_null()).then(|| AsYouType { prefix, edits: asked.get("edits").as_number() == Some(1.0) })
}

fn operator(keyword: &Keyword) -> Operator {
    match keyword.operator.as_deref() {
        Some("And") => Operator::And,
        Some("AndCross") => Operator::AndCross,
        _ => Operator::Or { minimum: keyword.minimum_match.unwrap_or(0) },
    }
}
