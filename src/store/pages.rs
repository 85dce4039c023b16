//! Reading rows and vectors that stay in storage. The core does no I/O: what a call needs and is not here is noted,
//! the caller reads those pages, supplies them, and makes the call again.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::scans::Scans;
use super::split::Split;

/// Bytes of a page: what one checksum covers, and the least that is read. A document of 180 tokens × 128 f32 has
/// 92 KB: pages much smaller would multiply requests, much larger ones bytes.
pub const PAGE: usize = 1 << 15;
/// Pages kept after a call, in bytes: neighbours in a result page often share them. Room for what two searches that
/// run side by side ask for in one round, so that the end of one does not take the other's.
const CACHE: usize = 8 << 20;

/// Where bytes are: in the payload of a stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// Number of the value, given by the caller in the order of replay.
    pub value: u32,
    /// First byte in its payload.
    pub offset: u32,
    /// Number of bytes.
    pub length: u32,
}

/// One page of one value: its number, then the page's position in the payload.
pub type PageId = (u32, u32);

impl Location {
    /// Of bytes that are not stored.
    pub const NOWHERE: Location = Location { value: u32::MAX, offset: 0, length: 0 };

    /// The same bytes once their record stands at `base` in the payload of `value`.
    pub fn within(self, value: u32, base: u32) -> Location {
        Location { value, offset: base + self.offset, length: self.length }
    }

    /// Whether the bytes are stored anywhere.
    pub fn is_stored(self) -> bool {
        self.value != u32::MAX
    }

    fn pages(self) -> impl Iterator<Item = PageId> {
        let first = self.offset as usize / PAGE;
        let end = (self.offset as usize + self.length as usize).div_ceil(PAGE).max(first + 1);
        (first..end).map(move |page| (self.value, page as u32))
    }
}

/// Pages at hand, and those that were asked for and are not.
#[derive(Debug, Default)]
pub struct Pages {
    held: RefCell<BTreeMap<PageId, Rc<[u8]>>>,
    bytes: Cell<usize>,
    missing: RefCell<BTreeSet<PageId>>,
    last: Cell<u64>,
    /// What calls found out before they lacked something.
    pub scans: Scans,
    split: Split,
}

impl Pages {
    /// No pages yet, for an engine that holds this share of the vectors.
    pub fn of(split: Split) -> Pages {
        Pages { split, ..Pages::default() }
    }

    /// Which vectors are held here.
    pub fn split(&self) -> Split {
        self.split
    }

    /// Whether these bytes are at hand; what is not is noted as missing.
    pub fn hold(&self, at: Location) -> bool {
        let held = self.held.borrow();
        let before = self.missing.borrow().len();
        self.missing.borrow_mut().extend(at.pages().filter(|page| !held.contains_key(page)));
        self.missing.borrow().len() == before && at.pages().all(|page| held.contains_key(&page))
    }

    /// The bytes; none, and noted as missing, when they are not at hand.
    pub fn read(&self, at: Location) -> Option<Vec<u8>> {
        if !self.hold(at) {
            return None;
        }
        let held = self.held.borrow();
        let (mut from, end) = (at.offset as usize, at.offset as usize + at.length as usize);
        let mut out = Vec::with_capacity(at.length as usize);
        while from < end {
            let page = held.get(&(at.value, (from / PAGE) as u32))?;
            let to = end.min((from / PAGE + 1) * PAGE);
            out.extend_from_slice(page.get(from % PAGE..from % PAGE + (to - from))?);
            from = to;
        }
        Some(out)
    }

    /// Puts a page at hand. Every page but a payload's last has [`PAGE`] bytes.
    pub fn supply(&self, page: PageId, bytes: &[u8]) {
        let old = self.held.borrow_mut().insert(page, bytes.into());
        self.bytes.set(self.bytes.get() + bytes.len() - old.map_or(0, |old| old.len()));
    }

    /// Whether a call since the last [`Pages::take_missing`] lacked something: its answer is then void.
    pub fn any_missing(&self) -> bool {
        !self.missing.borrow().is_empty() || self.scans.any_asked()
    }

    /// Bytes that are noted as missing, about.
    pub fn missing_bytes(&self) -> usize {
        self.missing.borrow().len() * PAGE
    }

    /// Lets go of the pages of these bytes once all pages are more than a small cache.
    pub fn let_go(&self, at: Location) {
        if self.bytes.get() <= CACHE {
            return;
        }
        for page in at.pages() {
            let gone = self.held.borrow_mut().remove(&page);
            self.bytes.set(self.bytes.get() - gone.map_or(0, |page| page.len()));
        }
    }

    /// A number not given before.
    pub fn fresh(&self) -> u64 {
        self.last.set(self.last.get() + 1);
        self.last.get()
    }

    /// What was lacking, in order.
    pub fn take_missing(&self) -> Vec<PageId> {
        self.missing.take().into_iter().collect()
    }

    /// Lets go of pages when they are more than a small cache.
    pub fn trim(&self) {
        if self.bytes.get() > CACHE {
            self.clear();
        }
    }

    /// Lets go of all pages.
    pub fn clear(&self) {
        self.held.take();
        self.bytes.set(0);
    }

    /// Bytes at hand.
    pub fn bytes(&self) -> usize {
        self.bytes.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_names_all_it_lacks_and_then_succeeds() {
        let payload: Vec<u8> = (0..PAGE * 2 + 100).map(|i| (i % 251) as u8).collect();
        let pages = Pages::default();
        let at = Location { value: 7, offset: PAGE as u32 - 10, length: PAGE as u32 + 50 };
        assert_eq!(pages.read(at), None);
        let missing = pages.take_missing();
        assert_eq!(missing, [(7, 0), (7, 1), (7, 2)]);
        for (value, page) in missing {
            let from = page as usize * PAGE;
            pages.supply((value, page), &payload[from..payload.len().min(from + PAGE)]);
        }
        assert_eq!(pages.read(at).unwrap(), payload[PAGE - 10..2 * PAGE + 40]);
        assert!(!pages.any_missing());
    }
}
