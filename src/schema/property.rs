//! One property of a collection: its rules, its defaults and its two forms, REST and typed.

use super::data_type::DataType;
use super::names;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Tokenization, ignored_characters};
use crate::value::Value;

const TOKENIZATIONS: [&str; 9] =
    ["word", "lowercase", "whitespace", "field", "trigram", "gse", "kagome_kr", "kagome_ja", "gse_ch"];

/// A property as the engine uses it.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name, first letter in lower case.
    pub name: String,
    /// Type of its elements.
    pub data_type: DataType,
    /// Whether it holds a list of them.
    pub array: bool,
    /// Target collections of a reference.
    pub targets: Vec<String>,
    /// How text becomes tokens; none for other types.
    pub tokenization: Option<Tokenization>,
    /// Whether filters can use it.
    pub filterable: bool,
    /// Whether BM25 can use it.
    pub searchable: bool,
    /// Whether range filters have an index of their own.
    pub range_filters: bool,
    /// Accent folding before tokenizing, with the characters it leaves alone.
    pub fold: Option<Vec<char>>,
    /// A stopword preset of its own.
    pub stopword_preset: Option<String>,
    /// Properties of an object.
    pub nested: Vec<Property>,
    /// Settings for vectorizer modules, by module.
    pub module_config: Value,
}

impl Property {
    /// Reads the normal form that [`normalize`] makes.
    pub fn from_rest(rest: &Value) -> Property {
        let types = rest.get("dataType").texts();
        let first = types.first().map_or("", String::as_str);
        let (data_type, array) = DataType::parse(first).unwrap_or((DataType::Reference, true));
        let analyzer = rest.get("textAnalyzer");
        let ignored = analyzer.get("asciiFoldIgnore").texts();
        let flag = |key| rest.get(key).as_bool().unwrap_or(false);
        Property {
            name: rest.get("name").as_text().unwrap_or("").to_owned(),
            data_type,
            array,
            targets: if data_type == DataType::Reference { types } else { Vec::new() },
            tokenization: rest.get("tokenization").as_text().and_then(Tokenization::from_name),
            filterable: flag("indexFilterable"),
            searchable: flag("indexSearchable"),
            range_filters: flag("indexRangeFilters"),
            fold: (analyzer.get("asciiFold").as_bool() == Some(true)).then(|| ignored_characters(&ignored)),
            stopword_preset: analyzer.get("stopwordPreset").as_text().filter(|p| !p.is_empty()).map(str::to_owned),
            nested: rest.get("nestedProperties").items().iter().map(Property::from_rest).collect(),
            module_config: rest.get("moduleConfig").clone(),
        }
    }

    /// The type's name as the schema spells it, `text[]` for a list of texts.
    pub fn type_name(&self) -> String {
        let mut name = self.data_type.name().to_owned();
        if self.array {
            name += "[]";
        }
        name
    }

    /// Whether any value of it is kept in the filter index.
    pub fn has_filter_index(&self) -> bool {
        self.filterable || self.range_filters
    }
}

/// What a property may refer to outside itself.
pub struct Surroundings<'a> {
    /// Whether a collection of that name exists or is being made.
    pub class_exists: &'a dyn Fn(&str) -> bool,
    /// Whether the collection defines that stopword preset.
    pub preset_exists: &'a dyn Fn(&str) -> bool,
    /// Tokenization of text that names none.
    pub default_tokenization: &'a str,
    /// Whether the property is added to an existing collection: texts differ.
    pub added: bool,
}

/// Checks a property as given over REST and fills in its defaults.
pub fn normalize(given: &Value, index: usize, around: &Surroundings<'_>) -> Result<Value> {
    let name = names::lower_first(given.get("name").as_text().unwrap_or(""));
    names::check_property(&name)?;
    let (types, data_type, array, legacy) = read_types(given, &name, around)?;
    let is_text = data_type == DataType::Text;
    let tokenization = given.get("tokenization").as_text().unwrap_or("");
    if !tokenization.is_empty() && !TOKENIZATIONS.contains(&tokenization) {
        return Err(Error::new(
            ErrorKind::Schema,
            format!(
                "{}tokenization in body should be one of [{}]",
                if around.added { String::new() } else { format!("properties.{index}.") },
                TOKENIZATIONS.join(" ")
            ),
        ));
    }
    check_index_flags(given, data_type, array)?;
    check_nested_allowed(given, data_type, &name)?;
    if !tokenization.is_empty() && !is_text {
        return Err(Error::unprocessable(match data_type {
            DataType::Object => "tokenization is not allowed for object/object[] data types".to_owned(),
            DataType::Reference => "tokenization is not allowed for reference data type".to_owned(),
            _ => format!("tokenization is not allowed for data type '{}'", types[0].as_text().unwrap_or("")),
        }));
    }
    let mut out = Value::map();
    out.set("dataType", Value::List(types));
    if let Some(description) = given.get("description").as_text().filter(|d| !d.is_empty()) {
        out.set("description", description.into());
    }
    set_index_flags(given, is_text, &mut out);
    if let module @ Value::Map(_) = given.get("moduleConfig") {
        out.set("moduleConfig", complete_modules(module));
    }
    out.set("name", name.as_str().into());
    if data_type == DataType::Object {
        out.set("nestedProperties", normalize_nested(given.get("nestedProperties").items(), &name, around)?);
    }
    if is_text {
        let chosen = match (legacy, tokenization) {
            (true, "field") => "field",
            (true, _) => "whitespace",
            (false, "") => around.default_tokenization,
            (false, t) => t,
        };
        out.set("tokenization", chosen.into());
    }
    if let Some(analyzer) = normalize_analyzer(given, &out, &name, data_type, around)? {
        out.set("textAnalyzer", analyzer);
    }
    Ok(out)
}

/// Settings of vectorizers for a property, with the two that a server fills in.
fn complete_modules(given: &Value) -> Value {
    let complete = |(name, settings): &(String, Value)| {
        let mut settings = settings.clone();
        for key in ["skip", "vectorizePropertyName"] {
            if settings.get(key).is_null() {
                settings.set(key, false.into());
            }
        }
        (name.clone(), settings)
    };
    Value::Map(given.entries().iter().map(complete).collect())
}

fn read_types(given: &Value, name: &str, around: &Surroundings<'_>) -> Result<(Vec<Value>, DataType, bool, bool)> {
    let types = match given.get("dataType") {
        Value::Null => &[],
        Value::List(types) => types.as_slice(),
        other => {
            let kind = match other {
                Value::Text(_) => "string",
                Value::Number(_) => "number",
                Value::Bool(_) => "bool",
                _ => "object",
            };
            return Err(Error::new(
                ErrorKind::BadRequest,
                format!(
                    "parsing objectClass body from \"\" failed, because json: cannot unmarshal {kind} into Go struct field Property.properties.dataType of type []string"
                ),
            ));
        }
    };
    let spelled = || types.iter().map(|t| t.as_text().unwrap_or("")).collect::<Vec<_>>().join(" ");
    let invalid =
        |why: &str| Error::unprocessable(format!("property '{name}': invalid dataType: [{}]: {why}", spelled()));
    let Some(first) = types.first().map(|t| t.as_text().unwrap_or("")) else {
        return Err(invalid("dataType must have at least one element"));
    };
    if types.len() == 1 {
        if first.is_empty() {
            return Err(invalid("dataType cannot be an empty string"));
        }
        if first.starts_with(|c: char| c.is_lowercase()) {
            let (plain, legacy) = match first {
                "string" => ("text", true),
                "string[]" => ("text[]", true),
                other => (other, false),
            };
            let Some((kind, array)) = DataType::parse(plain) else {
                return Err(invalid(&format!("unknown primitive data type '{first}'")));
            };
            return Ok((vec![plain.into()], kind, array, legacy));
        }
    }
    for target in types.iter().map(|t| t.as_text().unwrap_or("")) {
        if !names::is_class_name(target) {
            return Err(invalid(&format!("'{target}' is not a valid class name")));
        }
        if !(around.class_exists)(target) {
            let reason = "reference property to nonexistent class";
            return Err(if around.added {
                invalid(reason)
            } else {
                Error::unprocessable(format!("bad request: {reason}"))
            });
        }
    }
    Ok((types.to_vec(), DataType::Reference, true, false))
}

fn check_index_flags(given: &Value, data_type: DataType, array: bool) -> Result<()> {
    let given_flag = |key| given.get(key).as_bool();
    if given_flag("indexInverted").is_some()
        && ["indexFilterable", "indexSearchable", "indexRangeFilters"].iter().any(|k| given_flag(k).is_some())
    {
        return Err(Error::unprocessable(
            "`indexInverted` is deprecated and can not be set together with `indexFilterable`, `indexSearchable` or `indexRangeFilters`",
        ));
    }
    if given_flag("indexSearchable") == Some(true) && data_type != DataType::Text {
        return Err(Error::unprocessable(
            "`indexSearchable` is allowed only for text/text[] data types. For other data types set false or leave empty",
        ));
    }
    if given_flag("indexRangeFilters") == Some(true) && (array || !data_type.is_numeric()) {
        return Err(Error::unprocessable(
            "`indexRangeFilters` is allowed only for number/int/date data types. For other data types set false or leave empty",
        ));
    }
    Ok(())
}

fn set_index_flags(given: &Value, is_text: bool, out: &mut Value) {
    let inverted = given.get("indexInverted").as_bool();
    let flag = |key: &str, default: bool| given.get(key).as_bool().or(inverted).unwrap_or(default);
    out.set("indexFilterable", flag("indexFilterable", true).into());
    out.set("indexRangeFilters", given.get("indexRangeFilters").as_bool().unwrap_or(false).into());
    out.set("indexSearchable", (is_text && flag("indexSearchable", true)).into());
}

fn check_nested_allowed(given: &Value, data_type: DataType, path: &str) -> Result<()> {
    let nested = given.get("nestedProperties").items();
    match data_type == DataType::Object {
        true if nested.is_empty() => Err(Error::unprocessable(format!(
            "property '{path}': At least one nested property is required for data type object/object[]"
        ))),
        false if !nested.is_empty() => Err(Error::unprocessable(format!(
            "property '{path}': nestedProperties not allowed for data types other than object/object[]"
        ))),
        _ => Ok(()),
    }
}

fn normalize_nested(given: &[Value], parent: &str, around: &Surroundings<'_>) -> Result<Value> {
    let mut out = Vec::with_capacity(given.len());
    for one in given {
        let name = one.get("name").as_text().unwrap_or("");
        names::check_nested(name, parent)?;
        let path = format!("{parent}.{name}");
        let refuse = |why: String| Err(Error::unprocessable(format!("property '{path}': {why}")));
        let types = one.get("dataType").texts();
        let type_name = types.first().map_or("", String::as_str);
        let plain = match type_name {
            "string" => "text",
            "string[]" => "text[]",
            other => other,
        };
        let Some((data_type, _)) = DataType::parse(plain) else {
            return refuse("reference data type not allowed".to_owned());
        };
        if matches!(data_type, DataType::GeoCoordinates | DataType::PhoneNumber) {
            return refuse(format!("data type '{type_name}' not allowed as nested property"));
        }
        check_nested_allowed(one, data_type, &path)?;
        let tokenization = one.get("tokenization").as_text().unwrap_or("");
        let is_text = data_type == DataType::Text;
        if !tokenization.is_empty() && !is_text {
            return refuse(format!("Tokenization is not allowed for data type '{type_name}'"));
        }
        let mut property = Value::from_pairs([("dataType", Value::List(vec![plain.into()]))]);
        if let Some(description) = one.get("description").as_text().filter(|d| !d.is_empty()) {
            property.set("description", description.into());
        }
        set_index_flags(one, is_text, &mut property);
        property.set("name", name.into());
        if data_type == DataType::Object {
            property.set("nestedProperties", normalize_nested(one.get("nestedProperties").items(), &path, around)?);
        }
        if is_text {
            let chosen = if tokenization.is_empty() { around.default_tokenization } else { tokenization };
            property.set("tokenization", chosen.into());
        }
        out.push(property);
    }
    Ok(Value::List(out))
}

fn normalize_analyzer(
    given: &Value,
    normal: &Value,
    name: &str,
    data_type: DataType,
    around: &Surroundings<'_>,
) -> Result<Option<Value>> {
    let analyzer = given.get("textAnalyzer");
    let fold = analyzer.get("asciiFold").as_bool() == Some(true);
    let ignored = analyzer.get("asciiFoldIgnore");
    let preset = analyzer.get("stopwordPreset").as_text().unwrap_or("");
    if !fold && ignored.items().is_empty() && preset.is_empty() {
        return Ok(None);
    }
    let refuse = |why: String| Err(Error::unprocessable(format!("property '{name}': {why}")));
    if data_type != DataType::Text {
        let type_name = normal.get("dataType").items()[0].as_text().unwrap_or("").to_owned();
        return refuse(format!(
            "processing options are only allowed for text and text[] data types, got '{type_name}'"
        ));
    }
    let flag = |key| normal.get(key).as_bool() == Some(true);
    if !flag("indexSearchable") && !flag("indexFilterable") {
        return refuse(
            "processing options are only allowed for properties with an inverted index, got IndexSearchable=false and IndexFilterable=false".to_owned(),
        );
    }
    if !fold && !ignored.items().is_empty() {
        return refuse("asciiFoldIgnore requires asciiFold to be enabled".to_owned());
    }
    if let Some(bad) = ignored.texts().iter().find(|l| l.chars().count() != 1) {
        return refuse(format!("each asciiFoldIgnore entry must be a single character, got {bad:?}"));
    }
    if !preset.is_empty() {
        let tokenization = normal.get("tokenization").as_text().unwrap_or("");
        if tokenization != "word" {
            return refuse(format!(
                "stopwordPreset is only supported with tokenization \"word\", got {tokenization:?}"
            ));
        }
        if !(around.preset_exists)(preset) {
            return refuse(format!(
                "unknown stopword preset {preset:?}; must be a built-in preset ('en', 'none') or defined in invertedIndexConfig.stopwordPresets"
            ));
        }
    }
    let mut out = Value::map();
    if fold {
        out.set("asciiFold", true.into());
    }
    if !ignored.items().is_empty() {
        out.set("asciiFoldIgnore", ignored.clone());
    }
    if !preset.is_empty() {
        out.set("stopwordPreset", preset.into());
    }
    Ok(Some(out))
}
