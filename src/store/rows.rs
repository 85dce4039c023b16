//! Rows, append-only: ids, times, order and the encoded properties of each object version.
//! Of a collection with quantized vectors the properties stay in storage and are read when needed. An update writes a new row and a tombstone; a restart or compaction leaves dead rows out.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::labels::LabelSet;
use super::pages::{Location, Pages};
use super::rowset::RowSet;
use super::shard::ObjectWrite;
use crate::error::{Error, Result};
use crate::memory::Budget;
use crate::order;
use crate::schema::Uuid;
use crate::value::{Reader, Value, write_varint};

/// What is stored of one object beside its vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Canonical property values, a map.
    pub properties: Value,
    /// Targets by reference property: a map of lists of `Collection/uuid`.
    pub references: Value,
    /// What the token vectors stand for.
    pub labels: LabelSet,
}

/// All versions of all objects of a shard.
#[derive(Debug, Default)]
pub struct Rows {
    uuids: Vec<Uuid>,
    created: Vec<i64>,
    updated: Vec<i64>,
    doc_ids: Vec<u64>,
    /// Encoded bodies; empty where they stay in storage.
    bodies: Vec<Box<[u8]>>,
    /// Where the bodies are in storage.
    places: Vec<Location>,
    pages: Rc<Pages>,
    /// Whether new bodies stay in storage.
    stored: bool,
    alive: RowSet,
    by_uuid: BTreeMap<Uuid, u32>,
    next_doc_id: u64,
    names: Vec<String>,
}

/// Bookkeeping bytes of a row beside its body.
const ROW_OVERHEAD: usize = 16 + 8 + 8 + 8 + 16 + 12 + 40;

impl Rows {
    /// No rows yet; what they do not hold is read from `pages`.
    pub fn new(pages: &Rc<Pages>) -> Rows {
        Rows { pages: Rc::clone(pages), ..Rows::default() }
    }

    /// Leaves bodies in storage from now on, or holds new ones. Those that are held and stored are let go.
    pub fn keep_stored(&mut self, stored: bool, budget: &mut Budget) {
        self.stored = stored;
        if !stored {
            return;
        }
        for (body, at) in self.bodies.iter_mut().zip(&self.places) {
            if at.is_stored() {
                budget.release(std::mem::take(body).len());
            }
        }
    }

    /// Number of rows, dead ones included.
    pub fn len(&self) -> usize {
        self.uuids.len()
    }

    /// Whether there is no row at all.
    pub fn is_empty(&self) -> bool {
        self.uuids.is_empty()
    }

    /// Number of objects.
    pub fn object_count(&self) -> usize {
        self.by_uuid.len()
    }

    /// Rows that are an object's current version.
    pub fn alive(&self) -> &RowSet {
        &self.alive
    }

    /// The current row of an object.
    pub fn find(&self, uuid: &Uuid) -> Option<u32> {
        self.by_uuid.get(uuid).copied()
    }

    /// Objects in ascending order of their id's bytes, after `after` if given.
    pub fn by_uuid(&self, after: Option<&Uuid>) -> impl Iterator<Item = u32> + '_ {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = after.map_or(Unbounded, |a| Excluded(*a));
        self.by_uuid.range((from, Unbounded)).map(|(_, row)| *row)
    }

    /// The object's id.
    pub fn uuid(&self, row: u32) -> &Uuid {
        &self.uuids[row as usize]
    }

    /// Creation time in ms since 1970.
    pub fn created(&self, row: u32) -> i64 {
        self.created[row as usize]
    }

    /// Time of the last write in ms since 1970.
    pub fn updated(&self, row: u32) -> i64 {
        self.updated[row as usize]
    }

    /// Position in insertion order: updates that touch no vector keep it.
    pub fn doc_id(&self, row: u32) -> u64 {
        self.doc_ids[row as usize]
    }

    /// Puts rows in insertion order.
    pub fn sort_by_doc_id(&self, rows: &mut [u32]) {
        // what was never updated is
        if !rows.is_sorted_by_key(|row| self.doc_id(*row)) {
            order::sort_rows(rows, &|a, b| self.doc_id(a).cmp(&self.doc_id(b)));
        }
    }

    /// The next fresh docID; taking it moves the counter.
    pub fn take_doc_id(&mut self) -> u64 {
        self.next_doc_id += 1;
        self.next_doc_id - 1
    }

    /// Appends the current version of an object and returns its row. The caller has killed the old one.
    pub fn push(&mut self, write: &ObjectWrite, doc_id: u64, budget: &mut Budget) -> Result<u32> {
        let stays = self.stored && write.body_at.is_stored();
        let bytes = if stays { Vec::new() } else { self.encode(&write.body) };
        budget.reserve(bytes.len() + ROW_OVERHEAD)?;
        let row = self.uuids.len() as u32;
        self.uuids.push(write.uuid);
        self.created.push(write.created);
        self.updated.push(write.updated);
        self.doc_ids.push(doc_id);
        self.next_doc_id = self.next_doc_id.max(doc_id + 1);
        self.bodies.push(bytes.into_boxed_slice());
        self.places.push(write.body_at);
        self.alive.push(true);
        self.by_uuid.insert(write.uuid, row);
        Ok(row)
    }

    /// Where a row's body is in storage.
    pub fn location(&self, row: u32) -> Location {
        self.places[row as usize]
    }

    /// Says where a row's body is now.
    pub fn relocate(&mut self, row: u32, at: Location) {
        self.places[row as usize] = at;
    }

    /// Whether a row's body can be read now; one that cannot is noted as missing.
    pub fn hold(&self, row: u32) -> bool {
        !self.bodies[row as usize].is_empty() || self.pages.hold(self.places[row as usize])
    }

    /// Makes a row dead and frees its body.
    pub fn kill(&mut self, row: u32, budget: &mut Budget) {
        self.alive.remove(row);
        let uuid = self.uuids[row as usize];
        if self.by_uuid.get(&uuid) == Some(&row) {
            self.by_uuid.remove(&uuid);
        }
        let body = std::mem::take(&mut self.bodies[row as usize]);
        budget.release(body.len());
    }

    /// Bytes taken from the memory budget.
    pub fn reserved_bytes(&self) -> usize {
        self.bodies.iter().map(|b| b.len()).sum::<usize>() + self.bodies.len() * ROW_OVERHEAD
    }

    /// Body bytes: name ids in place of names.
    fn encode(&mut self, body: &Body) -> Vec<u8> {
        let mut out = Vec::new();
        for section in [&body.properties, &body.references] {
            let entries = section.entries();
            write_varint(&mut out, entries.len() as u64);
            for (name, value) in entries {
                let id = self.names.iter().position(|n| n == name).unwrap_or_else(|| {
                    self.names.push(name.clone());
                    self.names.len() - 1
                });
                write_varint(&mut out, id as u64);
                value.encode(&mut out);
            }
        }
        out.extend_from_slice(body.labels.bytes());
        out
    }

    fn section(&self, reader: &mut Reader<'_>, mut each: impl FnMut(&str, Value)) -> Result<()> {
        for _ in 0..reader.count()? {
            let id = reader.varint()? as usize;
            let name = self.names.get(id).ok_or_else(|| Error::corrupt("unknown name id in a row"))?;
            each(name, Value::decode(reader)?);
        }
        Ok(())
    }

    /// Everything stored of a row. Where that has to be read from storage first, the page is noted as missing and an
    /// empty body stands in: the caller's answer is void.
    pub fn body(&self, row: u32) -> Result<Body> {
        if self.bodies[row as usize].is_empty() {
            return self.stored_body(row);
        }
        let mut reader = Reader::new(&self.bodies[row as usize]);
        let mut sections = [Vec::new(), Vec::new()];
        for section in &mut sections {
            self.section(&mut reader, |name, value| section.push((name.to_owned(), value)))?;
        }
        let [properties, references] = sections;
        let labels = LabelSet::from_bytes(reader.rest());
        Ok(Body { properties: Value::Map(properties), references: Value::Map(references), labels })
    }

    fn stored_body(&self, row: u32) -> Result<Body> {
        let Some(bytes) = self.pages.read(self.places[row as usize]) else {
            return Ok(Body { properties: Value::map(), references: Value::map(), labels: LabelSet::default() });
        };
        let mut reader = Reader::new(&bytes);
        let (properties, references) = (Value::decode(&mut reader)?, Value::decode(&mut reader)?);
        Ok(Body { properties, references, labels: LabelSet::from_bytes(reader.rest()) })
    }

    /// What the token vectors of a row stand for. Like [`Rows::body`] it notes missing pages.
    pub fn labels(&self, row: u32) -> Result<LabelSet> {
        self.body(row).map(|body| body.labels)
    }

    /// One property of a row; `Null` when missing. Rows that cannot be read count as missing.
    pub fn property(&self, row: u32, name: &str) -> Value {
        if self.bodies[row as usize].is_empty() {
            return self.stored_body(row).map_or(Value::Null, |body| body.properties.get(name).clone());
        }
        let mut found = Value::Null;
        let mut reader = Reader::new(&self.bodies[row as usize]);
        let read = self.section(&mut reader, |n, value| {
            if n == name {
                found = value;
            }
        });
        if read.is_ok() { found } else { Value::Null }
    }
}
