//! Which tokens of a column stand for all of them when centroids are found, and what words those are, where that is
//! known: every so many-th token, counted over all slots there ever were.

use std::hash::Hasher;

use twox_hash::XxHash64;

/// A token of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampled {
    pub slot: u32,
    /// Its number in the slot.
    pub token: u32,
    /// A number for its label, 0 where that is not known.
    pub label: u32,
}

/// Labels of every so many-th token.
#[derive(Debug)]
pub struct SampledLabels {
    /// A power of two, which grows with the number of tokens.
    every: usize,
    /// Tokens by number, and numbers for their labels.
    found: Vec<(u32, u32)>,
}

/// The first tokens are taken as closely as the smallest sample wants them.
const EVERY: usize = 8;
/// Most labels that are kept: 2 MiB.
const MOST: usize = 1 << 18;

impl Default for SampledLabels {
    fn default() -> SampledLabels {
        SampledLabels { every: EVERY, found: Vec::new() }
    }
}

impl SampledLabels {
    /// Notes the labels of tokens that are numbered from `first` on, beyond all that were noted before.
    pub fn note<'a>(&mut self, first: usize, labels: impl Iterator<Item = &'a str>) {
        let numbered = (first..).zip(labels).filter(|(number, _)| number.is_multiple_of(self.every));
        self.found.extend(numbered.map(|(number, label)| (number as u32, hash(label))));
        while self.found.len() > MOST {
            self.every *= 2;
            let every = self.every;
            self.found.retain(|(number, _)| (*number as usize).is_multiple_of(every));
        }
    }

    /// Every `every`-th token of slots with so many tokens each.
    pub fn sample(&self, every: usize, tokens: impl Iterator<Item = u32>) -> Vec<Sampled> {
        let mut sample = Vec::new();
        let mut known = self.found.iter().copied().peekable();
        let mut first = 0;
        for (slot, count) in (0..).zip(tokens) {
            let end = first + count as usize;
            for number in (first.next_multiple_of(every)..end).step_by(every) {
                while known.next_if(|(at, _)| (*at as usize) < number).is_some() {}
                let label = known.peek().filter(|(at, _)| *at as usize == number).map_or(0, |(_, label)| *label);
                sample.push(Sampled { slot, token: (number - first) as u32, label });
            }
            first = end;
        }
        sample
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.found = Vec::new();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.found[..])
    }
}

/// Never 0.
fn hash(label: &str) -> u32 {
    let mut hasher = XxHash64::with_seed(0);
    hasher.write(label.as_bytes());
    (hasher.finish() as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_over_all_slots() {
        let mut labels = SampledLabels::default();
        // slots of 5, 20 and 10 tokens; the second has no labels
        let words: Vec<String> = (0..10).map(|n| format!("word {n}")).collect();
        labels.note(0, words[..5].iter().map(String::as_str));
        labels.note(25, words.iter().map(String::as_str));
        let at = |slot, token, label| Sampled { slot, token, label };
        let tokens = || [5, 20, 10].into_iter();
        let sample = labels.sample(8, tokens());
        let known = [hash("word 0"), hash("word 7")];
        assert_eq!(sample, [at(0, 0, known[0]), at(1, 3, 0), at(1, 11, 0), at(1, 19, 0), at(2, 7, known[1])]);
        assert_eq!(labels.sample(16, tokens()), [sample[0], sample[2], sample[4]]);
        assert_eq!(labels.sample(7, tokens()).len(), 5);
        labels.clear();
        assert!(labels.sample(1, tokens()).iter().all(|one| one.label == 0));
    }

    #[test]
    fn few_are_kept_of_many() {
        let mut labels = SampledLabels::default();
        let each = 1000;
        let slots = 10 * MOST / each;
        for slot in 0..slots {
            labels.note(slot * each, std::iter::repeat_n("word", each));
        }
        assert!(labels.found.len() <= MOST && labels.found.len() > MOST / 2);
        let sample = labels.sample(labels.every, std::iter::repeat_n(each as u32, slots));
        assert_eq!(sample.len(), labels.found.len());
        assert!(sample.iter().all(|one| one.label == hash("word")));
    }
}
