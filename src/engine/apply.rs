//! The later two steps of a write: staged while its bytes are stored, then published. Stored records are replayed by
//! the same code, so what a caller was told is what a restart finds.

use std::collections::VecDeque;
use std::rc::Rc;

use super::{Engine, Prepared, Ticket};
use crate::error::{Error, Result};
use crate::memory::{grow_ahead, with_room};
use crate::schema::Class;
use crate::segment::Record;
use crate::store::{Collection, Location, Shard, Tenant};
use crate::value::Reader;

#[derive(Debug)]
pub(super) struct Staged {
    id: u32,
    records: VecDeque<Record>,
    /// The records as they are stored, until they are taken to be.
    bytes: Option<Vec<u8>>,
    /// Bytes of memory kept for publishing.
    reserved: usize,
}

/// Bytes of bookkeeping that a record may need beyond its own size.
const RECORD_OVERHEAD: usize = 512;

/// The stored value that records come from and where in its payload they begin.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Number of the value: later ones have larger numbers.
    pub value: u32,
    /// Bytes of the payload before the records.
    pub base: u32,
}

impl Origin {
    /// Of records that are not stored: their rows are held whole.
    pub const NOWHERE: Origin = Origin { value: Location::NOWHERE.value, base: 0 };
}

/// The bytes of records, one after the other.
fn encoded(records: &mut [Record]) -> Result<Vec<u8>> {
    let mut bytes = with_room(records.iter().map(Record::expected_bytes).sum())?;
    records.iter_mut().for_each(|record| record.encode(&mut bytes));
    Ok(bytes)
}

impl Engine {
    /// Keeps a prepared write until it is published or discarded. Its memory is reserved now, so that
    /// publishing what is already durable cannot fail for lack of it.
    pub fn stage(&mut self, mut prepared: Prepared) -> Result<Ticket> {
        let bytes = encoded(&mut prepared.records)?;
        let length = bytes.len();
        let compacted: usize = prepared.records.iter().map(Record::compacted).sum();
        let reserved = length + compacted + prepared.records.len() * RECORD_OVERHEAD;
        self.make_room(reserved);
        self.budget.reserve(reserved)?;
        self.pending.add(prepared.records.iter());
        let id = self.next_ticket;
        self.next_ticket = self.next_ticket.wrapping_add(1);
        self.staged.push(Staged { id, records: prepared.records.into(), bytes: Some(bytes), reserved });
        Ok(Ticket { id, bytes: length, reply: prepared.reply })
    }

    /// The bytes of staged writes, to be stored together in this order. Each write's are taken once.
    pub fn take_bytes(&mut self, tickets: &[u32]) -> Result<Vec<Vec<u8>>> {
        let take = |ticket: &u32| {
            let at = self.position(*ticket)?;
            let bytes = self.staged[at].bytes.take();
            bytes.ok_or_else(|| Error::internal(format!("the staged write {ticket} was stored before")))
        };
        tickets.iter().map(take).collect()
    }

    fn position(&self, ticket: u32) -> Result<usize> {
        let at = self.staged.iter().position(|s| s.id == ticket);
        at.ok_or_else(|| Error::internal(format!("no staged write has the number {ticket}")))
    }

    fn take(&mut self, at: usize) -> Staged {
        let staged = self.staged.remove(at);
        self.budget.release(staged.reserved);
        self.pending.clear();
        self.staged.iter().for_each(|s| self.pending.add(s.records.iter()));
        staged
    }

    /// Makes a staged write visible. False: pages are missing; supply them and call again.
    pub fn publish(&mut self, ticket: u32, origin: Origin) -> Result<bool> {
        let at = self.position(ticket)?;
        self.budget.release(std::mem::take(&mut self.staged[at].reserved));
        while let Some(record) = self.staged[at].records.front() {
            if !self.ready(record) {
                return Ok(false);
            }
            if let Some(mut record) = self.staged[at].records.pop_front() {
                record.locate(origin.value, origin.base);
                self.apply(record, origin.value)?;
            }
        }
        self.take(at);
        Ok(true)
    }

    /// Forgets a staged write.
    pub fn discard(&mut self, ticket: u32) -> Result<()> {
        let at = self.position(ticket)?;
        self.take(at);
        Ok(())
    }

    /// Applies the records of a stored payload from byte `from` on. A number: pages are missing; supply them and call
    /// again from there.
    pub fn replay(&mut self, payload: &[u8], value: u32, from: usize) -> Result<Option<usize>> {
        let mut reader = Reader::new(payload.get(from..).unwrap_or_default());
        let mut grown = false;
        while !reader.rest().is_empty() {
            let at = reader.position();
            let mut record = Record::decode(&mut reader)?;
            if !self.ready(&record) {
                return Ok(Some(from + at));
            }
            if let Record::PutObject { class, object, .. } = &record
                && !std::mem::replace(&mut grown, true)
            {
                // taking those that follow for objects like this one
                let held = self.contents(class, object) as f64 / (reader.position() - at) as f64;
                grow_ahead((held * reader.rest().len() as f64) as usize);
            }
            record.locate(value, from as u32);
            self.apply(record, value)?;
        }
        Ok(None)
    }

    /// Whether everything that applying the record reads is at hand: the row that it takes out of the indexes.
    fn ready(&self, record: &Record) -> bool {
        if self.pages.split().is_mirror() {
            return true;
        }
        let (class, tenant, uuid) = match record {
            Record::PutObject { class, tenant, object } => (class, tenant, &object.uuid),
            Record::DropObject { class, tenant, uuid } => (class, tenant, uuid),
            _ => return true,
        };
        let shard = self.shard(class, tenant);
        shard.is_none_or(|shard| shard.rows.find(uuid).is_none_or(|row| shard.rows.hold(row)))
    }

    pub(super) fn shard(&self, class: &str, tenant: &str) -> Option<&Shard> {
        let collection = self.database.collections.get(class)?;
        match tenant {
            "" => Some(&collection.single),
            name => collection.tenants.get(name).map(|tenant| &tenant.shard),
        }
    }

    fn collection_mut(&mut self, name: &str) -> Result<&mut Collection> {
        let found = self.database.collections.get_mut(name);
        found.ok_or_else(|| Error::corrupt(format!("a record names the unknown collection {name:?}")))
    }

    fn apply(&mut self, record: Record, value: u32) -> Result<()> {
        if matches!(record, Record::DropClass(_) | Record::DropTenant { .. } | Record::DropObject { .. }) {
            self.drops.push((value, record.clone()));
        }
        match record {
            Record::PutClass(rest) => {
                let class = Class::from_rest(rest);
                match self.database.collections.get_mut(&class.name) {
                    Some(collection) => collection.follow(class, &mut self.budget)?,
                    None => {
                        let collection = Collection::new(class, &self.pages);
                        self.database.collections.insert(collection.class.name.clone(), collection);
                    }
                }
            }
            Record::DropClass(name) => {
                if let Some(collection) = self.database.collections.remove(&name) {
                    let freed = collection.shards().map(|(_, shard)| shard.reserved_bytes()).sum();
                    self.budget.release(freed);
                }
            }
            Record::PutAlias { alias, class } => {
                self.database.aliases.insert(alias, class);
            }
            Record::DropAlias(alias) => {
                self.database.aliases.remove(&alias);
            }
            Record::PutTenant { class, tenant, status } => {
                let pages = Rc::clone(&self.pages);
                let collection = self.collection_mut(&class)?;
                match collection.tenants.get_mut(&tenant) {
                    Some(known) => known.status = status,
                    None => {
                        let shard = Shard::new(&collection.class, &pages);
                        collection.tenants.insert(tenant, Tenant { status, shard });
                    }
                }
            }
            Record::DropTenant { class, tenant } => {
                // a fold may put it before its collection
                let collection = self.database.collections.get_mut(&class);
                if let Some(gone) = collection.and_then(|c| c.tenants.remove(&tenant)) {
                    self.budget.release(gone.shard.reserved_bytes());
                }
            }
            Record::SetReadOnly { class, read_only } => self.collection_mut(&class)?.read_only = read_only,
            Record::PutObject { class, tenant, object } => {
                self.make_room(self.need(&class, &object));
                let (class, shard, budget) = self.parts(&class, &tenant)?;
                shard.put(class, object, budget)?;
            }
            Record::DropObject { class, tenant, uuid } => {
                let (class, shard, budget) = self.parts(&class, &tenant)?;
                shard.delete(class, &uuid, budget)?;
            }
        }
        Ok(())
    }
}
