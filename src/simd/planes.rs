//! The dot product of whole numbers with a row of signs, one row at a time, by counting bits.

/// Bits of a whole number, the highest one the sign.
const PLANES: usize = 8;
/// Numbers of one step.
const STEP: usize = u64::BITS as usize;

/// A query of whole numbers, as its binary digits: for every 64 numbers eight words, of which word `p` holds digit `p`
/// of each.
#[derive(Debug)]
pub struct SignPlanes {
    words: Vec<[u64; PLANES]>,
    /// Σ numbers.
    sum: i32,
}

impl SignPlanes {
    /// Takes numbers within −127..=127.
    pub fn new(numbers: &[i16]) -> Self {
        let plane = |step: &[i16], p: usize| {
            step.iter().enumerate().fold(0, |word, (at, &q)| word | u64::from((q as u16 >> p & 1) as u8) << at)
        };
        let words = numbers.chunks(STEP).map(|step| core::array::from_fn(|p| plane(step, p))).collect();
        SignPlanes { words, sum: numbers.iter().map(|&q| i32::from(q)).sum() }
    }

    /// Σ ±qₖ, plus where the bit of number `k` is set. `bits` has the lowest bit of its first byte first.
    pub fn dot(&self, bits: &[u8]) -> i32 {
        let (whole, rest) = bits.as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let mut counts = [0; PLANES];
        for (planes, bits) in self.words.iter().zip(whole.iter().chain([&last])) {
            let bits = u64::from_le_bytes(*bits);
            for (count, plane) in counts.iter_mut().zip(planes) {
                *count += (plane & bits).count_ones() as i32;
            }
        }
        let weighted =
            counts.iter().enumerate().map(|(p, count)| if p == PLANES - 1 { -count << p } else { count << p });
        2 * weighted.sum::<i32>() - self.sum
    }
}
