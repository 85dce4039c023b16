//! Every implementation against the naive one and against f64.

use super::{PackedQuery, naive, normalize};

/// Numbers in [-1, 1) from a fixed sequence (xorshift).
pub(super) struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
    pub fn take(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.next()).collect()
    }
}

/// MaxSim in f64, and the sum of the absolute parts, which bounds the rounding.
fn exact(query: &[f32], doc: &[f32], dims: usize) -> (f64, f64) {
    let (mut score, mut size) = (0.0, 0.0);
    for q in query.chunks_exact(dims) {
        let dots = doc.chunks_exact(dims).map(|d| {
            let products = q.iter().zip(d).map(|(&a, &b)| f64::from(a) * f64::from(b));
            (products.clone().sum::<f64>(), products.map(f64::abs).sum::<f64>())
        });
        let best = dots.fold((f64::MIN, 0.0), |best, dot| if dot.0 > best.0 { dot } else { best });
        score += best.0;
        size += best.1;
    }
    (score, size)
}

fn near(got: f32, want: f64, size: f64) -> bool {
    (f64::from(got) - want).abs() <= 1e-5 * size.max(1e-3)
}

macro_rules! implementation_tests {
    ($name:ident) => {
        pub mod $name {
            use super::super::$name::*;
            use super::*;

            #[cfg_attr(test, test)]
            pub fn max_sim_equals_f64() {
                let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
                for dims in (1..=200).step_by(7).chain([2, 3, 4, 64, 96, 127, 128, 129]) {
                    for (queries, docs) in
                        [(1, 1), (2, 7), (5, 3), (16, 2), (17, 24), (24, 25), (32, 49), (33, 1), (150, 30)]
                    {
                        let (query, doc) = (numbers.take(queries * dims), numbers.take(docs * dims));
                        let got = max_sim(&PackedQuery::new(&query, dims), &doc);
                        let (want, size) = exact(&query, &doc, dims);
                        assert!(near(got, want, size), "{dims} dims, {queries} × {docs}: {got} {want}");
                    }
                }
            }

            #[cfg_attr(test, test)]
            pub fn max_sim_equals_naive_for_any_counts() {
                let mut numbers = Numbers(7);
                for queries in 0..=70 {
                    for docs in 0..=27 {
                        let dims = 1 + (queries * 5 + docs * 3) % 9;
                        let (query, doc) = (numbers.take(queries * dims), numbers.take(docs * dims));
                        let got = max_sim(&PackedQuery::new(&query, dims), &doc);
                        let want = naive::max_sim(&query, &doc, dims);
                        let close = (got - want).abs() <= 1e-5 * want.abs().max(1.0);
                        assert!(close || got == want, "{queries} × {docs} × {dims}: {got} {want}");
                    }
                }
            }

            #[cfg_attr(test, test)]
            pub fn similarities_are_the_parts_of_max_sim() {
                let mut numbers = Numbers(3);
                for (queries, docs, dims) in
                    [(1, 1, 1), (3, 7, 2), (5, 9, 16), (21, 40, 128), (33, 1, 96), (150, 30, 64)]
                {
                    let (query, doc) = (numbers.take(queries * dims), numbers.take(docs * dims));
                    let parts = similarities(&query, &doc, dims);
                    for (at, part) in parts.iter().enumerate() {
                        let (q, d) = (&query[at / docs * dims..][..dims], &doc[at % docs * dims..][..dims]);
                        let (want, size) = exact(q, d, dims);
                        assert!(near(*part, want, size), "{queries} × {docs} × {dims}: {part} {want}");
                    }
                    let best = parts.chunks_exact(docs).map(|row| row.iter().copied().fold(f32::MIN, f32::max));
                    let score = best.fold(0.0, |sum, best| sum + best);
                    assert_eq!(score.to_bits(), max_sim(&PackedQuery::new(&query, dims), &doc).to_bits());
                }
                assert!(similarities(&[1.0], &[], 1).is_empty() && similarities(&[], &[1.0], 1).is_empty());
            }

            #[cfg_attr(test, test)]
            pub fn ragged_documents_equal_f64() {
                let mut numbers = Numbers(5);
                let query = numbers.take(32 * 128);
                let packed = PackedQuery::new(&query, 128);
                for docs in (1..=2000).step_by(131).chain([2, 3, 5, 24, 25, 47, 180, 1030, 2000]) {
                    let doc = numbers.take(docs * 128);
                    let (got, (want, _)) = (max_sim(&packed, &doc), exact(&query, &doc, 128));
                    assert!((f64::from(got) - want).abs() <= 1e-5 * want.abs(), "{docs}: {got} {want}");
                }
            }

            #[cfg_attr(test, test)]
            pub fn halves_equal_their_f32() {
                let finite: Vec<u16> = (0..=u16::MAX).filter(|bits| bits >> 10 & 31 != 31).collect();
                let one = PackedQuery::new(&[1.0], 1);
                let mut scratch = vec![3.0];
                for bits in finite.chunks(61) {
                    let want = bits.iter().map(|&bits| naive::half(bits)).fold(f32::MIN, f32::max);
                    assert_eq!(max_sim_halves(&one, bits, &mut scratch), want);
                    assert_eq!(max_sim_halves(&one, &bits[..1], &mut scratch), naive::half(bits[0]));
                }
                let mut numbers = Numbers(9);
                for (queries, docs, dims) in
                    [(32, 180, 128), (5, 25, 96), (9, 7, 33), (1, 1, 3), (4, 30, 64), (3, 0, 5)]
                {
                    let bits: Vec<u16> =
                        numbers.take(docs * dims).iter().map(|x| (x.to_bits() >> 18) as u16 & 0xbfff).collect();
                    let query = PackedQuery::new(&numbers.take(queries * dims), dims);
                    let doc: Vec<f32> = bits.iter().map(|&bits| naive::half(bits)).collect();
                    assert_eq!(max_sim_halves(&query, &bits, &mut scratch), max_sim(&query, &doc));
                }
            }

            #[cfg_attr(test, test)]
            pub fn single_vectors_equal_naive() {
                let mut numbers = Numbers(11);
                for length in 0..200 {
                    let (a, b) = (numbers.take(length), numbers.take(length));
                    for (got, want) in [
                        (dot(&a, &b), naive::dot(&a, &b)),
                        (l2_squared(&a, &b), naive::l2_squared(&a, &b)),
                        (manhattan(&a, &b), naive::manhattan(&a, &b)),
                    ] {
                        assert!((got - want).abs() <= 1e-5 * (1.0 + length as f32), "{length}: {got} {want}");
                    }
                }
            }

            /// What a program without a test harness runs.
            #[allow(dead_code)]
            pub const CHECKS: &[(&str, fn())] = &[
                ("max_sim equals f64", max_sim_equals_f64),
                ("max_sim equals naive for any counts", max_sim_equals_naive_for_any_counts),
                ("similarities are the parts of max_sim", similarities_are_the_parts_of_max_sim),
                ("ragged documents equal f64", ragged_documents_equal_f64),
                ("halves equal their f32", halves_equal_their_f32),
                ("single vectors equal naive", single_vectors_equal_naive),
            ];
        }
    };
}

implementation_tests!(portable);
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
implementation_tests!(simd128);
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
implementation_tests!(relaxed);

#[cfg_attr(test, test)]
pub fn known_scores() {
    let docs: [&[f32]; 3] = [
        &[0.3546, 0.3751, 0.8565, 0.7441, 0.6594, 0.1069, 0.3224, 0.9466, 0.0006],
        &[0.9017, 0.3555, 0.2460, 0.5278, 0.1360, 0.8384],
        &[0.0817, 0.9565, 0.2802],
    ];
    let one = PackedQuery::new(&[0.9054, 0.4201, 0.0613], 3);
    let two = PackedQuery::new(&[0.3491, 0.8591, 0.3742, 0.0613, 0.4201, 0.9054], 3);
    for (query, want) in [(&one, [0.957275, 0.980825, 0.492973]), (&two, [1.88079, 1.560822, 1.615628])] {
        for (doc, want) in docs.iter().zip(want) {
            assert!((super::max_sim(query, doc) - want).abs() < 1e-6);
        }
    }
}

#[cfg_attr(test, test)]
pub fn empty_sides() {
    let query = PackedQuery::new(&[1.0, 0.0], 2);
    assert_eq!(super::max_sim(&query, &[]), f32::MIN);
    assert_eq!(super::max_sim(&PackedQuery::new(&[], 2), &[1.0, 0.0]), 0.0);
    assert_eq!(super::max_sim(&PackedQuery::new(&[], 0), &[]), 0.0);
    assert_eq!((query.tokens(), query.dims(), PackedQuery::bytes_for(1, 2)), (1, 2, 32));
}

#[cfg_attr(test, test)]
pub fn normalizing() {
    let mut vector = [3.0, 4.0];
    normalize(&mut vector);
    assert_eq!(vector, [0.6, 0.8]);
    let mut zero = [0.0; 3];
    normalize(&mut zero);
    assert_eq!(zero, [0.0; 3]);
    assert_eq!(super::hamming(&[1.0, 2.0, 3.0], &[1.0, 0.0, -3.0]), 2.0);
}
