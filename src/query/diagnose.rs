//! What a search costs and finds on a collection's own vectors, and what other settings would: measured on a sample.

use super::near::{Measure, Near, keep_nearest};
use super::scan::{self, Task};
use crate::order;
use crate::schema::{Muvera, Pooling};
use crate::simd::{PackedQuery, max_sim};
use crate::store::RowSet;
use crate::vector::codec::{Codec, CodedTokens, Encoder};
use crate::vector::pooling::pool;

/// Codecs that are compared, beside full precision.
const CODECS: [Option<Codec>; 4] = [None, Some(Codec::Int8), Some(Codec::FourBit), Some(Codec::OneBit)];
/// Pooling factors that are compared.
const FACTORS: [usize; 3] = [1, 2, 3];

/// Documents and queries of one target, row-major.
pub struct Sample<'a> {
    /// Numbers per token vector.
    pub dimensions: usize,
    /// Each document's vectors in full precision.
    pub documents: &'a [Vec<f32>],
    /// Each query's vectors, normalized where the metric asks for it.
    pub queries: &'a [Vec<f32>],
    /// How many of the best documents are looked for.
    pub k: usize,
}

/// What one setting would cost and find.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// How vectors would be held; none in full precision.
    pub codec: Option<Codec>,
    /// One vector would be held of so many.
    pub factor: usize,
    /// Bytes held per token vector that comes in.
    pub bytes_per_token: f64,
    /// Share of the exact best `k` among the `k` that rank first.
    pub ranking: f64,
    /// Share of them among twice as many, which a search scores exactly.
    pub recall: f64,
}

impl Sample<'_> {
    /// Every combination of codec and pooling factor.
    pub fn settings(&self) -> Vec<Setting> {
        let exact: Vec<Vec<usize>> =
            self.queries.iter().map(|query| self.ranking(self.documents, None, query)).collect();
        let tokens: usize = self.documents.iter().map(|document| document.len() / self.dimensions).sum();
        let mut out = Vec::new();
        for factor in FACTORS {
            let pooling = Pooling { factor, grid: None };
            let pooled: Vec<Vec<f32>> =
                self.documents.iter().map(|document| pool(&pooling, document, self.dimensions).values).collect();
            for codec in CODECS {
                let bytes_of = |document: &Vec<f32>| match codec {
                    Some(codec) => codec.bytes(document.len() / self.dimensions, self.dimensions),
                    None => size_of_val(&document[..]),
                };
                let bytes: usize = pooled.iter().map(bytes_of).sum();
                let found: Vec<Vec<usize>> = match codec {
                    Some(codec) => self.coded_rankings(&pooled, codec),
                    None => self.queries.iter().map(|query| self.ranking(&pooled, None, query)).collect(),
                };
                out.push(Setting {
                    codec,
                    factor,
                    bytes_per_token: bytes as f64 / tokens.max(1) as f64,
                    ranking: self.share(&exact, &found, self.k),
                    recall: self.share(&exact, &found, 2 * self.k),
                });
            }
        }
        out
    }

    fn coded_rankings(&self, documents: &[Vec<f32>], codec: Codec) -> Vec<Vec<usize>> {
        let mut encoder = Encoder::new(codec, self.dimensions);
        let coded: Vec<Vec<u8>> = documents
            .iter()
            .map(|document| {
                let mut rows = Vec::new();
                encoder.encode(document, &mut rows);
                rows
            })
            .collect();
        let queries = self.queries.iter();
        queries.map(|query| self.ranking(documents, Some((codec, &coded)), query)).collect()
    }

    /// The documents by falling score.
    fn ranking(&self, documents: &[Vec<f32>], coded: Option<(Codec, &[Vec<u8>])>, query: &[f32]) -> Vec<usize> {
        let scores: Vec<f32> = match coded {
            Some((codec, rows)) => {
                let mut query = CodedTokens::new(codec, query, self.dimensions);
                rows.iter().map(|rows| query.max_sim(rows)).collect()
            }
            None => {
                let query = PackedQuery::new(query, self.dimensions);
                documents.iter().map(|document| max_sim(&query, document)).collect()
            }
        };
        let mut best: Vec<usize> = (0..scores.len()).collect();
        order::sort_by(&mut best, |a, b| scores[*b].total_cmp(&scores[*a]));
        best
    }

    /// Which share of the exact best ones is among the first `depth`.
    fn share(&self, exact: &[Vec<usize>], found: &[Vec<usize>], depth: usize) -> f64 {
        let hits = |(exact, found): (&Vec<usize>, &Vec<usize>)| {
            let found = &found[..depth.min(found.len())];
            exact.iter().take(self.k).filter(|document| found.contains(document)).count()
        };
        let wanted: usize = exact.iter().map(|exact| exact.len().min(self.k)).sum();
        exact.iter().zip(found).map(hits).sum::<usize>() as f64 / wanted.max(1) as f64
    }
}

/// The scan of one query over what is held here.
#[derive(Clone, Copy, Debug)]
pub struct Scanned {
    /// Milliseconds when all rows are scored.
    pub all: f64,
    /// Milliseconds of the scan that searches make.
    pub own: f64,
    /// Share of the best rows of the former that the latter finds.
    pub found: f64,
}

/// Scans as a search does, and everything, for comparison: the best `task.page` of both.
pub fn scan(measure: &mut Measure<'_>, task: &Task<'_>, clock: &dyn Fn() -> f64) -> Scanned {
    let start = clock();
    let mut all = scan::everything(measure, task);
    let between = clock();
    let mut own = scan::own(measure, task);
    let end = clock();
    keep_nearest(&mut all, task.page, &|a, b| a.cmp(&b));
    keep_nearest(&mut own, task.page, &|a, b| a.cmp(&b));
    Scanned { all: between - start, own: end - between, found: share_found(&all, &own) }
}

/// The scan of encodings that a search makes for `task.page` rows, and the exact distances of `known`: rows whose
/// vectors are at hand, some of all. As their best count as many as `known` would have of the page, and as found those
/// among as many of its candidates.
pub fn scan_encodings(
    measure: &mut Measure<'_>,
    muvera: &Muvera,
    task: &Task<'_>,
    known: &RowSet,
    clock: &dyn Fn() -> f64,
) -> Scanned {
    let share = known.count().max(1) as f64 / task.allowed.count().max(1) as f64;
    let part = |count: usize| ((count as f64 * share).round() as usize).max(1);
    let (page, candidates) = (part(task.page), part(muvera.candidates(task.page)));
    let start = clock();
    scan::own(measure, task);
    let between = clock();
    let distance = |row| Some(Near { row, distance: measure.distance(row)? });
    let mut all: Vec<Near> = known.iter().filter_map(distance).collect();
    let end = clock();
    keep_nearest(&mut all, page, &|a, b| a.cmp(&b));
    let own = scan::own(measure, &Task { allowed: known, count: candidates, ..*task });
    Scanned { all: (end - between) / share, own: between - start, found: share_found(&all, &own) }
}

/// The share of these rows that is among others; 0 of none.
fn share_found(all: &[Near], own: &[Near]) -> f64 {
    let found = all.iter().filter(|near| own.iter().any(|other| other.row == near.row)).count();
    found as f64 / all.len().max(1) as f64
}
