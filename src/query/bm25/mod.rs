//! Keyword search: BM25F as the server's BlockMax path scores it.
//!
//! Searched properties are grouped by their analysis key. In a group every distinct query term `t` has one weight,
//! `idf(t) × times asked`, from the mean document frequency over the group's properties. A property `p` of document
//! `d` scores `Σ tf / (tf + k1·(1−b + b·len/avg)) × weight(t) × boost(p)` in f64, a document the sum of its
//! properties as f32. There is no factor k1+1, and a boost multiplies after saturation.

mod explain;
#[cfg(test)]
mod oracle;
mod search;
#[cfg(test)]
mod tests;
mod top;

use crate::index::Postings;
use crate::text::Analyzer;

pub use explain::{Contribution, contributions, explain_score};
pub use search::search;
pub use top::{Scored, sort_for_display};

/// A searched property.
#[derive(Clone, Copy)]
pub struct KeywordField<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its index.
    pub postings: &'a Postings,
    /// How its texts and the query become tokens.
    pub analyzer: &'a Analyzer,
    /// Multiplies its score.
    pub boost: f32,
}

/// Which of the query's terms a document must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// At least `minimum` distinct ones in one property; 0 is 1. A property with fewer does not score.
    Or {
        /// How many.
        minimum: u32,
    },
    /// All of them in one property.
    And,
    /// All of them, spread over the properties at will.
    AndCross,
}

/// A keyword search over one shard.
pub struct KeywordQuery<'a> {
    /// The query as given.
    pub text: &'a str,
    /// The searched properties, each once.
    pub fields: Vec<KeywordField<'a>>,
    /// What a match is.
    pub operator: Operator,
    /// Saturation of term frequencies, at least 0.
    pub k1: f64,
    /// Share of length normalisation, 0 to 1.
    pub b: f64,
    /// Objects in the shard, with or without the properties.
    pub object_count: u64,
}

/// One distinct query term within a group.
struct Term {
    text: String,
    /// Its inverse document frequency times how often the query has it; `None` where no property has the term.
    weight: Option<f64>,
}

/// Properties that share query terms.
struct Group {
    key: String,
    fields: Vec<usize>,
    terms: Vec<Term>,
}

impl KeywordQuery<'_> {
    fn groups(&self) -> Vec<Group> {
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
        for token in self.fields[fields[0]].analyzer.query_tokens(self.text) {
            match asked.iter_mut().find(|(text, _)| *text == token) {
                Some((_, times)) => *times += 1,
                None => asked.push((token, 1)),
            }
        }
        let weighted = asked.into_iter().map(|(text, times)| {
            let frequencies = fields.iter().map(|&at| self.fields[at].postings.doc_frequency(&text));
            let held: Vec<u64> = frequencies.filter(|&n| n > 0).collect();
            let weight = (!held.is_empty()).then(|| {
                // whole-number division, as on the server
                let n = held.iter().sum::<u64>() / held.len() as u64;
                let missing = self.object_count.max(n) - n;
                (1.0 + (missing as f64 + 0.5) / (n as f64 + 0.5)).ln() * f64::from(times)
            });
            Term { text, weight }
        });
        weighted.collect()
    }

    /// What a term adds to a property's score.
    fn part(&self, field: &KeywordField, average: f64, frequency: u32, length: u32, weight: f64) -> f64 {
        let frequency = f64::from(frequency);
        let normal = 1.0 - self.b + self.b * f64::from(length) / average;
        frequency / (frequency + self.k1 * normal) * weight * f64::from(field.boost)
    }

    /// Distinct terms that one property must hold to score.
    fn required(&self, group: &Group) -> u32 {
        match self.operator {
            Operator::Or { minimum } => minimum.max(1),
            Operator::And => group.terms.len() as u32,
            Operator::AndCross => 1,
        }
    }

    fn check(&self) -> Result<(), String> {
        let agree = |a: &KeywordField, b: &KeywordField| a.analyzer.agrees_with(b.analyzer);
        if self.operator == Operator::AndCross && !self.fields.windows(2).all(|pair| agree(&pair[0], &pair[1])) {
            return Err("OPERATOR_AND_CROSS requires all searched properties to share the same tokenization \
                and analyzer settings"
                .to_owned());
        }
        Ok(())
    }
}
