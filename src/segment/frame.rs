//! The envelope of every stored value: a 64-byte header with a version and checksums, a table with a checksum for
//! each block, then the payload. Log frames, segments and manifests share it; a damaged or foreign value never gets
//! past it, and a part of a large one can be checked without the rest.
//!
//! ```text
//!  0  magic "WVLT"            4  format version u16     6  least reader u16
//!  8  kind u8                 9  1 if stored relaxed    16 sequence u64
//! 24  payload length u64      32 xxh64 of the table     40 reserved, zero
//! 56  xxh64 of bytes 0..56    64 table: xxh64 of each block u64, then the payload
//! ```
//! All numbers are little-endian. In version 1 there is no table: the payload follows the header, and the checksum at
//! 32 is of the whole payload. Objects have labels from version 3 on, and vectors in fewer bytes than f32 take from
//! version 4 on. Earlier versions are read and never written.

use twox_hash::XxHash64;

use crate::error::{Error, ErrorKind, Result};
use crate::store::pages::PAGE;

const MAGIC: &[u8; 4] = b"WVLT";
/// Bytes of a header.
pub const HEADER: usize = 64;
/// The layout this build writes.
pub const FORMAT_VERSION: u16 = 4;
/// The oldest build that can read what this one writes.
const LEAST_READER: u16 = 4;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One commit of the write-ahead log.
    Wal = 1,
    /// A part of a snapshot, or a commit so large that it is one already.
    Segment = 2,
    /// The list of what is current.
    Manifest = 3,
}

/// A value that passed its checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What its header and table say.
    pub head: Head,
    /// What was stored.
    pub payload: &'a [u8],
}

/// Header and table of a value: enough to check any block of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The layout it was written in.
    pub version: u16,
    /// What the value is.
    pub kind: Kind,
    /// Commit, segment or manifest number.
    pub sequence: u64,
    /// Whether it was stored without waiting for the medium: a power cut may have taken it.
    pub relaxed: bool,
    /// Bytes of the payload.
    pub length: usize,
    /// Checksums of the blocks; in version 1 one over everything.
    hashes: Vec<u64>,
}

fn hash(bytes: &[u8]) -> u64 {
    XxHash64::oneshot(0, bytes)
}

/// The checksum of each block of the parts put together. A block that two parts share is joined for it.
fn block_hashes(parts: &[&[u8]]) -> Vec<u8> {
    let mut table = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    for part in parts {
        let (joined, whole) = part.split_at(if open.is_empty() { 0 } else { part.len().min(PAGE - open.len()) });
        open.extend_from_slice(joined);
        if open.len() == PAGE {
            table.extend_from_slice(&hash(&open).to_le_bytes());
            open.clear();
        }
        let blocks = whole.chunks_exact(PAGE);
        open.extend_from_slice(blocks.remainder());
        table.extend(blocks.flat_map(|block| hash(block).to_le_bytes()));
    }
    if !open.is_empty() {
        table.extend_from_slice(&hash(&open).to_le_bytes());
    }
    table
}

/// The envelope of a payload, which consists of `parts`: what stands before it. `relaxed`: see [`Head::relaxed`].
pub fn envelope(kind: Kind, sequence: u64, parts: &[&[u8]], relaxed: bool) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let table = block_hashes(parts);
    let mut out = Vec::with_capacity(HEADER + table.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    out.extend_from_slice(&LEAST_READER.to_le_bytes());
    out.extend_from_slice(&[kind as u8, u8::from(relaxed)]);
    out.resize(16, 0);
    out.extend_from_slice(&sequence.to_le_bytes());
    out.extend_from_slice(&(length as u64).to_le_bytes());
    out.extend_from_slice(&hash(&table).to_le_bytes());
    out.resize(56, 0);
    out.extend_from_slice(&hash(&out).to_le_bytes());
    out.extend_from_slice(&table);
    out
}

/// A payload in its envelope.
pub fn seal(kind: Kind, sequence: u64, payload: &[u8], relaxed: bool) -> Vec<u8> {
    let mut out = envelope(kind, sequence, &[payload], relaxed);
    out.extend_from_slice(payload);
    out
}

fn number(bytes: &[u8], at: usize) -> u64 {
    let mut out = [0; 8];
    out.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(out)
}

fn corrupt<T>(bytes: &[u8], what: &str) -> Result<T> {
    Err(Error::corrupt(format!("stored value of {} bytes: {what}", bytes.len())))
}

impl Head {
    /// Reads the beginning of a value; `bytes` may go on beyond the table.
    pub fn read(bytes: &[u8]) -> Result<Head> {
        if bytes.len() < HEADER || &bytes[..4] != MAGIC {
            return corrupt(bytes, "not one of ours");
        }
        if number(bytes, 56) != hash(&bytes[..56]) {
            return corrupt(bytes, "damaged header");
        }
        let least_reader = u16::from_le_bytes([bytes[6], bytes[7]]);
        if least_reader > FORMAT_VERSION {
            return Err(Error::new(
                ErrorKind::FormatTooNew,
                format!(
                    "stored data needs format version {least_reader}, this version of weavelet reads up to {FORMAT_VERSION}"
                ),
            ));
        }
        let kind = match bytes[8] {
            1 => Kind::Wal,
            2 => Kind::Segment,
            3 => Kind::Manifest,
            _ => return corrupt(bytes, "of an unknown kind"),
        };
        let version = u16::from_le_bytes([bytes[4], bytes[5]]);
        let (sequence, relaxed) = (number(bytes, 16), bytes[9] & 1 == 1);
        let Ok(length) = usize::try_from(number(bytes, 24)) else {
            return corrupt(bytes, "too long");
        };
        let hashes = if version == 1 {
            vec![number(bytes, 32)]
        } else {
            let Some(table) = bytes.get(HEADER..HEADER.saturating_add(length.div_ceil(PAGE) * 8)) else {
                return corrupt(bytes, "cut short");
            };
            if number(bytes, 32) != hash(table) {
                return corrupt(bytes, "damaged table of checksums");
            }
            table.chunks_exact(8).map(|entry| number(entry, 0)).collect()
        };
        Ok(Head { version, kind, sequence, relaxed, length, hashes })
    }

    /// Refuses a value that is whole and stands in the place of another.
    pub fn require(&self, sequence: u64) -> Result<()> {
        if self.sequence == sequence {
            return Ok(());
        }
        Err(Error::corrupt(format!("the stored value {} is in the place of {sequence}", self.sequence)))
    }

    /// Where the payload begins in the value.
    pub fn start(&self) -> usize {
        if self.version == 1 { HEADER } else { HEADER + self.hashes.len() * 8 }
    }

    /// Bytes that one checksum covers.
    pub fn block(&self) -> usize {
        if self.version == 1 { self.length.max(1) } else { PAGE }
    }

    /// Checks a block of the payload by its position.
    pub fn check(&self, block: usize, bytes: &[u8]) -> Result<()> {
        let from = block * self.block();
        let whole = self.length.saturating_sub(from).min(self.block());
        if bytes.len() != whole || self.hashes.get(block) != Some(&hash(bytes)) {
            return Err(Error::corrupt(format!(
                "stored value {} of {} bytes: damaged between {from} and {}",
                self.sequence,
                self.length,
                from + whole
            )));
        }
        Ok(())
    }
}

/// Whether a value was stored relaxed, by its first 64 bytes; none if these cannot tell.
pub fn is_relaxed(header: &[u8]) -> Option<bool> {
    let whole = header.len() >= HEADER && &header[..4] == MAGIC && number(header, 56) == hash(&header[..56]);
    whole.then(|| header[9] & 1 == 1)
}

/// Checks a whole stored value and gives its payload. A commit may be of either kind that holds records.
pub fn open(kind: Kind, bytes: &[u8]) -> Result<Frame<'_>> {
    let head = Head::read(bytes)?;
    let records = |kind| matches!(kind, Kind::Wal | Kind::Segment);
    if head.kind != kind && !(records(head.kind) && records(kind)) {
        return corrupt(bytes, "of another kind");
    }
    let payload = &bytes[head.start()..];
    if head.length != payload.len() {
        return corrupt(bytes, "cut short or too long");
    }
    let blocks = payload.chunks(head.block()).enumerate();
    blocks.into_iter().try_for_each(|(block, bytes)| head.check(block, bytes))?;
    Ok(Frame { head, payload })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_flipped_bit_is_noticed() {
        let payload: Vec<u8> = (0..PAGE + 9).map(|i| (i % 7) as u8).collect();
        let sealed = seal(Kind::Wal, 9, &payload, false);
        let frame = open(Kind::Wal, &sealed).unwrap();
        assert_eq!((frame.head.sequence, frame.payload), (9, payload.as_slice()));
        let interesting = (0..frame.head.start() * 8).chain((frame.head.start() * 8..sealed.len() * 8).step_by(997));
        for bit in interesting {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(open(Kind::Wal, &bad).is_err(), "bit {bit}");
        }
        assert!(open(Kind::Manifest, &sealed).is_err());
        assert!(open(Kind::Wal, &sealed[..sealed.len() - 1]).is_err());
        assert!(open(Kind::Wal, &[sealed.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn parts_are_sealed_as_if_they_were_one() {
        let payload: Vec<u8> = (0..3 * PAGE + 7).map(|i| (i % 251) as u8).collect();
        let whole = seal(Kind::Wal, 5, &payload, true);
        let cuts = [0, 1, 7, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE + 3, 3 * PAGE, payload.len()];
        for first in cuts {
            for second in cuts.into_iter().filter(|second| *second >= first) {
                let parts = [&payload[..first], &payload[first..second], &payload[second..]];
                let head = envelope(Kind::Wal, 5, &parts, true);
                assert_eq!(head, whole[..head.len()], "cut at {first} and {second}");
            }
        }
    }

    #[test]
    fn a_block_is_checked_alone() {
        let payload: Vec<u8> = (0..2 * PAGE + 5).map(|i| (i % 13) as u8).collect();
        let sealed = seal(Kind::Segment, 1, &payload, false);
        let head = Head::read(&sealed).unwrap();
        head.check(1, &payload[PAGE..2 * PAGE]).unwrap();
        head.check(2, &payload[2 * PAGE..]).unwrap();
        assert!(head.check(0, &payload[1..PAGE + 1]).is_err());
        assert!(head.check(3, &[]).is_err());
    }

    #[test]
    fn an_empty_payload_is_a_value() {
        let sealed = seal(Kind::Manifest, 4, &[], false);
        assert_eq!(open(Kind::Manifest, &sealed).unwrap().payload, b"");
    }

    /// A value as version 1 wrote it.
    fn version_1(kind: Kind, sequence: u64, payload: &[u8]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&[1, 0, 1, 0, kind as u8]);
        out.resize(16, 0);
        out.extend_from_slice(&sequence.to_le_bytes());
        out.extend_from_slice(&(payload.len() as u64).to_le_bytes());
        out.extend_from_slice(&hash(payload).to_le_bytes());
        out.resize(56, 0);
        out.extend_from_slice(&hash(&out).to_le_bytes());
        out.extend_from_slice(payload);
        out
    }

    #[test]
    fn version_1_is_read_and_a_later_one_refused() {
        let mut old = version_1(Kind::Wal, 3, b"payload");
        let frame = open(Kind::Wal, &old).unwrap();
        assert_eq!((frame.head.version, frame.head.sequence, frame.payload), (1, 3, b"payload".as_slice()));
        *old.last_mut().unwrap() ^= 1;
        assert!(open(Kind::Wal, &old).is_err());
        let mut new = seal(Kind::Wal, 3, b"payload", false);
        new[6] = 9;
        let header = hash(&new[..56]).to_le_bytes();
        new[56..64].copy_from_slice(&header);
        assert_eq!(open(Kind::Wal, &new).unwrap_err().kind, ErrorKind::FormatTooNew);
    }
}
