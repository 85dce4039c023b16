//! How much of the exact ranking is left in codes, on real token vectors (tests/data/en-faq).

use std::fs;
use std::path::PathBuf;

use weavelet::simd::{PackedQuery, max_sim};
use weavelet::vector::codec::{Codec, CodedTokens, Encoder};

const DIMENSIONS: usize = 128;
/// Every so many of the 585 queries is asked.
const EVERY: usize = 20;

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

/// The documents by falling score.
fn ranking(scores: impl Iterator<Item = f32>) -> Vec<usize> {
    let scores: Vec<f32> = scores.collect();
    let mut documents: Vec<usize> = (0..scores.len()).collect();
    documents.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    documents
}

#[test]
fn codes_keep_the_best_documents() {
    let documents: Vec<f32> = read("dvec.i8.bin").iter().map(|&x| f32::from(x as i8) / 127.0).collect();
    let queries: Vec<f32> = read("qvec.f16.bin").as_chunks().0.iter().map(|b| half(u16::from_le_bytes(*b))).collect();
    let (document_at, query_at) = (offsets("doff.u32.bin"), offsets("qoff.u32.bin"));
    let asked: Vec<&[f32]> = query_at.windows(2).step_by(EVERY).map(|at| &queries[at[0]..at[1]]).collect();
    let exact: Vec<Vec<usize>> = asked
        .iter()
        .map(|query| {
            let query = PackedQuery::new(query, DIMENSIONS);
            ranking(document_at.windows(2).map(|at| max_sim(&query, &documents[at[0]..at[1]])))
        })
        .collect();
    let mut int8 = Vec::new();
    Encoder::new(Codec::Int8, DIMENSIONS).encode(&documents, &mut int8);
    // share of the exact top 10 in the top 10, 20 and 100 of the codes
    let least = [(Codec::Int8, [0.97, 1.0, 1.0]), (Codec::FourBit, [0.9, 1.0, 1.0]), (Codec::OneBit, [0.7, 0.9, 0.98])];
    for (codec, least) in least {
        let mut rows = Vec::new();
        let mut encoder = Encoder::new(codec, DIMENSIONS);
        encoder.encode(&documents, &mut rows);
        let mut demoted = Vec::new();
        encoder.recode(Codec::Int8, &int8, &mut demoted);
        for (from, rows) in [("f32", &rows), ("int8", &demoted)] {
            let mut found = [0; 3];
            for (query, exact) in asked.iter().zip(&exact) {
                let mut query = CodedTokens::new(codec, query, DIMENSIONS);
                let size = codec.bytes_per_token(DIMENSIONS);
                let scores = document_at
                    .windows(2)
                    .map(|at| query.max_sim(&rows[at[0] / DIMENSIONS * size..at[1] / DIMENSIONS * size]));
                let ranking = ranking(scores);
                for (found, depth) in found.iter_mut().zip([10, 20, 100]) {
                    *found += exact[..10].iter().filter(|best| ranking[..depth].contains(best)).count();
                }
            }
            let shares = found.map(|found| found as f32 / (10 * asked.len()) as f32);
            println!("{codec:?} from {from}: exact top 10 in top 10, 20, 100: {shares:?}");
            assert!(shares.iter().zip(least).all(|(share, least)| *share >= least), "{codec:?}: {shares:?} {least:?}");
        }
    }
}
