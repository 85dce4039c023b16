//! A single-vector query against coded vectors.

use super::encoder::wholes;
use super::levels::NIBBLES;
use super::query::WholeQuery;
use super::{Codec, Encoder};
use crate::schema::Metric;
use crate::simd::{Coding, SignPlanes, dot_codes, split_scales};

/// A query vector, made ready once for the rows of one codec.
#[derive(Debug)]
pub struct CodedVector {
    metric: Metric,
    query: Vec<f32>,
    /// Its Euclidean length.
    length: f32,
    numbers: Numbers,
    /// What a whole number counts.
    scale: f32,
    encoder: Encoder,
    /// Numbers that a row stands for.
    decoded: Vec<f32>,
}

/// The query, turned, in whole numbers.
#[derive(Debug)]
enum Numbers {
    Codes { query: Vec<i16>, coding: Coding },
    Signs(SignPlanes),
}

impl CodedVector {
    /// Takes a query of finite numbers.
    pub fn new(codec: Codec, query: &[f32], metric: Metric) -> Self {
        let WholeQuery { numbers, scales } = WholeQuery::for_codes(query, query.len());
        let codes = |coding| Numbers::Codes { query: numbers.clone(), coding };
        CodedVector {
            metric,
            query: query.to_vec(),
            length: length(query),
            scale: scales.first().copied().unwrap_or(0.0),
            encoder: Encoder::new(codec, query.len()),
            decoded: Vec::new(),
            numbers: match codec {
                Codec::Int8 => codes(Coding::Bytes),
                Codec::FourBit => codes(NIBBLES),
                Codec::OneBit => Numbers::Signs(SignPlanes::new(&numbers)),
            },
        }
    }

    /// About the dot product with the vector of a row.
    pub fn dot(&self, row: &[u8]) -> f32 {
        let (codes, scale) = self.split(row);
        let sum = match &self.numbers {
            Numbers::Codes { query, coding } => dot_codes(query, codes, *coding),
            Numbers::Signs(planes) => planes.dot(codes),
        };
        sum as f32 * scale * self.scale
    }

    /// About the distance to the vector of a row. Cosine takes both as normalized, as [`Metric::distance`] does. By
    /// hamming, which counts equal numbers, all vectors are far, since a code stands for none exactly.
    pub fn distance(&mut self, row: &[u8]) -> f32 {
        match self.metric {
            Metric::Dot => -self.dot(row),
            Metric::Cosine => (1.0 - self.dot(row)).max(0.0),
            Metric::L2Squared => {
                let length = self.length_of(row);
                (self.length * self.length + length * length - 2.0 * self.dot(row)).max(0.0)
            }
            Metric::Manhattan | Metric::Hamming => {
                self.decoded.clear();
                self.encoder.decode(row, &mut self.decoded);
                self.metric.distance(&self.query, &self.decoded)
            }
        }
    }

    /// A row's codes and its scale.
    fn split<'a>(&self, row: &'a [u8]) -> (&'a [u8], f32) {
        let (codes, scales) = split_scales(row, self.encoder.codec().row_bytes(self.query.len()));
        (codes, scales.of(0))
    }

    /// About the length of the vector of a row.
    fn length_of(&self, row: &[u8]) -> f32 {
        let codec = self.encoder.codec();
        let (codes, scale) = self.split(row);
        let mut squares = 0.0;
        match codec {
            Codec::OneBit => squares = self.query.len() as f32,
            _ => wholes(codec, codes, self.query.len(), |x| squares += x * x),
        }
        (squares * codec.alignment()).sqrt() * scale
    }
}

/// A vector's Euclidean length, which for finite numbers may still be infinite.
fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt() as f32
}
