//! The part of a text that holds most of what a search found.

use crate::text::{Span, continues};

/// Something that was found in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Where.
    pub at: Span,
    /// What: occurrences of one thing in a passage count less and less.
    pub what: usize,
    /// How much the first of them counts.
    pub mass: f64,
}

/// A part of a text with what was found in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The part.
    pub text: String,
    /// Where it begins, in UTF-16 code units.
    pub offset: u32,
    /// Ranges of it, in UTF-16 code units from its beginning, ascending, apart.
    pub ranges: Vec<Span>,
    /// How much was found in it.
    pub mass: f64,
}

/// Saturation of occurrences of one thing: a second one adds a third of what the first one counts.
const SATURATION: f64 = 1.0;

/// Where a text may be cut: between characters, marks and all.
#[derive(Clone, Copy)]
struct Cut {
    byte: usize,
    unit: u32,
    /// Whether a word begins here.
    begins: bool,
    /// Whether a word ends here.
    ends: bool,
}

fn cuts(text: &str) -> Vec<Cut> {
    let mut cuts = Vec::with_capacity(text.len() + 1);
    let mut blank = true;
    let mut unit = 0;
    for (byte, c) in text.char_indices() {
        if byte == 0 || !continues(c) {
            let space = c.is_whitespace();
            cuts.push(Cut { byte, unit, begins: blank && !space, ends: !blank && space });
            blank = space;
        }
        unit += c.len_utf16() as u32;
    }
    cuts.push(Cut { byte: text.len(), unit, begins: false, ends: true });
    cuts
}

/// The best passage of at most `length` units (more only if one find is longer); none where nothing was found. `found`
/// ascends.
pub fn best(text: &str, found: &[Found], length: u32) -> Option<Passage> {
    if found.is_empty() {
        return None;
    }
    let cuts = cuts(text);
    // whole characters: what is marked up would come apart from its accents otherwise
    let whole = |at: Span| {
        let first = cuts.partition_point(|cut| cut.unit <= at.from);
        let last = cuts.partition_point(|cut| cut.unit < at.to);
        let unit = |at: usize, otherwise: u32| cuts.get(at).map_or(otherwise, |cut| cut.unit);
        Span { from: unit(first.saturating_sub(1), 0), to: unit(last, at.to) }
    };
    let found: Vec<Found> = found.iter().map(|one| Found { at: whole(one.at), ..*one }).collect();
    let (core, mass) = densest(&found, length)?;
    let [start, end] = widened(&cuts, core, length);
    let inside = found.iter().map(|one| one.at).filter(|at| at.from >= start.unit && at.to <= end.unit);
    let mut ranges: Vec<Span> = Vec::new();
    for at in inside {
        let (from, to) = (at.from - start.unit, at.to - start.unit);
        match ranges.last_mut().filter(|last| from <= last.to) {
            Some(last) => last.to = last.to.max(to),
            None => ranges.push(Span { from, to }),
        }
    }
    Some(Passage { text: text[start.byte..end.byte].to_owned(), offset: start.unit, ranges, mass })
}

/// The window that holds most, from its first find to its last one: of equal ones the first.
fn densest(found: &[Found], length: u32) -> Option<(Span, f64)> {
    let kinds = found.iter().map(|one| one.what + 1).max()?;
    let mut best: Option<(Span, f64)> = None;
    let mut times = vec![0.0; kinds];
    for (start, first) in found.iter().enumerate() {
        let mut window = first.at;
        let mut mass = 0.0;
        times.fill(0.0);
        for one in &found[start..] {
            let wider = Span { from: window.from, to: window.to.max(one.at.to) };
            if wider.to - wider.from > length && one.at != first.at {
                break;
            }
            window = wider;
            let counted = |times: f64| times / (times + SATURATION) * (1.0 + SATURATION);
            mass += one.mass * (counted(times[one.what] + 1.0) - counted(times[one.what]));
            times[one.what] += 1.0;
        }
        if best.is_none_or(|(_, most)| mass > most * (1.0 + 1e-9)) {
            best = Some((window, mass));
        }
    }
    best
}

/// Beginning and end of the text around `core`: as much on both sides as fits, from the beginning of a word to the end of
/// one where there are such places.
fn widened(cuts: &[Cut], core: Span, length: u32) -> [Cut; 2] {
    let all = cuts[cuts.len() - 1].unit;
    let spare = length.saturating_sub(core.to - core.from);
    // at the end of a text what is not needed behind goes before
    let behind = (all - core.to).min(spare - spare / 2);
    let earliest = core.from.saturating_sub(spare - behind);
    let starts =
        &cuts[cuts.partition_point(|cut| cut.unit < earliest)..cuts.partition_point(|cut| cut.unit <= core.from)];
    let start = starts.iter().find(|cut| cut.unit == 0 || cut.begins).or(starts.first()).copied();
    let start = start.unwrap_or(cuts[0]);
    let latest = start.unit.saturating_add(length.max(core.to - start.unit));
    let ends = &cuts[cuts.partition_point(|cut| cut.unit < core.to)..cuts.partition_point(|cut| cut.unit <= latest)];
    let end = ends.iter().rev().find(|cut| cut.ends).or(ends.last()).copied();
    [start, end.unwrap_or(cuts[cuts.len() - 1])]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn find(text: &str, words: &[&str]) -> Vec<Found> {
        let mut found = Vec::new();
        for (what, word) in words.iter().enumerate() {
            for (byte, _) in text.match_indices(word) {
                let from = text[..byte].encode_utf16().count() as u32;
                let at = Span { from, to: from + word.encode_utf16().count() as u32 };
                found.push(Found { at, what, mass: 1.0 });
            }
        }
        found.sort_by_key(|one| one.at);
        found
    }

    fn slices(passage: &Passage) -> Vec<String> {
        let units: Vec<u16> = passage.text.encode_utf16().collect();
        let slice = |range: &Span| String::from_utf16(&units[range.from as usize..range.to as usize]).unwrap();
        passage.ranges.iter().map(slice).collect()
    }

    #[test]
    fn takes_the_passage_that_holds_most() {
        let text = format!("red {} red boat sails {} boat", "filler ".repeat(30), "filler ".repeat(30));
        let passage = best(&text, &find(&text, &["red", "boat"]), 40).unwrap();
        assert_eq!(slices(&passage), ["red", "boat"]);
        assert!(passage.text.encode_utf16().count() <= 40 && passage.text.contains("red boat sails"));
        assert!(passage.text.starts_with("filler") && passage.text.ends_with("filler"), "{:?}", passage.text);
        // different things count more than one thing again
        let text = "a a a a a          b a          a a a a";
        assert!(best(text, &find(text, &["a", "b"]), 9).unwrap().text.contains('b'));
        assert_eq!(best(text, &[], 9), None);
    }

    #[test]
    fn cuts_no_character_and_counts_units() {
        let text = "😀😀😀 東京の e\u{301}e\u{301}e\u{301} 👍";
        let passage = best(text, &find(text, &["東京"]), 4).unwrap();
        assert_eq!((slices(&passage), passage.text.as_str(), passage.offset), (vec!["東京".into()], "東京の", 7));
        let whole = best(text, &find(text, &["東京"]), u32::MAX).unwrap();
        assert_eq!((whole.text.as_str(), whole.offset), (text, 0));
        // an accent stays on its letter
        let accent = best("cafe\u{301} x", &find("cafe\u{301} x", &["cafe"]), 5).unwrap();
        assert_eq!((slices(&accent), accent.text.as_str()), (vec!["cafe\u{301}".into()], "cafe\u{301}"));
        // a find that is longer than the passage is shown whole
        assert_eq!(best(text, &find(text, &["東京の"]), 1).unwrap().text, "東京の");
    }

    #[test]
    fn ranges_that_touch_are_one() {
        let text = "東京都 x";
        let passage = best(text, &find(text, &["東", "東京", "京", "都"]), 100).unwrap();
        assert_eq!(slices(&passage), ["東京都"]);
    }

    proptest! {
        #[test]
        fn every_passage_is_a_part_of_the_text(
            text in "[ab日😀\u{301} .]{0,60}", words in prop::collection::vec("[ab日😀]{1,2}", 1..4), length in 0..40_u32
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let found = find(&text, &words);
            let passage = best(&text, &found, length);
            let marks = text.chars().filter(|c| continues(*c)).count() as u32;
            let longest = found.iter().map(|one| one.at.to - one.at.from).max().unwrap_or(0) + marks;
            prop_assert_eq!(passage.is_some(), !found.is_empty());
            if let Some(passage) = passage {
                let units: Vec<u16> = text.encode_utf16().collect();
                let own: Vec<u16> = passage.text.encode_utf16().collect();
                let from = passage.offset as usize;
                prop_assert_eq!(&units[from..from + own.len()], &own[..]);
                prop_assert!(!passage.ranges.is_empty() && own.len() as u32 <= length.max(longest));
                prop_assert!(passage.ranges.windows(2).all(|pair| pair[0].to < pair[1].from));
                prop_assert_eq!(slices(&passage).len(), passage.ranges.len());
            }
        }
    }
}
