//! Lists of the documents that have a centroid, and what they give to a query, over any [`Integers`].
//!
//! Only the lists of the centroids that count for a query are gone through: a few in a hundred of all entries. A list is
//! written in the distances from one document to the next, a byte for nearly all of them.

use super::centroids::CentroidTable;
use super::integers::{BYTES, Integers};

/// Bytes from this one on say that no document comes for so many times as many.
const FAR: u8 = 192;

/// How far each byte of a list goes.
const STEP: [u16; 256] = {
    let mut steps = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        steps[byte] = if byte < FAR as usize { byte + 1 } else { (byte + 1 - FAR as usize) * FAR as usize } as u16;
        byte += 1;
    }
    steps
};

/// For each centroid the documents that have it, of some that are numbered from 0 on.
#[derive(Debug)]
pub struct Lists {
    /// Where the list of each centroid begins, and the end.
    first: Vec<u32>,
    steps: Vec<u8>,
    documents: usize,
}

/// Gives the bytes for a document that comes `gap` after the one before, from 1 on.
fn write(gap: usize, mut take: impl FnMut(u8)) {
    let (mut far, near) = ((gap - 1) / usize::from(FAR), (gap - 1) % usize::from(FAR));
    while far > 0 {
        let byte = far.min(usize::from(u8::MAX - FAR) + 1);
        take(FAR - 1 + byte as u8);
        far -= byte;
    }
    take(near as u8);
}

impl Lists {
    /// Of so many centroids, which each of the documents has some of, each no more than once.
    pub fn new<'a>(centroids: usize, documents: impl Iterator<Item = &'a [u16]> + Clone) -> Lists {
        // the document after the last one in each list
        let mut next = vec![0; centroids];
        let mut each = |take: &mut dyn FnMut(usize, u8)| {
            next.fill(0);
            for (document, ids) in documents.clone().enumerate() {
                for id in ids {
                    let id = usize::from(*id);
                    write(document + 1 - next[id], |byte| take(id, byte));
                    next[id] = document + 1;
                }
            }
        };
        let mut ends = vec![0_u32; centroids + 1];
        each(&mut |id, _| ends[id + 1] += 1);
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        // each list ends where the one before did: what was its end is the beginning of the next one then
        let mut steps = vec![0; ends[centroids] as usize];
        each(&mut |id, byte| {
            steps[ends[id] as usize] = byte;
            ends[id] += 1;
        });
        ends.rotate_right(1);
        ends[0] = 0;
        Lists { first: ends, steps, documents: documents.count() }
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.first[..]) + self.steps.len()
    }
}

/// `best` may hold anything and is kept for the next call.
pub(super) fn add_sums<L: Integers>(
    lists: &Lists,
    table: &CentroidTable,
    best: &mut Vec<[u8; BYTES]>,
    sums: &mut [u32],
) {
    best.clear();
    best.resize(lists.documents, table.least());
    for (centroid, row) in table.counting() {
        let list = &lists.steps[lists.first[centroid] as usize..lists.first[centroid + 1] as usize];
        raise::<L>(list, row, best);
    }
    for (best, sum) in best.iter().zip(sums) {
        // SAFETY: there are sixteen bytes.
        *sum += L::sum_bytes(unsafe { L::bytes(best.as_ptr()) });
    }
}

/// Raises the bytes of all documents in a list to those of a row, where they are smaller.
fn raise<L: Integers>(list: &[u8], row: &[u8; BYTES], best: &mut [[u8; BYTES]]) {
    // a byte without a document raises the one it comes to by nothing: cheaper than a branch that cannot be foreseen
    let rows = [*row, [0; BYTES]];
    let mut document = u32::MAX;
    for byte in list {
        document = document.wrapping_add(u32::from(STEP[usize::from(*byte)]));
        let best = &mut best[document as usize];
        // SAFETY: there are sixteen bytes.
        unsafe {
            let row = L::bytes(rows[usize::from(*byte >= FAR)].as_ptr());
            L::store_bytes(L::max_bytes(L::bytes(best.as_ptr()), row), best.as_mut_ptr());
        }
    }
}
