//! Lower case as Go's `strings.ToLower` makes it: one code point to one code point.

/// The lower case of one character. Rust agrees except where it gives two: `İ` alone.
pub fn lower_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if c == 'İ' { 'i' } else { c.to_lowercase().next().unwrap_or(c) }
}

/// The lower case of a text. Unlike `str::to_lowercase` it knows no final sigma.
pub(super) fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().map(lower_char).collect() }
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn is_one_to_one() {
        assert_eq!(lower("İSTANBUL"), "istanbul");
        assert_eq!(lower("ΟΔΥΣΣΕΥΣ"), "οδυσσευσ");
        assert_eq!(lower("ŒUVRE ǅ Ⅷ Ｔ ẞ É"), "œuvre ǆ ⅷ ｔ ß é");
    }
}
