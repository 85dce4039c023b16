//! The tokenizers by their configured names.

use super::categories::is_letter_or_number;
use super::lower::{lower, lower_char};
use super::script_aware;

/// How a text property is cut into tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tokenization {
    /// Runs of letters and numbers, lower-cased.
    Word,
    /// Split at white space, lower-cased.
    Lowercase,
    /// Split at white space, case kept.
    Whitespace,
    /// The whole text, trimmed, case kept.
    Field,
    /// Every three letters or numbers in a row, lower-cased, across what stands between them.
    Trigram,
    /// Japanese by gse's name: the script-aware tokenizer.
    Gse,
    /// Chinese by gse's name: the script-aware tokenizer.
    GseCh,
    /// Japanese by kagome's name: the script-aware tokenizer.
    KagomeJa,
    /// Korean by kagome's name: the script-aware tokenizer.
    KagomeKr,
}

impl Tokenization {
    const NAMES: [(Tokenization, &'static str); 9] = [
        (Tokenization::Word, "word"),
        (Tokenization::Lowercase, "lowercase"),
        (Tokenization::Whitespace, "whitespace"),
        (Tokenization::Field, "field"),
        (Tokenization::Trigram, "trigram"),
        (Tokenization::Gse, "gse"),
        (Tokenization::GseCh, "gse_ch"),
        (Tokenization::KagomeJa, "kagome_ja"),
        (Tokenization::KagomeKr, "kagome_kr"),
    ];

    /// The tokenization of a schema's name for it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|&(kind, _)| kind)
    }

    /// Its name in a schema.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }
}

/// Gives each token of a text to `visit`, in order, repetitions included.
pub fn each_token(kind: Tokenization, text: &str, visit: &mut dyn FnMut(&str)) {
    match kind {
        Tokenization::Word => runs(&lower(text), is_letter_or_number).for_each(visit),
        Tokenization::Lowercase => lower(text).split_whitespace().for_each(visit),
        Tokenization::Whitespace => text.split_whitespace().for_each(visit),
        Tokenization::Field => visit(text.trim()),
        Tokenization::Trigram => trigrams(text, visit),
        Tokenization::Gse | Tokenization::GseCh | Tokenization::KagomeJa | Tokenization::KagomeKr => {
            script_aware::each_token(text, visit);
        }
    }
}

/// The tokens of a text, in order, repetitions included.
pub fn tokenize(kind: Tokenization, text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    each_token(kind, text, &mut |token| tokens.push(token.to_owned()));
    tokens
}

/// The tokens of a `Like` pattern: `word` and `trigram` keep `?` and `*`, the others cut as ever.
pub fn tokenize_wildcards(kind: Tokenization, text: &str) -> Vec<String> {
    let or_wildcard = |c| is_letter_or_number(c) || c == '?' || c == '*';
    match kind {
        Tokenization::Word => runs(&lower(text), or_wildcard).map(str::to_owned).collect(),
        // The server slides over bytes here. A window that cuts a character matches no token; the replacement
        // character, being no letter, does the same.
        Tokenization::Trigram => {
            let joined: String = runs(&lower(text), or_wildcard).collect();
            joined.as_bytes().windows(3).map(|window| String::from_utf8_lossy(window).into_owned()).collect()
        }
        _ => tokenize(kind, text),
    }
}

/// The pieces of a text between characters that are not `inside`. Lower case comes first: it makes no letter or number
/// of anything else, nor the other way round, and so no piece needs a copy.
fn runs(text: &str, inside: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |c| !inside(c)).filter(|run| !run.is_empty())
}

fn trigrams(text: &str, visit: &mut dyn FnMut(&str)) {
    let kept: String = text.chars().filter(|&c| is_letter_or_number(c)).map(lower_char).collect();
    let ends = kept.char_indices().map(|(at, _)| at).skip(3).chain([kept.len()]);
    let windows = kept.char_indices().zip(ends);
    // of fewer than three characters there is no window, though the text has an end
    let whole = kept.chars().nth(2).is_some();
    windows.filter(|_| whole).for_each(|((from, _), to)| visit(&kept[from..to]));
}

#[cfg(test)]
mod tests {
    use super::Tokenization::*;
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for (kind, name) in Tokenization::NAMES {
            assert_eq!((Tokenization::from_name(name), kind.name()), (Some(kind), name));
        }
        assert_eq!(Tokenization::from_name("nope"), None);
    }

    #[test]
    fn five_ways_to_cut() {
        let text = " Hello You*-beautiful_world?!";
        assert_eq!(tokenize(Field, text), ["Hello You*-beautiful_world?!"]);
        assert_eq!(tokenize(Whitespace, text), ["Hello", "You*-beautiful_world?!"]);
        assert_eq!(tokenize(Lowercase, text), ["hello", "you*-beautiful_world?!"]);
        assert_eq!(tokenize(Word, text), ["hello", "you", "beautiful", "world"]);
        assert_eq!(tokenize_wildcards(Word, text), ["hello", "you*", "beautiful", "world?"]);
        assert_eq!(tokenize(Trigram, "aB-c D"), ["abc", "bcd"]);
        assert_eq!(tokenize(Trigram, "日本語の"), ["日本語", "本語の"]);
        assert!(tokenize(Trigram, "ab").is_empty() && tokenize(Trigram, "").is_empty());
        assert_eq!(tokenize(Trigram, "é日a"), ["é日a"]);
        assert_eq!(tokenize(Field, ""), [""]);
        assert!(tokenize(Word, " -- ").is_empty());
    }

    #[test]
    fn word_splits_where_go_does() {
        let text = "Cafe\u{301} naïve हिन्दी ไทยที่ ⒶⒷ x² Ⅷ ½ ª snake_case don't 3.14 日本語 É";
        let want = "cafe naïve ह न द ไทยท x² ⅷ ½ ª snake case don t 3 14 日本語 é";
        assert_eq!(tokenize(Word, text).join(" "), want);
    }

    #[test]
    fn lower_case_moves_no_boundary() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter_or_number(lower_char(c)), is_letter_or_number(c), "{c:?}");
            assert_eq!(lower_char(c).is_whitespace(), c.is_whitespace(), "{c:?}");
        }
    }

    #[test]
    fn white_space_is_unicodes() {
        let text = "a\u{a0}b\u{2003}c\u{85}d\u{200b}e\u{feff}f\u{180e}g";
        assert_eq!(tokenize(Whitespace, text), ["a", "b", "c", "d\u{200b}e\u{feff}f\u{180e}g"]);
    }

    #[test]
    fn wildcard_trigrams_slide_over_bytes() {
        assert_eq!(tokenize_wildcards(Trigram, "Ab c*"), ["abc", "bc*"]);
        assert_eq!(tokenize_wildcards(Trigram, "日a")[0], "日");
        assert_eq!(tokenize_wildcards(Trigram, "日a").len(), 2);
    }
}
