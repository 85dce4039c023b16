//! `vectorIndexConfig`: defaults, checks and which settings may change later.
//! Most of it is kept only to be echoed: this engine's search is exact whatever the graph's parameters.

use super::{pooling, vectorizer};
use crate::error::{Error, Result};
use crate::value::Value;

const METRICS: [&str; 5] = ["cosine", "dot", "l2-squared", "manhattan", "hamming"];

/// Reads an integer setting; absent gives the default.
pub(super) fn integer(given: &Value, key: &str, default: i64) -> Result<Value> {
    match given.get(key) {
        Value::Null => Ok(Value::Number(default as f64)),
        Value::Number(n) if n.fract() == 0.0 => Ok(Value::Number(*n)),
        Value::Number(n) => Err(Error::unprocessable(format!(
            "json.Number to int64 for {key:?}: strconv.ParseInt: parsing \"{n}\": invalid syntax"
        ))),
        _ => Err(Error::unprocessable(format!("{key} must be an integer"))),
    }
}

fn flag(given: &Value, key: &str, default: bool) -> Result<Value> {
    match given.get(key) {
        Value::Null => Ok(default.into()),
        Value::Bool(b) => Ok((*b).into()),
        _ => Err(Error::unprocessable(format!("{key} must be true or false"))),
    }
}

fn text(given: &Value, key: &str, default: &str) -> Result<Value> {
    match given.get(key) {
        Value::Null => Ok(default.into()),
        Value::Text(t) if t.is_empty() => Ok(default.into()),
        Value::Text(t) => Ok(t.as_str().into()),
        _ => Err(Error::unprocessable(format!("{key} must be a string"))),
    }
}

fn enabled(config: &Value, quantizer: &str) -> bool {
    config.get(quantizer).get("enabled").as_bool() == Some(true)
}

/// Normal form of an index config, or why it is refused. `multi_module`: the vectorizer makes multi-vectors.
pub fn normalize(kind: &str, given: &Value, multi_module: bool) -> Result<Value> {
    let parse = |e: Error| e.prefixed("parse vector index config: ");
    match kind {
        "hnsw" => hnsw(given, multi_module).map_err(parse),
        "flat" => flat(given).map_err(parse),
        "dynamic" => dynamic(given).map_err(parse),
        "hfresh" => hfresh(given).map_err(parse),
        _ => Err(Error::unprocessable(format!("unrecognized or unsupported vectorIndexType {kind:?}"))),
    }
}

fn distance(given: &Value) -> Result<Value> {
    let metric = text(given, "distance", "cosine")?;
    match metric.as_text() {
        Some(name) if METRICS.contains(&name) => Ok(metric),
        _ => Err(Error::unprocessable(format!(
            "unrecognized distance metric {:?},choose one of [\"cosine\", \"dot\", \"l2-squared\", \"manhattan\",\"hamming\"]",
            metric.as_text().unwrap_or("")
        ))),
    }
}

fn hnsw(given: &Value, multi_module: bool) -> Result<Value> {
    let invalid = |why: &str| Err(Error::unprocessable(format!("invalid hnsw config: {why}")));
    let multi = given.get("multivector");
    let muvera = multi.get("muvera");
    let pq = given.get("pq");
    let encoder = pq.get("encoder");
    let rq_bits = integer(given.get("rq"), "bits", 8)?;
    let rescore = if rq_bits == Value::Number(1.0) { 512 } else { 20 };
    let mut out = Value::from_pairs([
        ("bq", Value::from_pairs([("enabled", flag(given.get("bq"), "enabled", false)?)])),
        ("cleanupIntervalSeconds", integer(given, "cleanupIntervalSeconds", 300)?),
        ("distance", distance(given)?),
        ("dynamicEfFactor", integer(given, "dynamicEfFactor", 8)?),
        ("dynamicEfMax", integer(given, "dynamicEfMax", 500)?),
        ("dynamicEfMin", integer(given, "dynamicEfMin", 100)?),
        ("ef", integer(given, "ef", -1)?),
        ("efConstruction", integer(given, "efConstruction", 128)?),
        ("filterStrategy", text(given, "filterStrategy", "acorn")?),
        ("flatSearchCutoff", integer(given, "flatSearchCutoff", 40000)?),
        ("maxConnections", integer(given, "maxConnections", 32)?),
        (
            "multivector",
            Value::from_pairs([
                ("aggregation", text(multi, "aggregation", "maxSim")?),
                ("enabled", flag(multi, "enabled", multi_module)?),
                (
                    "muvera",
                    Value::from_pairs([
                        ("dprojections", integer(muvera, "dprojections", 16)?),
                        ("enabled", flag(muvera, "enabled", false)?),
                        ("ksim", integer(muvera, "ksim", 4)?),
                        ("repetitions", integer(muvera, "repetitions", 10)?),
                    ]),
                ),
            ]),
        ),
        (
            "pq",
            Value::from_pairs([
                ("bitCompression", flag(pq, "bitCompression", false)?),
                ("centroids", integer(pq, "centroids", 256)?),
                ("enabled", flag(pq, "enabled", false)?),
                (
                    "encoder",
                    Value::from_pairs([
                        ("distribution", text(encoder, "distribution", "log-normal")?),
                        ("type", text(encoder, "type", "kmeans")?),
                    ]),
                ),
                ("segments", integer(pq, "segments", 0)?),
                ("trainingLimit", integer(pq, "trainingLimit", 100_000)?),
            ]),
        ),
        (
            "rq",
            Value::from_pairs([
                ("bits", rq_bits.clone()),
                ("enabled", flag(given.get("rq"), "enabled", false)?),
                ("rescoreLimit", integer(given.get("rq"), "rescoreLimit", rescore)?),
            ]),
        ),
        ("skip", flag(given, "skip", false)?),
        ("skipDefaultQuantization", flag(given, "skipDefaultQuantization", false)?),
        (
            "sq",
            Value::from_pairs([
                ("enabled", flag(given.get("sq"), "enabled", false)?),
                ("rescoreLimit", integer(given.get("sq"), "rescoreLimit", 20)?),
                ("trainingLimit", integer(given.get("sq"), "trainingLimit", 100_000)?),
            ]),
        ),
        ("trackDefaultQuantization", flag(given, "trackDefaultQuantization", false)?),
        ("vectorCacheMaxObjects", integer(given, "vectorCacheMaxObjects", 1_000_000_000_000)?),
    ]);
    pooling::keep(multi, &mut out)?;
    if enabled(&out, "rq") && !matches!(rq_bits, Value::Number(8.0 | 1.0)) {
        return Err(Error::unprocessable("RQ bits must be 8 or 1"));
    }
    let encoder = out.get("pq").get("encoder");
    match encoder.get("type").as_text() {
        Some("kmeans" | "tile") => {}
        other => {
            return Err(Error::unprocessable(format!("invalid encoder type {}", other.unwrap_or(""))));
        }
    }
    match encoder.get("distribution").as_text() {
        Some("log-normal" | "normal") => {}
        other => {
            return Err(Error::unprocessable(format!("invalid encoder distribution {}", other.unwrap_or(""))));
        }
    }
    let number = |key: &str| out.get(key).as_number().unwrap_or(0.0);
    if number("maxConnections") < 4.0 {
        return invalid("maxConnections must be a positive integer with a minimum of 4");
    }
    if number("maxConnections") > 2047.0 {
        return invalid("maxConnections must be less than 2048");
    }
    if number("efConstruction") < 4.0 {
        return invalid("efConstruction must be a positive integer with a minimum of 4");
    }
    if ["pq", "bq", "sq", "rq"].iter().filter(|q| enabled(&out, q)).count() > 1 {
        return invalid("more than a single compression methods enabled");
    }
    if !matches!(out.get("filterStrategy").as_text(), Some("sweeping" | "acorn")) {
        return invalid("filterStrategy must be either 'sweeping' or 'acorn'");
    }
    if out.get("multivector").get("muvera").get("ksim").as_number() > Some(10.0) {
        return invalid("ksim must be at most 10");
    }
    Ok(out)
}

fn flat(given: &Value) -> Result<Value> {
    let quantizer = |name: &str| -> Result<Value> {
        let one = given.get(name);
        let mut out = Value::map();
        if name == "rq" {
            out.set("bits", integer(one, "bits", 8)?);
        }
        out.set("cache", flag(one, "cache", false)?);
        out.set("enabled", flag(one, "enabled", false)?);
        out.set("rescoreLimit", integer(one, "rescoreLimit", -1)?);
        Ok(out)
    };
    let out = Value::from_pairs([
        ("bq", quantizer("bq")?),
        ("distance", distance(given)?),
        ("pq", quantizer("pq")?),
        ("rq", quantizer("rq")?),
        ("skipDefaultQuantization", flag(given, "skipDefaultQuantization", false)?),
        ("sq", quantizer("sq")?),
        ("trackDefaultQuantization", flag(given, "trackDefaultQuantization", false)?),
        ("vectorCacheMaxObjects", integer(given, "vectorCacheMaxObjects", 1_000_000_000_000)?),
    ]);
    if ["pq", "bq", "sq", "rq"].iter().filter(|q| enabled(&out, q)).count() > 1 {
        return Err(Error::unprocessable("cannot enable multiple quantization methods at the same time"));
    }
    for (name, label) in [("pq", "PQ"), ("sq", "SQ")] {
        if enabled(&out, name) {
            return Err(Error::unprocessable(format!("{label} is not currently supported for flat indices")));
        }
    }
    if enabled(&out, "rq") && !matches!(out.get("rq").get("bits"), Value::Number(8.0 | 1.0)) {
        return Err(Error::unprocessable("RQ bits must be 8 or 1"));
    }
    Ok(out)
}

fn dynamic(given: &Value) -> Result<Value> {
    if enabled(given.get("hnsw"), "multivector") {
        return Err(Error::unprocessable("multi vector index is not supported for dynamic index"));
    }
    Ok(Value::from_pairs([
        ("distance", distance(given)?),
        ("flat", flat(given.get("flat"))?),
        ("hnsw", hnsw(given.get("hnsw"), false)?),
        ("threshold", integer(given, "threshold", 10_000)?),
    ]))
}

fn hfresh(given: &Value) -> Result<Value> {
    let metric = distance(given)?;
    if !matches!(metric.as_text(), Some("cosine" | "l2-squared")) {
        return Err(Error::unprocessable(format!(
            "invalid hfresh config: unsupported distance type '{}', HFresh only supports 'cosine' or 'l2-squared' for the distance metric",
            metric.as_text().unwrap_or("")
        )));
    }
    let rq = given.get("rq");
    Ok(Value::from_pairs([
        ("distance", metric),
        ("maxPostingSizeKB", integer(given, "maxPostingSizeKB", 48)?),
        ("replicas", integer(given, "replicas", 4)?),
        (
            "rq",
            Value::from_pairs([
                ("bits", integer(rq, "bits", 1)?),
                ("enabled", flag(rq, "enabled", true)?),
                ("rescoreLimit", integer(rq, "rescoreLimit", 350)?),
            ]),
        ),
        ("searchProbe", integer(given, "searchProbe", 256)?),
    ]))
}

/// One vector of a collection, REST form: `{ vectorIndexConfig, vectorIndexType, vectorizer: { module: settings } }`.
/// Its name is for the caller to check: as on a server, a vector that is added later may have any.
pub fn normalize_named(name: &str, given: &Value, default_index: &str) -> Result<Value> {
    let modules = match given.get("vectorizer") {
        Value::Map(modules) => modules,
        Value::Null => {
            return Err(Error::unprocessable("class.VectorConfig.Vectorizer must be an object, got <nil>"));
        }
        other => {
            let kind = if other.as_text().is_some() { "string" } else { "json.Number" };
            return Err(Error::unprocessable(format!("class.VectorConfig.Vectorizer must be an object, got {kind}")));
        }
    };
    if modules.len() != 1 {
        return Err(Error::unprocessable(format!(
            "class.VectorConfig.Vectorizer must consist only 1 configuration, got: {}",
            modules.len()
        )));
    }
    let (module, settings) = &modules[0];
    let target = |e: Error| e.prefixed(&format!("target vector {name:?}: "));
    let multi = vectorizer::makes_multi_vectors(module);
    let kind = given.get("vectorIndexType").as_text().filter(|k| !k.is_empty()).unwrap_or(default_index);
    vectorizer::check_known(module).map_err(target)?;
    let config = normalize(kind, given.get("vectorIndexConfig"), multi).map_err(|e| {
        let nested = e.message.starts_with("parse vector index config: ");
        target(if nested { e.prefixed("parse vector index config: ") } else { e })
    })?;
    if multi && kind != "hnsw" {
        return Err(target(Error::unprocessable(format!(
            "parse vector index config: multi vector index is not supported for vector index type: {kind:?}, only supported type is hnsw"
        ))));
    }
    if !multi && module != "none" && config.get("multivector").get("enabled").as_bool() == Some(true) {
        return Err(Error::unprocessable(format!(
            "parse vector config for {name}: multi vector index configured but vectorizer: {module:?} doesn't support multi vectors"
        )));
    }
    let settings = vectorizer::normalize(module, settings)?;
    let vectorizer = Value::Map(vec![(module.clone(), settings)]);
    Ok(Value::from_pairs([("vectorIndexConfig", config), ("vectorIndexType", kind.into()), ("vectorizer", vectorizer)]))
}

/// Refuses an update of what cannot change once vectors are stored.
pub fn check_update(before: &Value, after: &Value) -> Result<()> {
    let display = |v: &Value| match v {
        Value::Number(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        other => other.as_text().unwrap_or("").to_owned(),
    };
    let paths: [&[&str]; 7] = [
        &["efConstruction"],
        &["maxConnections"],
        &["cleanupIntervalSeconds"],
        &["distance"],
        &["multivector", "enabled"],
        &["multivector", "muvera", "enabled"],
        &["rq", "bits"],
    ];
    for name in ["factor", "rows", "columns"] {
        let setting = |config: &Value| config.get("multivector").get("pooling").get(name).clone();
        let (old, new) = (setting(before), setting(after));
        if old != new {
            return Err(Error::unprocessable(format!(
                "multivector.pooling.{name} is immutable: attempted change from \"{}\" to \"{}\"",
                display(&old),
                display(&new)
            )));
        }
    }
    for path in paths {
        let (old, new) = path.iter().fold((before, after), |(a, b), key| (a.get(key), b.get(key)));
        if path[0] == "rq" && !enabled(before, "rq") {
            continue;
        }
        if old != new {
            return Err(Error::unprocessable(format!(
                "{} is immutable: attempted change from \"{}\" to \"{}\"",
                path.join("."),
                display(old),
                display(new)
            )));
        }
    }
    Ok(())
}
