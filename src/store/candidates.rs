//! Which centroids the vectors of a column are near to: what a search looks at first when there are many.
//!
//! All of it is made of the codes, in parts of bounded work, while nothing else is to be done. Until a vector has its
//! centroids, searches scan its codes. Nothing is stored: a restart does the work again.

use super::sample::{Sampled, SampledLabels};
use crate::memory::Budget;
use crate::simd::{CentroidTable, WholeVector};
use crate::vector::centroids::{Codebook, Inverted, Scores, Training};
use crate::vector::codec::{Codec, read_turned, read_whole};

/// Tokens from which centroids are worth having: with fewer, scanning all codes takes less than 20 ms.
const FIRST: usize = 1 << 17;
/// How many times more tokens bring another set of centroids, where it has more of them, and where it has as many: all
/// tokens are compared again, so that costs as much as all that was done before.
const GROWTH: usize = 4;
const RENEWAL: usize = 16;
/// Tokens per centroid, about: twice as many make candidates that are worth much less.
const TOKENS_PER_CENTROID: usize = 256;
/// Fewest and most centroids.
const CENTROIDS: std::ops::RangeInclusive<usize> = 512..=8192;
/// Most vectors of the sample per centroid; more than half as many, where there are so many tokens.
const SAMPLE: usize = 16;

/// How many centroids suit so many tokens.
fn centroids(tokens: usize) -> usize {
    (tokens / TOKENS_PER_CENTROID).next_power_of_two().clamp(*CENTROIDS.start(), *CENTROIDS.end())
}

/// The vectors of a column as they are held here, by slot.
pub trait Coded {
    /// Rows of the codec, one per token; empty where a slot is free or held elsewhere.
    fn codes(&self, slot: usize) -> &[u8];
    /// Slots, free or not.
    fn slots(&self) -> usize;
    /// Tokens of a slot, also where it is free or held elsewhere.
    fn tokens(&self, slot: usize) -> u32;
    /// The codec of all rows.
    fn codec(&self) -> Codec;
    /// Numbers of a token vector.
    fn dimensions(&self) -> usize;
}

/// Centroids of the first slots of a column, which are not changed any more once they are there.
#[derive(Debug)]
pub struct Index {
    /// The centroids.
    pub book: Codebook,
    /// Which of them each slot has: none where its vector is held elsewhere.
    slots: Inverted,
}

impl Index {
    fn new(book: Codebook) -> Index {
        Index { slots: Inverted::new(book.len()), book }
    }

    /// Slots whose centroids are known.
    pub fn covered(&self) -> usize {
        self.slots.len()
    }

    /// What slots give to the query that these tables of [`Index::book`] are of.
    pub fn scores<'a>(&'a self, tables: &'a [CentroidTable]) -> Scores<'a> {
        self.slots.scores(tables)
    }

    /// Finds the centroids of the next slots. What is left of the work comes back.
    fn advance(&mut self, coded: &impl Coded, mut work: usize) -> usize {
        let (mut vector, mut ids) = (WholeVector::default(), Vec::new());
        while self.covered() < coded.slots() {
            let codes = coded.codes(self.covered());
            let tokens = if codes.is_empty() { 0 } else { coded.tokens(self.covered()) as usize };
            // a document longer than the work goes through with all of it
            let cost = tokens * self.book.cost();
            if work == 0 {
                return 0;
            }
            work = work.saturating_sub(cost.max(1));
            ids.clear();
            for token in 0..tokens {
                let scale = read_whole(coded.codec(), codes, token, coded.dimensions(), &mut vector);
                ids.extend(scale.map(|scale| self.book.nearest(&vector, scale)));
            }
            ids.sort_unstable();
            ids.dedup();
            self.slots.push(&ids);
        }
        work
    }

    fn bytes(&self) -> usize {
        self.book.bytes() + self.slots.bytes()
    }
}

/// The next set of centroids on its way.
#[derive(Debug)]
enum Next {
    Training {
        training: Training,
        /// The vectors that stand for all.
        sample: Vec<Sampled>,
    },
    Covering(Index),
}

/// The centroids of one column, and the next ones.
#[derive(Debug, Default)]
pub struct Candidates {
    index: Option<Index>,
    next: Option<Next>,
    labels: SampledLabels,
    /// Tokens there were when the last set of centroids was begun.
    begun: usize,
    /// Bytes taken from the budget.
    reserved: usize,
}

impl Candidates {
    /// What searches use, once it is there.
    pub fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Whether there is nothing left to do for a column of so many slots and tokens.
    pub fn is_done(&self, slots: usize, tokens: usize) -> bool {
        let covered = self.index.as_ref().is_none_or(|index| index.covered() == slots);
        covered && self.next.is_none() && !self.is_due(tokens)
    }

    fn is_due(&self, tokens: usize) -> bool {
        let more = self.index.is_none() || centroids(tokens) > centroids(self.begun);
        tokens >= FIRST && tokens / if more { GROWTH } else { RENEWAL } >= self.begun
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let next = match &self.next {
            Some(Next::Training { sample, .. }) => size_of_val(&sample[..]),
            Some(Next::Covering(index)) => index.bytes(),
            None => 0,
        };
        self.index.as_ref().map_or(0, Index::bytes) + next + self.labels.bytes()
    }

    /// Bytes taken from the memory budget.
    pub fn reserved_bytes(&self) -> usize {
        self.reserved
    }

    /// Goes on with what there is to do, up to so many multiply-adds. `tokens`: those of all slots. Where memory is
    /// short, all of it is given up until there are several times more tokens.
    pub fn advance(&mut self, coded: &impl Coded, tokens: usize, work: usize, budget: &mut Budget) {
        let work = self.index.as_mut().map_or(work, |index| index.advance(coded, work));
        if self.next.is_none() && self.is_due(tokens) {
            self.begin(coded, tokens);
        }
        self.advance_next(coded, work);
        let bytes = self.bytes();
        match bytes.checked_sub(self.reserved) {
            None => budget.release(self.reserved - bytes),
            Some(more) if budget.reserve(more).is_ok() => {}
            Some(_) => return self.clear(budget),
        }
        self.reserved = bytes;
    }

    /// Notes what the tokens of the newest slot stand for; the first of them has number `first` among all.
    pub fn note_labels<'a>(&mut self, first: usize, labels: impl Iterator<Item = &'a str>) {
        self.labels.note(first, labels);
    }

    /// Forgets all of it.
    pub fn clear(&mut self, budget: &mut Budget) {
        budget.release(std::mem::take(&mut self.reserved));
        (self.index, self.next) = (None, None);
        self.labels.clear();
    }

    fn begin(&mut self, coded: &impl Coded, tokens: usize) {
        let count = centroids(tokens);
        let every = (tokens / (count * SAMPLE)).max(1).next_power_of_two();
        let mut sample = self.labels.sample(every, (0..coded.slots()).map(|slot| coded.tokens(slot)));
        sample.retain(|one| !coded.codes(one.slot as usize).is_empty());
        // tokens of one word are together, and so are those of none
        sample.sort_by_key(|one| one.label);
        self.begun = tokens;
        let training = Training::new(count, sample.iter().map(|one| one.label).collect(), coded.dimensions());
        self.next = (!sample.is_empty()).then_some(Next::Training { training, sample });
    }

    fn advance_next(&mut self, coded: &impl Coded, mut work: usize) {
        let (codec, dimensions) = (coded.codec(), coded.dimensions());
        if let Some(Next::Training { training, sample }) = &mut self.next {
            let read = |number: usize, vector: &mut Vec<f32>| {
                let Sampled { slot, token, .. } = sample[number];
                if !read_turned(codec, coded.codes(slot as usize), token as usize, dimensions, vector) {
                    // its object was deleted in the meantime
                    vector.resize(dimensions, 0.0);
                }
            };
            let (left, book) = training.advance(work, read);
            work = left;
            let Some(book) = book else { return };
            self.next = Some(Next::Covering(Index::new(book)));
        }
        if let Some(Next::Covering(index)) = &mut self.next {
            index.advance(coded, work);
            let covered = index.covered() == coded.slots();
            // the first set serves at once: what it does not cover yet is scanned by codes
            if (covered || self.index.is_none())
                && let Some(Next::Covering(index)) = self.next.take()
            {
                self.index = Some(index);
            }
        }
    }
}
