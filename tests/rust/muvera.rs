//! Search by encodings of fixed size: what it finds of the exact best documents, and what it holds.

use std::collections::BTreeMap;

use super::coded::{Kind, create, near_vector, put, search};
use super::faq::{DIMENSIONS, Faq};
use super::stored::Stored;

#[test]
fn candidates_are_scored_exactly_and_hold_most_of_the_best() {
    let faq = Faq::read();
    // beside encodings a query is taken as it comes, which is what the dot product does
    let full = Kind { multi: true, metric: "dot", quantizer: None, muvera: false };
    let mut stored = Stored::new(1 << 28);
    let kinds =
        [("Full", None, 1.0), ("Plain", None, 0.9), ("Eight", Some(("rq", 8.0)), 0.9), ("One", Some(("rq", 1.0)), 0.8)];
    for (class, quantizer, _) in kinds {
        let kind = Kind { metric: "cosine", quantizer, muvera: true, ..full };
        create(&mut stored, class, if class == "Full" { full } else { kind });
        for (number, document) in faq.documents().enumerate() {
            put(&mut stored, class, number, document, DIMENSIONS, true);
        }
    }
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for query in faq.queries() {
        let mut ask =
            |class: &str, limit: usize| search(&mut stored, class, near_vector(query, DIMENSIONS, true), query, limit);
        let exact = ask("Full", 2000);
        for (class, ..) in &kinds[1..] {
            for (id, distance, _) in ask(class, 10) {
                let at = exact.iter().position(|(other, ..)| *other == id).expect("every document has a distance");
                let (got, wanted) = (distance.unwrap(), exact[at].1.unwrap());
                assert!((got - wanted).abs() <= 1e-5 * wanted.abs(), "{class}: {got} is not {wanted}");
                *found.entry(class).or_default() += usize::from(at < 10);
            }
        }
    }
    let count = faq.queries().count() * 10;
    for (class, quantizer, least) in &kinds[1..] {
        let share = found[class] as f64 / count as f64;
        let column = &stored.engine.database.collections[*class].single.vectors["vector"];
        println!("{class}: {share:.3} of the exact top 10, {} bytes of codes", column.code_bytes());
        assert!(share >= *least, "{class}: {share}");
        assert_eq!(column.exact(0).is_none(), quantizer.is_some(), "{class}: who holds full precision");
    }
}
