//! What a search found out before it lacked something, so that it goes on from there when it is made again: scans that
//! this engine made, and those that it asked its mirrors for.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Scans that are remembered: a search has one per target, and several searches may be under way.
const KEPT: usize = 32;

/// What a scan found, and the exact distances known so far.
#[derive(Debug)]
pub struct Scan {
    /// Rows with the distances that the scan gave, the nearest first: by codes where the vectors are coded, else exact.
    pub found: Vec<(u32, f32)>,
    /// Exact distances of the first ones.
    pub exact: RefCell<Vec<f32>>,
}

/// A scan that needs mirrors: its key, and the request in the encoding of the query module.
pub type Asked = (u64, Vec<u8>);

/// Remembered scans. One whose shard has changed is never asked for again and falls out in time.
#[derive(Debug, Default)]
pub struct Scans {
    known: RefCell<VecDeque<(u64, Rc<Scan>)>>,
    asked: RefCell<Vec<Asked>>,
}

impl Scans {
    /// The scan of this key, made if it is not known.
    pub fn get(&self, key: u64, make: impl FnOnce() -> Vec<(u32, f32)>) -> Rc<Scan> {
        self.find(key).unwrap_or_else(|| self.keep(key, make()))
    }

    /// The scan of this key; none, and the request noted, where it has not been answered yet.
    pub fn ask(&self, key: u64, request: impl FnOnce() -> Vec<u8>) -> Option<Rc<Scan>> {
        let known = self.find(key);
        let asked = self.asked.borrow().iter().any(|(other, _)| *other == key);
        if known.is_none() && !asked {
            self.asked.borrow_mut().push((key, request()));
        }
        known
    }

    /// Remembers what all parts found together, the nearest first.
    pub fn keep(&self, key: u64, found: Vec<(u32, f32)>) -> Rc<Scan> {
        let scan = Rc::new(Scan { found, exact: RefCell::default() });
        let mut known = self.known.borrow_mut();
        if known.len() == KEPT {
            known.pop_front();
        }
        known.push_back((key, Rc::clone(&scan)));
        scan
    }

    fn find(&self, key: u64) -> Option<Rc<Scan>> {
        self.known.borrow().iter().find(|(known, _)| *known == key).map(|(_, scan)| Rc::clone(scan))
    }

    /// Whether a scan was asked for since the last [`Scans::take_asked`].
    pub fn any_asked(&self) -> bool {
        !self.asked.borrow().is_empty()
    }

    /// The scans that were asked for.
    pub fn take_asked(&self) -> Vec<Asked> {
        self.asked.take()
    }
}
