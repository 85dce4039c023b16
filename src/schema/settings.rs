//! Collection settings that are not about properties or vectors: tenancy, sharding, replication, expiry.

use crate::error::{Error, ErrorKind, Result};
use crate::value::Value;

/// `multiTenancyConfig` with its defaults.
pub fn multi_tenancy(given: &Value) -> Result<Value> {
    let flag = |key| given.get(key).as_bool().unwrap_or(false);
    for key in ["autoTenantCreation", "autoTenantActivation"] {
        if flag(key) && !flag("enabled") {
            return Err(Error::unprocessable(format!("can't enable {key} on a non-multi-tenant class")));
        }
    }
    Ok(Value::from_pairs([
        ("autoTenantActivation", flag("autoTenantActivation").into()),
        ("autoTenantCreation", flag("autoTenantCreation").into()),
        ("enabled", flag("enabled").into()),
    ]))
}

/// `shardingConfig` with its defaults; all zero under multi-tenancy, where tenants are the shards.
pub fn sharding(given: &Value, tenants: bool) -> Result<Value> {
    if tenants && !given.entries().is_empty() {
        let asked = ["desiredCount", "desiredVirtualCount", "virtualPerPhysical"];
        if asked.iter().any(|k| given.get(k).as_number().unwrap_or(0.0) > 0.0) {
            return Err(Error::unprocessable("cannot have both shardingConfig and multiTenancyConfig"));
        }
    }
    let number = |key: &str, default: f64| match tenants {
        true => 0.0,
        false => given.get(key).as_number().filter(|n| *n > 0.0).unwrap_or(default),
    };
    let word = |key: &str, default: &str| match tenants {
        true => String::new(),
        false => given.get(key).as_text().filter(|t| !t.is_empty()).unwrap_or(default).to_owned(),
    };
    let count = number("desiredCount", 1.0);
    let per_physical = number("virtualPerPhysical", 128.0);
    let virtual_count = number("desiredVirtualCount", count * per_physical);
    Ok(Value::from_pairs([
        ("actualCount", count.into()),
        ("actualVirtualCount", virtual_count.into()),
        ("desiredCount", count.into()),
        ("desiredVirtualCount", virtual_count.into()),
        ("function", word("function", "murmur3").into()),
        ("key", word("key", "_id").into()),
        ("strategy", word("strategy", "hash").into()),
        ("virtualPerPhysical", per_physical.into()),
    ]))
}

/// `replicationConfig` with its defaults: kept for the day the collection moves to a cluster.
pub fn replication(given: &Value) -> Result<Value> {
    const STRATEGIES: [&str; 3] = ["NoAutomatedResolution", "DeleteOnConflict", "TimeBasedResolution"];
    let strategy = given.get("deletionStrategy").as_text().filter(|s| !s.is_empty()).unwrap_or(STRATEGIES[2]);
    if !STRATEGIES.contains(&strategy) {
        return Err(Error::new(
            ErrorKind::Schema,
            format!("replicationConfig.deletionStrategy in body should be one of [{}]", STRATEGIES.join(" ")),
        ));
    }
    let factor = given.get("factor").as_number().filter(|f| *f > 0.0).unwrap_or(1.0);
    let replicated = factor > 1.0;
    Ok(Value::from_pairs([
        ("asyncEnabled", given.get("asyncEnabled").as_bool().unwrap_or(replicated).into()),
        ("deletionStrategy", strategy.into()),
        ("factor", factor.into()),
    ]))
}

/// When objects of a collection expire.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectTtl {
    /// `_creationTimeUnix`, `_lastUpdateTimeUnix` or a date property.
    pub delete_on: String,
    /// Seconds after that instant; may be negative for a date property.
    pub seconds: f64,
    /// Whether searches leave expired objects out before they are deleted.
    pub filter_expired: bool,
}

impl ObjectTtl {
    /// Reads the normal form; none when expiry is off.
    pub fn from_rest(rest: &Value) -> Option<ObjectTtl> {
        (rest.get("enabled").as_bool() == Some(true)).then(|| ObjectTtl {
            delete_on: rest.get("deleteOn").as_text().unwrap_or("").to_owned(),
            seconds: rest.get("defaultTtl").as_number().unwrap_or(0.0),
            filter_expired: rest.get("filterExpiredObjects").as_bool().unwrap_or(false),
        })
    }
}

/// `objectTtlConfig` with its defaults; `properties` are the collection's, in normal form.
pub fn object_ttl(given: &Value, properties: &[Value]) -> Result<Option<Value>> {
    if given.is_null() {
        return Ok(None);
    }
    let refuse = |why: String| Err(Error::unprocessable(format!("ObjectTTLConfig: {why}")));
    let enabled = given.get("enabled").as_bool().unwrap_or(false);
    let delete_on = given.get("deleteOn").as_text().unwrap_or("").trim();
    let seconds = given.get("defaultTtl").as_number().unwrap_or(0.0);
    if !enabled {
        // switched off, the rest is kept as it was given
        let mut out = Value::from_pairs([("enabled", false.into())]);
        for key in ["defaultTtl", "deleteOn", "filterExpiredObjects"] {
            if !given.get(key).is_null() {
                out.set(key, given.get(key).clone());
            }
        }
        return Ok(Some(out));
    }
    match delete_on {
        "" => {
            return refuse(
                "missing value for \"deleteOn\". Set \"_creationTimeUnix\", \"_lastUpdateTimeUnix\" or custom property of \"date\" type".to_owned(),
            );
        }
        "_creationTimeUnix" | "_lastUpdateTimeUnix" => {
            if seconds < 60.0 {
                return refuse(format!(
                    "defaultTtl value too small for \"deleteOn\"={delete_on:?}. Required minimum \"60\" seconds, given \"{seconds}\" seconds"
                ));
            }
        }
        name => {
            let Some(property) = properties.iter().find(|p| p.get("name").as_text() == Some(name)) else {
                return refuse(format!("property {name:?} set as \"deleteOn\" not found among collection properties"));
            };
            let kind = property.get("dataType").items()[0].as_text().unwrap_or("").to_owned();
            if kind != "date" {
                return refuse(format!(
                    "property {name:?} set as \"deleteOn\" should have \"date\" data type, {kind:?} given"
                ));
            }
            let flag = |key| property.get(key).as_bool() == Some(true);
            if !flag("indexFilterable") && !flag("indexRangeFilters") {
                return refuse(format!(
                    "property {name:?} set as \"deleteOn\" should have filterable or rangeable index enabled"
                ));
            }
        }
    }
    Ok(Some(Value::from_pairs([
        ("defaultTtl", seconds.into()),
        ("deleteOn", delete_on.into()),
        ("enabled", true.into()),
        ("filterExpiredObjects", given.get("filterExpiredObjects").as_bool().unwrap_or(false).into()),
    ])))
}
