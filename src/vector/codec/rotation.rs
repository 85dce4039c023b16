//! A fixed random rotation: signs at random, then a Hadamard transform, twice over.

/// Where the signs come from. Codes are comparable only if this never changes.
const SEED: u64 = 0x6a09_e667_f3bc_c908;
/// Rounds of signs and transforms. One spreads a single large number evenly over all; two make any vector's numbers
/// look normally distributed.
const ROUNDS: usize = 2;

/// Largest numbers beyond which squares and sums could leave the range of f32.
const SAFE: std::ops::Range<f32> = 1e-12..1e12;

/// A rotation of vectors of a given length, the same everywhere.
///
/// A Hadamard transform needs a power of two. Other lengths take two transforms per round, over the first and over the
/// last numbers, which overlap.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// Length of a transform: the largest power of two that fits.
    block: usize,
    dimensions: usize,
    /// Per transform one factor per number of its block: ±1/√block.
    factors: Vec<f32>,
}

impl Rotation {
    /// The rotation for vectors of `dimensions` numbers.
    pub fn new(dimensions: usize) -> Self {
        let block = if dimensions == 0 { 1 } else { 1 << dimensions.ilog2() };
        let transforms = match dimensions {
            0 => 0,
            _ if block == dimensions => ROUNDS,
            _ => 2 * ROUNDS,
        };
        let size = 1.0 / (block as f32).sqrt();
        let mut state = SEED;
        let sign = |_| {
            // splitmix64
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            if mixed >> 63 == 0 { size } else { -size }
        };
        Rotation { block, dimensions, factors: (0..transforms * block).map(sign).collect() }
    }

    /// Turns a vector in place.
    pub fn apply(&self, vector: &mut [f32]) {
        for (at, factors) in self.factors.chunks_exact(self.block).enumerate() {
            let part = self.part(at, vector);
            for (x, factor) in part.iter_mut().zip(factors) {
                *x *= factor;
            }
            hadamard(part);
        }
    }

    /// Puts `vector`, any finite numbers, turned into `turned`. They count the unit returned: 1, except for vectors so
    /// large or small that arithmetic would suffer.
    pub(super) fn turn(&self, vector: &[f32], turned: &mut Vec<f32>) -> f64 {
        let largest = largest(vector);
        let unit = if largest == 0.0 || SAFE.contains(&largest) { 1.0 } else { f64::from(largest) };
        turned.clear();
        if unit == 1.0 {
            turned.extend_from_slice(vector);
        } else {
            turned.extend(vector.iter().map(|&x| (f64::from(x) / unit) as f32));
        }
        self.apply(turned);
        unit
    }

    /// Turns a vector back in place.
    pub fn invert(&self, vector: &mut [f32]) {
        for (at, factors) in self.factors.chunks_exact(self.block).enumerate().rev() {
            let part = self.part(at, vector);
            hadamard(part);
            for (x, factor) in part.iter_mut().zip(factors) {
                *x *= factor;
            }
        }
    }

    /// The numbers that transform number `at` takes: by turns the first and the last ones.
    fn part<'a>(&self, at: usize, vector: &'a mut [f32]) -> &'a mut [f32] {
        let from = if at.is_multiple_of(2) { 0 } else { self.dimensions - self.block };
        &mut vector[from..from + self.block]
    }
}

/// The largest magnitude among numbers.
pub(super) fn largest(numbers: &[f32]) -> f32 {
    let (eights, rest) = numbers.as_chunks::<8>();
    let larger = |most: f32, x: f32| if x.abs() > most { x.abs() } else { most };
    let mut most = [0.0; 8];
    for eight in eights {
        most.iter_mut().zip(eight).for_each(|(most, x)| *most = larger(*most, *x));
    }
    most.iter().chain(rest).fold(0.0, |most, x| larger(most, *x))
}

/// Numbers that the first steps of a transform take together, in registers.
const FIRST: usize = 8;

/// The Hadamard transform of a power of two of numbers, without its factor.
fn hadamard(numbers: &mut [f32]) {
    let (eights, rest) = numbers.as_chunks_mut::<FIRST>();
    for eight in eights {
        let [a, b, c, d, e, f, g, h] = *eight;
        let (a, b, c, d, e, f, g, h) = (a + b, a - b, c + d, c - d, e + f, e - f, g + h, g - h);
        let (a, b, c, d, e, f, g, h) = (a + c, b + d, a - c, b - d, e + g, f + h, e - g, f - h);
        *eight = [a + e, b + f, c + g, d + h, a - e, b - f, c - g, d - h];
    }
    let mut half = if rest.is_empty() { FIRST } else { 1 };
    while half < numbers.len() {
        for pair in numbers.chunks_exact_mut(2 * half) {
            let (low, high) = pair.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(a: &[f32], b: &[f32]) -> f64 {
        a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    }

    #[test]
    fn keeps_dot_products_and_comes_back() {
        for dimensions in (1..=130).chain([255, 256, 300, 384, 768, 1000]) {
            let rotation = Rotation::new(dimensions);
            let numbers = |step: f32| (0..dimensions).map(|k| (k as f32 * step).sin()).collect::<Vec<_>>();
            let (a, b) = (numbers(1.7), numbers(0.3));
            let (mut c, mut d) = (a.clone(), b.clone());
            rotation.apply(&mut c);
            rotation.apply(&mut d);
            assert!((dot(&a, &b) - dot(&c, &d)).abs() < 1e-4, "{dimensions}");
            assert!((dot(&a, &a) - dot(&c, &c)).abs() < 1e-3, "{dimensions}");
            rotation.invert(&mut c);
            assert!(a.iter().zip(&c).all(|(a, c)| (a - c).abs() < 1e-5), "{dimensions}");
        }
    }

    #[test]
    fn spreads_a_single_number() {
        for dimensions in [64, 100, 128, 384, 1000] {
            for at in [0, dimensions / 2, dimensions - 1] {
                let mut vector = vec![0.0; dimensions];
                vector[at] = (dimensions as f32).sqrt();
                Rotation::new(dimensions).apply(&mut vector);
                let largest = vector.iter().fold(0.0, |most: f32, x| most.max(x.abs()));
                assert!(largest < 6.0, "{dimensions}, {at}: {largest}");
            }
        }
    }
}
