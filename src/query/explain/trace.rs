//! What a search notes while it runs, for explanations of its page: the lists that were joined, and what moved hits.

use std::cell::RefCell;

use crate::query::bm25::Seen;
use crate::query::fuse::{FusionSet, Scale};
use crate::query::mmr::Selected;
use crate::query::request::Combination;
use crate::query::targets::Leg;

/// Where a search notes what it decides. Off, nothing is noted and nothing is spent.
#[derive(Debug, Default)]
pub struct Trace {
    on: bool,
    noted: RefCell<Noted>,
}

/// What was noted.
#[derive(Debug, Default)]
pub struct Noted {
    /// The query vectors that were measured, with their weights.
    pub legs: Vec<Leg>,
    /// How their distances were joined.
    pub combination: Combination,
    /// Spans of the distances of each leg, where the join scales them.
    pub scales: Vec<Scale>,
    /// What the keyword search has seen of the rows that it found.
    pub keywords: Option<Seen>,
    /// The lists of a hybrid search.
    pub lists: Vec<FusionSet<'static>>,
    /// What a boost did.
    pub boost: Option<Boosted>,
    /// What was selected for diversity.
    pub diversity: Option<Diversified>,
}

/// A boost of candidates; lists are in their order before it.
#[derive(Debug)]
pub struct Boosted {
    /// Their rows.
    pub rows: Vec<u32>,
    /// What they were ranked by.
    pub raw: Vec<f32>,
    /// The same scaled to 0..1.
    pub primary: Vec<f32>,
    /// Scores by condition.
    pub conditions: Vec<(f32, Vec<f32>)>,
    /// The conditions together.
    pub boost: Vec<f32>,
    /// Both blended.
    pub blend: Vec<f32>,
    /// Their rows afterwards, best first.
    pub after: Vec<u32>,
}

/// A selection for diversity out of a page.
#[derive(Debug)]
pub struct Diversified {
    /// The page before.
    pub rows: Vec<u32>,
    /// How relevant each of it is.
    pub relevance: Vec<f32>,
    /// The page after: positions in the one before.
    pub selected: Vec<Selected>,
}

impl Trace {
    /// One that notes something, or one that does not.
    pub fn new(on: bool) -> Trace {
        Trace { on, ..Trace::default() }
    }

    /// Notes something.
    pub fn note(&self, note: impl FnOnce(&mut Noted)) {
        if self.on {
            note(&mut self.noted.borrow_mut());
        }
    }

    /// Takes what was noted; none of a trace that is off.
    pub fn take(&self) -> Option<Noted> {
        self.on.then(|| self.noted.take())
    }
}
