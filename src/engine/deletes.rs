//! Deletes of objects: one, those a filter finds, those past their time.

use super::mode::parse_id;
use super::{Engine, Prepared, shard_of};
use crate::error::{Error, Result};
use crate::query::filter::{self, Scope};
use crate::query::search::is_expired;
use crate::schema::{names, uuid};
use crate::segment::Record;
use crate::value::Value;

impl Engine {
    /// Deletes one object; tells whether the write changes anything. One that is not there is no error.
    pub fn delete(&self, class: &str, tenant: Option<&str>, id: &Value) -> Result<Prepared> {
        let id = parse_id(id, "path")?;
        let Some(collection) = self.find(class) else {
            return Err(Error::internal(format!(
                "could not delete object from vector repo: delete from non-existing index for {}",
                names::upper_first(class)
            )));
        };
        let (shard, tenant) = shard_of(collection, tenant).map_err(|e| {
            e.prefixed(&format!(
                "delete object from vector repo: delete from index {:?}: determine shard: ",
                collection.class.name.to_lowercase()
            ))
        })?;
        self.pending.require_objects(&collection.class.name, tenant, std::iter::once(&id))?;
        let records = shard.rows.find(&id).map(|_| Record::DropObject {
            class: collection.class.name.clone(),
            tenant: tenant.to_owned(),
            uuid: id,
        });
        Ok(Prepared { records: records.into_iter().collect(), reply: true.into() })
    }

    /// Deletes what a filter finds.
    pub fn delete_many(
        &self,
        class: &str,
        tenant: Option<&str>,
        filters: &Value,
        verbose: bool,
        dry_run: bool,
    ) -> Result<Prepared> {
        self.pending.require_none()?;
        let Some(collection) = self.find(class) else {
            return Err(Error::unprocessable(format!(
                "batch delete params: could not find class {} in schema",
                names::upper_first(class)
            )));
        };
        let clause = filter::parse(filters, &collection.class, &self.database)
            .map_err(|e| e.prefixed("batch delete params: "))?;
        let path = "batch delete: cannot find objects: ";
        let (shard, tenant) = shard_of(collection, tenant).map_err(|e| e.prefixed(path))?;
        let scope = Scope { database: &self.database, class: &collection.class, shard, tenant };
        let mut rows: Vec<u32> = scope.evaluate(&clause).map_err(|e| e.prefixed(path))?.iter().collect();
        shard.rows.sort_by_doc_id(&mut rows);
        let matches = rows.len();
        rows.truncate(self.settings.limits.maximum);
        let count = |n: usize| Value::Number(n as f64);
        let mut reply =
            Value::from_pairs([("matches", count(matches)), ("successful", count(rows.len())), ("failed", count(0))]);
        if verbose {
            let one = |row: &u32| {
                Value::from_pairs([
                    ("id", uuid::format(shard.rows.uuid(*row)).into()),
                    ("successful", true.into()),
                    ("error", "".into()),
                ])
            };
            reply.set("objects", Value::List(rows.iter().map(one).collect()));
        }
        let drop = |row: &u32| Record::DropObject {
            class: collection.class.name.clone(),
            tenant: tenant.to_owned(),
            uuid: *shard.rows.uuid(*row),
        };
        let records = if dry_run { Vec::new() } else { rows.iter().map(drop).collect() };
        Ok(Prepared { records, reply })
    }

    /// Removes objects past their time to live, in all collections.
    pub fn expire(&self, now: i64) -> Result<Prepared> {
        self.pending.require_none()?;
        let mut records = Vec::new();
        for collection in self.database.collections.values() {
            let Some(ttl) = &collection.class.ttl else {
                continue;
            };
            for (tenant, shard) in collection.shards() {
                let expired = shard.rows.alive().iter().filter(|row| is_expired(shard, *row, ttl, now));
                records.extend(expired.map(|row| Record::DropObject {
                    class: collection.class.name.clone(),
                    tenant: tenant.to_owned(),
                    uuid: *shard.rows.uuid(row),
                }));
            }
        }
        Ok(Prepared { records, reply: Value::Null })
    }
}
