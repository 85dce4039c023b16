//! Object ids: 16 bytes inside, canonical lower-case text outside.

/// The bytes of a UUID, in text order.
pub type Uuid = [u8; 16];

/// Parses the four spellings that google/uuid accepts: 36 characters, 32 hexadecimal digits,
/// the former in braces, and with `urn:uuid:` in front.
pub fn parse(text: &str) -> Option<Uuid> {
    let bytes = text.as_bytes();
    let core = match bytes.len() {
        36 | 32 => bytes,
        38 if bytes[0] == b'{' && bytes[37] == b'}' => &bytes[1..37],
        45 if bytes[..9].eq_ignore_ascii_case(b"urn:uuid:") => &bytes[9..],
        _ => return None,
    };
    let dashed = core.len() == 36;
    let mut out = [0u8; 16];
    let mut digits = 0;
    for (i, byte) in core.iter().enumerate() {
        if dashed && matches!(i, 8 | 13 | 18 | 23) {
            if *byte != b'-' {
                return None;
            }
            continue;
        }
        let digit = (*byte as char).to_digit(16)? as u8;
        out[digits / 2] = out[digits / 2] << 4 | digit;
        digits += 1;
    }
    Some(out)
}

/// The canonical spelling.
pub fn format(uuid: &Uuid) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(36);
    for (i, byte) in uuid.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push(HEX[usize::from(byte >> 4)] as char);
        out.push(HEX[usize::from(byte & 15)] as char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_spellings_are_one_id() {
        let canonical = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";
        let id = parse(canonical).unwrap();
        assert_eq!(format(&id), canonical);
        for same in [
            "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
            "6f9619ff8b86d011b42d00cf4fc964ff",
            "{6f9619ff-8b86-d011-b42d-00cf4fc964ff}",
            "urn:uuid:6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        ] {
            assert_eq!(parse(same), Some(id));
        }
        for bad in ["nope", "6f9619ff-8b86-d011-b42d-00cf4fc964f", "g0000000-0000-4000-8000-000000000000"] {
            assert_eq!(parse(bad), None);
        }
    }
}
