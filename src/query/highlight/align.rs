//! Where the labels of token vectors stand in a text: models cut texts in many ways, and mark the pieces in many.

use crate::text::{Letter, Span, letters, lower_char};

/// Letters that are looked at for a label that does not follow the one before it.
const AHEAD: usize = 96;

/// Labels that must follow each other for the text to begin with them.
const RUN: usize = 3;

/// The letters of a text that labels are compared with: no blanks, no accents, lower case, as most models see them.
fn plain(text: &str) -> Vec<Letter> {
    let mut all = letters(text, Some(&[]));
    all.retain(|letter| !letter.letter.is_whitespace());
    all.iter_mut().for_each(|letter| letter.letter = lower_char(letter.letter));
    all
}

/// A label without what its tokenizer put there: `##` and `</w>` of pieces of words, the blank as `▁`, `Ġ` or `Ċ`.
/// Nothing is left of `[CLS]`, `<s>` and their like.
fn bare(label: &str) -> &str {
    let bracketed = |open, close| label.len() > 2 && label.starts_with(open) && label.ends_with(close);
    if bracketed('[', ']') || bracketed('<', '>') {
        return "";
    }
    let label = label.strip_prefix("##").filter(|rest| !rest.is_empty()).unwrap_or(label);
    label.trim_end_matches("</w>").trim_start_matches(['▁', 'Ġ', 'Ċ']).trim()
}

/// The place of each label; none where the text does not have it. Labels may begin with those of another text.
pub fn align(text: &str, labels: &[String]) -> Vec<Option<Span>> {
    let text = plain(text);
    let labels: Vec<Vec<char>> =
        labels.iter().map(|label| plain(bare(label)).into_iter().map(|letter| letter.letter).collect()).collect();
    let follows = |label: &[char], at: usize| {
        let here = text.get(at..at + label.len());
        here.is_some_and(|here| here.iter().zip(label).all(|(letter, c)| letter.letter == *c))
    };
    // how many labels from one on follow each other in the text, up to a run
    let run = |first: usize, mut at: usize| {
        let mut count = 0;
        for label in labels[first..].iter().filter(|label| !label.is_empty()).take(RUN) {
            if !follows(label, at) {
                break;
            }
            at += label.len();
            count += 1;
        }
        count
    };
    let mut places = vec![None; labels.len()];
    let mut at = 0;
    let beginning = (0..labels.len()).find(|&first| !labels[first].is_empty() && run(first, 0) == RUN);
    for (number, label) in labels.iter().enumerate().skip(beginning.unwrap_or(0)) {
        if label.is_empty() {
            continue;
        }
        if !follows(label, at) {
            // two in a row, or a long one, are no accident
            let sure = |from: usize| follows(label, from) && (label.len() >= 4 || run(number, from) > 1);
            let Some(found) = (at..text.len().min(at + AHEAD)).find(|from| sure(*from)) else { continue };
            at = found;
        }
        let (first, last) = (text[at].at, text[at + label.len() - 1].at);
        places[number] = Some(Span { from: first.from, to: last.to });
        at += label.len();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(text: &str, labels: &[&str]) -> Vec<String> {
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        let units: Vec<u16> = text.encode_utf16().collect();
        let slice = |at: Option<Span>| match at {
            Some(Span { from, to }) => String::from_utf16(&units[from as usize..to as usize]).unwrap(),
            None => "-".to_owned(),
        };
        align(text, &labels).into_iter().map(slice).collect()
    }

    #[test]
    fn pieces_of_words_by_any_tokenizer() {
        let text = "The Übersetzung, naïvely done";
        let pieces = ["[CLS]", "[D]", "the", "uber", "##set", "##zung", ",", "naive", "##ly", "done", "[SEP]"];
        assert_eq!(aligned(text, &pieces).join("|"), "-|-|The|Über|set|zung|,|naïve|ly|done|-");
        assert_eq!(
            aligned("late interaction", &["<s>", "▁late", "▁inter", "action", "</s>"]).join("|"),
            "-|late|inter|action|-"
        );
        assert_eq!(aligned("late interaction", &["late", "Ġinter", "action"]).join("|"), "late|inter|action");
        assert_eq!(aligned("😀 日本語の検索", &["日本", "語", "の", "検索"]).join("|"), "日本|語|の|検索");
    }

    #[test]
    fn goes_on_after_what_it_does_not_know() {
        let labels = ["a", "[UNK]", "sentence", "Ã©", "with", "words"];
        assert_eq!(aligned("A ☃ sentence é with words", &labels).join("|"), "A|-|sentence|-|with|words");
        // labels of a title before those of the text
        let labels = ["title", "of", "it", "the", "body", "of", "it"];
        assert_eq!(aligned("The body of it", &labels).join("|"), "-|-|-|The|body|of|it");
        assert_eq!(aligned("", &["a"]), ["-"]);
        assert_eq!(aligned("nothing alike", &["x", "y"]), ["-", "-"]);
    }
}
