//! How well keyword search finds Japanese text: nDCG@10 of the script-aware tokenizer on known-item queries.
//!
//! The set `ja-docs` is read from `tests/data`, or from the folder that `WEAVELET_DATA` names; without it there is
//! nothing to measure.

use std::path::PathBuf;
use std::rc::Rc;

use weavelet::index::Postings;
use weavelet::query::bm25::{KeywordField, KeywordQuery, Operator, search};
use weavelet::store::RowSet;
use weavelet::text::{Analyzer, StopwordSet, Tokenization};

fn folder() -> PathBuf {
    let data = std::env::var_os("WEAVELET_DATA").map(PathBuf::from);
    data.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data")).join("ja-docs")
}

/// The string under `key` of a line of JSON.
fn string(line: &str, key: &str) -> String {
    let start = line.find(&format!("\"{key}\":")).expect("key") + key.len() + 3;
    let mut out = String::new();
    let mut chars = line[start..].trim_start().strip_prefix('"').expect("a string").chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            ('"', _) => break,
            (_, false) => out.push(c),
            _ => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('u') => {
                    let code: String = chars.by_ref().take(4).collect();
                    let code = u32::from_str_radix(&code, 16).expect("hexadecimal");
                    out.push(char::from_u32(code).unwrap_or(' '));
                }
                Some(other) => out.push(other),
                None => break,
            },
        }
    }
    out
}

fn lines(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder().join(name)).expect(name);
    text.lines().map(str::to_owned).collect()
}

#[test]
fn finds_japanese_text() {
    if !folder().join("docs.jsonl").exists() {
        return;
    }
    let analyzer =
        Analyzer { tokenization: Tokenization::KagomeJa, fold: None, stopwords: Rc::new(StopwordSet::default()) };
    let mut postings = Postings::default();
    let docs = lines("docs.jsonl");
    for (row, line) in docs.iter().enumerate() {
        analyzer.each_index_token(&string(line, "text"), &mut |token| postings.token(token));
        postings.insert(row as u32);
    }
    let ids: Vec<String> = docs.iter().map(|line| string(line, "id")).collect();
    let relevant: Vec<(String, String)> = lines("qrels.tsv")
        .iter()
        .map(|line| {
            let mut columns = line.split_whitespace();
            let query = columns.next().expect("query").to_owned();
            (query, columns.nth(1).expect("document").to_owned())
        })
        .collect();
    let queries = lines("queries.jsonl");
    let all = RowSet::full(docs.len());
    let mut gain = 0.0;
    for line in &queries {
        let (id, text) = (string(line, "id"), string(line, "text"));
        let field = KeywordField { name: "text", postings: &postings, analyzer: &analyzer, boost: 1.0 };
        let query = KeywordQuery {
            text: &text,
            fields: vec![field],
            operator: Operator::Or { minimum: 0 },
            k1: 1.2,
            b: 0.75,
            object_count: docs.len() as u64,
            as_you_type: None,
        };
        let hits = search(&query, 10, &all, &u64::from, None).expect("a result");
        let wanted = |row: u32| relevant.iter().any(|(q, d)| *q == id && *d == ids[row as usize]);
        if let Some(rank) = hits.iter().position(|hit| wanted(hit.row)) {
            gain += 1.0 / (rank as f64 + 2.0).log2();
        }
    }
    let ndcg = gain / queries.len() as f64;
    println!("ja-docs, BM25 on kagome_ja: nDCG@10 {ndcg:.4}, {} bytes of postings", postings.bytes().total());
    assert!(ndcg >= 0.69, "nDCG@10 {ndcg:.4}");
}
