//! Typed structs out of values: what the requests of JavaScript become.
//!
//! A decoder that is derived for a struct knows every way that its members may come; here there is one, a map of
//! [`Value`]s that was read before. So a struct costs a name and a call for each of its members.

use super::Value;
use crate::error::{Error, ErrorKind, Result};

/// What can be read from a value.
pub trait FromValue: Sized {
    /// Reads it; a value of another shape is an error that names it.
    fn from_value(value: Value) -> Result<Self>;
}

/// A value of another shape than `expected`.
pub fn misshapen(value: &Value, expected: &str) -> Error {
    let found = match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(flag) => format!("boolean `{flag}`"),
        Value::Number(number) => format!("number `{number}`"),
        Value::Text(text) => format!("string {text:?}"),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "an object".to_owned(),
    };
    malformed(&format!("invalid type: {found}, expected {expected}"))
}

/// A request that cannot be read, and why.
pub fn malformed(why: &str) -> Error {
    Error::new(ErrorKind::BadRequest, format!("malformed request: {why}"))
}

/// Members of a map on their way into a struct.
pub struct Members(Vec<(String, Value)>);

impl Members {
    /// The members of a map.
    pub fn of(value: Value) -> Result<Members> {
        match value {
            Value::Map(entries) => Ok(Members(entries)),
            other => Err(misshapen(&other, "an object")),
        }
    }

    /// Takes the member of this name, or its default where there is none.
    pub fn take<T: FromValue + Default>(&mut self, name: &str) -> Result<T> {
        self.find(name).map_or_else(|| Ok(T::default()), T::from_value)
    }

    fn find(&mut self, name: &str) -> Option<Value> {
        self.0.iter_mut().find(|(key, _)| key == name).map(|(_, value)| std::mem::take(value))
    }
}

/// Makes a struct readable from a map: names its fields, and after `=` the member's name where that is another one.
/// Members that are absent get their defaults, others are left alone.
macro_rules! from_members {
    ($struct:ty: $($field:ident $(= $name:literal)?),+) => {
        impl $crate::value::FromValue for $struct {
            fn from_value(value: $crate::value::Value) -> $crate::error::Result<Self> {
                let mut members = $crate::value::shape::Members::of(value)?;
                Ok(Self {
                    $($field: members.take($crate::value::shape::from_members!(@ $field $($name)?))?,)+
                })
            }
        }
    };
    (@ $field:ident) => { stringify!($field) };
    (@ $field:ident $name:literal) => { $name };
}
pub(crate) use from_members;

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self> {
        Ok(value)
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self> {
        value.as_bool().ok_or_else(|| misshapen(&value, "a boolean"))
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(misshapen(&other, "a string")),
        }
    }
}

impl FromValue for f64 {
    fn from_value(value: Value) -> Result<Self> {
        value.as_number().ok_or_else(|| misshapen(&value, "a number"))
    }
}

impl FromValue for f32 {
    fn from_value(value: Value) -> Result<Self> {
        f64::from_value(value).map(|number| number as f32)
    }
}

/// The largest number up to which JavaScript knows all whole ones.
const LARGEST: f64 = 9_007_199_254_740_991.0;

fn whole(value: &Value, least: f64, most: f64) -> Result<f64> {
    let number = value.as_number().filter(|number| number.trunc() == *number && (least..=most).contains(number));
    number.ok_or_else(|| misshapen(value, &format!("a whole number of {least} to {most}")))
}

impl FromValue for u32 {
    fn from_value(value: Value) -> Result<Self> {
        whole(&value, 0.0, f64::from(u32::MAX)).map(|number| number as u32)
    }
}

impl FromValue for usize {
    fn from_value(value: Value) -> Result<Self> {
        // the engine's addresses have 32 bits
        u32::from_value(value).map(|number| number as usize)
    }
}

impl FromValue for u64 {
    fn from_value(value: Value) -> Result<Self> {
        whole(&value, 0.0, LARGEST).map(|number| number as u64)
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self> {
        whole(&value, -LARGEST, LARGEST).map(|number| number as i64)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::List(items) => items.into_iter().map(T::from_value).collect(),
            other => Err(misshapen(&other, "a list")),
        }
    }
}

impl<A: FromValue, B: FromValue> FromValue for (A, B) {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::List(items) if items.len() == 2 => {
                let mut items = items.into_iter().map(Some);
                let mut next = || items.next().flatten().unwrap_or_default();
                Ok((A::from_value(next())?, B::from_value(next())?))
            }
            other => Err(misshapen(&other, "a pair")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Query {
        text: String,
        most_hits: Option<u32>,
        pairs: Vec<(String, u64)>,
        rest: Value,
    }
    from_members!(Query: text, most_hits = "mostHits", pairs, rest);

    fn read(entries: &[(&str, Value)]) -> Result<Query> {
        Query::from_value(Value::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()))
    }

    #[test]
    fn members_come_by_their_names() {
        let pair = Value::List(vec!["a".into(), 7.into()]);
        let query = read(&[
            ("mostHits", 3.into()),
            ("rest", true.into()),
            ("pairs", Value::List(vec![pair])),
            ("unknown", 1.into()),
            ("text", "wine".into()),
        ]);
        let expected =
            Query { text: "wine".into(), most_hits: Some(3), pairs: vec![("a".into(), 7)], rest: true.into() };
        assert_eq!(query, Ok(expected));
    }

    #[test]
    fn absent_members_have_defaults_and_nulls_are_no_options() {
        assert_eq!(read(&[]), Ok(Query::default()));
        assert_eq!(read(&[("mostHits", Value::Null)]), Ok(Query::default()));
        assert!(read(&[("text", Value::Null)]).is_err());
    }

    #[test]
    fn what_has_another_shape_is_named() {
        let refusal = |name: &str, value: Value| read(&[(name, value)]).unwrap_err().message;
        assert_eq!(refusal("text", 1.5.into()), "malformed request: invalid type: number `1.5`, expected a string");
        assert_eq!(refusal("pairs", "x".into()), "malformed request: invalid type: string \"x\", expected a list");
        for number in [-1.0, 0.5, 4_294_967_296.0, f64::NAN] {
            assert!(refusal("mostHits", number.into()).ends_with("expected a whole number of 0 to 4294967295"));
        }
        assert_eq!(Query::from_value(Value::Null).unwrap_err().kind, ErrorKind::BadRequest);
    }
}
