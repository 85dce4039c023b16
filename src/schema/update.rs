//! Changing a collection that exists: what may change, what is immutable, and in which words.

use super::class::{self, Class, Defaults};
use super::property::{self, Surroundings};
use super::{inverted, settings, vector_index};
use crate::error::{Error, ErrorKind, Result};
use crate::order;
use crate::value::Value;

/// The normal form after a whole new REST class was put in place of `before`: all or nothing.
pub fn update(before: &Class, given: &Value, defaults: &Defaults) -> Result<Value> {
    let old = &before.rest;
    let tenancy = settings::multi_tenancy(given.get("multiTenancyConfig"))?;
    match (before.multi_tenant, tenancy.get("enabled").as_bool() == Some(true)) {
        (false, true) => {
            return Err(Error::unprocessable("enabling multi-tenancy for an existing class is not supported"));
        }
        (true, false) => {
            return Err(Error::unprocessable("disabling multi-tenancy for an existing class is not supported"));
        }
        _ => {}
    }
    let replication = settings::replication(given.get("replicationConfig"))?;
    if let Some(factor) = replication.get("factor").as_number().filter(|f| *f > 1.0) {
        return Err(Error::unprocessable(format!(
            "not enough replicas in shard {:?} to increase replication factor to {factor} for class {:?}",
            before.shard_name(),
            before.name
        )));
    }
    let vectors = update_vectors(before, given, defaults)?;
    let parse = |e: Error| e.prefixed("updating schema: TYPE_UPDATE_CLASS: bad request :parse class update: ");
    let inverted = inverted::normalize(given.get("invertedIndexConfig"), true)
        .and_then(|config| check_presets_in_use(before, config))
        .map_err(|e| parse(e.prefixed("inverted index config: ")))?;
    let properties = update_properties(old, given).map_err(parse)?;
    let ttl = settings::object_ttl(given.get("objectTtlConfig"), properties.items())?;
    let mut out = old.clone();
    match given.get("description").as_text().filter(|d| !d.is_empty()) {
        Some(description) => out.set("description", description.into()),
        None => drop(out.remove("description")),
    }
    out.set("invertedIndexConfig", inverted);
    if let Some(ttl) = &ttl
        && ttl.get("deleteOn").as_text().is_some_and(|d| d.starts_with('_'))
    {
        let mut config = out.get("invertedIndexConfig").clone();
        config.set("indexTimestamps", true.into());
        out.set("invertedIndexConfig", config);
    }
    if let module @ Value::Map(_) = given.get("moduleConfig") {
        out.set("moduleConfig", module.clone());
    }
    out.set("multiTenancyConfig", tenancy);
    match ttl {
        Some(ttl) => out.set("objectTtlConfig", ttl),
        None => drop(out.remove("objectTtlConfig")),
    }
    out.set("properties", properties);
    out.set("replicationConfig", replication);
    for (key, value) in vectors {
        out.set(key, value);
    }
    Ok(out)
}

fn check_presets_in_use(before: &Class, config: Value) -> Result<Value> {
    for property in &before.properties {
        if let Some(preset) = &property.stopword_preset
            && !class::is_preset(preset, &config)
        {
            return Err(Error::unprocessable(format!(
                "invertedIndexConfig.stopwordPresets: cannot remove preset {preset:?} because it is still used by property {:?}",
                property.name
            )));
        }
    }
    Ok(config)
}

/// Only descriptions may change; afterwards properties are sorted by name, as the server does.
fn update_properties(old: &Value, given: &Value) -> Result<Value> {
    let mut properties = old.get("properties").items().to_vec();
    let proposed = given.get("properties").items();
    let same = |a: &Value, b: &Value| a.get("name") == b.get("name");
    let unchanged = proposed.len() == properties.len()
        && properties.iter().all(|p| proposed.iter().any(|q| same(p, q) && p.get("dataType") == q.get("dataType")));
    if !unchanged {
        return Err(Error::unprocessable(
            "property fields other than description cannot be updated through updating the class. Use the add property feature (e.g. \"POST /v1/schema/{className}/properties\") to add additional properties",
        ));
    }
    for property in &mut properties {
        let description = proposed.iter().find(|q| same(property, q)).map(|q| q.get("description").clone());
        match description {
            Some(Value::Text(text)) if !text.is_empty() => property.set("description", text.into()),
            _ => drop(property.remove("description")),
        }
    }
    order::sort_by(&mut properties, |a, b| a.get("name").as_text().cmp(&b.get("name").as_text()));
    Ok(Value::List(properties))
}

fn update_vectors(before: &Class, given: &Value, defaults: &Defaults) -> Result<Vec<(&'static str, Value)>> {
    let mut out = Vec::new();
    let immutable = |e: Error, what: &str| {
        e.prefixed(&format!("updating schema: TYPE_UPDATE_CLASS: bad request :parse class update: {what}: "))
    };
    let old_named = before.rest.get("vectorConfig");
    let proposed = given.get("vectorConfig");
    if !proposed.entries().is_empty() || !old_named.entries().is_empty() {
        let mut vectors = old_named.clone();
        for (name, one) in proposed.entries() {
            if !old_named.get(name).is_null() {
                let kind = old_named.get(name).get("vectorIndexType").as_text().unwrap_or("hnsw");
                let multi = before.vectors.iter().any(|v| v.name == *name && v.multi);
                let config = vector_index::normalize(kind, one.get("vectorIndexConfig"), multi)
                    .map_err(|e| e.prefixed(&format!("parse vector index config: parse vector config for {name}: ")))?;
                let previous = old_named.get(name).get("vectorIndexConfig");
                vector_index::check_update(previous, &config)
                    .map_err(|e| immutable(e, &format!("invalid update for vector {name:?}")))?;
                let mut entry = old_named.get(name).clone();
                entry.set("vectorIndexConfig", config);
                if let settings @ Value::Map(_) = one.get("vectorizer") {
                    entry.set("vectorizer", settings.clone());
                }
                vectors.set(name, entry);
            } else {
                vectors.set(name, add_vector(name, one, defaults)?);
            }
        }
        if !vectors.entries().is_empty() {
            out.push(("vectorConfig", vectors));
        }
    }
    if !before.rest.get("vectorIndexType").is_null() && !given.get("vectorIndexConfig").is_null() {
        let kind = before.rest.get("vectorIndexType").as_text().unwrap_or("hnsw");
        let config = vector_index::normalize(kind, given.get("vectorIndexConfig"), false)?;
        vector_index::check_update(before.rest.get("vectorIndexConfig"), &config)
            .map_err(|e| immutable(e, "validate vector index config"))?;
        out.push(("vectorIndexConfig", config));
    }
    Ok(out)
}

fn add_vector(name: &str, given: &Value, defaults: &Defaults) -> Result<Value> {
    vector_index::normalize_named(name, given, &defaults.vector_index).map_err(|mut e| {
        let own = format!("target vector {name:?}: parse vector index config: ");
        if let Some(rest) = e.message.strip_prefix(&own) {
            e.message = format!("parse vector index config: parse vector config for {name}: {rest}");
        }
        e
    })
}

/// The normal form with one more property.
pub fn add_property(
    before: &Class,
    given: &Value,
    defaults: &Defaults,
    exists: &dyn Fn(&str) -> bool,
) -> Result<Value> {
    let inverted = before.rest.get("invertedIndexConfig").clone();
    let around = Surroundings {
        class_exists: exists,
        preset_exists: &|preset| class::is_preset(preset, &inverted),
        default_tokenization: &defaults.tokenization,
        added: true,
    };
    let mut properties = before.rest.get("properties").items().to_vec();
    let property = property::normalize(given, 0, &around)?;
    class::add_property(&before.name, &mut properties, property)?;
    let mut out = before.rest.clone();
    out.set("properties", Value::List(properties));
    Ok(out)
}

/// The normal form after one of a property's indexes was dropped.
pub fn drop_index(before: &Class, property: &str, index: &str) -> Result<Value> {
    let key = match index {
        "filterable" => "indexFilterable",
        "searchable" => "indexSearchable",
        "rangeFilters" => "indexRangeFilters",
        _ => {
            return Err(Error::new(
                ErrorKind::Schema,
                "indexName in path should be one of [filterable searchable rangeFilters]",
            ));
        }
    };
    let mut properties = before.rest.get("properties").items().to_vec();
    let Some(found) = properties.iter_mut().find(|p| p.get("name").as_text() == Some(property)) else {
        return Err(Error::unprocessable(format!("property name {property}: not found")));
    };
    found.set(key, false.into());
    let mut out = before.rest.clone();
    out.set("properties", Value::List(properties));
    Ok(out)
}
