//! The engine: one database, its settings, and the three steps of a write.
//! `prepare` checks a request and makes its records, nothing visible yet; the caller stores the bytes;
//! `publish` applies the same records, as a restart would, or `discard` forgets them.

pub mod aliases;
pub mod deletes;
pub mod mode;
pub mod objects;
pub mod pending;
pub mod plan;
pub mod reads;
pub mod references;
pub mod schema;
pub mod settings;
pub mod tenants;
pub mod vectors;

use crate::error::{Error, Result};
use crate::memory::Budget;
use crate::schema::{Class, names};
use crate::segment::Record;
use crate::store::{Collection, Database, DocId, Shard, Tenant, TenantStatus};
use crate::value::{Reader, Value};
use pending::Pending;
use settings::Settings;

/// A write that passed its checks and is not visible yet.
#[derive(Debug, Default)]
pub struct Prepared {
    /// What happens, in order.
    pub records: Vec<Record>,
    /// What the caller gets once it is durable.
    pub reply: Value,
}

/// A staged write: how to publish or discard it, and what must be stored first.
#[derive(Debug)]
pub struct Ticket {
    /// Its number.
    pub id: u32,
    /// The records' bytes; empty when nothing changes.
    pub bytes: Vec<u8>,
    /// What the caller gets once it is durable.
    pub reply: Value,
}

#[derive(Debug)]
struct Staged {
    id: u32,
    records: Vec<Record>,
    reserved: usize,
}

/// Bytes of bookkeeping that a record may need beyond its own size.
const RECORD_OVERHEAD: usize = 512;

/// One database in memory.
#[derive(Debug)]
pub struct Engine {
    /// Everything published.
    pub database: Database,
    /// Environment settings.
    pub settings: Settings,
    /// Memory in use and allowed.
    pub budget: Budget,
    pending: Pending,
    staged: Vec<Staged>,
    next_ticket: u32,
}

impl Engine {
    /// An empty database.
    pub fn new(env: &Value, memory_limit: usize) -> Engine {
        Engine {
            database: Database::default(),
            settings: Settings::from_env(env),
            budget: Budget::new(memory_limit),
            pending: Pending::default(),
            staged: Vec::new(),
            next_ticket: 1,
        }
    }

    /// Keeps a prepared write until it is published or discarded. Its memory is reserved now, so that
    /// publishing what is already durable cannot fail for lack of it.
    pub fn stage(&mut self, prepared: Prepared) -> Result<Ticket> {
        let mut bytes = Vec::new();
        prepared.records.iter().for_each(|r| r.encode(&mut bytes));
        let reserved = bytes.len() + prepared.records.len() * RECORD_OVERHEAD;
        self.budget.reserve(reserved)?;
        self.pending.add(&prepared.records);
        let id = self.next_ticket;
        self.next_ticket = self.next_ticket.wrapping_add(1);
        self.staged.push(Staged { id, records: prepared.records, reserved });
        Ok(Ticket { id, bytes, reply: prepared.reply })
    }

    fn take(&mut self, ticket: u32) -> Result<Staged> {
        let at = self.staged.iter().position(|s| s.id == ticket);
        let at = at.ok_or_else(|| Error::internal(format!("no staged write has the number {ticket}")))?;
        let staged = self.staged.remove(at);
        self.budget.release(staged.reserved);
        self.pending.clear();
        self.staged.iter().for_each(|s| self.pending.add(&s.records));
        Ok(staged)
    }

    /// Makes a staged write visible.
    pub fn publish(&mut self, ticket: u32) -> Result<()> {
        let staged = self.take(ticket)?;
        staged.records.into_iter().try_for_each(|record| self.apply(record))
    }

    /// Forgets a staged write.
    pub fn discard(&mut self, ticket: u32) -> Result<()> {
        self.take(ticket).map(drop)
    }

    /// Applies stored records, in order.
    pub fn replay(&mut self, bytes: &[u8]) -> Result<()> {
        let mut reader = Reader::new(bytes);
        while !reader.rest().is_empty() {
            let record = Record::decode(&mut reader)?;
            self.apply(record)?;
        }
        Ok(())
    }

    fn collection_mut(&mut self, name: &str) -> Result<&mut Collection> {
        let found = self.database.collections.get_mut(name);
        found.ok_or_else(|| Error::corrupt(format!("a record names the unknown collection {name:?}")))
    }

    fn apply(&mut self, record: Record) -> Result<()> {
        match record {
            Record::PutClass(rest) => {
                let class = Class::from_rest(rest);
                match self.database.collections.get_mut(&class.name) {
                    Some(collection) => collection.follow(class),
                    None => {
                        self.database.collections.insert(class.name.clone(), Collection::new(class));
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
                let collection = self.collection_mut(&class)?;
                match collection.tenants.get_mut(&tenant) {
                    Some(known) => known.status = status,
                    None => {
                        let shard = Shard::new(&collection.class);
                        collection.tenants.insert(tenant, Tenant { status, shard });
                    }
                }
            }
            Record::DropTenant { class, tenant } => {
                if let Some(gone) = self.collection_mut(&class)?.tenants.remove(&tenant) {
                    self.budget.release(gone.shard.reserved_bytes());
                }
            }
            Record::SetReadOnly { class, read_only } => self.collection_mut(&class)?.read_only = read_only,
            Record::PutObject { class, tenant, object } => {
                let (class, shard, budget) = self.parts(&class, &tenant)?;
                shard.put(class, &object, budget)?;
            }
            Record::DropObject { class, tenant, uuid } => {
                let (class, shard, budget) = self.parts(&class, &tenant)?;
                shard.delete(class, &uuid, budget)?;
            }
        }
        Ok(())
    }

    fn parts(&mut self, class: &str, tenant: &str) -> Result<(&Class, &mut Shard, &mut Budget)> {
        let unknown = || Error::corrupt(format!("a record names the unknown place {class:?} {tenant:?}"));
        let collection = self.database.collections.get_mut(class).ok_or_else(unknown)?;
        let shard = match tenant {
            "" => &mut collection.single,
            name => &mut collection.tenants.get_mut(name).ok_or_else(unknown)?.shard,
        };
        Ok((&collection.class, shard, &mut self.budget))
    }

    /// Hands everything over as records, in pieces of about `target` bytes, so that a new log can start after them.
    pub fn snapshot(&self, target: usize, mut each: impl FnMut(Vec<u8>)) -> Result<()> {
        let mut bytes = Vec::new();
        let mut put = |record: Record, bytes: &mut Vec<u8>| {
            record.encode(bytes);
            if bytes.len() >= target {
                each(std::mem::take(bytes));
            }
        };
        for collection in self.database.collections.values() {
            put(Record::PutClass(collection.class.rest.clone()), &mut bytes);
        }
        for (alias, class) in &self.database.aliases {
            put(Record::PutAlias { alias: alias.clone(), class: class.clone() }, &mut bytes);
        }
        for (name, collection) in &self.database.collections {
            if collection.read_only {
                put(Record::SetReadOnly { class: name.clone(), read_only: true }, &mut bytes);
            }
            for (tenant, known) in &collection.tenants {
                let record = Record::PutTenant { class: name.clone(), tenant: tenant.clone(), status: known.status };
                put(record, &mut bytes);
            }
            for (tenant, shard) in collection.shards() {
                let mut rows: Vec<u32> = shard.rows.alive().iter().collect();
                rows.sort_by_key(|row| shard.rows.doc_id(*row));
                for row in rows {
                    let object = shard.read(row)?;
                    debug_assert!(matches!(object.doc_id, DocId::At(_)));
                    put(Record::PutObject { class: name.clone(), tenant: tenant.to_owned(), object }, &mut bytes);
                }
            }
        }
        if !bytes.is_empty() {
            each(bytes);
        }
        Ok(())
    }

    /// A collection by name or alias, with its first letter in upper case.
    pub fn find(&self, name: &str) -> Option<&Collection> {
        self.database.resolve(&names::upper_first(name))
    }
}

/// The shard that a request means, and its tenant's name.
pub fn shard_of<'a>(collection: &'a Collection, tenant: Option<&'a str>) -> Result<(&'a Shard, &'a str)> {
    let class = &collection.class;
    match (class.multi_tenant, tenant.filter(|t| !t.is_empty())) {
        (false, None) => Ok((&collection.single, "")),
        (false, Some(_)) => Err(Error::unprocessable(format!(
            "class {} has multi-tenancy disabled, but request was with tenant",
            class.name
        ))),
        (true, None) => Err(Error::unprocessable(format!(
            "class {} has multi-tenancy enabled, but request was without tenant",
            class.name
        ))),
        (true, Some(name)) => match collection.tenants.get_key_value(name) {
            None => Err(Error::unprocessable(format!("tenant not found: {name:?}"))),
            Some((_, tenant)) if tenant.status != TenantStatus::Hot => {
                Err(Error::unprocessable(format!("tenant not active: '{name}'")))
            }
            Some((key, tenant)) => Ok((&tenant.shard, key)),
        },
    }
}
