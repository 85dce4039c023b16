//! The envelope of every stored value: a 64-byte header with a version and checksums, then the payload.
//! WAL frames, segments and manifests share it; a damaged or foreign value never gets past it.
//!
//! ```text
//!  0  magic "WVLT"            4  format version u16     6  least reader u16
//!  8  kind u8                 9  reserved, zero         16 sequence u64
//! 24  payload length u64      32 xxh64 of the payload   40 reserved, zero
//! 56  xxh64 of bytes 0..56    64 payload
//! ```
//! All numbers are little-endian.

use twox_hash::XxHash64;

use crate::error::{Error, ErrorKind, Result};

const MAGIC: &[u8; 4] = b"WVLT";
/// Bytes of a header.
pub const HEADER: usize = 64;
/// The layout this build writes.
pub const FORMAT_VERSION: u16 = 1;
/// The oldest build that can read what this one writes.
const LEAST_READER: u16 = 1;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One commit of the write-ahead log.
    Wal = 1,
    /// A part of a snapshot.
    Segment = 2,
    /// The list of what is current.
    Manifest = 3,
}

/// A value that passed its checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Commit, segment or manifest number.
    pub sequence: u64,
    /// What was stored.
    pub payload: &'a [u8],
}

fn hash(bytes: &[u8]) -> u64 {
    XxHash64::oneshot(0, bytes)
}

/// Wraps a payload.
pub fn seal(kind: Kind, sequence: u64, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER + payload.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    out.extend_from_slice(&LEAST_READER.to_le_bytes());
    out.push(kind as u8);
    out.resize(16, 0);
    out.extend_from_slice(&sequence.to_le_bytes());
    out.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    out.extend_from_slice(&hash(payload).to_le_bytes());
    out.resize(56, 0);
    out.extend_from_slice(&hash(&out).to_le_bytes());
    out.extend_from_slice(payload);
    out
}

fn number(bytes: &[u8], at: usize) -> u64 {
    let mut out = [0; 8];
    out.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(out)
}

/// Checks a stored value and gives its payload.
pub fn open(kind: Kind, bytes: &[u8]) -> Result<Frame<'_>> {
    let corrupt = |what: &str| Err(Error::corrupt(format!("{kind:?} value of {} bytes: {what}", bytes.len())));
    if bytes.len() < HEADER || &bytes[..4] != MAGIC {
        return corrupt("not one of ours");
    }
    if number(bytes, 56) != hash(&bytes[..56]) {
        return corrupt("damaged header");
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
    if bytes[8] != kind as u8 {
        return corrupt("of another kind");
    }
    let payload = &bytes[HEADER..];
    if number(bytes, 24) != payload.len() as u64 {
        return corrupt("cut short or too long");
    }
    if number(bytes, 32) != hash(payload) {
        return corrupt("damaged payload");
    }
    Ok(Frame { sequence: number(bytes, 16), payload })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_flipped_bit_is_noticed() {
        let sealed = seal(Kind::Wal, 9, b"payload");
        assert_eq!(open(Kind::Wal, &sealed).unwrap(), Frame { sequence: 9, payload: b"payload" });
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(open(Kind::Wal, &bad).is_err(), "bit {bit}");
        }
        assert!(open(Kind::Segment, &sealed).is_err());
        assert!(open(Kind::Wal, &sealed[..sealed.len() - 1]).is_err());
    }
}
