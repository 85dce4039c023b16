//! From codes to the numbers that the MaxSim kernel multiplies, over any [`Integers`].

use super::codes::Plane;
use super::integers::{BYTES, Integers, Number};

/// Writes the codes of one row of `dims` numbers, which has these planes, to `to`, which has room for `dims` and more.
/// What it holds behind them is of no account: the query has zeros there.
#[inline(always)]
pub(super) fn unpack<L: Integers>(row: &[u8], planes: &[Plane], dims: usize, to: &mut [L::Number]) {
    let to = &mut to[..dims];
    if planes.is_empty() {
        return part::<L>(row, to, |bytes| bytes, |code| code);
    }
    for (plane, to) in planes.iter().zip(to.chunks_mut(row.len().max(1))) {
        let codes = plane.codes::<L>();
        match plane.upper {
            false => part::<L>(row, to, |bytes| L::look_up(codes, L::lower_halves(bytes)), |byte| plane.code(byte)),
            true => part::<L>(row, to, |bytes| L::look_up(codes, L::upper_halves(bytes)), |byte| plane.code(byte)),
        }
    }
}

/// One number per byte, which `codes` decodes sixteen at a time, `code` alone. `to` is as long as `from` or shorter.
#[inline(always)]
fn part<L: Integers>(from: &[u8], to: &mut [L::Number], codes: impl Fn(L::Bytes) -> L::Bytes, code: impl Fn(u8) -> u8) {
    let length = to.len();
    assert!(from.len() >= length);
    if length < BYTES {
        to.iter_mut().zip(from).for_each(|(to, &from)| *to = L::Number::of(i16::from(code(from))));
        return;
    }
    // the last vector overlaps the one before it
    for at in (0..length).step_by(BYTES).map(|at| at.min(length - BYTES)) {
        // SAFETY: at + 16 <= length, which both slices have.
        unsafe { L::store_codes(codes(L::bytes(from.as_ptr().add(at))), to.as_mut_ptr().add(at)) }
    }
}
