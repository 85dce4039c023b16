//! Queries in whole numbers.

use super::encoder::finite;
use super::rotation::{Rotation, largest};
use crate::simd::{BIT_GROUP, GROUP_LIMIT, TOKEN_LIMIT, nibble_order};

/// The largest whole number of a query.
const LARGEST: f32 = 127.0;

/// The query vectors of row-major `query`, turned and in whole numbers, and what these count.
#[derive(Debug)]
pub(super) struct WholeQuery {
    /// Row-major.
    pub numbers: Vec<i16>,
    /// Per vector.
    pub scales: Vec<f32>,
}

impl WholeQuery {
    /// In −127..=127, for codes of whole numbers.
    pub fn for_codes(query: &[f32], dimensions: usize) -> Self {
        Self::new(query, dimensions, None, |vector| largest(vector) / LARGEST)
    }

    /// As large as sums over signs allow.
    pub fn for_signs(query: &[f32], dimensions: usize) -> Self {
        Self::new(query, dimensions, None, sign_step)
    }

    /// The same for a rough look at the signs of rows of nibbles: the numbers in the order of [`nibble_order`]. Up to
    /// twice [`BIT_GROUP`] of them are so small that one group's room takes all: that adds 2 % to the error of signs.
    pub fn for_nibble_signs(query: &[f32], dimensions: usize) -> Self {
        let order: Vec<Option<usize>> = nibble_order(dimensions).collect();
        let step = if order.len() <= 2 * BIT_GROUP { small_step } else { sign_step };
        Self::new(query, dimensions, Some(order), step)
    }

    /// `order`: which number comes where, if not all of them in order; a zero where there is none. `step`: what a whole
    /// number counts.
    fn new(query: &[f32], dimensions: usize, order: Option<Vec<Option<usize>>>, step: fn(&[f32]) -> f32) -> Self {
        let rotation = Rotation::new(dimensions);
        let count = query.len().checked_div(dimensions).unwrap_or(0);
        let length = order.as_ref().map_or(dimensions, Vec::len);
        let (mut numbers, mut scales) = (Vec::with_capacity(count * length), Vec::with_capacity(count));
        let mut turned = Vec::new();
        for vector in query.chunks_exact(dimensions.max(1)) {
            let unit = rotation.turn(vector, &mut turned);
            if let Some(order) = &order {
                turned = order.iter().map(|number| number.map_or(0.0, |number| turned[number])).collect();
            }
            let step = step(&turned);
            let steps = if step > 0.0 { 1.0 / step } else { 0.0 };
            // rounded away from zero from the half on; the cast drops what is behind the point
            numbers.extend(turned.iter().map(|&x| (x * steps + 0.5_f32.copysign(x)) as i16));
            scales.push(finite(f64::from(step) * unit));
        }
        WholeQuery { numbers, scales }
    }
}

/// What a whole number counts, so that all of a vector's have the room of one group.
fn small_step(vector: &[f32]) -> f32 {
    let mut step = vector.iter().map(|x| x.abs()).sum::<f32>() / GROUP_LIMIT as f32;
    // rounding may make the sum larger, hardly ever by more than a few steps
    while vector.iter().map(|x| (x.abs() * (1.0 / step) + 0.5) as u32).sum::<u32>() > GROUP_LIMIT {
        step *= 1.01;
    }
    step
}

/// What a whole number counts, so that sums over signs have room.
fn sign_step(vector: &[f32]) -> f32 {
    let size = |numbers: &[f32]| numbers.iter().map(|x| x.abs()).sum::<f32>();
    // each number may be rounded up by a half
    let room = |limit: u32, count: usize| (limit as f32 - count as f32 / 2.0 - 1.0).max(1.0);
    let groups = vector.chunks(BIT_GROUP).map(|group| size(group) / room(GROUP_LIMIT, group.len()));
    groups.fold(size(vector) / room(TOKEN_LIMIT, vector.len()), f32::max)
}
