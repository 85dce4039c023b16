//! `vectorIndexConfig.multivector.muvera`: one vector of fixed size for all token vectors of an object, and how many
//! objects these choose for exact scores.

use crate::value::Value;

/// Most numbers of an encoding: sums over its codes stay within 32 bits. A longer one would take more memory than the
/// vectors it stands for; collections that ask for it are searched exactly.
const LONGEST: usize = 1 << 17;

/// The settings of an encoding that is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Muvera {
    /// Planes that part the vectors of a repetition into 2^ksim clusters; at most 10.
    pub ksim: usize,
    /// Numbers per cluster.
    pub dprojections: usize,
    /// Repetitions.
    pub repetitions: usize,
    /// `ef`, where it is set.
    ef: Option<usize>,
    /// `dynamicEfFactor`, `dynamicEfMin`, `dynamicEfMax`.
    dynamic: (usize, usize, usize),
}

impl Muvera {
    /// An encoding of this shape, with the server's numbers of candidates.
    pub fn new(ksim: usize, dprojections: usize, repetitions: usize) -> Muvera {
        Muvera { ksim, dprojections, repetitions, ef: None, dynamic: (8, 100, 500) }
    }

    /// Reads a vector index configuration in normal form.
    pub fn from_config(config: &Value) -> Option<Muvera> {
        let muvera = config.get("multivector").get("muvera");
        let number = |of: &Value, name: &str| of.get(name).as_number().unwrap_or(0.0).max(0.0) as usize;
        let own = Muvera {
            ksim: number(muvera, "ksim"),
            dprojections: number(muvera, "dprojections"),
            repetitions: number(muvera, "repetitions"),
            ef: Some(number(config, "ef")).filter(|ef| *ef > 0),
            dynamic: (
                number(config, "dynamicEfFactor"),
                number(config, "dynamicEfMin"),
                number(config, "dynamicEfMax"),
            ),
        };
        (muvera.get("enabled").as_bool() == Some(true) && (1..=LONGEST).contains(&own.numbers())).then_some(own)
    }

    /// Numbers of an encoding.
    pub fn numbers(&self) -> usize {
        self.repetitions.saturating_mul(self.dprojections).saturating_mul(1 << self.ksim)
    }

    /// How many objects get exact scores where `count` are wanted: as many as a server's graph gives when it is asked
    /// for twice as many.
    pub fn candidates(&self, count: usize) -> usize {
        let twice = count.saturating_mul(2);
        let (factor, least, most) = self.dynamic;
        let width = self.ef.unwrap_or_else(|| twice.saturating_mul(factor).min(most).max(least));
        width.max(twice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(enabled: bool, ksim: f64, ef: f64) -> Value {
        let muvera = Value::from_pairs([
            ("enabled", enabled.into()),
            ("ksim", Value::Number(ksim)),
            ("dprojections", Value::Number(16.0)),
            ("repetitions", Value::Number(10.0)),
        ]);
        Value::from_pairs([
            ("ef", Value::Number(ef)),
            ("dynamicEfFactor", Value::Number(8.0)),
            ("dynamicEfMin", Value::Number(100.0)),
            ("dynamicEfMax", Value::Number(500.0)),
            ("multivector", Value::from_pairs([("muvera", muvera)])),
        ])
    }

    #[test]
    fn candidates_are_those_of_the_servers_graph() {
        let dynamic = Muvera::from_config(&config(true, 4.0, -1.0)).unwrap();
        assert_eq!(dynamic, Muvera::new(4, 16, 10));
        assert_eq!(dynamic.numbers(), 2560);
        assert_eq!([1, 10, 25, 100, 1000].map(|count| dynamic.candidates(count)), [100, 160, 400, 500, 2000]);
        let fixed = Muvera::from_config(&config(true, 4.0, 30.0)).unwrap();
        assert_eq!([10, 100].map(|count| fixed.candidates(count)), [30, 200]);
    }

    #[test]
    fn is_off_where_it_is_not_wanted_or_too_long() {
        assert_eq!(Muvera::from_config(&config(false, 4.0, -1.0)), None);
        assert_eq!(Muvera::from_config(&config(true, 10.0, -1.0)), None);
        assert_eq!(Muvera::from_config(&Value::map()), None);
    }
}
