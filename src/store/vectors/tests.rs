//! Columns of vectors: shared, coded, stored.

use super::*;
use crate::schema::Muvera;

const INT8: Coding = Coding { codec: Codec::Int8, normalized: false, multi: true, muvera: None, keeps: false };

#[test]
fn rows_share_a_vector_until_the_last_lets_go() {
    let mut budget = Budget::new(1 << 20);
    let mut column = VectorColumn::default();
    column.insert(2, vec![1.0, 2.0, 3.0, 4.0], 2, Location::NOWHERE, &mut budget).unwrap();
    let used = budget.used();
    column.share(2, 5);
    column.remove(2, &mut budget);
    assert_eq!(budget.used(), used);
    assert_eq!(column.exact(2), None);
    assert_eq!(column.exact(5), Some(&[1.0, 2.0, 3.0, 4.0][..]));
    column.remove(5, &mut budget);
    assert!(budget.used() < used);
    assert!(column.insert(6, vec![1.0; 3], 3, Location::NOWHERE, &mut budget).is_err());
}

#[test]
fn a_coded_column_reads_full_precision_from_storage() {
    let mut budget = Budget::new(1 << 20);
    let pages = Rc::default();
    let mut column = VectorColumn::new(&pages);
    let values: Vec<f32> = (0..256).map(|k| (k as f32).sin()).collect();
    let at = Location { value: 3, offset: 4, length: 1024 };
    column.insert(0, values.clone(), 128, at, &mut budget).unwrap();
    column.follow(Some(INT8), &mut budget).unwrap();
    column.insert(1, values.clone(), 128, Location::NOWHERE, &mut budget).unwrap();
    assert_eq!((column.exact(0), column.exact(1)), (None, Some(&values[..])));
    assert_eq!(column.codes(0), column.codes(1));
    assert_eq!(budget.used(), column.reserved_bytes());
    assert!(!column.hold(0) && column.hold(1));
    assert_eq!(column.get(0).unwrap(), vec![0.0; 256]);
    let stored = [0; 4].into_iter().chain(values.iter().flat_map(|x| x.to_le_bytes())).collect::<Vec<u8>>();
    pages.supply(pages.take_missing()[0], stored);
    assert_eq!(column.get(0).unwrap(), values);
    assert!(column.can_demote());
    column.demote(&mut budget);
    assert!(!column.can_demote());
    assert_eq!(column.codes(0).unwrap().len(), 2 * (16 + 1) + 4);
    assert_eq!(budget.used(), column.reserved_bytes());
}

#[test]
fn a_coded_column_reads_what_is_stored_in_fewer_bytes() {
    let mut budget = Budget::new(1 << 20);
    let pages = Rc::default();
    let mut column = VectorColumn::coded(&pages, Some(INT8));
    let values: Vec<f32> = (0..256).map(|k| (k % 255 - 127) as f32 / 127.0).collect();
    let form = compact::Form::of(&values, 128);
    let length = form.bytes(values.len());
    assert_eq!(length, 1 + 2 * 4 + 256);
    let at = Location { value: 3, offset: 4, length: length as u32 };
    column.insert(0, values.clone(), 128, at, &mut budget).unwrap();
    assert!(!column.hold(0));
    let mut stored = vec![0; 4];
    form.encode(&values, 128, &mut stored);
    pages.supply(pages.take_missing()[0], stored);
    assert_eq!(column.get(0).unwrap(), values);
}

#[test]
fn labels_are_noted_where_centroids_are_found() {
    let mut budget = Budget::new(1 << 20);
    let pages = Rc::default();
    let mut bytes = |coding: Option<Coding>| {
        let mut column = VectorColumn::coded(&pages, coding);
        column.insert(0, vec![1.0; 64], 4, Location::NOWHERE, &mut budget).unwrap();
        let before = column.bytes();
        column.note_labels(["word"; 16].into_iter());
        column.bytes() - before
    };
    // one of eight tokens
    assert_eq!(bytes(Some(INT8)), 2 * size_of::<(u32, u32)>());
    assert_eq!((bytes(Some(Coding { codec: Codec::OneBit, ..INT8 })), bytes(None)), (0, 0));
}

#[test]
fn one_code_stands_for_all_vectors_of_a_row() {
    let mut budget = Budget::new(1 << 20);
    let pages = Rc::default();
    let muvera = Some(Muvera::new(2, 4, 3));
    let mut column = VectorColumn::coded(&pages, Some(Coding { muvera, keeps: true, ..INT8 }));
    let values: Vec<f32> = (0..24).map(|k| (k as f32).sin()).collect();
    let at = Location { value: 3, offset: 4, length: 96 };
    column.insert(0, values.clone(), 8, at, &mut budget).unwrap();
    column.insert(1, values.clone(), 8, Location::NOWHERE, &mut budget).unwrap();
    assert_eq!((column.exact(0), column.held_codec()), (Some(&values[..]), None));
    assert_eq!(column.codes(0).unwrap().len(), 48 + 4);
    assert!(!column.can_demote() && !column.can_improve());
    assert_eq!(budget.used(), column.reserved_bytes());
    // with a quantizer, full precision goes where it is stored
    column.follow(Some(Coding { muvera, ..INT8 }), &mut budget).unwrap();
    assert_eq!((column.exact(0), column.exact(1)), (None, Some(&values[..])));
    assert_eq!(column.held_codec(), Some(Codec::Int8));
    assert_eq!(budget.used(), column.reserved_bytes());
    column.demote(&mut budget);
    assert_eq!(column.codes(0).unwrap().len(), 48 / 8 + 4);
    assert_eq!(budget.used(), column.reserved_bytes());
}
