//! What every kernel computes, in plain loops: the oracle of the tests. Also home of what needs no kernel.

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
