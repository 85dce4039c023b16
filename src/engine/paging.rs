//! What calls need of storage: which parts of which values to read, and their checks on the way in.

use super::Engine;
use crate::error::{Error, Result};
use crate::segment::frame::Head;
use crate::store::pages::PAGE;

/// A part of a stored value: read it and [`Engine::supply`] it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Number of the value.
    pub value: u32,
    /// First byte, counted from the value's header.
    pub offset: usize,
    /// Number of bytes.
    pub length: usize,
}

impl Engine {
    /// Makes a stored value known by its beginning: header and table of checksums.
    pub fn register(&mut self, value: u32, head: Head) {
        self.heads.insert(value, head);
    }

    /// Whether the last call lacked pages: then its answer is void, whatever it was.
    pub fn lacks_pages(&self) -> bool {
        self.pages.any_missing()
    }

    /// What the last call lacked: neighbouring pages are one part.
    pub fn missing(&mut self) -> Result<Vec<Part>> {
        let mut parts: Vec<Part> = Vec::new();
        for (value, page) in self.pages.take_missing() {
            let head = self.head(value)?;
            let (from, to) = match head.version {
                // one checksum covers all of it
                1 => (0, head.length),
                _ => (page as usize * PAGE, head.length.min((page as usize + 1) * PAGE)),
            };
            let part = Part { value, offset: head.start() + from, length: to.saturating_sub(from) };
            match parts.last_mut() {
                Some(last) if *last == part => {}
                Some(last) if last.value == value && last.offset + last.length == part.offset => {
                    last.length += part.length;
                }
                _ => parts.push(part),
            }
        }
        Ok(parts)
    }

    /// Takes in a part that was missing, after checking it.
    pub fn supply(&mut self, part: Part, bytes: Vec<u8>) -> Result<()> {
        let head = self.head(part.value)?;
        let from = part.offset.saturating_sub(head.start());
        for (i, block) in bytes.chunks(head.block()).enumerate() {
            head.check(from / head.block() + i, block)?;
        }
        self.pages.supply((part.value, (from / PAGE) as u32), bytes);
        Ok(())
    }

    /// Lets go of pages that no unfinished write needs.
    pub fn trim_pages(&mut self) {
        if self.staged.is_empty() {
            self.pages.trim();
        }
    }

    /// Bytes of pages at hand.
    pub fn page_bytes(&self) -> usize {
        self.pages.bytes()
    }

    fn head(&self, value: u32) -> Result<&Head> {
        let head = self.heads.get(&value);
        head.ok_or_else(|| Error::internal(format!("a row points into the unknown stored value {value}")))
    }
}
