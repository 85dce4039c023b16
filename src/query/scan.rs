//! Scans: the nearest of the rows that pass, among those whose vectors this engine holds. Where several engines share
//! the vectors, each scans its own, and the lists are put together by the one that leads.

use std::hash::Hasher;
use std::rc::Rc;

use twox_hash::XxHash64;

use super::narrow;
use super::near::{Measure, Near, keep_nearest};
use super::search::Place;
use super::targets::Leg;
use crate::error::{Error, Result};
use crate::schema::{Class, Metric, TargetVector};
use crate::simd;
use crate::store::scans::Scan;
use crate::store::{Labels, RowSet};
use crate::value::{Reader, write_text, write_varint};
use crate::vector::codec::{Codec, CodedTokens, CodedVector};

/// What to scan for.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// The collection.
    pub class: &'a Class,
    /// The shard.
    pub place: Place<'a>,
    /// The target and the query vector.
    pub leg: &'a Leg,
    /// Rows that pass the filters.
    pub allowed: &'a RowSet,
    /// How many rows are wanted.
    pub count: usize,
    /// How many of them will be given out: these should be the nearest ones, the others are there to choose from.
    pub page: usize,
}

impl<'a> Task<'a> {
    /// The target that is searched.
    pub fn target(&self) -> &'a TargetVector {
        &self.class.vectors[self.leg.target]
    }

    /// What the scan depends on, as one number.
    fn key(&self) -> u64 {
        let mut hasher = XxHash64::with_seed(self.place.shard.version());
        hasher.write_usize(self.leg.target);
        hasher.write_usize(self.count);
        hasher.write_usize(self.page);
        hasher.write_usize(self.leg.dimensions);
        self.leg.query.iter().for_each(|x| hasher.write_u32(x.to_bits()));
        self.allowed.words().iter().for_each(|word| hasher.write_u64(*word));
        hasher.finish()
    }

    /// For the other engines: collection, tenant, target, query, counts, rows.
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_text(&mut out, &self.class.name);
        write_text(&mut out, self.place.tenant);
        let Leg { target, dimensions, query, .. } = self.leg;
        let numbers = [*target, self.count, self.page, *dimensions, query.len(), self.allowed.universe()];
        numbers.iter().for_each(|n| write_varint(&mut out, *n as u64));
        out.push(u8::from(self.leg.multi));
        self.leg.query.iter().for_each(|x| out.extend_from_slice(&x.to_le_bytes()));
        self.allowed.words().iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
        out
    }
}

/// A task from the engine that leads.
pub struct Received {
    /// Name of the collection.
    pub class: String,
    /// Name of the tenant; empty without.
    pub tenant: String,
    /// The target and the query vector.
    pub leg: Leg,
    /// Rows that pass the filters.
    pub allowed: RowSet,
    /// How many rows are wanted.
    pub count: usize,
    /// How many of them will be given out.
    pub page: usize,
}

impl Received {
    /// Reads what [`Task`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Received> {
        let mut reader = Reader::new(bytes);
        let (class, tenant) = (reader.text()?.to_owned(), reader.text()?.to_owned());
        let mut number = || reader.varint().map(|n| n as usize);
        let (target, count, page) = (number()?, number()?, number()?);
        let (dimensions, values, rows) = (number()?, number()?, number()?);
        let multi = reader.byte()? == 1;
        let query = reader.take(values * size_of::<f32>())?.as_chunks().0.iter().map(|x| f32::from_le_bytes(*x));
        let labels = Labels::default();
        let leg = Leg { target, query: query.collect(), dimensions, multi, weight: 1.0, labels };
        let words = reader.rest().as_chunks().0.iter().map(|word| u64::from_le_bytes(*word));
        let allowed = RowSet::from_words(words.collect(), rows)
            .ok_or_else(|| Error::internal(format!("a scan of {rows} rows has a set of another size")))?;
        Ok(Received { class, tenant, leg, allowed, count, page })
    }
}

/// The query made ready for codes.
enum CodedQuery {
    Multi(CodedTokens),
    Single(CodedVector),
}

impl CodedQuery {
    fn new(measure: &Measure<'_>, codec: Codec, task: &Task<'_>) -> CodedQuery {
        let (target, query) = (task.target(), measure.query());
        match measure.column().fixed() {
            Some(fixed) => {
                let mut encoding = fixed.query(query);
                if target.metric == Metric::Cosine {
                    simd::normalize(&mut encoding);
                }
                CodedQuery::Single(CodedVector::new(codec, &encoding, target.metric))
            }
            None if target.multi => CodedQuery::Multi(CodedTokens::new(codec, query, task.leg.dimensions)),
            None => CodedQuery::Single(CodedVector::new(codec, query, target.metric)),
        }
    }

    fn distance(&mut self, codes: &[u8]) -> f32 {
        match self {
            CodedQuery::Multi(query) => -query.max_sim(codes),
            CodedQuery::Single(query) => query.distance(codes),
        }
    }
}

/// The nearest rows by the codes that are held here; ties by row. Among many rows, only candidates are looked at.
fn by_codes(measure: &Measure<'_>, codec: Codec, task: &Task<'_>) -> Vec<Near> {
    let column = measure.column();
    let mut query = CodedQuery::new(measure, codec, task);
    let mut distance = |row: u32| Some(query.distance(column.codes(row)?));
    let mut found = narrow::candidates(column, codec, measure.query(), task, &mut distance)
        .unwrap_or_else(|| of_all(task.allowed, &mut distance));
    keep_nearest(&mut found, task.count, &|a, b| a.cmp(&b));
    found
}

fn of_all(rows: &RowSet, mut distance: impl FnMut(u32) -> Option<f32>) -> Vec<Near> {
    rows.iter().filter_map(|row| distance(row).map(|distance| Near { row, distance })).collect()
}

/// What [`own`] would give if no row were left out: all that are held here, in no order.
pub(super) fn everything(measure: &mut Measure<'_>, task: &Task<'_>) -> Vec<Near> {
    let column = measure.column();
    let Some(codec) = column.codec() else { return held_exact(measure, task) };
    let mut query = CodedQuery::new(measure, codec, task);
    of_all(task.allowed, |row| Some(query.distance(column.codes(row)?)))
}

/// Rows with exact distances, of the vectors that are held here in full precision: all of them, in no order.
fn held_exact(measure: &mut Measure<'_>, task: &Task<'_>) -> Vec<Near> {
    let column = measure.column();
    let held = task.allowed.iter().filter(|row| column.exact(*row).is_some());
    held.filter_map(|row| measure.distance(row).map(|distance| Near { row, distance })).collect()
}

/// What this engine's share of the vectors gives: at most `count` rows, as [`coded`] or [`exact`] would.
pub fn own(measure: &mut Measure<'_>, task: &Task<'_>) -> Vec<Near> {
    match measure.column().codec() {
        Some(codec) => by_codes(measure, codec, task),
        None => {
            let mut found = held_exact(measure, task);
            let rows = &task.place.shard.rows;
            keep_nearest(&mut found, task.count, &|a, b| rows.uuid(a).cmp(rows.uuid(b)));
            found
        }
    }
}

/// The nearest rows by codes, nearest first, at least `count` if there are. None while other engines are being asked.
pub(super) fn coded(measure: &Measure<'_>, codec: Codec, task: &Task<'_>) -> Option<Rc<Scan>> {
    let pages = task.place.shard.pages();
    if !pages.split().is_whole() {
        return pages.scans.ask(task.key(), || task.encode());
    }
    let found = || by_codes(measure, codec, task).into_iter().map(|near| (near.row, near.distance)).collect();
    Some(pages.scans.get(task.key(), found))
}

/// Rows with their exact distances, the nearest `count` among them. None of them while other engines are being asked.
pub(super) fn exact(measure: &mut Measure<'_>, task: &Task<'_>) -> Vec<Near> {
    let pages = task.place.shard.pages();
    if pages.split().is_whole() {
        return held_exact(measure, task);
    }
    let scan = pages.scans.ask(task.key(), || task.encode());
    let found = scan.iter().flat_map(|scan| &scan.found);
    found.map(|&(row, distance)| Near { row, distance }).collect()
}
