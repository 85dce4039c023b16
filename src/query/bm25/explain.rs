//! Where the score of a row comes from.

use super::KeywordQuery;
use crate::text::go_float32;

/// The share of one term in the score of one property.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// Position in [`KeywordQuery::fields`].
    pub field: usize,
    /// The term as indexed.
    pub term: String,
    /// How often the property has it.
    pub frequency: u32,
    /// Tokens of the property.
    pub length: u32,
    /// What it adds; the sum over a property's terms, rounded to f32, is the property's score.
    pub value: f64,
}

/// What each term of each property adds to the score of a row that [`search`] found, properties that hold too few
/// terms left out.
pub fn contributions(query: &KeywordQuery, row: u32) -> Vec<Contribution> {
    let mut all = Vec::new();
    for group in query.groups() {
        for &at in &group.fields {
            let field = &query.fields[at];
            let (average, length) = (field.postings.average_length(), field.postings.length(row));
            let held = group.terms.iter().filter_map(|term| {
                let mut rows = field.postings.rows(&term.text)?;
                rows.skip_to(row);
                let frequency = (rows.row() == row).then(|| rows.frequency())?;
                let value = query.part(field, average, frequency, length, term.weight?);
                Some(Contribution { field: at, term: term.text.clone(), frequency, length, value })
            });
            let held: Vec<Contribution> = held.collect();
            if held.len() >= query.required(&group) as usize {
                all.extend(held);
            }
        }
    }
    all
}

/// The server's `explainScore` of a keyword search. Of a term in several properties the last one is told.
pub fn explain_score(query: &KeywordQuery, row: u32) -> String {
    let mut told: Vec<Contribution> = Vec::new();
    for part in contributions(query, row) {
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
