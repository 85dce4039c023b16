//! The integer kernels of every implementation equal the naive ones exactly.

use super::centroids::{CentroidTable, PANEL, counting};
use super::codes::{BIT_GROUP, Coding, GROUP_LIMIT, Rows, Scales, SignTables, nibble_order};
use super::{Lists, SignPlanes, naive};

/// Documents and queries that one check goes through.
const CASES: u64 = 100;

/// Dimensions, query tokens and rows of a case: any, and now and then those that have kernels of their own or many rows.
fn sizes(draw: &mut Draw) -> (usize, usize, usize) {
    let dims = match draw.next(4) {
        0 => [64, 96, 128, 128][draw.next(4) as usize],
        1 => 1 + draw.next(300) as usize,
        _ => 1 + draw.next(40) as usize,
    };
    let rows = match draw.next(20) {
        0 => 2000,
        1 => 24,
        _ => 1 + draw.next(70) as usize,
    };
    (dims, 1 + draw.next(40) as usize, rows)
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
        // one scale for all rows, scales that are alike, or any
        let (largest, least) = (self.scale(), [255, 224, 0][self.next(3) as usize]);
        let part = |draw: &mut Draw| (least + draw.next(256 - least)) as f32 / 255.0;
        let scales: Vec<f32> = (0..count).map(|_| largest * part(self)).collect();
        Scales::write(&scales, &mut rows);
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

fn codings(draw: &mut Draw) -> [Coding; 3] {
    let mut code = |_| draw.next(128) as u8;
    [Coding::Bytes, Coding::Nibbles(std::array::from_fn(&mut code)), Coding::Quarters(std::array::from_fn(code))]
}

macro_rules! implementation_tests {
    ($name:ident) => {
        pub mod $name {
            use super::super::$name::*;
            use super::*;

            #[cfg_attr(test, test)]
            pub fn codes() {
                for seed in 0..CASES {
                    let mut draw = Draw(seed);
                    let (dims, tokens, rows) = sizes(&mut draw);
                    let mut scratch: Scratch = vec![7; 3];
                    let (query, scales) = (draw.numbers(tokens * dims), draw.scales(tokens));
                    for coding in codings(&mut draw) {
                        let below = if coding == Coding::Bytes { 128 } else { 256 };
                        let bytes = draw.rows(rows, coding.bytes(dims), below);
                        let packed = PackedCodes::new(&query, &scales, dims);
                        let got = max_sim_codes(&packed, Rows { bytes: &bytes, coding }, &mut scratch);
                        let want = naive::max_sim_codes(&query, &scales, &bytes, coding, dims);
                        assert_eq!(got, want, "{dims} dims, {tokens} × {rows}, {coding:?}");
                        let got = dot_codes(&query[..dims], &bytes, coding);
                        assert_eq!(got, naive::dot_codes(&query[..dims], &bytes, coding), "{dims} dims, {coding:?}");
                    }
                }
            }

            #[cfg_attr(test, test)]
            pub fn coded_rows() {
                for seed in 0..CASES {
                    let mut draw = Draw(seed);
                    let (dims, _, rows) = sizes(&mut draw);
                    let query = draw.numbers(dims);
                    let mut vector = WholeVector::default();
                    vector.begin();
                    query.iter().for_each(|number| vector.push(*number));
                    vector.end();
                    // the first number of each row is the largest: it says what one counts
                    let number = |draw: &mut Draw, at: usize| if at == 0 { 63 } else { draw.next(127) as i32 - 63 };
                    let whole: Vec<Vec<i32>> =
                        (0..rows).map(|_| (0..dims).map(|at| number(&mut draw, at)).collect()).collect();
                    let floats: Vec<f32> = whole.iter().flatten().map(|x| *x as f32 * 0.25).collect();
                    let coded = CodedRows::new(&floats, dims);
                    assert_eq!(coded.len(), rows);
                    let from = draw.next(rows as u64) as usize;
                    let mut got = Vec::new();
                    products(&coded, from..rows, &vector, |row, product| got.push((row, product)));
                    let sum = |row: &Vec<i32>| row.iter().zip(&query).map(|(a, b)| a * i32::from(*b)).sum::<i32>();
                    let want: Vec<(usize, f32)> =
                        (from..rows).map(|row| (row, sum(&whole[row]) as f32 * 0.25)).collect();
                    assert_eq!(got, want, "{dims} dims, rows {from}..{rows}");
                }
            }

            #[cfg_attr(test, test)]
            pub fn signs() {
                for seed in 0..CASES {
                    let mut draw = Draw(seed);
                    let (dims, tokens, rows) = sizes(&mut draw);
                    let (query, scales) = (draw.small_numbers(tokens, dims), draw.scales(tokens));
                    let bytes = draw.rows(rows, dims.div_ceil(8), 256);
                    let got = max_sim_signs(&SignTables::new(&query, &scales, dims), &bytes, &mut vec![1; 5]);
                    let want = naive::max_sim_signs(&query, &scales, &bytes, dims);
                    assert_eq!(got, want, "{dims} dims, {tokens} × {rows}");
                }
            }

            #[cfg_attr(test, test)]
            pub fn nibble_signs() {
                for seed in 0..CASES {
                    let mut draw = Draw(seed);
                    let (dims, tokens, rows) = sizes(&mut draw);
                    let bytes = draw.rows(rows, dims.div_ceil(2), 256);
                    let order: Vec<Option<usize>> = nibble_order(dims).collect();
                    let (mut kept, scales) = (draw.small_numbers(tokens, order.len()), draw.scales(tokens));
                    if draw.next(2) == 0 {
                        // sums over two groups fit in bytes
                        kept.iter_mut().for_each(|number| *number /= 2);
                    }
                    let mut query = vec![0; tokens * dims];
                    for (token, numbers) in kept.chunks_mut(order.len()).enumerate() {
                        for (number, of) in numbers.iter_mut().zip(&order) {
                            match of {
                                Some(k) => query[token * dims + k] = *number,
                                None => *number = 0,
                            }
                        }
                    }
                    let tables = SignTables::new(&kept, &scales, order.len());
                    let got = max_sim_nibble_signs(&tables, &bytes, dims, &mut vec![1; 5]);
                    let want = naive::max_sim_nibble_signs(&query, &scales, &bytes, dims);
                    assert_eq!(got, want, "{dims} dims, {tokens} × {rows}");
                }
            }

            #[cfg_attr(test, test)]
            pub fn centroid_sums() {
                let mut draw = Draw(3);
                for tokens in [1, 9, PANEL] {
                    for centroids in [1, 50, 3000] {
                        // few different numbers: many are the same
                        let most = 1 + draw.next(256);
                        let mut given = || (0..centroids).map(|_| draw.next(most) as u8).collect();
                        let tokens: Vec<Vec<u8>> = (0..tokens).map(|_| given()).collect();
                        let table = CentroidTable::new(&tokens);
                        for count in [0, 1, 5, 90] {
                            let ids: Vec<u16> = (0..count).map(|_| draw.next(centroids) as u16).collect();
                            let want = naive::centroid_sum(&tokens, counting(centroids as usize), &ids);
                            assert_eq!(centroid_sum(&table, &ids), want, "{} tokens, {centroids}", tokens.len());
                        }
                    }
                }
            }

            #[cfg_attr(test, test)]
            pub fn list_sums() {
                let mut draw = Draw(4);
                // lists with a document now and then, and without any; distances that take a byte, two and more
                for (documents, centroids, most) in [(0, 5, 3), (40, 1, 1), (700, 300, 40), (30_000, 500, 1)] {
                    let ids = |draw: &mut Draw| -> Vec<u16> {
                        let count = draw.next(most + 1);
                        let mut ids: Vec<u16> = (0..count).map(|_| draw.next(centroids) as u16).collect();
                        // half of the centroids are rare
                        ids.retain(|id| id % 2 == 0 || draw.next(40) == 0);
                        ids.sort_unstable();
                        ids.dedup();
                        ids
                    };
                    let documents: Vec<Vec<u16>> = (0..documents).map(|_| ids(&mut draw)).collect();
                    let lists = Lists::new(centroids as usize, documents.iter().map(Vec::as_slice));
                    assert_eq!(lists.documents(), documents.len());
                    for tokens in [1, 7, PANEL] {
                        let mut given = || (0..centroids).map(|_| draw.next(256) as u8).collect();
                        let tokens: Vec<Vec<u8>> = (0..tokens).map(|_| given()).collect();
                        let mut sums = vec![5; documents.len()];
                        add_list_sums(&lists, &CentroidTable::new(&tokens), &mut vec![[1; 16]; 3], &mut sums);
                        let sum = |ids| 5 + naive::centroid_sum(&tokens, counting(centroids as usize), ids);
                        let want: Vec<u32> = documents.iter().map(|ids| sum(ids)).collect();
                        assert!(sums == want, "{} tokens, {centroids} centroids", tokens.len());
                    }
                }
            }

            #[cfg_attr(test, test)]
            pub fn empty_sides() {
                let rows = |bytes| Rows { bytes, coding: Coding::Bytes };
                let query = PackedCodes::new(&[1, 2], &[0.5], 2);
                assert_eq!(max_sim_codes(&query, rows(&[]), &mut Vec::new()), f32::MIN);
                assert_eq!(max_sim_codes(&PackedCodes::new(&[], &[], 2), rows(&[0; 6]), &mut Vec::new()), 0.0);
                assert_eq!(max_sim_codes(&PackedCodes::new(&[], &[], 0), rows(&[]), &mut Vec::new()), 0.0);
                assert_eq!(max_sim_signs(&SignTables::new(&[1, 2], &[0.5], 2), &[], &mut Vec::new()), f32::MIN);
                assert_eq!(max_sim_signs(&SignTables::new(&[], &[], 2), &[0; 5], &mut Vec::new()), 0.0);
            }

            #[cfg_attr(test, test)]
            pub fn many_query_tokens() {
                let mut draw = Draw(5);
                for tokens in [127, 128, 129, 300] {
                    let (query, scales) = (draw.numbers(tokens * 20), draw.scales(tokens));
                    let bytes = draw.rows(31, 20, 128);
                    let packed = PackedCodes::new(&query, &scales, 20);
                    let got = max_sim_codes(&packed, Rows { bytes: &bytes, coding: Coding::Bytes }, &mut Vec::new());
                    assert_eq!(got, naive::max_sim_codes(&query, &scales, &bytes, Coding::Bytes, 20));
                    let (query, bytes) = (draw.small_numbers(tokens, 20), draw.rows(31, 3, 256));
                    let got = max_sim_signs(&SignTables::new(&query, &scales, 20), &bytes, &mut Vec::new());
                    assert_eq!(got, naive::max_sim_signs(&query, &scales, &bytes, 20));
                }
            }

            /// Scores of one fixed set of documents of 1 to 2,000 rows as one number: FNV-1a over their bits.
            pub fn hash() -> u64 {
                let mut draw = Draw(2026);
                let mut hash = 0xcbf2_9ce4_8422_2325_u64;
                let mut take = |score: f32| hash = (hash ^ u64::from(score.to_bits())).wrapping_mul(0x100_0000_01b3);
                for (dims, tokens, rows) in [(128, 32, 1), (128, 32, 180), (96, 24, 1030), (100, 9, 2000), (7, 33, 61)]
                {
                    let (query, scales) = (draw.numbers(tokens * dims), draw.scales(tokens));
                    let packed = PackedCodes::new(&query, &scales, dims);
                    for coding in codings(&mut draw) {
                        let below = if coding == Coding::Bytes { 128 } else { 256 };
                        let bytes = draw.rows(rows, coding.bytes(dims), below);
                        take(max_sim_codes(&packed, Rows { bytes: &bytes, coding }, &mut Scratch::new()));
                    }
                    let query = draw.small_numbers(tokens, dims);
                    let bytes = draw.rows(rows, dims.div_ceil(8), 256);
                    take(max_sim_signs(&SignTables::new(&query, &scales, dims), &bytes, &mut Vec::new()));
                }
                hash
            }

            #[cfg_attr(test, test)]
            pub fn same_scores_everywhere() {
                assert_eq!(hash(), HASH);
            }

            /// What a program without a test harness runs.
            #[allow(dead_code)]
            pub const CHECKS: &[(&str, fn())] = &[
                ("codes", codes),
                ("coded rows", coded_rows),
                ("signs", signs),
                ("nibble signs", nibble_signs),
                ("centroid sums", centroid_sums),
                ("list sums", list_sums),
                ("empty sides", empty_sides),
                ("many query tokens", many_query_tokens),
                ("same scores everywhere", same_scores_everywhere),
            ];
        }
    };
}

/// The hash that every engine and instruction set gives.
const HASH: u64 = 0x17bb_e4ad_955b_0b4b;

implementation_tests!(portable);
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
implementation_tests!(simd128);
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
implementation_tests!(relaxed);

#[cfg_attr(test, test)]
pub fn planes() {
    for seed in 0..CASES {
        let mut draw = Draw(seed);
        let dims = draw.next(200) as usize;
        let query = draw.numbers(dims);
        let bits: Vec<u8> = (0..dims.div_ceil(8)).map(|_| draw.next(256) as u8).collect();
        assert_eq!(SignPlanes::new(&query).dot(&bits), naive::dot_signs(&query, &bits));
    }
}
