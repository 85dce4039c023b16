//! What storage needs of the core beside an engine: the checked forms of commits and manifests.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::values::{object, read, thrown};
use crate::segment::{Kind, Manifest, Run, frame};

fn kind(name: &str) -> Kind {
    match name {
        "segment" => Kind::Segment,
        _ => Kind::Wal,
    }
}

/// The stored form of a payload, which consists of `parts`, in memory of JavaScript's: `{ frame, head }`, where `head` is
/// a view of the envelope that the frame begins with.
pub fn sealed(name: &str, sequence: f64, parts: &[&[u8]], relaxed: bool) -> JsValue {
    let head = frame::envelope(kind(name), sequence as u64, parts, relaxed);
    let pieces = || std::iter::once(head.as_slice()).chain(parts.iter().copied());
    let out = Uint8Array::new_with_length(pieces().map(|piece| piece.len() as u32).sum());
    let mut at = 0;
    for piece in pieces() {
        let end = at + piece.len() as u32;
        out.subarray(at, end).copy_from(piece);
        at = end;
    }
    let view = out.subarray(0, head.len() as u32);
    object([("frame", out.into()), ("head", view.into())])
}

/// Wraps a payload (`wal`, `segment`) in its checked envelope: `{ frame, head }`.
#[wasm_bindgen]
pub fn seal(name: &str, sequence: f64, payload: &[u8], relaxed: bool) -> JsValue {
    sealed(name, sequence, &[payload], relaxed)
}

/// Whether a value was stored relaxed, by its first bytes; nothing if these cannot tell.
#[wasm_bindgen(js_name = isRelaxed)]
pub fn is_relaxed(header: &[u8]) -> Option<bool> {
    frame::is_relaxed(header)
}

/// Checks an envelope and gives its payload.
#[wasm_bindgen]
pub fn unseal(name: &str, bytes: &[u8]) -> std::result::Result<Vec<u8>, JsValue> {
    frame::open(kind(name), bytes).map(|f| f.payload.to_vec()).map_err(thrown)
}

/// The stored form of a manifest: `{ key, bytes }`. `runs` is a list of `{ first, last, segments: [[key, bytes], …] }`.
#[wasm_bindgen(js_name = sealManifest)]
pub fn seal_manifest(generation: f64, runs: JsValue) -> std::result::Result<JsValue, JsValue> {
    let runs: Vec<Run> = read(runs)?;
    let manifest = Manifest { generation: generation as u64, runs };
    Ok(object([
        ("key", JsValue::from_str(manifest.slot())),
        ("bytes", Uint8Array::from(manifest.seal().as_slice()).into()),
    ]))
}

/// Reads the manifest of a slot: `{ generation, runs }`.
#[wasm_bindgen(js_name = openManifest)]
pub fn open_manifest(slot: &str, bytes: &[u8]) -> std::result::Result<JsValue, JsValue> {
    let manifest = Manifest::open(slot, bytes).map_err(thrown)?;
    let number = |n: u64| JsValue::from_f64(n as f64);
    let run = |run: &Run| {
        let segment = |(key, bytes): &(String, u64)| -> JsValue {
            [JsValue::from_str(key), number(*bytes)].into_iter().collect::<Array>().into()
        };
        let segments: Array = run.segments.iter().map(segment).collect();
        object([("first", number(run.first)), ("last", number(run.last)), ("segments", segments.into())])
    };
    let runs: Array = manifest.runs.iter().map(run).collect();
    Ok(object([("generation", number(manifest.generation)), ("runs", runs.into())]))
}
