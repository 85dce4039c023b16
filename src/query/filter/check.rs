//! Refusals that come from analysing a filter's values: the server does that for the whole tree first.

use super::clause::{Clause, Operator};
use super::evaluate::{Scope, refuse};
use crate::error::Result;
use crate::schema::{DataType, Date, uuid};
use crate::value::Value;

/// A filter that only has stopwords matches nothing and says so.
const ONLY_STOPWORDS: &str =
    "invalid search term, only stopwords provided. Stopwords can be configured in class.invertedIndexConfig.stopwords";

/// The name a server's text gives a value's type.
pub fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(n) if n.fract() == 0.0 => "int",
        Value::Number(_) => "float64",
        Value::Text(_) => "string",
        Value::Map(_) => "filters.GeoRange",
        Value::List(items) => match items.first() {
            Some(Value::Text(_)) => "[]string",
            Some(Value::Bool(_)) => "[]bool",
            Some(Value::Number(n)) if n.fract() == 0.0 => "[]int",
            _ => "[]float64",
        },
    }
}

impl Scope<'_> {
    /// Refusals that come from analysing values: the server does that for the whole tree first.
    pub(super) fn check(&self, clause: &Clause) -> Result<()> {
        match clause {
            Clause::And(parts) | Clause::Or(parts) | Clause::Not(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    self.check(part).map_err(|e| e.prefixed(&format!("nested clause at pos {i}: ")))?;
                }
                Ok(())
            }
            Clause::Property { index, operator, value } => self.check_property(*index, *operator, value),
            _ => Ok(()),
        }
    }

    pub(super) fn check_property(&self, index: usize, operator: Operator, value: &Value) -> Result<()> {
        let property = &self.class.properties[index];
        let one = |v: &Value| self.check_value(index, property.data_type, operator, v);
        match operator {
            Operator::IsNull => match value {
                Value::Bool(_) => Ok(()),
                other => refuse(format!("operator IsNull requires a booleanValue, got {} instead", go_kind(other))),
            },
            Operator::ContainsAny | Operator::ContainsAll | Operator::ContainsNone => {
                let items = value.items();
                let texts = !items.is_empty() && items.iter().all(|v| v.as_text().is_some());
                if property.data_type == DataType::Text && !texts {
                    return refuse(format!("value type should be []string but is {}", go_kind(value)));
                }
                if operator == Operator::ContainsAny {
                    let mut usable = 0;
                    for item in items {
                        match one(item) {
                            Ok(()) => usable += 1,
                            Err(e) if e.message == ONLY_STOPWORDS => {}
                            Err(e) => return Err(e),
                        }
                    }
                    return if usable == 0 { refuse(ONLY_STOPWORDS) } else { Ok(()) };
                }
                for (i, item) in items.iter().enumerate() {
                    one(item).map_err(|e| e.prefixed(&format!("nested query: nested clause at pos {i}: ")))?;
                }
                Ok(())
            }
            _ => one(value),
        }
    }

    pub(super) fn check_value(
        &self,
        index: usize,
        data_type: DataType,
        operator: Operator,
        value: &Value,
    ) -> Result<()> {
        match data_type {
            DataType::Text => match value.as_text() {
                None => refuse(format!("expected value to be string, got '{}'", go_kind(value))),
                Some(text) => {
                    let keys = self.text_keys(index, operator, text);
                    match keys.iter().position(|key| key.contains(char::REPLACEMENT_CHARACTER)) {
                        _ if keys.is_empty() => refuse(ONLY_STOPWORDS),
                        // a trigram pattern slides over bytes: one that cuts a character is no pattern
                        Some(child) if !text.contains(char::REPLACEMENT_CHARACTER) => refuse(format!(
                            "resolve doc ids for prop/value pair: nested AND/OR query: nested child {child}: read row: parse like value: compile regex from 'like' string: error parsing regexp: invalid UTF-8: `{}$`",
                            keys[child]
                        )),
                        _ => Ok(()),
                    }
                }
            },
            DataType::Boolean if value.as_bool().is_none() => {
                refuse(format!("expected value to be bool, got {}", go_kind(value)))
            }
            DataType::Date if value.as_text().and_then(Date::parse).is_none() => {
                let shown = value.as_text().unwrap_or("");
                refuse(format!(
                    "trying parse time as RFC3339 string: parsing time {shown:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {shown:?} as \"2006\""
                ))
            }
            DataType::Uuid => match value.as_text() {
                None => refuse(format!(
                    "property {:?} is of type \"uuid\" or \"uuid[]\": specify uuid as string using \"valueText\"",
                    self.class.properties[index].name
                )),
                Some(text) if uuid::parse(text).is_none() => {
                    refuse(format!("parse uuid filter value: invalid UUID length: {}", text.len()))
                }
                Some(_) => Ok(()),
            },
            DataType::Int | DataType::Number if value.as_number().is_none() => {
                refuse(format!("expected value to be int64, got {}", go_kind(value)))
            }
            DataType::GeoCoordinates if operator != Operator::WithinGeoRange || value.get("latitude").is_null() => {
                refuse("only WithinGeoRange with latitude, longitude and distance can filter geoCoordinates")
            }
            _ => Ok(()),
        }
    }
}
