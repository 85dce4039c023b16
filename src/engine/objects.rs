//! Writes of objects: insert, batch, merge, replace, delete.

use std::borrow::Cow;

use super::mode::{Mode, parse_id, vectorize_error};
use super::plan::{Needs, Planner};
use super::references::beacons;
use super::vectors::{self, Fixed};
use super::write_request::{ObjectInput, WriteRequest};
use super::{Engine, Prepared, shard_of};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::validate::Validator;
use crate::schema::{Class, DataType, Uuid, names, uuid};
use crate::segment::Record;
use crate::store::{Body, Collection, DocId, LabelSet, Location, ObjectWrite, Shard, VectorWrite};
use crate::value::Value;

/// A prepared write, or what must be made first.
pub enum Outcome {
    /// Ready.
    Ready(Prepared),
    /// Embeddings or phone numbers are needed.
    Needs(Needs),
}

/// The collection that a write goes to, as it is or as auto-schema will make it.
struct Destination<'a> {
    class: Cow<'a, Class>,
    shard: Option<&'a Shard>,
    tenant: String,
    evolved: Option<Value>,
    /// Objects of a batch that auto-schema refuses, by position.
    refused: Vec<(usize, Error)>,
}

impl Engine {
    /// Inserts one object; an id that exists is refused.
    pub fn insert(&self, request: &WriteRequest, buffer: &[f32]) -> Result<Outcome> {
        let object = request.first()?;
        let id = parse_id(&object.id, "body")?;
        let reply = Value::from_pairs([("id", object.id.as_text().unwrap_or("").to_lowercase().into())]);
        if let Some(collection) = self.find(&request.collection) {
            let shard = self.write_shard(collection, request.tenant.as_deref(), "put object: import into index ")?;
            self.pending.require_objects(&collection.class.name, shard.1, std::iter::once(&id))?;
            if shard.0.rows.find(&id).is_some() {
                return Err(Error::unprocessable(format!("id '{}' already exists", uuid::format(&id))));
            }
        }
        let place = self.destination(request, Mode::Insert)?;
        self.write_one(request, object, id, &place, Mode::Insert, reply, buffer)
    }

    /// Merges into an object that exists: PATCH.
    pub fn merge(&self, request: &WriteRequest, buffer: &[f32]) -> Result<Outcome> {
        self.rewrite(request, Mode::Merge, buffer)
    }

    /// Puts an object in place of one that exists: PUT.
    pub fn replace(&self, request: &WriteRequest, buffer: &[f32]) -> Result<Outcome> {
        self.rewrite(request, Mode::Replace, buffer)
    }

    fn rewrite(&self, request: &WriteRequest, mode: Mode, buffer: &[f32]) -> Result<Outcome> {
        let object = request.first()?;
        let id = parse_id(&object.id, "body")?;
        let collection = self.find(&request.collection).ok_or_else(Error::not_found)?;
        let lower = collection.class.name.to_lowercase();
        let (shard, tenant) = shard_of(collection, request.tenant.as_deref()).map_err(|e| match mode {
            Mode::Merge => e.prefixed(&format!("msg:repo.object code:422 err:search index {lower}: determine shard: ")),
            _ => e.prefixed(&format!("repo: object by id: search index {lower}: determine shard: ")),
        })?;
        self.pending.require_objects(&collection.class.name, tenant, std::iter::once(&id))?;
        if shard.rows.find(&id).is_none() {
            return Err(Error::not_found());
        }
        let place = self.destination(request, mode)?;
        let reply = match mode {
            Mode::Replace => Value::from_pairs([
                ("class", place.class.name.as_str().into()),
                ("id", uuid::format(&id).into()),
                ("properties", object.properties.clone()),
            ]),
            _ => Value::Null,
        };
        self.write_one(request, object, id, &place, mode, reply, buffer)
    }

    /// Writes a list of objects; each is refused alone. Existing ones are replaced, creation time and all.
    pub fn batch(&self, request: &WriteRequest, buffer: &[f32]) -> Result<Outcome> {
        let ids: Vec<Option<Uuid>> = request.objects.iter().map(|o| o.id.as_text().and_then(uuid::parse)).collect();
        let place = match self.destination(request, Mode::Batch) {
            Ok(place) => place,
            Err(e) if e.kind == ErrorKind::Busy => return Err(e),
            // what refuses the whole batch refuses each of its objects, in fewer words than a single write
            Err(e) => {
                return Ok(Outcome::Ready(Prepared { reply: refused(request, &e), records: Vec::new() }));
            }
        };
        self.pending.require_objects(&place.class.name, &place.tenant, ids.iter().flatten())?;
        let mut planner = Planner::new(&place.class, &request.supplied, buffer);
        let mut fixed = Fixed::new();
        let mut results = Vec::with_capacity(request.objects.len());
        let mut writes: Vec<(Uuid, ObjectWrite)> = Vec::new();
        for (index, object) in request.objects.iter().enumerate() {
            let given = object.id.as_text().unwrap_or("").to_owned();
            let written = ids[index]
                .ok_or_else(|| Error::unprocessable(format!("invalid UUID length: {}", given.len())))
                .and_then(|id| {
                    if let Some((_, error)) = place.refused.iter().find(|(position, _)| *position == index) {
                        return Err(error.clone());
                    }
                    let write =
                        self.object(request, index, object, id, &place, Mode::Batch, &mut planner, &fixed, buffer)?;
                    Ok((id, write))
                });
            results.push(match written {
                Ok((id, write)) => {
                    if let Some(write) = write {
                        fix_dimensions(&mut fixed, &place.class, &write);
                        writes.retain(|(other, _)| *other != id);
                        writes.push((id, write));
                    }
                    Value::from_pairs([("id", given.into())])
                }
                Err(e) if matches!(e.kind, ErrorKind::Busy | ErrorKind::MemoryLimit) => {
                    return Err(e);
                }
                Err(e) => Value::from_pairs([("error", e.message.into()), ("id", given.into())]),
            });
        }
        if let Some(needs) = planner.needs() {
            return Ok(Outcome::Needs(needs));
        }
        let mut records: Vec<Record> = place.evolved.map(Record::PutClass).into_iter().collect();
        let class = place.class.name.clone();
        records.extend(writes.into_iter().map(|(_, object)| Record::PutObject {
            class: class.clone(),
            tenant: place.tenant.clone(),
            object,
        }));
        let reply = Value::from_pairs([("results", Value::List(results))]);
        Ok(Outcome::Ready(Prepared { records, reply }))
    }

    fn write_shard<'a>(
        &'a self,
        collection: &'a Collection,
        tenant: Option<&'a str>,
        path: &str,
    ) -> Result<(&'a Shard, &'a str)> {
        if collection.read_only {
            return Err(Error::internal("store is read-only"));
        }
        shard_of(collection, tenant).map_err(|e| {
            let found = e.message.starts_with("tenant not found");
            let lower = collection.class.name.to_lowercase();
            let path = if found { format!("{path}{lower}: determine shard: ") } else { "determine shard: ".to_owned() };
            e.prefixed(&path)
        })
    }

    /// Resolves the collection, lets auto-schema extend it, and finds the shard.
    fn destination<'a>(&'a self, request: &'a WriteRequest, mode: Mode) -> Result<Destination<'a>> {
        let known = self.find(&request.collection);
        let name = known.map_or_else(|| names::upper_first(&request.collection), |c| c.class.name.clone());
        let (shard, tenant) = match known {
            Some(collection) => {
                let (shard, tenant) =
                    self.write_shard(collection, request.tenant.as_deref(), "put object: import into index ")?;
                (Some(shard), tenant.to_owned())
            }
            None => (None, String::new()),
        };
        let mut evolved = None;
        let mut refused = Vec::new();
        if self.settings.auto_schema.enabled {
            let description =
                format!("This property was generated by Weaviate's auto-schema feature on {}", request.now_text);
            let exists = |target: &str| self.database.collections.contains_key(target);
            let properties = request.objects.iter().map(|o| &o.properties);
            let defaults = &self.settings.defaults;
            (evolved, refused) = self
                .settings
                .auto_schema
                .evolve(&name, known.map(|c| &c.class), properties, &description, defaults, &exists)
                .map_err(|e| mode.invalid(e))?;
            if mode != Mode::Batch
                && let Some((_, error)) = refused.pop()
            {
                return Err(mode.invalid(error));
            }
        } else if known.is_none() {
            return Err(mode.invalid(Error::unprocessable(format!("class {name:?} not found in schema"))));
        }
        if evolved.is_some() {
            self.pending.require_none()?;
        }
        let class = match (&evolved, known) {
            (Some(rest), _) => Cow::Owned(Class::from_rest(rest.clone())),
            (None, Some(collection)) => Cow::Borrowed(&collection.class),
            (None, None) => return Err(Error::internal("a collection without a schema")),
        };
        Ok(Destination { class, shard, tenant, evolved, refused })
    }

    #[expect(clippy::too_many_arguments, reason = "one call site per kind of write, all of it needed")]
    fn write_one(
        &self,
        request: &WriteRequest,
        object: &ObjectInput,
        id: Uuid,
        place: &Destination<'_>,
        mode: Mode,
        reply: Value,
        buffer: &[f32],
    ) -> Result<Outcome> {
        let mut planner = Planner::new(&place.class, &request.supplied, buffer);
        let fixed = Fixed::new();
        let write = self.object(request, 0, object, id, place, mode, &mut planner, &fixed, buffer)?;
        if let Some(needs) = planner.needs() {
            return Ok(Outcome::Needs(needs));
        }
        let mut records: Vec<Record> = place.evolved.clone().map(Record::PutClass).into_iter().collect();
        records.extend(write.map(|object| Record::PutObject {
            class: place.class.name.clone(),
            tenant: place.tenant.clone(),
            object,
        }));
        Ok(Outcome::Ready(Prepared { records, reply }))
    }

    /// One object version, or nothing while something for it is still being made.
    #[expect(clippy::too_many_arguments, reason = "one call site per kind of write, all of it needed")]
    fn object(
        &self,
        request: &WriteRequest,
        index: usize,
        object: &ObjectInput,
        id: Uuid,
        place: &Destination<'_>,
        mode: Mode,
        planner: &mut Planner<'_>,
        fixed: &Fixed,
        buffer: &[f32],
    ) -> Result<Option<ObjectWrite>> {
        let class = &*place.class;
        let before = place.shard.and_then(|s| Some((s, s.rows.find(&id)?)));
        planner.phones(&object.properties, class);
        if planner.waits_for_phones() {
            return Ok(None);
        }
        let validator = Validator { class, origin: mode.origin(), phones: &request.supplied };
        let given = validator.properties(&object.properties).map_err(|e| mode.invalid(e))?;
        let references = beacons(&object.references, class, &self.database).map_err(|e| mode.invalid(e))?;
        let old = before.map(|(shard, row)| shard.rows.body(row)).transpose()?;
        let mut body = match (&old, mode) {
            (Some(old), Mode::Merge) => merged(old, &object.properties, given, references),
            _ => Body { properties: given, references, labels: LabelSet::default() },
        };
        let resolved = vectors::resolve(class, &object.vectors).map_err(|e| mode.invalid(e))?;
        let mut writes: Vec<(String, VectorWrite)> = Vec::new();
        for (target, config) in class.vectors.iter().enumerate() {
            let own = resolved.iter().find(|r| r.target == target).cloned();
            let vector = match own {
                Some(given) => Some(given),
                None => match planner.vector(index, target, &body, old.as_ref(), before)? {
                    super::plan::Made::Nothing => None,
                    super::plan::Made::Later => None,
                    super::plan::Made::Same => {
                        writes.push((config.name.clone(), VectorWrite::Keep));
                        None
                    }
                    super::plan::Made::New(given) => Some(given),
                    super::plan::Made::Failed(why) => {
                        return Err(vectorize_error(&config.name, why, mode));
                    }
                },
            };
            match vector {
                Some(vector) => {
                    if let Some(shard) = place.shard {
                        self.require_dimensions(class, &place.tenant, target, shard)?;
                    }
                    let checked =
                        vectors::check(class, place.shard, &vector, &id, fixed, buffer).map_err(|e| match e.kind {
                            ErrorKind::Internal => mode.index_path(class, e, &id),
                            _ => mode.invalid(e),
                        })?;
                    body.labels.add(&config.name, &checked.labels);
                    writes.push((config.name.clone(), checked.write));
                }
                None if mode == Mode::Merge && !writes.iter().any(|(n, _)| *n == config.name) => {
                    let has = before.is_some_and(|(s, row)| s.vectors.get(&config.name).is_some_and(|c| c.has(row)));
                    if has {
                        writes.push((config.name.clone(), VectorWrite::Keep));
                    }
                }
                None => {}
            }
        }
        if planner.waits() {
            return Ok(None);
        }
        for (name, write) in &writes {
            if let (VectorWrite::Keep, Some(old)) = (write, &old) {
                body.labels.keep(name, &old.labels)?;
            }
        }
        let keeps = before.is_some_and(|(shard, row)| {
            let counts = shard.vectors.values().filter(|c| c.has(row)).count() == writes.len();
            let geo = class.properties.iter().filter(|p| p.data_type == DataType::GeoCoordinates);
            let old = old.as_ref();
            counts
                && writes.iter().all(|(name, write)| vectors::is_same(shard, row, name, write))
                && geo
                    .into_iter()
                    .all(|p| old.is_some_and(|o| o.properties.get(&p.name) == body.properties.get(&p.name)))
        });
        let created = match (before, mode) {
            (Some((shard, row)), Mode::Merge | Mode::Replace) => shard.rows.created(row),
            _ => request.now,
        };
        let doc_id = if keeps { DocId::Keep } else { DocId::New };
        Ok(Some(ObjectWrite {
            uuid: id,
            created,
            updated: request.now,
            doc_id,
            body,
            body_at: Location::NOWHERE,
            vectors: writes,
        }))
    }
}

fn refused(request: &WriteRequest, error: &Error) -> Value {
    let why = error.message.rsplit_once("determine shard: ").map_or(error.message.as_str(), |(_, why)| why);
    let one = |o: &ObjectInput| Value::from_pairs([("error", why.into()), ("id", o.id.clone())]);
    Value::from_pairs([("results", Value::List(request.objects.iter().map(one).collect()))])
}

/// Given values win, `null` deletes, the rest stays; references are appended.
fn merged(old: &Body, given: &Value, canonical: Value, references: Value) -> Body {
    let mut properties = old.properties.clone();
    for (name, value) in given.entries() {
        if value.is_null() {
            properties.remove(&names::lower_first(name));
        }
    }
    if let Value::Map(entries) = canonical {
        entries.into_iter().for_each(|(name, value)| properties.set(&name, value));
    }
    let mut all = old.references.clone();
    for (name, more) in references.entries() {
        let mut list = all.get(name).items().to_vec();
        list.extend(more.items().iter().cloned());
        all.set(name, Value::List(list));
    }
    Body { properties, references: all, labels: LabelSet::default() }
}

fn fix_dimensions(fixed: &mut Fixed, class: &Class, write: &ObjectWrite) {
    for (name, vector) in &write.vectors {
        if let (VectorWrite::Values { dimensions, .. }, Some(target)) = (vector, class.vector_index(name))
            && !fixed.iter().any(|(t, _)| *t == target)
        {
            fixed.push((target, *dimensions));
        }
    }
}
