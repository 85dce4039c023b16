//! The `Like` filter's pattern match, token against token.

/// Whether the whole token fits the pattern: `?` is any one code point, `*` any number of them, neither a newline.
/// There is no escape. Time is at most pattern length × token length.
pub fn like_match(pattern_token: &str, token: &str) -> bool {
    let (mut pattern, mut rest) = (pattern_token.chars(), token.chars());
    // where to go on when what follows the last `*` did not fit: after the star, one character later in the token
    let mut retry: Option<(std::str::Chars, std::str::Chars)> = None;
    loop {
        let before = (pattern.clone(), rest.clone());
        match (pattern.next(), rest.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                // the star takes nothing yet
                rest = before.1.clone();
                retry = Some((pattern.clone(), before.1));
                continue;
            }
            (Some('?'), Some(c)) if c != '\n' => continue,
            (Some(p), Some(c)) if p == c && p != '?' => continue,
            _ => {}
        }
        let Some((after_star, from)) = retry.as_mut() else {
            return false;
        };
        match from.next() {
            Some(c) if c != '\n' => (pattern, rest) = (after_star.clone(), from.clone()),
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::like_match;

    #[test]
    fn stars_and_marks() {
        for (pattern, token) in [
            ("car", "car"),
            ("car*", "car"),
            ("car*", "carpet"),
            ("*pet", "carpet"),
            ("c*p*t", "carpet"),
            ("c?r", "car"),
            ("?", "日"),
            ("*", ""),
            ("**", "x"),
            ("a*b*b", "abxbb"),
            ("*a", "aba\u{e4}a"),
            ("", ""),
        ] {
            assert!(like_match(pattern, token), "{pattern} {token}");
        }
        for (pattern, token) in [
            ("car", "cart"),
            ("c?r", "cr"),
            ("c?r", "c\nr"),
            ("a*b", "a\nb"),
            ("*x", "xy"),
            ("?", ""),
            ("a.c", "abc"),
            ("", "x"),
        ] {
            assert!(!like_match(pattern, token), "{pattern} {token}");
        }
    }
}
