//! Auto-schema: the collection and the properties that an object brings along.

use super::class::{self, Class, Defaults};
use super::data_type::DataType;
use super::date::Date;
use super::{names, property, uuid};
use crate::error::{Error, ErrorKind, Result};
use crate::value::Value;

/// Types given to new properties, by kind of value.
#[derive(Clone, Debug)]
pub struct AutoSchema {
    /// `AUTOSCHEMA_ENABLED`.
    pub enabled: bool,
    /// `AUTOSCHEMA_DEFAULT_STRING`.
    pub text: String,
    /// `AUTOSCHEMA_DEFAULT_NUMBER`.
    pub number: String,
    /// `AUTOSCHEMA_DEFAULT_DATE`.
    pub date: String,
}

/// A changed class in normal form, if it had to change, and the objects that cannot be taken, by position.
pub type Evolved = (Option<Value>, Vec<(usize, Error)>);

impl AutoSchema {
    /// The class as it must be to take these objects, in normal form; none when it can as it is. Objects that
    /// cannot be taken are told apart, by their position. `description` marks what is new.
    pub fn evolve<'v>(
        &self,
        name: &str,
        class: Option<&Class>,
        objects: impl Iterator<Item = &'v Value>,
        description: &str,
        defaults: &Defaults,
        exists: &dyn Fn(&str) -> bool,
    ) -> Result<Evolved> {
        let mut evolved = match class {
            Some(_) => None,
            None => {
                let fresh = Value::from_pairs([("class", name.into()), ("description", description.into())]);
                Some(class::normalize(&fresh, defaults, exists).map_err(|e| wrap(e, "create"))?)
            }
        };
        let mut refused = Vec::new();
        for (position, object) in objects.enumerate() {
            for (key, value) in object.entries() {
                if class.is_some_and(|class| self.is_known(class, key, value)) {
                    continue;
                }
                let before = evolved.clone().or_else(|| class.map(|c| c.rest.clone())).unwrap_or_default();
                let mut rest = before;
                match self.learn(&mut rest, key, value, description, defaults) {
                    Ok(true) => evolved = Some(rest),
                    Ok(false) => {}
                    Err(e) => {
                        let error = if e.kind == ErrorKind::Internal { e } else { wrap(e, "update") };
                        refused.push((position, error));
                        break;
                    }
                }
            }
        }
        Ok((evolved, refused))
    }

    /// The common case, without a copy of the schema: the property is there and has nothing to learn.
    fn is_known(&self, class: &Class, key: &str, value: &Value) -> bool {
        let property = class.property(key);
        property.is_some_and(|p| p.data_type != DataType::Object && !matches!(value, Value::List(_)))
    }

    /// Adds what one property's value teaches; tells whether anything was new.
    fn learn(
        &self,
        rest: &mut Value,
        key: &str,
        value: &Value,
        description: &str,
        defaults: &Defaults,
    ) -> Result<bool> {
        let class = rest.get("class").as_text().unwrap_or("").to_owned();
        let mut properties = rest.get("properties").items().to_vec();
        let name = names::lower_first(key);
        let known =
            properties.iter().position(|p| p.get("name").as_text().is_some_and(|n| n.eq_ignore_ascii_case(&name)));
        if let Some(index) = known {
            if let Value::List(items) = value {
                self.element_type(items, key, &class)?;
            }
            if !self.learn_nested(&mut properties[index], value, key, &class)? {
                return Ok(false);
            }
        } else {
            let mut given = self.describe(value, key, &class, true)?;
            given.set("name", name.as_str().into());
            given.set("description", description.into());
            let around = property::Surroundings {
                class_exists: &|_| true,
                preset_exists: &|_| true,
                default_tokenization: &defaults.tokenization,
                added: true,
            };
            class::add_property(&class, &mut properties, property::normalize(&given, 0, &around)?)?;
        }
        rest.set("properties", Value::List(properties));
        Ok(true)
    }

    /// Extends an object property by nested properties it does not have yet.
    fn learn_nested(&self, property: &mut Value, value: &Value, path: &str, class: &str) -> Result<bool> {
        let is_object = property.get("dataType").texts().first().is_some_and(|t| t.starts_with("object"));
        if !is_object {
            return Ok(false);
        }
        let maps: Vec<&Value> = match value {
            Value::List(items) => items.iter().collect(),
            one => vec![one],
        };
        let mut nested = property.get("nestedProperties").items().to_vec();
        let mut changed = false;
        for (key, inner) in maps.iter().flat_map(|m| m.entries()) {
            match nested.iter_mut().find(|p| p.get("name").as_text() == Some(key)) {
                Some(known) => {
                    changed |= self.learn_nested(known, inner, &format!("{path}.{key}"), class)?;
                }
                None => {
                    let mut given = self.describe(inner, key, class, false)?;
                    given.set("name", key.as_str().into());
                    nested.push(self.complete_nested(given));
                    changed = true;
                }
            }
        }
        if changed {
            property.set("nestedProperties", Value::List(nested));
        }
        Ok(changed)
    }

    /// Index flags and tokenization that a nested property has by default.
    fn complete_nested(&self, mut given: Value) -> Value {
        let is_text = given.get("dataType").texts().first().is_some_and(|t| t.starts_with("text"));
        given.set("indexFilterable", true.into());
        given.set("indexRangeFilters", false.into());
        given.set("indexSearchable", is_text.into());
        if is_text {
            given.set("tokenization", "word".into());
        }
        let nested = given.get("nestedProperties").items().to_vec();
        if !nested.is_empty() {
            let completed = nested.into_iter().map(|n| self.complete_nested(n)).collect();
            given.set("nestedProperties", Value::List(completed));
        }
        given
    }

    /// `{ dataType, nestedProperties? }` for a value.
    fn describe(&self, value: &Value, key: &str, class: &str, top: bool) -> Result<Value> {
        let of = |name: &str| Ok(Value::from_pairs([("dataType", Value::List(vec![name.into()]))]));
        match value {
            Value::List(items) if items.is_empty() => of("text[]"),
            Value::List(items) => {
                let element = self.element_type(items, key, class)?;
                if element == "object" {
                    return self.describe_object(items.iter(), class, "object[]");
                }
                of(&format!("{element}[]"))
            }
            Value::Map(_) if top && is_geo(value) => of("geoCoordinates"),
            Value::Map(_) if top && is_phone(value) => of("phoneNumber"),
            Value::Map(_) => self.describe_object(std::iter::once(value), class, "object"),
            other => of(self.scalar_type(other)),
        }
    }

    fn describe_object<'a>(
        &self,
        maps: impl Iterator<Item = &'a Value>,
        class: &str,
        type_name: &str,
    ) -> Result<Value> {
        let mut nested: Vec<Value> = Vec::new();
        for (key, inner) in maps.flat_map(|m| m.entries()) {
            if !nested.iter().any(|p| p.get("name").as_text() == Some(key)) {
                let mut one = self.describe(inner, key, class, false)?;
                one.set("name", key.as_str().into());
                nested.push(one);
            }
        }
        Ok(Value::from_pairs([
            ("dataType", Value::List(vec![type_name.into()])),
            ("nestedProperties", Value::List(nested)),
        ]))
    }

    fn scalar_type(&self, value: &Value) -> &str {
        match value {
            Value::Bool(_) => "boolean",
            Value::Number(_) => &self.number,
            Value::Text(text) if Date::parse(text).is_some() => &self.date,
            Value::Text(text) if uuid::parse(text).is_some() => "uuid",
            Value::Map(_) => "object",
            _ => &self.text,
        }
    }

    /// The one type of a list's elements; texts that look like dates or ids mix with other texts.
    fn element_type(&self, items: &[Value], key: &str, class: &str) -> Result<&str> {
        let refuse = |index: usize, why: String| {
            let place = format!("property '{key}' on class '{class}'");
            Err(Error::new(ErrorKind::Internal, format!("{place}: element [{index}]: {why}")))
        };
        let mut found: Option<&str> = None;
        let is_text_like = |t: &str| t == self.text || t == self.date || t == "uuid";
        for (index, item) in items.iter().enumerate() {
            if matches!(item, Value::Null | Value::List(_)) {
                let shown = if item.is_null() { "<nil>".to_owned() } else { "[]".to_owned() };
                return refuse(
                    index,
                    format!(
                        "unrecognized data type of value '{shown}' - one of text, number, boolean, date, uuid, object expected"
                    ),
                );
            }
            let kind = self.scalar_type(item);
            found = match found {
                None => Some(kind),
                Some(before) if before == kind => Some(before),
                Some(before) if is_text_like(before) && is_text_like(kind) => Some(&self.text),
                Some(before) => {
                    return refuse(index, format!("mismatched data type - '{before}' expected, got '{kind}'"));
                }
            };
        }
        Ok(found.unwrap_or(&self.text))
    }
}

fn wrap(error: Error, what: &str) -> Error {
    Error::new(ErrorKind::Internal, format!("auto-schema: {what} collection: {}", error.message))
}

fn is_geo(value: &Value) -> bool {
    let number = |key| value.get(key).as_number().is_some();
    value.entries().len() == 2 && number("latitude") && number("longitude")
}

fn is_phone(value: &Value) -> bool {
    let text = |key| value.get(key).as_text().is_some();
    text("input") && (value.entries().len() == 1 || value.entries().len() == 2 && text("defaultCountry"))
}
