//! What the codes of each codec stand for.

use crate::simd::{Coding, ZERO};

/// The largest whole number of a code.
pub(super) const LARGEST: f32 = 63.0;

/// The levels of four bits, codes around [`ZERO`]: those of Lloyd and Max for a normal distribution, scaled so that the
/// outermost, 2.733 standard deviations, is [`LARGEST`].
const FOUR_BIT: [u8; 16] = {
    let upper = [3, 9, 15, 22, 29, 37, 48, 63];
    let mut levels = [ZERO; 16];
    let mut at = 0;
    while at < 8 {
        levels[8 + at] += upper[at];
        levels[7 - at] -= upper[at];
        at += 1;
    }
    levels
};

/// Standard deviations at the outermost level.
pub(super) const FOUR_BIT_REACH: f32 = 2.733;

/// For each code of eight bits the nearest level of four.
pub(super) const NEAREST: [u8; 128] = {
    let mut nearest = [0; 128];
    let mut code = 0;
    let mut level = 0;
    while code < 128 {
        while level < 15 && FOUR_BIT[level + 1].abs_diff(code as u8) <= FOUR_BIT[level].abs_diff(code as u8) {
            level += 1;
        }
        nearest[code] = level as u8;
        code += 1;
    }
    nearest
};

/// How rows of four bits are read.
pub(super) const NIBBLES: Coding = Coding::Nibbles(FOUR_BIT);

/// The whole number that a code of eight bits stands for.
pub(super) fn whole(code: u8) -> f32 {
    f32::from(code) - f32::from(ZERO)
}

/// The code of the whole number nearest to `x`, which the range of codes limits.
pub(super) fn code(x: f32) -> u8 {
    // by way of i32, for which there are vector instructions
    (x + (f32::from(ZERO) + 0.5)).clamp(0.0, 127.0) as i32 as u8
}

/// The whole number of a level of four bits.
pub(super) fn level(index: u8) -> f32 {
    whole(FOUR_BIT[usize::from(index & 15)])
}
