//! A set of rows as a bitmap: what filters pass around.

/// Rows of one shard, one bit each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowSet {
    words: Vec<u64>,
    rows: usize,
}

impl RowSet {
    /// No row of `rows`.
    pub fn empty(rows: usize) -> Self {
        RowSet { words: vec![0; rows.div_ceil(64)], rows }
    }

    /// Every row of `rows`.
    pub fn full(rows: usize) -> Self {
        let mut set = RowSet { words: vec![!0; rows.div_ceil(64)], rows };
        set.trim();
        set
    }

    fn trim(&mut self) {
        if let (Some(last), tail @ 1..) = (self.words.last_mut(), self.rows % 64) {
            *last &= (1 << tail) - 1;
        }
    }

    /// Of so many rows, by words of 64 bits as [`RowSet::words`] gives them. None if their number does not fit.
    pub fn from_words(words: Vec<u64>, rows: usize) -> Option<Self> {
        (words.len() == rows.div_ceil(64)).then_some(RowSet { words, rows })
    }

    /// One bit per row, 64 to a word, the lowest bit first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Number of rows it ranges over, in the set or not.
    pub fn universe(&self) -> usize {
        self.rows
    }

    /// Makes room for one more row, in the set or not.
    pub fn push(&mut self, member: bool) {
        if self.rows.is_multiple_of(64) {
            self.words.push(0);
        }
        self.rows += 1;
        if member {
            self.insert(self.rows as u32 - 1);
        }
    }

    /// Puts a row in.
    pub fn insert(&mut self, row: u32) {
        self.words[row as usize / 64] |= 1 << (row % 64);
    }

    /// Takes a row out.
    pub fn remove(&mut self, row: u32) {
        self.words[row as usize / 64] &= !(1 << (row % 64));
    }

    /// Whether a row is in.
    pub fn contains(&self, row: u32) -> bool {
        self.words.get(row as usize / 64).is_some_and(|w| w >> (row % 64) & 1 == 1)
    }

    /// The first row in the set that is not below `row`.
    pub fn next(&self, row: u32) -> Option<u32> {
        let at = row as usize / 64;
        let first = self.words.get(at)? & (!0 << (row % 64));
        let rest = self.words[at + 1..].iter().enumerate().map(|(more, word)| (at + 1 + more, *word));
        let (at, word) = std::iter::once((at, first)).chain(rest).find(|(_, word)| *word != 0)?;
        Some(at as u32 * 64 + word.trailing_zeros())
    }

    /// Number of rows in the set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// Keeps rows that are also in `other`.
    pub fn and(&mut self, other: &RowSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    /// Adds the rows of `other`.
    pub fn or(&mut self, other: &RowSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    /// Exchanges rows in and rows out.
    pub fn invert(&mut self) {
        self.words.iter_mut().for_each(|w| *w = !*w);
        self.trim();
    }

    /// Rows in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    i as u32 * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complement_stays_inside_the_universe() {
        let mut set = RowSet::empty(70);
        set.insert(3);
        set.insert(69);
        set.invert();
        assert_eq!(set.count(), 68);
        set.push(true);
        assert!(set.contains(70));
        assert_eq!(set.iter().last(), Some(70));
    }

    #[test]
    fn next_is_the_first_not_below() {
        let mut set = RowSet::empty(300);
        [3, 63, 64, 200].into_iter().for_each(|row| set.insert(row));
        for from in 0..310 {
            assert_eq!(set.next(from), set.iter().find(|row| *row >= from), "{from}");
        }
        assert_eq!(RowSet::empty(0).next(0), None);
    }
}
