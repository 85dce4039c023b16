//! The five distances of single vectors. A multi-vector index ignores its metric: its score is always a sum of dot
//! products (`simd::max_sim`).

use crate::schema::metric::Metric;
use crate::simd;

/// The distance of two vectors of equal length. Cosine takes both as normalized.
pub fn distance(metric: Metric, a: &[f32], b: &[f32]) -> f32 {
    match metric {
        // rounding can make it a little less than 0
        Metric::Cosine => (1.0 - simd::dot(a, b)).max(0.0),
        Metric::Dot => -simd::dot(a, b),
        Metric::L2Squared => simd::l2_squared(a, b),
        Metric::Manhattan => simd::manhattan(a, b),
        Metric::Hamming => simd::hamming(a, b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let (a, b) = ([0.6, 0.8], [0.8, -0.6]);
        let near = |got: f32, want: f32| (got - want).abs() < 1e-6;
        assert!(near(distance(Metric::Cosine, &a, &b), 1.0) && near(distance(Metric::Cosine, &a, &a), 0.0));
        assert!(distance(Metric::Cosine, &[1.0001, 0.0], &[1.0001, 0.0]) == 0.0);
        assert!(near(distance(Metric::Dot, &a, &a), -1.0));
        assert!(near(distance(Metric::L2Squared, &a, &b), 2.0));
        assert!(near(distance(Metric::Manhattan, &a, &b), 1.6));
        assert!(near(distance(Metric::Hamming, &a, &[0.6, 0.0]), 1.0));
        // a zero vector is at distance 1 from everything
        assert!(near(distance(Metric::Cosine, &[0.0, 0.0], &a), 1.0));
    }
}
