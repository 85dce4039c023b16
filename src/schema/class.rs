//! A collection's schema: the normal form that is stored and echoed, and the typed view the engine works with.

use std::rc::Rc;

use super::metric::Metric;
use super::muvera::Muvera;
use super::pooling::Pooling;
use super::property::{self, Property, Surroundings};
use super::quantizer::Quantizer;
use super::settings::{self, ObjectTtl};
use super::{inverted, names, vector_index, vectorizer};
use crate::error::{Error, ErrorKind, Result};
use crate::order;
use crate::text::{Analyzer, StopwordSet};
use crate::value::Value;

/// A vector that objects of the collection can have.
#[derive(Clone, Debug)]
pub struct TargetVector {
    /// Its name; empty for the legacy unnamed one.
    pub name: String,
    /// Whether it holds token matrices.
    pub multi: bool,
    /// How single vectors are compared. Multi-vectors always use the dot product; cosine still
    /// normalises their query.
    pub metric: Metric,
    /// Whether it is left out of the index.
    pub skip: bool,
    /// How its vectors are held in memory, where not in full precision.
    pub quantizer: Option<Quantizer>,
    /// One vector of fixed size for all token vectors of an object, where it chooses which objects are scored.
    pub muvera: Option<Muvera>,
    /// How token vectors are pooled when they come in, where they are.
    pub pooling: Option<Pooling>,
    /// Module that makes it, `none` for the user's own vectors.
    pub module: String,
    /// The module's settings.
    pub settings: Value,
}

/// A collection's schema.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// The normal form, as `exportToJson` shows it. Everything below is read from it.
    pub rest: Value,
    /// Properties in schema order.
    pub properties: Vec<Property>,
    /// Target vectors, sorted by name.
    pub vectors: Vec<TargetVector>,
    /// BM25 term saturation.
    pub k1: f64,
    /// BM25 length normalisation.
    pub b: f64,
    /// Whether filters can ask for missing values.
    pub index_null_state: bool,
    /// Whether filters can ask for lengths.
    pub index_property_length: bool,
    /// Whether filters can ask for creation and update times.
    pub index_timestamps: bool,
    /// Whether each tenant is a shard of its own.
    pub multi_tenant: bool,
    /// Whether writing to an unknown tenant creates it.
    pub auto_tenant_creation: bool,
    /// Whether using an inactive tenant activates it.
    pub auto_tenant_activation: bool,
    /// When objects expire.
    pub ttl: Option<ObjectTtl>,
    analyzers: Vec<Rc<Analyzer>>,
}

impl Class {
    /// The typed view of a normal form.
    pub fn from_rest(rest: Value) -> Class {
        let inverted = rest.get("invertedIndexConfig");
        let number = |v: &Value| v.as_number().unwrap_or(0.0);
        let flag = |v: &Value, key: &str| v.get(key).as_bool() == Some(true);
        let tenancy = rest.get("multiTenancyConfig");
        let properties: Vec<Property> = rest.get("properties").items().iter().map(Property::from_rest).collect();
        let class_stopwords = Rc::new(stopwords_of(inverted.get("stopwords"), inverted));
        let analyzers = properties
            .iter()
            .map(|p| {
                Rc::new(Analyzer {
                    tokenization: p.tokenization.unwrap_or(crate::text::Tokenization::Word),
                    fold: p.fold.clone(),
                    stopwords: match &p.stopword_preset {
                        Some(preset) => Rc::new(preset_words(preset, inverted).of_property()),
                        None => class_stopwords.clone(),
                    },
                })
            })
            .collect();
        Class {
            name: rest.get("class").as_text().unwrap_or("").to_owned(),
            vectors: target_vectors(&rest),
            k1: number(inverted.get("bm25").get("k1")),
            b: number(inverted.get("bm25").get("b")),
            index_null_state: flag(inverted, "indexNullState"),
            index_property_length: flag(inverted, "indexPropertyLength"),
            index_timestamps: flag(inverted, "indexTimestamps"),
            multi_tenant: flag(tenancy, "enabled"),
            auto_tenant_creation: flag(tenancy, "autoTenantCreation"),
            auto_tenant_activation: flag(tenancy, "autoTenantActivation"),
            ttl: ObjectTtl::from_rest(rest.get("objectTtlConfig")),
            properties,
            analyzers,
            rest,
        }
    }

    /// Position of a property in [`Class::properties`].
    pub fn property_index(&self, name: &str) -> Option<usize> {
        self.properties.iter().position(|p| p.name == name)
    }

    /// A property by name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|p| p.name == name)
    }

    /// The refusal of a property that the class does not have.
    pub fn no_such_property(&self, name: &str) -> Error {
        Error::unprocessable(format!(
            "no such prop with name '{name}' found in class '{}' in the schema. Check your schema files for which properties in this class are available",
            self.name
        ))
    }

    /// How the text of the property at that position is analysed.
    pub fn analyzer(&self, index: usize) -> &Rc<Analyzer> {
        &self.analyzers[index]
    }

    /// Whether vectors are held as codes; then full precision and rows stay in storage.
    pub fn is_quantized(&self) -> bool {
        self.vectors.iter().any(|target| target.quantizer.is_some())
    }

    /// Position of a target vector in [`Class::vectors`].
    pub fn vector_index(&self, name: &str) -> Option<usize> {
        self.vectors.iter().position(|v| v.name == name)
    }

    /// The name of the only shard of a collection without tenants: 12 letters and digits derived from the
    /// collection's name, where a server draws them at random.
    pub fn shard_name(&self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut state = twox_hash::XxHash64::oneshot(1, self.name.as_bytes());
        let mut draw = || {
            let letter = LETTERS[(state % LETTERS.len() as u64) as usize];
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1) >> 3;
            letter as char
        };
        (0..12).map(|_| draw()).collect()
    }

    /// Its shard as error texts name it: `index_shard`.
    pub fn shard_path(&self) -> String {
        format!("{}_{}", self.name.to_lowercase(), self.shard_name())
    }

    /// Whether its only vector is the unnamed, legacy one.
    pub fn is_legacy(&self) -> bool {
        self.vectors.len() == 1 && self.vectors[0].name.is_empty()
    }
}

fn stopwords_of(given: &Value, inverted: &Value) -> StopwordSet {
    let base = preset_words(given.get("preset").as_text().unwrap_or("en"), inverted);
    base.with(&given.get("additions").texts(), &given.get("removals").texts())
}

fn preset_words(preset: &str, inverted: &Value) -> StopwordSet {
    match inverted.get("stopwordPresets").get(preset) {
        Value::List(words) => StopwordSet::from_words(words.iter().filter_map(Value::as_text)),
        _ => StopwordSet::preset(preset).unwrap_or_default(),
    }
}

fn target_vectors(rest: &Value) -> Vec<TargetVector> {
    let multi = |config: &Value| config.get("multivector").get("enabled").as_bool() == Some(true);
    let target = |name: &str, config: &Value, module: &str, settings: &Value| TargetVector {
        name: name.to_owned(),
        multi: multi(config),
        metric: config.get("distance").as_text().and_then(Metric::from_name).unwrap_or(Metric::Cosine),
        skip: config.get("skip").as_bool() == Some(true),
        quantizer: Quantizer::from_config(config),
        muvera: Muvera::from_config(config).filter(|_| multi(config)),
        pooling: Pooling::from_config(config),
        module: module.to_owned(),
        settings: settings.clone(),
    };
    let mut vectors: Vec<TargetVector> = rest
        .get("vectorConfig")
        .entries()
        .iter()
        .map(|(name, one)| {
            let (module, settings) = one.get("vectorizer").entries().first().cloned().unwrap_or_default();
            target(name, one.get("vectorIndexConfig"), &module, &settings)
        })
        .collect();
    if !rest.get("vectorIndexType").is_null() {
        let module = rest.get("vectorizer").as_text().unwrap_or("none");
        vectors.push(target("", rest.get("vectorIndexConfig"), module, rest.get("moduleConfig").get(module)));
    }
    order::sort_by(&mut vectors, |a, b| a.name.cmp(&b.name));
    vectors
}

/// Settings that a server reads from its environment and that change what a new collection looks like.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// `DEFAULT_VECTORIZER_MODULE`.
    pub vectorizer: String,
    /// `DEFAULT_VECTOR_INDEX`.
    pub vector_index: String,
    /// `DEFAULT_QUANTIZATION`: `none`, `rq-8`, `rq-1`, `bq`, `sq` or `pq`.
    pub quantization: String,
    /// `DEFAULT_TOKENIZATION`.
    pub tokenization: String,
}

/// Checks a collection as given over REST and fills in its defaults. `exists` tells about other collections.
pub fn normalize(given: &Value, defaults: &Defaults, exists: &dyn Fn(&str) -> bool) -> Result<Value> {
    let name = match given.get("class") {
        Value::Null => String::new(),
        Value::Text(name) => names::upper_first(name),
        other => {
            let kind = if other.as_number().is_some() { "number" } else { "object" };
            return Err(Error::new(
                ErrorKind::BadRequest,
                format!(
                    "parsing objectClass body from \"\" failed, because json: cannot unmarshal {kind} into Go struct field Class.class of type string"
                ),
            ));
        }
    };
    names::check_class(&name)?;
    let tenancy = settings::multi_tenancy(given.get("multiTenancyConfig"))?;
    let tenants = tenancy.get("enabled").as_bool() == Some(true);
    let sharding = settings::sharding(given.get("shardingConfig"), tenants)?;
    let mut inverted = inverted::normalize(given.get("invertedIndexConfig"), false)?;
    let mut properties: Vec<Value> = Vec::new();
    let around = Surroundings {
        class_exists: &|target| target == name || exists(target),
        preset_exists: &|preset| is_preset(preset, &inverted),
        default_tokenization: &defaults.tokenization,
        added: false,
    };
    for (index, property) in given.get("properties").items().iter().enumerate() {
        add_property(&name, &mut properties, property::normalize(property, index, &around)?)?;
    }
    let ttl = settings::object_ttl(given.get("objectTtlConfig"), &properties)?;
    if let Some(ttl) = &ttl
        && ttl.get("deleteOn").as_text().is_some_and(|d| d.starts_with('_'))
    {
        inverted.set("indexTimestamps", true.into());
    }
    let mut out = Value::from_pairs([("class", name.as_str().into())]);
    if let Some(description) = given.get("description").as_text().filter(|d| !d.is_empty()) {
        out.set("description", description.into());
    }
    out.set("invertedIndexConfig", inverted);
    if let module @ Value::Map(_) = given.get("moduleConfig") {
        out.set("moduleConfig", module.clone());
    }
    out.set("multiTenancyConfig", tenancy);
    if let Some(ttl) = ttl {
        out.set("objectTtlConfig", ttl);
    }
    out.set("properties", Value::List(properties));
    out.set("replicationConfig", settings::replication(given.get("replicationConfig"))?);
    out.set("shardingConfig", sharding);
    normalize_vectors(given, defaults, &mut out)?;
    Ok(out)
}

/// Whether a stopword preset of that name is built in or defined by the collection.
pub fn is_preset(preset: &str, inverted: &Value) -> bool {
    matches!(preset, "en" | "none") || !inverted.get("stopwordPresets").get(preset).is_null()
}

/// Appends a property in normal form, unless its name is taken.
pub fn add_property(class: &str, properties: &mut Vec<Value>, property: Value) -> Result<()> {
    let name = property.get("name").as_text().unwrap_or("");
    let taken = |p: &Value| p.get("name").as_text().is_some_and(|n| n.eq_ignore_ascii_case(name));
    if properties.iter().any(taken) {
        return Err(Error::unprocessable(format!(
            "class {class:?}: conflict for property {name:?}: already in use or provided multiple times"
        )));
    }
    properties.push(property);
    Ok(())
}

fn normalize_vectors(given: &Value, defaults: &Defaults, out: &mut Value) -> Result<()> {
    let named = given.get("vectorConfig").entries();
    if !named.is_empty() {
        let legacy = ["vectorizer", "vectorIndexType"];
        if legacy.iter().any(|k| given.get(k).as_text().is_some_and(|t| !t.is_empty()))
            || !given.get("vectorIndexConfig").is_null()
        {
            return Err(Error::unprocessable(
                "creating a class with both a class level vector index and named vectors is forbidden",
            ));
        }
        let mut vectors = Value::map();
        for (name, one) in named {
            names::check_vector(name)?;
            vectors.set(name, vector_index::normalize_named(name, one, &defaults.vector_index)?);
        }
        out.set("vectorConfig", vectors);
        return Ok(());
    }
    let word =
        |key: &str, default: &str| given.get(key).as_text().filter(|t| !t.is_empty()).unwrap_or(default).to_owned();
    let kind = word("vectorIndexType", &defaults.vector_index);
    let module = word("vectorizer", &defaults.vectorizer);
    let given_config = given.get("vectorIndexConfig");
    if given_config.get("multivector").get("enabled").as_bool() == Some(true) {
        return Err(Error::unprocessable(
            "class.VectorIndexConfig multi vector type index type is only configurable using named vectors",
        ));
    }
    if vectorizer::makes_multi_vectors(&module) {
        return Err(Error::unprocessable(format!(
            "multi vector vectorizer: {module:?} is only allowed to be defined using named vector configuration"
        )));
    }
    vectorizer::check_known(&module)?;
    out.set("vectorIndexConfig", vector_index::normalize(&kind, given_config, false)?);
    out.set("vectorIndexType", kind.into());
    if module != "none" {
        let settings = vectorizer::normalize(&module, given.get("moduleConfig").get(&module))?;
        let mut config = out.get("moduleConfig").clone();
        config.set(&module, settings);
        out.set("moduleConfig", config);
    }
    out.set("vectorizer", module.into());
    Ok(())
}
