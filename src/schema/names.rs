//! Which names are allowed, and how they are spelled inside.

use crate::error::{Error, Result};

const RESERVED: [&str; 3] = ["_additional", "_id", "id"];
const RESERVED_SUFFIXES: [&str; 6] =
    ["_searchable", "_rangeable", "_temp", "__meta_count", "_propertyLength", "_nullState"];

fn is_word(text: &str, first: impl Fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(first) && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn starts_a_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// The name with its first letter in upper case, as collections are spelled.
pub fn upper_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// The name with its first letter in lower case, as properties are spelled.
pub fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Whether it can name a collection: `[A-Z][_0-9A-Za-z]{0,254}`.
pub fn is_class_name(name: &str) -> bool {
    is_word(name, |b| b.is_ascii_uppercase()) && name.len() <= 255
}

/// Checks a collection's name.
pub fn check_class(name: &str) -> Result<()> {
    if is_class_name(name) {
        return Ok(());
    }
    let mut message = format!("'{name}' is not a valid class name");
    if is_word(name, |b| b.is_ascii_uppercase()) {
        message += ". Name should not be longer than 255 characters";
    }
    Err(Error::unprocessable(message))
}

/// Checks an alias.
pub fn check_alias(name: &str) -> Result<()> {
    if is_class_name(name) {
        return Ok(());
    }
    Err(Error::unprocessable(format!("validation: '{name}' is not a valid alias name")))
}

/// Checks a property's name, already spelled with a lower-case first letter.
pub fn check_property(name: &str) -> Result<()> {
    if !is_word(name, starts_a_name) || name.len() > 231 {
        let mut message = format!("'{name}' is not a valid property name. ");
        message += if is_word(name, starts_a_name) {
            "Name should not be longer than 231 characters"
        } else {
            "Property names in Weaviate are restricted to valid GraphQL names, which must be “/[_A-Za-z][_0-9A-Za-z]{0,230}/”"
        };
        return Err(Error::unprocessable(message));
    }
    if RESERVED.contains(&name) {
        return Err(Error::unprocessable(format!("'{name}' is a reserved property name")));
    }
    if let Some(suffix) = RESERVED_SUFFIXES.iter().find(|s| name.ends_with(**s)) {
        return Err(Error::unprocessable(format!(
            "'{name}' is not a valid property name: suffix '{suffix}' is reserved for internal indices"
        )));
    }
    Ok(())
}

/// Checks the name of a property inside `parent`, a dotted path.
pub fn check_nested(name: &str, parent: &str) -> Result<()> {
    if is_word(name, starts_a_name) {
        return Ok(());
    }
    Err(Error::unprocessable(format!(
        "'{name}' is not a valid nested property name of '{parent}'. NestedProperty names in Weaviate are restricted to valid GraphQL names, which must be “/[_A-Za-z][_0-9A-Za-z]*/”"
    )))
}

/// Checks the name of a target vector.
pub fn check_vector(name: &str) -> Result<()> {
    if is_word(name, starts_a_name) && name.len() <= 230 {
        return Ok(());
    }
    if is_word(name, starts_a_name) {
        return Err(Error::unprocessable(format!(
            "class.VectorConfig target vector name {name:?} is not valid. Target vector name should not be longer than 230 characters."
        )));
    }
    Err(Error::unprocessable(format!(
        "class.VectorConfig target vector name {name:?} is not valid, in Weaviate target vector names are restricted to valid GraphQL names, which must be “/[_A-Za-z][_0-9A-Za-z]{{0,229}}/”."
    )))
}

/// Checks the name of the tenant at `index` of a request.
pub fn check_tenant(name: &str, index: usize) -> Result<()> {
    if name.is_empty() {
        return Err(Error::unprocessable(format!("tenant name at index {index}: empty tenant name")));
    }
    if name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return Ok(());
    }
    Err(Error::unprocessable(format!(
        "tenant name at index {index}:  '{name}' is not a valid tenant name. should only contain alphanumeric characters (a-z, A-Z, 0-9), underscore (_), and hyphen (-), with a length between 1 and 64 characters"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_refused_after_spelling() {
        assert!(check_property("id").is_err());
        assert!(check_property(&lower_first("ID")).is_ok());
        assert!(check_property("_ID").is_ok());
        assert!(check_property("a_temp").unwrap_err().message.contains("'_temp'"));
    }
}
