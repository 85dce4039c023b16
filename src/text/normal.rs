//! Canonical decomposition and composition (NFD, NFC), as far as ascii folding needs them.

use std::sync::OnceLock;

use super::categories::{mark, numbers};
use super::tables;
use crate::order;

// Hangul syllables are composed by arithmetic (Unicode, chapter 3.12).
const SYLLABLES: u32 = 0xac00;
const LEADS: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TAILS: u32 = 0x11a7;
const LEAD_COUNT: u32 = 19;
const VOWEL_COUNT: u32 = 21;
const TAIL_COUNT: u32 = 28;

struct Pair {
    whole: char,
    first: char,
    /// `None`: `whole` is another name of `first`.
    second: Option<char>,
}

struct Pairs {
    /// By `whole`.
    decompose: Vec<Pair>,
    /// (first, second, whole), sorted; without those that are never composed.
    compose: Vec<(char, char, char)>,
}

fn pairs() -> &'static Pairs {
    static PAIRS: OnceLock<Pairs> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let character = |code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        let seconds: Vec<char> = numbers(tables::SECONDS).map(character).collect();
        let (mut decompose, mut compose) = (Vec::new(), Vec::new());
        let (mut all, mut whole, mut first) = (numbers(tables::DECOMPOSITIONS), 0, 0);
        while let (Some(gap), Some(step), Some(rest)) = (all.next(), all.next(), all.next()) {
            whole += gap;
            first = if step % 2 == 0 { first + step / 2 } else { first - step.div_ceil(2) };
            let pair = Pair {
                whole: character(whole),
                first: character(first),
                second: rest.checked_sub(1).map(|rest| seconds[(rest / 2) as usize]),
            };
            if let (Some(second), 1) = (pair.second, rest % 2) {
                compose.push((pair.first, second, pair.whole));
            }
            decompose.push(pair);
        }
        order::sort_by(&mut compose, Ord::cmp);
        Pairs { decompose, compose }
    })
}

fn decompose(c: char, out: &mut Vec<char>) {
    let code = u32::from(c);
    if let Some(index) = code.checked_sub(SYLLABLES).filter(|&i| i < LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT) {
        let (lead, vowel, tail) =
            (index / TAIL_COUNT / VOWEL_COUNT, index / TAIL_COUNT % VOWEL_COUNT, index % TAIL_COUNT);
        let codes = [LEADS + lead, VOWELS + vowel, TAILS + tail];
        out.extend(codes[..if tail == 0 { 2 } else { 3 }].iter().copied().filter_map(char::from_u32));
        return;
    }
    let known = &pairs().decompose;
    match known.binary_search_by_key(&c, |pair| pair.whole) {
        Ok(at) => {
            decompose(known[at].first, out);
            out.extend(known[at].second);
        }
        Err(_) => out.push(c),
    }
}

fn rank(c: char) -> u16 {
    mark(c).map_or(0, |mark| mark.rank)
}

/// NFD: letters and their marks apart, marks in canonical order.
pub(super) fn decomposed(text: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() { out.push(c) } else { decompose(c, &mut out) }
    }
    let mut from = 0;
    while from < out.len() {
        let run = out[from..].iter().take_while(|&&c| rank(c) > 0).count();
        if run > 1 {
            order::sort_by_key(&mut out[from..from + run], |&c| rank(c));
        }
        from += run.max(1);
    }
    out
}

fn compose(first: char, second: char) -> Option<char> {
    let (a, b) = (u32::from(first), u32::from(second));
    if let (Some(lead), Some(vowel)) = (a.checked_sub(LEADS), b.checked_sub(VOWELS))
        && lead < LEAD_COUNT
        && vowel < VOWEL_COUNT
    {
        return char::from_u32(SYLLABLES + (lead * VOWEL_COUNT + vowel) * TAIL_COUNT);
    }
    if let (Some(index), Some(tail)) = (a.checked_sub(SYLLABLES), b.checked_sub(TAILS)) {
        let open = index < LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT && index % TAIL_COUNT == 0;
        if open && (1..TAIL_COUNT).contains(&tail) {
            return char::from_u32(a + tail);
        }
    }
    let known = &pairs().compose;
    let at = known.binary_search_by_key(&(first, second), |&(a, b, _)| (a, b)).ok()?;
    Some(known[at].2)
}

/// NFC of what is already in NFD.
pub(super) fn composed(decomposed: &[char]) -> String {
    let mut out: Vec<char> = Vec::with_capacity(decomposed.len());
    let mut starter = None;
    // rank of the last character that stayed apart after the starter; it hides the starter from lower or equal ranks
    let mut last = None;
    for &c in decomposed {
        let rank = rank(c);
        if let Some(at) = starter {
            let near = last.is_none_or(|last| last < rank && rank > 0);
            if let Some(whole) = near.then(|| compose(out[at], c)).flatten() {
                out[at] = whole;
                continue;
            }
        }
        if rank == 0 {
            starter = Some(out.len());
            last = None;
        } else {
            last = Some(rank);
        }
        out.push(c);
    }
    out.into_iter().collect()
}

/// NFC of one pair such as `カ` and a voicing mark, if Unicode has a letter for it.
pub(super) fn compose_pair(first: char, second: char) -> Option<char> {
    compose(first, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nfd(text: &str) -> String {
        decomposed(text).into_iter().collect()
    }
    fn nfc(text: &str) -> String {
        composed(&decomposed(text))
    }

    #[test]
    fn takes_apart_and_puts_together() {
        assert_eq!(nfd("é"), "e\u{301}");
        assert_eq!(nfd("ế"), "e\u{302}\u{301}");
        assert_eq!(nfd("한"), "\u{1112}\u{1161}\u{11ab}");
        assert_eq!(nfd("\u{fb2c}"), "\u{5e9}\u{5bc}\u{5c1}");
        assert_eq!(nfd("\u{212b}\u{f900}"), "A\u{30a}\u{8c48}");
        // marks in canonical order, below before above
        assert_eq!(nfd("a\u{301}\u{323}"), "a\u{323}\u{301}");
        for text in ["é", "ế", "한국어", "が", "ǖ", "plain", "\u{5e9}\u{5bc}\u{5c1}"] {
            assert_eq!(nfc(&nfd(text)), text);
        }
        assert_eq!(nfc("\u{212b}"), "Å");
        // a mark of the same class between hides the starter
        assert_eq!(nfc("a\u{304}\u{301}"), "ā\u{301}");
        assert_eq!(nfc("q\u{304}\u{301}"), "q\u{304}\u{301}");
        // excluded from composition
        assert_eq!(nfc("\u{958}"), "\u{915}\u{93c}");
    }
}
