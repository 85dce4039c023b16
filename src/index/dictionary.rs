//! Terms and their numbers, packed: the bytes of all terms in one arena, a hash table of 4-byte numbers beside it.

/// A set of terms, numbered from 0 in order of arrival.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    /// All terms, one after the other.
    arena: Vec<u8>,
    /// Where each term ends in the arena.
    ends: Vec<u32>,
    /// Open addressing, a power of two long: number + 1 of a term, 0 for a free place.
    table: Vec<u32>,
}

/// FNV-1a's step over eight bytes at a time, mixed so that the low bits depend on all of them.
fn hash(term: &[u8]) -> usize {
    let step = |hash: u64, word: u64| {
        let hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^ (hash >> 32)
    };
    let (words, rest) = term.as_chunks::<8>();
    let hash = words.iter().fold(term.len() as u64, |hash, word| step(hash, u64::from_le_bytes(*word)));
    let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    step(hash, rest) as usize
}

impl Dictionary {
    /// Terms in it.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The term of a number.
    pub fn term(&self, number: u32) -> &str {
        // only whole terms were ever put in
        std::str::from_utf8(self.text(number)).unwrap_or_default()
    }

    /// The bytes of a term.
    pub fn text(&self, number: u32) -> &[u8] {
        let at = number as usize;
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        &self.arena[from..self.ends[at] as usize]
    }

    /// The number of a term that is in it.
    pub fn find(&self, term: &str) -> Option<u32> {
        self.place(term).ok()
    }

    /// The number of a term, which is put in if it is new.
    pub fn number(&mut self, term: &str) -> u32 {
        // at most three quarters full
        if self.table.len() * 3 <= self.len() * 4 {
            self.grow();
        }
        match self.place(term) {
            Ok(number) => number,
            Err(free) => {
                let number = self.ends.len() as u32;
                self.arena.extend_from_slice(term.as_bytes());
                self.ends.push(self.arena.len() as u32);
                self.table[free] = number + 1;
                number
            }
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.arena.capacity() + (self.ends.capacity() + self.table.capacity()) * size_of::<u32>()
    }

    /// The term's number, or the free place in the table where it belongs.
    fn place(&self, term: &str) -> Result<u32, usize> {
        let mask = self.table.len().wrapping_sub(1);
        if self.table.is_empty() {
            return Err(0);
        }
        let mut at = hash(term.as_bytes()) & mask;
        while let Some(number) = self.table[at].checked_sub(1) {
            if self.text(number) == term.as_bytes() {
                return Ok(number);
            }
            at = (at + 1) & mask;
        }
        Err(at)
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(16);
        self.table = vec![0; size];
        for number in 0..self.len() as u32 {
            let mut at = hash(self.text(number)) & (size - 1);
            while self.table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = number + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dictionary;

    #[test]
    fn numbers_in_order_of_arrival() {
        let mut dictionary = Dictionary::default();
        assert_eq!(dictionary.find("a"), None);
        let terms: Vec<String> = (0..5000).map(|n| format!("t{}", n * 7919 % 5000)).collect();
        for (at, term) in terms.iter().enumerate() {
            assert_eq!(dictionary.number(term), at as u32);
        }
        for (at, term) in terms.iter().enumerate() {
            assert_eq!((dictionary.find(term), dictionary.number(term)), (Some(at as u32), at as u32));
            assert_eq!(dictionary.term(at as u32), term);
        }
        assert_eq!((dictionary.len(), dictionary.find("t5000")), (5000, None));
        // the empty term is one too
        assert_eq!((dictionary.find(""), dictionary.number(""), dictionary.find("")), (None, 5000, Some(5000)));
        assert_eq!(dictionary.term(5000), "");
    }
}
