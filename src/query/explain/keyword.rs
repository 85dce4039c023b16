//! The keyword part of an explanation: what each term of each property adds.

use super::Flat;
use crate::query::bm25::Seen;

/// What the terms of a keyword search add to the hits of a page.
pub(super) struct Keywords<'s> {
    seen: &'s Seen,
    /// What was sought and found in any hit: hits refer to it by its number in this table.
    table: Vec<usize>,
    /// The numbers, by what was sought.
    numbers: Vec<Option<usize>>,
}

impl<'s> Keywords<'s> {
    pub fn new(seen: &'s Seen) -> Self {
        Keywords { seen, table: Vec::new(), numbers: vec![None; seen.sought.len()] }
    }

    /// Explains a row that the search found.
    pub fn explain(&mut self, row: u32, out: &mut Flat) {
        let parts = self.seen.contributions(row);
        out.count(parts.len());
        out.push(&[self.seen.score(row)]);
        for part in parts {
            let number = *self.numbers[part.sought].get_or_insert_with(|| {
                self.table.push(part.sought);
                self.table.len() - 1
            });
            out.count(number);
            out.numbers.extend([f64::from(part.frequency), f64::from(part.length), part.value]);
        }
    }

    /// Tells the table.
    pub fn head(&self, out: &mut Flat) {
        out.count(self.seen.fields.len());
        self.seen.fields.iter().for_each(|name| out.text(name));
        out.count(self.table.len());
        for &at in &self.table {
            let sought = &self.seen.sought[at];
            let other = sought.asked != sought.term;
            out.text(&sought.term);
            if other {
                out.text(&sought.asked);
            }
            out.count(usize::from(other));
            out.count(sought.field);
            out.numbers.extend([sought.idf, sought.discount, f64::from(sought.boost), sought.average]);
        }
    }
}
