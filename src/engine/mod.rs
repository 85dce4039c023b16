//! The engine: one database, its settings, and the three steps of a write.
//! `prepare` checks a request and makes its records, nothing visible yet; the caller stores the bytes;
//! `publish` applies the same records, as a restart would, or `discard` forgets them.

pub mod aliases;
pub mod apply;
pub mod deletes;
pub mod diagnose;
pub mod fold;
pub mod mirror;
pub mod mode;
pub mod objects;
pub mod paging;
pub mod pending;
pub mod plan;
pub mod reads;
pub mod references;
pub mod relief;
pub mod schema;
pub mod settings;
pub mod tenants;
pub mod vectors;
pub mod write_request;

use std::rc::Rc;

use crate::error::{Error, Result};
use crate::memory::Budget;
use crate::schema::{Class, names};
use crate::segment::Record;
use crate::segment::frame::Head;
use crate::sorted::Sorted;
use crate::store::{Collection, Database, Pages, Shard, Split, TenantStatus};
use crate::value::Value;
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

/// A staged write: how to store, publish or discard it.
#[derive(Debug)]
pub struct Ticket {
    /// Its number.
    pub id: u32,
    /// Bytes of its records; 0 when nothing changes.
    pub bytes: usize,
    /// What the caller gets once it is durable.
    pub reply: Value,
}

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
    staged: Vec<apply::Staged>,
    next_ticket: u32,
    /// What calls need of storage.
    pages: Rc<Pages>,
    /// How the stored values that rows point into are checked, by number.
    heads: Sorted<u32, Head>,
    /// Drops and the values that hold them: older segments may still have what they take away.
    drops: Vec<(u32, Record)>,
    folding: Option<fold::Folding>,
}

impl Engine {
    /// An empty database.
    pub fn new(env: &Value, memory_limit: usize) -> Engine {
        Engine::split(env, memory_limit, Split::default())
    }

    /// An empty database that holds this share of its vectors.
    pub fn split(env: &Value, memory_limit: usize, split: Split) -> Engine {
        Engine {
            database: Database::default(),
            settings: Settings::from_env(env),
            budget: Budget::new(memory_limit),
            pending: Pending::default(),
            staged: Vec::new(),
            next_ticket: 1,
            pages: Rc::new(Pages::of(split)),
            heads: Sorted::default(),
            drops: Vec::new(),
            folding: None,
        }
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
