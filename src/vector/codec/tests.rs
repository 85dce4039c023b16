//! How far codes may be from exact arithmetic, for vectors of any length and size.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Codec, CodedTokens, CodedVector, Encoder, RoughTokens};
use crate::schema::Metric;
use crate::simd::split_scales;

/// For each codec the largest error of a dot product, as a share of both lengths. Sizes under 16 spread badly.
const ALLOWED: [(Codec, f64); 3] = [(Codec::Int8, 0.03), (Codec::FourBit, 0.3), (Codec::OneBit, 1.3)];

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

fn length(a: &[f32]) -> f64 {
    dot(a, a).sqrt()
}

/// A few vectors, the first one the query, all in the order of magnitude of 10^exponent.
fn vectors() -> impl Strategy<Value = (usize, Vec<f32>)> {
    let sparse = prop_oneof![3 => -1.0..1.0f32, 1 => Just(0.0), 1 => Just(1.0)];
    (1..300usize, 2..6usize, prop_oneof![4 => Just(0), 1 => -44..=36i32]).prop_flat_map(
        move |(dims, count, exponent)| {
            let values = vec(sparse.clone(), dims * count);
            values.prop_map(move |v| (dims, v.iter().map(|x| (f64::from(*x) * 10f64.powi(exponent)) as f32).collect()))
        },
    )
}

proptest! {
    #[test]
    fn dot_products_are_near((dims, values) in vectors()) {
        let (query, documents) = values.split_at(dims);
        for (codec, allowed) in ALLOWED {
            let mut rows = Vec::new();
            Encoder::new(codec, dims).encode(documents, &mut rows);
            prop_assert_eq!(rows.len(), codec.bytes(documents.len() / dims, dims));
            let single = CodedVector::new(codec, query, Metric::Dot);
            let mut best = f32::NEG_INFINITY;
            let row_bytes = codec.row_bytes(dims);
            let (codes, scales) = split_scales(&rows, row_bytes);
            let longest = documents.chunks_exact(dims).map(length).fold(0.0, f64::max);
            for (at, (document, codes)) in documents.chunks_exact(dims).zip(codes.chunks_exact(row_bytes)).enumerate() {
                let row = [codes, &scales.of(at).to_le_bytes()].concat();
                let got = single.dot(&row);
                best = best.max(CodedTokens::new(codec, query, dims).max_sim(&row));
                let want = dot(query, document);
                if want.abs() < 1e37 && length(query) < 1e18 {
                    let error = (f64::from(got) - want).abs();
                    // a scale is a whole number of 255ths of the largest one
                    let limit = length(query) * (allowed * length(document) + longest / 255.0) + 1e-37;
                    prop_assert!(dims < 16 || error <= limit, "{codec:?}: {got} for {want}");
                }
            }
            let multi = CodedTokens::new(codec, query, dims).max_sim(&rows);
            prop_assert!(multi == best, "{codec:?}: {multi} and {best}");
        }
    }

    #[test]
    fn decoded_vectors_are_near((dims, values) in vectors()) {
        for (codec, allowed) in ALLOWED {
            let mut encoder = Encoder::new(codec, dims);
            let (mut rows, mut decoded, mut same) = (Vec::new(), Vec::new(), Vec::new());
            encoder.encode(&values, &mut rows);
            encoder.decode(&rows, &mut decoded);
            encoder.recode(codec, &rows, &mut same);
            prop_assert_eq!(decoded.len(), values.len());
            let longest = values.chunks_exact(dims).map(length).fold(0.0, f64::max);
            for (want, got) in values.chunks_exact(dims).zip(decoded.chunks_exact(dims)) {
                let error: Vec<f32> = want.iter().zip(got).map(|(a, b)| a - b).collect();
                let limit = allowed * length(want) + longest / 255.0 + 1e-37;
                prop_assert!(dims < 16 || length(&error) <= limit, "{codec:?}: {} of {}", length(&error), length(want));
            }
        }
    }
}

#[test]
fn zeros_stay_zeros() {
    for (codec, _) in ALLOWED {
        let (mut rows, mut decoded) = (Vec::new(), Vec::new());
        let mut encoder = Encoder::new(codec, 100);
        encoder.encode(&[0.0; 100], &mut rows);
        encoder.decode(&rows, &mut decoded);
        assert_eq!(decoded, [0.0; 100]);
        assert_eq!(CodedTokens::new(codec, &[1.0; 100], 100).max_sim(&rows), 0.0);
        assert_eq!(CodedTokens::new(codec, &[0.0; 100], 100).max_sim(&rows), 0.0);
    }
}

#[test]
fn the_largest_and_smallest_numbers_have_codes() {
    for (codec, _) in ALLOWED {
        for size in [f32::MAX, f32::MIN_POSITIVE, f32::from_bits(1)] {
            let (mut rows, mut decoded) = (Vec::new(), Vec::new());
            let mut encoder = Encoder::new(codec, 130);
            let vector: Vec<f32> = (0..130).map(|k| if k % 3 == 0 { size } else { -size }).collect();
            encoder.encode(&vector, &mut rows);
            encoder.decode(&rows, &mut decoded);
            assert!(decoded.iter().all(|x| !x.is_nan()));
            let score = CodedTokens::new(codec, &[1e-30; 130], 130).max_sim(&rows);
            assert!(!score.is_nan(), "{codec:?} {size}");
        }
    }
}

#[test]
fn every_distance_orders_vectors() {
    let vector = |seed: usize| (0..96).map(|k| ((k * (seed + 3) * 37) as f32).sin()).collect::<Vec<f32>>();
    let query = vector(0);
    // from the query's neighbour to its opposite
    let documents: Vec<Vec<f32>> = [1.0, 0.4, -0.4, -1.0]
        .map(|part| query.iter().zip(vector(1)).map(|(q, x)| q * part + x * 0.3).collect())
        .into();
    for (codec, _) in ALLOWED {
        for metric in [Metric::Cosine, Metric::Dot, Metric::L2Squared, Metric::Manhattan] {
            let mut coded = CodedVector::new(codec, &query, metric);
            let distances: Vec<f32> = documents
                .iter()
                .map(|document| {
                    let mut rows = Vec::new();
                    Encoder::new(codec, 96).encode(document, &mut rows);
                    coded.distance(&rows)
                })
                .collect();
            // one bit cannot tell vectors of one direction apart by their sums of differences
            let near = distances[0].max(distances[1]);
            assert!(near < distances[2] && distances[2] < distances[3], "{codec:?} {metric:?}: {distances:?}");
        }
    }
}

#[test]
fn a_rough_look_finds_what_is_alike() {
    let mut state = 3u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    for dims in [33, 64, 96, 128, 200] {
        let query: Vec<f32> = (0..7 * dims).map(|_| next()).collect();
        // from the query itself to noise
        let mut near = |noise: f32| -> Vec<u8> {
            let document: Vec<f32> = query.iter().map(|x| x * (1.0 - noise) + next() * noise).collect();
            let mut rows = Vec::new();
            Encoder::new(Codec::FourBit, dims).encode(&document, &mut rows);
            rows
        };
        let documents = [0.0, 0.4, 0.7, 1.0].map(&mut near);
        let mut rough = RoughTokens::new(Codec::FourBit, &query, dims).unwrap();
        let scores = documents.map(|rows| rough.max_sim(&rows));
        assert!(scores.is_sorted_by(|a, b| a > b), "{dims} dims: {scores:?}");
    }
    assert!(RoughTokens::new(Codec::Int8, &[1.0; 8], 8).is_none());
}
