//! Terms like one that is being typed: those that it begins, and those that it becomes by one edit.
//!
//! All terms stand sorted, so that those with one beginning are neighbours. One edit is looked for place by place: as
//! long as the letters before the place begin some term, the letters that follow there in the index are the only ones
//! worth trying. The order is made by the first search that needs it, and completed by later ones.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::dictionary::Dictionary;

/// How near a term is to what was asked for; nearer ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It is the same.
    Same,
    /// It begins with it.
    Completed,
    /// It differs by one letter that is wrong, missing or too many, or by two that changed places.
    Edited,
    /// It begins with what differs so.
    EditedAndCompleted,
}

/// A term of fewer letters is not edited: almost everything is one edit from it.
const LEAST_EDITED: usize = 4;

/// Numbers of terms in the order of their texts, without the newest ones.
#[derive(Debug, Default)]
pub(super) struct Sorted(RefCell<Vec<u32>>);

impl Sorted {
    /// The numbers of all terms like one, each with its likeness.
    pub fn alike(&self, dictionary: &Dictionary, term: &str, completed: bool, edited: bool) -> Vec<(u32, Likeness)> {
        self.complete(dictionary);
        let sorted = self.0.borrow();
        let mut search = Search { dictionary, sorted: &sorted, completed, found: BTreeMap::new() };
        search.visit(0..sorted.len(), term.as_bytes(), false);
        let letters: Vec<char> = term.chars().collect();
        if edited && letters.len() >= LEAST_EDITED {
            search.edits(&letters);
        }
        search.found.into_iter().collect()
    }

    /// Sorts in the terms that came since the last time.
    fn complete(&self, dictionary: &Dictionary) {
        let known = self.0.take();
        let news = in_order(dictionary, known.len() as u32, dictionary.len() as u32);
        self.0.replace(if news.is_empty() { known } else { merged(dictionary, &known, &news) });
    }

    pub fn bytes(&self) -> usize {
        self.0.borrow().capacity() * size_of::<u32>()
    }
}

/// The numbers `from..to` in the order of their texts. A merge sort of few lines: that of the standard library would make
/// the module larger by several kilobytes.
fn in_order(dictionary: &Dictionary, from: u32, to: u32) -> Vec<u32> {
    if to.saturating_sub(from) < 2 {
        return (from..to).collect();
    }
    let middle = from.midpoint(to);
    merged(dictionary, &in_order(dictionary, from, middle), &in_order(dictionary, middle, to))
}

fn merged(dictionary: &Dictionary, mut a: &[u32], mut b: &[u32]) -> Vec<u32> {
    let mut all = Vec::with_capacity(a.len() + b.len());
    while let (Some((first, rest)), Some((other, others))) = (a.split_first(), b.split_first()) {
        if dictionary.text(*first) < dictionary.text(*other) {
            all.push(*first);
            a = rest;
        } else {
            all.push(*other);
            b = others;
        }
    }
    all.extend_from_slice(a);
    all.extend_from_slice(b);
    all
}

struct Search<'a> {
    dictionary: &'a Dictionary,
    sorted: &'a [u32],
    completed: bool,
    found: BTreeMap<u32, Likeness>,
}

impl<'a> Search<'a> {
    fn text(&self, at: usize) -> &'a [u8] {
        self.dictionary.text(self.sorted[at])
    }

    /// Of the places `within`, those whose terms begin with this.
    fn narrow(&self, within: Range<usize>, beginning: &[u8]) -> Range<usize> {
        let terms = &self.sorted[within.clone()];
        let from = terms.partition_point(|&number| self.dictionary.text(number) < beginning);
        let begins = |&number: &u32| self.dictionary.text(number).starts_with(beginning);
        let length = terms[from..].partition_point(begins);
        within.start + from..within.start + from + length
    }

    /// Takes the term that is this text, and with `completed` all that begin with it.
    fn visit(&mut self, within: Range<usize>, text: &[u8], edited: bool) {
        let (same, more) = match edited {
            false => (Likeness::Same, Likeness::Completed),
            true => (Likeness::Edited, Likeness::EditedAndCompleted),
        };
        for at in self.narrow(within, text) {
            // the shortest one comes first
            let likeness = if self.text(at).len() == text.len() { same } else { more };
            if likeness == more && !self.completed {
                return;
            }
            let known = self.found.entry(self.sorted[at]).or_insert(likeness);
            *known = likeness.min(*known);
        }
    }

    fn edits(&mut self, letters: &[char]) {
        let mut before = String::new();
        let mut begun = 0..self.sorted.len();
        let joined = |before: &str, middle: &[char], rest: &[char]| -> Vec<u8> {
            let text: String = before.chars().chain(middle.iter().chain(rest).copied()).collect();
            text.into_bytes()
        };
        for at in 0..=letters.len() {
            let rest = &letters[at..];
            if let [_, after @ ..] = rest {
                self.visit(begun.clone(), &joined(&before, &[], after), true);
            }
            if let [first, second, after @ ..] = rest {
                self.visit(begun.clone(), &joined(&before, &[*second, *first], after), true);
            }
            let mut next = begun.start;
            while next < begun.end {
                let text = std::str::from_utf8(&self.text(next)[before.len()..]).unwrap_or_default();
                let Some(letter) = text.chars().next() else {
                    // the term that ends here
                    next += 1;
                    continue;
                };
                let with = self.narrow(next..begun.end, &joined(&before, &[letter], &[]));
                if rest.first() != Some(&letter) {
                    self.visit(with.clone(), &joined(&before, &[letter], rest), true);
                    self.visit(with.clone(), &joined(&before, &[letter], rest.get(1..).unwrap_or_default()), true);
                }
                next = with.end;
            }
            if let Some(letter) = rest.first() {
                before.push(*letter);
                begun = self.narrow(begun, before.as_bytes());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn is_one_edit(a: &[char], b: &[char]) -> bool {
        let common = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[common..], &b[common..]);
        match (a, b) {
            ([], []) => false,
            ([_, a @ ..], [_, b @ ..]) if a == b => true,
            ([x, y, a @ ..], [z, w, b @ ..]) if (x, y) == (w, z) && a == b => true,
            _ => a.get(1..) == Some(b) || b.get(1..) == Some(a),
        }
    }

    /// Every term looked at.
    fn plain(asked: &str, term: &str, completed: bool, edited: bool) -> Option<Likeness> {
        let (q, t): (Vec<char>, Vec<char>) = (asked.chars().collect(), term.chars().collect());
        let edited = edited && q.len() >= LEAST_EDITED;
        if q == t {
            return Some(Likeness::Same);
        }
        if completed && term.starts_with(asked) {
            return Some(Likeness::Completed);
        }
        if edited && is_one_edit(&q, &t) {
            return Some(Likeness::Edited);
        }
        let begins = (0..=t.len()).any(|length| is_one_edit(&q, &t[..length]));
        (completed && edited && begins).then_some(Likeness::EditedAndCompleted)
    }

    proptest! {
        #[test]
        fn finds_what_a_look_at_every_term_finds(
            terms in vec("[ab日é]{0,6}", 0..60),
            later in vec("[ab日é]{0,6}", 0..20),
            asked in "[ab日é]{0,6}",
            completed: bool,
            edited: bool,
        ) {
            let mut dictionary = Dictionary::default();
            let sorted = Sorted::default();
            for some in [terms, later] {
                some.iter().for_each(|term| { dictionary.number(term); });
                let got = sorted.alike(&dictionary, &asked, completed, edited);
                let all = (0..dictionary.len() as u32).filter_map(|number| {
                    Some((number, plain(&asked, dictionary.term(number), completed, edited)?))
                });
                prop_assert_eq!(got, all.collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn words_that_are_being_typed() {
        let mut dictionary = Dictionary::default();
        for word in ["search", "searches", "research", "serach", "sea", "seal", "see", "東京", "東京都"] {
            dictionary.number(word);
        }
        let sorted = Sorted::default();
        let found = |asked, completed, edited| {
            let all = sorted.alike(&dictionary, asked, completed, edited);
            let mut all: Vec<_> = all.into_iter().map(|(n, likeness)| (likeness, dictionary.term(n))).collect();
            all.sort_unstable();
            all.into_iter().map(|(_, term)| term).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found("sea", true, true), "sea seal search searches");
        assert_eq!(found("search", false, true), "search serach");
        assert_eq!(found("serch", true, true), "search serach searches");
        assert_eq!(found("東京", true, true), "東京 東京都");
        assert_eq!(found("nothing", true, true), "");
    }
}
