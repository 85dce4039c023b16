//! Finding centroids for a sample, a bounded amount of work at a time.

use super::Codebook;
use super::means::{Means, halves};
use crate::simd::nearest_rows;

/// Vectors of the sample per group when groups are found.
const PER_GROUP: usize = 64;

/// A training under way. The sample stays with the caller, who says how vector number `i` of it is read. Centroids start
/// from vectors spread over the words they are of, where that is known: most tokens that are alike are of one word.
#[derive(Debug)]
pub struct Training {
    dimensions: usize,
    /// Centroids wanted.
    count: usize,
    /// What each vector of the sample is of; the same ones are together.
    labels: Vec<u32>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Groups(Means),
    /// Each vector goes to its group.
    Dividing {
        groups: Vec<f32>,
        halves: Vec<f32>,
        members: Vec<Vec<u32>>,
        at: usize,
    },
    /// The centroids of one group after the other.
    Centroids {
        groups: Vec<f32>,
        members: Vec<Vec<u32>>,
        found: Vec<Vec<f32>>,
        means: Means,
    },
}

impl Training {
    /// For about `count` centroids, of a sample of vectors with these labels. The same ones are together; what is not
    /// known is a label too.
    pub fn new(count: usize, labels: Vec<u32>, dimensions: usize) -> Training {
        let groups = count.isqrt().max(1);
        let taking = labels.len().min(groups * PER_GROUP);
        let seeds = seeds((0..taking).map(|at| labels[at * labels.len() / taking]), groups);
        let means = Means::new(seeds, taking, dimensions);
        Training { dimensions, count, labels, stage: Stage::Groups(means) }
    }

    /// Goes on until the work, in multiply-adds, is used up or all is done: then gives the centroids. `read` appends
    /// vector number `i` of the sample, which has the same numbers each time. The work left comes back.
    pub fn advance(
        &mut self,
        mut work: usize,
        mut read: impl FnMut(usize, &mut Vec<f32>),
    ) -> (usize, Option<Codebook>) {
        let mut vector = Vec::with_capacity(self.dimensions);
        let mut fetch = |number: usize, vector: &mut Vec<f32>| {
            vector.clear();
            read(number, vector);
        };
        loop {
            match &mut self.stage {
                Stage::Groups(means) => {
                    let sample = self.labels.len();
                    let taking = sample.min(means_count(self.count));
                    while let Some(at) = means.wants() {
                        let Some(left) = work.checked_sub(means.cost()) else { return (0, None) };
                        work = left;
                        fetch(at * sample / taking.max(1), &mut vector);
                        means.take(&vector);
                    }
                    let groups = std::mem::replace(means, Means::new(Vec::new(), 0, self.dimensions)).into_centers();
                    let halves = halves(&groups, self.dimensions);
                    let members = vec![Vec::new(); halves.len()];
                    self.stage = Stage::Dividing { groups, halves, members, at: 0 };
                }
                Stage::Dividing { groups, halves, members, at } => {
                    while *at < self.labels.len() {
                        let Some(left) = work.checked_sub(groups.len()) else { return (0, None) };
                        work = left;
                        fetch(*at, &mut vector);
                        members[nearest_rows(groups, halves, &vector)[0].0].push(*at as u32);
                        *at += 1;
                    }
                    let (groups, members) = (std::mem::take(groups), std::mem::take(members));
                    let means = means_of(&members[0], self.count, &self.labels, self.dimensions);
                    self.stage = Stage::Centroids { groups, members, found: Vec::new(), means };
                }
                Stage::Centroids { groups, members, found, means } => {
                    while let Some(at) = means.wants() {
                        let Some(left) = work.checked_sub(means.cost()) else { return (0, None) };
                        work = left;
                        fetch(members[found.len()][at] as usize, &mut vector);
                        means.take(&vector);
                    }
                    let centers = std::mem::replace(means, Means::new(Vec::new(), 0, self.dimensions)).into_centers();
                    // a group without members keeps its own center, so that each has a centroid
                    let own = found.len() * self.dimensions;
                    let own = &groups[own..own + self.dimensions];
                    found.push(if centers.is_empty() { own.to_vec() } else { centers });
                    let Some(next) = members.get(found.len()) else {
                        return (work, Some(Codebook::new(std::mem::take(groups), found, self.dimensions)));
                    };
                    *means = means_of(next, self.count, &self.labels, self.dimensions);
                }
            }
        }
    }
}

/// Vectors that take part in finding groups.
fn means_count(count: usize) -> usize {
    count.isqrt().max(1) * PER_GROUP
}

/// For a group's share of `count` centroids; `labels`: those of the whole sample.
fn means_of(members: &[u32], count: usize, labels: &[u32], dimensions: usize) -> Means {
    let centers = (members.len() * count).div_ceil(labels.len().max(1));
    let seeds = seeds(members.iter().map(|member| labels[*member as usize]), centers);
    Means::new(seeds, members.len(), dimensions)
}

/// Up to `centers` numbers of vectors with these labels: a label that is n times as frequent gets √n times as many, and
/// they are spread evenly over its vectors.
fn seeds(labels: impl Iterator<Item = u32>, centers: usize) -> Vec<u32> {
    let labels: Vec<u32> = labels.collect();
    let weight = |run: &[u32]| (run.len() as f64).sqrt();
    let runs = || labels.chunk_by(|a, b| a == b);
    let step = runs().map(weight).sum::<f64>() / centers as f64;
    let mut wanted = (0..centers).map(|n| (n as f64 + 0.5) * step).peekable();
    let (mut seeds, mut before, mut first) = (Vec::with_capacity(centers), 0.0, 0);
    for run in runs() {
        while let Some(at) = wanted.next_if(|at| *at < before + weight(run)) {
            let share = (at - before) / weight(run);
            seeds.push((first + (share * run.len() as f64) as usize) as u32);
        }
        before += weight(run);
        first += run.len();
    }
    // a rare label may be due more than it has
    seeds.dedup();
    seeds
}

#[cfg(test)]
mod tests {
    use super::seeds;

    #[test]
    fn seeds_are_spread_over_labels() {
        assert_eq!(seeds([0; 12].into_iter(), 4), [1, 4, 7, 10]);
        assert_eq!(seeds([5; 3].into_iter(), 9), [0, 1, 2]);
        assert!(seeds([].into_iter(), 3).is_empty());
        // weights 1, 10 and 1
        let labels = [1].into_iter().chain([2; 100]).chain([3]);
        assert_eq!(
            seeds(labels.clone(), 12),
            [0, 5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 101].map(|at| at + u32::from(at > 0 && at < 101))
        );
        assert_eq!(seeds(labels, 24).len(), 22);
    }
}
