//! From a query's text to the terms of the index that it finds.

use std::cmp::Reverse;

use super::KeywordQuery;
use crate::index::Likeness;

/// Finds what a query that is still being typed may become, and what it may have meant.
///
/// A term then stands for several terms of the index. Each of them is scored as if it had been asked for, times a
/// discount: half for an edit, and for a completion the mean of 1 and the part of the word that is typed. Of those that
/// a property has, the one that adds most counts. No term weighs more, before the discount, than the weightiest of those
/// that are more like what was asked for: a rare typing error in a text is no better find than the word itself.
#[derive(Clone, Copy, Debug)]
pub struct AsYouType {
    /// Which terms may be beginnings of words.
    pub prefix: Prefix,
    /// Whether one letter may be wrong, missing or too many, or two have changed places.
    pub edits: bool,
}

/// Which terms of a query may be beginnings of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// None.
    None,
    /// The last one.
    Last,
    /// All.
    All,
}

/// Most terms of the index that one term stands for: the most alike, of those the most frequent.
const MOST: usize = 32;

/// What an edit leaves of a weight.
const EDIT: f64 = 0.5;

/// One distinct query term within a group.
#[derive(Debug)]
pub(super) struct Term {
    /// As asked for.
    pub text: String,
    /// The terms of the index that it stands for: without [`AsYouType`] itself, if any property has it.
    pub matches: Vec<Match>,
}

/// A term of the index.
#[derive(Debug)]
pub(super) struct Match {
    pub text: String,
    /// Its inverse document frequency times how often the query has the term that it stands for.
    pub idf: f64,
    /// 1, or less for another term than was asked for.
    pub discount: f64,
}

impl Match {
    pub fn weight(&self) -> f64 {
        self.idf * self.discount
    }
}

/// Properties that share query terms.
#[derive(Debug)]
pub(super) struct Group {
    key: String,
    pub fields: Vec<usize>,
    pub terms: Vec<Term>,
}

/// A term of the index that may stand for one that was asked for.
struct Alike<'a> {
    text: &'a str,
    likeness: Likeness,
    /// Live rows in each property that has it.
    rows: Vec<u64>,
}

impl Alike<'_> {
    /// Smaller for what comes first.
    fn order(&self) -> (Likeness, Reverse<u64>, &str) {
        (self.likeness, Reverse(self.rows.iter().sum()), self.text)
    }
}

/// Puts one among the first [`MOST`], which are in order, if it belongs there.
fn keep<'a>(first: &mut Vec<Alike<'a>>, one: Alike<'a>) {
    let at = first.partition_point(|other| other.order() < one.order());
    if at < MOST {
        first.insert(at, one);
        first.truncate(MOST);
    }
}

impl KeywordQuery<'_> {
    /// The terms of the index that each of the properties is searched for: the number of the term that it stands for, its
    /// text and its weight.
    pub fn terms_by_field(&self) -> Vec<Vec<(usize, String, f64)>> {
        let mut all = vec![Vec::new(); self.fields.len()];
        for group in self.groups() {
            let asked = group.terms.iter().enumerate();
            let terms = asked.flat_map(|(at, term)| term.matches.iter().map(move |one| (at, one)));
            let told: Vec<_> = terms.map(|(at, one)| (at, one.text.clone(), one.weight())).collect();
            group.fields.iter().for_each(|&field| all[field].clone_from(&told));
        }
        all
    }

    /// The query's terms by the properties that share them.
    pub(super) fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            let key = field.analyzer.key(field.name);
            match groups.iter_mut().find(|group| group.key == key) {
                Some(group) => group.fields.push(at),
                None => groups.push(Group { key, fields: vec![at], terms: Vec::new() }),
            }
        }
        for group in &mut groups {
            group.terms = self.terms(&group.fields);
        }
        groups
    }

    /// The distinct terms in order of appearance.
    fn terms(&self, fields: &[usize]) -> Vec<Term> {
        let mut asked: Vec<(String, u32)> = Vec::new();
        let tokens = self.fields[fields[0]].analyzer.query_tokens(self.text);
        let last = tokens.last().cloned();
        for token in tokens {
            match asked.iter_mut().find(|(text, _)| *text == token) {
                Some((_, times)) => *times += 1,
                None => asked.push((token, 1)),
            }
        }
        let term = |(text, times): (String, u32)| {
            let matches = match self.as_you_type {
                None => self.itself(&text, fields, times),
                Some(AsYouType { prefix, edits }) => {
                    let begun = prefix == Prefix::All || prefix == Prefix::Last && Some(&text) == last.as_ref();
                    self.alike(&text, fields, times, begun, edits)
                }
            };
            Term { text, matches }
        };
        asked.into_iter().map(term).collect()
    }

    fn itself(&self, text: &str, fields: &[usize], times: u32) -> Vec<Match> {
        let frequencies = fields.iter().map(|&at| self.fields[at].postings.doc_frequency(text));
        let held: Vec<u64> = frequencies.filter(|&n| n > 0).collect();
        let found = || Match { text: text.to_owned(), idf: self.idf(&held, times), discount: 1.0 };
        (!held.is_empty()).then(found).into_iter().collect()
    }

    /// From the document frequencies in those properties that have a term.
    fn idf(&self, held: &[u64], times: u32) -> f64 {
        // whole-number division, as on the server
        let n = held.iter().sum::<u64>() / held.len() as u64;
        let missing = self.object_count.max(n) - n;
        (1.0 + (missing as f64 + 0.5) / (n as f64 + 0.5)).ln() * f64::from(times)
    }

    fn alike(&self, text: &str, fields: &[usize], times: u32, begun: bool, edited: bool) -> Vec<Match> {
        let mut all: Vec<Alike> = Vec::new();
        for &at in fields {
            let mut own: Vec<Alike> = Vec::new();
            for (term, likeness, rows) in self.fields[at].postings.alike(text, begun, edited) {
                keep(&mut own, Alike { text: term, likeness, rows: vec![rows] });
            }
            // those of all properties compete by their rows in all of them
            for mut one in own {
                if !all.iter().any(|known| known.text == one.text) {
                    let frequencies = fields.iter().map(|&at| self.fields[at].postings.doc_frequency(one.text));
                    one.rows = frequencies.filter(|&rows| rows > 0).collect();
                    keep(&mut all, one);
                }
            }
        }
        let typed = text.chars().count() as f64;
        let mut matches = Vec::with_capacity(all.len());
        let mut limit = f64::INFINITY;
        for one in all.chunk_by(|a, b| a.likeness == b.likeness) {
            let mut weightiest = 0.0_f64;
            for Alike { text, likeness, rows } in one {
                let idf = self.idf(rows, times).min(limit);
                weightiest = weightiest.max(idf);
                let completion = (1.0 + (typed / text.chars().count() as f64).min(1.0)) / 2.0;
                let discount = match likeness {
                    Likeness::Same => 1.0,
                    Likeness::Completed => completion,
                    Likeness::Edited => EDIT,
                    Likeness::EditedAndCompleted => EDIT * completion,
                };
                matches.push(Match { text: (*text).to_owned(), idf, discount });
            }
            limit = limit.min(weightiest);
        }
        matches
    }
}
