//! The dot product of one vector of whole numbers with one row of codes, over any [`Integers`].

use super::codes::{Coding, Plane, ZERO};
use super::integers::{BYTES, Integers, WORDS};
use super::lanes::LANES;

pub(super) fn dot<L: Integers>(query: &[i16], row: &[u8], coding: Coding) -> i32 {
    let row = &row[..coding.bytes(query.len())];
    if coding == Coding::Bytes {
        return part::<L>(query, row, |bytes| bytes, |code| code);
    }
    let mut room = [Plane::default(); 4];
    let planes = coding.planes(&mut room);
    let parts = planes.iter().zip(query.chunks(row.len().max(1)));
    let part = |(plane, query): (&Plane, &[i16])| {
        let codes = plane.codes::<L>();
        match plane.upper {
            false => part::<L>(query, row, |bytes| L::look_up(codes, L::lower_halves(bytes)), |byte| plane.code(byte)),
            true => part::<L>(query, row, |bytes| L::look_up(codes, L::upper_halves(bytes)), |byte| plane.code(byte)),
        }
    };
    parts.map(part).sum()
}

/// Σ qₖ·(codeₖ − ZERO) over the bytes that `query` has numbers for; `codes` gives the codes of 16, `code` that of one.
#[inline(always)]
fn part<L: Integers>(query: &[i16], from: &[u8], codes: impl Fn(L::Bytes) -> L::Bytes, code: impl Fn(u8) -> u8) -> i32 {
    let (from, from_rest) = from[..query.len()].as_chunks::<BYTES>();
    let (query, query_rest) = query.as_chunks::<BYTES>();
    let zero = [-i16::from(ZERO); WORDS];
    let mut sums = [L::sums([0; LANES]); 2];
    for (query, from) in query.iter().zip(from) {
        // SAFETY: `from` has 16 bytes, `query` twice eight numbers, `zero` eight.
        unsafe {
            let words = L::widen(codes(L::bytes(from.as_ptr())));
            for (half, (sum, word)) in sums.iter_mut().zip(words).enumerate() {
                let query = L::words(query.as_ptr().add(half * WORDS));
                *sum = L::dot_plus(query, L::plus_words(word, L::words(zero.as_ptr())), *sum);
            }
        }
    }
    let rest = query_rest.iter().zip(from_rest).map(|(&q, &at)| i32::from(q) * (i32::from(code(at)) - i32::from(ZERO)));
    L::sums_to_array(L::sums_plus(sums[0], sums[1])).into_iter().chain(rest).sum()
}
