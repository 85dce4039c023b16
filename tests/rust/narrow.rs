//! Search among many documents: candidates by centroids, and the results of a scan of everything.

use std::collections::BTreeSet;

use super::coded::{Kind, create, near_vector, put, search};
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

    let (mut found, mut wanted) = (0, 0);
    for query in faq.queries() {
        let mut ask = |class: &str| {
            let hits = search(&mut stored, class, near_vector(query, DIMENSIONS, true), query, 10);
            hits.into_iter().map(|(id, distance, _)| (id, distance.map(f32::to_bits))).collect::<BTreeSet<_>>()
        };
        let (exact, coded) = (ask("Full"), ask("Coded"));
        // an id together with its distance: what is given out is exact
        found += exact.intersection(&coded).count();
        wanted += exact.len();
    }
    println!("{found} of {wanted} found");
    assert!(found * 100 >= wanted * 98, "{found} of {wanted}");
}
