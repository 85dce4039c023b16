//! From vectors to rows, from rows to smaller rows, and back: one document at a time.

use super::levels::{FOUR_BIT_REACH, LARGEST, NEAREST, code, level, whole};
use super::rotation::largest;
use super::{Codec, Rotation};
use crate::simd::{Scales, WholeVector, split_scales};

/// Makes and reads the rows of one codec.
#[derive(Debug)]
pub struct Encoder {
    codec: Codec,
    dimensions: usize,
    rotation: Rotation,
    /// One vector, turned.
    vector: Vec<f32>,
    /// Its codes, one byte each.
    codes: Vec<u8>,
    /// Scales of the rows written so far.
    scales: Vec<f32>,
}

/// Vectors whose largest numbers differ by no more than this share one scale. Rows that share a scale are compared
/// without it. Of vectors of the same length, turned, nearly all documents do: the largest of 128 numbers differs by 2.0
/// among 180 vectors and by 2.4 among 1,000. It makes errors half as large again.
const EVEN: f64 = 3.0;

/// How far the eight-bit codes of a document's vectors reach.
#[derive(Clone, Copy)]
struct Reach {
    /// The largest number of all.
    most: f64,
    /// Whether all reach as far.
    shared: bool,
}

impl Reach {
    /// How far the codes of a vector with this largest number reach: a whole number of 255ths, as scales are written.
    fn of(self, largest: f64) -> f64 {
        let whole = f64::from(u8::MAX);
        if self.shared { self.most } else { (largest / self.most * whole).ceil() / whole * self.most }
    }
}

impl Encoder {
    /// An encoder for vectors of `dimensions` numbers.
    pub fn new(codec: Codec, dimensions: usize) -> Self {
        let rotation = Rotation::new(dimensions);
        Encoder { codec, dimensions, rotation, vector: Vec::new(), codes: Vec::new(), scales: Vec::new() }
    }

    /// The codec of the rows it makes.
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// Numbers of a vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Appends the rows of a document of row-major `tokens`, any finite numbers; an incomplete last vector is left out.
    pub fn encode(&mut self, tokens: &[f32], rows: &mut Vec<u8>) {
        let reach = self.reach(tokens);
        for token in tokens.chunks_exact(self.dimensions.max(1)) {
            let unit = self.rotation.turn(token, &mut self.vector);
            let reach = reach.map(|reach| reach.of(f64::from(largest(&self.vector)) * unit));
            self.write(unit, reach, rows);
        }
        self.write_scales(rows);
    }

    /// Appends the rows of a document made of those of another codec, as good as if the vectors that those stand for had
    /// been encoded. Makes no sense from fewer bits to more.
    pub fn recode(&mut self, from: Codec, coded: &[u8], rows: &mut Vec<u8>) {
        for (codes, scale) in rows_of(from, coded, self.dimensions) {
            self.vector.clear();
            wholes(from, codes, self.dimensions, |x| self.vector.push(x));
            self.write(f64::from(scale), None, rows);
        }
        self.write_scales(rows);
    }

    /// Appends the vectors that the rows of a document stand for.
    pub fn decode(&self, coded: &[u8], tokens: &mut Vec<f32>) {
        for (codes, scale) in rows_of(self.codec, coded, self.dimensions) {
            let from = tokens.len();
            wholes(self.codec, codes, self.dimensions, |x| tokens.push(x));
            self.rotation.invert(&mut tokens[from..]);
            // last, so that whole numbers and not the smallest or largest ones of f32 are turned
            tokens[from..].iter_mut().for_each(|x| *x = (f64::from(*x) * f64::from(scale)) as f32);
        }
    }

    /// How far codes reach; none where each vector's own largest number says so.
    fn reach(&mut self, tokens: &[f32]) -> Option<Reach> {
        if self.codec != Codec::Int8 || tokens.len() < 2 * self.dimensions {
            return None;
        }
        let (mut least, mut most) = (f64::MAX, 0.0_f64);
        for token in tokens.chunks_exact(self.dimensions) {
            let unit = self.rotation.turn(token, &mut self.vector);
            let largest = f64::from(largest(&self.vector)) * unit;
            (least, most) = (least.min(largest), most.max(largest));
        }
        (most > 0.0).then_some(Reach { most, shared: most <= EVEN * least })
    }

    fn write_scales(&mut self, rows: &mut Vec<u8>) {
        Scales::write(&self.scales, rows);
        self.scales.clear();
    }

    /// Appends the codes of the vector held, whose numbers count `unit`, and notes its scale. Int8 codes reach to `reach`
    /// if given.
    fn write(&mut self, unit: f64, reach: Option<f64>, rows: &mut Vec<u8>) {
        let squares = sum(&self.vector, |x| x * x);
        self.codes.clear();
        let along = match self.codec {
            Codec::Int8 => {
                let largest = reach.map_or_else(|| largest(&self.vector), |reach| (reach / unit) as f32);
                let steps = if largest > 0.0 { LARGEST / largest } else { 0.0 };
                self.codes.extend(self.vector.iter().map(|x| code(x * steps)));
                rows.extend_from_slice(&self.codes);
                dot(&self.vector, &self.codes, whole)
            }
            Codec::FourBit => {
                let deviation = (squares / self.dimensions as f32).sqrt();
                let steps = if deviation > 0.0 { LARGEST / FOUR_BIT_REACH / deviation } else { 0.0 };
                self.codes.extend(self.vector.iter().map(|x| NEAREST[usize::from(code(x * steps))]));
                let (lower, upper) = self.codes.split_at(self.dimensions.div_ceil(2));
                let upper = upper.iter().chain(&[0]);
                rows.extend(lower.iter().zip(upper).map(|(lower, upper)| lower | upper << 4));
                dot(&self.vector, &self.codes, level)
            }
            Codec::OneBit => {
                let signs = |eight: &[f32]| eight.iter().rev().fold(0, |byte, x| byte << 1 | u8::from(*x >= 0.0));
                rows.extend(self.vector.chunks(8).map(signs));
                sum(&self.vector, f32::abs)
            }
        };
        // the code's component along the vector gets the vector's length, so that dot products are right on average
        let scale = match reach {
            Some(reach) => reach / f64::from(LARGEST),
            None if along > 0.0 => f64::from(squares) / f64::from(along) * unit,
            None => 0.0,
        };
        self.scales.push(finite(scale));
    }
}

/// Appends the vector that row `at` of a document stands for, turned as the encoder turned it: dot products and lengths
/// are those of the vector itself. False where there is no such row.
pub fn read_turned(codec: Codec, coded: &[u8], at: usize, dimensions: usize, vector: &mut Vec<f32>) -> bool {
    let Some((codes, scale)) = row_of(codec, coded, at, dimensions) else { return false };
    wholes(codec, codes, dimensions, |x| vector.push(x * scale));
    true
}

/// The whole numbers of row `at` of a document, within −127..=127, and what they count. None where there is no such row.
pub fn read_whole(codec: Codec, coded: &[u8], at: usize, dimensions: usize, vector: &mut WholeVector) -> Option<f32> {
    let (codes, scale) = row_of(codec, coded, at, dimensions)?;
    vector.begin();
    wholes(codec, codes, dimensions, |x| vector.push(x as i16));
    vector.end();
    Some(scale)
}

/// Codes and scale of row `at` of a document.
fn row_of(codec: Codec, coded: &[u8], at: usize, dimensions: usize) -> Option<(&[u8], f32)> {
    let row_bytes = codec.row_bytes(dimensions);
    let (codes, scales) = split_scales(coded, row_bytes);
    (at < scales.rows()).then(|| (&codes[at * row_bytes..(at + 1) * row_bytes], scales.of(at)))
}

/// As f32, at most the largest one.
pub(super) fn finite(x: f64) -> f32 {
    x.min(f64::from(f32::MAX)) as f32
}

/// The rows of a document: codes and scale of each.
fn rows_of(codec: Codec, coded: &[u8], dimensions: usize) -> impl Iterator<Item = (&[u8], f32)> {
    let row_bytes = codec.row_bytes(dimensions);
    let (codes, scales) = split_scales(coded, row_bytes);
    codes.chunks_exact(row_bytes.max(1)).enumerate().map(move |(row, codes)| (codes, scales.of(row)))
}

/// The whole numbers of a row, in order.
pub(super) fn wholes(codec: Codec, codes: &[u8], dimensions: usize, mut take: impl FnMut(f32)) {
    match codec {
        Codec::Int8 => codes.iter().for_each(|&x| take(whole(x))),
        Codec::FourBit => {
            let halves = codes.iter().map(|byte| byte & 15).chain(codes.iter().map(|byte| byte >> 4));
            halves.take(dimensions).for_each(|index| take(level(index)));
        }
        Codec::OneBit => {
            (0..dimensions).for_each(|k| take(if codes[k / 8] >> (k % 8) & 1 == 1 { 1.0 } else { -1.0 }));
        }
    }
}

/// Numbers that are added up side by side: a fixed order, and one that compiles to vectors.
const SIDE: usize = 8;

fn sum(numbers: &[f32], part: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = numbers.as_chunks::<SIDE>();
    let mut sums = [0.0; SIDE];
    for chunk in chunks {
        sums.iter_mut().zip(chunk).for_each(|(sum, x)| *sum += part(*x));
    }
    rest.iter().fold(sums.iter().sum(), |sum: f32, x| sum + part(*x))
}

fn dot(numbers: &[f32], codes: &[u8], number: impl Fn(u8) -> f32) -> f32 {
    let (chunks, rest) = numbers.as_chunks::<SIDE>();
    let (code_chunks, code_rest) = codes.as_chunks::<SIDE>();
    let mut sums = [0.0; SIDE];
    for (chunk, codes) in chunks.iter().zip(code_chunks) {
        for ((sum, x), code) in sums.iter_mut().zip(chunk).zip(codes) {
            *sum += x * number(*code);
        }
    }
    rest.iter().zip(code_rest).fold(sums.iter().sum(), |sum: f32, (x, code)| sum + x * number(*code))
}
