//! Token pooling: fewer vectors per document, each standing for several that are alike.
//!
//! By clusters (Clavié, Chaffin, Adams: "Reducing the Footprint of Multi-Vector Retrieval with Minimal Performance Impact
//! via Token Pooling", arXiv 2409.14683): the two clusters whose union spreads least, by Ward's criterion over the
//! vectors' directions, become one, until a part of them is left. By rows, for images of pages: one vector per row of
//! patches.

use crate::schema::{Grid, Pooling};
use crate::simd;

/// Vectors, each of which stands for several.
#[derive(Debug, Default)]
pub struct Pooled {
    /// Row-major.
    pub values: Vec<f32>,
    /// By vector the numbers of those it stands for, ascending.
    pub members: Vec<Vec<u32>>,
}

/// The vectors that stand for these, row-major, `dimensions` numbers each. Rows of patches are pooled first; a document
/// with fewer vectors than patches has none.
pub fn pool(pooling: &Pooling, vectors: &[f32], dimensions: usize) -> Pooled {
    let singly = || (0..(vectors.len() / dimensions) as u32).map(|member| vec![member]).collect();
    let by_rows = pooling.grid.and_then(|grid| pool_rows(vectors, dimensions, grid));
    let by_rows = by_rows.unwrap_or_else(|| Pooled { values: vectors.to_vec(), members: singly() });
    match pooling.factor {
        0 | 1 => by_rows,
        factor => pool_clusters(&by_rows, dimensions, factor),
    }
}

/// The mean of each row of patches, then the vectors that follow the patches. None where there are fewer.
fn pool_rows(vectors: &[f32], dimensions: usize, grid: Grid) -> Option<Pooled> {
    let row = grid.columns * dimensions;
    let (patches, rest) = vectors.split_at_checked(grid.rows * row)?;
    let mut pooled = Pooled::default();
    let mut at = 0;
    for row in patches.chunks_exact(row.max(1)) {
        let mut cluster = Cluster::new(&row[..dimensions], &[at]);
        for patch in row[dimensions..].chunks_exact(dimensions) {
            at += 1;
            cluster.add(&Cluster::new(patch, &[at]));
        }
        at += 1;
        cluster.write(&mut pooled);
    }
    pooled.values.extend_from_slice(rest);
    pooled.members.extend((at..).take(rest.len() / dimensions).map(|member| vec![member]));
    Some(pooled)
}

/// Vectors that have become one.
#[derive(Clone)]
struct Cluster {
    /// Sum of the vectors.
    sum: Vec<f32>,
    /// Sum of their directions, vectors of length 1.
    directions: Vec<f32>,
    /// Sum of their lengths.
    lengths: f32,
    count: f32,
    members: Vec<u32>,
}

impl Cluster {
    /// Of one vector, which stands for `members`.
    fn new(vector: &[f32], members: &[u32]) -> Cluster {
        let mut directions = vector.to_vec();
        simd::normalize(&mut directions);
        let lengths = simd::dot(vector, vector).sqrt();
        Cluster { sum: vector.to_vec(), directions, lengths, count: 1.0, members: members.to_vec() }
    }

    fn add(&mut self, other: &Cluster) {
        self.sum.iter_mut().zip(&other.sum).for_each(|(a, b)| *a += b);
        self.directions.iter_mut().zip(&other.directions).for_each(|(a, b)| *a += b);
        self.lengths += other.lengths;
        self.count += other.count;
        self.members.extend_from_slice(&other.members);
    }

    /// Ward's criterion: how much a union spreads more than its parts.
    fn spread(&self, other: &Cluster) -> f32 {
        let (n, m) = (self.count, other.count);
        let squares = |a: &Cluster| simd::dot(&a.directions, &a.directions) / (a.count * a.count);
        let product = simd::dot(&self.directions, &other.directions) / (n * m);
        n * m / (n + m) * (squares(self) + squares(other) - 2.0 * product)
    }

    /// Appends the direction of the mean with the mean of the lengths: vectors of length 1 give one of length 1.
    fn write(&self, to: &mut Pooled) {
        let length = simd::dot(&self.sum, &self.sum).sqrt();
        let factor = if length > 0.0 { self.lengths / self.count / length } else { 0.0 };
        to.values.extend(self.sum.iter().map(|x| x * factor));
        let mut members = self.members.clone();
        members.sort_unstable();
        to.members.push(members);
    }
}

/// The next cluster after one, by Ward's criterion.
#[derive(Clone, Copy)]
struct Next {
    at: usize,
    spread: f32,
}

const NONE: Next = Next { at: usize::MAX, spread: f32::INFINITY };

/// One vector for each of `count / factor` clusters, rounded up, in the order of their first vectors.
fn pool_clusters(from: &Pooled, dimensions: usize, factor: usize) -> Pooled {
    let vectors = from.values.chunks_exact(dimensions).zip(&from.members);
    let mut clusters: Vec<Option<Cluster>> =
        vectors.map(|(vector, members)| Some(Cluster::new(vector, members))).collect();
    let wanted = clusters.len().div_ceil(factor);
    // each pair is looked at from its first cluster
    let next_of = |clusters: &[Option<Cluster>], at: usize| {
        let Some(own) = &clusters[at] else { return NONE };
        let others = clusters.iter().enumerate().skip(at + 1);
        let each = others.filter_map(|(at, other)| Some(Next { at, spread: own.spread(other.as_ref()?) }));
        each.fold(NONE, |best, one| if one.spread < best.spread { one } else { best })
    };
    let mut next: Vec<Next> = (0..clusters.len()).map(|at| next_of(&clusters, at)).collect();
    for _ in wanted..clusters.len() {
        let first = (0..next.len()).reduce(|a, b| if next[b].spread < next[a].spread { b } else { a });
        let Some(first) = first.filter(|first| next[*first].at < clusters.len()) else { break };
        let second = next[first].at;
        let Some(gone) = clusters[second].take() else { break };
        if let Some(cluster) = &mut clusters[first] {
            cluster.add(&gone);
        }
        next[second] = NONE;
        for at in 0..second {
            if at == first || next[at].at == first || next[at].at == second {
                next[at] = next_of(&clusters, at);
            } else if at < first
                && let (Some(own), Some(union)) = (&clusters[at], &clusters[first])
            {
                let spread = own.spread(union);
                if spread < next[at].spread {
                    next[at] = Next { at: first, spread };
                }
            }
        }
    }
    let mut pooled = Pooled::default();
    clusters.iter().flatten().for_each(|cluster| cluster.write(&mut pooled));
    pooled
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Pooling = Pooling { factor: 1, grid: None };

    fn noise(count: usize) -> Vec<f32> {
        (0..count).map(|k| ((k * k) as f32 * 0.7).sin()).collect()
    }

    fn pool(pooling: &Pooling, vectors: &[f32], dimensions: usize) -> Vec<f32> {
        super::pool(pooling, vectors, dimensions).values
    }

    /// Every pair looked at before each union.
    fn oracle(vectors: &[f32], dimensions: usize, factor: usize) -> Vec<f32> {
        let one = |vector| Cluster::new(vector, &[]);
        let mut clusters: Vec<Cluster> = vectors.chunks_exact(dimensions).map(one).collect();
        let wanted = clusters.len().div_ceil(factor);
        while clusters.len() > wanted {
            let pairs = (0..clusters.len()).flat_map(|a| (a + 1..clusters.len()).map(move |b| (a, b)));
            let spread = |(a, b): (usize, usize)| clusters[a].spread(&clusters[b]);
            let (a, b) = pairs.min_by(|x, y| spread(*x).total_cmp(&spread(*y))).unwrap();
            let gone = clusters.remove(b);
            clusters[a].add(&gone);
        }
        let mut pooled = Pooled::default();
        clusters.iter().for_each(|cluster| cluster.write(&mut pooled));
        pooled.values
    }

    #[test]
    fn every_vector_stands_for_its_members() {
        let members = |factor, grid, vectors: &[f32]| super::pool(&Pooling { factor, grid }, vectors, 2).members;
        let vectors = [1.0, 0.0, 0.0, 2.0, 0.9, 0.1, 0.1, 1.9, 5.0, 5.1];
        let grid = Some(Grid { rows: 2, columns: 2 });
        assert_eq!(members(1, None, &vectors[..4]), [[0], [1]]);
        assert_eq!(members(2, None, &vectors[..8]), [[0, 2], [1, 3]]);
        assert_eq!(members(1, grid, &vectors), [vec![0, 1], vec![2, 3], vec![4]]);
        assert_eq!(members(3, grid, &vectors), [[0, 1, 2, 3, 4]]);
    }

    #[test]
    fn clusters_are_those_of_a_plain_search() {
        for tokens in [1, 2, 3, 7, 40] {
            for factor in [2, 3, 5] {
                let vectors = noise(tokens * 6);
                let pooled = pool(&Pooling { factor, ..ALL }, &vectors, 6);
                assert_eq!(pooled, oracle(&vectors, 6, factor), "{tokens} by {factor}");
                assert_eq!(pooled.len(), Pooling { factor, ..ALL }.left_of(tokens) * 6);
            }
        }
    }

    #[test]
    fn what_is_alike_becomes_one_and_keeps_its_length() {
        let vectors = [1.0, 0.0, 0.0, 2.0, 0.9, 0.1, 0.1, 1.9];
        let pooled = pool(&Pooling { factor: 2, ..ALL }, &vectors, 2);
        let lengths: Vec<f32> = pooled.chunks(2).map(|v| v[0].hypot(v[1])).collect();
        assert!(pooled[0] > 0.9 && pooled[1] < 0.1 && pooled[2] < 0.1 && pooled[3] > 1.9, "{pooled:?}");
        assert!((lengths[0] - (1.0 + 0.9f32.hypot(0.1)) / 2.0).abs() < 1e-6, "{lengths:?}");
    }

    #[test]
    fn rows_of_patches_become_one_vector_each() {
        let grid = Some(Grid { rows: 2, columns: 2 });
        let pooling = Pooling { grid, ..ALL };
        let vectors = [1.0, 0.0, 1.0, 0.0, 0.0, 3.0, 0.0, 1.0, 5.0, 5.0];
        assert_eq!(pool(&pooling, &vectors, 2), [1.0, 0.0, 0.0, 2.0, 5.0, 5.0]);
        assert_eq!((pooling.left_of(5), pooling.left_of(3)), (3, 3));
        assert_eq!(pool(&pooling, &vectors[..6], 2), vectors[..6]);
        let both = Pooling { factor: 2, grid };
        assert_eq!(pool(&both, &vectors, 2).len(), both.left_of(5) * 2);
        assert_eq!(pool(&ALL, &vectors, 2), vectors);
    }
}
