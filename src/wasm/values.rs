//! Values and errors across the boundary.

use js_sys::{Array, Map, Object, Reflect, Symbol};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{self, Error};
use crate::value::{FromValue, Value, malformed};

/// Sets a member of a plain object; a plain object takes any.
pub fn set(object: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}

/// A plain object of these members.
pub fn object<const N: usize>(members: [(&str, JsValue); N]) -> JsValue {
    let out = Object::new();
    members.iter().for_each(|(key, value)| set(&out, key, value));
    out.into()
}

/// A JavaScript value.
pub fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(b) => JsValue::from_bool(*b),
        Value::Number(n) => JsValue::from_f64(*n),
        Value::Text(s) => JsValue::from_str(s),
        Value::List(items) => items.iter().map(to_js).collect::<Array>().into(),
        Value::Map(entries) => {
            let out = Object::new();
            entries.iter().for_each(|(key, value)| set(&out, key, &to_js(value)));
            out.into()
        }
    }
}

/// An error as `{ kind, status, message }`; TypeScript makes its own class of it.
pub fn thrown(error: Error) -> JsValue {
    object([
        ("kind", error.kind.code().into()),
        ("status", JsValue::from_f64(f64::from(error.kind.status()))),
        ("message", error.message.into()),
    ])
}

/// Reads a request.
pub fn read<T: FromValue>(request: JsValue) -> Result<T, JsValue> {
    from_js(&request).and_then(T::from_value).map_err(thrown)
}

/// The value of a JavaScript value.
fn from_js(given: &JsValue) -> error::Result<Value> {
    if given.is_null() || given.is_undefined() {
        Ok(Value::Null)
    } else if let Some(text) = given.as_string() {
        Ok(Value::Text(text))
    } else if let Some(number) = given.as_f64() {
        // there is but one zero
        Ok(Value::Number(number + 0.0))
    } else if let Some(flag) = given.as_bool() {
        Ok(Value::Bool(flag))
    } else if let Some(items) = given.dyn_ref::<Array>() {
        items.iter().map(|item| from_js(&item)).collect::<error::Result<_>>().map(Value::List)
    } else if let Some(map) = given.dyn_ref::<Map>() {
        entries(&Array::from(map))
    } else if given.is_bigint() {
        integer(given)
    } else if given.is_object() && !Symbol::iterator().js_in(given) {
        entries(&Object::entries(given.unchecked_ref()))
    } else {
        Err(malformed(&format!("invalid type: {given:?}, expected a JSON value")))
    }
}

fn entries(pairs: &Array) -> error::Result<Value> {
    let entry = |pair: JsValue| {
        let pair: Array = pair.unchecked_into();
        let key = pair.get(0).as_string().ok_or_else(|| malformed("a key of a map is no string"))?;
        Ok((key, from_js(&pair.get(1))?))
    };
    pairs.iter().map(entry).collect::<error::Result<_>>().map(Value::Map)
}

/// A `bigint` of up to 64 bits.
fn integer(given: &JsValue) -> error::Result<Value> {
    let signed = i64::try_from(given.clone()).map(|number| number as f64);
    let number = signed.or_else(|given| u64::try_from(given).map(|number| number as f64));
    number.map(Value::Number).map_err(|_| malformed(&format!("a bigint of more than 64 bits: {given:?}")))
}
