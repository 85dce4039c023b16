//! Vectors in a few bits per number. Codes can be the only copy that is held in memory: a search reads nothing else,
//! and the vectors themselves are fetched for the few results that are scored exactly.
//!
//! A vector is turned by a fixed random [`Rotation`], after which its numbers are spread like those of any other: one
//! set of levels, scaled per vector, serves all. Dot products and lengths are the same before and after. What is held of
//! a document are *rows*, one per vector: the codes of all, then their scales. All of it is exact integer arithmetic or
//! single f32 operations in a fixed order, so the same codes and scores come out on every machine.

mod encoder;
mod levels;
mod query;
mod rotation;
mod single;
#[cfg(test)]
mod tests;
mod tokens;

pub use encoder::{Encoder, read_turned, read_whole};
pub use rotation::Rotation;
pub use single::CodedVector;
pub use tokens::{CodedTokens, RoughTokens};

use crate::schema::QuantizerKind;
use crate::simd::Scales;

/// How many bits a number takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Codec {
    /// One: its sign.
    OneBit,
    /// Four: one of 16 levels that suit a normal distribution.
    FourBit,
    /// Eight, of which seven are used: even steps up to the largest number of the vector.
    Int8,
}

impl Codec {
    /// Bytes of one vector's codes.
    pub fn row_bytes(self, dimensions: usize) -> usize {
        match self {
            Codec::Int8 => dimensions,
            Codec::FourBit => dimensions.div_ceil(2),
            Codec::OneBit => dimensions.div_ceil(8),
        }
    }

    /// Bytes of a document of so many vectors, codes and scales.
    pub fn bytes(self, vectors: usize, dimensions: usize) -> usize {
        vectors * self.row_bytes(dimensions) + Scales::bytes(vectors)
    }

    /// Bits of a number.
    pub fn bits(self) -> usize {
        match self {
            Codec::Int8 => 8,
            Codec::FourBit => 4,
            Codec::OneBit => 1,
        }
    }

    /// cos² of the angle between a vector and what its code stands for, as it is for normally distributed numbers. A
    /// row's scale is set so that the code's component along the vector has the vector's length; the code itself is
    /// longer.
    fn alignment(self) -> f32 {
        match self {
            Codec::Int8 => 1.0,
            Codec::FourBit => 0.990_5,
            Codec::OneBit => std::f32::consts::FRAC_2_PI,
        }
    }
}

impl From<QuantizerKind> for Codec {
    /// The codec with the bits of the server's quantizer. Product quantization becomes four bits: looking its tables up
    /// is several times slower in WebAssembly than multiplying, at the same size.
    fn from(kind: QuantizerKind) -> Codec {
        match kind {
            QuantizerKind::Rotational8 | QuantizerKind::Scalar => Codec::Int8,
            QuantizerKind::Rotational1 | QuantizerKind::Binary => Codec::OneBit,
            QuantizerKind::Product => Codec::FourBit,
        }
    }
}
