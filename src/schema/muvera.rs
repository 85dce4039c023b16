//! `vectorIndexConfig.multivector.muvera`: one vector of fixed size beside each multi-vector.

use crate::value::Value;

/// The settings of an encoding that is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Muvera {
    /// Planes that part the vectors of a repetition: 2^ksim clusters; at most 10.
    pub ksim: usize,
    /// Numbers per cluster.
    pub dprojections: usize,
    /// Repetitions.
    pub repetitions: usize,
}

impl Muvera {
    /// Reads a vector index configuration in normal form. Settings that leave no numbers count as switched off.
    pub fn from_config(config: &Value) -> Option<Muvera> {
        let muvera = config.get("multivector").get("muvera");
        let number = |name: &str| muvera.get(name).as_number().unwrap_or(0.0).max(0.0) as usize;
        let own = Muvera {
            ksim: number("ksim"),
            dprojections: number("dprojections"),
            repetitions: number("repetitions"),
        };
        (muvera.get("enabled").as_bool() == Some(true) && own.len() > 0).then_some(own)
    }

    /// Numbers of an encoding.
    pub fn len(&self) -> usize {
        self.repetitions.saturating_mul(self.dprojections).saturating_mul(1 << self.ksim)
    }

    /// Whether encodings are empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
