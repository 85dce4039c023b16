//! References between objects: beacons, and the calls that change one property of one object.

use super::{Engine, Prepared, shard_of};
use crate::error::{Error, Result};
use crate::schema::{Class, DataType, Property, Uuid, names, uuid};
use crate::segment::Record;
use crate::store::{Collection, Database, DocId, Location, ObjectWrite, Shard, VectorWrite};
use crate::value::Value;

/// A beacon taken apart: `weaviate://localhost/Collection/uuid`, the collection being optional.
fn split(beacon: &str) -> Option<(Option<&str>, Uuid)> {
    let path = beacon.strip_prefix("weaviate://localhost/")?;
    match path.rsplit_once('/') {
        Some((class, id)) => Some((Some(class), uuid::parse(id)?)),
        None => Some((None, uuid::parse(path)?)),
    }
}

/// The stored form of a beacon, `Collection/uuid`.
fn stored(beacon: &str, property: &Property) -> Result<(String, Uuid)> {
    let invalid = || Error::unprocessable(format!("invalid cref URI: {beacon:?} is no beacon of this database"));
    let (class, id) = split(beacon).ok_or_else(invalid)?;
    let class = match class {
        Some(class) => names::upper_first(class),
        None if property.targets.len() == 1 => property.targets[0].clone(),
        None => {
            return Err(Error::unprocessable(format!(
                "property '{}' has more than one target collection: name the one of {}",
                property.name,
                uuid::format(&id)
            )));
        }
    };
    if !property.targets.contains(&class) {
        return Err(Error::unprocessable(format!(
            "property '{}' refers to {:?}, not to {class:?}",
            property.name, property.targets
        )));
    }
    Ok((class, id))
}

fn exists(database: &Database, class: &str, id: &Uuid) -> bool {
    let collection = database.collections.get(class);
    collection.is_some_and(|c| c.shards().any(|(_, shard)| shard.rows.find(id).is_some()))
}

/// The references of an object on its way in, in stored form; every target must exist.
pub fn beacons(given: &Value, class: &Class, database: &Database) -> Result<Value> {
    let mut out = Value::map();
    for (name, list) in given.entries() {
        let name = names::lower_first(name);
        let Some(property) = class.property(&name) else {
            return Err(class.no_such_property(&name));
        };
        if property.data_type != DataType::Reference {
            return Err(Error::unprocessable(format!("property '{name}' is not a reference-type")));
        }
        let mut targets = Vec::new();
        for beacon in list.items().iter().filter_map(Value::as_text) {
            let (target, id) = stored(beacon, property)?;
            let id_text = uuid::format(&id);
            if !exists(database, &target, &id) {
                return Err(Error::unprocessable(format!(
                    "invalid cref: 'cref' {target}:{name}: no object with id {id_text} found"
                )));
            }
            targets.push(Value::Text(format!("{target}/{id_text}")));
        }
        out.set(&name, Value::List(targets));
    }
    Ok(out)
}

/// What happens to a property's references.
enum Change {
    Add(String),
    Replace(Vec<String>),
    Remove(String),
}

impl Engine {
    /// Adds a reference.
    pub fn add_reference(
        &self,
        place: (&str, Option<&str>),
        id: &str,
        property: &str,
        to: &str,
        now: i64,
    ) -> Result<Prepared> {
        self.pending.require_none()?;
        let collection = self.reference_collection(place.0)?;
        let property = reference_property(&collection.class, property)
            .map_err(|e| e.prefixed("msg:validate inputs code:400 err:"))?;
        let (shard, tenant, row) = self.reference_source(collection, place.1, id)?;
        let to = self.existing(property, to)?;
        self.change(collection, shard, tenant, row, property, Change::Add(to), now)
    }

    /// Puts references in place of those that are there.
    pub fn replace_references(
        &self,
        place: (&str, Option<&str>),
        id: &str,
        property: &str,
        to: &[String],
        now: i64,
    ) -> Result<Prepared> {
        self.pending.require_none()?;
        let collection = self.reference_collection(place.0)?;
        let property =
            reference_property(&collection.class, property).map_err(|e| e.prefixed("msg:bad inputs code:400 err:"))?;
        let (shard, tenant, row) = self.reference_source(collection, place.1, id)?;
        let to = to.iter().map(|one| self.existing(property, one)).collect::<Result<Vec<_>>>()?;
        self.change(collection, shard, tenant, row, property, Change::Replace(to), now)
    }

    /// Removes a reference, all equal ones together; one that is not there is no error.
    pub fn delete_reference(
        &self,
        place: (&str, Option<&str>),
        id: &str,
        property: &str,
        to: &str,
        now: i64,
    ) -> Result<Prepared> {
        self.pending.require_none()?;
        let collection = self.reference_collection(place.0)?;
        let (shard, tenant, row) = self.reference_source(collection, place.1, id)?;
        let property = reference_property(&collection.class, property)
            .map_err(|e| Error::internal(format!("msg:cannot get property code:500 err:{}", e.message)))?;
        let (class, target) = stored(to, property)?;
        let gone = format!("{class}/{}", uuid::format(&target));
        self.change(collection, shard, tenant, row, property, Change::Remove(gone), now)
    }

    /// Adds references to many objects; each entry is refused alone, targets are not looked up.
    pub fn add_references(&self, place: (&str, Option<&str>), entries: &[Value], now: i64) -> Result<Prepared> {
        self.pending.require_none()?;
        if entries.is_empty() {
            return Err(Error::unprocessable(
                "invalid params: length cannot be 0, need at least one reference for batching",
            ));
        }
        let mut errors = Value::map();
        let mut writes: Vec<(Uuid, ObjectWrite)> = Vec::new();
        let collection = self.reference_collection(place.0)?;
        let (shard, tenant) = shard_of(collection, place.1)?;
        for (index, entry) in entries.iter().enumerate() {
            let text = |key| entry.get(key).as_text().unwrap_or("");
            let added =
                self.batched(collection, shard, (text("fromUuid"), text("property"), text("to")), &mut writes, now);
            if let Err(e) = added {
                errors.set(&index.to_string(), e.message.into());
            }
        }
        let class = collection.class.name.clone();
        let put = |(_, object)| Record::PutObject { class: class.clone(), tenant: tenant.to_owned(), object };
        Ok(Prepared { records: writes.into_iter().map(put).collect(), reply: Value::from_pairs([("errors", errors)]) })
    }

    fn batched(
        &self,
        collection: &Collection,
        shard: &Shard,
        (from, property, to): (&str, &str, &str),
        writes: &mut Vec<(Uuid, ObjectWrite)>,
        now: i64,
    ) -> Result<()> {
        let class = &collection.class;
        let name = names::lower_first(property);
        let property = class
            .property(&name)
            .filter(|p| p.data_type == DataType::Reference)
            .ok_or_else(|| Error::unprocessable(format!("property {name} does not exist for class {}", class.name)))?;
        let (target, target_id) = stored(to, property)?;
        let row = uuid::parse(from)
            .and_then(|id| shard.rows.find(&id))
            .ok_or_else(|| Error::unprocessable(format!("ref batch: object with id {from} not found")))?;
        let id = *shard.rows.uuid(row);
        if !writes.iter().any(|(other, _)| *other == id) {
            writes.push((id, kept(shard, row, now)?));
        }
        if let Some((_, write)) = writes.iter_mut().find(|(other, _)| *other == id) {
            let mut list = write.body.references.get(&name).items().to_vec();
            list.push(Value::Text(format!("{target}/{}", uuid::format(&target_id))));
            write.body.references.set(&name, Value::List(list));
        }
        Ok(())
    }

    fn reference_collection(&self, name: &str) -> Result<&Collection> {
        self.find(name).ok_or_else(|| {
            Error::unprocessable(format!(
                "msg:collection not found code:400 err:collection {:?} not found in schema",
                names::upper_first(name)
            ))
        })
    }

    fn reference_source<'a>(
        &'a self,
        collection: &'a Collection,
        tenant: Option<&'a str>,
        id: &str,
    ) -> Result<(&'a Shard, &'a str, u32)> {
        let (shard, tenant) = shard_of(collection, tenant)?;
        let row = uuid::parse(id).and_then(|id| shard.rows.find(&id)).ok_or_else(Error::not_found)?;
        Ok((shard, tenant, row))
    }

    fn existing(&self, property: &Property, beacon: &str) -> Result<String> {
        let (class, id) = stored(beacon, property)?;
        let id_text = uuid::format(&id);
        if !exists(&self.database, &class, &id) {
            return Err(Error::unprocessable(format!(
                "msg:validate existence code:400 err:validate reference: no object with id {id_text} found"
            )));
        }
        Ok(format!("{class}/{id_text}"))
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one place")]
    fn change(
        &self,
        collection: &Collection,
        shard: &Shard,
        tenant: &str,
        row: u32,
        property: &Property,
        change: Change,
        now: i64,
    ) -> Result<Prepared> {
        let mut object = kept(shard, row, now)?;
        let mut list = object.body.references.get(&property.name).items().to_vec();
        match change {
            Change::Add(to) => list.push(to.into()),
            Change::Replace(to) => list = to.into_iter().map(Value::Text).collect(),
            Change::Remove(to) => list.retain(|one| one.as_text() != Some(&to)),
        }
        object.body.references.set(&property.name, Value::List(list));
        let class = collection.class.name.clone();
        let record = Record::PutObject { class, tenant: tenant.to_owned(), object };
        Ok(Prepared { records: vec![record], reply: Value::Null })
    }
}

/// The object as it is, to be written again with another body.
fn kept(shard: &Shard, row: u32, now: i64) -> Result<ObjectWrite> {
    let vectors = shard.vectors.iter().filter(|(_, column)| column.has(row));
    Ok(ObjectWrite {
        uuid: *shard.rows.uuid(row),
        created: shard.rows.created(row),
        updated: now,
        doc_id: DocId::Keep,
        body: shard.rows.body(row)?,
        body_at: Location::NOWHERE,
        vectors: vectors.map(|(name, _)| (name.clone(), VectorWrite::Keep)).collect(),
    })
}

fn reference_property<'a>(class: &'a Class, name: &str) -> Result<&'a Property> {
    let name = names::lower_first(name);
    let property = class.property(&name).ok_or_else(|| class.no_such_property(&name))?;
    match property.data_type {
        DataType::Reference => Ok(property),
        _ => Err(Error::unprocessable(format!("property '{name}' is not a reference-type"))),
    }
}
