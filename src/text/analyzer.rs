//! How one property's texts become tokens, at index and at query time.

use std::rc::Rc;

use super::fold::folded;
use super::stopwords::StopwordSet;
use super::tokenize::{Tokenization, each_token, tokenize, tokenize_wildcards};
use crate::order;

/// A property's analysis. Index and query share all of it but the stopwords, which only queries drop, so that a
/// change of them needs no new index.
#[derive(Clone, Debug)]
pub struct Analyzer {
    /// How texts are cut.
    pub tokenization: Tokenization,
    /// Set when accents are folded: the characters that keep theirs (see [`super::ignored_characters`]).
    pub fold: Option<Vec<char>>,
    /// Left out of queries, for `word` only.
    pub stopwords: Rc<StopwordSet>,
}

impl Analyzer {
    /// Gives each token that is indexed of a text to `visit`.
    pub fn each_index_token(&self, text: &str, visit: &mut dyn FnMut(&str)) {
        each_token(self.tokenization, &folded(text, self.fold.as_deref()), visit);
    }

    /// What is indexed of a text.
    pub fn index_tokens(&self, text: &str) -> Vec<String> {
        tokenize(self.tokenization, &folded(text, self.fold.as_deref()))
    }

    /// What a query text asks for.
    pub fn query_tokens(&self, text: &str) -> Vec<String> {
        let mut tokens = self.index_tokens(text);
        if self.tokenization == Tokenization::Word {
            tokens.retain(|token| !self.stopwords.contains(token));
        }
        tokens
    }

    /// The tokens of a `Like` pattern; stopwords stay.
    pub fn wildcard_tokens(&self, text: &str) -> Vec<String> {
        tokenize_wildcards(self.tokenization, &folded(text, self.fold.as_deref()))
    }

    /// The analysis key: searched properties with one key share a query's terms and their document frequencies.
    /// A property with its own stopwords or fold exceptions shares with none.
    pub fn key(&self, property: &str) -> String {
        let mut key = self.tokenization.name().to_owned();
        if self.fold.is_some() {
            key.push_str(":ascii");
        }
        let exceptions = self.fold.as_ref().is_some_and(|ignore| !ignore.is_empty());
        if exceptions || self.stopwords.is_of_property() {
            key.push(':');
            key.push_str(property);
        }
        key
    }

    /// Whether both make the same query terms of any text.
    pub fn agrees_with(&self, other: &Analyzer) -> bool {
        let sorted = |fold: &Option<Vec<char>>| {
            fold.clone().map(|mut ignore| {
                order::sort_by(&mut ignore, Ord::cmp);
                ignore
            })
        };
        self.tokenization == other.tokenization
            && sorted(&self.fold) == sorted(&other.fold)
            && self.stopwords.same_words(&other.stopwords)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn analyzer(tokenization: Tokenization, fold: Option<Vec<char>>) -> Analyzer {
        let stopwords = Rc::new(StopwordSet::new::<&str>("en", &[], &[]).unwrap());
        Analyzer { tokenization, fold, stopwords }
    }

    #[test]
    fn queries_drop_stopwords_of_word_only() {
        let word = analyzer(Tokenization::Word, None);
        assert_eq!(word.index_tokens("The river"), ["the", "river"]);
        assert_eq!(word.query_tokens("The river"), ["river"]);
        assert_eq!(word.wildcard_tokens("The riv*"), ["the", "riv*"]);
        assert_eq!(analyzer(Tokenization::Lowercase, None).query_tokens("The river"), ["the", "river"]);
    }

    #[test]
    fn folds_before_it_cuts() {
        let fold = analyzer(Tokenization::Word, Some(vec![]));
        assert_eq!(fold.index_tokens("Cafe\u{301} Ærø"), ["cafe", "aero"]);
    }

    #[test]
    fn keys_tell_apart() {
        let own = |analyzer: Analyzer| {
            let stopwords = Rc::new((*analyzer.stopwords).clone().of_property());
            Analyzer { stopwords, ..analyzer }
        };
        assert_eq!(analyzer(Tokenization::Word, None).key("p"), "word");
        assert_eq!(analyzer(Tokenization::Field, Some(vec![])).key("p"), "field:ascii");
        assert_eq!(analyzer(Tokenization::Word, Some(vec!['é'])).key("p"), "word:ascii:p");
        assert_eq!(own(analyzer(Tokenization::Word, None)).key("p"), "word:p");
        let (a, b) =
            (analyzer(Tokenization::Word, Some(vec!['é', 'ł'])), analyzer(Tokenization::Word, Some(vec!['ł', 'é'])));
        assert!(a.agrees_with(&b) && !a.agrees_with(&analyzer(Tokenization::Word, Some(vec![]))));
    }
}
