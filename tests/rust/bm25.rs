//! BM25F over any mix of inserts and removals equals the written formula: frequencies of the rows that are left, mean
//! lengths of all that ever were (the server forgets those of removed ones when it compacts, we on a rebuild).

use std::rc::Rc;

use proptest::collection::vec;
use proptest::prelude::*;
use weavelet::index::Postings;
use weavelet::query::bm25::{Contribution, KeywordField, KeywordQuery, Operator, Seen, search};
use weavelet::store::RowSet;
use weavelet::text::{Analyzer, StopwordSet, Tokenization};

const TERMS: [&str; 6] = ["ash", "birch", "cedar", "elm", "fir", "the"];

/// A row: tokens of two properties, and whether it is removed later.
type Row = ([Vec<usize>; 2], bool);

fn text(words: &[usize]) -> String {
    words.iter().map(|&word| TERMS[word]).collect::<Vec<_>>().join(" ")
}

/// The formula in plain loops.
struct Model<'a> {
    rows: &'a [Row],
    boosts: [f32; 2],
    k1: f64,
    b: f64,
}

impl Model<'_> {
    fn live(&self) -> impl Iterator<Item = (usize, &[Vec<usize>; 2])> {
        self.rows.iter().enumerate().filter(|(_, row)| !row.1).map(|(at, row)| (at, &row.0))
    }

    fn scores(&self, asked: &[usize], operator: Operator) -> Vec<(u32, f32)> {
        let total = self.live().count() as u64;
        let mut distinct: Vec<usize> = asked.iter().copied().filter(|&word| TERMS[word] != "the").collect();
        distinct.sort_unstable();
        distinct.dedup();
        let weight = |word: usize| {
            let count = |p: usize| self.live().filter(|(_, row)| row[p].contains(&word)).count() as u64;
            let held: Vec<u64> = (0..2).map(count).filter(|&n| n > 0).collect();
            let n = held.iter().sum::<u64>() / (held.len() as u64).max(1);
            let idf = (1.0 + ((total.max(n) - n) as f64 + 0.5) / (n as f64 + 0.5)).ln();
            idf * asked.iter().filter(|&&other| other == word).count() as f64
        };
        let mut found = Vec::new();
        for (at, row) in self.live() {
            let mut score = None;
            for (p, words) in row.iter().enumerate() {
                let lengths: Vec<usize> = self.rows.iter().map(|(row, _)| row[p].len()).filter(|&l| l > 0).collect();
                let average = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64;
                let held: Vec<usize> = distinct.iter().copied().filter(|word| words.contains(word)).collect();
                let enough = match operator {
                    Operator::Or { minimum } => held.len() >= minimum.max(1) as usize,
                    Operator::And => held.len() == distinct.len() && !held.is_empty(),
                    Operator::AndCross => !held.is_empty(),
                };
                if enough {
                    let parts = held.iter().map(|&word| {
                        let tf = words.iter().filter(|&&other| other == word).count() as f64;
                        let normal = 1.0 - self.b + self.b * words.len() as f64 / average;
                        tf / (tf + self.k1 * normal) * weight(word) * f64::from(self.boosts[p])
                    });
                    score = Some(score.unwrap_or(0.0) + parts.sum::<f64>() as f32);
                }
            }
            let everywhere = distinct.iter().all(|word| row.iter().any(|p| p.contains(word)));
            if let Some(score) = score.filter(|_| operator != Operator::AndCross || everywhere) {
                found.push((at as u32, score));
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }
}

fn operators() -> impl Strategy<Value = Operator> {
    prop_oneof![(0..4_u32).prop_map(|minimum| Operator::Or { minimum }), Just(Operator::And), Just(Operator::AndCross),]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn equals_the_formula(
        rows in vec(([vec(0..TERMS.len(), 0..6), vec(0..TERMS.len(), 0..9)], any::<bool>()), 0..40),
        asked in vec(0..TERMS.len(), 0..5),
        operator in operators(),
        boosts in [0.0..3.0_f32, 0.0..3.0_f32],
        k1 in 0.0..2.0_f64,
        b in 0.0..=1.0_f64,
    ) {
        let stopwords = Rc::new(StopwordSet::preset("en").unwrap());
        let analyzer = Analyzer { tokenization: Tokenization::Word, fold: None, stopwords };
        let mut properties = [Postings::default(), Postings::default()];
        for (at, (row, _)) in rows.iter().enumerate() {
            for (postings, words) in properties.iter_mut().zip(row) {
                analyzer.each_index_token(&text(words), &mut |token| postings.token(token));
                postings.insert(at as u32);
            }
        }
        for (at, (row, _)) in rows.iter().enumerate().filter(|(_, row)| row.1) {
            for (postings, words) in properties.iter_mut().zip(row) {
                analyzer.each_index_token(&text(words), &mut |token| postings.token(token));
                postings.remove(at as u32);
            }
        }
        let field = |at: usize| KeywordField {
            name: ["title", "body"][at],
            postings: &properties[at],
            analyzer: &analyzer,
            boost: boosts[at],
        };
        let query_text = text(&asked);
        let object_count = rows.iter().filter(|row| !row.1).count() as u64;
        let fields = vec![field(0), field(1)];
        let query = KeywordQuery { text: &query_text, fields, operator, k1, b, object_count, as_you_type: None };
        let mut alive = RowSet::full(rows.len());
        (0..).zip(&rows).filter(|(_, row)| row.1).for_each(|(at, _)| alive.remove(at));
        let mut seen = Seen::of(&query);
        let hits = search(&query, 0, &alive, &u64::from, Some(&mut seen)).unwrap();
        let want = Model { rows: &rows, boosts, k1, b }.scores(&asked, operator);
        prop_assert_eq!(hits.len(), want.len());
        for (hit, want) in hits.iter().zip(&want) {
            prop_assert!((hit.score - want.1).abs() <= 1e-5 * want.1.max(1.0), "{:?} {:?}", hit, want);
        }
        // the same rows, whatever the order of near ties
        let sorted = |mut rows: Vec<u32>| { rows.sort_unstable(); rows };
        prop_assert_eq!(sorted(hits.iter().map(|h| h.row).collect()), sorted(want.iter().map(|w| w.0).collect()));
        for hit in &hits {
            let parts = seen.contributions(hit.row);
            let of = |part: &&Contribution, at| seen.sought[part.sought].field == at;
            let property = |at| parts.iter().filter(|part| of(part, at)).map(|part| part.value).sum::<f64>() as f32;
            prop_assert_eq!(property(0) + property(1), hit.score);
        }
        // a cut keeps the best
        let cut = search(&query, 3, &alive, &u64::from, None).unwrap();
        prop_assert_eq!(&cut[..], &hits[..hits.len().min(3)]);
    }
}
