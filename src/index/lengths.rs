//! How many tokens each row has, two bytes a row.

use std::collections::BTreeMap;

/// Stands for a length that needs more than two bytes.
const LONG: u16 = u16::MAX;

/// Lengths by row; 0 where none was set.
#[derive(Debug, Default)]
pub(super) struct Lengths {
    short: Vec<u16>,
    long: BTreeMap<u32, u32>,
}

impl Lengths {
    /// One past the last row that has a length.
    pub fn end(&self) -> u32 {
        self.short.len() as u32
    }

    /// The length of a row.
    pub fn get(&self, row: u32) -> u32 {
        match self.short.get(row as usize) {
            None => 0,
            Some(&LONG) => self.long.get(&row).copied().unwrap_or(0),
            Some(&length) => u32::from(length),
        }
    }

    /// Sets the length of a row at or after the end; rows between have none.
    pub fn push(&mut self, row: u32, length: u32) {
        self.short.resize(row as usize, 0);
        let short = u16::try_from(length).unwrap_or(LONG);
        self.short.push(short);
        if short == LONG {
            self.long.insert(row, length);
        }
    }

    /// Takes the length of a row away.
    pub fn clear(&mut self, row: u32) {
        if let Some(length) = self.short.get_mut(row as usize) {
            *length = 0;
            self.long.remove(&row);
        }
    }

    /// About how many bytes it holds.
    pub fn bytes(&self) -> usize {
        self.short.capacity() * size_of::<u16>() + self.long.len() * 2 * size_of::<(u32, u32)>()
    }
}

#[cfg(test)]
mod tests {
    use super::Lengths;

    #[test]
    fn lengths_of_any_size_come_back() {
        let mut lengths = Lengths::default();
        let given = [(0, 1), (3, 65_534), (4, 65_535), (5, 65_536), (9, 4_000_000_000)];
        given.iter().for_each(|&(row, length)| lengths.push(row, length));
        assert!(given.iter().all(|&(row, length)| lengths.get(row) == length));
        assert_eq!((lengths.get(1), lengths.get(10), lengths.end()), (0, 0, 10));
        lengths.clear(5);
        lengths.clear(50);
        assert_eq!((lengths.get(5), lengths.get(4)), (0, 65_535));
    }
}
