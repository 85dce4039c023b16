//! The text that stands for an object when a module embeds it.

use crate::order;
use crate::text::go_float;

/// A property's value as far as it can become text.
#[derive(Clone, Debug, PartialEq)]
pub enum PropertyText<'a> {
    /// Text.
    Text(&'a str),
    /// A list of texts, each a part of its own.
    Texts(Vec<&'a str>),
    /// A number, integers too.
    Number(f64),
    /// A list of numbers.
    Numbers(Vec<f64>),
    /// A truth value.
    Bool(bool),
    /// A list of truth values.
    Bools(Vec<bool>),
    /// A date in RFC 3339.
    Date(&'a str),
    /// A list of dates.
    Dates(Vec<&'a str>),
    /// An object, written as JSON.
    Json(String),
    /// A list of objects.
    Jsons(Vec<String>),
}

/// A property with its settings for the module.
#[derive(Clone, Debug)]
pub struct TextProperty<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub text: PropertyText<'a>,
    /// Whether it is left out; a list of source properties overrules that.
    pub skip: bool,
    /// Whether its name goes before each of its values.
    pub with_name: bool,
}

/// The module's settings that shape the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextSettings<'a> {
    /// Whether the collection's name comes first.
    pub with_class_name: bool,
    /// The only properties used, if set; then numbers, dates and the like are used too, not texts alone.
    pub source_properties: Option<&'a [String]>,
}

/// The text of an object: values in the order of their properties' names. Empty only where source properties are set
/// and the object has none of them: then there is nothing to embed. An object without any text is known by its
/// collection's name.
pub fn object_text(class_name: &str, properties: &[TextProperty], settings: &TextSettings) -> String {
    let mut parts = Vec::new();
    if settings.with_class_name {
        parts.push(camel_case_split(class_name));
    }
    let mut used: Vec<&TextProperty> = properties
        .iter()
        .filter(|p| settings.source_properties.map_or(!p.skip, |list| list.iter().any(|name| name == p.name)))
        .collect();
    order::sort_by(&mut used, |a, b| a.name.cmp(b.name));
    for property in used {
        let before = if property.with_name { camel_case_split(property.name) + " " } else { String::new() };
        let all = settings.source_properties.is_some();
        parts.extend(texts(&property.text, all).into_iter().map(|text| before.clone() + &text));
    }
    if parts.is_empty() && settings.source_properties.is_none() {
        parts.push(camel_case_split(class_name));
    }
    parts.join(" ")
}

/// The values as texts; other than text only if `all`.
fn texts(value: &PropertyText, all: bool) -> Vec<String> {
    match value {
        PropertyText::Text(text) => vec![(*text).to_owned()],
        PropertyText::Texts(list) => list.iter().map(|text| (*text).to_owned()).collect(),
        _ if !all => Vec::new(),
        PropertyText::Number(number) => vec![go_float(*number)],
        PropertyText::Numbers(list) => list.iter().map(|number| go_float(*number)).collect(),
        PropertyText::Bool(truth) => vec![truth.to_string()],
        PropertyText::Bools(list) => list.iter().map(bool::to_string).collect(),
        PropertyText::Date(date) => vec![whole_seconds(date)],
        PropertyText::Dates(list) => list.iter().map(|date| whole_seconds(date)).collect(),
        PropertyText::Json(json) => vec![json.clone()],
        PropertyText::Jsons(list) => list.clone(),
    }
}

/// A date as Go's `time.RFC3339` writes it: no fraction, no offset of zero.
fn whole_seconds(date: &str) -> String {
    let zone = date.rfind(['Z', '+', '-']).unwrap_or(date.len());
    let (time, zone) = date.split_at(zone);
    let time = time.split_once(['.', ',']).map_or(time, |(whole, _)| whole);
    let zone = if matches!(zone, "+00:00" | "-00:00") { "Z" } else { zone };
    format!("{time}{zone}")
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_lowercase() => Kind::Lower,
        c if c.is_uppercase() => Kind::Upper,
        '0'..='9' => Kind::Digit,
        _ => Kind::Other,
    }
}

/// The words of a name in camel case, with blanks between. Runs of one kind are words; capitals give their last letter
/// to the small letters after them.
pub fn camel_case_split(name: &str) -> String {
    let mut words: Vec<(Kind, String)> = Vec::new();
    for c in name.chars() {
        match words.last_mut() {
            Some((last, word)) if *last == kind(c) => word.push(c),
            Some((Kind::Upper, capitals)) if kind(c) == Kind::Lower => {
                let first = capitals.pop();
                words.push((Kind::Lower, first.into_iter().chain([c]).collect()));
            }
            _ => words.push((kind(c), c.to_string())),
        }
    }
    let shown: Vec<String> =
        words.into_iter().map(|(_, word)| word).filter(|word| !word.is_empty() && word != " ").collect();
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property<'a>(name: &'a str, text: PropertyText<'a>) -> TextProperty<'a> {
        TextProperty { name, text, skip: false, with_name: true }
    }

    #[test]
    fn names_become_words() {
        for (name, want) in [
            ("MyClass", "My Class"),
            ("PDFLoader", "PDF Loader"),
            ("my_prop", "my _ prop"),
            ("GL11Version", "GL 11 Version"),
            ("myLongName", "my Long Name"),
            ("A", "A"),
            ("aB", "a B"),
            ("lowercase", "lowercase"),
            ("BFG9000", "BFG 9000"),
            ("AString", "A String"),
            ("", ""),
        ] {
            assert_eq!(camel_case_split(name), want);
        }
    }

    #[test]
    fn texts_in_order_of_names() {
        let settings = TextSettings { with_class_name: true, source_properties: None };
        let with = [
            property("title", PropertyText::Text("A Title")),
            property("year", PropertyText::Number(2020.0)),
            property("body", PropertyText::Text("Some body text.")),
        ];
        let without = TextSettings::default();
        assert_eq!(object_text("MyArticles", &with, &settings), "My Articles body Some body text. title A Title");
        assert_eq!(object_text("MyArticles", &with, &without), "body Some body text. title A Title");
        assert_eq!(object_text("MyArticles", &with[1..2], &without), "My Articles");
        let empty = [property("title", PropertyText::Text("")), property("body", PropertyText::Text("x"))];
        assert_eq!(object_text("MyArticles", &empty, &settings), "My Articles body x title ");
        let lists = [property("tags", PropertyText::Texts(vec!["one", "two words"]))];
        assert_eq!(object_text("X", &lists, &without), "tags one tags two words");
        let mut shaped = [property("bare", PropertyText::Text("B")), property("gone", PropertyText::Text("G"))];
        shaped[0].with_name = false;
        shaped[1].skip = true;
        assert_eq!(object_text("X", &shaped, &without), "B");
    }

    #[test]
    fn source_properties_take_every_kind() {
        let list = ["title", "year", "price", "when", "flag", "tags"].map(str::to_owned);
        let settings = TextSettings { with_class_name: false, source_properties: Some(&list) };
        let mut all = [
            property("title", PropertyText::Text("T")),
            property("body", PropertyText::Text("not sent")),
            property("year", PropertyText::Number(100_000.0)),
            property("price", PropertyText::Number(1.5)),
            property("when", PropertyText::Date("2020-01-02T03:04:05.600Z")),
            property("flag", PropertyText::Bool(true)),
            property("tags", PropertyText::Texts(vec!["a", "b"])),
        ];
        all[0].skip = true;
        let want = "flag true price 1.5 tags a tags b title T when 2020-01-02T03:04:05Z year 100000";
        assert_eq!(object_text("X", &all, &settings), want);
        assert_eq!(object_text("X", &all[1..2], &settings), "");
        let number = [property("price", PropertyText::Number(123_456_789.25))];
        assert_eq!(object_text("X", &number, &settings), "price 1.2345678925e+08");
    }

    #[test]
    fn dates_lose_fraction_and_zero_offset() {
        assert_eq!(whole_seconds("2020-01-02T03:04:05+00:00"), "2020-01-02T03:04:05Z");
        assert_eq!(whole_seconds("2020-01-02T03:04:05.5-03:30"), "2020-01-02T03:04:05-03:30");
    }
}
