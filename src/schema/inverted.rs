//! The collection-wide text settings: BM25 parameters, stopwords, and which extra indexes are kept.

use crate::error::{Error, Result};
use crate::value::Value;

/// BM25 term saturation where none is given.
pub const DEFAULT_K1: f64 = 1.2;
/// BM25 length normalisation where none is given.
pub const DEFAULT_B: f64 = 0.75;

/// Checks `invertedIndexConfig` and fills in its defaults. On update what is left out is reset,
/// so there a missing k1 or b is 0, as it also is beside a given one.
pub fn normalize(given: &Value, update: bool) -> Result<Value> {
    let bm25 = given.get("bm25");
    let (b, k1) = match bm25 {
        Value::Null if !update => (DEFAULT_B, DEFAULT_K1),
        given => (given.get("b").as_number().unwrap_or(0.0), given.get("k1").as_number().unwrap_or(0.0)),
    };
    if k1 < 0.0 {
        return Err(Error::unprocessable("BM25.k1 must be >= 0"));
    }
    if !(0.0..=1.0).contains(&b) {
        return Err(Error::unprocessable("BM25.b must be >= 0 and <= 1"));
    }
    let interval = given.get("cleanupIntervalSeconds").as_number().unwrap_or(0.0);
    if interval < 0.0 {
        return Err(Error::unprocessable("cleanup interval seconds must be > 0"));
    }
    let presets = given.get("stopwordPresets");
    if !update {
        check_presets(presets)?;
    }
    let stopwords = normalize_stopwords(given.get("stopwords"), presets)?;
    let mut out = Value::from_pairs([
        ("bm25", Value::from_pairs([("b", b.into()), ("k1", k1.into())])),
        ("cleanupIntervalSeconds", if interval == 0.0 { 60.0 } else { interval }.into()),
    ]);
    for key in ["indexNullState", "indexPropertyLength", "indexTimestamps"] {
        if given.get(key).as_bool() == Some(true) {
            out.set(key, true.into());
        }
    }
    if !presets.entries().is_empty() {
        out.set("stopwordPresets", presets.clone());
    }
    out.set("stopwords", stopwords);
    out.set("usingBlockMaxWAND", true.into());
    Ok(out)
}

fn check_presets(presets: &Value) -> Result<()> {
    for (name, words) in presets.entries() {
        let refuse = |why: &str| Err(Error::unprocessable(format!("stopwordPresets: preset {why}")));
        if name.trim().is_empty() {
            return refuse("name must not be empty or whitespace-only");
        }
        if words.items().is_empty() {
            return refuse(&format!("{name:?} must have at least one word"));
        }
        if words.texts().iter().any(|w| w.trim().is_empty()) {
            return refuse(&format!("{name:?} contains empty or whitespace-only word"));
        }
    }
    Ok(())
}

/// Checks `stopwords` and fills in its preset.
pub fn normalize_stopwords(given: &Value, presets: &Value) -> Result<Value> {
    let preset = given.get("preset").as_text().filter(|p| !p.is_empty()).unwrap_or("en");
    if !matches!(preset, "en" | "none") && presets.get(preset).is_null() {
        return Err(Error::unprocessable(format!("stopwordPreset '{preset}' does not exist")));
    }
    let (additions, removals) = (given.get("additions").texts(), given.get("removals").texts());
    for (kind, words) in [("additions", &additions), ("removals", &removals)] {
        if words.iter().any(|w| w.trim().is_empty()) {
            return Err(Error::unprocessable(format!("cannot use whitespace in stopword.{kind}")));
        }
    }
    if let Some(both) = additions.iter().find(|w| removals.contains(w)) {
        return Err(Error::unprocessable(format!("found '{both}' in both stopwords.additions and stopwords.removals")));
    }
    // words that the preset has anyway are dropped
    let base = crate::text::StopwordSet::preset(preset).unwrap_or_default();
    let kept: Vec<Value> = additions.iter().filter(|w| !base.contains(w)).map(|w| w.as_str().into()).collect();
    let additions = if given.get("additions").is_null() { Value::Null } else { Value::List(kept) };
    Ok(Value::from_pairs([
        ("additions", additions),
        ("preset", preset.into()),
        ("removals", given.get("removals").clone()),
    ]))
}
