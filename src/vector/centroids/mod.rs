//! Centroids: a few thousand vectors that stand for all token vectors of a collection, so that a document can be known
//! by those its tokens are near to.
//!
//! They are found in two levels. A token is compared with the groups first, then with the centroids of the two best
//! groups only: with 4,096 centroids that is about 200 comparisons. All of it is held and compared in codes of eight bits.

mod inverted;
mod means;
mod training;

use std::ops::Range;

use means::halves;

use crate::simd::{CentroidTable, CodedRows, PANEL, WholeVector, products};
pub use inverted::{Inverted, Scores};
pub use training::Training;

/// Groups in which the nearest centroid is looked for, the two nearest ones.
const PROBES: usize = 2;
/// Multiply-adds of codes in the time of one of f32, about.
const CODES_PER_FLOAT: usize = 4;

/// Centroids in groups.
#[derive(Debug)]
pub struct Codebook {
    dimensions: usize,
    groups: Centers,
    /// The first centroid of each group, and the end.
    first: Vec<usize>,
    /// Group by group.
    centroids: Centers,
}

/// Vectors that others are near to.
#[derive(Debug)]
struct Centers {
    rows: CodedRows,
    /// Half of each one's squared length.
    halves: Vec<f32>,
}

impl Centers {
    fn new(rows: &[f32], dimensions: usize) -> Centers {
        Centers { rows: CodedRows::new(rows, dimensions), halves: halves(rows, dimensions) }
    }

    /// The two in a range that are nearest to a vector, the nearer one first, each with its dot product less its half:
    /// 0 at −∞ where there is none. `scale` is what the vector's numbers count.
    fn nearest(&self, range: Range<usize>, vector: &WholeVector, scale: f32) -> [(usize, f32); 2] {
        let mut best = [(0, f32::NEG_INFINITY); 2];
        products(&self.rows, range, vector, |row, product| {
            let value = product * scale - self.halves[row];
            if value > best[0].1 {
                best = [(row, value), best[0]];
            } else if value > best[1].1 {
                best[1] = (row, value);
            }
        });
        best
    }

    fn bytes(&self) -> usize {
        self.rows.bytes() + size_of_val(&self.halves[..])
    }
}

impl Codebook {
    /// Of groups with their centroids, both row-major.
    fn new(groups: Vec<f32>, centroids: &[Vec<f32>], dimensions: usize) -> Codebook {
        let mut first = vec![0];
        for group in centroids {
            first.push(first[first.len() - 1] + group.len() / dimensions);
        }
        let (groups, centroids) = (Centers::new(&groups, dimensions), Centers::new(&centroids.concat(), dimensions));
        Codebook { dimensions, groups, first, centroids }
    }

    /// Number of centroids, at most 65,536.
    pub fn len(&self) -> usize {
        self.centroids.halves.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.centroids.halves.is_empty()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.groups.bytes() + self.centroids.bytes() + size_of_val(&self.first[..])
    }

    /// What one [`Codebook::nearest`] costs, about, in multiply-adds of f32.
    pub fn cost(&self) -> usize {
        let groups = self.groups.halves.len().max(1);
        (groups + PROBES * self.len() / groups) * self.dimensions / CODES_PER_FLOAT
    }

    /// The number of the centroid nearest to a vector, whose numbers count `scale`, among those of the groups nearest
    /// to it.
    pub fn nearest(&self, vector: &WholeVector, scale: f32) -> u16 {
        let groups = self.groups.nearest(0..self.groups.halves.len(), vector, scale);
        let best =
            groups.map(|(group, _)| self.centroids.nearest(self.first[group]..self.first[group + 1], vector, scale)[0]);
        let [one, two] = best;
        (if two.1 > one.1 { two.0 } else { one.0 }) as u16
    }

    /// What every centroid gives to each of these query tokens, row-major, turned like the vectors: tables of up to
    /// [`PANEL`] tokens. Bytes of all tables count the same, above the least product of their token.
    pub fn tables(&self, query: &[f32]) -> Vec<CentroidTable> {
        let mut vector = WholeVector::default();
        let tokens = query.chunks_exact(self.dimensions);
        let products: Vec<Vec<f32>> = tokens
            .map(|token| {
                let scale = whole(token, &mut vector);
                let mut of = Vec::with_capacity(self.len());
                products(&self.centroids.rows, 0..self.len(), &vector, |_, product| of.push(product * scale));
                of
            })
            .collect();
        let least: Vec<f32> = products.iter().map(|of| of.iter().copied().fold(f32::INFINITY, f32::min)).collect();
        let most = products.iter().map(|of| of.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        let range = most.zip(&least).map(|(most, least)| most - least).fold(0.0, f32::max);
        let steps = if range > 0.0 && range.is_finite() { f32::from(u8::MAX) / range } else { 0.0 };
        let bytes = |(products, least): (&Vec<f32>, &f32)| -> Vec<u8> {
            products.iter().map(|product| ((product - least) * steps + 0.5) as i32 as u8).collect()
        };
        let given: Vec<Vec<u8>> = products.iter().zip(&least).map(bytes).collect();
        given.chunks(PANEL).map(CentroidTable::new).collect()
    }
}

/// A vector in whole numbers. Gives what they count.
fn whole(numbers: &[f32], vector: &mut WholeVector) -> f32 {
    const LARGEST: f32 = 127.0;
    let largest = numbers.iter().fold(0.0, |most: f32, x| most.max(x.abs()));
    let steps = if largest > 0.0 { LARGEST / largest } else { 0.0 };
    vector.begin();
    numbers.iter().for_each(|x| vector.push((x * steps).round() as i16));
    vector.end();
    largest / LARGEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd;

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
        let mut training = Training::new(count, vec![0; vectors.len() / DIMENSIONS], DIMENSIONS);
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

    fn nearest(book: &Codebook, vector: &[f32]) -> usize {
        let mut numbers = WholeVector::default();
        let scale = whole(vector, &mut numbers);
        usize::from(book.nearest(&numbers, scale))
    }

    /// A centroid: what it gives to each axis.
    fn row(book: &Codebook, centroid: usize) -> Vec<f32> {
        let axes = (0..DIMENSIONS).map(|axis| {
            let mut numbers = WholeVector::default();
            let unit: Vec<f32> = (0..DIMENSIONS).map(|k| f32::from(u8::from(k == axis))).collect();
            let scale = whole(&unit, &mut numbers);
            let mut number = 0.0;
            products(&book.centroids.rows, centroid..centroid + 1, &numbers, |_, product| number = product * scale);
            number
        });
        axes.collect()
    }

    #[test]
    fn centroids_are_found_in_steps_as_at_once() {
        let vectors = clusters(40, 30);
        let (at_once, steps) = train(&vectors, 64, usize::MAX);
        assert_eq!(steps, 1);
        let (in_steps, steps) = train(&vectors, 64, 4096);
        assert!(steps > 10);
        for vector in vectors.chunks(DIMENSIONS) {
            assert_eq!(nearest(&at_once, vector), nearest(&in_steps, vector));
        }
        assert!((64..=64 + 8).contains(&at_once.len()));
    }

    #[test]
    fn centroids_are_near_to_their_vectors() {
        let vectors = clusters(40, 30);
        let (book, _) = train(&vectors, 64, usize::MAX);
        let squared = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        let (mut error, mut spread) = (0.0, 0.0);
        for vector in vectors.chunks(DIMENSIONS) {
            error += squared(vector, &row(&book, nearest(&book, vector)));
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
        let product =
            |id: usize, token: usize| simd::dot(&row(&book, id), &query[token * DIMENSIONS..(token + 1) * DIMENSIONS]);
        let exact = |id: usize| (0..3).map(|token| product(id, token)).sum::<f32>();
        let most = (0..book.len()).max_by(|a, b| exact(*a).total_cmp(&exact(*b))).unwrap();
        let score = |id: usize| simd::centroid_sum(table, &[id as u16]);
        assert!((0..book.len()).all(|id| score(id) <= score(most) + 3));
        assert!((0..book.len()).any(|id| score(id) < score(most) * 3 / 4));
    }

    #[test]
    fn no_vectors_make_no_trouble() {
        let (book, _) = train(&[0.0; 3 * DIMENSIONS], 64, usize::MAX);
        assert!(nearest(&book, &[1.0; DIMENSIONS]) < book.len());
        assert!(book.tables(&[]).is_empty());
    }
}
