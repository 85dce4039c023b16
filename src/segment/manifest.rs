//! The manifest: which segments stand for which commits. Two slots take turns, so that one valid manifest is always
//! there; the segments that the older one names are kept until it is overwritten.

use super::frame::{self, Kind};
use crate::error::{Error, Result};
use crate::value::{Reader, from_members, write_text, write_varint};

/// Segments that together stand for a run of commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The first commit.
    pub first: u64,
    /// The last commit.
    pub last: u64,
    /// Keys of the segments, in replay order, with their sizes in bytes; 0 where version 1 did not write it.
    pub segments: Vec<(String, u64)>,
}
from_members!(Run: first, last, segments);

/// A table of contents. Commits that no run stands for are in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Counts checkpoints; its parity names the slot.
    pub generation: u64,
    /// Runs in the order of their commits.
    pub runs: Vec<Run>,
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
        write_varint(&mut payload, self.runs.len() as u64);
        for run in &self.runs {
            write_varint(&mut payload, run.first);
            write_varint(&mut payload, run.last);
            write_varint(&mut payload, run.segments.len() as u64);
            for (key, bytes) in &run.segments {
                write_text(&mut payload, key);
                write_varint(&mut payload, *bytes);
            }
        }
        frame::seal(Kind::Manifest, self.generation, &payload, false)
    }

    /// Reads the stored form, which was found in this slot.
    pub fn open(slot: &str, bytes: &[u8]) -> Result<Manifest> {
        let frame = frame::open(Kind::Manifest, bytes)?;
        let mut reader = Reader::new(frame.payload);
        let runs = if frame.head.version == 1 { version_1(&mut reader)? } else { runs(&mut reader)? };
        if !reader.rest().is_empty() {
            return Err(Error::corrupt("a manifest is longer than its contents"));
        }
        let manifest = Manifest { generation: frame.head.sequence, runs };
        if manifest.slot() != slot {
            return Err(Error::corrupt(format!("the manifest {} is in the place of another", manifest.generation)));
        }
        Ok(manifest)
    }
}

fn runs(reader: &mut Reader<'_>) -> Result<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for _ in 0..reader.count()? {
        let mut run = Run { first: reader.varint()?, last: reader.varint()?, segments: Vec::new() };
        if run.first > run.last || runs.last().is_some_and(|before| before.last >= run.first) {
            return Err(Error::corrupt("the runs of a manifest are out of order"));
        }
        for _ in 0..reader.count()? {
            run.segments.push((reader.text()?.to_owned(), reader.varint()?));
        }
        runs.push(run);
    }
    Ok(runs)
}

/// Version 1 knew one run: everything before the commit that its log began with.
fn version_1(reader: &mut Reader<'_>) -> Result<Vec<Run>> {
    let log_from = reader.varint()?;
    let mut segments = Vec::new();
    for _ in 0..reader.count()? {
        segments.push((reader.text()?.to_owned(), 0));
    }
    Ok(if log_from > 1 { vec![Run { first: 1, last: log_from - 1, segments }] } else { Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_take_turns() {
        let run = |first, last| Run { first, last, segments: vec![(format!("segment/{first}"), 9)] };
        let manifest = Manifest { generation: 3, runs: vec![run(1, 41), run(44, 44)] };
        assert_eq!(Manifest::open("manifest/b", &manifest.seal()).unwrap(), manifest);
        assert_ne!(manifest.slot(), Manifest { generation: 4, ..manifest.clone() }.slot());
        let twisted = Manifest { generation: 3, runs: vec![run(44, 44), run(1, 41)] };
        assert!(Manifest::open("manifest/b", &twisted.seal()).is_err());
        assert!(Manifest::open("manifest/a", &manifest.seal()).is_err());
    }
}
