//! An engine and the values it has stored, without a storage adapter in between: reads what calls lack, and makes them
//! again. Several engines may share its vectors.

use weavelet::engine::apply::Origin;
use weavelet::engine::fold::Step;
use weavelet::engine::reads::{Answer, Clock};
use weavelet::engine::{Engine, Prepared};
use weavelet::query::request::SearchRequest;
use weavelet::segment::{Kind, frame};
use weavelet::store::Split;
use weavelet::value::Value;

const CLOCK: Clock<'_> = Clock { now: 0, elapsed: &|| 0.0 };

/// An engine with the values it has stored, by number.
pub struct Stored {
    pub engine: Engine,
    pub values: Vec<(u32, Vec<u8>)>,
    next: u32,
    memory_limit: usize,
    /// Engines that hold the other parts of the vectors.
    mirrors: Vec<Engine>,
    /// The most bytes of pages that were at hand at once.
    pub most_pages: usize,
}

impl Stored {
    pub fn new(memory_limit: usize) -> Stored {
        Stored::split(memory_limit, 1)
    }

    /// Whose vectors are held by so many engines.
    pub fn split(memory_limit: usize, parts: u32) -> Stored {
        let part = |index| Engine::split(&Value::map(), memory_limit, Split::new(index, parts));
        let mirrors = (1..parts).map(part).collect();
        Stored { engine: part(0), values: Vec::new(), next: 0, memory_limit, mirrors, most_pages: 0 }
    }

    fn value(&self, number: u32) -> &[u8] {
        &self.values.iter().find(|(n, _)| *n == number).expect("a row points into a value that is gone").1
    }

    /// Reads what the last call lacked; false if it lacked nothing.
    pub fn fetch(&mut self) -> bool {
        if !self.engine.lacks_pages() {
            return false;
        }
        for part in self.engine.missing().unwrap() {
            let bytes = self.value(part.value)[part.offset..part.offset + part.length].to_vec();
            self.engine.supply(part, bytes).unwrap();
        }
        for (key, request) in self.engine.take_scans() {
            let engines = self.mirrors.iter().chain([&self.engine]);
            let lists = engines.flat_map(|engine| engine.scan(&request).unwrap().expect("the same rows everywhere"));
            let lists: Vec<u8> = lists.collect();
            self.engine.supply_scan(key, &lists).unwrap();
        }
        self.most_pages = self.most_pages.max(self.engine.page_bytes());
        true
    }

    pub fn write(&mut self, prepare: impl Fn(&Engine) -> Prepared) {
        let prepared = loop {
            let prepared = prepare(&self.engine);
            if !self.fetch() {
                break prepared;
            }
        };
        let ticket = self.engine.stage(prepared).unwrap();
        let bytes = self.engine.take_bytes(&[ticket.id]).unwrap().concat();
        assert_eq!(bytes.len(), ticket.bytes);
        let number = self.next;
        self.next += 1;
        let sealed = frame::seal(Kind::Wal, u64::from(number), &bytes, false);
        self.engine.register(number, frame::Head::read(&sealed).unwrap());
        for mirror in &mut self.mirrors {
            assert_eq!(mirror.replay(&bytes, number, 0).unwrap(), None);
        }
        self.values.push((number, sealed));
        while !self.engine.publish(ticket.id, Origin { value: number, base: 0 }).unwrap() {
            self.fetch();
        }
    }

    /// Writes the values from position `from` on again.
    pub fn fold(&mut self, from: usize) {
        let Some((cutoff, _)) = self.values.get(from) else { return };
        let cutoff = if from == 0 { 0 } else { *cutoff };
        self.engine.begin_fold(cutoff, None);
        let mut parts = Vec::new();
        loop {
            match self.engine.fold(2000).unwrap() {
                Step::Part(bytes) => parts.push(bytes),
                Step::Missing => assert!(self.fetch()),
                Step::Done => break,
            }
        }
        let numbers: Vec<u32> = (self.next..).take(parts.len()).collect();
        self.next += parts.len() as u32;
        self.values.truncate(from);
        for (number, part) in numbers.iter().zip(&parts) {
            let sealed = frame::seal(Kind::Segment, u64::from(*number), part, false);
            self.engine.register(*number, frame::Head::read(&sealed).unwrap());
            self.values.push((*number, sealed));
        }
        self.engine.end_fold(cutoff, &numbers);
    }

    /// The same database from what is stored.
    pub fn reopened(&self) -> Stored {
        let mut again = Stored::split(self.memory_limit, self.mirrors.len() as u32 + 1);
        for (_, sealed) in &self.values {
            let number = again.next;
            again.next += 1;
            let frame = frame::open(Kind::Wal, sealed).unwrap();
            again.engine.register(number, frame.head.clone());
            again.values.push((number, sealed.clone()));
            for mirror in &mut again.mirrors {
                assert_eq!(mirror.replay(frame.payload, number, 0).unwrap(), None);
            }
            let mut from = 0;
            while let Some(at) = again.engine.replay(frame.payload, number, from).unwrap() {
                from = at;
                assert!(again.fetch());
            }
        }
        again
    }

    /// The answer to a search.
    pub fn search(&mut self, request: &SearchRequest, vectors: &[f32]) -> weavelet::error::Result<Answer> {
        loop {
            let answer = self.engine.search(request, vectors, CLOCK);
            if !self.fetch() {
                self.engine.trim_pages();
                return answer;
            }
        }
    }
}
