//! What a target's module embeds of an object, by the collection's schema.

use super::object_text::{PropertyText, TextProperty, TextSettings, object_text};
use super::{json, queries};
use crate::order;
use crate::schema::{Class, DataType, Property, TargetVector};
use crate::value::Value;

pub use super::queries::weighted_mean;

/// Something to embed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// `text`, `image`, `audio`, `video` and so on.
    pub kind: &'static str,
    /// The text, or base64.
    pub value: String,
}

impl Input {
    fn text(value: String) -> Input {
        Input { kind: "text", value }
    }
}

/// The kind of a medium's name.
pub fn medium(name: &str) -> &'static str {
    ["audio", "depth", "imu", "thermal", "video"].into_iter().find(|kind| *kind == name).unwrap_or("image")
}

/// What a query's concepts are embedded as.
pub fn of_query(module: &str, concepts: &[String]) -> Vec<Input> {
    queries::query_texts(module, concepts).into_iter().map(Input::text).collect()
}

/// What is embedded of an object; nothing if it has no part in this vector.
pub fn of_object(class: &Class, target: &TargetVector, properties: &Value) -> Result<Vec<Input>, String> {
    if !target.module.starts_with("multi2") {
        let text = text_of(class, target, properties);
        return Ok(if text.is_empty() { Vec::new() } else { vec![Input::text(text)] });
    }
    let inputs: Vec<Input> = fields(target).iter().flat_map(|field| field.inputs(class, properties)).collect();
    if inputs.is_empty() && target.multi {
        return Err("configured properties don't exist or are not of text or blob type".to_owned());
    }
    Ok(inputs)
}

/// Weights for the mean of an object's inputs, in their order. All weights of the settings add up to 1; none are given
/// where the settings give none.
pub fn weights(class: &Class, target: &TargetVector, properties: &Value) -> Vec<f32> {
    let fields = fields(target);
    let scale = 1.0 / fields.iter().filter_map(|field| field.weight).sum::<f32>();
    let of_field = |field: &Field| {
        let count = field.inputs(class, properties).len();
        field.weight.map(|weight| vec![weight * scale; count]).unwrap_or_default()
    };
    fields.iter().flat_map(of_field).collect()
}

/// A property that a multi-modal module reads.
struct Field<'a> {
    kind: &'static str,
    name: &'a str,
    weight: Option<f32>,
}

impl Field<'_> {
    fn inputs(&self, class: &Class, properties: &Value) -> Vec<Input> {
        let kind = self.kind;
        let of_type = class.property(self.name).map(|property| property.data_type);
        match (of_type, properties.get(self.name)) {
            (Some(DataType::Text | DataType::Blob), Value::Text(value)) => vec![Input { kind, value: value.clone() }],
            (Some(DataType::Text), list @ Value::List(_)) if kind == "text" => {
                list.texts().into_iter().map(Input::text).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The properties a multi-modal module reads: texts, then each kind of medium, each sorted by name.
fn fields(target: &TargetVector) -> Vec<Field<'_>> {
    let kinds = ["text", "image", "audio", "video", "depth", "thermal", "imu"];
    let of_kind = |kind: &'static str| {
        let setting = if kind == "imu" { "IMUFields".to_owned() } else { format!("{kind}Fields") };
        let weights = target.settings.get("weights").get(&setting).items();
        let names = target.settings.get(&setting).items().iter().filter_map(Value::as_text).enumerate();
        let weight = |at: usize| weights.get(at).and_then(Value::as_number).map(|weight| weight as f32);
        let mut fields: Vec<Field> = names.map(|(at, name)| Field { kind, name, weight: weight(at) }).collect();
        order::sort_by(&mut fields, |a, b| a.name.cmp(b.name));
        fields
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

/// Whether nothing that the module looks at for a change has changed, so that the old vector stays: texts (and for
/// multi-modal modules their fields) that are not skipped; numbers and dates are not looked at, even where they are
/// embedded.
pub fn same_source(class: &Class, target: &TargetVector, old: &Value, new: &Value) -> bool {
    let same = |name: &str| old.get(name) == new.get(name);
    if target.module.starts_with("multi2") {
        return fields(target).iter().all(|field| same(field.name));
    }
    let source = source_properties(target);
    let looked_at = |p: &&Property| {
        let listed = source.as_ref().is_none_or(|list| list.contains(&p.name));
        p.data_type == DataType::Text && listed && !skipped(p, target)
    };
    class.properties.iter().filter(looked_at).all(|p| same(&p.name))
}

fn skipped(property: &Property, target: &TargetVector) -> bool {
    property.module_config.get(&target.module).get("skip").as_bool() == Some(true)
}

fn source_properties(target: &TargetVector) -> Option<Vec<String>> {
    let list = target.settings.get("properties");
    matches!(list, Value::List(_)).then(|| list.texts())
}

fn text_of(class: &Class, target: &TargetVector, properties: &Value) -> String {
    let texts = class.properties.iter().filter_map(|property| {
        let settings = property.module_config.get(&target.module);
        Some(TextProperty {
            name: &property.name,
            text: property_text(property, properties.get(&property.name))?,
            skip: skipped(property, target),
            with_name: settings.get("vectorizePropertyName").as_bool().unwrap_or(true),
        })
    });
    let source = source_properties(target);
    let settings = TextSettings {
        with_class_name: target.settings.get("vectorizeClassName").as_bool() == Some(true),
        source_properties: source.as_deref(),
    };
    object_text(&class.name, &texts.collect::<Vec<_>>(), &settings)
}

/// The value as text, if its type has one: blobs, ids, places and phone numbers have none.
fn property_text<'a>(property: &Property, value: &'a Value) -> Option<PropertyText<'a>> {
    let texts = || value.items().iter().filter_map(Value::as_text).collect();
    Some(match (property.data_type, value) {
        (_, Value::Null) => return None,
        (DataType::Text, Value::Text(text)) => PropertyText::Text(text),
        (DataType::Text, Value::List(_)) => PropertyText::Texts(texts()),
        (DataType::Int | DataType::Number, Value::Number(number)) => PropertyText::Number(*number),
        (DataType::Int | DataType::Number, Value::List(list)) => {
            PropertyText::Numbers(list.iter().filter_map(Value::as_number).collect())
        }
        (DataType::Boolean, Value::Bool(truth)) => PropertyText::Bool(*truth),
        (DataType::Boolean, Value::List(list)) => PropertyText::Bools(list.iter().filter_map(Value::as_bool).collect()),
        (DataType::Date, Value::Text(date)) => PropertyText::Date(date),
        (DataType::Date, Value::List(_)) => PropertyText::Dates(texts()),
        (DataType::Object, Value::List(list)) => PropertyText::Jsons(list.iter().map(written).collect()),
        (DataType::Object, object) => PropertyText::Json(written(object)),
        _ => return None,
    })
}

/// A value as JSON, keys sorted as Go's encoder sorts them.
fn written(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => json::push_number(out, *number),
        Value::Text(text) => json::push_string(out, text),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(out, item);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            let mut sorted: Vec<&(String, Value)> = entries.iter().collect();
            order::sort_by(&mut sorted, |a, b| a.0.cmp(&b.0));
            out.push('{');
            for (at, (key, item)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json::push_string(out, key);
                out.push(':');
                write(out, item);
            }
            out.push('}');
        }
    }
}
