//! K-means in steps: one vector at a time, so that it can stop after any.

use crate::simd::nearest_rows;

/// Passes over the vectors. More of them change recall by less than a thousandth.
const ROUNDS: usize = 4;

/// Clustering under way. Which vectors take part is for the caller to know: it offers them by number, 0 to `count`,
/// as often as asked.
#[derive(Debug)]
pub(super) struct Means {
    /// Row-major.
    centers: Vec<f32>,
    /// Per center half of its squared length.
    halves: Vec<f32>,
    sums: Vec<f32>,
    counts: Vec<u32>,
    dimensions: usize,
    /// The vectors that centers are taken from at first.
    seeds: Vec<u32>,
    /// Vectors that take part.
    count: usize,
    at: usize,
    round: usize,
}

impl Means {
    /// As many centers as seeds for `count` vectors of `dimensions` numbers.
    pub fn new(seeds: Vec<u32>, count: usize, dimensions: usize) -> Means {
        let size = seeds.len() * dimensions;
        Means {
            centers: Vec::with_capacity(size),
            halves: Vec::new(),
            sums: vec![0.0; size],
            counts: vec![0; seeds.len()],
            dimensions,
            seeds,
            count,
            at: 0,
            round: 0,
        }
    }

    /// The number of the vector that is wanted next; none when all is done.
    pub fn wants(&self) -> Option<usize> {
        match self.round {
            0 => self.seeds.get(self.at).map(|seed| *seed as usize),
            round if round <= ROUNDS => Some(self.at),
            _ => None,
        }
    }

    /// Multiply-adds that the next vector costs.
    pub fn cost(&self) -> usize {
        (self.halves.len() + 1) * self.dimensions
    }

    /// Takes the vector that was wanted.
    pub fn take(&mut self, vector: &[f32]) {
        if self.round == 0 {
            self.centers.extend_from_slice(vector);
        } else {
            let [(nearest, _), _] = nearest_rows(&self.centers, &self.halves, vector);
            self.counts[nearest] += 1;
            let sums = &mut self.sums[nearest * self.dimensions..(nearest + 1) * self.dimensions];
            sums.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
        }
        self.at += 1;
        let end = if self.round == 0 { self.counts.len() } else { self.count };
        if self.at == end {
            self.end_round();
        }
    }

    fn end_round(&mut self) {
        let sums = self.sums.chunks_exact_mut(self.dimensions);
        for ((center, sums), count) in self.centers.chunks_exact_mut(self.dimensions).zip(sums).zip(&mut self.counts) {
            // a center that nobody is near to stays where it is
            if *count > 0 {
                center.iter_mut().zip(&*sums).for_each(|(x, sum)| *x = sum / *count as f32);
            }
            sums.fill(0.0);
            *count = 0;
        }
        self.halves = halves(&self.centers, self.dimensions);
        (self.at, self.round) = (0, self.round + 1);
    }

    /// The centers, row-major.
    pub fn into_centers(self) -> Vec<f32> {
        self.centers
    }
}

/// Half of each row's squared length.
pub(super) fn halves(rows: &[f32], dimensions: usize) -> Vec<f32> {
    rows.chunks_exact(dimensions.max(1)).map(|row| row.iter().map(|x| x * x).sum::<f32>() / 2.0).collect()
}
