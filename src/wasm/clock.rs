//! The environment's clock, for profiles.

use js_sys::{Date, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds from any origin: `performance.now()`, or the time of day where there is none.
pub fn elapsed() -> f64 {
    let member = |of: &JsValue, name: &str| Reflect::get(of, &JsValue::from_str(name)).ok();
    let precise = member(&js_sys::global(), "performance").and_then(|performance| {
        let now: Function = member(&performance, "now")?.dyn_into().ok()?;
        now.call0(&performance).ok()?.as_f64()
    });
    precise.unwrap_or_else(Date::now)
}
