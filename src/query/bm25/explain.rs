//! Where the score of a row comes from.

use super::KeywordQuery;
use super::terms::{Group, Match, Term};
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
    groups: &'q [Group],
}

impl<'q, 'a> Explainer<'q, 'a> {
    /// Of a query that [`super::search`] accepts.
    pub fn new(query: &'q KeywordQuery<'a>) -> Self {
        Explainer { query, groups: query.groups() }
    }

    /// What each term of each property adds to the scores of rows that [`super::search`] found, properties that hold too
    /// few terms left out: a list per row. All rows together, because a walk over a term's rows is dear to begin.
    pub fn contributions(&self, rows: &[u32]) -> Vec<Vec<Contribution<'_>>> {
        let mut ascending: Vec<usize> = Vec::with_capacity(rows.len());
        for at in 0..rows.len() {
            ascending.insert(ascending.partition_point(|&other| rows[other] <= rows[at]), at);
        }
        let mut all = vec![Vec::new(); rows.len()];
        for group in self.groups {
            for &field in &group.fields {
                let mut held = vec![Vec::new(); rows.len()];
                for (number, term) in group.terms.iter().enumerate() {
                    term.matches
                        .iter()
                        .for_each(|found| self.meet(field, (number, term, found), rows, &ascending, &mut held));
                }
                let required = self.query.required(group) as usize;
                for (all, held) in all.iter_mut().zip(held) {
                    if held.len() >= required {
                        all.extend(held.into_iter().map(|(_, part)| part));
                    }
                }
            }
        }
        all
    }

    /// Adds what a term of the index adds to each of the rows, in place of another one that stands for the same term
    /// and adds less.
    fn meet<'e>(
        &'e self,
        field: usize,
        (number, term, found): (usize, &'e Term, &'e Match),
        rows: &[u32],
        ascending: &[usize],
        held: &mut [Vec<(usize, Contribution<'e>)>],
    ) {
        let own = &self.query.fields[field];
        let Some(mut walk) = own.postings.rows(&found.text) else { return };
        let average = own.postings.average_length();
        for &at in ascending {
            walk.skip_to(rows[at]);
            if walk.row() != rows[at] {
                continue;
            }
            let (frequency, length) = (walk.frequency(), own.postings.length(rows[at]));
            let value = self.query.part(own, average, frequency, length, found.weight());
            let (idf, discount) = (found.idf, found.discount);
            let (asked, term) = (term.text.as_str(), found.text.as_str());
            let part = Contribution { field, asked, term, idf, discount, frequency, length, average, value };
            match held[at].last_mut().filter(|(last, _)| *last == number) {
                Some((_, best)) if best.value >= value => {}
                Some((_, best)) => *best = part,
                None => held[at].push((number, part)),
            }
        }
    }

    /// The server's `explainScore` of a keyword search, of each of these rows. Of a term in several properties the last
    /// one is told.
    pub fn explain_scores(&self, rows: &[u32]) -> Vec<String> {
        self.contributions(rows).into_iter().map(|parts| told(&parts)).collect()
    }

    /// The terms of the index that a property's texts are searched for: the number of the term that each stands for,
    /// its text and its weight.
    pub fn terms(&self, field: usize) -> impl Iterator<Item = (usize, &str, f64)> {
        let groups = self.groups.iter().filter(move |group| group.fields.contains(&field));
        let terms = groups.flat_map(|group| group.terms.iter().enumerate());
        terms.flat_map(|(asked, term)| term.matches.iter().map(move |one| (asked, one.text.as_str(), one.weight())))
    }
}

fn told(parts: &[Contribution]) -> String {
    let mut told: Vec<&Contribution> = Vec::new();
    for part in parts {
        match told.iter_mut().find(|before| before.term == part.term) {
            Some(before) => *before = part,
            None => told.push(part),
        }
    }
    let line = |part: &&Contribution| {
        let (frequency, length) = (go_float32(part.frequency as f32), go_float32(part.length as f32));
        let term = &part.term;
        format!(", BM25F_{term}_frequency:{frequency}, BM25F_{term}_propLength:{length}")
    };
    told.iter().map(line).collect()
}
