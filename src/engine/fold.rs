//! Compaction: everything that the newest stored values hold is written again without what later ones took back.
//! Rows and vectors only ever point to their own value or to older ones, so the newest can go without the others
//! being touched. Folding from the first value on is a snapshot.

use super::Engine;
use super::apply::Origin;
use crate::error::{Error, Result};
use crate::segment::Record;
use crate::store::{Location, Shard, VectorWrite};

/// Pages that one step asks for at most.
const AHEAD: usize = 64;

/// A fold under way. No write may be published before it ends.
#[derive(Debug)]
pub(super) struct Folding {
    records: std::vec::IntoIter<Record>,
    rows: std::vec::IntoIter<Row>,
    moved: Vec<Moved>,
    /// Parts that are complete.
    parts: u32,
    /// The part that is being filled.
    bytes: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Row {
    class: String,
    tenant: String,
    row: u32,
}

/// Where a row's bytes will be: locations within the part of this number.
#[derive(Debug)]
struct Moved {
    row: Row,
    part: u32,
    body: Location,
    vectors: Vec<(String, Location)>,
}

/// What a step of a fold gives.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// The payload of the next segment.
    Part(Vec<u8>),
    /// Pages are missing: supply them and call again.
    Missing,
    /// That was all.
    Done,
}

impl Engine {
    /// Begins to write again what the values from number `cutoff` on hold; of one collection only, if named.
    pub fn begin_fold(&mut self, cutoff: u32, only: Option<&str>) {
        let whole = cutoff == 0;
        let records = self.fold_records(cutoff, whole, only);
        let mut rows = Vec::new();
        for (name, collection) in self.database.collections.iter() {
            if only.is_some_and(|only| only != name) {
                continue;
            }
            for (tenant, shard) in collection.shards() {
                let young = |row: &u32| whole || shard.rows.location(*row).value >= cutoff;
                let mut own: Vec<u32> = shard.rows.alive().iter().filter(young).collect();
                shard.rows.sort_by_doc_id(&mut own);
                rows.extend(own.into_iter().map(|row| Row { class: name.clone(), tenant: tenant.to_owned(), row }));
            }
        }
        self.folding = Some(Folding {
            records: records.into_iter(),
            rows: rows.into_iter(),
            moved: Vec::new(),
            parts: 0,
            bytes: Vec::new(),
        });
    }

    /// Drops first, so that what was made anew afterwards stays; then the schema; then single deletes.
    fn fold_records(&self, cutoff: u32, whole: bool, only: Option<&str>) -> Vec<Record> {
        let wanted = |name: &str| only.is_none_or(|only| only == name);
        let drops = || self.drops.iter().filter(|(value, _)| !whole && *value >= cutoff).map(|(_, record)| record);
        let mut records: Vec<Record> =
            drops().filter(|record| matches!(record, Record::DropTenant { .. })).cloned().collect();
        records.extend(drops().filter(|record| matches!(record, Record::DropClass(_))).cloned());
        let collections = || self.database.collections.iter().filter(|(name, _)| wanted(name));
        records.extend(collections().map(|(_, collection)| Record::PutClass(collection.class.rest.clone())));
        let aliases = self.database.aliases.iter().filter(|(_, class)| wanted(class));
        records.extend(aliases.map(|(alias, class)| Record::PutAlias { alias: alias.clone(), class: class.clone() }));
        for (name, collection) in collections() {
            if collection.read_only {
                records.push(Record::SetReadOnly { class: name.clone(), read_only: true });
            }
            let tenants = collection.tenants.iter();
            records.extend(tenants.map(|(tenant, known)| Record::PutTenant {
                class: name.clone(),
                tenant: tenant.clone(),
                status: known.status,
            }));
        }
        let known = |record: &&Record| match record {
            Record::DropObject { class, tenant, .. } => self.shard(class, tenant).is_some(),
            _ => false,
        };
        records.extend(drops().filter(known).cloned());
        records
    }

    /// The next segment, of about `target` bytes.
    pub fn fold(&mut self, target: usize) -> Result<Step> {
        let mut folding = self.folding.take().ok_or_else(|| Error::internal("no fold is under way"))?;
        let step = self.step(&mut folding, target);
        self.folding = Some(folding);
        step
    }

    fn step(&self, folding: &mut Folding, target: usize) -> Result<Step> {
        folding.records.by_ref().for_each(|mut record| record.encode(&mut folding.bytes));
        while folding.bytes.len() < target {
            let Some(row) = folding.rows.as_slice().first() else { break };
            let shard = self.shard(&row.class, &row.tenant);
            let shard = shard.ok_or_else(|| Error::internal(format!("{:?} vanished during a fold", row.class)))?;
            if !shard.hold(row.row) {
                self.pages.trim();
                self.ask_ahead(folding.rows.as_slice());
                return Ok(Step::Missing);
            }
            let object = shard.read(row.row)?;
            let mut record = Record::PutObject { class: row.class.clone(), tenant: row.tenant.clone(), object };
            record.encode(&mut folding.bytes);
            if let (Record::PutObject { object, .. }, Some(row)) = (record, folding.rows.next()) {
                let vectors = object.vectors.into_iter().filter_map(|(name, vector)| match vector {
                    VectorWrite::Values { at, .. } => Some((name, at)),
                    VectorWrite::Keep => None,
                });
                folding.moved.push(Moved {
                    row,
                    part: folding.parts,
                    body: object.body_at,
                    vectors: vectors.collect(),
                });
            }
        }
        self.pages.trim();
        if folding.bytes.is_empty() {
            return Ok(Step::Done);
        }
        folding.parts += 1;
        Ok(Step::Part(std::mem::take(&mut folding.bytes)))
    }

    /// Notes what the next rows need as missing, so that one round of reads brings many.
    fn ask_ahead(&self, rows: &[Row]) {
        for (i, row) in rows.iter().enumerate() {
            if i >= AHEAD {
                return;
            }
            if let Some(shard) = self.shard(&row.class, &row.tenant) {
                shard.hold(row.row);
            }
        }
    }

    /// Ends a fold whose parts are stored: `values` are their numbers. Values from `cutoff` on are forgotten.
    pub fn end_fold(&mut self, cutoff: u32, values: &[u32]) {
        let Some(folding) = self.folding.take() else { return };
        for moved in folding.moved {
            let Some(value) = values.get(moved.part as usize).copied() else { continue };
            let Some(shard) = self.shard_mut(&moved.row.class, &moved.row.tenant) else { continue };
            shard.rows.relocate(moved.row.row, moved.body.within(value, 0));
            for (name, at) in moved.vectors {
                if let Some(column) = shard.vectors.get_mut(&name) {
                    column.relocate(moved.row.row, at.within(value, 0));
                }
            }
        }
        self.heads.retain(|value, _| *value < cutoff || values.contains(value));
        let last = values.first().copied().unwrap_or(Origin::NOWHERE.value);
        if cutoff == 0 {
            self.drops.clear();
        }
        for (value, _) in &mut self.drops {
            if *value >= cutoff {
                *value = last;
            }
        }
        self.pages.clear();
    }

    /// Gives a fold up: nothing has changed.
    pub fn abandon_fold(&mut self) {
        self.folding = None;
        self.pages.clear();
    }

    fn shard_mut(&mut self, class: &str, tenant: &str) -> Option<&mut Shard> {
        let collection = self.database.collections.get_mut(class)?;
        match tenant {
            "" => Some(&mut collection.single),
            name => collection.tenants.get_mut(name).map(|tenant| &mut tenant.shard),
        }
    }

    /// Bytes that a snapshot would have, about.
    pub fn live_bytes(&self) -> u64 {
        self.database.collections.values().flat_map(|c| c.shards()).map(|(_, shard)| shard.stored_bytes()).sum()
    }
}
