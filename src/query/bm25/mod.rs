//! Keyword search: BM25F as the server's BlockMax path scores it.
//!
//! Searched properties are grouped by their analysis key. In a group every distinct query term `t` has one weight,
//! `idf(t) × times asked`, from the mean document frequency over the group's properties. A property `p` of document
//! `d` scores `Σ tf / (tf + k1·(1−b + b·len/avg)) × weight(t) × boost(p)` in f64, a document the sum of its
//! properties as f32. There is no factor k1+1, and a boost multiplies after saturation.
//!
//! While a query is being typed, a term may stand for others like it: see [`AsYouType`].

#[cfg(test)]
mod oracle;
mod search;
mod seen;
mod terms;
#[cfg(test)]
mod tests;
mod top;

use crate::index::Postings;
use crate::text::Analyzer;
use terms::Group;

pub use search::search;
pub use seen::{Contribution, Seen, Sought};
pub use terms::{AsYouType, Prefix};
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
    /// Whether terms stand for others like them.
    pub as_you_type: Option<AsYouType>,
}

impl KeywordQuery<'_> {
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
