//! The filter index of one property: rows by value, values as bytes in the order that filters compare them.

use std::collections::BTreeMap;
use std::ops::Bound;

/// Rows by key; keys in ascending byte order, rows in ascending order per key. Dead rows stay until
/// the shard is rebuilt: the caller masks them.
#[derive(Debug, Default)]
pub struct FilterIndex {
    rows: BTreeMap<Box<[u8]>, Vec<u32>>,
    bytes: usize,
}

impl FilterIndex {
    /// Adds a row under a key. Rows arrive in ascending order; a repeated pair is kept once.
    pub fn insert(&mut self, row: u32, key: &[u8]) {
        if let Some(rows) = self.rows.get_mut(key) {
            if rows.last() != Some(&row) {
                rows.push(row);
                self.bytes += 4;
            }
            return;
        }
        self.bytes += key.len() + 48;
        self.rows.insert(key.into(), vec![row]);
    }

    /// Rows under one key.
    pub fn get(&self, key: &[u8]) -> &[u32] {
        self.rows.get(key).map_or(&[], Vec::as_slice)
    }

    /// Keys and their rows between two bounds.
    pub fn range(&self, from: Bound<&[u8]>, to: Bound<&[u8]>) -> impl Iterator<Item = (&[u8], &[u32])> {
        self.rows.range::<[u8], _>((from, to)).map(|(k, r)| (&**k, r.as_slice()))
    }

    /// All keys and their rows.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u32])> {
        self.range(Bound::Unbounded, Bound::Unbounded)
    }

    /// About how many bytes it holds.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

/// A number as 8 bytes whose order is the numbers' order.
pub fn number_key(number: f64) -> [u8; 8] {
    // -0 and 0 are one value
    let bits = (number + 0.0).to_bits();
    let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    ordered.to_be_bytes()
}

/// An integer as 8 bytes whose order is the integers' order.
pub fn integer_key(number: i64) -> [u8; 8] {
    ((number as u64) ^ 1 << 63).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_their_values() {
        let numbers = [f64::NEG_INFINITY, -1e300, -2.5, -0.0, 0.0, 1e-300, 2.5, 1e300];
        assert!(numbers.windows(2).all(|w| number_key(w[0]) <= number_key(w[1])));
        assert_eq!(number_key(-0.0), number_key(0.0));
        let integers = [i64::MIN, -5, 0, 7, i64::MAX];
        assert!(integers.windows(2).all(|w| integer_key(w[0]) < integer_key(w[1])));
    }

    #[test]
    fn ranges_walk_in_order() {
        let mut index = FilterIndex::default();
        for (row, n) in [3.0, 1.0, 3.0, 2.0].into_iter().enumerate() {
            index.insert(row as u32, &number_key(n));
        }
        let above: Vec<_> =
            index.range(Bound::Excluded(&number_key(1.0)), Bound::Unbounded).map(|(_, r)| r.to_vec()).collect();
        assert_eq!(above, [vec![3], vec![0, 2]]);
    }
}
