//! How a column makes codes of its vectors.

use crate::error::Result;
use crate::memory::with_room;
use crate::schema::{Metric, Muvera, TargetVector};
use crate::simd;
use crate::vector::codec::{Codec, Encoder};
use crate::vector::muvera::FixedEncoder;

/// What the codes of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coding {
    /// The codec.
    pub codec: Codec,
    /// Whether what is coded is brought to length 1 first, as for cosine distances of single vectors.
    pub normalized: bool,
    /// Whether a row may have many vectors.
    pub multi: bool,
    /// One vector stands for all of a row's, where set: this is coded, and finds the rows that are scored exactly.
    pub muvera: Option<Muvera>,
    /// Whether full precision stays in memory beside the codes.
    pub keeps: bool,
}

/// How the vectors of a target are coded. An encoding by MUVERA without a quantizer has 8 bits, which order objects like
/// full precision.
pub fn coding(target: &TargetVector) -> Option<Coding> {
    let TargetVector { quantizer, muvera, multi, metric, .. } = *target;
    let codec = match quantizer {
        Some(quantizer) => quantizer.kind.into(),
        None if muvera.is_some() => Codec::Int8,
        None => return None,
    };
    // what is compared by distances of single vectors
    let single = !multi || muvera.is_some();
    Some(Coding { codec, normalized: single && metric == Metric::Cosine, multi, muvera, keeps: quantizer.is_none() })
}

impl Coding {
    /// Bytes of the codes of `tokens` vectors of `dimensions` numbers each.
    pub fn bytes(&self, tokens: usize, dimensions: usize) -> usize {
        match &self.muvera {
            Some(muvera) => self.codec.bytes(1, muvera.numbers()),
            None => self.codec.bytes(tokens, dimensions),
        }
    }
}

/// Makes the codes of vectors of one length.
#[derive(Debug)]
pub struct Coder {
    coding: Coding,
    dimensions: usize,
    encoder: Encoder,
    fixed: Option<FixedEncoder>,
}

impl Coder {
    /// For vectors of `dimensions` numbers, at least 1.
    pub fn new(coding: Coding, dimensions: usize) -> Coder {
        let numbers = coding.muvera.map_or(dimensions, |muvera| muvera.numbers());
        let fixed = coding.muvera.map(|muvera| FixedEncoder::new(muvera, dimensions));
        Coder { coding, dimensions, encoder: Encoder::new(coding.codec, numbers), fixed }
    }

    /// What makes one vector of many, where that is coded.
    pub fn fixed(&self) -> Option<&FixedEncoder> {
        self.fixed.as_ref()
    }

    /// The codes of a row's vectors.
    pub fn codes(&mut self, values: &[f32]) -> Result<Box<[u8]>> {
        let bytes = self.coding.bytes(values.len() / self.dimensions, self.dimensions);
        let mut codes = with_room(bytes)?;
        let (mut made, numbers) = match &self.fixed {
            Some(fixed) => (fixed.document(values), self.encoder.dimensions()),
            None if self.coding.normalized => (values.to_vec(), self.dimensions),
            None => (Vec::new(), self.dimensions),
        };
        if self.coding.normalized {
            made.chunks_exact_mut(numbers).for_each(simd::normalize);
        }
        self.encoder.encode(if made.is_empty() { values } else { &made }, &mut codes);
        Ok(codes.into_boxed_slice())
    }

    /// The same codes in those of `self`, made of those of another codec.
    pub fn recode(&mut self, from: Codec, codes: &[u8], tokens: usize) -> Box<[u8]> {
        let mut out = Vec::with_capacity(self.coding.bytes(tokens, self.dimensions));
        self.encoder.recode(from, codes, &mut out);
        out.into_boxed_slice()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.fixed.as_ref().map_or(0, FixedEncoder::bytes)
    }
}
