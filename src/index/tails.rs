//! The open ends of all posting lists of a property, in one allocation: most terms of a language occur once or twice,
//! and a vector each would cost more than what is in it.
//!
//! A tail has room for a power of two of postings. One that is full moves to twice the room, and what it leaves is
//! given to the next tail of that size.

use super::block::BLOCK;

/// A row that holds a term and how often it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Posting {
    pub row: u32,
    pub frequency: u32,
}

/// Sizes of tails: 1, 2, 4 … up to a block.
const SIZES: usize = BLOCK.ilog2() as usize + 1;
const NONE: u32 = u32::MAX;

/// Postings of one list that are not in a block yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tail {
    at: u32,
    length: u8,
    /// Exponent of the room.
    size: u8,
}

/// Where the postings of all tails are.
#[derive(Debug)]
pub(super) struct Tails {
    slots: Vec<Posting>,
    /// By size the first free room, whose first row is the place of the next.
    free: [u32; SIZES],
}

impl Default for Tails {
    fn default() -> Self {
        Tails { slots: Vec::new(), free: [NONE; SIZES] }
    }
}

impl Tails {
    /// Adds a posting; gives all of them back, and the tail is empty again, when they fill a block.
    pub fn push(&mut self, tail: &mut Tail, posting: Posting) -> Option<[Posting; BLOCK]> {
        let length = usize::from(tail.length);
        if length == 0 {
            (tail.at, tail.size) = (self.take(0), 0);
        } else if length == 1 << tail.size {
            let (from, to) = (tail.at as usize, self.take(tail.size + 1));
            self.slots.copy_within(from..from + length, to as usize);
            self.give(*tail);
            (tail.at, tail.size) = (to, tail.size + 1);
        }
        self.slots[tail.at as usize + length] = posting;
        tail.length += 1;
        if usize::from(tail.length) < BLOCK {
            return None;
        }
        let full = self.get(*tail).first_chunk().copied();
        self.give(*tail);
        tail.length = 0;
        full
    }

    /// The postings of a tail.
    pub fn get(&self, tail: Tail) -> &[Posting] {
        &self.slots[tail.at as usize..][..usize::from(tail.length)]
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<Posting>()
    }

    fn take(&mut self, size: u8) -> u32 {
        let free = &mut self.free[usize::from(size)];
        if *free != NONE {
            let at = *free;
            *free = self.slots[at as usize].row;
            return at;
        }
        let at = self.slots.len();
        reserve(&mut self.slots, 1 << size);
        self.slots.resize(at + (1 << size), Posting::default());
        at as u32
    }

    fn give(&mut self, tail: Tail) {
        let free = &mut self.free[usize::from(tail.size)];
        self.slots[tail.at as usize].row = *free;
        *free = tail.at;
    }
}

/// Makes room for more at the end of a big vector, a quarter at a time: doubling would leave up to half of it unused.
pub(super) fn reserve<T>(vector: &mut Vec<T>, more: usize) {
    if vector.capacity() - vector.len() < more {
        vector.reserve_exact(more.max(vector.len() / 4).max(64));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_grow_apart_and_reuse_their_room() {
        let mut tails = Tails::default();
        let mut both = [Tail::default(), Tail::default()];
        let posting = |list: usize, n: u32| Posting { row: n, frequency: list as u32 + 1 };
        for round in 0..3 {
            for n in 0..BLOCK as u32 {
                for (list, tail) in both.iter_mut().enumerate() {
                    let full = tails.push(tail, posting(list, n));
                    let want: Vec<Posting> = (0..=n).map(|n| posting(list, n)).collect();
                    match full {
                        Some(full) => assert_eq!((full.to_vec(), tails.get(*tail).len()), (want, 0)),
                        None => assert_eq!(tails.get(*tail), want),
                    }
                }
            }
            // the first round needs each size twice, later ones nothing new
            assert!(tails.slots.len() <= 2 * (2 * BLOCK - 1), "round {round}: {}", tails.slots.len());
        }
    }
}
