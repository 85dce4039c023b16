//! Values and errors across the boundary.

use js_sys::{Array, Object, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::error::{Error, ErrorKind};
use crate::value::Value;

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
pub fn read<T: DeserializeOwned>(request: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(request)
        .map_err(|e| thrown(Error::new(ErrorKind::BadRequest, format!("malformed request: {e}"))))
}
