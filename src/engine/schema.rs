//! Writes to collections' schemas.

use super::{Engine, Prepared};
use crate::error::{Error, Result};
use crate::schema::{Class, class, names, update};
use crate::segment::Record;
use crate::value::Value;

impl Engine {
    /// Makes a collection.
    pub fn create_class(&self, given: &Value) -> Result<Prepared> {
        self.pending.require_none()?;
        let exists = |name: &str| self.database.collections.contains_key(name);
        if let Some(name) = given.get("class").as_text() {
            let name = names::upper_first(name);
            if self.database.aliases.contains_key(&name) {
                return Err(Error::unprocessable(format!("alias name {name} already exists")));
            }
            if exists(&name) {
                return Err(Error::unprocessable(format!("class name {name} already exists")));
            }
            if let Some(similar) = self.database.similar(&name) {
                return Err(Error::unprocessable(format!("class already exists: found similar class {similar:?}")));
            }
        }
        let rest = class::normalize(given, &self.settings.defaults, &exists)?;
        Ok(Prepared { reply: rest.clone(), records: vec![Record::PutClass(rest)] })
    }

    /// A collection by its own name; aliases do not count here.
    fn own(&self, name: &str) -> Result<&Class> {
        let name = names::upper_first(name);
        match self.database.collections.get(&name) {
            Some(collection) => Ok(&collection.class),
            None => Err(Error::unprocessable(format!("class {name:?}: not found"))),
        }
    }

    /// Puts a whole REST class in place of a collection's.
    pub fn update_class(&self, name: &str, given: &Value) -> Result<Prepared> {
        self.pending.require_none()?;
        let before = self.find(name).ok_or_else(Error::not_found)?;
        let rest = update::update(&before.class, given, &self.settings.defaults)?;
        Ok(Prepared { reply: rest.clone(), records: vec![Record::PutClass(rest)] })
    }

    /// Removes a collection; one that is not there is no error.
    pub fn delete_class(&self, name: &str) -> Result<Prepared> {
        self.pending.require_none()?;
        let name = names::upper_first(name);
        let known = self.database.collections.contains_key(&name);
        Ok(Prepared { records: known.then_some(Record::DropClass(name)).into_iter().collect(), reply: Value::Null })
    }

    /// Adds a property.
    pub fn add_property(&self, name: &str, given: &Value) -> Result<Prepared> {
        self.pending.require_none()?;
        let before = self.own(name)?;
        let exists = |target: &str| self.database.collections.contains_key(target);
        let rest = update::add_property(before, given, &self.settings.defaults, &exists)?;
        let reply = rest.get("properties").items().last().cloned().unwrap_or_default();
        Ok(Prepared { records: vec![Record::PutClass(rest)], reply })
    }

    /// Drops an index of a property.
    pub fn drop_index(&self, name: &str, property: &str, index: &str) -> Result<Prepared> {
        self.pending.require_none()?;
        let rest = update::drop_index(self.own(name)?, property, index)?;
        Ok(Prepared { records: vec![Record::PutClass(rest)], reply: Value::Null })
    }

    /// Shards with their status.
    pub fn shards(&self, name: &str) -> Result<Value> {
        let name = names::upper_first(name);
        let Some(collection) = self.find(&name) else {
            return Err(Error::new(
                crate::error::ErrorKind::NotFound,
                format!("cannot get shards status for a non-existing index for {name}: not found"),
            ));
        };
        let one = |name: &str, status: &str| {
            Value::from_pairs([("name", name.into()), ("status", status.into()), ("vectorQueueSize", 0.into())])
        };
        let status = if collection.read_only { "READONLY" } else { "READY" };
        if !collection.class.multi_tenant {
            return Ok(Value::List(vec![one(&collection.class.shard_name(), status)]));
        }
        Ok(Value::List(collection.tenants.iter().map(|(name, t)| one(name, t.status.name())).collect()))
    }

    /// Sets a shard's status.
    pub fn update_shard(&self, name: &str, shard: &str, status: &str) -> Result<Prepared> {
        self.pending.require_none()?;
        let collection = self.find(name).ok_or_else(Error::not_found)?;
        if shard != collection.class.shard_name() {
            return Err(Error::new(crate::error::ErrorKind::NotFound, format!("shard {shard:?} not found")));
        }
        let read_only = match status {
            "READY" => false,
            "READONLY" => true,
            _ => {
                return Err(Error::unprocessable(format!("'{status}' is not a valid shard status")));
            }
        };
        Ok(Prepared {
            records: vec![Record::SetReadOnly { class: collection.class.name.clone(), read_only }],
            reply: Value::from_pairs([("status", status.into())]),
        })
    }
}
