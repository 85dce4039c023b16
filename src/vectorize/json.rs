//! JSON as far as requests to and replies from an embedding API need it: text out as Go's encoder writes it, and a
//! reader that walks a reply once without building a tree.

/// Appends a string literal. Like Go's encoder it escapes `<`, `>` and `&` too.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.push(char::from_digit(u32::from(c) >> shift & 15, 16).unwrap_or('0'));
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Appends a number as Go's encoder and JavaScript write it.
pub fn push_number(out: &mut String, number: f64) {
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let scientific = format!("{number:e}");
        out.push_str(&if size < 1.0 { scientific } else { scientific.replace('e', "e+") });
    } else {
        out.push_str(&number.to_string());
    }
}

/// Walks a JSON text. Every method leaves the reader after what it read.
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// Why a text is no JSON of the expected form; worded as Go's decoder words it where Go has a word.
pub type Failure = String;

impl<'a> Reader<'a> {
    /// At the start of the text.
    pub fn new(text: &'a str) -> Self {
        Reader { text, at: 0 }
    }

    /// The first character of the next value or delimiter, not taken.
    pub fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        let rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        self.at = self.text.len() - rest.len();
        rest.chars().next()
    }

    fn failure(&mut self, place: &str) -> Failure {
        match self.peek() {
            Some(c) => format!("invalid character {c:?} {place}"),
            None => "unexpected end of JSON input".to_owned(),
        }
    }

    fn take(&mut self, wanted: char, place: &str) -> Result<(), Failure> {
        if self.peek() != Some(wanted) {
            return Err(self.failure(place));
        }
        self.at += wanted.len_utf8();
        Ok(())
    }

    /// The comma before another element, or the end of the list or object.
    fn goes_on(&mut self, first: bool, end: char, place: &str) -> Result<bool, Failure> {
        match self.peek() {
            Some(c) if c == end => {
                self.at += 1;
                Ok(false)
            }
            Some(',') if !first => {
                self.at += 1;
                Ok(true)
            }
            Some(_) if first => Ok(true),
            _ => Err(self.failure(place)),
        }
    }

    /// Calls `each` with every key of an object; it must read or [`skip`](Self::skip) the value.
    pub fn object(&mut self, mut each: impl FnMut(&mut Self, &str) -> Result<(), Failure>) -> Result<(), Failure> {
        self.take('{', "looking for beginning of value")?;
        let mut first = true;
        while self.goes_on(first, '}', "after object key:value pair")? {
            first = false;
            if self.peek() != Some('"') {
                return Err(self.failure("looking for beginning of object key string"));
            }
            let key = self.string()?;
            self.take(':', "after object key")?;
            each(self, &key)?;
        }
        Ok(())
    }

    /// Calls `each` at every element of a list; it must read or skip it.
    pub fn list(&mut self, mut each: impl FnMut(&mut Self) -> Result<(), Failure>) -> Result<(), Failure> {
        self.take('[', "looking for beginning of value")?;
        let mut first = true;
        while self.goes_on(first, ']', "after array element")? {
            first = false;
            each(self)?;
        }
        Ok(())
    }

    /// A string, unescaped.
    pub fn string(&mut self) -> Result<String, Failure> {
        self.take('"', "looking for beginning of value")?;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(['"', '\\']).ok_or("unexpected end of JSON input")?;
            out.push_str(&rest[..plain]);
            self.at += plain + 1;
            if rest[plain..].starts_with('"') {
                return Ok(out);
            }
            out.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Result<char, Failure> {
        let c = self.text[self.at..].chars().next().ok_or("unexpected end of JSON input")?;
        self.at += c.len_utf8();
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.hexadecimal()?;
                let pair = (0xd800..0xdc00).contains(&high) && self.text[self.at..].starts_with("\\u");
                if !pair {
                    return Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                self.at += 2;
                let low = self.hexadecimal()?;
                let code = 0x10000 + ((high - 0xd800) << 10) + low.wrapping_sub(0xdc00);
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(format!("invalid character {c:?} in string escape code")),
        })
    }

    fn hexadecimal(&mut self) -> Result<u32, Failure> {
        let digits = self.text.get(self.at..self.at + 4).ok_or("unexpected end of JSON input")?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| format!("invalid character in \\u hexadecimal escape {digits:?}"))
    }

    /// The digits of a number.
    fn digits(&mut self) -> Result<&'a str, Failure> {
        if !matches!(self.peek(), Some('-' | '0'..='9')) {
            return Err(self.failure("looking for beginning of value"));
        }
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|b| b.is_ascii_digit() || b"+-.eE".contains(b)).count();
        self.at += length;
        Ok(&rest[..length])
    }

    /// A number as f64.
    pub fn number(&mut self) -> Result<f64, Failure> {
        let digits = self.digits()?;
        digits.parse().map_err(|_| format!("invalid number literal {digits:?}"))
    }

    /// A number as f32, rounded once.
    pub fn number32(&mut self) -> Result<f32, Failure> {
        let digits = self.digits()?;
        digits.parse().map_err(|_| format!("invalid number literal {digits:?}"))
    }

    /// Passes over any value and gives its text.
    pub fn skip(&mut self) -> Result<&'a str, Failure> {
        let first = self.peek();
        let from = self.at;
        match first {
            Some('"') => {
                self.string()?;
            }
            Some('-' | '0'..='9') => {
                self.number()?;
            }
            Some('[' | '{') => self.skip_nested()?,
            _ => {
                let word = ["true", "false", "null"].into_iter().find(|word| self.text[from..].starts_with(word));
                self.at += word.ok_or_else(|| self.failure("looking for beginning of value"))?.len();
            }
        }
        Ok(&self.text[from..self.at])
    }

    /// Passes over a list or object without recursion, so that depth costs nothing.
    fn skip_nested(&mut self) -> Result<(), Failure> {
        let mut depth = 0;
        loop {
            match self.peek() {
                Some('"') => {
                    self.string()?;
                    continue;
                }
                Some('[' | '{') => depth += 1,
                Some(']' | '}') => depth -= 1,
                Some(_) => {}
                None => return Err(self.failure("")),
            }
            self.at += self.text[self.at..].chars().next().map_or(0, char::len_utf8);
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Nothing but blanks is left.
    pub fn end(&mut self) -> Result<(), Failure> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.failure("after top-level value")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_out_and_come_back() {
        let text = "a\"\\\n\t\u{1}<b>&日本😀\u{2028}";
        let mut json = String::new();
        push_string(&mut json, text);
        assert_eq!(json, "\"a\\\"\\\\\\n\\t\\u0001\\u003cb\\u003e\\u0026日本😀\\u2028\"");
        assert_eq!(Reader::new(&json).string().unwrap(), text);
        assert_eq!(Reader::new("\"\\ud83d\\ude00\\/\\u65e5\\ud800\"").string().unwrap(), "😀/日\u{fffd}");
    }

    #[test]
    fn numbers_as_javascript_writes_them() {
        for (number, want) in [
            (0.0, "0"),
            (1.5, "1.5"),
            (-2e20, "-200000000000000000000"),
            (1e21, "1e+21"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
        ] {
            let mut out = String::new();
            push_number(&mut out, number);
            assert_eq!(out, want);
        }
    }

    #[test]
    fn walks_once() {
        let mut reader = Reader::new(r#" {"a": [1, -2.5e1, 3], "skip": {"x": [{}, "]"], "y": null}, "b": "t"} "#);
        let (mut numbers, mut text) = (Vec::new(), String::new());
        reader
            .object(|r, key| match key {
                "a" => r.list(|r| {
                    numbers.push(r.number32()?);
                    Ok(())
                }),
                "b" => {
                    text = r.string()?;
                    Ok(())
                }
                _ => r.skip().map(|_| ()),
            })
            .unwrap();
        reader.end().unwrap();
        assert_eq!((numbers, text.as_str()), (vec![1.0, -25.0, 3.0], "t"));
    }

    #[test]
    fn says_what_is_wrong() {
        let failure = |text: &str| {
            let mut reader = Reader::new(text);
            reader.object(|r, _| r.skip().map(|_| ())).and_then(|()| reader.end()).unwrap_err()
        };
        assert_eq!(failure("<html>"), "invalid character '<' looking for beginning of value");
        assert_eq!(failure(""), "unexpected end of JSON input");
        assert_eq!(failure("{\"a\": [1"), "unexpected end of JSON input");
        assert_eq!(failure("{\"a\" 1}"), "invalid character '1' after object key");
        assert_eq!(failure("{\"a\": 1 \"b\"}"), "invalid character '\"' after object key:value pair");
        assert_eq!(failure("{} x"), "invalid character 'x' after top-level value");
        assert_eq!(failure("{\"a\": nul}"), "invalid character 'n' looking for beginning of value");
    }
}
