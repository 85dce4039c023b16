//! The search as it is written down: every posting of every term is scored. Slow, and what the fast one is held to.

use std::collections::BTreeMap;

use crate::index::Cursor;

use super::seen::{Contribution, Seen, Sought};
use super::terms::Group;
use super::top::Top;
use super::{KeywordQuery, Operator, Scored};

/// As [`super::search`].
pub fn search(
    query: &KeywordQuery,
    limit: usize,
    alive: &dyn Fn(u32) -> bool,
    doc_id: &dyn Fn(u32) -> u64,
) -> Result<Vec<Scored>, String> {
    query.check()?;
    let groups = query.groups();
    let mut totals: BTreeMap<u32, f32> = BTreeMap::new();
    for group in groups.iter() {
        for field in group.fields.iter().map(|&at| &query.fields[at]) {
            let average = field.postings.average_length();
            // f64 sum and number of distinct terms
            let mut sums: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
            for term in &group.terms {
                let mut most: BTreeMap<u32, f64> = BTreeMap::new();
                for found in &term.matches {
                    let rows = field.postings.rows(&found.text).into_iter().flatten();
                    for (row, frequency) in rows.filter(|p| alive(p.0)) {
                        let length = field.postings.length(row);
                        let part = query.part(field, average, frequency, length, found.weight());
                        let best = most.entry(row).or_insert(part);
                        *best = best.max(part);
                    }
                }
                for (row, part) in most {
                    let (sum, terms) = sums.entry(row).or_default();
                    *sum += part;
                    *terms += 1;
                }
            }
            for (row, (sum, terms)) in sums {
                if terms >= query.required(group) {
                    *totals.entry(row).or_default() += sum as f32;
                }
            }
        }
    }
    if query.operator == Operator::AndCross {
        totals.retain(|row, _| groups.iter().all(|group| holds_all_terms(query, group, *row)));
    }
    let mut top = Top::new(limit, doc_id);
    totals.into_iter().for_each(|(row, score)| {
        top.add(Scored { row, score });
    });
    Ok(top.into_sorted())
}

/// What each term adds to the score of a row, by a look at all rows of each; numbered as [`Seen::sought`].
pub fn contributions(query: &KeywordQuery, row: u32, seen: &Seen) -> Vec<Contribution> {
    let mut all = Vec::new();
    for group in query.groups() {
        for &at in &group.fields {
            let field = &query.fields[at];
            let (average, length) = (field.postings.average_length(), field.postings.length(row));
            let mut held = Vec::new();
            for term in &group.terms {
                let mut best: Option<(&str, u32, f64)> = None;
                for found in &term.matches {
                    let mut rows = field.postings.rows(&found.text).into_iter().flatten();
                    let Some((_, frequency)) = rows.find(|&(other, _)| other == row) else { continue };
                    let value = query.part(field, average, frequency, length, found.weight());
                    if best.is_none_or(|(_, _, best)| best < value) {
                        best = Some((&found.text, frequency, value));
                    }
                }
                held.extend(best.map(|best| (term, best)));
            }
            // where a property lacks terms that it must have, none of its terms need have been sought
            if held.len() >= query.required(&group) as usize {
                all.extend(held.into_iter().map(|(term, (text, frequency, value))| {
                    let is_it = |one: &Sought| (one.field, &*one.asked, &*one.term) == (at, &*term.text, text);
                    let sought = seen.sought.iter().position(is_it).expect("all that counts was sought");
                    Contribution { sought, frequency, length, value }
                }));
            }
        }
    }
    all
}

/// Whether each term of the group occurs in some property of it.
fn holds_all_terms(query: &KeywordQuery, group: &Group, row: u32) -> bool {
    group.terms.iter().all(|term| {
        let lists = |text: &str| group.fields.iter().filter_map(|&at| query.fields[at].postings.rows(text)).collect();
        let holds = |lists: Vec<Cursor>| lists.into_iter().any(|mut rows| rows.any(|(other, _)| other == row));
        term.matches.iter().any(|found| holds(lists(&found.text)))
    })
}
