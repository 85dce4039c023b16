//! What a search found out before it lacked pages, so that it goes on from there when it is made again.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Scans that are remembered: a search has one per target, and several searches may be under way.
const KEPT: usize = 32;

/// The candidates that codes gave, and the exact distances known so far.
#[derive(Debug)]
pub struct Scan {
    /// Candidates, the nearest by their codes first.
    pub rows: Vec<u32>,
    /// Exact distances of the first ones.
    pub distances: RefCell<Vec<f32>>,
}

/// Remembered scans. One whose shard has changed is never asked for again and falls out in time.
#[derive(Debug, Default)]
pub struct Scans(RefCell<VecDeque<(u64, Rc<Scan>)>>);

impl Scans {
    /// The scan of this key, made if it is not known.
    pub fn get(&self, key: u64, make: impl FnOnce() -> Vec<u32>) -> Rc<Scan> {
        if let Some((_, known)) = self.0.borrow().iter().find(|(known, _)| *known == key) {
            return Rc::clone(known);
        }
        let scan = Rc::new(Scan { rows: make(), distances: RefCell::default() });
        let mut scans = self.0.borrow_mut();
        if scans.len() == KEPT {
            scans.pop_front();
        }
        scans.push_back((key, Rc::clone(&scan)));
        scan
    }
}
