//! The manifest: which segments make up the snapshot, and from which commit the log goes on.
//! Two slots take turns, so that one valid manifest is always there.

use super::frame::{self, Kind};
use crate::error::Result;
use crate::value::{Reader, write_text, write_varint};

/// A snapshot's table of contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Counts checkpoints; its parity names the slot.
    pub generation: u64,
    /// Keys of the segments, in replay order.
    pub segments: Vec<String>,
    /// First commit that is not in the segments.
    pub log_from: u64,
}

impl Manifest {
    /// The two keys a manifest can have.
    pub const SLOTS: [&'static str; 2] = ["manifest/a", "manifest/b"];

    /// The key of this generation.
    pub fn slot(&self) -> &'static str {
        Self::SLOTS[(self.generation % 2) as usize]
    }

    /// The stored form.
    pub fn seal(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        write_varint(&mut payload, self.log_from);
        write_varint(&mut payload, self.segments.len() as u64);
        self.segments.iter().for_each(|s| write_text(&mut payload, s));
        frame::seal(Kind::Manifest, self.generation, &payload)
    }

    /// Reads the stored form.
    pub fn open(bytes: &[u8]) -> Result<Manifest> {
        let frame = frame::open(Kind::Manifest, bytes)?;
        let mut reader = Reader::new(frame.payload);
        let log_from = reader.varint()?;
        let mut segments = Vec::new();
        for _ in 0..reader.count()? {
            segments.push(reader.text()?.to_owned());
        }
        Ok(Manifest { generation: frame.sequence, segments, log_from })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_take_turns() {
        let manifest = Manifest { generation: 3, segments: vec!["segment/1".into()], log_from: 42 };
        assert_eq!(Manifest::open(&manifest.seal()).unwrap(), manifest);
        assert_ne!(manifest.slot(), Manifest { generation: 4, ..manifest.clone() }.slot());
    }
}
