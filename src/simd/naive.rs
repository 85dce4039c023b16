//! What every kernel computes, in plain loops: the oracle of the tests. Also home of what needs no kernel.

use super::codes::{Coding, GROUP_LIMIT, Scales, ZERO, split_scales};

/// Σ over query tokens of the largest dot product with a document token. Both row-major, `dims` numbers per token.
pub fn max_sim(query: &[f32], doc: &[f32], dims: usize) -> f32 {
    let best = |q: &[f32]| doc.chunks_exact(dims).map(|d| dot(q, d)).fold(f32::MIN, f32::max);
    query.chunks_exact(dims).map(best).sum()
}

fn sum(a: &[f32], b: &[f32], part: impl Fn(f32, f32) -> f32) -> f32 {
    a.iter().zip(b).map(|(&a, &b)| part(a, b)).sum()
}

/// Σ aᵢ·bᵢ.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    sum(a, b, |a, b| a * b)
}

/// Σ (aᵢ−bᵢ)².
pub fn l2_squared(a: &[f32], b: &[f32]) -> f32 {
    sum(a, b, |a, b| (a - b) * (a - b))
}

/// Σ |aᵢ−bᵢ|.
pub fn manhattan(a: &[f32], b: &[f32]) -> f32 {
    sum(a, b, |a, b| (a - b).abs())
}

/// How many numbers differ. The compiler makes vectors of this loop by itself.
pub fn hamming(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).filter(|(a, b)| a != b).count() as f32
}

/// Scales to length 1 as the server does: squares summed in f32 in order, each number divided by the root. A zero
/// vector stays.
pub fn normalize(vector: &mut [f32]) {
    let squares: f32 = vector.iter().map(|x| x * x).sum();
    if squares == 0.0 {
        return;
    }
    let length = f64::from(squares).sqrt() as f32;
    for x in vector {
        *x /= length;
    }
}

/// As [`max_sim`] on rows of codes and their scales: `query` is row-major, `dims` whole numbers per token,
/// and one scale per token.
pub fn max_sim_codes(query: &[i16], scales: &[f32], rows: &[u8], coding: Coding, dims: usize) -> f32 {
    max_sim_of(query, scales, rows, coding.bytes(dims), dims, |q, codes| dot_codes(q, codes, coding) as f32)
}

/// Σ qₖ·(codeₖ − ZERO).
pub fn dot_codes(query: &[i16], codes: &[u8], coding: Coding) -> i32 {
    let bytes = coding.bytes(query.len());
    let code = |k: usize| match coding {
        Coding::Bytes => codes[k],
        Coding::Nibbles(table) => table[usize::from(codes[k % bytes] >> (4 * (k / bytes)) & 15)],
        Coding::Quarters(table) => table[usize::from(codes[k % bytes] >> (2 * (k / bytes)) & 3)],
    };
    query.iter().enumerate().map(|(k, &q)| i32::from(q) * (i32::from(code(k)) - i32::from(ZERO))).sum()
}

/// As [`max_sim_codes`] on rows of signs.
pub fn max_sim_signs(query: &[i16], scales: &[f32], rows: &[u8], dims: usize) -> f32 {
    max_sim_of(query, scales, rows, dims.div_ceil(8), dims, |q, bits| dot_signs(q, bits) as f32)
}

/// As [`max_sim_signs`] on the upper bits of rows of nibbles. Scales that are alike count as the largest of them, where
/// |numbers| of no query token add up to more than [`GROUP_LIMIT`].
pub fn max_sim_nibble_signs(query: &[i16], scales: &[f32], rows: &[u8], dims: usize) -> f32 {
    let bytes = dims.div_ceil(2);
    let signed = |codes: &[u8], k: usize, q: i16| {
        let nibble = codes[k % bytes] >> (4 * (k / bytes)) & 15;
        if nibble >= 8 { i32::from(q) } else { -i32::from(q) }
    };
    let small = |q: &[i16]| q.iter().map(|q| u32::from(q.unsigned_abs())).sum::<u32>() <= GROUP_LIMIT;
    let (codes, row_scales) = split_scales(rows, bytes);
    let dot = |q: &[i16], codes: &[u8]| q.iter().enumerate().map(|(k, &q)| signed(codes, k, q)).sum::<i32>() as f32;
    match row_scales.alike() && query.chunks_exact(dims).all(small) {
        true => {
            let mut even = codes.to_vec();
            Scales::write(&vec![row_scales.largest(); row_scales.rows()], &mut even);
            max_sim_of(query, scales, &even, bytes, dims, dot)
        }
        false => max_sim_of(query, scales, rows, bytes, dims, dot),
    }
}

/// Σ over query tokens of the largest byte among these centroids', which are given per token, and of the largest one that
/// stays when `left_out` larger ones are left out.
pub fn centroid_sum(tokens: &[Vec<u8>], left_out: usize, ids: &[u16]) -> u32 {
    let best = |given: &Vec<u8>| {
        let mut sorted = given.clone();
        sorted.sort_unstable();
        let least = if sorted.len() > left_out { sorted[sorted.len() - 1 - left_out] } else { 0 };
        ids.iter().map(|id| given[usize::from(*id)]).fold(least, u8::max)
    };
    tokens.iter().map(|given| u32::from(best(given))).sum()
}

/// Σ ±qₖ, plus where the bit of number `k` is set.
pub fn dot_signs(query: &[i16], bits: &[u8]) -> i32 {
    let set = |k: usize| bits[k / 8] >> (k % 8) & 1 == 1;
    query.iter().enumerate().map(|(k, &q)| if set(k) { i32::from(q) } else { -i32::from(q) }).sum()
}

fn max_sim_of(
    query: &[i16],
    scales: &[f32],
    rows: &[u8],
    code_bytes: usize,
    dims: usize,
    dot: impl Fn(&[i16], &[u8]) -> f32,
) -> f32 {
    let mut sum = 0.0;
    let (codes, row_scales) = split_scales(rows, code_bytes);
    for (token, query_scale) in query.chunks_exact(dims).zip(scales) {
        let rows = codes.chunks_exact(code_bytes).enumerate();
        let scored = rows.map(|(row, codes)| dot(token, codes) * row_scales.of(row));
        sum += scored.reduce(f32::max).map_or(f32::MIN, |best| best * query_scale);
    }
    sum
}

/// The f32 that a half-precision number (IEEE 754 binary16) is. Finite ones only.
pub fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023) / 1024.0);
    match exponent {
        0 => sign * fraction * 2.0_f32.powi(-14),
        _ => sign * (1.0 + fraction) * 2.0_f32.powi(exponent - 15),
    }
}
