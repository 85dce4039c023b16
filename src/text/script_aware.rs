//! One tokenizer for texts that mix scripts with and without blanks between words.
//!
//! Runs of letters and numbers of spaced scripts are words, lower-cased, with the marks on their letters. Runs of Han,
//! Hiragana, Katakana and Hangul give every character and every two neighbours: the pairs carry the meaning that a
//! dictionary would find, the single characters find what pairs miss. Widths are made equal first (full-width ASCII,
//! half-width Katakana), so that `Ｔｏｋｙｏ` is found by `tokyo` and `ﾄｳｷｮｳ` by `トウキョウ`.
//!
//! A word is given twice, once among the single characters and once among the pairs: a Japanese word of two characters
//! makes three tokens, and a name between such words would otherwise weigh a third of them (nDCG@10 on Japanese manual
//! pages: .66 once, .70 twice).
//!
//! The same tokens come from an index text and a query. [`VERSION`] belongs in what is stored: tokens of one version
//! do not match those of another.

use super::categories::{is_letter_or_number, is_unspaced, mark};
use super::lower::lower_char;
use super::normal::compose_pair;

/// Grows when the tokens of a text change.
pub const VERSION: u32 = 1;

/// Full-width Katakana for U+FF66 to U+FF9D.
const KATAKANA: &str =
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

/// Bytes of one Katakana letter in UTF-8.
const LETTER: usize = 3;

/// The usual form of a character that exists in two widths.
fn usual_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{ff66}'..='\u{ff9d}' => {
            let at = LETTER * (u32::from(c) as usize - 0xff66);
            KATAKANA[at..].chars().next().unwrap_or(c)
        }
        // voicing marks: the combining ones join the letter before them
        '\u{ff9e}' => '\u{3099}',
        '\u{ff9f}' => '\u{309a}',
        _ => c,
    }
}

/// Where characters stand in a text, where that is wanted.
pub trait Place: Copy {
    /// From this place to the end of another one behind it.
    fn to(self, last: Self) -> Self;
}

/// Nobody asks.
impl Place for () {
    fn to(self, (): ()) {}
}

/// Gives each token of a text to `visit`, in order.
pub fn each_token(text: &str, visit: &mut dyn FnMut(&str)) {
    each_token_at(text.chars().map(|c| (c, ())), |token, ()| visit(token));
}

/// The same with places, of a text given as characters with theirs.
pub fn each_token_at<P: Place>(text: impl Iterator<Item = (char, P)>, mut visit: impl FnMut(&str, P)) {
    let mut run: Vec<(char, P)> = Vec::new();
    let mut unspaced = false;
    for (c, at) in text {
        let c = usual_width(c);
        if mark(c).is_some() {
            let Some((last, place)) = run.last_mut() else { continue };
            match compose_pair(*last, c) {
                Some(whole) => (*last, *place) = (whole, place.to(at)),
                None => run.push((c, at)),
            }
            continue;
        }
        let inside = is_letter_or_number(c);
        if !inside || is_unspaced(c) != unspaced {
            finish(&mut run, unspaced, &mut visit);
            unspaced = inside && is_unspaced(c);
        }
        if inside {
            run.push((lower_char(c), at));
        }
    }
    finish(&mut run, unspaced, &mut visit);
}

fn finish<P: Place>(run: &mut Vec<(char, P)>, unspaced: bool, visit: &mut impl FnMut(&str, P)) {
    let text: String = run.iter().map(|(c, _)| c).collect();
    if unspaced {
        let mut at = 0;
        for (position, (c, place)) in run.iter().enumerate() {
            let end = at + c.len_utf8();
            visit(&text[at..end], *place);
            if let Some((next, last)) = run.get(position + 1) {
                visit(&text[at..end + next.len_utf8()], place.to(*last));
            }
            at = end;
        }
    } else if let [(_, first), .., (_, last)] | [(_, first @ last)] = run.as_slice() {
        let place = first.to(*last);
        visit(&text, place);
        visit(&text, place);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::each_token;

    fn joined(text: &str) -> String {
        let mut tokens: Vec<String> = Vec::new();
        each_token(text, &mut |token| tokens.push(token.to_owned()));
        tokens.join(" ")
    }

    #[test]
    fn characters_pairs_and_words() {
        assert_eq!(joined("東京都へ行く"), "東 東京 京 京都 都 都へ へ へ行 行 行く く");
        assert_eq!(joined("GNU/Linux の使い方。"), "gnu gnu linux linux の の使 使 使い い い方 方");
        assert_eq!(joined("C言語"), "c c 言 言語 語");
        assert_eq!(joined("한국 text"), "한 한국 국 text text");
        assert_eq!(joined("ー・、"), "ー");
        assert_eq!(joined(" …! "), "");
    }

    #[test]
    fn widths_and_marks_are_equal() {
        assert_eq!(joined("Ｔｏｋｙｏ１２"), "tokyo12 tokyo12");
        assert_eq!(joined("ｶﾞｷﾞ ﾊﾟｿｺﾝ"), joined("ガギ パソコン"));
        assert_eq!(joined("ﾜﾝ"), joined("ワン"));
        assert_eq!(joined("か\u{3099}"), "が");
        assert_eq!(joined("Cafe\u{301} हिन्दी"), "café café हिन्दी हिन्दी");
        assert_eq!(joined("\u{301}\u{3099}"), "");
    }
}
