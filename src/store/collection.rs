//! A collection: its schema and its shards.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::pages::Pages;
use super::shard::Shard;
use crate::error::Result;
use crate::memory::Budget;
use crate::schema::Class;

/// Whether a tenant can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantStatus {
    /// Ready.
    Hot,
    /// Switched off.
    Cold,
    /// Moved away, where there is somewhere to move it to.
    Frozen,
}

impl TenantStatus {
    /// Parses the REST names, old and new.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "HOT" | "ACTIVE" | "" => Some(TenantStatus::Hot),
            "COLD" | "INACTIVE" => Some(TenantStatus::Cold),
            "FROZEN" | "OFFLOADED" => Some(TenantStatus::Frozen),
            _ => None,
        }
    }

    /// The REST name.
    pub fn name(self) -> &'static str {
        match self {
            TenantStatus::Hot => "HOT",
            TenantStatus::Cold => "COLD",
            TenantStatus::Frozen => "FROZEN",
        }
    }
}

/// A tenant: a shard and whether it is in use.
#[derive(Debug)]
pub struct Tenant {
    /// Its state.
    pub status: TenantStatus,
    /// Its objects.
    pub shard: Shard,
}

/// A collection with everything in it.
#[derive(Debug)]
pub struct Collection {
    /// Its schema.
    pub class: Class,
    /// The one shard of a collection without tenants.
    pub single: Shard,
    /// Shards by tenant.
    pub tenants: BTreeMap<String, Tenant>,
    /// What `updateShards` set for the single shard.
    pub read_only: bool,
}

impl Collection {
    /// An empty collection; what its shards do not hold is read from `pages`.
    pub fn new(class: Class, pages: &Rc<Pages>) -> Collection {
        let single = Shard::new(&class, pages);
        Collection { class, single, tenants: BTreeMap::new(), read_only: false }
    }

    /// Puts a changed schema in place.
    pub fn follow(&mut self, class: Class, budget: &mut Budget) -> Result<()> {
        self.class = class;
        self.single.follow(&self.class, budget)?;
        for tenant in self.tenants.values_mut() {
            tenant.shard.follow(&self.class, budget)?;
        }
        Ok(())
    }

    /// All shards, to be changed.
    pub fn shards_mut(&mut self) -> impl Iterator<Item = &mut Shard> {
        std::iter::once(&mut self.single).chain(self.tenants.values_mut().map(|tenant| &mut tenant.shard))
    }

    /// All shards, with their tenant's name.
    pub fn shards(&self) -> impl Iterator<Item = (&str, &Shard)> {
        let single = (!self.class.multi_tenant).then_some(("", &self.single));
        single.into_iter().chain(self.tenants.iter().map(|(name, t)| (name.as_str(), &t.shard)))
    }
}
