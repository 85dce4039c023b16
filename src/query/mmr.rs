//! Maximal marginal relevance: a selection that trades nearness to the query against likeness among the selected.

/// A candidate that was selected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Selected {
    /// Its position among the candidates.
    pub at: usize,
    /// What it was selected by; none of a candidate without a vector.
    pub gain: Option<f32>,
    /// The nearest of those selected before: its position and the distance.
    pub nearest: Option<(usize, f32)>,
}

/// Selects up to `limit` of `relevance.len()` candidates. `relevance` is larger for better ones;
/// `distance(a, b)` is the distance between two candidates, none where one has no vector.
/// `balance` 1 is relevance only, 0 diversity only. Gives candidates in the order they were selected;
/// the first is the most relevant, ties go to the earlier candidate. Candidates without a vector follow
/// in their order.
pub fn select(
    relevance: &[f32],
    has_vector: &[bool],
    distance: &mut dyn FnMut(usize, usize) -> f32,
    balance: f32,
    limit: usize,
) -> Vec<Selected> {
    let mut left: Vec<usize> = (0..relevance.len()).filter(|i| has_vector[*i]).collect();
    let mut nearest = vec![(0, f32::INFINITY); relevance.len()];
    let mut chosen: Vec<Selected> = Vec::new();
    while chosen.len() < limit && !left.is_empty() {
        let gain = |i: usize| match chosen.is_empty() {
            true => relevance[i],
            false => balance * relevance[i] + (1.0 - balance) * nearest[i].1,
        };
        let mut best = 0;
        for at in 1..left.len() {
            if gain(left[at]) > gain(left[best]) {
                best = at;
            }
        }
        let selected = Selected {
            at: left[best],
            gain: Some(gain(left[best])),
            nearest: (!chosen.is_empty()).then_some(nearest[left[best]]),
        };
        left.remove(best);
        for &other in &left {
            let between = distance(selected.at, other);
            if between < nearest[other].1 {
                nearest[other] = (selected.at, between);
            }
        }
        chosen.push(selected);
    }
    let without = (0..relevance.len()).filter(|i| !has_vector[*i]);
    chosen.extend(without.map(|at| Selected { at, gain: None, nearest: None }));
    chosen.truncate(limit);
    chosen
}

#[cfg(test)]
mod tests {
    use super::select;

    #[test]
    fn diversity_leaves_the_twin_for_last() {
        let points = [0.0f32, 0.1, 5.0];
        let relevance = [-0.0f32, -0.1, -5.0];
        let mut distance = |a: usize, b: usize| (points[a] - points[b]).abs();
        let mut order = |has: &[bool], balance, limit| {
            let selected = select(&relevance, has, &mut distance, balance, limit);
            selected.iter().map(|one| one.at).collect::<Vec<_>>()
        };
        assert_eq!(order(&[true; 3], 0.0, 3), [0, 2, 1]);
        assert_eq!(order(&[true; 3], 1.0, 3), [0, 1, 2]);
        assert_eq!(order(&[true, false, true], 0.5, 2), [0, 2]);
        let last = select(&relevance, &[true; 3], &mut distance, 0.0, 3)[2];
        assert_eq!((last.at, last.nearest), (1, Some((0, 0.1))));
        assert_eq!(last.gain, Some(0.1));
    }
}
