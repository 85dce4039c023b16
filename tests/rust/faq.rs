//! The token vectors of tests/data/en-faq.

use std::fs;
use std::path::PathBuf;

use weavelet::simd::{PackedQuery, max_sim};

/// Numbers of a token vector.
pub const DIMENSIONS: usize = 128;
/// Every so many of the 585 queries is asked.
const EVERY: usize = 30;

/// Documents and queries, row-major.
pub struct Faq {
    documents: Vec<f32>,
    /// Where each document begins, in numbers, and the end.
    pub document_at: Vec<usize>,
    queries: Vec<f32>,
    query_at: Vec<usize>,
}

fn read(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/en-faq").join(name)).unwrap()
}

fn offsets(name: &str) -> Vec<usize> {
    read(name).as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize * DIMENSIONS).collect()
}

/// A float16 that is neither infinite nor NaN.
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023) / 1024.0);
    let size = if exponent == 0 { fraction * 2f32.powi(-14) } else { (1.0 + fraction) * 2f32.powi(exponent - 15) };
    if bits >> 15 == 1 { -size } else { size }
}

impl Faq {
    pub fn read() -> Faq {
        let half = |bytes: &[u8; 2]| half(u16::from_le_bytes(*bytes));
        Faq {
            documents: read("dvec.i8.bin").iter().map(|&x| f32::from(x as i8) / 127.0).collect(),
            document_at: offsets("doff.u32.bin"),
            queries: read("qvec.f16.bin").as_chunks().0.iter().map(half).collect(),
            query_at: offsets("qoff.u32.bin"),
        }
    }

    pub fn all_tokens(&self) -> &[f32] {
        &self.documents
    }

    pub fn documents(&self) -> impl Iterator<Item = &[f32]> {
        self.document_at.windows(2).map(|at| &self.documents[at[0]..at[1]])
    }

    pub fn queries(&self) -> impl Iterator<Item = &[f32]> {
        self.query_at.windows(2).step_by(EVERY).map(|at| &self.queries[at[0]..at[1]])
    }

    /// The documents by falling exact score.
    pub fn exact(&self, query: &[f32]) -> Vec<usize> {
        let query = PackedQuery::new(query, DIMENSIONS);
        ranking(self.documents().map(|document| max_sim(&query, document)))
    }
}

/// The documents by falling score.
pub fn ranking(scores: impl Iterator<Item = f32>) -> Vec<usize> {
    let scores: Vec<f32> = scores.collect();
    let mut documents: Vec<usize> = (0..scores.len()).collect();
    documents.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    documents
}
