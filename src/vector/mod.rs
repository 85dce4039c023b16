//! Vectors as they are compared and kept.

pub mod centroids;
pub mod codec;
pub mod metric;
pub mod muvera;
pub mod pooling;

/// Values that are looked at in one go.
const BLOCK: usize = 1024;

/// The position of the first value that is infinite or not a number.
pub fn first_not_finite(values: &[f32]) -> Option<usize> {
    // a block has no early end, so that it is looked at by whole registers
    let all = |block: &[f32]| block.iter().fold(true, |all, value| all & value.is_finite());
    let start = values.chunks(BLOCK).position(|block| !all(block))? * BLOCK;
    values[start..].iter().position(|value| !value.is_finite()).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, first_not_finite};

    #[test]
    fn the_first_value_that_is_not_finite() {
        let mut values = vec![f32::MAX; 3 * BLOCK + 5];
        assert_eq!(first_not_finite(&values), None);
        for at in [3 * BLOCK + 4, BLOCK, BLOCK - 1, 0] {
            values[at] = if at % 2 == 0 { f32::NAN } else { f32::NEG_INFINITY };
            assert_eq!(first_not_finite(&values), Some(at));
        }
        assert_eq!(first_not_finite(&[]), None);
    }
}
