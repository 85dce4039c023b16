//! What a search has seen of the rows that it found: their scores, taken apart without another walk.

use super::KeywordQuery;
use crate::text::go_float32;

/// A term of the index that a property was searched for.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    /// Position in [`KeywordQuery::fields`].
    pub field: usize,
    /// The term that was asked for.
    pub asked: String,
    /// The term as indexed: another one only if the query is one that is being typed.
    pub term: String,
    /// Its inverse document frequency times how often the query has it.
    pub idf: f64,
    /// Below 1 for another term than was asked for.
    pub discount: f64,
    /// Multiplies the score of the property.
    pub boost: f32,
    /// Tokens of the property in the mean.
    pub average: f64,
}

/// The share of one term in the score of one property of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// Position in [`Seen::sought`].
    pub sought: usize,
    /// How often the property has it.
    pub frequency: u32,
    /// Tokens of the property.
    pub length: u32,
    /// What it adds; the sum over a property's terms, rounded to f32, is the property's score.
    pub value: f64,
}

/// The scores of the rows that a search found, term by term and property by property; properties that hold too few
/// terms are left out. Also those of rows that others have displaced.
#[derive(Debug)]
pub struct Seen {
    /// Names of the searched properties.
    pub fields: Vec<String>,
    /// What was sought, by property.
    pub sought: Vec<Sought>,
    /// Rows ascending, each with the end of its contributions.
    pub(super) rows: Vec<(u32, usize)>,
    pub(super) parts: Vec<Contribution>,
}

/// Rows and shares that there is room for at once: more than most searches for a page see. To grow there step by step
/// would be a good part of what an explanation costs.
const ROWS: usize = 128;
const PARTS: usize = 4 * ROWS;

impl Seen {
    /// Nothing yet, of a query that is about to be searched for.
    pub fn of(query: &KeywordQuery) -> Seen {
        let fields = query.fields.iter().map(|field| field.name.to_owned()).collect();
        Seen { fields, sought: Vec::new(), rows: Vec::with_capacity(ROWS), parts: Vec::with_capacity(PARTS) }
    }

    /// What each term of each property adds to the score of a row; nothing to one that was not found.
    pub fn contributions(&self, row: u32) -> &[Contribution] {
        let Ok(at) = self.rows.binary_search_by_key(&row, |one| one.0) else { return &[] };
        let from = at.checked_sub(1).map_or(0, |before| self.rows[before].1);
        &self.parts[from..self.rows[at].1]
    }

    /// The score of a row, as the search adds it up.
    pub fn score(&self, row: u32) -> f32 {
        let field = |part: &Contribution| self.sought[part.sought].field;
        let properties = self.contributions(row).chunk_by(|a, b| field(a) == field(b));
        properties.map(|parts| parts.iter().map(|part| part.value).sum::<f64>() as f32).sum()
    }

    /// The server's `explainScore` of a keyword search. Of a term in several properties the last one is told.
    pub fn explain_score(&self, row: u32) -> String {
        let term = |part: &Contribution| &self.sought[part.sought].term;
        let mut told: Vec<&Contribution> = Vec::new();
        for part in self.contributions(row) {
            match told.iter_mut().find(|before| term(before) == term(part)) {
                Some(before) => *before = part,
                None => told.push(part),
            }
        }
        let line = |part: &&Contribution| {
            let (frequency, length) = (go_float32(part.frequency as f32), go_float32(part.length as f32));
            let term = term(part);
            format!(", BM25F_{term}_frequency:{frequency}, BM25F_{term}_propLength:{length}")
        };
        told.iter().map(line).collect()
    }
}
