//! A JSON-like value: what schemas, properties and filters are made of while they are not yet typed.

pub mod shape;

pub(crate) use shape::from_members;
pub use shape::{FromValue, malformed, misshapen};

use crate::error::{Error, Result};

/// A JSON value. Maps keep the order of their keys.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// JSON `null`, JavaScript `undefined`.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// Any number; JavaScript has but one kind.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Map(Vec<(String, Value)>),
}

/// The absent member of any map.
pub static NULL: Value = Value::Null;

impl Value {
    /// An empty map.
    pub fn map() -> Value {
        Value::Map(Vec::new())
    }

    /// A map of these entries.
    pub fn from_pairs<const N: usize>(pairs: [(&str, Value); N]) -> Value {
        Value::Map(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
    }

    /// The member `key`, or `Null` where there is none.
    pub fn get(&self, key: &str) -> &Value {
        match self {
            Value::Map(entries) => entries.iter().find(|(k, _)| k == key).map_or(&NULL, |(_, v)| v),
            _ => &NULL,
        }
    }

    /// Sets a member of a map; anything else becomes a map first.
    pub fn set(&mut self, key: &str, value: Value) {
        if !matches!(self, Value::Map(_)) {
            *self = Value::map();
        }
        if let Value::Map(entries) = self {
            match entries.iter_mut().find(|(k, _)| k == key) {
                Some((_, old)) => *old = value,
                None => entries.push((key.to_owned(), value)),
            }
        }
    }

    /// Takes a member out of a map.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        match self {
            Value::Map(entries) => entries.iter().position(|(k, _)| k == key).map(|i| entries.remove(i).1),
            _ => None,
        }
    }

    /// Whether it is `Null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The string, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(s) => Some(s),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The elements of a list; none for anything else.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[(String, Value)] {
        match self {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Strings of a list of strings; others are left out.
    pub fn texts(&self) -> Vec<String> {
        self.items().iter().filter_map(|v| v.as_text().map(str::to_owned)).collect()
    }

    /// Writes the value as bytes: a tag, then the content with varint lengths.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Value::Null => out.push(0),
            Value::Bool(false) => out.push(1),
            Value::Bool(true) => out.push(2),
            Value::Number(n) => {
                out.push(3);
                out.extend_from_slice(&n.to_le_bytes());
            }
            Value::Text(s) => {
                out.push(4);
                write_text(out, s);
            }
            Value::List(items) => {
                out.push(5);
                write_varint(out, items.len() as u64);
                items.iter().for_each(|v| v.encode(out));
            }
            Value::Map(entries) => {
                out.push(6);
                write_varint(out, entries.len() as u64);
                for (key, value) in entries {
                    write_text(out, key);
                    value.encode(out);
                }
            }
        }
    }

    /// Reads what [`Value::encode`] wrote.
    pub fn decode(reader: &mut Reader<'_>) -> Result<Value> {
        Ok(match reader.byte()? {
            0 => Value::Null,
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => Value::Number(f64::from_le_bytes(reader.array()?)),
            4 => Value::Text(reader.text()?.to_owned()),
            5 => {
                let count = reader.count()?;
                let mut items = Vec::with_capacity(count);
                for _ in 0..count {
                    items.push(Value::decode(reader)?);
                }
                Value::List(items)
            }
            6 => {
                let count = reader.count()?;
                let mut entries = Vec::with_capacity(count);
                for _ in 0..count {
                    entries.push((reader.text()?.to_owned(), Value::decode(reader)?));
                }
                Value::Map(entries)
            }
            tag => return Err(Error::corrupt(format!("unknown value tag {tag}"))),
        })
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Bool(flag)
    }
}
impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Number(number)
    }
}
impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Value::Number(f64::from(number))
    }
}
impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Value::List(items)
    }
}

/// Appends an unsigned LEB128 number.
pub fn write_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a string: its length in bytes, then UTF-8.
pub fn write_text(out: &mut Vec<u8>, text: &str) {
    write_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Reads encoded bytes; every read is checked, damaged input is an error and never a panic. All values of all objects go
/// through it, a few bytes at a time: what reads them is to be part of its callers.
#[derive(Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes, position: 0 }
    }

    /// Bytes read so far.
    #[inline]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Bytes not yet read.
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    /// The next `n` bytes.
    #[inline]
    pub fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let (head, tail) = self.bytes.split_at_checked(n).ok_or_else(ended)?;
        self.bytes = tail;
        self.position += n;
        Ok(head)
    }

    /// One byte.
    #[inline]
    pub fn byte(&mut self) -> Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    /// `N` bytes as an array, for `from_le_bytes`.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (head, tail) = self.bytes.split_first_chunk().ok_or_else(ended)?;
        self.bytes = tail;
        self.position += N;
        Ok(*head)
    }

    /// An unsigned LEB128 number.
    #[inline]
    pub fn varint(&mut self) -> Result<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Error::corrupt("a number is longer than 64 bits"))
    }

    /// A count of things that follow: each takes at least one byte, so more than that are damage.
    #[inline]
    pub fn count(&mut self) -> Result<usize> {
        let count = self.varint()?;
        if count > self.bytes.len() as u64 {
            return Err(Error::corrupt("a count is larger than the data"));
        }
        Ok(count as usize)
    }

    /// A string.
    #[inline]
    pub fn text(&mut self) -> Result<&'a str> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Error::corrupt("a string is not UTF-8"))
    }
}

#[cold]
fn ended() -> Error {
    Error::corrupt("unexpected end of data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_their_bytes() {
        let value = Value::from_pairs([
            ("n", Value::Number(-1.5)),
            ("s", "日本".into()),
            ("l", Value::List(vec![Value::Null, true.into(), Value::map()])),
        ]);
        let mut bytes = Vec::new();
        value.encode(&mut bytes);
        assert_eq!(Value::decode(&mut Reader::new(&bytes)).unwrap(), value);
        for cut in 0..bytes.len() {
            assert!(Value::decode(&mut Reader::new(&bytes[..cut])).is_err());
        }
    }
}
