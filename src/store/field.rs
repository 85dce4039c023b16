//! The indexes of one property in one shard.

use crate::index::filterable::{FilterIndex, integer_key, number_key};
use crate::index::postings::{Postings, PostingsBytes};
use crate::schema::{Class, DataType, Date, Property, uuid};
use crate::value::Value;

/// What filters and BM25 know about one property.
#[derive(Debug, Default)]
pub struct Field {
    /// Tokens for BM25; text filters use them too.
    pub postings: Option<Postings>,
    /// Values for filters: tokens of text that has no postings, ordered keys of everything else,
    /// `Collection/uuid` of references.
    pub values: Option<FilterIndex>,
    /// Lengths: code points of text, elements of arrays, number of references.
    pub lengths: Option<FilterIndex>,
    /// Rows that have a value at all, ascending; kept for null filters.
    pub present: Option<Vec<u32>>,
    /// Coordinates: row, latitude, longitude in degrees.
    pub places: Vec<(u32, f32, f32)>,
}

impl Field {
    /// Empty indexes as the schema asks for.
    pub fn new(class: &Class, property: &Property) -> Field {
        let text = property.data_type == DataType::Text;
        let filterable = property.has_filter_index();
        Field {
            postings: (text && property.searchable).then(Postings::default),
            values: (filterable && !(text && property.searchable)).then(FilterIndex::default),
            lengths: (class.index_property_length || property.data_type == DataType::Reference)
                .then(FilterIndex::default),
            present: (class.index_null_state && property.data_type != DataType::GeoCoordinates).then(Vec::new),
            places: Vec::new(),
        }
    }

    /// Whether BM25 knows tokens of a row.
    pub fn has_tokens(&self, row: u32) -> bool {
        self.postings.as_ref().is_some_and(|p| p.length(row) > 0)
    }

    /// Indexes a row's value; `Null` when it has none. `again`: see [`Postings::insert_again`].
    pub fn insert(&mut self, class: &Class, index: usize, row: u32, value: &Value, again: bool) {
        let property = &class.properties[index];
        if let Some(present) = &mut self.present
            && !is_null(value)
        {
            present.push(row);
        }
        if let Some(lengths) = &mut self.lengths {
            match length(value) {
                Some(n) => lengths.insert(row, &integer_key(n)),
                None if class.index_null_state || property.data_type == DataType::Reference => {
                    lengths.insert(row, &integer_key(0));
                }
                None => {}
            }
        }
        if value.is_null() {
            return;
        }
        if property.data_type == DataType::GeoCoordinates {
            let degree = |key| value.get(key).as_number().unwrap_or(0.0) as f32;
            self.places.push((row, degree("latitude"), degree("longitude")));
            return;
        }
        if let Some(postings) = &mut self.postings {
            each_token(class, index, value, &mut |token| postings.token(token));
            if again { postings.insert_again(row) } else { postings.insert(row) }
        }
        if let Some(values) = &mut self.values {
            if property.data_type == DataType::Text {
                each_token(class, index, value, &mut |token| values.insert(row, token.as_bytes()));
            } else {
                each(value, |one| {
                    if let Some(key) = value_key(property.data_type, one) {
                        values.insert(row, &key);
                    }
                });
            }
        }
    }

    /// Takes a row's value out where dead rows would falsify statistics.
    pub fn remove(&mut self, class: &Class, index: usize, row: u32, value: &Value) {
        if let Some(postings) = &mut self.postings
            && !value.is_null()
        {
            each_token(class, index, value, &mut |token| postings.token(token));
            postings.remove(row);
        }
    }

    /// Bytes that the keyword index holds, by what they are for.
    pub fn keyword_bytes(&self) -> PostingsBytes {
        self.postings.as_ref().map_or_else(PostingsBytes::default, Postings::bytes)
    }

    /// About how many bytes it holds.
    pub fn bytes(&self) -> usize {
        self.keyword_bytes().total()
            + self.values.as_ref().map_or(0, FilterIndex::bytes)
            + self.lengths.as_ref().map_or(0, FilterIndex::bytes)
            + self.present.as_ref().map_or(0, |p| p.capacity() * 4)
            + self.places.capacity() * 12
    }
}

fn each(value: &Value, mut visit: impl FnMut(&Value)) {
    match value {
        Value::List(items) => items.iter().for_each(visit),
        one => visit(one),
    }
}

/// Index tokens of a text or of all texts of a list, in one bag.
fn each_token(class: &Class, index: usize, value: &Value, visit: &mut dyn FnMut(&str)) {
    let analyzer = class.analyzer(index);
    each(value, |one| {
        if let Value::Text(text) = one {
            analyzer.each_index_token(text, visit);
        }
    });
}

/// The ordered key of a value that is not text.
pub fn value_key(data_type: DataType, value: &Value) -> Option<Vec<u8>> {
    match (data_type, value) {
        (DataType::Int | DataType::Number, Value::Number(n)) => Some(number_key(*n).to_vec()),
        (DataType::Boolean, Value::Bool(b)) => Some(vec![u8::from(*b)]),
        (DataType::Date, Value::Text(t)) => Date::parse(t).map(|d| integer_key(d.unix_nanos()).to_vec()),
        (DataType::Uuid, Value::Text(t)) => uuid::parse(t).map(|u| u.to_vec()),
        (DataType::Reference, Value::Text(t)) => Some(t.as_bytes().to_vec()),
        _ => None,
    }
}

/// Null to a filter: missing, an empty string or an empty list.
fn is_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(t) => t.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

/// What `len(property)` filters see.
fn length(value: &Value) -> Option<i64> {
    match value {
        Value::Text(t) => Some(t.chars().count() as i64),
        Value::List(items) => Some(items.len() as i64),
        _ => None,
    }
}
