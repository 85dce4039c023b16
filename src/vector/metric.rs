//! The five distances of single vectors. A multi-vector index ignores its metric: its score is always a sum of dot
//! products (`simd::max_sim`).

use crate::simd;

/// A distance; smaller is nearer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Metric {
    /// `1 − a·b` of vectors of length 1, at least 0.
    #[default]
    Cosine,
    /// `−a·b`.
    Dot,
    /// `Σ (aᵢ−bᵢ)²`, without the root.
    L2Squared,
    /// `Σ |aᵢ−bᵢ|`.
    Manhattan,
    /// How many numbers differ.
    Hamming,
}

impl Metric {
    const NAMES: [(Metric, &'static str); 5] = [
        (Metric::Cosine, "cosine"),
        (Metric::Dot, "dot"),
        (Metric::L2Squared, "l2-squared"),
        (Metric::Manhattan, "manhattan"),
        (Metric::Hamming, "hamming"),
    ];

    /// The metric of a schema's name for it; no name means cosine.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name.is_empty() { "cosine" } else { name };
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|&(metric, _)| metric)
    }

    /// Its name in a schema.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// Whether vectors must be normalized (`simd::normalize`) before they are compared.
    pub fn normalizes(self) -> bool {
        self == Metric::Cosine
    }

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
    fn names_go_both_ways() {
        for (metric, name) in Metric::NAMES {
            assert_eq!((Metric::from_name(name), metric.name()), (Some(metric), name));
        }
        assert_eq!(Metric::from_name(""), Some(Metric::Cosine));
        assert_eq!(Metric::from_name("l2"), None);
    }

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
