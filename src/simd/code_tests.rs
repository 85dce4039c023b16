//! The integer kernels of every implementation equal the naive ones exactly.

use proptest::collection::vec;
use proptest::prelude::*;

use super::codes::{BIT_GROUP, Coding, GROUP_LIMIT, Rows, SignTables};
use super::{SignPlanes, naive};

/// Sizes, and a seed for the numbers: drawing each number by itself would take most of the time.
type Case = (usize, usize, usize, u64);

fn cases() -> impl Strategy<Value = Case> {
    let dims = prop_oneof![1..=40usize, 1..=300usize, Just(128)];
    let rows = prop_oneof![1..=70usize, Just(24), Just(2000)];
    (dims, 1..=40usize, rows, any::<u64>())
}

/// A fixed sequence from a seed (splitmix64).
struct Draw(u64);

impl Draw {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) % below
    }
    /// Within −127..=127, the ends often.
    fn numbers(&mut self, count: usize) -> Vec<i16> {
        let ends = self.next(2) == 0;
        let mut number = || match self.next(255) as i16 - 127 {
            x if ends => 127 * x.signum(),
            x => x,
        };
        (0..count).map(|_| number()).collect()
    }
    fn scale(&mut self) -> f32 {
        match self.next(20) {
            0 => 0.0,
            1 => f32::MIN_POSITIVE / 4.0,
            2 => 1e12,
            n => n as f32 * 0.37,
        }
    }
    fn scales(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.scale()).collect()
    }
    fn rows(&mut self, count: usize, code_bytes: usize, below: u64) -> Vec<u8> {
        let mut rows: Vec<u8> = (0..count * code_bytes).map(|_| self.next(below) as u8).collect();
        // every other document has one scale for all rows
        let shared = (self.next(2) == 0).then(|| self.scale());
        rows.extend((0..count).flat_map(|_| shared.unwrap_or_else(|| self.scale()).to_le_bytes()));
        rows
    }
    /// Within what one sum of bytes takes, now and then all of it.
    fn small_numbers(&mut self, count: usize, dims: usize) -> Vec<i16> {
        let mut numbers = vec![0; count * dims];
        for group in numbers.chunks_mut(dims).flat_map(|token| token.chunks_mut(BIT_GROUP)) {
            let sign = self.next(3) as i16 - 1;
            let mut left = self.next(u64::from(GROUP_LIMIT) + 1);
            for (at, number) in group.iter_mut().enumerate() {
                let size = self.next(left + 1);
                left -= size;
                *number = size as i16 * if at % 2 == 0 { 1 } else { sign };
            }
        }
        numbers
    }
}

fn codings(draw: &mut Draw) -> [Coding; 2] {
    [Coding::Bytes, Coding::Nibbles(std::array::from_fn(|_| draw.next(128) as u8))]
}

macro_rules! implementation_tests {
    ($name:ident) => {
        mod $name {
            use super::super::$name::*;
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(48))]

                #[test]
                fn codes((dims, tokens, rows, seed) in cases()) {
                    let mut draw = Draw(seed);
                    let mut scratch: Scratch = vec![7; 3];
                    let (query, scales) = (draw.numbers(tokens * dims), draw.scales(tokens));
                    for coding in codings(&mut draw) {
                        let below = if coding == Coding::Bytes { 128 } else { 256 };
                        let bytes = draw.rows(rows, coding.bytes(dims), below);
                        let packed = PackedCodes::new(&query, &scales, dims);
                        let got = max_sim_codes(&packed, Rows { bytes: &bytes, coding }, &mut scratch);
                        prop_assert_eq!(got, naive::max_sim_codes(&query, &scales, &bytes, coding, dims));
                        let got = dot_codes(&query[..dims], &bytes, coding);
                        prop_assert_eq!(got, naive::dot_codes(&query[..dims], &bytes, coding));
                    }
                }

                #[test]
                fn signs((dims, tokens, rows, seed) in cases()) {
                    let mut draw = Draw(seed);
                    let (query, scales) = (draw.small_numbers(tokens, dims), draw.scales(tokens));
                    let bytes = draw.rows(rows, dims.div_ceil(8), 256);
                    let got = max_sim_signs(&SignTables::new(&query, &scales, dims), &bytes, &mut vec![1; 5]);
                    prop_assert_eq!(got, naive::max_sim_signs(&query, &scales, &bytes, dims));
                }
            }

            #[test]
            fn empty_sides() {
                let rows = |bytes| Rows { bytes, coding: Coding::Bytes };
                let query = PackedCodes::new(&[1, 2], &[0.5], 2);
                assert_eq!(max_sim_codes(&query, rows(&[]), &mut Vec::new()), f32::MIN);
                assert_eq!(max_sim_codes(&PackedCodes::new(&[], &[], 2), rows(&[0; 6]), &mut Vec::new()), 0.0);
                assert_eq!(max_sim_codes(&PackedCodes::new(&[], &[], 0), rows(&[]), &mut Vec::new()), 0.0);
                assert_eq!(max_sim_signs(&SignTables::new(&[1, 2], &[0.5], 2), &[], &mut Vec::new()), f32::MIN);
                assert_eq!(max_sim_signs(&SignTables::new(&[], &[], 2), &[0; 5], &mut Vec::new()), 0.0);
            }

            #[test]
            fn many_query_tokens() {
                let mut draw = Draw(5);
                for tokens in [127, 128, 129, 300] {
                    let (query, scales) = (draw.small_numbers(tokens, 20), draw.scales(tokens));
                    let bytes = draw.rows(31, 20, 128);
                    let packed = PackedCodes::new(&query, &scales, 20);
                    let got = max_sim_codes(&packed, Rows { bytes: &bytes, coding: Coding::Bytes }, &mut Vec::new());
                    assert_eq!(got, naive::max_sim_codes(&query, &scales, &bytes, Coding::Bytes, 20));
                    let bytes = draw.rows(31, 3, 256);
                    let got = max_sim_signs(&SignTables::new(&query, &scales, 20), &bytes, &mut Vec::new());
                    assert_eq!(got, naive::max_sim_signs(&query, &scales, &bytes, 20));
                }
            }
        }
    };
}

implementation_tests!(portable);
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
implementation_tests!(simd128);
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
implementation_tests!(relaxed);

proptest! {
    #[test]
    fn planes(query in vec(-127..=127i16, 0..200), seed: u64) {
        let mut draw = Draw(seed);
        let bits: Vec<u8> = (0..query.len().div_ceil(8)).map(|_| draw.next(256) as u8).collect();
        prop_assert_eq!(SignPlanes::new(&query).dot(&bits), naive::dot_signs(&query, &bits));
    }
}
