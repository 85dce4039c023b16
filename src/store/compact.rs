//! The bytes of a vector's values in storage: a form that gives the same values back bit by bit, in the fewest bytes.
//! Models that compute in half precision, and embeddings that were once rounded to 8 bits, need no more than that.
//!
//! ```text
//! f32 per value, and nothing else: no other form has as many bytes. Any other begins with a byte that names it:
//! 1  halves      u16 per value: IEEE 754 binary16, never infinite
//! 2  products    f32 per row: its unit; then u8 per value: a whole number in 7 bits, the sign in the highest.
//!                The value is number × unit, rounded to f32.
//! 3  quotients   the same, but number ÷ unit
//! ```
//! All of it is little-endian. Rows have `dimensions` values each.

use crate::error::{Error, Result};
use crate::memory::with_room;

const HALVES: u8 = 1;
const PRODUCTS: u8 = 2;
const QUOTIENTS: u8 = 3;

/// The largest number that a byte has room for beside a sign.
const MOST: u8 = 127;
/// From so many values per row on, bytes with a unit per row are shorter than halves.
const LEAST_ROW: usize = 5;

/// How the values of a vector are stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// As they are.
    Floats,
    /// In half precision.
    Halves,
    /// As whole numbers, with a unit per row.
    Numbers(Rule, Vec<f32>),
}

/// What a whole number and its row's unit make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The number times the unit.
    Times,
    /// The number over the unit: what `byte / 127` was is no product of two f32.
    Over,
}

impl Rule {
    #[inline(always)]
    fn value(self, number: f32, unit: f32) -> f32 {
        match self {
            Rule::Times => number * unit,
            Rule::Over => number / unit,
        }
    }

    /// About the number that stands for a value.
    #[inline(always)]
    fn number(self, value: f32, unit: f32) -> f32 {
        match self {
            Rule::Times => (value / unit).round_ties_even(),
            Rule::Over => (value * unit).round_ties_even(),
        }
    }

    /// About the unit with which a number stands for a value.
    fn unit(self, value: f32, number: f32) -> f32 {
        match self {
            Rule::Times => value / number,
            Rule::Over => number / value,
        }
    }

    /// What a byte stands for.
    #[inline(always)]
    fn decode(self, byte: u8, unit: f32) -> f32 {
        let value = self.value(f32::from(byte & MOST), unit);
        f32::from_bits(value.to_bits() ^ (u32::from(byte & !MOST) << 24))
    }

    #[inline(always)]
    fn encode(self, value: f32, unit: f32) -> u8 {
        let sign = (value.to_bits() >> 24) as u8 & !MOST;
        (self.number(value.abs(), unit) as u8 & MOST) | sign
    }

    /// Whether every value of a row has a byte.
    fn fits(self, row: &[f32], unit: f32) -> bool {
        let same = |value: &f32| self.decode(self.encode(*value, unit), unit).to_bits() == value.to_bits();
        // a block has no early end, so that it is looked at by whole registers
        row.chunks(16).all(|block| block.iter().fold(true, |all, value| all & same(value)))
    }

    /// A unit that fits a row: `before`, that of another row, or the largest. None where none does.
    fn unit_of(self, row: &[f32], before: Option<f32>) -> Option<f32> {
        if let Some(unit) = before.filter(|unit| self.fits(row, *unit)) {
            return Some(unit);
        }
        let mut sizes = row.iter().map(|value| value.abs()).filter(|size| *size > 0.0);
        let one = sizes.next().unwrap_or(1.0);
        let other = sizes.find(|size| *size != one).unwrap_or(one);
        let (small, ratio) = (one.min(other), one.max(other) / one.min(other));
        // two values are enough to tell of nearly all rows that no number is the right one for the smaller of them
        let numbers = (1..=MOST).map(f32::from).take_while(|number| number * ratio < f32::from(MOST) + 0.5);
        let numbers = numbers.filter(|number| is_nearly_whole(number * ratio));
        // from a value that was rounded the unit comes out one step off at most
        let units = numbers.map(|number| self.unit(small, number));
        units.flat_map(|unit| [unit, unit.next_up(), unit.next_down()]).find(|unit| self.fits(row, *unit))
    }

    /// A unit for every row; none where a row has none.
    fn units(self, values: &[f32], dimensions: usize) -> Option<Vec<f32>> {
        let mut before = None;
        let unit = |row| {
            before = self.unit_of(row, before);
            before
        };
        values.chunks_exact(dimensions).map(unit).collect()
    }
}

/// Whether a number may be a whole one but for the rounding of what it was made of.
fn is_nearly_whole(number: f32) -> bool {
    (number - number.round_ties_even()).abs() <= number * (4.0 * f32::EPSILON)
}

/// The f32 that a finite half-precision number is.
#[inline(always)]
fn from_half(half: u16) -> f32 {
    // with the exponent where f32 has it, all it lacks is the difference of the two biases
    let size = f32::from_bits(u32::from(half & 0x7fff) << 13) * BIAS;
    f32::from_bits(size.to_bits() | (u32::from(half & 0x8000) << 16))
}

/// The half-precision number that a value is, if it is one.
#[inline(always)]
fn to_half(value: f32) -> u16 {
    let size = (value.abs() * (1.0 / BIAS)).to_bits() >> 13;
    (size as u16 & 0x7fff) | ((value.to_bits() >> 16) as u16 & 0x8000)
}

/// 2 to the power of 112.
const BIAS: f32 = f32::from_bits((127 + 112) << 23);
/// The largest number of half precision.
const LARGEST_HALF: f32 = 65504.0;

fn are_halves(values: &[f32]) -> bool {
    let same = |value: &f32| value.abs() <= LARGEST_HALF && from_half(to_half(*value)).to_bits() == value.to_bits();
    values.chunks(16).all(|block| block.iter().fold(true, |all, value| all & same(value)))
}

impl Form {
    /// The shortest form of these values, row-major in rows of `dimensions`. Values that have none but their own are
    /// told by the first few of them.
    pub fn of(values: &[f32], dimensions: usize) -> Form {
        let numbers = |rule: Rule| Some(Form::Numbers(rule, rule.units(values, dimensions)?));
        let short = if dimensions < LEAST_ROW { None } else { [Rule::Times, Rule::Over].into_iter().find_map(numbers) };
        short.unwrap_or_else(|| if are_halves(values) { Form::Halves } else { Form::Floats })
    }

    /// Bytes of so many values.
    pub fn bytes(&self, values: usize) -> usize {
        match self {
            Form::Floats => values * size_of::<f32>(),
            Form::Halves => 1 + values * size_of::<u16>(),
            Form::Numbers(_, units) => 1 + size_of_val(&units[..]) + values,
        }
    }

    /// Appends the values that the form was found for.
    pub fn encode(&self, values: &[f32], dimensions: usize, out: &mut Vec<u8>) {
        match self {
            Form::Floats => put(out, values, |value| value.to_le_bytes()),
            Form::Halves => {
                out.push(HALVES);
                put(out, values, |value| to_half(value).to_le_bytes());
            }
            Form::Numbers(rule, units) => {
                out.push(if *rule == Rule::Times { PRODUCTS } else { QUOTIENTS });
                put(out, units, |unit| unit.to_le_bytes());
                for (row, unit) in values.chunks_exact(dimensions).zip(units) {
                    put(out, row, |value| [rule.encode(value, *unit)]);
                }
            }
        }
    }
}

/// One resize, then a loop that vectorizes: pushing value by value checks the capacity each time.
fn put<const N: usize>(out: &mut Vec<u8>, values: &[f32], bytes: impl Fn(f32) -> [u8; N]) {
    let start = out.len();
    out.resize(start + values.len() * N, 0);
    let (slots, _) = out[start..].as_chunks_mut();
    slots.iter_mut().zip(values).for_each(|(slot, value)| *slot = bytes(*value));
}

/// So many values in rows of `dimensions`, at least 1, from all of their bytes; in a buffer of exactly their size, which
/// a column that holds them takes over.
pub fn decode(bytes: &[u8], values: usize, dimensions: usize) -> Result<Vec<f32>> {
    let damaged = || Error::corrupt(format!("a vector of {values} values has {} bytes of no known form", bytes.len()));
    if let (floats, []) = bytes.as_chunks()
        && floats.len() == values
    {
        let mut out = with_room(values)?;
        out.extend(floats.iter().map(|bytes| f32::from_le_bytes(*bytes)));
        return Ok(out);
    }
    let (form, bytes) = bytes.split_first().ok_or_else(damaged)?;
    let rule = match *form {
        HALVES => {
            let (halves, []) = bytes.as_chunks() else { return Err(damaged()) };
            if halves.len() != values {
                return Err(damaged());
            }
            let mut out = with_room(values)?;
            out.extend(halves.iter().map(|bytes| from_half(u16::from_le_bytes(*bytes))));
            return Ok(out);
        }
        PRODUCTS => Rule::Times,
        QUOTIENTS => Rule::Over,
        _ => return Err(damaged()),
    };
    let rows = values / dimensions;
    let (units, numbers) = bytes.split_at_checked(rows * size_of::<f32>()).ok_or_else(damaged)?;
    if numbers.len() != values {
        return Err(damaged());
    }
    let mut out = with_room(values)?;
    for (unit, row) in units.as_chunks().0.iter().zip(numbers.chunks_exact(dimensions)) {
        let unit = f32::from_le_bytes(*unit);
        out.extend(row.iter().map(|byte| rule.decode(*byte, unit)));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::error::ErrorKind;
    use crate::simd::naive;

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    /// The form, after the way there and back.
    fn stored(values: &[f32], dimensions: usize) -> Form {
        let form = Form::of(values, dimensions);
        let mut bytes = vec![9];
        form.encode(values, dimensions, &mut bytes);
        assert_eq!(bytes.len() - 1, form.bytes(values.len()));
        let back = decode(&bytes[1..], values.len(), dimensions).unwrap();
        assert_eq!(bits(&back), bits(values), "{form:?}");
        assert_eq!(back.capacity(), values.len());
        form
    }

    /// What a byte stands for, by arithmetic in which nothing but the result is rounded.
    fn plain(rule: Rule, byte: u8, unit: f32) -> f32 {
        let number = f64::from(byte & MOST);
        let size = match rule {
            Rule::Times => number * f64::from(unit),
            Rule::Over => number / f64::from(unit),
        };
        if byte > MOST { -size as f32 } else { size as f32 }
    }

    fn half() -> impl Strategy<Value = f32> {
        any::<u16>().prop_map(|bits| naive::half(bits & !(1 << 10)))
    }

    fn unit() -> impl Strategy<Value = f32> {
        prop_oneof![(-20.0f32..20.0).prop_map(f32::exp2), Just(127.0), Just(1.0), Just(0.0625)]
    }

    /// A row of any kind, by what made it: 0 and 1 by the two rules, 2 of halves, 3 of anything.
    fn row(kind: u8, dimensions: usize) -> BoxedStrategy<Vec<f32>> {
        let numbers = move |rule: Rule| {
            (vec(any::<u8>(), dimensions), unit())
                .prop_map(move |(bytes, unit)| bytes.iter().map(|byte| plain(rule, *byte, unit)).collect())
        };
        match kind {
            0 => numbers(Rule::Times).boxed(),
            1 => numbers(Rule::Over).boxed(),
            2 => vec(half(), dimensions).boxed(),
            _ => vec(any::<u32>().prop_map(f32::from_bits), dimensions).boxed(),
        }
    }

    /// Rows of one kind, or of several, one after the other; and their length.
    fn rows(kinds: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = (Vec<f32>, usize)> {
        (kinds, 1..40usize).prop_flat_map(|(kinds, dimensions)| {
            let rows: Vec<_> = kinds.into_iter().map(|kind| row(kind, dimensions)).collect();
            rows.prop_map(move |rows| (rows.concat(), dimensions))
        })
    }

    fn of_kind(kind: u8) -> impl Strategy<Value = (Vec<f32>, usize)> {
        rows(vec(Just(kind), 1..6))
    }

    proptest! {
        #[test]
        fn any_values_come_back((values, dimensions) in rows(vec(0..4u8, 1..6))) {
            stored(&values, dimensions);
        }

        #[test]
        fn numbers_with_units_are_found((values, dimensions) in of_kind(0), (others, width) in of_kind(1)) {
            let is_short = |form: Form, width| width < LEAST_ROW || matches!(form, Form::Numbers(..));
            prop_assert!(is_short(stored(&values, dimensions), dimensions));
            prop_assert!(is_short(stored(&others, width), width));
        }

        #[test]
        fn halves_are_found((values, dimensions) in of_kind(2)) {
            prop_assert_ne!(stored(&values, dimensions), Form::Floats);
        }

        #[test]
        fn bytes_say_what_plain_arithmetic_says(numbers in vec(any::<u8>(), 12), units in vec(unit(), 3), over: bool) {
            let (form, rule) = if over { (QUOTIENTS, Rule::Over) } else { (PRODUCTS, Rule::Times) };
            let mut bytes = vec![form];
            bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
            bytes.extend(&numbers);
            let want: Vec<f32> = numbers.iter().enumerate().map(|(i, n)| plain(rule, *n, units[i / 4])).collect();
            prop_assert_eq!(bits(&decode(&bytes, 12, 4).unwrap()), bits(&want));
        }

        #[test]
        fn other_bytes_are_refused(bytes in vec(any::<u8>(), 0..70), values in 1..20usize, dimensions in 1..20usize) {
            let values = values * dimensions;
            let length = match bytes.first() {
                Some(&HALVES) => 1 + 2 * values,
                Some(&(PRODUCTS | QUOTIENTS)) => 1 + values + 4 * (values / dimensions),
                _ => 4 * values,
            };
            let fits = bytes.len() == length || bytes.len() == 4 * values;
            match decode(&bytes, values, dimensions) {
                Ok(decoded) => prop_assert!(fits && decoded.len() == values),
                Err(error) => prop_assert!(!fits && error.kind == ErrorKind::Corrupt),
            }
        }
    }

    #[test]
    fn every_half_is_one() {
        let finite = (0..=u16::MAX).filter(|bits| bits >> 10 & 31 != 31);
        for half in finite {
            let value = from_half(half);
            assert_eq!((value.to_bits(), to_half(value)), (naive::half(half).to_bits(), half));
            assert!(are_halves(&[value]) && !are_halves(&[f32::from_bits(value.to_bits() + 1)]));
        }
        for other in [65536.0, f32::INFINITY, f32::NAN, f32::MIN_POSITIVE, 1e-45] {
            assert!(!are_halves(&[other]) && !are_halves(&[-other]), "{other}");
        }
    }

    #[test]
    fn the_form_that_suits() {
        let of = |value: &dyn Fn(f32) -> f32| {
            let values: Vec<f32> = (0..256).map(|i| value(((i * 37) % 255 - 127) as f32)).collect();
            stored(&values, 128)
        };
        let numbers = |rule, unit: f32| Form::Numbers(rule, vec![unit; 2]);
        assert_eq!(of(&|n| n * 0.1), numbers(Rule::Times, 0.1));
        assert_eq!(of(&|n| n / 127.0), numbers(Rule::Over, 127.0));
        // rounding leaves negative zeros
        assert_eq!(of(&|n| (n / 20.0).round() / 16.0), numbers(Rule::Times, 1.0 / 16.0));
        assert_eq!(of(&|_| -0.0), numbers(Rule::Times, 1.0));
        assert_eq!(of(&|n| n * 0.5 + 0.001), Form::Floats);
        assert_eq!(of(&|n| n / 8.0 + 64.0), Form::Halves);
        assert_eq!(stored(&[1.0, 2.0, 0.5, 512.5], 4), Form::Halves);
    }
}
