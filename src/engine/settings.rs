//! Settings that a Weaviate server reads from its environment, under the same names.

use crate::query::page::Limits;
use crate::schema::Defaults;
use crate::schema::auto::AutoSchema;
use crate::value::Value;

/// All of them.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What a new collection gets.
    pub defaults: Defaults,
    /// What unknown properties become.
    pub auto_schema: AutoSchema,
    /// Sizes of results.
    pub limits: Limits,
    /// Whether objects expire: `OBJECTS_TTL_DELETE_SCHEDULE` is set.
    pub expires: bool,
}

impl Settings {
    /// Reads a map of names to texts.
    pub fn from_env(env: &Value) -> Settings {
        let word =
            |key: &str, default: &str| env.get(key).as_text().filter(|v| !v.is_empty()).unwrap_or(default).to_owned();
        let number = |key: &str, default: usize| env.get(key).as_text().and_then(|v| v.parse().ok()).unwrap_or(default);
        let off = |key: &str| matches!(word(key, "true").to_lowercase().as_str(), "false" | "off" | "0" | "disabled");
        Settings {
            defaults: Defaults {
                vectorizer: word("DEFAULT_VECTORIZER_MODULE", "none"),
                vector_index: word("DEFAULT_VECTOR_INDEX", "hnsw"),
                quantization: word("DEFAULT_QUANTIZATION", "none"),
                tokenization: word("DEFAULT_TOKENIZATION", "word"),
            },
            auto_schema: AutoSchema {
                enabled: !off("AUTOSCHEMA_ENABLED"),
                text: word("AUTOSCHEMA_DEFAULT_STRING", "text"),
                number: word("AUTOSCHEMA_DEFAULT_NUMBER", "number"),
                date: word("AUTOSCHEMA_DEFAULT_DATE", "date"),
            },
            limits: Limits {
                default: number("QUERY_DEFAULTS_LIMIT", 10),
                maximum: number("QUERY_MAXIMUM_RESULTS", 10_000),
                hybrid_depth: number("QUERY_HYBRID_MAXIMUM_RESULTS", 100),
            },
            expires: !word("OBJECTS_TTL_DELETE_SCHEDULE", "").is_empty(),
        }
    }
}
