//! The search as it is written down: every posting of every term is scored. Slow, and what the fast one is held to.

use std::collections::BTreeMap;

use crate::index::Cursor;

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

/// Whether each term of the group occurs in some property of it.
fn holds_all_terms(query: &KeywordQuery, group: &Group, row: u32) -> bool {
    group.terms.iter().all(|term| {
        let lists = |text: &str| group.fields.iter().filter_map(|&at| query.fields[at].postings.rows(text)).collect();
        let holds = |lists: Vec<Cursor>| lists.into_iter().any(|mut rows| rows.any(|(other, _)| other == row));
        term.matches.iter().any(|found| holds(lists(&found.text)))
    })
}
