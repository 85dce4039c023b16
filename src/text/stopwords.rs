//! Words that a query leaves out.

use crate::sorted::Sorted;

/// The preset `en`.
pub const ENGLISH: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
];

/// The words of a built-in preset.
pub fn preset(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "en" => Some(&ENGLISH),
        "none" => Some(&[]),
        _ => None,
    }
}

/// A set of stopwords. A word is found only as it was given: an upper-case addition never meets a lower-cased token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StopwordSet {
    words: Sorted<Box<str>, ()>,
    own: bool,
}

impl StopwordSet {
    /// A built-in set.
    pub fn preset(name: &str) -> Option<Self> {
        preset(name).map(|words| Self::from_words(words.iter().copied()))
    }

    /// The set without `removals`, with `additions`.
    pub fn with<S: AsRef<str>>(mut self, additions: &[S], removals: &[S]) -> Self {
        for word in removals {
            self.words.remove(word.as_ref());
        }
        for word in additions {
            self.words.insert(Box::from(word.as_ref()), ());
        }
        self
    }

    /// A collection's set, checked. The texts are the server's.
    pub fn new<S: AsRef<str>>(name: &str, additions: &[S], removals: &[S]) -> Result<Self, String> {
        let base = Self::preset(name).ok_or_else(|| format!("stopwordPreset '{name}' does not exist"))?;
        for (list, words) in [("additions", additions), ("removals", removals)] {
            if words.iter().any(|word| word.as_ref().trim().is_empty()) {
                return Err(format!("cannot use whitespace in stopword.{list}"));
            }
        }
        let added = |word: &S| additions.iter().any(|a| a.as_ref() == word.as_ref());
        if let Some(both) = removals.iter().find(|word| added(word)) {
            return Err(format!("found '{}' in both stopwords.additions and stopwords.removals", both.as_ref()));
        }
        Ok(base.with(additions, removals))
    }

    /// A set of just these words, as a user's preset lists them.
    pub fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        StopwordSet { words: words.into_iter().map(|word| (Box::from(word), ())).collect(), own: false }
    }

    /// The same words as a property's own choice, which gives that property query terms of its own.
    pub fn of_property(mut self) -> Self {
        self.own = true;
        self
    }

    /// Whether a property chose it.
    pub fn is_of_property(&self) -> bool {
        self.own
    }

    /// Whether the token is a stopword.
    pub fn contains(&self, token: &str) -> bool {
        self.words.contains_key(token)
    }

    /// Whether both leave out the same words.
    pub fn same_words(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preset_additions_removals() {
        let set = StopwordSet::new("en", &["quick", "Loud"], &["the"]).unwrap();
        assert!(set.contains("a") && set.contains("quick") && set.contains("Loud"));
        assert!(!set.contains("the") && !set.contains("loud"));
        assert!(!StopwordSet::new::<&str>("none", &[], &[]).unwrap().contains("a"));
        assert!(StopwordSet::from_words(["x"]).contains("x"));
    }

    #[test]
    fn refuses_what_the_server_refuses() {
        let text =
            |preset, additions: &[&str], removals: &[&str]| StopwordSet::new(preset, additions, removals).unwrap_err();
        assert_eq!(text("de", &[], &[]), "stopwordPreset 'de' does not exist");
        assert_eq!(text("en", &["x"], &["x"]), "found 'x' in both stopwords.additions and stopwords.removals");
        assert_eq!(text("en", &[" "], &[]), "cannot use whitespace in stopword.additions");
        assert_eq!(text("en", &[], &["\t"]), "cannot use whitespace in stopword.removals");
    }
}
