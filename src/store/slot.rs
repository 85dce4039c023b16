//! Where one vector of a column is held, and how all of them look to whoever groups them.

use super::candidates::Coded;
use super::pages::Location;
use crate::vector::codec::Codec;

/// Bookkeeping bytes of a slot: itself, its row, the allocator's share.
pub(super) const SLOT_BYTES: usize = size_of::<Slot>() + 16;

/// A vector of one or more rows.
#[derive(Debug)]
pub(super) struct Slot {
    /// Token vectors; 1 for a single vector.
    pub tokens: u32,
    /// Rows that have this vector.
    pub users: u32,
    /// Where the values are in storage.
    pub at: Location,
    /// Row-major; empty where they stay in storage.
    pub values: Box<[f32]>,
    /// Rows of the column's codec, one per token, or one for all of them; empty without codec.
    pub codes: Box<[u8]>,
}

impl Slot {
    /// Bytes of values and codes.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.values) + self.codes.len()
    }
}

/// The codes of all slots.
pub(super) struct CodedSlots<'a> {
    pub slots: &'a [Slot],
    pub codec: Codec,
    pub dimensions: usize,
}

impl Coded for CodedSlots<'_> {
    fn codes(&self, slot: usize) -> &[u8] {
        &self.slots[slot].codes
    }

    fn slots(&self) -> usize {
        self.slots.len()
    }

    fn tokens(&self, slot: usize) -> u32 {
        self.slots[slot].tokens
    }

    fn codec(&self) -> Codec {
        self.codec
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }
}
