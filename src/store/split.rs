//! Several engines, each in memory of its own, share the vectors of one database: they apply the same records in the
//! same order, so that their rows are the same, and each holds the vectors of some objects. The first leads: it has
//! properties and indexes too. The others are mirrors, with vectors only.

use std::hash::Hasher;

use twox_hash::XxHash64;

use crate::schema::Uuid;

/// An engine's share: part `index` of `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    index: u32,
    count: u32,
}

impl Default for Split {
    fn default() -> Split {
        Split { index: 0, count: 1 }
    }
}

impl Split {
    /// Part `index` of `count`; `index < count`.
    pub fn new(index: u32, count: u32) -> Split {
        debug_assert!(index < count);
        Split { index, count }
    }

    /// Whether this engine has all of it.
    pub fn is_whole(self) -> bool {
        self.count == 1
    }

    /// Whether this engine holds vectors only, for another that leads.
    pub fn is_mirror(self) -> bool {
        self.index > 0
    }

    /// Whether the vectors of this object are held here. Every version of an object is in the same place.
    pub fn holds(self, uuid: &Uuid) -> bool {
        if self.is_whole() {
            return true;
        }
        // ids that a program counts up by itself are spread as well as random ones
        let mut hasher = XxHash64::with_seed(0);
        hasher.write(uuid);
        hasher.finish() % u64::from(self.count) == u64::from(self.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_is_held_by_exactly_one() {
        let parts: Vec<Split> = (0..3).map(|index| Split::new(index, 3)).collect();
        let mut held = [0; 3];
        for n in 0u32..3000 {
            let mut uuid = [0; 16];
            uuid[12..].copy_from_slice(&n.to_be_bytes());
            let at: Vec<usize> = (0..3).filter(|part| parts[*part].holds(&uuid)).collect();
            assert_eq!(at.len(), 1);
            held[at[0]] += 1;
        }
        assert!(held.iter().all(|n| (900..1100).contains(n)), "{held:?}");
    }
}
