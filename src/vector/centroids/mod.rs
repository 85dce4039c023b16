//! Centroids: a few thousand vectors that stand for all token vectors of a collection, so that a document can be known
//! by the numbers of those its tokens are near to.
//!
//! They are found in two levels. A token is compared with the groups first, then with the centroids of the two best
//! groups only: with 4,096 centroids that is about 200 comparisons.

mod means;
mod training;

use means::halves;

use crate::simd::{self, CentroidTable, PANEL};
pub use training::Training;

/// Groups in which the nearest centroid is looked for, the two nearest ones.
const PROBES: usize = 2;

/// Centroids in groups.
#[derive(Debug)]
pub struct Codebook {
    dimensions: usize,
    /// The groups' centers, row-major.
    groups: Vec<f32>,
    group_halves: Vec<f32>,
    /// The first centroid of each group, and the end.
    first: Vec<usize>,
    /// Row-major, group by group.
    centroids: Vec<f32>,
    halves: Vec<f32>,
}

impl Codebook {
    /// Of groups with their centroids, both row-major.
    fn new(groups: Vec<f32>, centroids: &[Vec<f32>], dimensions: usize) -> Codebook {
        let mut first = vec![0];
        for group in centroids {
            first.push(first[first.len() - 1] + group.len() / dimensions);
        }
        let centroids = centroids.concat();
        let (group_halves, halves) = (halves(&groups, dimensions), halves(&centroids, dimensions));
        Codebook { dimensions, groups, group_halves, first, centroids, halves }
    }

    /// Number of centroids, at most 65,536.
    pub fn len(&self) -> usize {
        self.halves.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.halves.is_empty()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.groups.len() + self.centroids.len() + self.halves.len()) * size_of::<f32>()
    }

    /// Multiply-adds of one [`Codebook::nearest`], about.
    pub fn cost(&self) -> usize {
        let groups = self.group_halves.len().max(1);
        (groups + PROBES * self.len() / groups) * self.dimensions
    }

    /// The number of the centroid nearest to a vector, among those of the groups nearest to it.
    pub fn nearest(&self, vector: &[f32]) -> u16 {
        let mut best = (0, f32::NEG_INFINITY);
        for (group, _) in simd::nearest_rows(&self.groups, &self.group_halves, vector) {
            let (from, to) = (self.first[group], self.first[group + 1]);
            let rows = &self.centroids[from * self.dimensions..to * self.dimensions];
            let [(at, value), _] = simd::nearest_rows(rows, &self.halves[from..to], vector);
            if value > best.1 {
                best = (from + at, value);
            }
        }
        best.0 as u16
    }

    /// What every centroid gives to each of these query tokens, row-major, turned like the vectors: tables of up to
    /// [`PANEL`] tokens. Bytes of all tables count the same, above the least product of their token.
    pub fn tables(&self, query: &[f32]) -> Vec<CentroidTable> {
        let rows = || self.centroids.chunks_exact(self.dimensions);
        let products: Vec<Vec<f32>> = query
            .chunks_exact(self.dimensions)
            .map(|token| rows().map(|row| simd::dot(token, row)).collect())
            .collect();
        let least: Vec<f32> = products.iter().map(|of| of.iter().copied().fold(f32::INFINITY, f32::min)).collect();
        let most = products.iter().map(|of| of.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        let range = most.zip(&least).map(|(most, least)| most - least).fold(0.0, f32::max);
        let steps = if range > 0.0 && range.is_finite() { f32::from(u8::MAX) / range } else { 0.0 };
        let table = |(products, least): (&[Vec<f32>], &[f32])| {
            let mut table = CentroidTable::new(self.len(), products.len());
            for centroid in 0..self.len() {
                for ((to, products), least) in table.row_mut(centroid).iter_mut().zip(products).zip(least) {
                    *to = ((products[centroid] - least) * steps + 0.5) as u8;
                }
            }
            table
        };
        products.chunks(PANEL).zip(least.chunks(PANEL)).map(table).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIMENSIONS: usize = 8;

    /// Vectors near to the ends of `count` directions.
    fn clusters(count: usize, each: usize) -> Vec<f32> {
        let mut state = 7u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        let ends: Vec<f32> = (0..count * DIMENSIONS).map(|_| next()).collect();
        let at = |i: usize| (i % count) * DIMENSIONS..(i % count + 1) * DIMENSIONS;
        (0..count * each).flat_map(|i| ends[at(i)].iter().map(|x| x + next() * 0.01).collect::<Vec<f32>>()).collect()
    }

    fn train(vectors: &[f32], count: usize, work: usize) -> (Codebook, usize) {
        let mut training = Training::new(count, vectors.len() / DIMENSIONS, DIMENSIONS);
        for steps in 1.. {
            let (left, book) =
                training.advance(work, |at, to| to.extend_from_slice(&vectors[at * DIMENSIONS..(at + 1) * DIMENSIONS]));
            assert!(left <= work);
            if let Some(book) = book {
                return (book, steps);
            }
        }
        unreachable!("a training ends")
    }

    #[test]
    fn centroids_are_found_in_steps_as_at_once() {
        let vectors = clusters(40, 30);
        let (at_once, steps) = train(&vectors, 64, usize::MAX);
        assert_eq!(steps, 1);
        let (in_steps, steps) = train(&vectors, 64, 4096);
        assert!(steps > 10);
        assert_eq!(at_once.centroids, in_steps.centroids);
        assert!((64..=64 + 8).contains(&at_once.len()));
    }

    #[test]
    fn centroids_are_near_to_their_vectors() {
        let vectors = clusters(40, 30);
        let (book, _) = train(&vectors, 64, usize::MAX);
        let squared = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        let (mut error, mut spread) = (0.0, 0.0);
        for vector in vectors.chunks(DIMENSIONS) {
            let at = usize::from(book.nearest(vector)) * DIMENSIONS;
            error += squared(vector, &book.centroids[at..at + DIMENSIONS]);
            spread += squared(vector, &[0.0; DIMENSIONS]);
        }
        assert!(error < spread / 5.0, "{error} of {spread}");
    }

    #[test]
    fn the_table_ranks_centroids_by_product() {
        let vectors = clusters(40, 30);
        let (book, _) = train(&vectors, 64, usize::MAX);
        let query = &vectors[..3 * DIMENSIONS];
        let tables = book.tables(query);
        let [table] = &tables[..] else { panic!("three tokens are one panel") };
        let product = |id: usize, token: usize| {
            let row = &book.centroids[id * DIMENSIONS..(id + 1) * DIMENSIONS];
            simd::dot(row, &query[token * DIMENSIONS..(token + 1) * DIMENSIONS])
        };
        let exact = |id: usize| (0..3).map(|token| product(id, token)).sum::<f32>();
        let most = (0..book.len()).max_by(|a, b| exact(*a).total_cmp(&exact(*b))).unwrap();
        let score = |id: usize| table.best(&[id as u16]);
        assert!((0..book.len()).all(|id| score(id) <= score(most) + 3));
        assert!((0..book.len()).any(|id| score(id) < score(most) / 2));
    }

    #[test]
    fn no_vectors_make_no_trouble() {
        let (book, _) = train(&[0.0; 3 * DIMENSIONS], 64, usize::MAX);
        assert!(usize::from(book.nearest(&[1.0; DIMENSIONS])) < book.len());
        assert!(book.tables(&[]).is_empty());
    }
}
