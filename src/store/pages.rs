//! Reading rows and vectors that stay in storage. The core does no I/O: what a call needs and is not here is noted,
//! the caller reads those pages, supplies them, and makes the call again.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, Range};
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

/// Bytes of a [`Location`], where they stand among those that were read with them.
#[derive(Clone, Debug)]
pub struct Bytes {
    run: Rc<Vec<u8>>,
    range: Range<usize>,
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.run[self.range.clone()]
    }
}

/// A page at hand: it begins at `from` in a run of pages that came together.
#[derive(Debug)]
struct Page {
    run: Rc<Vec<u8>>,
    from: usize,
}

impl Page {
    fn bytes(&self) -> &[u8] {
        &self.run[self.from..self.run.len().min(self.from + PAGE)]
    }
}

/// Pages at hand, and those that were asked for and are not.
#[derive(Debug, Default)]
pub struct Pages {
    held: RefCell<BTreeMap<PageId, Page>>,
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

    /// The bytes; none, and noted as missing, when they are not at hand. Those that came together are not copied.
    pub fn read(&self, at: Location) -> Option<Bytes> {
        if !self.hold(at) {
            return None;
        }
        let held = self.held.borrow();
        let (start, length) = (at.offset as usize, at.length as usize);
        let page = |byte: usize| held.get(&(at.value, (byte / PAGE) as u32));
        let (first, last) = (page(start)?, page(start + length.saturating_sub(1))?);
        let from = first.from + start % PAGE;
        if Rc::ptr_eq(&first.run, &last.run) {
            let range = from..from + length;
            return (range.end <= first.run.len()).then(|| Bytes { run: Rc::clone(&first.run), range });
        }
        let mut joined = Vec::with_capacity(length);
        while joined.len() < length {
            let at = start + joined.len();
            let rest = page(at)?.bytes().get(at % PAGE..).filter(|rest| !rest.is_empty())?;
            joined.extend_from_slice(&rest[..rest.len().min(length - joined.len())]);
        }
        Some(Bytes { run: Rc::new(joined), range: 0..length })
    }

    /// Puts pages at hand that follow each other, from this one on. Every page but a payload's last has [`PAGE`] bytes.
    pub fn supply(&self, (value, first): PageId, run: Vec<u8>) {
        let run = Rc::new(run);
        let mut held = self.held.borrow_mut();
        for (page, from) in (first..).zip((0..run.len()).step_by(PAGE)) {
            let page_id = (value, page);
            let page = Page { run: Rc::clone(&run), from };
            let added = page.bytes().len();
            let old = held.insert(page_id, page);
            self.bytes.set(self.bytes.get() + added - old.map_or(0, |old| old.bytes().len()));
        }
    }

    /// Whether a call since the last [`Pages::take_missing`] lacked something: its answer is then void.
    pub fn any_missing(&self) -> bool {
        !self.missing.borrow().is_empty() || self.scans.any_asked()
    }

    /// Bytes that are noted as missing, about.
    pub fn missing_bytes(&self) -> usize {
        self.missing.borrow().len() * PAGE
    }

    /// Lets go of the pages of these bytes once all pages are more than a small cache. The memory of a run goes
    /// with the last of its pages.
    pub fn let_go(&self, at: Location) {
        if self.bytes.get() <= CACHE {
            return;
        }
        for page in at.pages() {
            let gone = self.held.borrow_mut().remove(&page);
            self.bytes.set(self.bytes.get() - gone.map_or(0, |page| page.bytes().len()));
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

    fn payload() -> Vec<u8> {
        (0..PAGE * 3 + 100).map(|i| (i % 251) as u8).collect()
    }

    #[test]
    fn a_read_names_all_it_lacks_and_then_succeeds() {
        let payload = payload();
        let at = Location { value: 7, offset: PAGE as u32 - 10, length: PAGE as u32 + 50 };
        // in runs of so many pages: bytes of several runs are joined, those of one are not
        for pages_per_run in 1..=3 {
            let pages = Pages::default();
            assert!(pages.read(at).is_none());
            let missing = pages.take_missing();
            assert_eq!(missing, [(7, 0), (7, 1), (7, 2)]);
            for run in missing.chunks(pages_per_run) {
                let from = run[0].1 as usize * PAGE;
                pages.supply(run[0], payload[from..from + run.len() * PAGE].to_vec());
            }
            assert_eq!(*pages.read(at).unwrap(), payload[PAGE - 10..2 * PAGE + 40]);
            assert_eq!(pages.bytes(), 3 * PAGE);
            assert!(!pages.any_missing());
        }
    }

    #[test]
    fn bytes_are_counted_page_by_page() {
        let payload = payload();
        let pages = Pages::default();
        pages.supply((7, 0), payload.clone());
        pages.supply((7, 2), payload[2 * PAGE..].to_vec());
        assert_eq!(pages.bytes(), payload.len());
        let last = Location { value: 7, offset: 3 * PAGE as u32, length: 100 };
        assert_eq!(*pages.read(last).unwrap(), payload[3 * PAGE..]);
        assert_eq!(pages.read(Location { length: 101, ..last }).map(|bytes| bytes.len()), None);
        pages.clear();
        assert_eq!(pages.bytes(), 0);
        assert!(!pages.hold(last));
    }
}
