//! Names of the distances that single vectors can be compared by. How they are computed is `vector::metric`'s business.

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
}
