//! Which codes stand for vectors in memory, by the server's names.

use crate::value::Value;

/// A quantizer that is switched on, and how many candidates it hands over to exact distances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantizer {
    /// What the codes are.
    pub kind: QuantizerKind,
    /// The configured `rescoreLimit`: at least so many candidates get an exact distance; 0 where none was set.
    pub rescore_limit: usize,
}

/// The server's quantizers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantizerKind {
    /// `rq` with 8 bits.
    Rotational8,
    /// `rq` with 1 bit.
    Rotational1,
    /// `sq`.
    Scalar,
    /// `bq`.
    Binary,
    /// `pq`.
    Product,
}

impl Quantizer {
    /// Reads a vector index configuration in normal form.
    pub fn from_config(config: &Value) -> Option<Quantizer> {
        let name = ["rq", "sq", "bq", "pq"].into_iter().find(|name| enabled(config, name))?;
        let own = config.get(name);
        let kind = match (name, own.get("bits").as_number()) {
            ("rq", Some(1.0)) => QuantizerKind::Rotational1,
            ("rq", _) => QuantizerKind::Rotational8,
            ("sq", _) => QuantizerKind::Scalar,
            ("bq", _) => QuantizerKind::Binary,
            _ => QuantizerKind::Product,
        };
        let rescore_limit = own.get("rescoreLimit").as_number().unwrap_or(0.0).max(0.0) as usize;
        Some(Quantizer { kind, rescore_limit })
    }
}

fn enabled(config: &Value, name: &str) -> bool {
    config.get(name).get("enabled").as_bool() == Some(true)
}
