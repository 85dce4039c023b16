//! Where the score of a row comes from.

use super::KeywordQuery;
use super::terms::Group;
use crate::text::go_float32;

/// The share of one term in the score of one property.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution<'a> {
    /// Position in [`KeywordQuery::fields`].
    pub field: usize,
    /// The term that was asked for.
    pub asked: &'a str,
    /// The term as indexed: another one only if the query is one that is being typed.
    pub term: &'a str,
    /// Its inverse document frequency times how often the query has it.
    pub idf: f64,
    /// Below 1 for another term than was asked for.
    pub discount: f64,
    /// How often the property has it.
    pub frequency: u32,
    /// Tokens of the property.
    pub length: u32,
    /// Tokens of the property in the mean.
    pub average: f64,
    /// What it adds; the sum over a property's terms, rounded to f32, is the property's score.
    pub value: f64,
}

/// Takes the scores of a query's hits apart.
pub struct Explainer<'q, 'a> {
    query: &'q KeywordQuery<'a>,
    groups: Vec<Group>,
}

impl<'q, 'a> Explainer<'q, 'a> {
    /// Of a query that [`super::search`] accepts.
    pub fn new(query: &'q KeywordQuery<'a>) -> Self {
        Explainer { query, groups: query.groups() }
    }

    /// What each term of each property adds to the score of a row that [`super::search`] found, properties that hold
    /// too few terms left out.
    pub fn contributions(&self, row: u32) -> Vec<Contribution<'_>> {
        let mut all = Vec::new();
        for group in &self.groups {
            for &at in &group.fields {
                let field = &self.query.fields[at];
                let (average, length) = (field.postings.average_length(), field.postings.length(row));
                let held = group.terms.iter().filter_map(|term| {
                    let parts = term.matches.iter().filter_map(|found| {
                        let mut rows = field.postings.rows(&found.text)?;
                        rows.skip_to(row);
                        let frequency = (rows.row() == row).then(|| rows.frequency())?;
                        let value = self.query.part(field, average, frequency, length, found.weight());
                        let (idf, discount) = (found.idf, found.discount);
                        let (asked, term) = (term.text.as_str(), found.text.as_str());
                        Some(Contribution { field: at, asked, term, idf, discount, frequency, length, average, value })
                    });
                    parts.reduce(|best, part| if part.value > best.value { part } else { best })
                });
                let held: Vec<Contribution> = held.collect();
                if held.len() >= self.query.required(group) as usize {
                    all.extend(held);
                }
            }
        }
        all
    }

    /// The server's `explainScore` of a keyword search. Of a term in several properties the last one is told.
    pub fn explain_score(&self, row: u32) -> String {
        let mut told: Vec<Contribution> = Vec::new();
        for part in self.contributions(row) {
            match told.iter_mut().find(|before| before.term == part.term) {
                Some(before) => *before = part,
                None => told.push(part),
            }
        }
        let line = |part: &Contribution| {
            let (frequency, length) = (go_float32(part.frequency as f32), go_float32(part.length as f32));
            let term = &part.term;
            format!(", BM25F_{term}_frequency:{frequency}, BM25F_{term}_propLength:{length}")
        };
        told.iter().map(line).collect()
    }

    /// The terms of the index that a property's texts are searched for: the number of the term that each stands for,
    /// its text and its weight.
    pub fn terms(&self, field: usize) -> impl Iterator<Item = (usize, &str, f64)> {
        let groups = self.groups.iter().filter(move |group| group.fields.contains(&field));
        let terms = groups.flat_map(|group| group.terms.iter().enumerate());
        terms.flat_map(|(asked, term)| term.matches.iter().map(move |one| (asked, one.text.as_str(), one.weight())))
    }
}
