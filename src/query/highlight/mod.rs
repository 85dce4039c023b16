//! Which words of a hit a search found: the best passage of each text, by BM25 and by MaxSim.
//!
//! The words of a text query are found by the tokens of the index, the words that query vectors met by the labels of
//! the document's token vectors. Both count as in the score: a term by its weight, a token by its similarity, each as a
//! share of its leg, and of a hybrid search by the weight of the leg.

mod align;
mod passage;

use super::explain::{Noted, TokenMatch, Vectors};
use super::request::{Keyword, SearchRequest};
use super::search::{Candidate, Place, Search};
use crate::error::{Error, Result};
use crate::schema::{Class, DataType, names};
use crate::text::{Span, each_span};
use crate::value::Value;
use align::align;
use passage::Found;
pub use passage::Passage;

/// UTF-16 code units of a passage where nothing else is asked for.
const LENGTH: u32 = 200;

/// The best passage of a property.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    /// The property.
    pub property: String,
    /// Which of its texts, where it is a list.
    pub item: Option<usize>,
    /// The passage.
    pub passage: Passage,
}

/// Refuses what no passage can be made of.
pub fn check(request: &SearchRequest, class: &Class) -> Result<()> {
    let asked = &request.highlight;
    for name in asked.get("properties").texts() {
        let name = names::lower_first(&name);
        let property = class.property(&name).ok_or_else(|| class.no_such_property(&name).prefixed("highlight: "))?;
        if property.data_type != DataType::Text {
            let kind = property.type_name();
            return Err(Error::unprocessable(format!("highlight: property {name:?} must be a text, it is {kind}")));
        }
    }
    match asked.get("length").as_number() {
        Some(length) if length.is_nan() || length < 1.0 => {
            Err(Error::unprocessable(format!("highlight: length must be at least 1, got {length}")))
        }
        _ => Ok(()),
    }
}

/// What a search looks for: a text, and how much the leg of the text and that of vectors count.
fn sought(request: &SearchRequest) -> (Keyword, f64, f64) {
    let text = |query: String| Keyword { query, ..Keyword::default() };
    match (&request.keyword, &request.hybrid, &request.near) {
        (Some(keyword), _, _) => (keyword.clone(), 1.0, 0.0),
        (_, Some(hybrid), _) => (hybrid.keyword(), 1.0 - hybrid.alpha, hybrid.alpha),
        (_, _, Some(near)) => match &near.text {
            Some(near) => (text(near.concepts.join(" ")), 0.5, 0.5),
            None => (text(String::new()), 0.0, 1.0),
        },
        _ => (text(String::new()), 0.0, 0.0),
    }
}

/// A term of the index with the number of the term asked for that it stands for, and its mass. They are few.
struct SoughtTerm {
    text: String,
    what: usize,
    mass: f64,
}

/// A property whose texts are looked at.
struct Sought {
    /// Position in the class.
    property: usize,
    terms: Vec<SoughtTerm>,
}

impl Search<'_> {
    /// The passages of each hit of a page, by property.
    pub fn highlight(&self, place: Place<'_>, page: &[&Candidate], noted: &Noted) -> Result<Vec<Vec<Highlight>>> {
        let (request, class) = (self.request(), self.class());
        let (mut keyword, by_text, by_vectors) = sought(request);
        let asked = request.highlight.get("properties").texts();
        let mut names = if asked.is_empty() { keyword.properties.clone().unwrap_or_default() } else { asked };
        if names.is_empty() {
            let texts = class.properties.iter().filter(|p| p.searchable && p.data_type == DataType::Text);
            names = texts.map(|p| p.name.clone()).collect();
        }
        let names: Vec<String> =
            names.iter().map(|name| names::lower_first(name.split('^').next().unwrap_or(name))).collect();
        keyword.properties = Some(names.clone());
        let query = self.keyword_query(&keyword, place);
        let by_field = query.terms_by_field();
        let each = names.iter().filter_map(|name| {
            let property = class.property_index(name)?;
            let field = query.fields.iter().position(|field| field.name == name);
            let terms = field.filter(|_| by_text > 0.0).map(|field| terms(&by_field[field], by_text));
            Some(Sought { property, terms: terms.unwrap_or_default() })
        });
        let sought: Vec<Sought> = each.collect();
        let length = request.highlight.get("length").as_number().map_or(LENGTH, |length| length as u32);
        let vectors = Vectors::new(class, place, noted, false)?;
        let one = |hit: &&Candidate| -> Result<Vec<Highlight>> {
            let body = place.shard.rows.body(hit.row)?;
            let matches = if by_vectors > 0.0 { vectors.matches(hit.row)? } else { Vec::new() };
            let mut found = Vec::new();
            for Sought { property, terms } in &sought {
                let name = &class.properties[*property].name;
                let best = |text: &str| {
                    let mut all = by_tokens(class, *property, text, terms);
                    for one in by_labels(text, &matches, terms.len(), by_vectors) {
                        all.insert(all.partition_point(|other| other.at < one.at), one);
                    }
                    passage::best(text, &all, length)
                };
                let highlight = |item, passage| Highlight { property: name.clone(), item, passage };
                match body.properties.get(name) {
                    Value::Text(text) => found.extend(best(text).map(|passage| highlight(None, passage))),
                    Value::List(texts) => {
                        let each = texts.iter().enumerate().filter_map(|(at, text)| Some((at, best(text.as_text()?)?)));
                        let most = each.reduce(|most, one| if one.1.mass > most.1.mass { one } else { most });
                        found.extend(most.map(|(at, passage)| highlight(Some(at), passage)));
                    }
                    _ => {}
                }
            }
            Ok(found)
        };
        page.iter().map(one).collect()
    }
}

/// The terms of a property with their share of all that a property can hold.
fn terms(all: &[(usize, String, f64)], share: f64) -> Vec<SoughtTerm> {
    let most = |asked: usize| all.iter().filter(|one| one.0 == asked).map(|one| one.2).fold(0.0, f64::max);
    let count = all.iter().map(|one| one.0 + 1).max().unwrap_or(0);
    let whole: f64 = (0..count).map(most).sum();
    let term = |(what, text, weight): &(usize, String, f64)| SoughtTerm {
        text: text.clone(),
        what: *what,
        mass: share * weight / whole.max(f64::MIN_POSITIVE),
    };
    all.iter().map(term).collect()
}

fn by_tokens(class: &Class, property: usize, text: &str, terms: &[SoughtTerm]) -> Vec<Found> {
    let mut found = Vec::new();
    if !terms.is_empty() {
        each_span(class.analyzer(property), text, &mut |token, at| {
            let sought = terms.iter().find(|term| term.text == token);
            found.extend(sought.map(|&SoughtTerm { what, mass, .. }| Found { at, what, mass }));
        });
    }
    found
}

/// `first`: the number of the first query token among the things that are sought.
fn by_labels(text: &str, matches: &[(Vec<String>, Vec<TokenMatch>)], first: usize, share: f64) -> Vec<Found> {
    let mut found = Vec::new();
    let mut first = first;
    for (labels, tokens) in matches {
        let places = align(text, labels);
        let whole: f32 = tokens.iter().map(|one| one.similarity.max(0.0)).sum();
        for (number, token) in tokens.iter().enumerate().filter(|(_, token)| token.similarity > 0.0) {
            let mass = share * f64::from(token.similarity / whole);
            found.extend(places[token.at].filter(|at| has_word(text, *at)).map(|at| Found {
                at,
                what: first + number,
                mass,
            }));
        }
        first += tokens.len();
    }
    found
}

/// Whether there is more than punctuation.
fn has_word(text: &str, at: Span) -> bool {
    let units = text.encode_utf16().skip(at.from as usize).take((at.to - at.from) as usize);
    char::decode_utf16(units).any(|c| c.is_ok_and(char::is_alphanumeric))
}
