//! The keyword part of an explanation: what each term of each property adds.

use super::Flat;
use crate::query::bm25::{Contribution, Explainer};

/// What the terms of a keyword search add to the hits of a page.
pub(super) struct Keywords<'e> {
    /// By hit.
    parts: Vec<Vec<Contribution<'e>>>,
    /// One contribution of each term of each property that any hit has: hits refer to it by its number.
    table: Vec<Contribution<'e>>,
    names: Vec<&'e str>,
    weights: Vec<f32>,
}

impl<'e> Keywords<'e> {
    /// `rows` of the page; the names and weights of the searched properties.
    pub fn new(
        explainer: &'e Explainer<'_, '_>,
        rows: &[u32],
        properties: impl Iterator<Item = (&'e str, f32)>,
    ) -> Self {
        let (names, weights) = properties.unzip();
        Keywords { parts: explainer.contributions(rows), table: Vec::new(), names, weights }
    }

    /// Explains the hit at this place of the page, which the search found.
    pub fn explain(&mut self, hit: usize, out: &mut Flat) {
        let parts = std::mem::take(&mut self.parts[hit]);
        out.count(parts.len());
        out.push(&[score(&parts)]);
        for part in parts {
            let known = self.table.iter().position(|one| one.field == part.field && one.term == part.term);
            out.count(known.unwrap_or(self.table.len()));
            out.numbers.extend([f64::from(part.frequency), f64::from(part.length), part.value]);
            if known.is_none() {
                self.table.push(part);
            }
        }
    }

    /// Tells the table.
    pub fn head(&self, out: &mut Flat) {
        out.count(self.names.len());
        self.names.iter().for_each(|name| out.text(name));
        out.count(self.table.len());
        for part in &self.table {
            let other = part.asked != part.term;
            out.text(part.term);
            if other {
                out.text(part.asked);
            }
            out.count(usize::from(other));
            out.count(part.field);
            out.numbers.extend([part.idf, part.discount, f64::from(self.weights[part.field]), part.average]);
        }
    }
}

/// The score of the properties together, as the search adds it up.
fn score(parts: &[Contribution<'_>]) -> f32 {
    let properties = parts.chunk_by(|a, b| a.field == b.field);
    properties.map(|parts| parts.iter().map(|part| part.value).sum::<f64>() as f32).sum()
}
