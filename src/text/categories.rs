//! Membership in Unicode categories and scripts, from the delta-coded tables.
//!
//! A table is unpacked on first use into ascending boundaries: a code point is inside when the number of boundaries
//! at or below it is odd. ASCII never gets that far.

use std::sync::OnceLock;

use super::tables;

/// The numbers of a table, in order (unsigned LEB128).
pub(super) fn numbers(table: &[u8]) -> impl Iterator<Item = u32> {
    let mut bytes = table.iter();
    std::iter::from_fn(move || {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = u32::from(*bytes.next()?);
            value |= (byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Some(value);
            }
        }
    })
}

/// Boundaries of a table of (gap, length) pairs.
fn boundaries(table: &[u8]) -> Box<[u32]> {
    let mut at = 0;
    numbers(table)
        .map(|step| {
            at += step;
            at
        })
        .collect()
}

fn inside(boundaries: &[u32], c: char) -> bool {
    boundaries.partition_point(|&b| b <= u32::from(c)) % 2 == 1
}

/// Category L* or N*: what Go's `unicode.IsLetter` and `unicode.IsNumber` accept. Rust's `char::is_alphanumeric` is
/// wider (vowel signs, circled letters) and would join what the server splits.
pub(super) fn is_letter_or_number(c: char) -> bool {
    static SET: OnceLock<Box<[u32]>> = OnceLock::new();
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    inside(SET.get_or_init(|| boundaries(tables::LETTERS_AND_NUMBERS)), c)
}

/// A letter or number of a script written without blanks that is searched by its characters: Han, Hiragana,
/// Katakana, Hangul.
pub(super) fn is_unspaced(c: char) -> bool {
    static SET: OnceLock<Box<[u32]>> = OnceLock::new();
    // the first one is U+1100
    u32::from(c) >= 0x1100 && inside(SET.get_or_init(|| boundaries(tables::UNSPACED)), c)
}

/// What is known of a mark.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    /// Category Mn, a mark without width of its own.
    pub nonspacing: bool,
    /// Rank of its canonical combining class, 0 for class 0. Only order and equality mean something.
    pub rank: u16,
}

struct MarkRun {
    from: u32,
    end: u32,
    mark: Mark,
}

/// The mark that `c` is, if it is one.
pub(super) fn mark(c: char) -> Option<Mark> {
    static RUNS: OnceLock<Vec<MarkRun>> = OnceLock::new();
    let code = u32::from(c);
    // the first mark is U+0300
    if code < 0x300 {
        return None;
    }
    let runs = RUNS.get_or_init(|| {
        let (mut all, mut at) = (numbers(tables::MARKS), 0);
        let mut runs = Vec::new();
        while let (Some(gap), Some(length), Some(value)) = (all.next(), all.next(), all.next()) {
            let from = at + gap;
            at = from + length;
            let mark = Mark { nonspacing: value % 2 == 1, rank: (value / 2) as u16 };
            runs.push(MarkRun { from, end: at, mark });
        }
        runs
    });
    let run = &runs[runs.partition_point(|run| run.from <= code).checked_sub(1)?];
    (code < run.end).then_some(run.mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_numbers_follow_the_categories() {
        for c in "aZ09é日本ーªⅧ½²ह௧ﾄＴ".chars() {
            assert!(is_letter_or_number(c), "{c}");
        }
        // circled letters, vowel signs, marks, punctuation, emoji
        for c in "Ⓐⓑिที\u{301}_-'.。、😀 \u{3000}".chars().filter(|&c| c != 'ท') {
            assert!(!is_letter_or_number(c), "{c}");
        }
    }

    #[test]
    fn unspaced_scripts() {
        assert!("日本語ひらがなカタカナー々〇한국어ｱ".chars().all(is_unspaced));
        assert!(!"aé1Ωहไ。、・".chars().any(is_unspaced));
    }

    #[test]
    fn marks_know_their_order() {
        assert!(mark('a').is_none() && mark('日').is_none());
        let (acute, below, vowel) = (mark('\u{301}').unwrap(), mark('\u{323}').unwrap(), mark('\u{93f}').unwrap());
        assert!(acute.nonspacing && below.nonspacing && !vowel.nonspacing);
        assert!(below.rank < acute.rank && vowel.rank == 0);
    }
}
