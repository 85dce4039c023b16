use std::rc::Rc;

use proptest::collection;
use proptest::prelude::*;

use super::{oracle, *};
use crate::store::RowSet;
use crate::text::{StopwordSet, Tokenization};

fn analyzer(tokenization: Tokenization) -> Analyzer {
    let stopwords = Rc::new(StopwordSet::preset("en").unwrap());
    Analyzer { tokenization, fold: None, stopwords }
}

fn index(analyzer: &Analyzer, texts: &[&str]) -> Postings {
    let mut postings = Postings::default();
    for (row, text) in texts.iter().enumerate() {
        analyzer.each_index_token(text, &mut |token| postings.token(token));
        postings.insert(row as u32);
    }
    postings
}

fn query<'a>(text: &'a str, fields: Vec<KeywordField<'a>>, object_count: u64) -> KeywordQuery<'a> {
    let operator = Operator::Or { minimum: 0 };
    KeywordQuery { text, fields, operator, k1: 1.2, b: 0.75, object_count, as_you_type: None }
}

fn field<'a>(name: &'a str, postings: &'a Postings, analyzer: &'a Analyzer) -> KeywordField<'a> {
    KeywordField { name, postings, analyzer, boost: 1.0 }
}

fn run(query: &KeywordQuery) -> Vec<(u32, f32)> {
    run_noting(query).0
}

fn run_noting(query: &KeywordQuery) -> (Vec<(u32, f32)>, Seen) {
    let mut seen = Seen::of(query);
    let hits = search(query, 0, &RowSet::full(64), &u64::from, Some(&mut seen)).unwrap();
    (hits.iter().map(|hit| (hit.row, hit.score)).collect(), seen)
}

fn near(got: &[(u32, f32)], want: &[(u32, f32)]) {
    assert_eq!(got.len(), want.len(), "{got:?}");
    for (got, want) in got.iter().zip(want) {
        assert!(got.0 == want.0 && (got.1 - want.1).abs() < 1e-6, "{got:?} {want:?}");
    }
}

#[test]
fn scores_of_a_real_server() {
    let word = analyzer(Tokenization::Word);
    // five equal texts
    let tied = index(&word, &["even number"; 5]);
    let hits = run(&query("even", vec![field("body", &tied, &word)], 5));
    near(&hits, &[0, 1, 2, 3, 4].map(|row| (row, 0.039_550_625)));
    // three objects, one of them with a text: the mean length leaves the others out, N does not
    let one = index(&word, &["", "", "x"]);
    near(&run(&query("x", vec![field("t", &one, &word)], 3)), &[(2, 0.445_831_48)]);
}

#[test]
fn a_term_asked_twice_weighs_twice() {
    let word = analyzer(Tokenization::Word);
    let texts = index(&word, &["river stone", "river river sea", "sea"]);
    let once = run(&query("river", vec![field("t", &texts, &word)], 3));
    let twice = run(&query("River the river", vec![field("t", &texts, &word)], 3));
    near(&twice, &once.iter().map(|&(row, score)| (row, score * 2.0)).collect::<Vec<_>>());
    // idf = ln(1 + (3−2+.5)/(2+.5)), mean length 2
    let idf = 1.6_f32.ln();
    near(&once, &[(1, idf * 2.0 / (2.0 + 1.2 * (0.25 + 0.75 * 1.5))), (0, idf / 2.2)]);
}

#[test]
fn properties_share_a_term_weight_within_a_group() {
    let (word, whole) = (analyzer(Tokenization::Word), analyzer(Tokenization::Field));
    let titles = index(&word, &["river", "river", "river", "sea"]);
    let bodies = index(&word, &["sea", "river", "sea", "sea"]);
    let codes = index(&whole, &["river", "x", "x", "x"]);
    let title = KeywordField { boost: 2.0, ..field("title", &titles, &word) };
    let query = query("river", vec![title, field("body", &bodies, &word), field("code", &codes, &whole)], 4);
    // (3 + 1) / 2 = 2 in the group of words, 1 in the group of whole fields; every length is the mean
    let (words, fields) = ((1.0 + 2.5 / 2.5_f32).ln() / 2.2, (1.0 + 3.5 / 1.5_f32).ln() / 2.2);
    let (hits, seen) = run_noting(&query);
    near(&hits, &[(0, words * 2.0 + fields), (1, words * 3.0), (2, words * 2.0)]);
    hits.iter().for_each(|&(row, score)| assert_eq!(seen.score(row), score));
    let fields = |row| seen.contributions(row).iter().map(|part| seen.sought[part.sought].field).collect::<Vec<_>>();
    assert_eq!([fields(0), fields(1), fields(2), fields(3)], [vec![0, 2], vec![0, 1], vec![0], vec![]]);
}

#[test]
fn operators_decide_per_property() {
    let word = analyzer(Tokenization::Word);
    let titles = index(&word, &["red boat", "red", "red", ""]);
    let bodies = index(&word, &["", "boat", "red", "boat"]);
    let fields = || vec![field("title", &titles, &word), field("body", &bodies, &word)];
    let rows = |operator, text| {
        let found = run(&KeywordQuery { operator, ..query(text, fields(), 4) });
        let mut rows: Vec<u32> = found.iter().map(|hit| hit.0).collect();
        rows.sort_unstable();
        rows
    };
    assert_eq!(rows(Operator::Or { minimum: 1 }, "red boat"), [0, 1, 2, 3]);
    assert_eq!(rows(Operator::Or { minimum: 2 }, "red boat"), [0]);
    assert_eq!(rows(Operator::Or { minimum: 3 }, "red boat"), []);
    assert_eq!(rows(Operator::And, "red boat"), [0]);
    assert_eq!(rows(Operator::And, "the red boat"), [0]);
    assert_eq!(rows(Operator::And, "red nowhere"), []);
    assert_eq!(rows(Operator::AndCross, "red boat"), [0, 1]);
    assert_eq!(rows(Operator::AndCross, "red nowhere"), []);
    assert_eq!(rows(Operator::AndCross, "the"), []);
    let lower = analyzer(Tokenization::Lowercase);
    let mixed = vec![field("title", &titles, &word), field("body", &bodies, &lower)];
    let refused = KeywordQuery { operator: Operator::AndCross, ..query("red", mixed, 4) };
    assert!(
        search(&refused, 0, &RowSet::full(4), &u64::from, None).unwrap_err().starts_with("OPERATOR_AND_CROSS requires")
    );
}

#[test]
fn as_you_type_scores_by_what_a_term_stands_for() {
    let word = analyzer(Tokenization::Word);
    let texts = index(&word, &["search", "searching searched", "serach", "sea", "a b c"]);
    let scores = |text, prefix, edits| {
        let fields = vec![field("t", &texts, &word)];
        let query = KeywordQuery { b: 0.0, as_you_type: Some(AsYouType { prefix, edits }), ..query(text, fields, 5) };
        let (hits, seen) = run_noting(&query);
        let each = hits.into_iter().map(|(row, score)| {
            assert_eq!(seen.score(row), score);
            let terms = seen.contributions(row).iter().map(|part| seen.sought[part.sought].term.as_str());
            (row, terms.collect::<Vec<_>>().join(" "), score)
        });
        each.collect::<Vec<_>>()
    };
    // every term has one row of five: ln(1 + 4.5 / 1.5), and tf / (tf + k1) = 1 / 2.2
    let whole = 4.0_f32.ln() / 2.2;
    let found = |row, term: &str, discount: f32| (row, term.to_owned(), whole * discount);
    let near = |got: Vec<(u32, String, f32)>, want: &[(u32, String, f32)]| {
        assert_eq!(got.len(), want.len(), "{got:?}");
        got.iter()
            .zip(want)
            .for_each(|(a, b)| assert!(a.0 == b.0 && a.1 == b.1 && (a.2 - b.2).abs() < 1e-6, "{got:?}"));
    };
    near(scores("search", Prefix::None, false), &[found(0, "search", 1.0)]);
    near(scores("search", Prefix::None, true), &[found(0, "search", 1.0), found(2, "serach", 0.5)]);
    // of "searching" and "searched" the one that is typed further counts
    let completed = found(1, "searched", (1.0 + 6.0 / 8.0) / 2.0);
    near(scores("search", Prefix::Last, false), &[found(0, "search", 1.0), completed]);
    near(
        scores("sea", Prefix::Last, true),
        &[found(3, "sea", 1.0), found(0, "search", 0.75), found(1, "searched", (1.0 + 3.0 / 8.0) / 2.0)],
    );
    // only the last term is being typed
    near(scores("sea a b", Prefix::Last, false), &[found(3, "sea", 1.0), found(4, "b", 1.0)]);
}

#[test]
fn the_cut_is_by_doc_id_the_page_by_uuid() {
    let word = analyzer(Tokenization::Word);
    let texts = index(&word, &["x"; 6]);
    let query = query("x", vec![field("t", &texts, &word)], 6);
    let doc_id = |row: u32| u64::from(10 - row);
    let mut allowed = RowSet::full(6);
    allowed.remove(4);
    let mut hits = search(&query, 3, &allowed, &doc_id, None).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.row).collect::<Vec<_>>(), [5, 3, 2]);
    sort_for_display(&mut hits, &|row| [row as u8; 16]);
    assert_eq!(hits.iter().map(|hit| hit.row).collect::<Vec<_>>(), [2, 3, 5]);
}

#[test]
fn explains_as_the_server_does() {
    let word = analyzer(Tokenization::Word);
    let texts = index(&word, &["red boat red", "sea"]);
    let query = query("red boat", vec![field("t", &texts, &word)], 2);
    let want = ", BM25F_red_frequency:2, BM25F_red_propLength:3, BM25F_boat_frequency:1, BM25F_boat_propLength:3";
    let (_, seen) = run_noting(&query);
    assert_eq!([1, 0].map(|row| seen.explain_score(row)), ["", want]);
}

#[test]
fn few_rows_are_scored() {
    let word = analyzer(Tokenization::Word);
    let mut postings = Postings::default();
    let rows = 50_000_u32;
    for row in 0..rows {
        // common in all, rare in some; lengths from 3 to 60
        let text =
            format!("common {} {}", if row % 97 == 0 { "rare" } else { "x" }, "x ".repeat((row * 31 % 58) as usize));
        word.each_index_token(&text, &mut |token| postings.token(token));
        postings.insert(row);
    }
    let (all, mut some) = (RowSet::full(rows as usize), RowSet::empty(rows as usize));
    (0..rows).filter(|row| row % 1000 == 3).for_each(|row| some.insert(row));
    // a place in insertion order is asked for exactly of the rows that may get in
    let scored = |text, operator, allowed: &RowSet| {
        let asked = std::cell::Cell::new(0);
        let doc_id = |row| {
            asked.set(asked.get() + 1);
            u64::from(row)
        };
        let query = KeywordQuery { operator, ..query(text, vec![field("t", &postings, &word)], u64::from(rows)) };
        let hits = search(&query, 10, allowed, &doc_id, None).unwrap();
        assert_eq!(hits, oracle::search(&query, 10, &|row| allowed.contains(row), &u64::from).unwrap());
        asked.get()
    };
    let any = Operator::Or { minimum: 0 };
    assert!((10..1500).contains(&scored("common", any, &all)));
    assert!((10..1500).contains(&scored("common rare", any, &all)));
    assert!((10..=516).contains(&scored("common rare", Operator::And, &all)));
    assert!((10..=50).contains(&scored("common rare", any, &some)));
}

/// Terms of the random texts, the first ones far more frequent.
const TERMS: usize = 24;

fn text(words: &[usize]) -> String {
    words.iter().map(|word| format!("term{}", word * word / TERMS)).collect::<Vec<_>>().join(" ")
}

/// What happens to a corpus of two properties: a row of so many words each, or an end of the row before, or its words
/// written again under the same place in insertion order.
#[derive(Clone, Debug)]
enum Step {
    Insert([Vec<usize>; 2]),
    Remove(usize),
    Rewrite(usize, [Vec<usize>; 2]),
}

fn words() -> impl Strategy<Value = [Vec<usize>; 2]> {
    [collection::vec(0..TERMS, 0..4), collection::vec(0..TERMS, 0..20)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => words().prop_map(Step::Insert),
        1 => any::<usize>().prop_map(Step::Remove),
        1 => (any::<usize>(), words()).prop_map(|(row, words)| Step::Rewrite(row, words)),
    ]
}

fn as_you_type() -> impl Strategy<Value = Option<AsYouType>> {
    let prefix = prop::sample::select(vec![Prefix::None, Prefix::Last, Prefix::All]);
    prop::option::of((prefix, any::<bool>()).prop_map(|(prefix, edits)| AsYouType { prefix, edits }))
}

/// Mostly usual ones.
fn boost() -> impl Strategy<Value = f32> {
    let odd = vec![0.0, 1e-40, 1e9, -1.0, f32::INFINITY, f32::NAN];
    prop_oneof![3 => Just(1.0), 3 => 0.1_f32..3.0, 1 => prop::sample::select(odd)]
}

/// Two properties, their rows' texts, live rows and places.
struct Corpus {
    postings: [Postings; 2],
    texts: Vec<[String; 2]>,
    live: RowSet,
    doc_ids: Vec<u64>,
}

impl Corpus {
    fn new(analyzer: &Analyzer, steps: &[Step]) -> Corpus {
        let mut corpus =
            Corpus { postings: Default::default(), texts: Vec::new(), live: RowSet::empty(0), doc_ids: Vec::new() };
        for step in steps {
            let rows: Vec<u32> = corpus.live.iter().collect();
            let pick = |number: &usize| (!rows.is_empty()).then(|| rows[number % rows.len()]);
            match step {
                Step::Insert(words) => corpus.insert(analyzer, words, None),
                Step::Remove(number) => pick(number).into_iter().for_each(|row| corpus.remove(analyzer, row)),
                Step::Rewrite(number, words) => {
                    let Some(row) = pick(number) else { continue };
                    let had = [0, 1].map(|p| corpus.postings[p].length(row) > 0);
                    corpus.remove(analyzer, row);
                    corpus.insert(analyzer, words, Some((row, had)));
                }
            }
        }
        corpus
    }

    fn insert(&mut self, analyzer: &Analyzer, words: &[Vec<usize>; 2], again: Option<(u32, [bool; 2])>) {
        let row = self.texts.len() as u32;
        let texts = [text(&words[0]), text(&words[1])];
        for (p, postings) in self.postings.iter_mut().enumerate() {
            analyzer.each_index_token(&texts[p], &mut |token| postings.token(token));
            match again {
                Some((_, had)) if had[p] => postings.insert_again(row),
                _ => postings.insert(row),
            }
        }
        self.doc_ids.push(again.map_or(u64::from(row), |(old, _)| self.doc_ids[old as usize]));
        self.texts.push(texts);
        self.live.push(true);
    }

    fn remove(&mut self, analyzer: &Analyzer, row: u32) {
        for (p, postings) in self.postings.iter_mut().enumerate() {
            analyzer.each_index_token(&self.texts[row as usize][p], &mut |token| postings.token(token));
            postings.remove(row);
        }
        self.live.remove(row);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn finds_what_the_oracle_finds(
        steps in collection::vec(step(), 1..900),
        asked in collection::vec(0..TERMS, 1..6),
        boosts in [boost(), boost()],
        operator in prop_oneof![
            (0..4_u32).prop_map(|minimum| Operator::Or { minimum }), Just(Operator::And), Just(Operator::AndCross)
        ],
        k1 in prop::sample::select(vec![0.0, 1.2, 5.0]),
        b in prop::sample::select(vec![0.0, 0.75, 1.0]),
        limit in prop::sample::select(vec![0, 1, 3, 10, 200]),
        as_you_type in as_you_type(),
        (every, from) in (1..60_u32, 0..600_u32),
    ) {
        let word = analyzer(Tokenization::Word);
        let corpus = Corpus::new(&word, &steps);
        let mut allowed = RowSet::empty(corpus.texts.len());
        corpus.live.iter().filter(|row| every < 20 || row % every == 0 || *row > from).for_each(|row| allowed.insert(row));
        let names = ["title", "body"];
        let property = |p: usize| KeywordField { boost: boosts[p], ..field(names[p], &corpus.postings[p], &word) };
        let text = text(&asked);
        let query = KeywordQuery {
            operator, k1, b, as_you_type, ..query(&text, vec![property(0), property(1)], corpus.live.count() as u64)
        };
        let doc_id = |row: u32| corpus.doc_ids[row as usize];
        let bits = |hits: Vec<Scored>| hits.iter().map(|hit| (hit.row, hit.score.to_bits())).collect::<Vec<_>>();
        let want = oracle::search(&query, limit, &|row| allowed.contains(row), &doc_id).unwrap();
        let mut seen = Seen::of(&query);
        let got = search(&query, limit, &allowed, &doc_id, Some(&mut seen)).unwrap();
        // a NaN is not even equal to itself
        for hit in got.iter().filter(|hit| hit.score.is_finite()) {
            prop_assert_eq!(seen.contributions(hit.row), oracle::contributions(&query, hit.row, &seen));
            prop_assert_eq!(seen.score(hit.row).to_bits(), hit.score.to_bits());
        }
        prop_assert_eq!(bits(got), bits(want));
    }
}
