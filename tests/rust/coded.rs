//! Collections that hold their vectors in codes: the same results as in full precision, and less memory.

use proptest::prelude::*;
use weavelet::engine::objects::Outcome;
use weavelet::engine::vectors::GivenVector;
use weavelet::engine::write_request::{ObjectInput, WriteRequest};
use weavelet::query::request::{Near, SearchRequest, TargetQuery, VectorRef};
use weavelet::schema::uuid;
use weavelet::value::Value;

use super::faq::{DIMENSIONS, Faq};
use super::stored::Stored;

/// A collection of one vector per object.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Of multi-vectors.
    pub multi: bool,
    pub metric: &'static str,
    /// The quantizer and its bits, if any.
    pub quantizer: Option<(&'static str, f64)>,
    /// Whether encodings of fixed size choose candidates.
    pub muvera: bool,
}

const QUANTIZERS: [(&str, f64); 5] = [("rq", 8.0), ("rq", 1.0), ("sq", 8.0), ("bq", 8.0), ("pq", 8.0)];

fn class(name: &str, kind: Kind) -> Value {
    let on = || Value::from_pairs([("enabled", true.into())]);
    let mut index = Value::from_pairs([("distance", kind.metric.into())]);
    if kind.multi {
        let mut multivector = on();
        if kind.muvera {
            multivector.set("muvera", on());
        }
        index.set("multivector", multivector);
    }
    if let Some((name, bits)) = kind.quantizer {
        let mut quantizer = on();
        if name == "rq" {
            quantizer.set("bits", Value::Number(bits));
        }
        index.set(name, quantizer);
    }
    let vector = Value::from_pairs([
        ("vectorizer", Value::from_pairs([("none", Value::map())])),
        ("vectorIndexType", "hnsw".into()),
        ("vectorIndexConfig", index),
    ]);
    Value::from_pairs([("class", name.into()), ("vectorConfig", Value::from_pairs([("vector", vector)]))])
}

pub fn create(stored: &mut Stored, name: &str, kind: Kind) {
    stored.write(|engine| engine.create_class(&class(name, kind)).unwrap());
}

/// The id of an object by number.
pub fn id(number: usize) -> Value {
    format!("00000000-0000-4000-8000-{number:012}").into()
}

fn reference(values: &[f32], dimensions: usize, multi: bool) -> VectorRef {
    VectorRef { at: 0, rows: values.len() / dimensions, dimensions, multi, ragged: Vec::new(), labels: None }
}

/// Inserts an object, or merges it into the one that is there; without values the vector stays.
pub fn put(stored: &mut Stored, class: &str, number: usize, values: &[f32], dimensions: usize, multi: bool) {
    let value = reference(values, dimensions, multi);
    let given = GivenVector { target: "vector".to_owned(), value };
    let object = ObjectInput {
        id: id(number),
        properties: Value::map(),
        references: Value::map(),
        vectors: if values.is_empty() { Vec::new() } else { vec![given] },
    };
    let request = WriteRequest { collection: class.to_owned(), objects: vec![object], ..WriteRequest::default() };
    stored.write(|engine| {
        let exists = engine.exists(class, None, id(number).as_text().unwrap()).unwrap();
        let outcome = if exists { engine.merge(&request, values) } else { engine.insert(&request, values) };
        match outcome.unwrap() {
            Outcome::Ready(prepared) => prepared,
            Outcome::Needs(_) => panic!("nothing is embedded here"),
        }
    });
}

/// Ids, distances and vectors of a search.
pub type Found = Vec<(String, Option<f32>, Vec<f32>)>;

pub fn search(stored: &mut Stored, class: &str, near: Near, vectors: &[f32], limit: usize) -> Found {
    let mut request = SearchRequest {
        collection: class.to_owned(),
        limit: Some(limit as f64),
        near: Some(near),
        ..SearchRequest::default()
    };
    request.returns.metadata = vec!["distance".to_owned()];
    request.returns.vectors = true.into();
    let hits = match stored.search(&request, vectors) {
        Ok(answer) => answer.hits,
        Err(error) => panic!("{}", error.message),
    };
    let vector = |vectors: Vec<(String, Vec<f32>, usize, bool)>| vectors.into_iter().flat_map(|v| v.1).collect();
    hits.into_iter().map(|hit| (hit.uuid, hit.distance, vector(hit.vectors))).collect()
}

pub fn near_vector(values: &[f32], dimensions: usize, multi: bool) -> Near {
    let values = vec![reference(values, dimensions, multi)];
    Near { vectors: vec![TargetQuery { target: "vector".to_owned(), values }], ..Near::default() }
}

#[derive(Clone, Debug)]
enum Op {
    Put(usize, Vec<i8>),
    Keep(usize),
    Delete(usize),
    Fold(prop::sample::Index),
    Reopen,
}

const ROW: usize = 5;

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        8 => (0..15usize, prop::collection::vec(any::<i8>(), ROW * 3)).prop_map(|(id, values)| Op::Put(id, values)),
        2 => (0..15usize).prop_map(Op::Keep),
        2 => (0..15usize).prop_map(Op::Delete),
        1 => any::<prop::sample::Index>().prop_map(Op::Fold),
        1 => Just(Op::Reopen),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    let metrics = prop::sample::select(vec!["cosine", "dot", "l2-squared", "manhattan", "hamming"]);
    let quantizers = prop::sample::select(QUANTIZERS.to_vec());
    (any::<bool>(), metrics, quantizers, any::<bool>(), any::<bool>()).prop_map(
        |(multi, metric, quantizer, muvera, both)| {
            let muvera = multi && muvera;
            Kind { multi, metric, quantizer: (!muvera || both).then_some(quantizer), muvera }
        },
    )
}

/// The first `count` tokens of these values; one if vectors are single.
fn tokens(kind: Kind, values: &[i8], count: usize) -> Vec<f32> {
    let count = if kind.multi { count } else { 1 };
    values[..count * ROW].iter().map(|x| f32::from(*x) / 100.0).collect()
}

/// Does the same to a collection in codes and to one in full precision.
fn play(mut stored: Stored, kind: Kind, ops: &[Op]) -> Stored {
    create(&mut stored, "Coded", kind);
    // beside encodings a query is taken as it comes, which is what the dot product does
    let metric = if kind.muvera { "dot" } else { kind.metric };
    create(&mut stored, "Full", Kind { quantizer: None, muvera: false, metric, ..kind });
    for op in ops {
        for class in ["Coded", "Full"] {
            match op {
                Op::Put(id, values) => {
                    put(&mut stored, class, *id, &tokens(kind, values, 1 + id % 3), ROW, kind.multi);
                }
                Op::Keep(id) => put(&mut stored, class, *id, &[], ROW, kind.multi),
                Op::Delete(number) => stored.write(|engine| engine.delete(class, None, &id(*number)).unwrap()),
                Op::Fold(_) | Op::Reopen => {}
            }
        }
        match op {
            Op::Fold(at) => stored.fold(at.index(stored.values.len())),
            Op::Reopen => stored = stored.reopened(),
            _ => {}
        }
    }
    stored
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn several_engines_find_what_one_finds(
        kind in kind(),
        parts in 2..4u32,
        ops in prop::collection::vec(op(), 1..40),
        query in prop::collection::vec(any::<i8>(), ROW * 2),
    ) {
        let mut whole = play(Stored::new(1 << 24), kind, &ops);
        let mut split = play(Stored::split(1 << 24, parts), kind, &ops);
        let query = tokens(kind, &query, 2);
        for class in ["Coded", "Full"] {
            let near = near_vector(&query, ROW, kind.multi);
            let found = search(&mut whole, class, near.clone(), &query, 4);
            prop_assert_eq!(&found, &search(&mut split, class, near, &query, 4));
            if let Some((first, ..)) = found.first() {
                let near = Near { object: Some(first.clone()), ..Near::default() };
                let all = search(&mut whole, class, near.clone(), &[], 20);
                prop_assert_eq!(all, search(&mut split, class, near, &[], 20));
            }
        }
    }

    #[test]
    fn the_same_results_as_in_full_precision(
        kind in kind(),
        ops in prop::collection::vec(op(), 1..40),
        query in prop::collection::vec(any::<i8>(), ROW * 2),
    ) {
        let mut stored = play(Stored::new(1 << 24), kind, &ops);
        let query = tokens(kind, &query, 2);
        let mut near = |class| search(&mut stored, class, near_vector(&query, ROW, kind.multi), &query, 4);
        let found = near("Coded");
        prop_assert_eq!(&found, &near("Full"));
        if let Some((first, ..)) = found.first() {
            let mut near = |class| {
                let near = Near { object: Some(first.clone()), ..Near::default() };
                search(&mut stored, class, near, &[], 10)
            };
            prop_assert_eq!(near("Coded"), near("Full"));
        }
    }
}

#[test]
fn the_best_documents_are_found_with_exact_scores() {
    let faq = Faq::read();
    for (quantizer, least) in [(("rq", 8.0), 1.0), (("pq", 8.0), 1.0), (("rq", 1.0), 0.99)] {
        let mut stored = Stored::new(1 << 27);
        let kind = Kind { multi: true, metric: "cosine", quantizer: Some(quantizer), muvera: false };
        create(&mut stored, "Faq", kind);
        for (number, document) in faq.documents().enumerate() {
            put(&mut stored, "Faq", number, document, DIMENSIONS, true);
        }
        let (mut found, mut asked) = (0, 0);
        for query in faq.queries() {
            let hits = search(&mut stored, "Faq", near_vector(query, DIMENSIONS, true), query, 10);
            let best: Vec<String> =
                faq.exact(query)[..10].iter().map(|&at| id(at).as_text().unwrap().to_owned()).collect();
            found += best.iter().filter(|best| hits.iter().any(|(id, ..)| id == *best)).count();
            asked += 10;
        }
        let share = found as f32 / asked as f32;
        println!("{quantizer:?}: {share} of the exact top 10 found");
        assert!(share >= least, "{quantizer:?}: {share}");
    }
}

#[test]
fn codes_become_shorter_when_memory_runs_out() {
    const LIMIT: usize = 12 << 20;
    const TOKENS: usize = 180;
    let mut stored = Stored::new(LIMIT);
    create(&mut stored, "Many", Kind { multi: true, metric: "cosine", quantizer: Some(("rq", 8.0)), muvera: false });
    let document = |number: usize| -> Vec<f32> {
        let mut state = number as u32 + 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 16) as f32 / 32768.0 - 1.0
        };
        (0..TOKENS * DIMENSIONS).map(|_| next()).collect()
    };
    for number in 0..2000 {
        put(&mut stored, "Many", number, &document(number), DIMENSIONS, true);
        assert!(stored.engine.budget.used() <= LIMIT);
    }
    let bits = |stored: &Stored| stored.engine.find("Many").unwrap().single.vector_bits();
    assert_eq!(bits(&stored), 1);
    let mut again = stored.reopened();
    assert_eq!(bits(&again), 1);
    for (number, stored) in [(3, &mut stored), (1999, &mut again)] {
        let query = &document(number)[..8 * DIMENSIONS];
        let hits = search(stored, "Many", near_vector(query, DIMENSIONS, true), query, 3);
        assert_eq!(uuid::parse(&hits[0].0), uuid::parse(id(number).as_text().unwrap()));
        assert!(stored.engine.budget.used() <= LIMIT);
        // 350 candidates of 92 KB are scored exactly, but never read all at once
        assert!(stored.most_pages < 20 << 20, "{} bytes of pages", stored.most_pages);
    }
}
