//! `Core`: the engine as one JavaScript object. All its methods are synchronous; JavaScript awaits.

use std::cell::RefCell;

use js_sys::{Array, BigInt, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::clock::elapsed;
use super::envelope::sealed;
use super::hits;
use super::values::{object, read, thrown, to_js};
use crate::engine::apply::Origin;
use crate::engine::diagnose::DiagnoseRequest;
use crate::engine::fold::Step;
use crate::engine::objects::Outcome;
use crate::engine::paging::Part;
use crate::engine::reads::Clock;
use crate::engine::write_request::WriteRequest;
use crate::engine::{Engine, Prepared};
use crate::error::{Error, Result};
use crate::query::request::{AggregateRequest, Returns, SearchRequest};
use crate::segment::frame::Head;
use crate::segment::{Kind, frame};
use crate::simd;
use crate::store::Split;
use crate::value::{Value, from_members};

/// Multiply-adds of one [`Core::improve`]: some 5 ms.
const SLICE: usize = 1 << 25;

/// A database in this instance's memory.
#[wasm_bindgen]
pub struct Core {
    engine: Engine,
    /// The numbers of the last search's explanations, which JavaScript reads where they stand.
    explained: RefCell<Vec<f64>>,
}

/// The instance's memory, in which some answers are read where they stand.
#[wasm_bindgen(js_name = moduleMemory)]
pub fn module_memory() -> JsValue {
    wasm_bindgen::memory()
}

#[derive(Default)]
struct FetchRequest {
    collection: String,
    tenant: Option<String>,
    id: String,
    returns: Returns,
}
from_members!(FetchRequest: collection, tenant, id, returns);

fn word<'a>(request: &'a Value, key: &str) -> &'a str {
    request.get(key).as_text().unwrap_or("")
}

fn tenant(request: &Value) -> Option<&str> {
    request.get("tenant").as_text()
}

#[wasm_bindgen]
impl Core {
    /// An empty database. `env` holds settings by their environment names, `memory_limit` is in bytes. It holds part
    /// `part` of the vectors, of `parts`; with 1 all of them.
    #[wasm_bindgen(constructor)]
    pub fn new(env: JsValue, memory_limit: f64, part: u32, parts: u32) -> std::result::Result<Core, JsValue> {
        let env: Value = read(env)?;
        let engine = Engine::split(&env, memory_limit as usize, Split::new(part, parts));
        Ok(Core { engine, explained: RefCell::default() })
    }

    /// Prepares a write. Gives `{ ticket, bytes, reply }` with the number of bytes to store, or `{ needs }` when embeddings or phone numbers
    /// must be made first, or `{ missing }`: parts of stored values to read and [`Core::supply`] before the same call
    /// is made again. `vectors` is the buffer that the request's vectors point into.
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
        if let Some(missing) = self.missing()? {
            return Ok(missing);
        }
        match outcome.map_err(thrown)? {
            Outcome::Needs(needs) => Ok(object([("needs", to_js(&needs.to_value()))])),
            Outcome::Ready(prepared) => {
                let ticket = self.engine.stage(prepared).map_err(thrown)?;
                Ok(object([
                    ("ticket", JsValue::from_f64(f64::from(ticket.id))),
                    ("bytes", JsValue::from_f64(ticket.bytes as f64)),
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

    /// The stored form of prepared writes as one commit (`wal`, `segment`): `{ frame, head }`. Once for each write.
    pub fn seal(
        &mut self,
        tickets: &[u32],
        name: &str,
        sequence: f64,
        relaxed: bool,
    ) -> std::result::Result<JsValue, JsValue> {
        let payload = self.engine.take_bytes(tickets).map_err(thrown)?;
        let parts: Vec<&[u8]> = payload.iter().map(Vec::as_slice).collect();
        Ok(sealed(name, sequence, &parts, relaxed))
    }

    /// Makes a prepared write visible; its records stand at `base` in the payload of the stored value `value`.
    /// Gives nothing, or `{ missing }`.
    pub fn publish(&mut self, ticket: u32, value: u32, base: u32) -> std::result::Result<JsValue, JsValue> {
        let done = self.engine.publish(ticket, Origin { value, base }).map_err(thrown)?;
        self.progress(done)
    }

    /// Forgets a prepared write.
    pub fn discard(&mut self, ticket: u32) -> std::result::Result<(), JsValue> {
        self.engine.discard(ticket).map_err(thrown)
    }

    /// Answers a read, or gives `{ missing }`.
    pub fn read(
        &mut self,
        name: &str,
        request: JsValue,
        vectors: &[f32],
        now: f64,
    ) -> std::result::Result<JsValue, JsValue> {
        let answer = self.answer(name, request, vectors, now);
        if let Some(missing) = self.missing()? {
            return Ok(missing);
        }
        self.engine.trim_pages();
        answer
    }

    fn answer(&self, name: &str, request: JsValue, vectors: &[f32], now: f64) -> std::result::Result<JsValue, JsValue> {
        let engine = &self.engine;
        match name {
            "search" => {
                let request: SearchRequest = read(request)?;
                let clock = Clock { now: now as i64, elapsed: &elapsed };
                let found = engine.search(&request, vectors, clock);
                found.map(|a| hits::answer(&a, &mut self.explained.borrow_mut())).map_err(thrown)
            }
            "aggregate" => {
                let request: AggregateRequest = read(request)?;
                let by = request.group_by.as_ref().map_or(String::new(), |g| g.property.clone());
                engine.aggregate(&request, vectors, now as i64).map(|a| hits::aggregated(&a, &by)).map_err(thrown)
            }
            "diagnose" => {
                let request: DiagnoseRequest = read(request)?;
                let clock = Clock { now: now as i64, elapsed: &elapsed };
                engine.diagnose(&request, clock).map(|v| to_js(&v)).map_err(thrown)
            }
            "objects.fetch" => {
                let request: FetchRequest = read(request)?;
                let found = engine.fetch(&request.collection, request.tenant.as_deref(), &request.id, &request.returns);
                found.map(|hit| hits::list(hit.as_slice())).map_err(thrown)
            }
            _ => {
                let request: Value = read(request)?;
                self.lookup(name, &request).map(|v| to_js(&v)).map_err(thrown)
            }
        }
    }

    /// `{ missing: [[value, offset, length], …], scans: [[key, request], …] }` when the last call lacked parts of stored
    /// values, or scans by the other engines that share the vectors.
    fn missing(&mut self) -> std::result::Result<Option<JsValue>, JsValue> {
        if !self.engine.lacks_pages() {
            return Ok(None);
        }
        let part = |part: Part| -> JsValue {
            let numbers = [f64::from(part.value), part.offset as f64, part.length as f64];
            numbers.into_iter().map(JsValue::from_f64).collect::<Array>().into()
        };
        let parts: Array = self.engine.missing().map_err(thrown)?.into_iter().map(part).collect();
        let scan = |(key, request): (u64, Vec<u8>)| -> JsValue {
            Array::of2(&BigInt::from(key), &Uint8Array::from(request.as_slice())).into()
        };
        let scans: Array = self.engine.take_scans().into_iter().map(scan).collect();
        Ok(Some(object([("missing", parts.into()), ("scans", scans.into())])))
    }

    /// Scans the vectors that are held here, as another engine asked in `{ scans }`. Gives a list for
    /// [`Core::supply_scan`], or nothing where this engine has applied more or fewer records.
    pub fn scan(&self, request: &[u8]) -> std::result::Result<Option<Vec<u8>>, JsValue> {
        self.engine.scan(request).map_err(thrown)
    }

    /// Does a part of what makes searches faster and can wait. Whether there is more.
    pub fn improve(&mut self) -> bool {
        self.engine.improve(SLICE)
    }

    /// Takes in the lists of all engines for a scan that was missing, one after the other.
    #[wasm_bindgen(js_name = supplyScan)]
    pub fn supply_scan(&self, key: u64, lists: &[u8]) -> std::result::Result<(), JsValue> {
        self.engine.supply_scan(key, lists).map_err(thrown)
    }

    fn progress(&mut self, done: bool) -> std::result::Result<JsValue, JsValue> {
        if done { Ok(JsValue::UNDEFINED) } else { Ok(self.missing()?.unwrap_or(JsValue::UNDEFINED)) }
    }

    /// Takes in a part of a stored value that was missing, after checking it.
    pub fn supply(&mut self, value: u32, offset: u32, bytes: Vec<u8>) -> std::result::Result<(), JsValue> {
        let part = Part { value, offset: offset as usize, length: bytes.len() };
        self.engine.supply(part, bytes).map_err(thrown)
    }

    /// Makes a value known that rows will point into: its bytes, or as many from its start as header and table have.
    pub fn register(&mut self, value: u32, bytes: &[u8]) -> std::result::Result<(), JsValue> {
        let head = Head::read(bytes).map_err(thrown)?;
        self.engine.register(value, head);
        Ok(())
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

    /// Checks a stored value, which must carry this sequence number, and applies its records from byte `from` of its
    /// payload on. Gives nothing, or `{ missing, at }`: then the call is made again with `from: at`.
    pub fn replay(
        &mut self,
        bytes: &[u8],
        sequence: f64,
        value: u32,
        from: f64,
    ) -> std::result::Result<JsValue, JsValue> {
        let frame = frame::open(Kind::Wal, bytes).map_err(thrown)?;
        frame.head.require(sequence as u64).map_err(thrown)?;
        let start = frame.head.start();
        self.engine.register(value, frame.head);
        match self.engine.replay(&bytes[start..], value, from as usize).map_err(thrown)? {
            None => {
                self.engine.trim_pages();
                Ok(JsValue::UNDEFINED)
            }
            Some(at) => {
                let missing = self.missing()?.unwrap_or(JsValue::UNDEFINED);
                let _ = Reflect::set(&missing, &"at".into(), &JsValue::from_f64(at as f64));
                Ok(missing)
            }
        }
    }

    /// Begins to write again what the values from number `cutoff` on hold; of one collection only, if named.
    #[wasm_bindgen(js_name = beginFold)]
    pub fn begin_fold(&mut self, cutoff: u32, only: Option<String>) {
        self.engine.begin_fold(cutoff, only.as_deref());
    }

    /// The next segment, of about `target` bytes, under its number: `{ frame, head }`, `{ missing }`, or nothing at the end.
    pub fn fold(&mut self, target: f64, sequence: f64) -> std::result::Result<JsValue, JsValue> {
        match self.engine.fold(target as usize).map_err(thrown)? {
            Step::Part(bytes) => Ok(sealed("segment", sequence, &[&bytes], false)),
            Step::Missing => self.progress(false),
            Step::Done => Ok(JsValue::UNDEFINED),
        }
    }

    /// Ends a fold whose segments are stored under these numbers.
    #[wasm_bindgen(js_name = endFold)]
    pub fn end_fold(&mut self, cutoff: u32, values: &[u32]) {
        self.engine.end_fold(cutoff, values);
    }

    /// Gives a fold up.
    #[wasm_bindgen(js_name = abandonFold)]
    pub fn abandon_fold(&mut self) {
        self.engine.abandon_fold();
    }

    /// Bytes that a snapshot would have, about.
    #[wasm_bindgen(js_name = liveBytes)]
    pub fn live_bytes(&self) -> f64 {
        self.engine.live_bytes() as f64
    }

    /// Memory in use and allowed, in bytes, and counts.
    pub fn status(&self) -> JsValue {
        let mut collections = Value::map();
        for (name, collection) in self.engine.database.collections.iter() {
            let sum = |f: &dyn Fn(&crate::store::Shard) -> usize| collection.shards().map(|(_, s)| f(s)).sum::<usize>();
            let figure = |n: usize| Value::Number(n as f64);
            collections.set(
                name,
                Value::from_pairs([
                    ("objects", figure(sum(&|s| s.rows.object_count()))),
                    ("rowBytes", figure(sum(&|s| s.rows.reserved_bytes()))),
                    ("vectorBytes", figure(sum(&|s| s.vectors.values().map(|c| c.bytes()).sum()))),
                    ("codeBits", figure(collection.shards().map(|(_, s)| s.vector_bits()).min().unwrap_or(32))),
                    ("indexBytes", figure(sum(&|s| s.index_bytes()))),
                    ("termBytes", figure(sum(&|s| s.keyword_bytes().terms))),
                    ("postingBytes", figure(sum(&|s| s.keyword_bytes().postings))),
                    ("lengthBytes", figure(sum(&|s| s.keyword_bytes().lengths))),
                ]),
            );
        }
        object([
            ("simd", JsValue::from_str(simd::KIND)),
            ("memoryUsed", JsValue::from_f64(self.engine.budget.used() as f64)),
            ("pageBytes", JsValue::from_f64(self.engine.page_bytes() as f64)),
            ("memoryLimit", JsValue::from_f64(self.engine.budget.limit() as f64)),
            ("collections", to_js(&collections)),
        ])
    }
}
