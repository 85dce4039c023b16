//! Hashes of stored values.

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal: what a `blobHash` property keeps of its base64 text.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
