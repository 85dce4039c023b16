//! Numbers as Go prints them with `%v`: the server's texts hold them, so ours must.

/// A float64 as Go's `%v`.
pub fn go_float(value: f64) -> String {
    special(value).map_or_else(|| general(&scientific(value)), str::to_owned)
}

/// A float32 as Go's `%v`.
pub fn go_float32(value: f32) -> String {
    special(f64::from(value)).map_or_else(|| general(&scientific(value)), str::to_owned)
}

fn special(value: f64) -> Option<&'static str> {
    match value {
        _ if value.is_nan() => Some("NaN"),
        f64::INFINITY => Some("+Inf"),
        f64::NEG_INFINITY => Some("-Inf"),
        _ => None,
    }
}

/// The shortest digits that read back as the value, with an exponent. Of two equally near ones Go takes the even one,
/// Rust's shortest form the larger; Rust's form of given precision agrees with Go.
fn scientific(value: impl std::fmt::LowerExp) -> String {
    let shortest = format!("{value:e}");
    let digits = shortest.bytes().take_while(|&b| b != b'e').filter(u8::is_ascii_digit).count();
    format!("{value:.*e}", digits - 1)
}

/// Exponents from this on are written out.
const LARGE: i32 = 6;
/// Exponents below this are written out.
const SMALL: i32 = -4;

/// Rust's shortest digits with an exponent (`1.25e-5`) in Go's `%g` layout.
fn general(scientific: &str) -> String {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    if !(SMALL..LARGE).contains(&exponent) {
        let mark = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{mantissa}e{mark}{:02}", exponent.abs());
    }
    let mut digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let point = exponent + 1;
    if point <= 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(-point as usize));
    }
    let point = point as usize;
    while digits.len() < point {
        digits.push('0');
    }
    if digits.len() > point {
        digits.insert(point, '.');
    }
    format!("{sign}{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_like_go() {
        for (value, want) in [
            (5.0, "5"),
            (100_000.0, "100000"),
            (999_999.0, "999999"),
            (1e6, "1e+06"),
            (123_456_789.0, "1.23456789e+08"),
            (123_456_789.25, "1.2345678925e+08"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (1.5, "1.5"),
            (-2.25, "-2.25"),
            (0.0, "0"),
            (-0.0, "-0"),
            (1e300, "1e+300"),
            (12.0625, "12.0625"),
            (f64::INFINITY, "+Inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(go_float(value), want);
        }
        assert_eq!(go_float32(0.7), "0.7");
        assert_eq!(go_float32(0.375), "0.375");
        assert_eq!(go_float32(1_234_567.0), "1.234567e+06");
        assert_eq!(go_float32(1e-5), "1e-05");
        // halfway between two shortest forms
        assert_eq!(go_float32(-1_381_945.2), "-1.3819452e+06");
    }
}
