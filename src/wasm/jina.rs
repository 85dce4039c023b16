//! Jina's HTTP calls. Free functions: they hold no borrow of the engine while they wait.

use gloo_net::http::Request;
use js_sys::{Array, Error as JsError, Float32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

use super::values::{object, read};
use crate::value::Value;
use crate::vectorize::jina::{self, JinaInput, JinaRequest, Module, Purpose, Settings};
use crate::vectorize::rerank;

fn failed(why: String) -> JsValue {
    JsError::new(&why).into()
}

/// What went wrong, without the key, should the provider or the environment have repeated it.
fn failed_without(key: &str, why: &str) -> JsValue {
    failed(if key.is_empty() { why.to_owned() } else { why.replace(key, "…") })
}

/// Sends a request and gives status and body. What the browser says of a failed connection is passed on.
async fn post(
    request: &JinaRequest,
    key: &str,
    extra: (&str, &str),
    signal: Option<&AbortSignal>,
) -> Result<(u16, String), JsValue> {
    let unreachable =
        |e: gloo_net::Error| failed_without(key, &format!("send POST request: Post {:?}: {e}", request.url));
    let sent = Request::post(&request.url)
        .header("Authorization", &format!("Bearer {key}"))
        .header("Content-Type", "application/json")
        .header(extra.0, extra.1)
        .abort_signal(signal)
        .body(request.body.as_str())
        .map_err(unreachable)?;
    let response = sent.send().await.map_err(unreachable)?;
    let body = response.text().await.map_err(unreachable)?;
    Ok((response.status(), body))
}

fn input_of(input: &Value) -> JinaInput<'_> {
    let value = input.get("value").as_text().unwrap_or("");
    match input.get("kind").as_text() {
        Some("text") => JinaInput::Text(value),
        _ => JinaInput::Image(value),
    }
}

fn settings_of(settings: &Value) -> Settings<'_> {
    Settings {
        base_url: settings.get("baseURL").as_text(),
        model: settings.get("model").as_text(),
        dimensions: settings.get("dimensions").as_number().map(|n| n as u64),
    }
}

/// Embeds inputs `{ kind, value }` by one of Jina's modules; gives `{ data, dimensions, multi }` each.
#[wasm_bindgen(js_name = jinaEmbed)]
pub async fn jina_embed(
    module: String,
    settings: JsValue,
    inputs: JsValue,
    purpose: String,
    key: String,
    signal: Option<AbortSignal>,
) -> Result<Array, JsValue> {
    let (settings, inputs): (Value, Value) = (read(settings)?, read(inputs)?);
    let purpose = if purpose == "query" { Purpose::Query } else { Purpose::Document };
    let module = Module::from_name(&module).ok_or_else(|| failed(format!("{module} is no module of Jina's")))?;
    let inputs: Vec<JinaInput<'_>> = inputs.items().iter().map(input_of).collect();
    let request = jina::request(module, &settings_of(&settings), &inputs, purpose);
    let (status, body) = post(&request, &key, ("x-header-vectordb-source", "Weaviate"), signal.as_ref()).await?;
    let embeddings = jina::response(status, &body).map_err(|why| failed_without(&key, &why))?;
    let each = embeddings.iter().map(|one| {
        object([
            ("data", Float32Array::from(one.data.as_slice()).into()),
            ("dimensions", JsValue::from_f64(one.dims as f64)),
            ("multi", JsValue::from_bool(one.multi)),
        ])
    });
    Ok(each.collect())
}

/// Scores documents against a query by Jina's reranker, in the documents' order.
#[wasm_bindgen(js_name = jinaRerank)]
pub async fn jina_rerank(
    settings: JsValue,
    query: String,
    documents: Vec<String>,
    key: String,
    signal: Option<AbortSignal>,
) -> Result<Array, JsValue> {
    let settings: Value = read(settings)?;
    let out = Array::new();
    for chunk in documents.chunks(rerank::CHUNK) {
        let texts: Vec<&str> = chunk.iter().map(String::as_str).collect();
        let settings = settings_of(&settings);
        let request = rerank::request(&texts, &query, settings.model, settings.base_url);
        let extra = ("Request-Source", "unspecified:weaviate");
        let (status, body) = post(&request, &key, extra, signal.as_ref()).await?;
        let scores = rerank::response(status, &body, chunk.len()).map_err(|why| failed_without(&key, &why))?;
        scores.iter().for_each(|score| {
            out.push(&JsValue::from_f64(*score));
        });
    }
    Ok(out)
}
