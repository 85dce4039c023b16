//! MUVERA: one vector of fixed size for a list of token vectors, so that the dot product of two of them is about their
//! MaxSim (Dhulipala, Hadian, Jayaram, Lee, Mirrokni: "MUVERA: Multi-Vector Retrieval via Fixed Dimensional Encodings",
//! arXiv 2405.19504). Parameters, random numbers and layout are those of Weaviate, so the same encodings come out.

use crate::schema::Muvera;
use crate::simd;

/// The seeds of a server's generator.
const SEEDS: [u64; 2] = [0x532c_a510_5169_b1df, 0x385a_b528_5169_b1ac];

/// Makes encodings of token vectors of one length.
#[derive(Debug)]
pub struct FixedEncoder {
    settings: Muvera,
    dimensions: usize,
    /// Normals of the planes that part vectors into clusters: `ksim` rows per repetition.
    planes: Vec<f32>,
    /// Signs, ±1: `dprojections` rows per repetition.
    projections: Vec<f32>,
}

impl FixedEncoder {
    /// For token vectors of `dimensions` numbers, at least 1.
    pub fn new(settings: Muvera, dimensions: usize) -> FixedEncoder {
        let mut random = Pcg(u128::from(SEEDS[0]) << 64 | u128::from(SEEDS[1]));
        let (mut planes, mut projections) = (Vec::new(), Vec::new());
        for _ in 0..settings.repetitions {
            planes.extend((0..settings.ksim * dimensions).map(|_| random.normal() as f32));
            projections.extend((0..settings.dprojections * dimensions).map(|_| random.sign()));
        }
        FixedEncoder { settings, dimensions, planes, projections }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.planes[..]) + size_of_val(&self.projections[..])
    }

    /// The encoding of a document's row-major tokens: a cluster has their mean, an empty one the token whose cluster
    /// differs in the fewest planes, the first of several. All zeros without tokens.
    pub fn document(&self, tokens: &[f32]) -> Vec<f32> {
        self.encode(tokens, |clusters, sums| {
            let mut counts = vec![0u32; sums.len() / self.dimensions];
            clusters.iter().for_each(|cluster| counts[*cluster] += 1);
            for (cluster, (sum, count)) in sums.chunks_exact_mut(self.dimensions).zip(counts).enumerate() {
                let nearest = || (0..clusters.len()).min_by_key(|at| (clusters[*at] ^ cluster).count_ones());
                if count > 0 {
                    sum.iter_mut().for_each(|x| *x *= 1.0 / count as f32);
                } else if let Some(at) = nearest() {
                    sum.copy_from_slice(&tokens[at * self.dimensions..(at + 1) * self.dimensions]);
                }
            }
        })
    }

    /// The encoding of a query's row-major tokens: a cluster has their sum.
    pub fn query(&self, tokens: &[f32]) -> Vec<f32> {
        self.encode(tokens, |_, _| ())
    }

    /// `[repetition][cluster][projection]`. `finish` gets the cluster of each token and the clusters' sums.
    fn encode(&self, tokens: &[f32], finish: impl Fn(&[usize], &mut [f32])) -> Vec<f32> {
        let Muvera { ksim, dprojections, repetitions, .. } = self.settings;
        let dimensions = self.dimensions;
        let scale = 1.0 / (dprojections as f32).sqrt();
        let mut out = Vec::with_capacity(self.settings.numbers());
        let mut sums = vec![0.0; dimensions << ksim];
        let mut clusters = Vec::new();
        for repetition in 0..repetitions {
            let planes = &self.planes[repetition * ksim * dimensions..][..ksim * dimensions];
            let projections = &self.projections[repetition * dprojections * dimensions..][..dprojections * dimensions];
            sums.fill(0.0);
            clusters.clear();
            for token in tokens.chunks_exact(dimensions) {
                let side = |(bit, plane)| usize::from(simd::dot(token, plane) > 0.0) << bit;
                let cluster: usize = planes.chunks_exact(dimensions).enumerate().map(side).sum();
                let sum = &mut sums[cluster * dimensions..(cluster + 1) * dimensions];
                sum.iter_mut().zip(token).for_each(|(sum, x)| *sum += x);
                clusters.push(cluster);
            }
            finish(&clusters, &mut sums);
            for sum in sums.chunks_exact(dimensions) {
                out.extend(projections.chunks_exact(dimensions).map(|signs| scale * simd::dot(signs, sum)));
            }
        }
        out
    }
}

/// Go's PCG-DXSM.
struct Pcg(u128);

impl Pcg {
    fn next(&mut self) -> u64 {
        const FACTOR: u128 = 2_549_297_995_355_413_924 << 64 | 4_865_540_595_714_422_341;
        const PLUS: u128 = 6_364_136_223_846_793_005 << 64 | 1_442_695_040_888_963_407;
        self.0 = self.0.wrapping_mul(FACTOR).wrapping_add(PLUS);
        let (mut high, low) = ((self.0 >> 64) as u64, self.0 as u64);
        high ^= high >> 32;
        high = high.wrapping_mul(0xda94_2042_e4dd_58b5);
        high ^= high >> 48;
        high.wrapping_mul(low | 1)
    }

    /// In 0..1.
    fn uniform(&mut self) -> f64 {
        (self.next() << 11 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Normally distributed, by Box and Muller.
    fn normal(&mut self) -> f64 {
        let (first, second) = (self.uniform(), self.uniform());
        (-2.0 * first.ln()).sqrt() * (2.0 * std::f64::consts::PI * second).cos()
    }

    fn sign(&mut self) -> f32 {
        if self.next() & 1 == 1 { 1.0 } else { -1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_are_those_of_go() {
        let mut random = Pcg(1 << 64 | 2);
        let first = [random.next(), random.next(), random.next()];
        assert_eq!(first, [0xc4f5_a586_56ee_f510, 0x9dce_c3ad_077d_ec6c, 0xc8d0_4605_312f_8088]);
        let mut random = Pcg(u128::from(SEEDS[0]) << 64 | u128::from(SEEDS[1]));
        for expected in [-0.258_446_027_016_849, 1.905_233_826_528_756, 1.776_265_057_560_878, 0.950_769_956_723_696] {
            assert!((random.normal() - expected).abs() < 1e-12);
        }
    }

    /// `count` vectors of length 1.
    fn noise(seed: usize, count: usize, dimensions: usize) -> Vec<f32> {
        let number = |k: usize| (((k + 1) * (seed + 3)) as f32 * 0.37).sin();
        let mut values: Vec<f32> = (0..count * dimensions).map(number).collect();
        values.chunks_exact_mut(dimensions).for_each(simd::normalize);
        values
    }

    /// The definition, number by number, in f64.
    fn oracle(encoder: &FixedEncoder, tokens: &[f32], document: bool) -> Vec<f64> {
        let Muvera { ksim, dprojections, repetitions, .. } = encoder.settings;
        let dims = encoder.dimensions;
        let tokens: Vec<&[f32]> = tokens.chunks(dims).collect();
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        let mut out = Vec::new();
        for r in 0..repetitions {
            let plane = |i: usize| &encoder.planes[(r * ksim + i) * dims..(r * ksim + i + 1) * dims];
            let sign = |k: usize, m: usize| f64::from(encoder.projections[(r * dprojections + k) * dims + m]);
            let of = |token: &[f32]| (0..ksim).filter(|i| dot(token, plane(*i)) > 0.0).map(|i| 1 << i).sum::<usize>();
            for c in 0..1 << ksim {
                let own: Vec<&&[f32]> = tokens.iter().filter(|token| of(token) == c).collect();
                let nearest = tokens.iter().min_by_key(|token| (of(token) ^ c).count_ones());
                let value = |m: usize| match (own.len(), document) {
                    (0, false) => 0.0,
                    (0, true) => nearest.map_or(0.0, |token| f64::from(token[m])),
                    (n, _) => {
                        own.iter().map(|token| f64::from(token[m])).sum::<f64>() / if document { n as f64 } else { 1.0 }
                    }
                };
                let project = |k: usize| (0..dims).map(|m| sign(k, m) * value(m)).sum::<f64>();
                out.extend((0..dprojections).map(|k| project(k) / (dprojections as f64).sqrt()));
            }
        }
        out
    }

    #[test]
    fn equals_the_definition() {
        for (settings, dims, count) in [
            (Muvera::new(4, 16, 10), 128, 40),
            (Muvera::new(3, 8, 20), 8, 3),
            (Muvera::new(0, 5, 2), 7, 4),
            (Muvera::new(6, 3, 2), 33, 1),
            (Muvera::new(2, 4, 3), 16, 0),
        ] {
            let encoder = FixedEncoder::new(settings, dims);
            let tokens = noise(5, count, dims);
            for (document, got) in [(true, encoder.document(&tokens)), (false, encoder.query(&tokens))] {
                let wanted = oracle(&encoder, &tokens, document);
                assert_eq!((got.len(), wanted.len()), (settings.numbers(), settings.numbers()));
                for (got, wanted) in got.iter().zip(wanted) {
                    assert!((f64::from(*got) - wanted).abs() < 1e-4, "{got} is not {wanted}: {settings:?}");
                }
            }
        }
    }

    #[test]
    fn products_follow_max_sim() {
        let dims = 32;
        let encoder = FixedEncoder::new(Muvera::new(4, 16, 10), dims);
        let documents: Vec<Vec<f32>> = (0..50).map(|seed| noise(seed * 7, 20, dims)).collect();
        let encoded: Vec<Vec<f32>> = documents.iter().map(|document| encoder.document(document)).collect();
        let mut best = 0;
        for (at, document) in documents.iter().enumerate() {
            let query = encoder.query(&document[..5 * dims]);
            let score = |other: &usize| simd::dot(&query, &encoded[*other]);
            best += usize::from((0..50).max_by(|a, b| score(a).total_cmp(&score(b))) == Some(at));
        }
        assert!(best >= 45, "{best} of 50 documents are nearest to a part of themselves");
    }
}
