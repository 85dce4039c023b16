//! A multi-vector query against coded documents.

use super::Codec;
use super::levels::NIBBLES;
use super::query::WholeQuery;
use crate::simd::{Coding, PackedCodes, Rows, Scratch, SignTables, max_sim_codes, max_sim_signs};

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
