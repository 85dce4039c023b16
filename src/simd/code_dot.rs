//! The dot product of one vector of whole numbers with one row of codes, over any [`Integers`].

use super::codes::{Coding, ZERO};
use super::integers::{BYTES, Integers, WORDS};
use super::lanes::LANES;

pub(super) fn dot<L: Integers>(query: &[i16], codes: &[u8], coding: Coding) -> i32 {
    match coding {
        Coding::Bytes => bytes::<L>(query, &codes[..query.len()], |bytes| bytes, |code| code),
        Coding::Nibbles(table) => {
            let (lower, upper) = query.split_at(query.len().div_ceil(2));
            // SAFETY: a table has 16 bytes.
            let levels = unsafe { L::bytes(table.as_ptr()) };
            let (first, second) = (&codes[..lower.len()], &codes[..upper.len()]);
            bytes::<L>(
                lower,
                first,
                |both| L::look_up(levels, L::lower_halves(both)),
                |both| table[usize::from(both & 15)],
            ) + bytes::<L>(
                upper,
                second,
                |both| L::look_up(levels, L::upper_halves(both)),
                |both| table[usize::from(both >> 4)],
            )
        }
    }
}

/// Σ qₖ·(codeₖ − ZERO), where `codes` gives the codes of 16 bytes and `code` that of one.
#[inline(always)]
fn bytes<L: Integers>(
    query: &[i16],
    from: &[u8],
    codes: impl Fn(L::Bytes) -> L::Bytes,
    code: impl Fn(u8) -> u8,
) -> i32 {
    let (query, query_rest) = query.as_chunks::<BYTES>();
    let (from, from_rest) = from.as_chunks::<BYTES>();
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
