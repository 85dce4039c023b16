//! The memory budget. A wasm instance whose allocator fails is dead, so every large allocation
//! reserves here first and gets a typed error instead.

use crate::error::{Error, ErrorKind, Result};

/// Bytes allowed and taken. Counted are the big things (vectors, rows, postings), not every small map.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    used: usize,
}

impl Budget {
    /// A budget of `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Budget { limit, used: 0 }
    }

    /// Takes `bytes`, or refuses and takes nothing.
    pub fn reserve(&mut self, bytes: usize) -> Result<()> {
        match self.used.checked_add(bytes) {
            Some(used) if used <= self.limit => {
                self.used = used;
                Ok(())
            }
            _ => Err(Error::new(
                ErrorKind::MemoryLimit,
                format!(
                    "memory limit reached: {} bytes in use, {} more needed, limit {} (connection option memoryLimit)",
                    self.used, bytes, self.limit
                ),
            )),
        }
    }

    /// Takes `bytes` that are in use already, limit or not: the next reservation feels them.
    pub fn charge(&mut self, bytes: usize) {
        self.used = self.used.saturating_add(bytes);
    }

    /// Gives `bytes` back.
    pub fn release(&mut self, bytes: usize) {
        self.used = self.used.saturating_sub(bytes);
    }

    /// Bytes taken.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Bytes allowed.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

/// Bytes from which it pays to grow the heap at once.
const GROWTH: usize = 1 << 20;

/// Makes the heap grow once for many small allocations of together about `bytes`. On WebAssembly the allocator grows
/// its memory by 64 KiB at a time, and a third of the time of loading a database went into that. Where there is no more
/// memory nothing happens: the allocations themselves will tell.
pub fn grow_ahead(bytes: usize) {
    if bytes >= GROWTH {
        let mut room: Vec<u8> = Vec::new();
        let _ = room.try_reserve_exact(bytes);
        std::hint::black_box(&room);
    }
}

/// An empty list with room for exactly `count` values, or a typed refusal where there is no more memory.
pub fn with_room<T>(count: usize) -> Result<Vec<T>> {
    let mut out = Vec::new();
    out.try_reserve_exact(count).map_err(|_| {
        let bytes = count.saturating_mul(size_of::<T>());
        Error::new(ErrorKind::MemoryLimit, format!("out of memory: {bytes} bytes needed"))
    })?;
    Ok(out)
}

/// Makes room for more items in a list that grows without end, an eighth beyond what is there: doubling would hold up
/// to as much again in vain.
pub fn make_room<T>(items: &mut Vec<T>, more: usize) {
    if items.capacity() - items.len() < more {
        items.reserve_exact(more.max(items.len() / 8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_reservation_takes_nothing() {
        let mut budget = Budget::new(100);
        budget.reserve(60).unwrap();
        assert_eq!(budget.reserve(41).unwrap_err().kind, ErrorKind::MemoryLimit);
        assert_eq!(budget.used(), 60);
        budget.release(60);
        budget.reserve(100).unwrap();
    }
}
