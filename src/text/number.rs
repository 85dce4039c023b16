//! Numbers out of their decimal digits, rounded correctly.
//!
//! Nearly all numbers are exact in a step or two of arithmetic (Clinger's fast path). The standard library reads the
//! others by a table of powers of five that is as large as a whole part of the core; here whole numbers of any length
//! are divided instead. The same texts are numbers, and the same bits come out.

/// Powers of ten that are exact.
const EXACT: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// What `str::parse::<f64>` reads; none where it refuses.
pub fn parse_f64(text: &str) -> Option<f64> {
    let (negative, number) = split(text)?;
    let size = match number {
        Number::Special(value) => value,
        Number::Decimal(decimal) => decimal.exact().unwrap_or_else(|| f64::from_bits(decimal.round(52, 11))),
    };
    Some(if negative { -size } else { size })
}

/// What `str::parse::<f32>` reads; none where it refuses.
pub fn parse_f32(text: &str) -> Option<f32> {
    let (negative, number) = split(text)?;
    let size = match number {
        Number::Special(value) => value as f32,
        Number::Decimal(decimal) => match decimal.exact() {
            // rounding twice is as good as once, but in the middle between two numbers
            Some(wide) if wide.to_bits() << 35 != 1 << 63 && wide >= f64::from(f32::MIN_POSITIVE) => wide as f32,
            _ => f32::from_bits(decimal.round(23, 8) as u32),
        },
    };
    Some(if negative { -size } else { size })
}

enum Number<'a> {
    Special(f64),
    Decimal(Decimal<'a>),
}

/// `digits` with the point behind the first `whole` ones, times ten to the power of `exponent`.
struct Decimal<'a> {
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

fn split(text: &str) -> Option<(bool, Number<'_>)> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    for (name, value) in [("nan", f64::NAN), ("inf", f64::INFINITY), ("infinity", f64::INFINITY)] {
        if rest.eq_ignore_ascii_case(name) {
            return Some((negative, Number::Special(value)));
        }
    }
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], power(&rest[at + 1..])?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let some = whole.len() + fraction.len() > 0;
    let decimal = Decimal { whole: whole.trim_start_matches('0'), fraction, exponent };
    (some && digits(whole) && digits(fraction)).then_some((negative, Number::Decimal(decimal)))
}

/// A power of ten as it is written; so far out that nothing changes any more, the bound.
fn power(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let digit = |power: i64, byte: u8| {
        byte.is_ascii_digit().then(|| (power * 10 + i64::from(byte - b'0')).min(i64::from(i32::MAX)))
    };
    if digits.is_empty() { None } else { digits.bytes().try_fold(0, digit).map(|power| sign * power) }
}

impl Decimal<'_> {
    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.bytes().chain(self.fraction.bytes()).map(|byte| byte - b'0')
    }

    /// The power of ten of the last digit.
    fn scale(&self) -> i64 {
        self.exponent - self.fraction.len() as i64
    }

    /// The number, where digits and power of ten are exact, so that one operation rounds once.
    fn exact(&self) -> Option<f64> {
        let whole = self.digits().try_fold(0_u64, |sum, digit| {
            let sum = sum * 10 + u64::from(digit);
            (sum < 1 << 53).then_some(sum)
        })?;
        let power = *EXACT.get(usize::try_from(self.scale().unsigned_abs()).ok()?)?;
        Some(if self.scale() < 0 { whole as f64 / power } else { whole as f64 * power })
    }

    /// Bits of the nearest number with so many bits of mantissa and exponent, of two as near the even one.
    fn round(&self, mantissa: i64, exponent: u32) -> u64 {
        let bias = (1 << (exponent - 1)) - 1;
        let infinity = (2 * bias + 1) << mantissa;
        let significant = self.digits().skip_while(|digit| *digit == 0).count() as i64;
        // far beyond both ends; the rest is of a bounded length, but for digits that are given
        if significant == 0 || significant + self.scale() < -400 {
            return 0;
        }
        if significant + self.scale() > 400 {
            return infinity as u64;
        }
        let (mut above, mut below) = (Whole::default(), Whole(vec![1]));
        self.digits().for_each(|digit| above.scale(10, u32::from(digit)));
        let side = if self.scale() < 0 { &mut below } else { &mut above };
        (0..self.scale().unsigned_abs()).for_each(|_| side.scale(10, 0));
        // the number is `above / below`: shifted so that the quotient has one bit more than the mantissa, or two
        let wanted = mantissa + 2;
        let least = 1 - bias - mantissa - 1;
        let shift = (wanted - (above.bits() - below.bits())).min(-least);
        if shift < 0 {
            below.shift(-shift)
        } else {
            above.shift(shift)
        }
        let (mut quotient, rest) = above.divide(&below);
        let mut power = -shift;
        let mut sticky = rest;
        while quotient >> (mantissa + 2) > 0 {
            sticky |= quotient & 1 == 1;
            quotient >>= 1;
            power += 1;
        }
        // the last bit is a half
        let up = quotient & 1 == 1 && (sticky || quotient & 2 == 2);
        let rounded = (quotient >> 1) + u64::from(up);
        // a carry out of the mantissa makes the next exponent, as the bits are laid out
        let normal = rounded >> mantissa > 0;
        let field = if normal { (power + 1 + mantissa + bias - 1) << mantissa } else { 0 };
        ((field as u64) + rounded).min(infinity as u64)
    }
}

/// A whole number of any length, in words of 32 bits, the lowest first.
#[derive(Default)]
struct Whole(Vec<u32>);

impl Whole {
    fn scale(&mut self, by: u32, plus: u32) {
        let mut carry = u64::from(plus);
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(by);
            *word = carry as u32;
            carry >>= u32::BITS;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn shift(&mut self, bits: i64) {
        (0..bits % 16).for_each(|_| self.scale(2, 0));
        (0..bits / 16).for_each(|_| self.scale(1 << 16, 0));
    }

    fn bits(&self) -> i64 {
        self.0.last().map_or(0, |top| self.0.len() as i64 * 32 - i64::from(top.leading_zeros()))
    }

    /// Whether it is at least `other`, both without leading zeros.
    fn reaches(&self, other: &Whole) -> bool {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev())).is_ge()
    }

    fn subtract(&mut self, other: &Whole) {
        let mut borrow = false;
        for (at, word) in self.0.iter_mut().enumerate() {
            let (less, first) = word.overflowing_sub(other.0.get(at).copied().unwrap_or(0));
            let (less, second) = less.overflowing_sub(u32::from(borrow));
            (*word, borrow) = (less, first || second);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    /// The quotient, which has at most 64 bits, and whether there is a rest.
    fn divide(mut self, by: &Whole) -> (u64, bool) {
        // bit by bit: both sides double until the divisor is the larger one
        let steps = (self.bits() - by.bits()).max(0);
        let mut quotient = 0;
        for step in (0..=steps).rev() {
            let mut part = Whole(by.0.clone());
            part.shift(step);
            quotient <<= 1;
            if self.reaches(&part) {
                self.subtract(&part);
                quotient |= 1;
            }
        }
        (quotient, !self.0.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(text: &str) {
        let ours = (parse_f64(text).map(f64::to_bits), parse_f32(text).map(f32::to_bits));
        let theirs = (text.parse().ok().map(f64::to_bits), text.parse().ok().map(f32::to_bits));
        assert_eq!(ours, theirs, "{text}");
    }

    proptest! {
        #[test]
        fn digits_give_the_bits_of_the_standard_library(text in "[+-]?[0-9]{0,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{0,3})?") {
            same(&text);
        }

        #[test]
        fn every_number_comes_back(bits: u64) {
            let number = f64::from_bits(bits);
            same(&number.to_string());
            same(&format!("{number:e}"));
            same(&f32::from_bits(bits as u32).to_string());
        }

        #[test]
        fn the_middle_between_two_numbers_goes_to_the_even_one(bits in 0..0x7f00_0000_u32) {
            let (low, high) = (f32::from_bits(bits), f32::from_bits(bits + 1));
            let middle = (f64::from(low) + f64::from(high)) / 2.0;
            same(&middle.to_string());
            same(&format!("{middle}1").replace("11", "1000001"));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in
            ["", "-", "+", ".", "e5", "1e", "1e+", "1 ", " 1", "0x10", "1_0", "nano", "infinit", "--1", "1.2.3", "１"]
        {
            same(text);
            assert_eq!(parse_f64(text), None, "{text}");
        }
    }

    #[test]
    fn both_ends_are_reached() {
        for text in [
            "0",
            "-0",
            "00.00",
            ".5",
            "5.",
            "inf",
            "-Infinity",
            "NaN",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1e309",
            "1e-400",
            "1e99999999999",
            "1e-99999999999",
            "0e99999999999",
            "1.4e-45",
            "7.006492321624085e-46",
            "3.4028236e38",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "1.1754943508222875e-38",
            "9007199254740993",
        ] {
            same(text);
        }
        same(&format!("0.{}1", "0".repeat(340)));
        same(&format!("1{}", "0".repeat(308)));
        same(&format!("9007199254740993{}1", "0".repeat(800)));
    }
}
