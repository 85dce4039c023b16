//! One shard: the rows of a collection or of one tenant, with their vectors and indexes.
//! Statistics never cross shards.

use std::rc::Rc;

use super::coding::coding;
use super::field::Field;
use super::pages::{Location, Pages};
use super::rows::{Body, Rows};
use super::vectors::VectorColumn;
use crate::error::Result;
use crate::index::postings::PostingsBytes;
use crate::memory::Budget;
use crate::schema::{Class, DataType, Uuid};
use crate::sorted::Sorted;
use crate::value::Value;

/// Which place in insertion order an object version takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocId {
    /// A new place at the end.
    New,
    /// That of the version before.
    Keep,
    /// This one: how a compacted segment says it.
    At(u64),
}

/// The vector of one target in a write.
#[derive(Clone, Debug, PartialEq)]
pub enum VectorWrite {
    /// The one the version before has.
    Keep,
    /// A new one, row-major.
    Values {
        /// Values per token vector.
        dimensions: usize,
        /// All values; their number is a multiple of `dimensions`.
        values: Vec<f32>,
        /// Where their bytes are in the record's encoding, then in storage.
        at: Location,
    },
}

/// A whole object version on its way into a shard.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectWrite {
    /// The object's id.
    pub uuid: Uuid,
    /// Creation time in ms since 1970.
    pub created: i64,
    /// Time of this write in ms since 1970.
    pub updated: i64,
    /// Its place in insertion order.
    pub doc_id: DocId,
    /// Properties and references.
    pub body: Body,
    /// Where the body's bytes are in the record's encoding, then in storage.
    pub body_at: Location,
    /// Vectors by target; a target that is not named has none.
    pub vectors: Vec<(String, VectorWrite)>,
}

/// Bytes of a stored object beside its body and the values of its vectors, about.
const RECORD_BYTES: u64 = 64;

/// Rows, vectors and indexes that belong together.
#[derive(Debug, Default)]
pub struct Shard {
    /// Rows.
    pub rows: Rows,
    /// Vectors by target.
    pub vectors: Sorted<String, VectorColumn>,
    /// Indexes by property.
    pub fields: Sorted<String, Field>,
    pages: Rc<Pages>,
    /// Another one after every change.
    version: u64,
}

impl Shard {
    /// An empty shard of a class; what it does not hold is read from `pages`.
    pub fn new(class: &Class, pages: &Rc<Pages>) -> Shard {
        let mut shard = Shard { rows: Rows::new(pages), pages: Rc::clone(pages), ..Shard::default() };
        shard.rows.keep_stored(shard.leaves_bodies(class), &mut Budget::new(0));
        for target in &class.vectors {
            shard.vectors.insert(target.name.clone(), VectorColumn::coded(pages, coding(target)));
        }
        shard.follow_fields(class);
        shard.changed();
        shard
    }

    /// Adds what a changed schema brings and drops the indexes it no longer has.
    /// Rows from before are not indexed again, as on a server.
    pub fn follow(&mut self, class: &Class, budget: &mut Budget) -> Result<()> {
        self.rows.keep_stored(self.leaves_bodies(class), budget);
        for target in &class.vectors {
            let new = || VectorColumn::new(&self.pages);
            let column = self.vectors.get_or_insert_with(target.name.clone(), new);
            column.follow(coding(target), budget)?;
        }
        self.follow_fields(class);
        self.changed();
        Ok(())
    }

    /// Whether bodies stay in storage. A mirror never reads them.
    fn leaves_bodies(&self, class: &Class) -> bool {
        class.is_quantized() || self.pages.split().is_mirror()
    }

    fn changed(&mut self) {
        self.version = self.pages.fresh();
    }

    /// A number that no other shard has and that this one has only until its next change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What this shard does not hold.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    fn follow_fields(&mut self, class: &Class) {
        for property in &class.properties {
            let wanted = Field::new(class, property);
            let Some(field) = self.fields.get_mut(&property.name) else {
                self.fields.insert(property.name.clone(), wanted);
                continue;
            };
            let text = property.data_type == DataType::Text;
            if text && !property.searchable && property.filterable && field.values.is_none() {
                // text filters used the postings: they stay until the shard is rebuilt
                continue;
            }
            if !property.has_filter_index() {
                field.values = None;
            }
            if !property.searchable && !property.filterable {
                field.postings = None;
            }
        }
    }

    /// Writes an object version in place of the one before, if any.
    pub fn put(&mut self, class: &Class, mut write: ObjectWrite, budget: &mut Budget) -> Result<()> {
        let before = self.rows.find(&write.uuid);
        let doc_id = match (write.doc_id, before) {
            (DocId::At(id), _) => id,
            (DocId::Keep, Some(row)) => self.rows.doc_id(row),
            _ => self.rows.take_doc_id(),
        };
        let row = self.rows.len() as u32;
        let here = self.pages.split().holds(&write.uuid);
        for (name, vector) in std::mem::take(&mut write.vectors) {
            let new = || VectorColumn::new(&self.pages);
            let column = self.vectors.get_or_insert_with(name.clone(), new);
            match (vector, before) {
                (VectorWrite::Values { dimensions, values, at }, _) if at.is_stored() && !here => {
                    column.note(row, (values.len() / dimensions) as u32, dimensions, at, budget)?;
                }
                (VectorWrite::Values { dimensions, values, at }, _) => {
                    column.insert(row, values, dimensions, at, budget)?;
                    column.note_labels(write.body.labels.tokens(&name)?);
                }
                (VectorWrite::Keep, Some(from)) => column.share(from, row),
                (VectorWrite::Keep, None) => {}
            }
        }
        let rewritten = before.filter(|_| write.doc_id == DocId::Keep);
        let again: Vec<bool> = class
            .properties
            .iter()
            .map(|p| rewritten.is_some_and(|old| self.fields.get(&p.name).is_some_and(|f| f.has_tokens(old))))
            .collect();
        if let Some(old) = before {
            self.drop_row(class, old, budget)?;
        }
        let pushed = self.rows.push(&write, doc_id, budget)?;
        debug_assert_eq!(pushed, row);
        let before = self.index_bytes();
        self.index(class, row, &write.body, &again);
        budget.charge(self.index_bytes().saturating_sub(before));
        self.changed();
        Ok(())
    }

    fn index(&mut self, class: &Class, row: u32, body: &Body, again: &[bool]) {
        if self.pages.split().is_mirror() {
            return;
        }
        for (index, property) in class.properties.iter().enumerate() {
            let value = value_of(body, property.data_type, &property.name);
            if let Some(field) = self.fields.get_mut(&property.name) {
                field.insert(class, index, row, value, again[index]);
            }
        }
    }

    /// Removes an object; tells whether it was there.
    pub fn delete(&mut self, class: &Class, uuid: &Uuid, budget: &mut Budget) -> Result<bool> {
        let Some(row) = self.rows.find(uuid) else {
            return Ok(false);
        };
        self.drop_row(class, row, budget)?;
        self.changed();
        Ok(true)
    }

    fn drop_row(&mut self, class: &Class, row: u32, budget: &mut Budget) -> Result<()> {
        if !self.pages.split().is_mirror() {
            let body = self.rows.body(row)?;
            for (index, property) in class.properties.iter().enumerate() {
                let value = value_of(&body, property.data_type, &property.name);
                if let Some(field) = self.fields.get_mut(&property.name) {
                    field.remove(class, index, row, value);
                }
            }
        }
        for column in self.vectors.values_mut() {
            column.remove(row, budget);
        }
        self.rows.kill(row, budget);
        Ok(())
    }

    /// Bytes that the indexes of all properties hold.
    pub fn index_bytes(&self) -> usize {
        self.fields.values().map(Field::bytes).sum()
    }

    /// Bytes that the keyword indexes of all properties hold, by what they are for.
    pub fn keyword_bytes(&self) -> PostingsBytes {
        let add = |a: PostingsBytes, b: PostingsBytes| PostingsBytes {
            terms: a.terms + b.terms,
            postings: a.postings + b.postings,
            lengths: a.lengths + b.lengths,
        };
        self.fields.values().map(Field::keyword_bytes).fold(PostingsBytes::default(), add)
    }

    /// Bytes that rows, vectors and indexes hold of the memory budget.
    pub fn reserved_bytes(&self) -> usize {
        self.index_bytes()
            + self.rows.reserved_bytes()
            + self.vectors.values().map(VectorColumn::reserved_bytes).sum::<usize>()
    }

    /// Bits of a number of a vector in memory, the fewest of all targets.
    pub fn vector_bits(&self) -> usize {
        let bits = |column: &VectorColumn| column.held_codec().map_or(u32::BITS as usize, |codec| codec.bits());
        self.vectors.values().map(bits).min().unwrap_or(u32::BITS as usize)
    }

    /// Whether everything of a row can be read now; what cannot is noted as missing.
    pub fn hold(&self, row: u32) -> bool {
        // all of them are asked, so that all are noted
        let vectors = self.vectors.values().filter(|column| !column.hold(row)).count();
        self.rows.hold(row) && vectors == 0
    }

    /// Bytes that live rows have in storage, about: more than memory could address, where full precision stays there.
    pub fn stored_bytes(&self) -> u64 {
        let vectors = |row| self.vectors.values().filter_map(move |column| column.location(row));
        let parts = |row| vectors(row).chain([self.rows.location(row)]);
        let row = |row| RECORD_BYTES + parts(row).map(|at| u64::from(at.length)).sum::<u64>();
        self.rows.alive().iter().map(row).sum()
    }

    /// The whole current version of a row, as a write that would bring it back.
    pub fn read(&self, row: u32) -> Result<ObjectWrite> {
        let vectors = self.vectors.iter().filter_map(|(name, column)| {
            let values = column.get(row)?.into_owned();
            let at = Location::NOWHERE;
            Some((name.clone(), VectorWrite::Values { dimensions: column.dimensions(), values, at }))
        });
        Ok(ObjectWrite {
            uuid: *self.rows.uuid(row),
            created: self.rows.created(row),
            updated: self.rows.updated(row),
            doc_id: DocId::At(self.rows.doc_id(row)),
            body: self.rows.body(row)?,
            body_at: Location::NOWHERE,
            vectors: vectors.collect(),
        })
    }
}

fn value_of<'a>(body: &'a Body, data_type: DataType, name: &str) -> &'a Value {
    match data_type {
        DataType::Reference => body.references.get(name),
        _ => body.properties.get(name),
    }
}
