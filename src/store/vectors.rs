//! The vectors of one target in one shard. Rows point to slots, so that an update which keeps its vector shares it.
//!
//! A slot holds its vector in full precision, or, where the target has a quantizer, codes: then full precision stays in
//! storage and is read when a result is scored exactly or given back. Both are held of a vector that is stored nowhere,
//! and where codes stand for an object as a whole without a quantizer.

use std::borrow::Cow;
use std::rc::Rc;

use super::candidates::{Candidates, Index};
use super::coding::{Coder, Coding};
use super::compact;
use super::pages::{Location, Pages};
use super::slot::{CodedSlots, SLOT_BYTES, Slot};
use crate::error::{Error, Result};
use crate::memory::{Budget, make_room};
use crate::vector::codec::Codec;
use crate::vector::muvera::FixedEncoder;

const NO_SLOT: u32 = u32::MAX;

/// One target vector's data.
#[derive(Debug, Default)]
pub struct VectorColumn {
    dimensions: usize,
    coding: Option<Coding>,
    /// Made with the first vector.
    coder: Option<Coder>,
    slots: Vec<Slot>,
    of_row: Vec<u32>,
    /// Token vectors of all slots that are held here.
    tokens: usize,
    /// Token vectors of all slots there ever were, here or not.
    numbered: usize,
    /// For multi-vectors in codes.
    candidates: Candidates,
    pages: Rc<Pages>,
}

impl VectorColumn {
    /// A column without vectors; what it will not hold is read from `pages`.
    pub fn new(pages: &Rc<Pages>) -> VectorColumn {
        VectorColumn { pages: Rc::clone(pages), ..VectorColumn::default() }
    }

    /// The same, its vectors held in codes if so wished.
    pub fn coded(pages: &Rc<Pages>, coding: Option<Coding>) -> VectorColumn {
        VectorColumn { pages: Rc::clone(pages), coding, ..VectorColumn::default() }
    }

    /// Values per vector; 0 until the first one is stored, which fixes it.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The codec, if vectors are held in codes. After a demotion it has fewer bits than the schema asks for.
    pub fn codec(&self) -> Option<Codec> {
        self.coding.map(|coding| coding.codec)
    }

    /// The codec that vectors are held in, where full precision is not held beside it.
    pub fn held_codec(&self) -> Option<Codec> {
        self.coding.filter(|coding| !coding.keeps).map(|coding| coding.codec)
    }

    /// What makes one vector of many, where codes are of that one; none before the first vector.
    pub fn fixed(&self) -> Option<&FixedEncoder> {
        self.coder.as_ref()?.fixed()
    }

    /// The vector of a row in full precision, row-major; none if it has no vector here. Where it has to be read from
    /// storage first, its pages are noted as missing and zeros stand in: the caller's answer is void.
    pub fn get(&self, row: u32) -> Option<Cow<'_, [f32]>> {
        let slot = self.slot(row)?;
        if !slot.values.is_empty() {
            return Some(Cow::Borrowed(&slot.values));
        }
        let values = slot.tokens as usize * self.dimensions;
        Some(match self.pages.read(slot.at) {
            Some(bytes) => match compact::decode(&bytes, values, self.dimensions) {
                Ok(values) => values.into(),
                Err(error) => panic!("a vector that could be read when it came: {error}"),
            },
            None => vec![0.0; values].into(),
        })
    }

    /// Whether a row has a vector here.
    pub fn has(&self, row: u32) -> bool {
        self.slot(row).is_some()
    }

    /// The vector of a row where it is held in full precision.
    pub fn exact(&self, row: u32) -> Option<&[f32]> {
        self.slot(row).map(|slot| &*slot.values).filter(|values| !values.is_empty())
    }

    /// The codes of a row's vector: rows of the column's codec. None where they are held elsewhere.
    pub fn codes(&self, row: u32) -> Option<&[u8]> {
        self.slot(row).map(|slot| &*slot.codes).filter(|codes| !codes.is_empty())
    }

    /// Whether a row's vector can be read now in full precision; one that cannot is noted as missing.
    pub fn hold(&self, row: u32) -> bool {
        self.slot(row).is_none_or(|slot| !slot.values.is_empty() || self.pages.hold(slot.at))
    }

    /// Where a row's vector is in storage.
    pub fn location(&self, row: u32) -> Option<Location> {
        self.slot(row).map(|slot| slot.at)
    }

    /// Says where a row's vector is now.
    pub fn relocate(&mut self, row: u32, at: Location) {
        if let Some(slot) = self.slot_number(row) {
            self.slots[slot].at = at;
        }
    }

    /// The number of a row's vector among all there ever were; none if it has no vector.
    pub fn slot_number(&self, row: u32) -> Option<usize> {
        self.of_row.get(row as usize).filter(|slot| **slot != NO_SLOT).map(|slot| *slot as usize)
    }

    fn slot(&self, row: u32) -> Option<&Slot> {
        self.slot_number(row).map(|slot| &self.slots[slot])
    }

    fn assign(&mut self, row: u32, slot: usize) {
        let missing = (row as usize + 1).saturating_sub(self.of_row.len());
        make_room(&mut self.of_row, missing);
        self.of_row.resize(self.of_row.len() + missing, NO_SLOT);
        self.of_row[row as usize] = slot as u32;
        self.slots[slot].users += 1;
    }

    /// Takes over the vector of a row, which is stored at `at`. `values.len()` is a positive multiple of `dimensions`.
    /// A buffer of exactly their size is not copied.
    pub fn insert(
        &mut self,
        row: u32,
        values: Vec<f32>,
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
        budget.reserve(self.bytes_of(values.len(), at) + SLOT_BYTES)?;
        let codes = self.encode(&values)?;
        let tokens = (values.len() / dimensions) as u32;
        let held = if self.leaves(at) { Vec::new() } else { values };
        make_room(&mut self.slots, 1);
        self.slots.push(Slot { tokens, users: 0, at, values: held.into_boxed_slice(), codes });
        self.assign(row, self.slots.len() - 1);
        self.tokens += tokens as usize;
        self.numbered += tokens as usize;
        Ok(())
    }

    /// The codec, where centroids are worth having: a scan of single bits is quick, and says more than they do.
    fn narrowed(&self) -> Option<Codec> {
        let worth = |coding: &Coding| coding.multi && coding.muvera.is_none() && coding.codec > Codec::OneBit;
        self.coding.filter(worth).map(|coding| coding.codec)
    }

    /// Notes what the tokens of the newest vector stand for, where that helps to find centroids.
    pub fn note_labels<'a>(&mut self, labels: impl Iterator<Item = &'a str>) {
        if self.narrowed().is_some() {
            let newest = self.slots.last().map_or(0, |slot| slot.tokens as usize);
            self.candidates.note_labels(self.numbered - newest, labels);
        }
    }

    /// Goes on finding centroids, up to so many multiply-adds.
    pub fn improve(&mut self, work: usize, budget: &mut Budget) {
        let Some(codec) = self.narrowed() else { return };
        if !self.candidates.is_done(self.slots.len(), self.tokens) {
            let coded = CodedSlots { slots: &self.slots, codec, dimensions: self.dimensions };
            self.candidates.advance(&coded, self.tokens, work, budget);
        }
    }

    /// Whether [`VectorColumn::improve`] has something to do.
    pub fn can_improve(&self) -> bool {
        self.narrowed().is_some() && !self.candidates.is_done(self.slots.len(), self.tokens)
    }

    /// The centroids that searches may look at first, with vectors by [`VectorColumn::slot_number`]; none while there are
    /// few.
    pub fn index(&self) -> Option<&Index> {
        self.candidates.index()
    }

    /// Token vectors that are held here.
    pub fn tokens(&self) -> usize {
        self.tokens
    }

    /// Token vectors per vector that is held here, on average; at least 1.
    pub fn tokens_per_vector(&self) -> usize {
        self.tokens.checked_div(self.slots.len()).unwrap_or(0).max(1)
    }

    /// Notes the vector of a row that another engine holds: `tokens` rows of `dimensions` values, stored at `at`.
    pub fn note(&mut self, row: u32, tokens: u32, dimensions: usize, at: Location, budget: &mut Budget) -> Result<()> {
        if self.dimensions == 0 {
            self.dimensions = dimensions;
        }
        budget.reserve(SLOT_BYTES)?;
        make_room(&mut self.slots, 1);
        self.slots.push(Slot { tokens, users: 0, at, values: Box::default(), codes: Box::default() });
        self.assign(row, self.slots.len() - 1);
        self.numbered += tokens as usize;
        Ok(())
    }

    /// Whether full precision of a vector that is stored at `at` is not held.
    fn leaves(&self, at: Location) -> bool {
        self.coding.is_some_and(|coding| !coding.keeps) && at.is_stored()
    }

    /// Bytes that so many values stored at `at` take in this column.
    fn bytes_of(&self, values: usize, at: Location) -> usize {
        let full = if self.leaves(at) { 0 } else { values * size_of::<f32>() };
        full + self.coding.map_or(0, |coding| coding.bytes(values / self.dimensions, self.dimensions))
    }

    /// The codes of a vector; none without codec.
    fn encode(&mut self, values: &[f32]) -> Result<Box<[u8]>> {
        let Some(coding) = self.coding else { return Ok(Box::default()) };
        let dimensions = self.dimensions;
        self.coder.get_or_insert_with(|| Coder::new(coding, dimensions)).codes(values)
    }

    /// Holds vectors in codes from now on: those that are here get theirs, and full precision is let go where it is
    /// stored. A column that has codes keeps them, also when its quantizer was switched off.
    pub fn follow(&mut self, coding: Option<Coding>, budget: &mut Budget) -> Result<()> {
        let Some(coding) = coding else { return Ok(()) };
        let coded = self.coding.is_some();
        let own = self.coding.get_or_insert(coding);
        own.keeps &= coding.keeps;
        for at in 0..self.slots.len() {
            let values = std::mem::take(&mut self.slots[at].values);
            budget.release(size_of_val(&*values));
            // a free slot, or one held elsewhere, gets none
            if !coded && !values.is_empty() {
                let codes = self.encode(&values)?;
                budget.charge(codes.len());
                self.slots[at].codes = codes;
            }
            if !self.leaves(self.slots[at].at) {
                budget.charge(size_of_val(&*values));
                self.slots[at].values = values;
            }
        }
        Ok(())
    }

    /// Whether codes can be made shorter.
    pub fn can_demote(&self) -> bool {
        !self.slots.is_empty() && self.held_codec().is_some_and(|codec| codec > Codec::OneBit)
    }

    /// Turns all codes into those of one bit, and what comes from now on.
    pub fn demote(&mut self, budget: &mut Budget) {
        let Some(coding) = &mut self.coding else { return };
        let from = std::mem::replace(&mut coding.codec, Codec::OneBit);
        let mut coder = Coder::new(*coding, self.dimensions);
        for slot in &mut self.slots {
            let codes = coder.recode(from, &slot.codes, slot.tokens as usize);
            budget.release(slot.codes.len() - codes.len());
            slot.codes = codes;
        }
        self.coder = Some(coder);
        self.candidates.clear(budget);
    }

    /// Gives `row` the vector that `from` has, if any.
    pub fn share(&mut self, from: u32, row: u32) {
        if let Some(slot) = self.slot_number(from) {
            self.assign(row, slot);
        }
    }

    /// Takes the vector from a row and frees it with the last one.
    pub fn remove(&mut self, row: u32, budget: &mut Budget) {
        let Some(slot) = self.slot_number(row) else { return };
        self.of_row[row as usize] = NO_SLOT;
        let slot = &mut self.slots[slot];
        slot.users -= 1;
        if slot.users == 0 {
            if slot.bytes() > 0 {
                self.tokens -= slot.tokens as usize;
            }
            budget.release(slot.bytes());
            (slot.values, slot.codes) = (Box::default(), Box::default());
        }
    }

    /// Bytes of all codes.
    pub fn code_bytes(&self) -> usize {
        self.slots.iter().map(|slot| slot.codes.len()).sum()
    }

    /// Bytes taken from the memory budget.
    pub fn reserved_bytes(&self) -> usize {
        self.slots.iter().map(|slot| slot.bytes() + SLOT_BYTES).sum::<usize>() + self.candidates.reserved_bytes()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.slots.iter().map(Slot::bytes).sum::<usize>()
            + self.slots.capacity() * size_of::<Slot>()
            + self.of_row.capacity() * size_of::<u32>()
            + self.candidates.bytes()
            + self.coder.as_ref().map_or(0, Coder::bytes)
    }
}

#[cfg(test)]
mod tests;
