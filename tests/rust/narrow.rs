//! Search among many documents: candidates by centroids, and the results of a scan of everything.

use std::collections::BTreeSet;

use super::coded::{Kind, create, id, near_vector, put, search};
use super::faq::{DIMENSIONS, Faq};
use super::stored::Stored;

/// Work of one step, in multiply-adds.
const STEP: usize = 1 << 28;

/// Texts of the collection and texts joined of two of them: 375,000 tokens.
fn documents(faq: &Faq) -> Vec<Vec<f32>> {
    let texts: Vec<&[f32]> = faq.documents().collect();
    let pairs = (0..texts.len()).map(|i| [texts[i], texts[(i + 7) % texts.len()]].concat());
    texts.iter().map(|text| text.to_vec()).chain(pairs).collect()
}

fn kind(quantizer: Option<(&'static str, f64)>) -> Kind {
    Kind { multi: true, metric: "cosine", quantizer, muvera: false }
}

fn index_of<'a>(stored: &'a Stored, class: &str) -> &'a weavelet::store::VectorColumn {
    &stored.engine.database.collections[class].single.vectors["vector"]
}

#[test]
fn candidates_hold_the_best_documents() {
    let faq = Faq::read();
    let documents = documents(&faq);
    let mut stored = Stored::new(1 << 30);
    create(&mut stored, "Coded", kind(Some(("rq", 8.0))));
    create(&mut stored, "Full", kind(None));
    for (number, values) in documents.iter().enumerate() {
        for class in ["Coded", "Full"] {
            put(&mut stored, class, number, values, DIMENSIONS, true);
        }
    }
    // writes do not wait for centroids
    assert!(index_of(&stored, "Coded").index().is_none());
    while stored.engine.improve(STEP) {}
    assert!(index_of(&stored, "Full").index().is_none());
    assert!(!index_of(&stored, "Coded").can_improve());
    assert_eq!(index_of(&stored, "Coded").index().map(|index| index.covered()), Some(documents.len()));
    let budget = stored.engine.budget.used();
    let reserved = stored.engine.database.collections.values().map(|c| c.single.reserved_bytes()).sum::<usize>();
    assert_eq!(budget, reserved);

    // three queries as one have so many tokens that fewer candidates are looked at
    let queries: Vec<&[f32]> = faq.queries().collect();
    let long: Vec<Vec<f32>> = queries.chunks_exact(3).map(<[_]>::concat).collect();
    for (form, queries) in [("short", queries), ("long", long.iter().map(Vec::as_slice).collect())] {
        let (found, wanted) = found(&mut stored, queries.into_iter());
        println!("{form}: {found} of {wanted} found");
        assert!(found * 100 >= wanted * 98, "{form}: {found} of {wanted}");
    }
}

/// How many of the ten that full precision gives for each query are among the ten of codes, and how many there are.
fn found<'a>(stored: &mut Stored, queries: impl Iterator<Item = &'a [f32]>) -> (usize, usize) {
    let (mut found, mut wanted) = (0, 0);
    for query in queries {
        let mut ask = |class: &str| {
            let hits = search(stored, class, near_vector(query, DIMENSIONS, true), query, 10);
            hits.into_iter().map(|(id, distance, _)| (id, distance.map(f32::to_bits))).collect::<BTreeSet<_>>()
        };
        let (exact, coded) = (ask("Full"), ask("Coded"));
        // an id together with its distance: what is given out is exact
        found += exact.intersection(&coded).count();
        wanted += exact.len();
    }
    (found, wanted)
}

#[test]
fn candidates_follow_writes_and_restarts() {
    let faq = Faq::read();
    let documents = documents(&faq);
    // the other half of the vectors is held elsewhere
    let mut stored = Stored::split(1 << 30, 2);
    create(&mut stored, "Coded", kind(Some(("pq", 8.0))));
    create(&mut stored, "Full", kind(None));
    let each = |stored: &mut Stored, write: &dyn Fn(&mut Stored, &str, usize)| {
        for number in 0..documents.len() {
            ["Coded", "Full"].iter().for_each(|class| write(stored, class, number));
        }
    };
    let check = |stored: &mut Stored, state: &str| {
        let (found, wanted) = found(stored, faq.queries());
        println!("{state}: {found} of {wanted} found");
        assert!(wanted == 200 && found * 100 >= wanted * 98, "{state}: {found} of {wanted}");
    };
    each(&mut stored, &|stored, class, number| put(stored, class, number, &documents[number], DIMENSIONS, true));
    while stored.engine.improve(STEP) {}
    each(&mut stored, &|stored, class, number| match number % 6 {
        0 => stored.write(|engine| engine.delete(class, None, &id(number)).unwrap()),
        // another row for the same vector
        1 => put(stored, class, number, &[], DIMENSIONS, true),
        2 => put(stored, class, number, &documents[number / 2], DIMENSIONS, true),
        _ => {}
    });
    assert!(index_of(&stored, "Coded").can_improve());
    check(&mut stored, "new ones without centroids");
    while stored.engine.improve(STEP) {}
    check(&mut stored, "all with centroids");
    let mut stored = stored.reopened();
    while stored.engine.improve(STEP) {}
    assert!(index_of(&stored, "Coded").index().is_some());
    check(&mut stored, "after a restart");
}
