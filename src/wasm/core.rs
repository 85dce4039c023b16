//! `Core`: the engine as one JavaScript object. All its methods are synchronous; JavaScript awaits.

use js_sys::{Array, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::clock::elapsed;
use super::hits;
use super::values::{object, read, thrown, to_js};
use crate::engine::objects::{Outcome, WriteRequest};
use crate::engine::reads::Clock;
use crate::engine::{Engine, Prepared};
use crate::error::{Error, Result};
use crate::query::request::{AggregateRequest, Returns, SearchRequest};
use crate::segment::{Kind, Manifest, frame};
use crate::value::Value;

/// A database in this instance's memory.
#[wasm_bindgen]
pub struct Core {
    engine: Engine,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FetchRequest {
    collection: String,
    tenant: Option<String>,
    id: String,
    returns: Returns,
}

fn word<'a>(request: &'a Value, key: &str) -> &'a str {
    request.get(key).as_text().unwrap_or("")
}

fn tenant(request: &Value) -> Option<&str> {
    request.get("tenant").as_text()
}

fn kind(name: &str) -> Kind {
    match name {
        "manifest" => Kind::Manifest,
        "segment" => Kind::Segment,
        _ => Kind::Wal,
    }
}

#[wasm_bindgen]
impl Core {
    /// An empty database. `env` holds settings by their environment names, `memory_limit` is in bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(env: JsValue, memory_limit: f64) -> std::result::Result<Core, JsValue> {
        let env: Value = read(env)?;
        Ok(Core { engine: Engine::new(&env, memory_limit as usize) })
    }

    /// Prepares a write. Gives `{ ticket, bytes, reply }`, or `{ needs }` when embeddings or phone numbers
    /// must be made first. `vectors` is the buffer that the request's vectors point into.
    pub fn prepare(&mut self, name: &str, request: JsValue, vectors: &[f32]) -> std::result::Result<JsValue, JsValue> {
        let outcome = match name {
            "objects.insert" | "objects.batch" | "objects.merge" | "objects.replace" => {
                let request: WriteRequest = read(request)?;
                match name {
                    "objects.insert" => self.engine.insert(&request, vectors),
                    "objects.batch" => self.engine.batch(&request, vectors),
                    "objects.merge" => self.engine.merge(&request, vectors),
                    _ => self.engine.replace(&request, vectors),
                }
            }
            _ => {
                let request: Value = read(request)?;
                self.write(name, &request).map(Outcome::Ready)
            }
        };
        match outcome.map_err(thrown)? {
            Outcome::Needs(needs) => Ok(object([("needs", to_js(&needs.to_value()))])),
            Outcome::Ready(prepared) => {
                let ticket = self.engine.stage(prepared).map_err(thrown)?;
                Ok(object([
                    ("ticket", JsValue::from_f64(f64::from(ticket.id))),
                    ("bytes", Uint8Array::from(ticket.bytes.as_slice()).into()),
                    ("reply", to_js(&ticket.reply)),
                ]))
            }
        }
    }

    fn write(&self, name: &str, request: &Value) -> Result<Prepared> {
        let engine = &self.engine;
        let collection = word(request, "collection");
        let place = (collection, tenant(request));
        let now = request.get("now").as_number().unwrap_or(0.0) as i64;
        match name {
            "schema.create" => engine.create_class(request.get("class")),
            "schema.update" => engine.update_class(collection, request.get("class")),
            "schema.delete" => engine.delete_class(collection),
            "schema.addProperty" => engine.add_property(collection, request.get("property")),
            "schema.dropIndex" => engine.drop_index(collection, word(request, "property"), word(request, "index")),
            "schema.updateShard" => engine.update_shard(collection, word(request, "shard"), word(request, "status")),
            "alias.create" => engine.create_alias(word(request, "alias"), collection),
            "alias.update" => engine.update_alias(word(request, "alias"), collection),
            "alias.delete" => engine.delete_alias(word(request, "alias")),
            "tenants.create" => engine.create_tenants(collection, request.get("tenants").items()),
            "tenants.update" => engine.update_tenants(collection, request.get("tenants").items()),
            "tenants.delete" => engine.delete_tenants(collection, &request.get("names").texts()),
            "tenants.touch" => engine.touch_tenant(
                collection,
                tenant(request).unwrap_or(""),
                request.get("write").as_bool() == Some(true),
            ),
            "objects.delete" => engine.delete(collection, tenant(request), request.get("id")),
            "objects.deleteMany" => {
                let flag = |key| request.get(key).as_bool() == Some(true);
                engine.delete_many(collection, tenant(request), request.get("filters"), flag("verbose"), flag("dryRun"))
            }
            "objects.expire" => engine.expire(now),
            "references.add" => {
                engine.add_reference(place, word(request, "id"), word(request, "property"), word(request, "to"), now)
            }
            "references.replace" => {
                let to = request.get("to").texts();
                engine.replace_references(place, word(request, "id"), word(request, "property"), &to, now)
            }
            "references.delete" => {
                engine.delete_reference(place, word(request, "id"), word(request, "property"), word(request, "to"), now)
            }
            "references.batch" => engine.add_references(place, request.get("references").items(), now),
            _ => Err(Error::internal(format!("no write is called {name:?}"))),
        }
    }

    /// Makes a prepared write visible.
    pub fn publish(&mut self, ticket: u32) -> std::result::Result<(), JsValue> {
        self.engine.publish(ticket).map_err(thrown)
    }

    /// Forgets a prepared write.
    pub fn discard(&mut self, ticket: u32) -> std::result::Result<(), JsValue> {
        self.engine.discard(ticket).map_err(thrown)
    }

    /// Answers a read.
    pub fn read(
        &self,
        name: &str,
        request: JsValue,
        vectors: &[f32],
        now: f64,
    ) -> std::result::Result<JsValue, JsValue> {
        let engine = &self.engine;
        match name {
            "search" => {
                let request: SearchRequest = read(request)?;
                let clock = Clock { now: now as i64, elapsed: &elapsed };
                engine.search(&request, vectors, clock).map(|a| hits::answer(&a)).map_err(thrown)
            }
            "aggregate" => {
                let request: AggregateRequest = read(request)?;
                let by = request.group_by.as_ref().map_or(String::new(), |g| g.property.clone());
                engine.aggregate(&request, vectors, now as i64).map(|a| hits::aggregated(&a, &by)).map_err(thrown)
            }
            "objects.fetch" => {
                let request: FetchRequest = read(request)?;
                let found = engine.fetch(&request.collection, request.tenant.as_deref(), &request.id, &request.returns);
                found.map(|f| f.as_ref().map_or(JsValue::NULL, hits::hit)).map_err(thrown)
            }
            _ => {
                let request: Value = read(request)?;
                self.lookup(name, &request).map(|v| to_js(&v)).map_err(thrown)
            }
        }
    }

    fn lookup(&self, name: &str, request: &Value) -> Result<Value> {
        let engine = &self.engine;
        let collection = word(request, "collection");
        match name {
            "schema.list" => Ok(engine.schemas()),
            "schema.get" => Ok(engine.schema(collection)),
            "schema.shards" => engine.shards(collection),
            "alias.list" => Ok(engine.list_aliases(request.get("collection").as_text())),
            "alias.get" => engine.get_alias(word(request, "alias")),
            "tenants.get" => {
                let names = request.get("names");
                engine.get_tenants(collection, (!names.is_null()).then(|| names.texts()).as_deref())
            }
            "tokenize.text" => engine.tokenize(request),
            "tokenize.property" => {
                engine.tokenize_property(collection, word(request, "property"), word(request, "text"))
            }
            "objects.exists" => engine.exists(collection, tenant(request), word(request, "id")).map(Value::Bool),
            _ => Err(Error::internal(format!("no read is called {name:?}"))),
        }
    }

    /// What must be embedded before a search can run: a list of needs, empty when nothing must.
    #[wasm_bindgen(js_name = planSearch)]
    pub fn plan_search(&self, request: JsValue) -> std::result::Result<JsValue, JsValue> {
        let request: SearchRequest = read(request)?;
        self.engine.plan_search(&request).map(|needs| to_js(&needs.to_value())).map_err(thrown)
    }

    /// The same for an aggregation over a search.
    #[wasm_bindgen(js_name = planAggregate)]
    pub fn plan_aggregate(&self, request: JsValue) -> std::result::Result<JsValue, JsValue> {
        let request: AggregateRequest = read(request)?;
        self.engine.plan_aggregate(&request).map(|needs| to_js(&needs.to_value())).map_err(thrown)
    }

    /// Applies stored records.
    pub fn replay(&mut self, payload: &[u8]) -> std::result::Result<(), JsValue> {
        self.engine.replay(payload).map_err(thrown)
    }

    /// Everything as record payloads of about `target` bytes each.
    pub fn snapshot(&self, target: f64) -> std::result::Result<Array, JsValue> {
        let out = Array::new();
        let each = |bytes: Vec<u8>| {
            out.push(&Uint8Array::from(bytes.as_slice()).into());
        };
        self.engine.snapshot(target as usize, each).map_err(thrown)?;
        Ok(out)
    }

    /// Memory in use and allowed, in bytes, and counts.
    pub fn status(&self) -> JsValue {
        let mut collections = Value::map();
        for (name, collection) in &self.engine.database.collections {
            let sum = |f: &dyn Fn(&crate::store::Shard) -> usize| collection.shards().map(|(_, s)| f(s)).sum::<usize>();
            let figure = |n: usize| Value::Number(n as f64);
            collections.set(
                name,
                Value::from_pairs([
                    ("objects", figure(sum(&|s| s.rows.object_count()))),
                    ("rowBytes", figure(sum(&|s| s.rows.reserved_bytes()))),
                    ("vectorBytes", figure(sum(&|s| s.vectors.values().map(|c| c.bytes()).sum()))),
                    ("indexBytes", figure(sum(&|s| s.index_bytes()))),
                ]),
            );
        }
        object([
            ("memoryUsed", JsValue::from_f64(self.engine.budget.used() as f64)),
            ("memoryLimit", JsValue::from_f64(self.engine.budget.limit() as f64)),
            ("collections", to_js(&collections)),
        ])
    }
}

/// Wraps a payload (`wal`, `segment`) in its checked envelope.
#[wasm_bindgen]
pub fn seal(name: &str, sequence: f64, payload: &[u8]) -> Vec<u8> {
    frame::seal(kind(name), sequence as u64, payload)
}

/// Checks an envelope and gives its payload.
#[wasm_bindgen]
pub fn unseal(name: &str, bytes: &[u8]) -> std::result::Result<Vec<u8>, JsValue> {
    frame::open(kind(name), bytes).map(|f| f.payload.to_vec()).map_err(thrown)
}

/// The stored form of a manifest: `{ key, bytes }`.
#[wasm_bindgen(js_name = sealManifest)]
pub fn seal_manifest(generation: f64, log_from: f64, segments: Vec<String>) -> JsValue {
    let manifest = Manifest { generation: generation as u64, segments, log_from: log_from as u64 };
    object([
        ("key", JsValue::from_str(manifest.slot())),
        ("bytes", Uint8Array::from(manifest.seal().as_slice()).into()),
    ])
}

/// Reads a manifest: `{ generation, logFrom, segments }`.
#[wasm_bindgen(js_name = openManifest)]
pub fn open_manifest(bytes: &[u8]) -> std::result::Result<JsValue, JsValue> {
    let manifest = Manifest::open(bytes).map_err(thrown)?;
    Ok(object([
        ("generation", JsValue::from_f64(manifest.generation as f64)),
        ("logFrom", JsValue::from_f64(manifest.log_from as f64)),
        ("segments", manifest.segments.iter().map(|s| JsValue::from_str(s)).collect::<Array>().into()),
    ]))
}
