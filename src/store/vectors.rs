//! The vectors of one target in one shard. Slots hold them row-major in f32; rows point to slots,
//! so that an update which keeps its vector shares it.

use std::borrow::Cow;

use super::pages::Location;
use crate::error::{Error, Result};
use crate::memory::{Budget, try_extend};

/// Values of one chunk: 4 MiB of f32. Growing chunk by chunk never copies what is there.
const CHUNK: usize = 1 << 20;
const NO_SLOT: u32 = u32::MAX;
/// Bookkeeping bytes of a slot: itself, its user count, its row.
const SLOT_BYTES: usize = size_of::<Slot>() + 8;

#[derive(Debug, Clone, Copy)]
struct Slot {
    chunk: u32,
    start: u32,
    /// Token vectors; 1 for a single vector.
    tokens: u32,
    /// Where the values are in storage.
    at: Location,
}

/// One target vector's data.
#[derive(Debug, Default)]
pub struct VectorColumn {
    dimensions: usize,
    chunks: Vec<Vec<f32>>,
    slots: Vec<Slot>,
    users: Vec<u32>,
    of_row: Vec<u32>,
}

impl VectorColumn {
    /// Values per vector; 0 until the first one is stored, which fixes it.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The vector of a row, row-major; none if it has no vector here.
    pub fn get(&self, row: u32) -> Option<Cow<'_, [f32]>> {
        self.exact(row).map(Cow::Borrowed)
    }

    /// Whether a row has a vector here.
    pub fn has(&self, row: u32) -> bool {
        self.slot(row).is_some()
    }

    /// The vector of a row where it is held in full precision.
    pub fn exact(&self, row: u32) -> Option<&[f32]> {
        let slot = self.slots[self.slot(row)? as usize];
        let values = slot.tokens as usize * self.dimensions;
        self.chunks[slot.chunk as usize].get(slot.start as usize..slot.start as usize + values)
    }

    /// Whether a row's vector can be read now in full precision; one that cannot is noted as missing.
    pub fn hold(&self, _row: u32) -> bool {
        true
    }

    /// Where a row's vector is in storage.
    pub fn location(&self, row: u32) -> Option<Location> {
        Some(self.slots[self.slot(row)? as usize].at)
    }

    /// Says where a row's vector is now.
    pub fn relocate(&mut self, row: u32, at: Location) {
        if let Some(slot) = self.slot(row) {
            self.slots[slot as usize].at = at;
        }
    }

    fn slot(&self, row: u32) -> Option<u32> {
        self.of_row.get(row as usize).copied().filter(|s| *s != NO_SLOT)
    }

    fn assign(&mut self, row: u32, slot: u32) {
        self.of_row.resize((row as usize + 1).max(self.of_row.len()), NO_SLOT);
        self.of_row[row as usize] = slot;
        self.users[slot as usize] += 1;
    }

    /// Takes the vector of a row, which is stored at `at`. `values.len()` is a positive multiple of `dimensions`.
    pub fn insert(
        &mut self,
        row: u32,
        values: &[f32],
        dimensions: usize,
        at: Location,
        budget: &mut Budget,
    ) -> Result<()> {
        if self.dimensions == 0 {
            self.dimensions = dimensions;
        }
        if dimensions != self.dimensions || values.is_empty() || !values.len().is_multiple_of(dimensions) {
            return Err(Error::internal(format!(
                "a vector of {} values in rows of {dimensions} does not fit a column of {}",
                values.len(),
                self.dimensions
            )));
        }
        budget.reserve(size_of_val(values) + SLOT_BYTES)?;
        let fits = self.chunks.last().is_some_and(|c| c.len() + values.len() <= CHUNK);
        if !fits {
            self.chunks.push(Vec::new());
        }
        let chunk = self.chunks.len() - 1;
        let start = self.chunks[chunk].len();
        if self.chunks[chunk].capacity() == 0 && chunk > 0 {
            // the first chunk grows as needed, small collections stay small
            let room = CHUNK.max(values.len());
            self.chunks[chunk].try_reserve_exact(room).map_err(|_| {
                Error::new(crate::error::ErrorKind::MemoryLimit, format!("out of memory: {room} values needed"))
            })?;
        }
        try_extend(&mut self.chunks[chunk], values)?;
        let tokens = (values.len() / dimensions) as u32;
        self.slots.push(Slot { chunk: chunk as u32, start: start as u32, tokens, at });
        self.users.push(0);
        self.assign(row, self.slots.len() as u32 - 1);
        Ok(())
    }

    /// Gives `row` the vector that `from` has, if any.
    pub fn share(&mut self, from: u32, row: u32) {
        if let Some(slot) = self.slot(from) {
            self.assign(row, slot);
        }
    }

    /// Takes the vector from a row. Its memory comes back when the shard is rebuilt.
    pub fn remove(&mut self, row: u32, budget: &mut Budget) {
        if let Some(slot) = self.slot(row) {
            self.of_row[row as usize] = NO_SLOT;
            self.users[slot as usize] -= 1;
            if self.users[slot as usize] == 0 {
                budget.release(self.slots[slot as usize].tokens as usize * self.dimensions * size_of::<f32>());
            }
        }
    }

    /// Bytes taken from the memory budget.
    pub fn reserved_bytes(&self) -> usize {
        let used = self.slots.iter().zip(&self.users).filter(|(_, users)| **users > 0);
        used.map(|(slot, _)| slot.tokens as usize * self.dimensions * size_of::<f32>()).sum::<usize>()
            + self.slots.len() * SLOT_BYTES
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.chunks.iter().map(|c| c.capacity() * size_of::<f32>()).sum::<usize>()
            + self.slots.capacity() * size_of::<Slot>()
            + (self.of_row.capacity() + self.users.capacity()) * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_share_a_vector_until_the_last_lets_go() {
        let mut budget = Budget::new(1 << 20);
        let mut column = VectorColumn::default();
        column.insert(2, &[1.0, 2.0, 3.0, 4.0], 2, Location::NOWHERE, &mut budget).unwrap();
        let used = budget.used();
        column.share(2, 5);
        column.remove(2, &mut budget);
        assert_eq!(budget.used(), used);
        assert_eq!(column.exact(2), None);
        assert_eq!(column.exact(5), Some(&[1.0, 2.0, 3.0, 4.0][..]));
        column.remove(5, &mut budget);
        assert!(budget.used() < used);
        assert!(column.insert(6, &[1.0; 3], 3, Location::NOWHERE, &mut budget).is_err());
    }
}
