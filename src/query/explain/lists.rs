//! The hybrid part of an explanation: what each of the fused lists adds.

use super::{Flat, Noted};
use crate::query::fuse::{Fusion, FusionHit, FusionSet, shares};
use crate::query::request::Hybrid;

/// The lists of a hybrid search.
pub(super) struct Lists<'a> {
    hybrid: &'a Hybrid,
    lists: Vec<List<'a>>,
}

struct List<'a> {
    set: &'a FusionSet<'static>,
    /// Whether it is the list of the vector leg.
    is_vector: bool,
    /// By hit, before and after its weight.
    normalised: Vec<f32>,
    shares: Vec<f32>,
}

impl List<'_> {
    fn find(&self, row: u32) -> Option<usize> {
        self.set.hits.iter().position(|hit| hit.row == row)
    }
}

impl<'a> Lists<'a> {
    pub fn new(hybrid: &'a Hybrid, noted: &'a Noted) -> Lists<'a> {
        let list = |set: &'a FusionSet<'static>| List {
            set,
            is_vector: set.name.starts_with("vector"),
            normalised: shares(&set.hits, 1.0, hybrid.fusion()),
            shares: shares(&set.hits, set.weight, hybrid.fusion()),
        };
        Lists { hybrid, lists: noted.lists.iter().map(list).collect() }
    }

    fn hit(&self, is_vector: bool, row: u32) -> Option<&FusionHit> {
        let list = self.lists.iter().find(|list| list.is_vector == is_vector)?;
        list.find(row).map(|at| &list.set.hits[at])
    }

    /// The distance at which the vector leg found a hit, if it did.
    pub fn distance(&self, row: u32) -> Option<f32> {
        self.hit(true, row)?.distance
    }

    /// Whether the keyword leg found a hit.
    pub fn has_keywords(&self, row: u32) -> bool {
        self.hit(false, row).is_some()
    }

    pub fn explain(&self, row: u32, out: &mut Flat) {
        let places: Vec<(&List, usize)> =
            self.lists.iter().filter_map(|list| list.find(row).map(|at| (list, at))).collect();
        out.count(places.len());
        for (list, at) in places {
            out.count(usize::from(!list.is_vector));
            out.push(&[list.set.hits[at].value, list.normalised[at], (at + 1) as f32, list.shares[at]]);
        }
    }

    /// Tells how the lists are fused.
    pub fn head(&self, out: &mut Flat) {
        let fusion = match self.hybrid.fusion() {
            Fusion::RelativeScore => 1,
            Fusion::Ranked => 2,
        };
        let weight = |is_vector: bool| {
            let list = self.lists.iter().find(|list| list.is_vector == is_vector);
            f64::from(list.map_or(0.0, |list| list.set.weight))
        };
        out.count(fusion);
        out.numbers.extend([self.hybrid.alpha, weight(true), weight(false)]);
    }
}
