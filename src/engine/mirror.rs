//! One search over several engines that share the vectors: the one that leads asks, each scans what it holds, and the
//! lists come back to the one that leads.

use super::{Engine, shard_of};
use crate::error::{Error, Result};
use crate::order;
use crate::query::near::Measure;
use crate::query::scan::{Received, Task, own};
use crate::query::search::Place;
use crate::store::scans::Asked;

/// Bytes of a row and its distance in a list.
const ENTRY: usize = size_of::<u32>() + size_of::<f32>();

impl Engine {
    /// The scans that the last call lacked.
    pub fn take_scans(&self) -> Vec<Asked> {
        self.pages.scans.take_asked()
    }

    /// Scans the vectors that are held here: a list of rows with distances. None where this engine has applied more or
    /// fewer records than the one that asks: then that one asks again.
    pub fn scan(&self, request: &[u8]) -> Result<Option<Vec<u8>>> {
        let received = Received::decode(request)?;
        let Some(collection) = self.database.collections.get(&received.class) else { return Ok(None) };
        let tenant = Some(received.tenant.as_str()).filter(|name| !name.is_empty());
        let Ok((shard, tenant)) = shard_of(collection, tenant) else { return Ok(None) };
        if received.allowed.universe() != shard.rows.len() {
            return Ok(None);
        }
        let class = &collection.class;
        let Some(target) = class.vectors.get(received.leg.target) else { return Ok(None) };
        let mut out = Vec::new();
        if let Some(mut measure) = Measure::new(target, shard, &received.leg)? {
            let place = Place { shard, tenant };
            let Received { leg, allowed, count, page, .. } = &received;
            let task = Task { class, place, leg, allowed, count: *count, page: *page };
            for near in own(&mut measure, &task) {
                out.extend_from_slice(&near.row.to_le_bytes());
                out.extend_from_slice(&near.distance.to_le_bytes());
            }
        }
        Ok(Some(out))
    }

    /// Takes in what all engines found for the scan of this key: their lists, one after the other.
    pub fn supply_scan(&self, key: u64, lists: &[u8]) -> Result<()> {
        let (entries, []) = lists.as_chunks::<ENTRY>() else {
            return Err(Error::internal(format!("a scan's list of {} bytes is cut short", lists.len())));
        };
        let entry = |e: &[u8; ENTRY]| {
            let (row, distance) = (e.first_chunk().copied(), e.last_chunk().copied());
            Some((u32::from_le_bytes(row?), f32::from_le_bytes(distance?)))
        };
        let mut found: Vec<(u32, f32)> = entries.iter().filter_map(entry).collect();
        order::sort_by(&mut found, |a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        self.pages.scans.keep(key, found);
        Ok(())
    }
}
