//! What a property accepts. Every accepted value is stored in its canonical form: dates and uuids as
//! canonical text, coordinates rounded to f32, phone numbers parsed.

use super::class::Class;
use super::data_type::DataType;
use super::date::Date;
use super::property::Property;
use super::{names, uuid};
use crate::error::{Error, Result};
use crate::order;
use crate::text::go_float;
use crate::value::Value;

/// How the write arrived. The server's texts name Go types, which differ by transport.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// One object over REST (insert, replace).
    Rest,
    /// A batch over gRPC.
    Batch,
    /// A PATCH over REST.
    Merge,
}

/// Parses phone numbers, which takes tables far larger than this core: the caller has done it.
pub trait PhoneBook {
    /// The parsed number, or why it is refused.
    fn lookup(&self, input: &str, country: &str) -> std::result::Result<Value, String>;
}

/// Checks objects of one class.
pub struct Validator<'a> {
    /// The class.
    pub class: &'a Class,
    /// How the write arrived.
    pub origin: Origin,
    /// Parsed phone numbers.
    pub phones: &'a dyn PhoneBook,
}

/// A Go type name, as `%T` prints it.
fn go_type(value: &Value, origin: Origin) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(_) if origin == Origin::Batch => "float64",
        Value::Number(_) => "json.Number",
        Value::Text(_) => "string",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
    }
}

/// A JSON number literal, as JavaScript writes it.
pub fn json_number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e21 {
        return format!("{n:.0}");
    }
    let text = format!("{n:?}");
    match text.split_once('e') {
        Some((mantissa, exponent)) if !exponent.starts_with('-') => {
            format!("{mantissa}e+{exponent}")
        }
        _ => text,
    }
}

/// A value as Go's `%v` prints it.
pub fn go_value(value: &Value, origin: Origin) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) if origin == Origin::Batch => go_float(*n),
        Value::Number(n) => json_number(*n),
        Value::Text(s) => s.clone(),
        Value::List(items) => {
            let parts: Vec<String> = items.iter().map(|v| go_value(v, origin)).collect();
            format!("[{}]", parts.join(" "))
        }
        Value::Map(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            order::sort_by(&mut sorted, |a, b| a.0.cmp(&b.0));
            let parts: Vec<String> = sorted.iter().map(|(k, v)| format!("{k}:{}", go_value(v, origin))).collect();
            format!("map[{}]", parts.join(" "))
        }
    }
}

/// The name a type has in the server's texts.
fn label(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Int => "integer",
        other => other.name(),
    }
}

type Inner = std::result::Result<Value, String>;

impl Validator<'_> {
    /// The canonical form of an object's properties. `null` members are left out.
    pub fn properties(&self, given: &Value) -> Result<Value> {
        let mut out = Value::map();
        for (name, value) in given.entries() {
            if value.is_null() {
                continue;
            }
            let name = names::lower_first(name);
            let Some(property) = self.class.property(&name) else {
                return Err(self.class.no_such_property(&name));
            };
            out.set(&property.name, self.property(property, value)?);
        }
        Ok(out)
    }

    /// The canonical form of one property's value.
    pub fn property(&self, property: &Property, value: &Value) -> Result<Value> {
        self.value(property, value, &property.name).map_err(Error::unprocessable)
    }

    fn value(&self, property: &Property, value: &Value, path: &str) -> Inner {
        let kind = property.data_type;
        let place = format!("property '{path}' on class '{}'", self.class.name);
        if kind == DataType::Reference {
            return Err(match value {
                Value::Map(_) => {
                    format!("invalid cref: reference must be an array, but got a map: {}", go_value(value, self.origin))
                }
                _ => format!(
                    "invalid cref: reference must be an array of beacons, but got: {}",
                    go_type(value, self.origin)
                ),
            });
        }
        if kind == DataType::Object {
            let what = if property.array { "object[]" } else { "object" };
            return self.objects(property, value, path).map_err(|e| format!("invalid {what} {place}: {e}"));
        }
        if !property.array {
            return self.element(kind, value).map_err(|e| format!("invalid {} {place}: {e}", label(kind)));
        }
        let what = label(kind);
        let wrong = |inner: String| format!("invalid {what} array {place}: {inner}");
        let Value::List(items) = value else {
            let article = if kind == DataType::Int { "an" } else { "a" };
            return Err(wrong(format!("not {article} {what} array, but {}", go_type(value, self.origin))));
        };
        let element = if kind == DataType::Number { "integer" } else { what };
        items
            .iter()
            .map(|item| self.element(kind, item))
            .collect::<std::result::Result<Vec<_>, _>>()
            .map(Value::List)
            .map_err(|_| wrong(format!("invalid {element} array value: {}", go_value(value, self.origin))))
    }

    fn element(&self, kind: DataType, value: &Value) -> Inner {
        let shown = || go_value(value, self.origin);
        let type_name = || go_type(value, self.origin);
        match (kind, value) {
            (DataType::Text, Value::Text(_)) | (DataType::Boolean, Value::Bool(_)) => Ok(value.clone()),
            (DataType::Text, _) => Err(format!("not a string, but {}", type_name())),
            (DataType::Boolean, _) => Err(format!("not a bool, but {}", type_name())),
            (DataType::Number, Value::Number(_)) => Ok(value.clone()),
            (DataType::Number, _) => Err(format!("requires a float, the given value is '{}'", shown())),
            // an int64 literal; JavaScript prints integers below 1e21 without an exponent
            (DataType::Int, Value::Number(n)) if n.fract() == 0.0 && n.abs() < 9.223_372_036_854_776e18 => {
                Ok(value.clone())
            }
            (DataType::Int, Value::Number(_)) if self.origin != Origin::Batch => {
                Err(format!("the JSON number '{}' could not be converted to an int", shown()))
            }
            (DataType::Int, _) => Err(format!("requires an integer, the given value is '{}'", shown())),
            (DataType::Date, _) => match value.as_text().and_then(Date::parse) {
                Some(date) => Ok(date.to_text().into()),
                None => Err(format!(
                    "requires a string with a RFC3339 formatted date, but the given value is '{}'",
                    shown()
                )),
            },
            (DataType::Uuid, _) => match value.as_text().and_then(uuid::parse) {
                Some(id) => Ok(uuid::format(&id).into()),
                None => Err(format!("requires a string of UUID format, but the given value is '{}'", shown())),
            },
            (DataType::Blob | DataType::BlobHash, Value::Text(text)) => match is_base64(text) {
                true if kind == DataType::BlobHash => Ok(super::hash::sha256_hex(text.as_bytes()).into()),
                true => Ok(value.clone()),
                false => Err("not a valid blob base64 string".to_owned()),
            },
            (DataType::Blob | DataType::BlobHash, _) => Err(format!("not a blob base64 string, but {}", type_name())),
            (DataType::GeoCoordinates, _) => self.geo(value),
            (DataType::PhoneNumber, _) => self.phone(value),
            (DataType::Object | DataType::Reference, _) => Err("handled elsewhere".to_owned()),
        }
    }

    fn geo(&self, value: &Value) -> Inner {
        let Value::Map(_) = value else {
            return Err(format!("geoCoordinates must be a map, but got: {}", go_type(value, self.origin)));
        };
        for key in ["longitude", "latitude"] {
            if value.get(key).is_null() {
                return Err(format!("geoCoordinates is missing required field '{key}'"));
            }
        }
        let degree = |key: &str| match value.get(key) {
            Value::Number(n) => Ok(Value::Number(f64::from(*n as f32))),
            other => {
                Err(format!("invalid {key}: must be json.Number or float, but got {}", go_type(other, self.origin)))
            }
        };
        let longitude = degree("longitude")?;
        Ok(Value::from_pairs([("latitude", degree("latitude")?), ("longitude", longitude)]))
    }

    fn phone(&self, value: &Value) -> Inner {
        let Value::Map(_) = value else {
            return Err(format!("phoneNumber must be a map, but got: {}", go_type(value, self.origin)));
        };
        let Some(input) = value.get("input").as_text() else {
            return Err("phoneNumber is missing required field 'input'".to_owned());
        };
        let country = value.get("defaultCountry").as_text().unwrap_or("").to_uppercase();
        self.phones.lookup(input, &country).map_err(|e| format!("invalid phone number: {e}"))
    }

    fn objects(&self, property: &Property, value: &Value, path: &str) -> Inner {
        if !property.array {
            return self.object(property, value, path);
        }
        let Value::List(items) = value else {
            return Err(format!("not an object array, but {}", go_type(value, self.origin)));
        };
        let each = items.iter().enumerate().map(|(i, item)| {
            self.object(property, item, path).map_err(|e| format!("invalid object '{i}' in array: {e}"))
        });
        each.collect::<std::result::Result<Vec<_>, _>>().map(Value::List)
    }

    fn object(&self, property: &Property, value: &Value, path: &str) -> Inner {
        let Value::Map(entries) = value else {
            return Err(format!("object must be a map, but got: {}", go_type(value, self.origin)));
        };
        let mut out = Value::map();
        for (name, inner) in entries {
            let inner_path = format!("{path}.{name}");
            let Some(nested) = property.nested.iter().find(|p| p.name == *name) else {
                return Err(format!("unknown property '{inner_path}'"));
            };
            if !inner.is_null() {
                let checked = self.value(nested, inner, &inner_path);
                out.set(name, checked.map_err(|e| format!("property '{inner_path}': {e}"))?);
            }
        }
        Ok(out)
    }
}

/// Standard base64 with padding, not empty.
fn is_base64(text: &str) -> bool {
    let bytes: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    if bytes.is_empty() || !bytes.len().is_multiple_of(4) {
        return false;
    }
    let padding = bytes.iter().rev().take_while(|b| **b == b'=').count();
    padding <= 2 && bytes[..bytes.len() - padding].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_needs_padding_and_content() {
        assert!(is_base64("aGVsbG8="));
        for bad in ["", "no", "not base64!", "====", "a==="] {
            assert!(!is_base64(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_print_as_javascript_writes_them() {
        assert_eq!(json_number(1e20), "100000000000000000000");
        assert_eq!(json_number(1e21), "1e+21");
        assert_eq!(json_number(1.5), "1.5");
    }
}
