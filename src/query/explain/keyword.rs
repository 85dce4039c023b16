//! The keyword part of an explanation: what each term of each property adds.

use super::Explanations;
use crate::query::bm25::{Contribution, Explainer, KeywordQuery};
use crate::value::Value;

/// The terms of a keyword search, and a table of those that hits have.
pub(super) struct Keywords<'q, 'a> {
    query: &'q KeywordQuery<'a>,
    explainer: Explainer<'q, 'a>,
    table: Vec<Entry>,
}

/// A term of a property, which hits refer to by its number.
struct Entry {
    field: usize,
    term: String,
    told: Value,
}

impl<'q, 'a> Keywords<'q, 'a> {
    pub fn new(query: &'q KeywordQuery<'a>) -> Self {
        Keywords { query, explainer: Explainer::new(query), table: Vec::new() }
    }

    /// Explains a hit that the search found.
    pub fn explain(&mut self, row: u32, out: &mut Explanations) {
        let parts = self.explainer.contributions(row);
        out.count(parts.len());
        out.push(&[score(&parts)]);
        for part in &parts {
            let known = self.table.iter().position(|one| one.field == part.field && one.term == part.term);
            let at = known.unwrap_or_else(|| {
                self.table.push(entry(self.query, part));
                self.table.len() - 1
            });
            out.count(at);
            out.numbers.extend([f64::from(part.frequency), f64::from(part.length), part.value]);
        }
    }

    /// The table.
    pub fn terms(self) -> Value {
        Value::List(self.table.into_iter().map(|one| one.told).collect())
    }
}

/// The score of the properties together, as the search adds it up.
fn score(parts: &[Contribution<'_>]) -> f32 {
    let properties = parts.chunk_by(|a, b| a.field == b.field);
    properties.map(|parts| parts.iter().map(|part| part.value).sum::<f64>() as f32).sum()
}

fn entry(query: &KeywordQuery, part: &Contribution<'_>) -> Entry {
    let field = &query.fields[part.field];
    let mut told = Value::from_pairs([
        ("term", part.term.into()),
        ("property", field.name.into()),
        ("idf", part.idf.into()),
        ("weight", f64::from(field.boost).into()),
        ("averageLength", part.average.into()),
    ]);
    if part.term != part.asked {
        told.set("query", part.asked.into());
        told.set("discount", part.discount.into());
    }
    Entry { field: part.field, term: part.term.to_owned(), told }
}
