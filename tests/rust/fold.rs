//! Compaction: whatever is folded, replaying what is stored gives the same database, also where rows stay in storage.

use proptest::prelude::*;
use weavelet::engine::objects::Outcome;
use weavelet::engine::vectors::GivenVector;
use weavelet::engine::write_request::{ObjectInput, WriteRequest};
use weavelet::query::request::{SearchRequest, VectorRef};
use weavelet::query::returns::Hit;
use weavelet::value::Value;

use super::stored::Stored;

/// Everything that can be listed, as text.
fn contents(stored: &mut Stored) -> Vec<String> {
    let mut out = Vec::new();
    for class in ["Held", "Kept"] {
        let mut request =
            SearchRequest { collection: class.to_owned(), limit: Some(1000.0), ..SearchRequest::default() };
        request.returns.vectors = true.into();
        match stored.search(&request, &[]) {
            Err(error) => out.push(error.message),
            Ok(answer) => {
                let line = |hit: &Hit| format!("{class} {} {:?} {:?}", hit.uuid, hit.properties, hit.vectors);
                out.extend(answer.hits.iter().map(line));
            }
        }
    }
    out
}

/// A collection of one text and one vector; `Kept` has a quantizer, so its rows stay in storage.
fn class(name: &str) -> Value {
    let flag = |on: bool| Value::from_pairs([("enabled", on.into())]);
    let index = Value::from_pairs([("multivector", flag(true)), ("rq", flag(name == "Kept"))]);
    let vector = Value::from_pairs([
        ("vectorizer", Value::from_pairs([("none", Value::map())])),
        ("vectorIndexType", "hnsw".into()),
        ("vectorIndexConfig", index),
    ]);
    let text = Value::from_pairs([("name", "text".into()), ("dataType", Value::List(vec!["text".into()]))]);
    Value::from_pairs([
        ("class", name.into()),
        ("properties", Value::List(vec![text])),
        ("vectorConfig", Value::from_pairs([("tokens", vector)])),
    ])
}

#[derive(Clone, Debug)]
enum Op {
    Create(bool),
    Drop(bool),
    Put { kept: bool, id: u8, text: u8, vector: bool },
    Delete { kept: bool, id: u8 },
    Fold(prop::sample::Index),
    Reopen,
}

fn name(kept: bool) -> &'static str {
    if kept { "Kept" } else { "Held" }
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        1 => any::<bool>().prop_map(Op::Create),
        1 => any::<bool>().prop_map(Op::Drop),
        12 => (any::<bool>(), 0..12u8, any::<u8>(), any::<bool>())
            .prop_map(|(kept, id, text, vector)| Op::Put { kept, id, text, vector }),
        4 => (any::<bool>(), 0..12u8).prop_map(|(kept, id)| Op::Delete { kept, id }),
        2 => any::<prop::sample::Index>().prop_map(Op::Fold),
        1 => Just(Op::Reopen),
    ]
}

fn id(id: u8) -> Value {
    format!("00000000-0000-4000-8000-{id:012}").into()
}

fn put(stored: &mut Stored, kept: bool, number: u8, text: u8, vector: bool) {
    let value = VectorRef { at: 0, rows: 2, dimensions: 2, multi: true, ragged: Vec::new(), labels: None };
    let given = GivenVector { target: "tokens".to_owned(), value };
    let object = ObjectInput {
        id: id(number),
        properties: Value::from_pairs([("text", format!("word {text} {}", "long ".repeat(usize::from(text))).into())]),
        references: Value::map(),
        vectors: if vector { vec![given] } else { Vec::new() },
    };
    let request = WriteRequest {
        collection: name(kept).to_owned(),
        objects: vec![object],
        now: i64::from(text),
        ..WriteRequest::default()
    };
    let values = [f32::from(text), 1.0, 0.5, f32::from(number)];
    stored.write(|engine| {
        let exists = engine.exists(name(kept), None, id(number).as_text().unwrap()).unwrap();
        let outcome = match exists {
            // keeps the vector when none is given
            true => engine.merge(&request, &values),
            false => engine.insert(&request, &values),
        };
        match outcome.unwrap() {
            Outcome::Ready(prepared) => prepared,
            Outcome::Needs(_) => panic!("nothing is embedded here"),
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn folding_changes_nothing(ops in prop::collection::vec(op(), 1..60)) {
        let mut stored = Stored::new(1 << 24);
        for kept in [true, false] {
            stored.write(|engine| engine.create_class(&class(name(kept))).unwrap());
        }
        prop_assert!(stored.engine.find(name(true)).is_some_and(|kept| kept.class.is_quantized()));
        for op in ops {
            let exists = |stored: &Stored, kept| !stored.engine.schema(name(kept)).is_null();
            match op {
                Op::Create(kept) if !exists(&stored, kept) => {
                    stored.write(|engine| engine.create_class(&class(name(kept))).unwrap());
                }
                Op::Drop(kept) if exists(&stored, kept) => {
                    stored.write(|engine| engine.delete_class(name(kept)).unwrap());
                }
                Op::Put { kept, id, text, vector } if exists(&stored, kept) => put(&mut stored, kept, id, text, vector),
                Op::Delete { kept, id: number } if exists(&stored, kept) => {
                    stored.write(|engine| engine.delete(name(kept), None, &id(number)).unwrap());
                }
                Op::Fold(at) => {
                    let before = contents(&mut stored);
                    stored.fold(at.index(stored.values.len().max(1)));
                    prop_assert_eq!(contents(&mut stored), before);
                }
                Op::Reopen => {
                    let before = contents(&mut stored);
                    stored = stored.reopened();
                    prop_assert_eq!(contents(&mut stored), before);
                }
                _ => {}
            }
        }
        let want = contents(&mut stored);
        prop_assert_eq!(contents(&mut stored.reopened()), want);
    }
}
