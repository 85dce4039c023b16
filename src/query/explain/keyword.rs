//! The keyword part of an explanation: what each term of each property adds.

use super::Flat;
use crate::query::bm25::{Contribution, Explainer, KeywordQuery};

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
    asked: String,
    idf: f64,
    discount: f64,
    average: f64,
}

impl<'q, 'a> Keywords<'q, 'a> {
    pub fn new(query: &'q KeywordQuery<'a>) -> Self {
        Keywords { query, explainer: Explainer::new(query), table: Vec::new() }
    }

    /// Explains a hit that the search found.
    pub fn explain(&mut self, row: u32, out: &mut Flat) {
        let parts = self.explainer.contributions(row);
        out.count(parts.len());
        out.push(&[score(&parts)]);
        for part in &parts {
            let known = self.table.iter().position(|one| one.field == part.field && one.term == part.term);
            let at = known.unwrap_or_else(|| {
                self.table.push(Entry::new(part));
                self.table.len() - 1
            });
            out.count(at);
            out.numbers.extend([f64::from(part.frequency), f64::from(part.length), part.value]);
        }
    }

    /// Tells the table.
    pub fn head(&self, out: &mut Flat) {
        out.count(self.table.len());
        for one in &self.table {
            let field = &self.query.fields[one.field];
            [&one.term, &one.asked, field.name].into_iter().for_each(|text| out.text(text));
            out.numbers.extend([one.idf, one.discount, f64::from(field.boost), one.average]);
        }
    }
}

/// The score of the properties together, as the search adds it up.
fn score(parts: &[Contribution<'_>]) -> f32 {
    let properties = parts.chunk_by(|a, b| a.field == b.field);
    properties.map(|parts| parts.iter().map(|part| part.value).sum::<f64>() as f32).sum()
}

impl Entry {
    fn new(part: &Contribution<'_>) -> Entry {
        Entry {
            field: part.field,
            term: part.term.to_owned(),
            asked: part.asked.to_owned(),
            idf: part.idf,
            discount: part.discount,
            average: part.average,
        }
    }
}
