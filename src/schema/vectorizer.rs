//! Vectorizer modules by name: which exist, which make multi-vectors, and the defaults that they write
//! into a stored schema: all of those of Jina's modules and of the one for local encoders, and of the
//! others what an encoder plugged in under their name depends on.

use crate::error::{Error, Result};
use crate::value::Value;

const TEXT2VEC: [&str; 21] = [
    "aws",
    "azure-openai",
    "cohere",
    "contextionary",
    "databricks",
    "digitalocean",
    "google",
    "gpt4all",
    "huggingface",
    "jinaai",
    "mistral",
    "model2vec",
    "morph",
    "nvidia",
    "ollama",
    "openai",
    "palm",
    "transformers",
    "voyageai",
    "weaviate",
    "bigram",
];
/// Those that put the collection's name before an object's text unless told otherwise.
const TEXT2VEC_WITH_CLASS_NAME: [&str; 6] =
    ["contextionary", "cohere", "gpt4all", "huggingface", "openai", "transformers"];
const MULTI2VEC: [&str; 10] =
    ["aws", "bind", "clip", "cohere", "google", "jinaai", "nvidia", "palm", "twelvelabs", "voyageai"];

/// Whether the module's vectors are token matrices.
pub fn makes_multi_vectors(module: &str) -> bool {
    module.starts_with("text2multivec-") || module.starts_with("text2colbert-") || module.starts_with("multi2multivec-")
}

/// Whether the module embeds media beside text.
pub fn is_multi_modal(module: &str) -> bool {
    module.starts_with("multi2") || module.starts_with("img2vec-")
}

/// Refuses a module nobody knows.
pub fn check_known(module: &str) -> Result<()> {
    let known = match module.split_once('-') {
        None => module == "none",
        Some(("text2vec", rest)) => TEXT2VEC.contains(&rest),
        Some(("multi2vec", rest)) => MULTI2VEC.contains(&rest),
        Some(("text2multivec", "local")) => true,
        Some(("text2multivec" | "text2colbert", rest)) => rest == "jinaai",
        Some(("multi2multivec", rest)) => matches!(rest, "jinaai" | "weaviate"),
        Some(("img2vec", rest)) => rest == "neural",
        Some(("ref2vec", rest)) => rest == "centroid",
        Some(("custom", _)) => true,
        Some(_) => false,
    };
    if known {
        return Ok(());
    }
    Err(Error::unprocessable(format!("vectorizer: no module with name {module:?} present")))
}

/// Checks a module's settings and writes its defaults into them.
pub fn normalize(module: &str, settings: &Value) -> Result<Value> {
    let mut out = if settings.is_null() { Value::map() } else { settings.clone() };
    let local = module == "text2multivec-local";
    if !local && !module.ends_with("-jinaai") {
        let named = module.strip_prefix("text2vec-").is_some_and(|rest| TEXT2VEC_WITH_CLASS_NAME.contains(&rest));
        if named && out.get("vectorizeClassName").is_null() {
            out.set("vectorizeClassName", true.into());
        }
        return Ok(out);
    }
    if let Value::List(properties) = settings.get("properties")
        && properties.is_empty()
    {
        return Err(Error::unprocessable(format!(
            "module '{module}': properties field needs to have at least 1 property defined"
        )));
    }
    let fields = |key: &str| !settings.get(key).items().is_empty();
    if module == "multi2multivec-jinaai" && fields("textFields") && fields("imageFields") {
        return Err(Error::unprocessable(format!(
            "module '{module}': only one textFields or imageFields setting needs to be present, not both"
        )));
    }
    let mut default = |key: &str, value: Value| {
        if out.get(key).is_null() {
            out.set(key, value);
        }
    };
    if local {
        default("encoder", "local".into());
        default("vectorizeClassName", false.into());
        return Ok(out);
    }
    let model = if module.starts_with("text2multivec") || module.starts_with("text2colbert") {
        "jina-colbert-v2"
    } else if module == "multi2vec-jinaai" {
        "jina-clip-v2"
    } else {
        "jina-embeddings-v4"
    };
    default("baseURL", "https://api.jina.ai".into());
    default("model", model.into());
    if makes_multi_vectors(module) && !module.starts_with("multi2") {
        default("dimensions", 128.into());
    }
    default("vectorizeClassName", (makes_multi_vectors(module) && !module.starts_with("multi2")).into());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_module_makes_multi_vectors_and_writes_its_defaults() {
        let module = "text2multivec-local";
        assert!(check_known(module).is_ok() && makes_multi_vectors(module) && !is_multi_modal(module));
        assert!(check_known("text2vec-local").is_err());
        let settings = normalize(module, &Value::Null).unwrap();
        assert_eq!(settings.get("encoder").as_text(), Some("local"));
        assert_eq!(settings.get("vectorizeClassName").as_bool(), Some(false));
        let mut own = Value::map();
        own.set("encoder", "own".into());
        assert_eq!(normalize(module, &own).unwrap().get("encoder").as_text(), Some("own"));
    }

    #[test]
    fn the_older_text_modules_embed_the_name_of_the_collection_unless_told_otherwise() {
        let with_name =
            |module: &str, settings: &Value| normalize(module, settings).unwrap().get("vectorizeClassName").as_bool();
        assert_eq!(with_name("text2vec-openai", &Value::Null), Some(true));
        assert_eq!(with_name("text2vec-ollama", &Value::Null), None);
        let off = Value::from_pairs([("vectorizeClassName", false.into())]);
        assert_eq!(with_name("text2vec-openai", &off), Some(false));
    }
}
