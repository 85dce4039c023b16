//! Finding centroids for a sample, a bounded amount of work at a time.

use super::Codebook;
use super::means::{Means, halves};
use crate::simd::nearest_rows;

/// Vectors of the sample per group when groups are found.
const PER_GROUP: usize = 64;

/// A training under way. The sample stays with the caller, who says how vector number `i` of it is read.
#[derive(Debug)]
pub struct Training {
    dimensions: usize,
    /// Centroids wanted.
    count: usize,
    /// Vectors in the sample.
    sample: usize,
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
    /// For about `count` centroids, of a sample of `sample` vectors.
    pub fn new(count: usize, sample: usize, dimensions: usize) -> Training {
        let groups = count.isqrt().max(1);
        let means = Means::new(groups, sample.min(groups * PER_GROUP), dimensions);
        Training { dimensions, count, sample, stage: Stage::Groups(means) }
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
                    let taking = self.sample.min(means_count(self.count));
                    while let Some(at) = means.wants() {
                        let Some(left) = work.checked_sub(means.cost()) else { return (0, None) };
                        work = left;
                        fetch(at * self.sample / taking.max(1), &mut vector);
                        means.take(&vector);
                    }
                    let groups = std::mem::replace(means, Means::new(0, 0, self.dimensions)).into_centers();
                    let halves = halves(&groups, self.dimensions);
                    let members = vec![Vec::new(); halves.len()];
                    self.stage = Stage::Dividing { groups, halves, members, at: 0 };
                }
                Stage::Dividing { groups, halves, members, at } => {
                    while *at < self.sample {
                        let Some(left) = work.checked_sub(groups.len()) else { return (0, None) };
                        work = left;
                        fetch(*at, &mut vector);
                        members[nearest_rows(groups, halves, &vector)[0].0].push(*at as u32);
                        *at += 1;
                    }
                    let (groups, members) = (std::mem::take(groups), std::mem::take(members));
                    let means = self.means_of(&members[0]);
                    self.stage = Stage::Centroids { groups, members, found: Vec::new(), means };
                }
                Stage::Centroids { groups, members, found, means } => {
                    while let Some(at) = means.wants() {
                        let Some(left) = work.checked_sub(means.cost()) else { return (0, None) };
                        work = left;
                        fetch(members[found.len()][at] as usize, &mut vector);
                        means.take(&vector);
                    }
                    let centers = std::mem::replace(means, Means::new(0, 0, self.dimensions)).into_centers();
                    // a group without members keeps its own center, so that each has a centroid
                    let own = found.len() * self.dimensions;
                    let own = &groups[own..own + self.dimensions];
                    found.push(if centers.is_empty() { own.to_vec() } else { centers });
                    let Some(next) = members.get(found.len()) else {
                        return (work, Some(Codebook::new(std::mem::take(groups), found, self.dimensions)));
                    };
                    let wanted = centroids_of(next.len(), self.count, self.sample);
                    *means = Means::new(wanted, next.len(), self.dimensions);
                }
            }
        }
    }

    fn means_of(&self, members: &[u32]) -> Means {
        Means::new(centroids_of(members.len(), self.count, self.sample), members.len(), self.dimensions)
    }
}

/// Vectors that take part in finding groups.
fn means_count(count: usize) -> usize {
    count.isqrt().max(1) * PER_GROUP
}

/// A group's share of the centroids.
fn centroids_of(members: usize, count: usize, sample: usize) -> usize {
    (members * count).div_ceil(sample.max(1))
}
