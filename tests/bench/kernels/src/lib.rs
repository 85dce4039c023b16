//! The MaxSim kernels of `src/simd` for `tests/bench/kernels.mjs`, and loops of the same arithmetic that touch no
//! memory: what the engine can do at best.

use core::arch::wasm32::{
    f32x4_add, f32x4_extract_lane, f32x4_mul, f32x4_splat, i8x16_swizzle, i32x4_add, i32x4_dot_i16x8, u8x16_add, v128,
};
use std::cell::RefCell;

#[path = "../../../../src/simd/mod.rs"]
#[allow(dead_code, missing_docs, unused_imports)]
mod simd;

use simd::{Coding, PackedCodes, PackedQuery, Rows, SignTables};

/// Documents of random numbers in every form, and a query for each.
struct Set {
    documents: usize,
    exact: (PackedQuery, Vec<f32>),
    codes: PackedCodes,
    /// Of eight, four and two bits.
    rows: [Vec<u8>; 3],
    halves: Vec<u16>,
    signs: (SignTables, Vec<u8>),
}

thread_local! {
    static SET: RefCell<Option<Set>> = const { RefCell::new(None) };
}

/// Makes the documents, `tokens` × `dims` each.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(documents: usize, tokens: usize, query_tokens: usize, dims: usize) {
    let mut state = 1u32;
    let mut next = |below: u32| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) % below
    };
    let rows = documents * tokens;
    let mut document = |codes: usize, below: u32| {
        let codes: Vec<u8> = (0..codes * tokens).map(|_| next(below) as u8).collect();
        [codes, 1f32.to_le_bytes().repeat(tokens)].concat()
    };
    let mut matrix = |codes: usize, below: u32| (0..documents).flat_map(|_| document(codes, below)).collect::<Vec<u8>>();
    let coded = [matrix(dims, 128), matrix(dims.div_ceil(2), 256), matrix(dims.div_ceil(4), 256)];
    let bits = matrix(dims.div_ceil(8), 256);
    let numbers = |k: usize| ((k * 7919) % 7) as i16 - 3;
    let query: Vec<i16> = (0..query_tokens * dims).map(numbers).collect();
    let float = |k: usize| numbers(k) as f32 / 3.0;
    let scales = vec![1.0; query_tokens];
    let set = Set {
        documents,
        exact: (
            PackedQuery::new(&(0..query.len()).map(float).collect::<Vec<f32>>(), dims),
            (0..rows * dims).map(float).collect(),
        ),
        codes: PackedCodes::new(&query, &scales, dims),
        rows: coded,
        // numbers in [1, 2)
        halves: (0..rows * dims).map(|k| 0x3c00 | (k * 7919 % 1024) as u16).collect(),
        signs: (SignTables::new(&query, &scales, dims), bits),
    };
    SET.set(Some(set));
}

/// Scores all documents by one kernel: 0 f32, 1 eight bits, 2 four bits, 3 one bit, 4 two bits, 5 half precision.
#[unsafe(no_mangle)]
pub extern "C" fn scan(kernel: u32) -> f32 {
    SET.with_borrow(|set| {
        let Some(set) = set else { return f32::NAN };
        let (mut words, mut bytes, mut floats) = (Vec::new(), Vec::new(), Vec::new());
        let size = |all: usize| all / set.documents;
        let [eight, four, two] = &set.rows;
        let mut coded = |rows: &[u8], coding| {
            let documents = rows.chunks_exact(size(rows.len()));
            documents.map(|bytes| simd::max_sim_codes(&set.codes, Rows { bytes, coding }, &mut words)).sum()
        };
        match kernel {
            0 => set.exact.1.chunks_exact(size(set.exact.1.len())).map(|d| simd::max_sim(&set.exact.0, d)).sum(),
            1 => coded(eight, Coding::Bytes),
            2 => coded(four, Coding::Nibbles(core::array::from_fn(|at| 8 * at as u8))),
            4 => coded(two, Coding::Quarters([16, 48, 80, 112])),
            5 => {
                let documents = set.halves.chunks_exact(size(set.halves.len()));
                documents.map(|d| simd::max_sim_halves(&set.exact.0, d, &mut floats)).sum()
            }
            _ => {
                let documents = set.signs.1.chunks_exact(size(set.signs.1.len()));
                documents.map(|d| simd::max_sim_signs(&set.signs.0, d, &mut bytes)).sum()
            }
        }
    })
}

/// Twelve independent chains of `step`, each four times per iteration.
#[inline(always)]
fn chains(iterations: u32, step: impl Fn(v128, v128, v128) -> v128) -> f32 {
    let (a, b) = (f32x4_splat(0.5), f32x4_splat(1.0));
    let mut sums: [v128; 12] = core::array::from_fn(|at| f32x4_splat(at as f32));
    for _ in 0..iterations {
        for _ in 0..4 {
            sums = sums.map(|sum| step(a, b, sum));
        }
    }
    f32x4_extract_lane::<0>(sums.into_iter().fold(a, |sum, chain| f32x4_add(sum, chain)))
}

/// Multiply-adds that touch no memory: 0 of f32, 1 of 16-bit numbers, 3 look-ups of bytes, and by relaxed SIMD 4 of f32,
/// 5 of bytes, 6 look-ups. 48 vector operations of each kind per iteration.
#[unsafe(no_mangle)]
pub extern "C" fn peak(kernel: u32, iterations: u32) -> f32 {
    match kernel {
        0 => chains(iterations, |a, b, sum| f32x4_add(b, f32x4_mul(a, sum))),
        3 => chains(iterations, |a, _, sum| u8x16_add(a, i8x16_swizzle(a, sum))),
        #[cfg(target_feature = "relaxed-simd")]
        4 => chains(iterations, |a, b, sum| core::arch::wasm32::f32x4_relaxed_madd(a, sum, b)),
        #[cfg(target_feature = "relaxed-simd")]
        5 => chains(iterations, |a, b, sum| core::arch::wasm32::i32x4_relaxed_dot_i8x16_i7x16_add(a, b, sum)),
        #[cfg(target_feature = "relaxed-simd")]
        6 => chains(iterations, |a, _, sum| u8x16_add(a, core::arch::wasm32::i8x16_relaxed_swizzle(a, sum))),
        _ => chains(iterations, |a, b, sum| i32x4_add(b, i32x4_dot_i16x8(a, sum))),
    }
}
