//! Work beside requests. When memory runs out, codes become shorter, the largest column's first; when there is time,
//! centroids are found.

use super::Engine;
use crate::store::coding::coding;
use crate::store::{ObjectWrite, VectorWrite};

/// Bytes of an object in memory beside its body and vectors, about.
const OBJECT_BYTES: usize = 512;

impl Engine {
    /// Turns columns into codes of one bit until `bytes` can be reserved, or nothing is left to turn.
    pub(super) fn make_room(&mut self, bytes: usize) {
        while self.budget.limit().saturating_sub(self.budget.used()) < bytes {
            let columns = self.database.collections.values_mut().flat_map(|collection| collection.shards_mut());
            let columns = columns.flat_map(|shard| shard.vectors.values_mut());
            let Some(largest) = columns.filter(|column| column.can_demote()).max_by_key(|column| column.code_bytes())
            else {
                return;
            };
            largest.demote(&mut self.budget);
        }
    }

    /// Goes on with what makes searches faster, up to so many multiply-adds. Whether something is left.
    pub fn improve(&mut self, work: usize) -> bool {
        let columns = self.database.collections.values_mut().flat_map(|collection| collection.shards_mut());
        let mut columns = columns.flat_map(|shard| shard.vectors.values_mut());
        let Some(column) = columns.find(|column| column.can_improve()) else { return false };
        column.improve(work, &mut self.budget);
        column.can_improve() || columns.any(|column| column.can_improve())
    }

    /// Bytes that an object may take in memory.
    pub(super) fn need(&self, class: &str, object: &ObjectWrite) -> usize {
        OBJECT_BYTES + self.contents(class, object)
    }

    /// Bytes that its body and vectors may take in memory.
    pub(super) fn contents(&self, class: &str, object: &ObjectWrite) -> usize {
        let class = self.database.collections.get(class).map(|collection| &collection.class);
        let target = |name: &str| class.and_then(|class| Some(&class.vectors[class.vector_index(name)?]));
        let vectors = object.vectors.iter().map(|(name, vector)| match vector {
            VectorWrite::Keep => 0,
            VectorWrite::Values { values, dimensions, .. } => {
                let coding = target(name).and_then(coding);
                let full = if coding.is_some_and(|coding| !coding.keeps) { 0 } else { size_of_val(&values[..]) };
                full + coding.map_or(0, |coding| coding.bytes(values.len() / dimensions, *dimensions))
            }
        });
        object.body_at.length as usize + vectors.sum::<usize>()
    }
}
