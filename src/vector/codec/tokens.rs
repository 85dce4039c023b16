//! A multi-vector query against coded documents.

use super::Codec;
use super::levels::NIBBLES;
use super::query::WholeQuery;
use crate::simd::{Coding, PackedCodes, Rows, Scratch, SignTables, max_sim_codes, max_sim_nibble_signs, max_sim_signs};

/// A query's token vectors, made ready once for the rows of one codec.
#[derive(Debug)]
pub struct CodedTokens(Kind);

#[derive(Debug)]
enum Kind {
    Codes { query: PackedCodes, coding: Coding, scratch: Scratch },
    Signs { query: SignTables, scratch: Vec<u8> },
}

impl CodedTokens {
    /// Takes row-major `query` tokens of `dimensions` finite numbers; an incomplete last one is left out.
    pub fn new(codec: Codec, query: &[f32], dimensions: usize) -> Self {
        let codes = |coding| {
            let WholeQuery { numbers, scales } = WholeQuery::for_codes(query, dimensions);
            Kind::Codes { query: PackedCodes::new(&numbers, &scales, dimensions), coding, scratch: Scratch::new() }
        };
        CodedTokens(match codec {
            Codec::Int8 => codes(Coding::Bytes),
            Codec::FourBit => codes(NIBBLES),
            Codec::OneBit => {
                let WholeQuery { numbers, scales } = WholeQuery::for_signs(query, dimensions);
                Kind::Signs { query: SignTables::new(&numbers, &scales, dimensions), scratch: Vec::new() }
            }
        })
    }

    /// About Σ over query tokens of the largest dot product with a token of the document, whose rows these are. Without
    /// rows every query token counts −`f32::MAX`.
    pub fn max_sim(&mut self, rows: &[u8]) -> f32 {
        match &mut self.0 {
            Kind::Codes { query, coding, scratch } => {
                max_sim_codes(query, Rows { bytes: rows, coding: *coding }, scratch)
            }
            Kind::Signs { query, scratch } => max_sim_signs(query, rows, scratch),
        }
    }
}

/// A query's token vectors for a rough look at rows of four bits: at the signs of their numbers alone, which takes a
/// quarter of the time.
#[derive(Debug)]
pub struct RoughTokens {
    query: SignTables,
    dimensions: usize,
    scratch: Vec<u8>,
}

impl RoughTokens {
    /// As [`CodedTokens::new`]; none for other codecs.
    pub fn new(codec: Codec, query: &[f32], dimensions: usize) -> Option<Self> {
        let WholeQuery { numbers, scales } = match codec {
            Codec::FourBit => WholeQuery::for_nibble_signs(query, dimensions),
            Codec::Int8 | Codec::OneBit => return None,
        };
        let length = numbers.len().checked_div(scales.len()).unwrap_or(0);
        let query = SignTables::new(&numbers, &scales, length);
        Some(RoughTokens { query, dimensions, scratch: Vec::new() })
    }

    /// Grows with Σ over query tokens of the largest dot product with a token of the document, whose rows these are.
    pub fn max_sim(&mut self, rows: &[u8]) -> f32 {
        max_sim_nibble_signs(&self.query, rows, self.dimensions, &mut self.scratch)
    }
}
