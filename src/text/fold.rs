//! Accents off: the `asciiFold` of a property's text analyzer.

use std::borrow::Cow;

use super::categories::mark;
use super::lower::lower_char;
use super::normal::{composed, decomposed};
use crate::order;

/// Letters that no decomposition makes plain, each before the letters that stand for it.
const PLAIN: &str = "\
    ÆAE ÐD ØO ÞTH ßss æae ðd øo þth ĐD đd ĦH ħh İI ıi ĲIJ ĳij ĸk ŁL łl ŉn ŒOE œoe ŦT ŧt ſs ƀb ƈc ƒf ƗI ƙk ƞn \
    ƥp ƭt ƴy ȺA ɃB ɆE ɇe ɈJ ɉj ɌR ɍr ɎY ɏy ɓb ɗd ɠg ɦh ɨi ɱm ɲn ɽr ʂs ʋv ʐz ʠq ẞSS ⱥa ⱳw ﬀff ﬁfi ﬂfl ﬃffi \
    ﬄffl ﬅst ﬆst ";

fn plain(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    let letters = &PLAIN[PLAIN.find(c)? + c.len_utf8()..];
    letters.split(' ').next()
}

fn nonspacing(c: char) -> bool {
    mark(c).is_some_and(|mark| mark.nonspacing)
}

/// What `asciiFoldIgnore` lists, ready for [`fold_ascii`]: composed, and in both cases.
pub fn ignored_characters<S: AsRef<str>>(listed: &[S]) -> Vec<char> {
    let mut all = Vec::new();
    for c in listed.iter().flat_map(|entry| composed(&decomposed(entry.as_ref())).chars().collect::<Vec<_>>()) {
        let mut upper = c.to_uppercase();
        // a capital of several letters (ß) is not one
        let upper = if upper.len() == 1 { upper.next().unwrap_or(c) } else { c };
        all.extend([c, lower_char(c), upper]);
    }
    order::sort_by(&mut all, Ord::cmp);
    all.dedup();
    all
}

/// The text without accents: letters of a table become plain, marks of category Mn go (of any script), the rest is
/// composed again. Characters in `ignore` (see [`ignored_characters`]) stay as they are.
pub fn fold_ascii(text: &str, ignore: &[char]) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut replaced = String::with_capacity(text.len());
    for c in text.chars() {
        match plain(c).filter(|_| !ignore.contains(&c)) {
            Some(letters) => replaced.push_str(letters),
            None => replaced.push(c),
        }
    }
    let apart = decomposed(&replaced);
    let mut kept = Vec::with_capacity(apart.len());
    let mut at = 0;
    while at < apart.len() {
        // a base and the marks on it; marks without a base go
        let marks = apart[at + 1..].iter().take_while(|&&c| nonspacing(c)).count();
        let letter = &apart[at..at + 1 + marks];
        at += letter.len();
        if nonspacing(letter[0]) {
            continue;
        }
        if !ignore.is_empty() && composed(letter).chars().any(|c| ignore.contains(&c)) {
            kept.extend_from_slice(letter);
        } else {
            match plain(letter[0]) {
                Some(letters) => kept.extend(letters.chars()),
                None => kept.push(letter[0]),
            }
        }
    }
    composed(&kept)
}

/// [`fold_ascii`] that copies nothing when there is nothing to fold.
pub(super) fn folded<'a>(text: &'a str, fold: Option<&[char]>) -> Cow<'a, str> {
    match fold {
        Some(ignore) if !text.is_ascii() => Cow::Owned(fold_ascii(text, ignore)),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_like_the_server() {
        for (text, want) in [
            ("Ærøskøbing", "AEroskobing"),
            ("Straße", "Strasse"),
            ("ǿ", "o"),
            ("हिन्दी", "हिनदी"),
            ("日本が", "日本か"),
            ("École naïve", "Ecole naive"),
            ("Łódź Þór", "Lodz THor"),
            ("ﬁre ĳs", "fire ijs"),
            ("ế\u{301}", "e"),
            ("\u{301}a", "a"),
            ("한국어", "한국어"),
        ] {
            assert_eq!(fold_ascii(text, &[]), want);
        }
    }

    #[test]
    fn keeps_what_is_ignored() {
        let ignore = ignored_characters(&["é"]);
        assert_eq!(fold_ascii("école naïve É", &ignore), "école naive É");
        // given decomposed, found decomposed
        assert_eq!(fold_ascii("e\u{301}cole", &ignored_characters(&["e\u{301}"])), "école");
        assert_eq!(fold_ascii("Łódź ł", &ignored_characters(&["ł"])), "Łodz ł");
    }
}
