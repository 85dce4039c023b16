//! The numbers of a boost: decay curves, normalisation, blending.

/// How a decay falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// `decay^(x/scale)`
    Exponential,
    /// `exp(ln(decay)·(x/scale)²)`
    Gaussian,
    /// `max(0, 1 − (1 − decay)·x/scale)`
    Linear,
}

impl Curve {
    /// Parses a name; exponential where none is given.
    pub fn from_name(name: Option<&str>) -> Curve {
        match name {
            Some("gaussian") => Curve::Gaussian,
            Some("linear") => Curve::Linear,
            _ => Curve::Exponential,
        }
    }

    /// Score of a value: 1 within `offset` of `origin`, `decay` at `scale` beyond it.
    pub fn score(self, value: f64, origin: f64, offset: f64, scale: f64, decay: f64) -> f32 {
        let x = ((value - origin).abs() - offset).max(0.0);
        if x == 0.0 {
            return 1.0;
        }
        let ratio = x / scale;
        let score = match self {
            Curve::Exponential => decay.powf(ratio),
            Curve::Gaussian => (decay.ln() * ratio * ratio).exp(),
            Curve::Linear => (1.0 - (1.0 - decay) * ratio).max(0.0),
        };
        score as f32
    }
}

/// Scales values to 0..1; all equal ones become 1.
pub fn min_max(values: &mut [f32]) {
    let low = values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let scale = |v: f32| {
        if high == low { 1.0 } else { (v - low) / (high - low) }
    };
    values.iter_mut().for_each(|v| *v = scale(*v));
}

/// Scores by a property's values: scaled over the present ones, missing ones 0.
pub fn by_value(values: &[Option<f64>], modifier: Option<&str>) -> Vec<f32> {
    let change = |v: f64| match modifier {
        Some("log1p") => v.max(0.0).ln_1p(),
        Some("sqrt") => v.max(0.0).sqrt(),
        _ => v,
    };
    let mut present: Vec<f32> = values.iter().flatten().map(|v| change(*v) as f32).collect();
    min_max(&mut present);
    let mut scaled = present.into_iter();
    values.iter().map(|v| v.and_then(|_| scaled.next()).unwrap_or(0.0)).collect()
}

/// Parses a time span in milliseconds: `7d`, or Go's durations such as `1h30m`, `100ms`.
pub fn span_millis(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let negative = rest.starts_with('-');
    rest = rest.trim_start_matches(['-', '+']);
    let mut total = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let end = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let unit = match &rest[..end] {
            "d" => 86_400_000.0,
            "h" => 3_600_000.0,
            "m" => 60_000.0,
            "s" => 1_000.0,
            "ms" => 1.0,
            "us" | "µs" => 0.001,
            "ns" => 0.000_001,
            _ => return None,
        };
        total += number * unit;
        rest = &rest[end..];
    }
    Some(if negative { -total } else { total })
}

/// Blends conditions into one score per candidate: `Σ w·s / Σ |w|`, a weight of 0 counting as 1.
pub fn blend(conditions: &[(f32, Vec<f32>)], count: usize) -> Vec<f32> {
    let weight = |w: f32| if w == 0.0 { 1.0 } else { w };
    let total: f32 = conditions.iter().map(|(w, _)| weight(*w).abs()).sum();
    (0..count).map(|i| conditions.iter().map(|(w, scores)| weight(*w) * scores[i]).sum::<f32>() / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_meet_at_their_scale() {
        for curve in [Curve::Exponential, Curve::Gaussian, Curve::Linear] {
            assert!((curve.score(12.0, 10.0, 1.0, 1.0, 0.5) - 0.5).abs() < 1e-6);
            assert_eq!(curve.score(10.5, 10.0, 1.0, 1.0, 0.5), 1.0);
        }
        assert_eq!(Curve::Linear.score(99.0, 0.0, 0.0, 1.0, 0.5), 0.0);
    }

    #[test]
    fn spans_are_days_or_go_durations() {
        assert_eq!(span_millis("7d"), Some(604_800_000.0));
        assert_eq!(span_millis("1h30m"), Some(5_400_000.0));
        assert_eq!(span_millis("100ms"), Some(100.0));
        assert_eq!(span_millis("soon"), None);
        assert_eq!(span_millis(""), None);
    }

    #[test]
    fn missing_values_score_nothing() {
        assert_eq!(by_value(&[Some(1.0), None, Some(3.0)], None), [0.0, 0.0, 1.0]);
        assert_eq!(by_value(&[Some(2.0), None], Some("sqrt")), [1.0, 0.0]);
    }
}
