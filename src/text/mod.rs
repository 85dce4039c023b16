//! From a text to the tokens that are indexed and searched: ascii folding, tokenizing, stopwords.
//!
//! `word`, `lowercase`, `whitespace`, `field` and `trigram` give the tokens a Weaviate server gives, which uses
//! Go's notions of letter, number, white space and lower case. `gse`, `gse_ch`, `kagome_ja` and `kagome_kr`, which
//! need dictionaries of many megabytes there, share one tokenizer without any (see [`script_aware`]).

pub mod analyzer;
mod categories;
pub mod fold;
pub mod go_format;
pub mod like;
mod lower;
mod normal;
pub mod script_aware;
pub mod spans;
pub mod stopwords;
mod tables;
pub mod tokenize;

pub use analyzer::Analyzer;
pub use fold::{fold_ascii, ignored_characters};
pub use go_format::{go_float, go_float32};
pub use like::like_match;
pub use lower::lower_char;
pub use spans::{Letter, Span, continues, each_span, letters};
pub use stopwords::StopwordSet;
pub use tokenize::{Tokenization, each_token, tokenize, tokenize_wildcards};
