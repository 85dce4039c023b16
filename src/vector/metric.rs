//! The five distances of single vectors. A multi-vector index ignores its metric: its score is always a sum of dot
//! products (`simd::max_sim`).

use crate::schema::metric::Metric;
use crate::simd;

impl Metric {
    /// The distance of two vectors of equal length. Cosine takes both as normalized.
    pub fn distance(self, a: &[f32], b: &[f32]) -> f32 {
        match self {
            // rounding can make it a little less than 0
            Metric::Cosine => (1.0 - simd::dot(a, b)).max(0.0),
            Metric::Dot => -simd::dot(a, b),
            Metric::L2Squared => simd::l2_squared(a, b),
            Metric::Manhattan => simd::manhattan(a, b),
            Metric::Hamming => simd::hamming(a, b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let (a, b) = ([0.6, 0.8], [0.8, -0.6]);
        let near = |got: f32, want: f32| (got - want).abs() < 1e-6;
        assert!(near(Metric::Cosine.distance(&a, &b), 1.0) && near(Metric::Cosine.distance(&a, &a), 0.0));
        assert!(Metric::Cosine.distance(&[1.0001, 0.0], &[1.0001, 0.0]) == 0.0);
        assert!(near(Metric::Dot.distance(&a, &a), -1.0));
        assert!(near(Metric::L2Squared.distance(&a, &b), 2.0));
        assert!(near(Metric::Manhattan.distance(&a, &b), 1.6));
        assert!(near(Metric::Hamming.distance(&a, &[0.6, 0.0]), 1.0));
        // a zero vector is at distance 1 from everything
        assert!(near(Metric::Cosine.distance(&[0.0, 0.0], &a), 1.0));
    }
}
