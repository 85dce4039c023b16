//! Autocut: where a list of scores or distances has its n-th jump.

/// How many of the first values to keep so that the list ends before its `jumps`-th jump.
/// A jump is a local maximum of the normalised curve's height above the straight line from first to last
/// (Weaviate's `entities/autocut`); a flat list has none.
pub fn autocut(values: &[f32], jumps: usize) -> usize {
    let n = values.len();
    if n <= 1 {
        return n;
    }
    let step = 1.0 / (n as f32 - 1.0);
    let (first, last) = (values[0], values[n - 1]);
    let height: Vec<f32> =
        values.iter().enumerate().map(|(i, value)| (value - first) / (last - first) - i as f32 * step).collect();
    let mut seen = 0;
    for i in 1..n {
        let before = height[i] > height[i - 1];
        let peak = match i == n - 1 {
            true => before && i > 1 && height[i] > height[i - 2],
            false => before && height[i] > height[i + 1],
        };
        if peak {
            seen += 1;
            if seen >= jumps {
                return i;
            }
        }
    }
    n
}

#[cfg(test)]
mod tests {
    use super::autocut;

    #[test]
    fn cuts_before_the_jump() {
        assert_eq!(autocut(&[0.1, 0.11, 0.12, 0.5, 0.51, 0.9], 1), 3);
        assert_eq!(autocut(&[0.1, 0.11, 0.12, 0.5, 0.51, 0.9], 5), 6);
        assert_eq!(autocut(&[0.3, 0.3, 0.3], 1), 3);
        assert_eq!(autocut(&[0.3], 1), 1);
        assert_eq!(autocut(&[], 1), 0);
    }
}
