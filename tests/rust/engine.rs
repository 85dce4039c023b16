//! The three steps of a write, and the promise behind them: replaying what was stored gives the database back.

use weavelet::engine::apply::Origin;
use weavelet::engine::fold::Step;
use weavelet::engine::objects::Outcome;
use weavelet::engine::reads::Clock;
use weavelet::engine::vectors::GivenVector;
use weavelet::engine::write_request::{ObjectInput, WriteRequest};
use weavelet::engine::{Engine, Ticket};
use weavelet::error::ErrorKind;
use weavelet::query::request::{Keyword, Near, SearchRequest, TargetQuery, VectorRef};
use weavelet::value::Value;

const CLOCK: Clock<'_> = Clock { now: 0, elapsed: &|| 0.0 };

fn engine(memory_limit: usize) -> (Engine, Vec<u8>) {
    let mut engine = Engine::new(&Value::map(), memory_limit);
    let none = Value::from_pairs([("none", Value::map())]);
    let index = Value::from_pairs([("multivector", Value::from_pairs([("enabled", true.into())]))]);
    let vector =
        Value::from_pairs([("vectorizer", none), ("vectorIndexType", "hnsw".into()), ("vectorIndexConfig", index)]);
    let class = Value::from_pairs([
        ("class", "Notes".into()),
        (
            "properties",
            Value::List(vec![Value::from_pairs([
                ("name", "text".into()),
                ("dataType", Value::List(vec!["text".into()])),
            ])]),
        ),
        ("vectorConfig", Value::from_pairs([("tokens", vector)])),
    ]);
    let prepared = engine.create_class(&class).unwrap();
    let ticket = engine.stage(prepared).unwrap();
    let log = engine.take_bytes(&[ticket.id]).unwrap().concat();
    engine.publish(ticket.id, Origin::NOWHERE).unwrap();
    (engine, log)
}

fn id(n: usize) -> Value {
    format!("00000000-0000-4000-8000-{n:012}").into()
}

fn insert(engine: &mut Engine, n: usize, text: &str, values: &[f32]) -> weavelet::error::Result<Ticket> {
    let value =
        VectorRef { at: 0, rows: values.len() / 2, dimensions: 2, multi: true, ragged: Vec::new(), labels: None };
    let object = ObjectInput {
        id: id(n),
        properties: Value::from_pairs([("text", text.into())]),
        references: Value::map(),
        vectors: vec![GivenVector { target: "tokens".to_owned(), value }],
    };
    let request = WriteRequest { collection: "Notes".to_owned(), objects: vec![object], ..WriteRequest::default() };
    match engine.insert(&request, values)? {
        Outcome::Ready(prepared) => engine.stage(prepared),
        Outcome::Needs(_) => panic!("nothing is embedded here"),
    }
}

/// Ids and scores of a keyword and of a vector search.
fn answers(engine: &Engine) -> Vec<(String, u32)> {
    let keyword = Keyword { query: "river stone".to_owned(), ..Keyword::default() };
    let query = VectorRef { at: 0, rows: 1, dimensions: 2, multi: true, ragged: Vec::new(), labels: None };
    let near =
        Near { vectors: vec![TargetQuery { target: "tokens".to_owned(), values: vec![query] }], ..Near::default() };
    let base = || SearchRequest { collection: "Notes".to_owned(), ..SearchRequest::default() };
    let mut searches =
        [SearchRequest { keyword: Some(keyword), ..base() }, SearchRequest { near: Some(near), ..base() }];
    let mut out = Vec::new();
    for request in &mut searches {
        request.returns.metadata = vec!["score".to_owned(), "distance".to_owned()];
        for hit in engine.search(request, &[0.6, 0.8], CLOCK).unwrap().hits {
            let number = hit.distance.or(hit.score).unwrap_or(0.0);
            out.push((hit.uuid, number.to_bits()));
        }
    }
    out
}

#[test]
fn nothing_shows_before_it_is_published() {
    let (mut engine, _) = engine(1 << 20);
    let ticket = insert(&mut engine, 1, "river stone", &[1.0, 0.0]).unwrap();
    assert!(answers(&engine).is_empty());
    engine.discard(ticket.id).unwrap();
    let ticket = insert(&mut engine, 1, "river stone", &[1.0, 0.0]).unwrap();
    engine.publish(ticket.id, Origin::NOWHERE).unwrap();
    assert_eq!(answers(&engine).len(), 2);
    assert!(engine.publish(ticket.id, Origin::NOWHERE).is_err());
}

#[test]
fn a_write_waits_for_what_it_depends_on() {
    let (mut engine, _) = engine(1 << 20);
    let first = insert(&mut engine, 1, "a", &[1.0, 0.0]).unwrap();
    // the first vector is about to fix the dimensions, and the id is about to be taken
    assert_eq!(insert(&mut engine, 2, "b", &[0.0, 1.0]).unwrap_err().kind, ErrorKind::Busy);
    engine.publish(first.id, Origin::NOWHERE).unwrap();
    let second = insert(&mut engine, 2, "b", &[0.0, 1.0]).unwrap();
    let third = insert(&mut engine, 3, "c", &[0.0, 1.0]).unwrap();
    assert_eq!(insert(&mut engine, 2, "b", &[0.0, 1.0]).unwrap_err().kind, ErrorKind::Busy);
    engine.publish(third.id, Origin::NOWHERE).unwrap();
    engine.publish(second.id, Origin::NOWHERE).unwrap();
    assert!(insert(&mut engine, 2, "b", &[0.0, 1.0]).unwrap_err().message.contains("already exists"));
}

#[test]
fn log_and_snapshot_both_give_the_database_back() {
    let (mut engine, mut log) = engine(1 << 20);
    for n in 0..40 {
        let text = ["river", "stone river", "cloud", "river river stone"][n % 4];
        let angle = n as f32;
        let ticket = insert(&mut engine, n, text, &[angle.cos(), angle.sin(), 0.0, 1.0]).unwrap();
        log.extend(engine.take_bytes(&[ticket.id]).unwrap().concat());
        assert!(engine.take_bytes(&[ticket.id]).is_err());
        engine.publish(ticket.id, Origin::NOWHERE).unwrap();
    }
    let want = answers(&engine);
    assert!(want.len() > 10);
    let mut from_log = Engine::new(&Value::map(), 1 << 20);
    from_log.replay(&log, 0, 0).unwrap();
    assert_eq!(answers(&from_log), want);
    let mut from_snapshot = Engine::new(&Value::map(), 1 << 20);
    let mut parts = Vec::new();
    engine.begin_fold(0, None);
    while let Step::Part(part) = engine.fold(1000).unwrap() {
        parts.push(part);
    }
    assert!(parts.len() > 3);
    for part in &parts {
        from_snapshot.replay(part, 0, 0).unwrap();
    }
    assert_eq!(answers(&from_snapshot), want);
    for cut in [1, log.len() / 2, log.len() - 1] {
        assert!(Engine::new(&Value::map(), 1 << 20).replay(&log[..cut], 0, 0).is_err());
    }
}

#[test]
fn a_full_budget_refuses_and_keeps_what_is_there() {
    let (mut engine, _) = engine(20_000);
    let mut stored = 0;
    let refusal = loop {
        match insert(&mut engine, stored, "river stone", &[1.0; 200]) {
            Ok(ticket) => assert!(engine.publish(ticket.id, Origin::NOWHERE).unwrap()),
            Err(error) => break error,
        }
        stored += 1;
    };
    assert_eq!(refusal.kind, ErrorKind::MemoryLimit);
    assert!(stored > 0);
    assert_eq!(answers(&engine).len(), 2 * stored.min(10));
    assert!(engine.budget.used() <= engine.budget.limit() + 4096);
}
