//! Where the tokens of a text stand in it: for highlights. The tokens are those that are indexed; folding and lower
//! case may change how long they are, so places are carried along letter by letter.

use super::analyzer::Analyzer;
use super::categories::{is_letter_or_number, mark};
use super::fold::fold_ascii;
use super::lower::lower_char;
use super::script_aware::{self, Place};
use super::tokenize::Tokenization;

/// A part of a text, in UTF-16 code units, as JavaScript counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Its first unit.
    pub from: u32,
    /// One past its last unit.
    pub to: u32,
}

impl Place for Span {
    fn to(self, last: Span) -> Span {
        Span { from: self.from, to: last.to }
    }
}

/// A letter as it is tokenized, and what of the text it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Letter {
    /// The letter; accents may be gone, one letter may have become several.
    pub letter: char,
    /// Its place.
    pub at: Span,
}

/// Whether a character goes on what is before it: a mark, or a vowel or tail of a Hangul syllable.
pub fn continues(c: char) -> bool {
    mark(c).is_some() || ('\u{1160}'..='\u{11ff}').contains(&c)
}

/// The letters of a text, folded if `fold` says which accents stay. What is folded together has one place.
pub fn letters(text: &str, fold: Option<&[char]>) -> Vec<Letter> {
    let mut out = Vec::with_capacity(text.len());
    let mut from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let mut to = from + first.len_utf16() as u32;
        let mut end = start + first.len_utf8();
        if fold.is_some() {
            while let Some((at, c)) = chars.next_if(|(_, c)| continues(*c)) {
                to += c.len_utf16() as u32;
                end = at + c.len_utf8();
            }
        }
        let at = Span { from, to };
        match fold.filter(|_| !first.is_ascii() || end > start + 1) {
            Some(kept) => out.extend(fold_ascii(&text[start..end], kept).chars().map(|letter| Letter { letter, at })),
            None => out.push(Letter { letter: first, at }),
        }
        from = to;
    }
    out
}

/// Gives every token that is indexed of a text to `visit`, with its place, in order; no empty ones.
pub fn each_span(analyzer: &Analyzer, text: &str, visit: &mut dyn FnMut(&str, Span)) {
    let letters = letters(text, analyzer.fold.as_deref());
    let inside: fn(char) -> bool = match analyzer.tokenization {
        Tokenization::Word | Tokenization::Trigram => is_letter_or_number,
        _ => |c| !c.is_whitespace(),
    };
    let is_lower = !matches!(analyzer.tokenization, Tokenization::Whitespace | Tokenization::Field);
    let cased = |letter: &Letter| if is_lower { lower_char(letter.letter) } else { letter.letter };
    let mut give = |run: &[Letter]| {
        if let [first, .., last] | [first @ last] = run {
            visit(&run.iter().map(cased).collect::<String>(), first.at.to(last.at));
        }
    };
    match analyzer.tokenization {
        Tokenization::Word | Tokenization::Lowercase | Tokenization::Whitespace => {
            letters.split(|letter| !inside(letter.letter)).for_each(give);
        }
        Tokenization::Field => {
            let first = letters.iter().position(|letter| inside(letter.letter)).unwrap_or(letters.len());
            let end = letters.iter().rposition(|letter| inside(letter.letter)).map_or(first, |last| last + 1);
            give(&letters[first..end]);
        }
        Tokenization::Trigram => {
            let kept: Vec<Letter> = letters.into_iter().filter(|letter| inside(letter.letter)).collect();
            kept.windows(3).for_each(give);
        }
        Tokenization::Gse | Tokenization::GseCh | Tokenization::KagomeJa | Tokenization::KagomeKr => {
            script_aware::each_token_at(letters.iter().map(|letter| (letter.letter, letter.at)), visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use proptest::prelude::*;

    use super::*;
    use crate::text::{StopwordSet, ignored_characters};

    fn analyzer(name: &str, fold: Option<&[&str]>) -> Analyzer {
        let tokenization = Tokenization::from_name(name).unwrap();
        Analyzer { tokenization, fold: fold.map(ignored_characters), stopwords: Rc::new(StopwordSet::default()) }
    }

    fn slice(text: &str, at: Span) -> String {
        let units: Vec<u16> = text.encode_utf16().collect();
        String::from_utf16(&units[at.from as usize..at.to as usize]).expect("no half of a character")
    }

    fn spans(analyzer: &Analyzer, text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        each_span(analyzer, text, &mut |token, at| all.push((token.to_owned(), slice(text, at))));
        all
    }

    const NAMES: [&str; 7] = ["word", "lowercase", "whitespace", "field", "trigram", "gse", "kagome_kr"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn are_those_of_the_tokens(
            text in "([aZß İıéÉÅﬁæẞΣς-]|[日本語東京カガｶﾞ々ー]|[한국어가각]|[\u{1100}-\u{1104}][\u{1161}-\u{1164}][\u{11a8}]?|\
                [مرحبا\u{64b}]|[Приветй]|[हिन्दी]|[\u{9c7}\u{9be}]|[😀𝒜𠮷]|[\u{301}\u{323}\u{3099}]|[ .、\u{3000}\u{a0}]){0,20}",
            name in prop::sample::select(&NAMES[..]),
            fold in prop::option::of(prop::sample::select(vec![vec![], vec!["é"], vec!["ł", "が"]])),
        ) {
            let analyzer = analyzer(name, fold.as_deref());
            let found = spans(&analyzer, &text);
            let mut want = analyzer.index_tokens(&text);
            want.retain(|token| !token.is_empty());
            prop_assert_eq!(found.iter().map(|(token, _)| token.clone()).collect::<Vec<_>>(), want);
            // a mark after a character of an unspaced script is a token there, and none alone
            for (token, slice) in found.into_iter().filter(|(token, _)| !token.starts_with(continues)) {
                prop_assert!(analyzer.index_tokens(&slice).contains(&token), "{} in {}", token, slice);
            }
        }
    }

    #[test]
    fn places_count_as_javascript_does() {
        let own = |name, fold: bool, text| {
            let all = spans(&analyzer(name, fold.then_some(&[][..])), text);
            all.into_iter().map(|(token, slice)| format!("{token}={slice}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(own("word", false, "😀 Café-İx 𝒜b"), "café=Café ix=İx 𝒜b=𝒜b");
        assert_eq!(own("word", true, "Cafe\u{301} Ærø ﬁre"), "cafe=Cafe\u{301} aero=Ærø fire=ﬁre");
        assert_eq!(own("kagome_ja", false, "ｶﾞ😀東京"), "ガ=ｶﾞ 東=東 東京=東京 京=京");
        assert_eq!(own("trigram", false, "a-b c"), "abc=a-b c");
        assert_eq!(own("field", false, " 日 本 "), "日 本=日 本");
        assert_eq!(own("word", false, "مرحبا بالعالم"), "مرحبا=مرحبا بالعالم=بالعالم");
        let mut places = Vec::new();
        each_span(&analyzer("word", None), "😀 ab", &mut |_, at| places.push(at));
        assert_eq!(places, [Span { from: 3, to: 5 }]);
    }
}
