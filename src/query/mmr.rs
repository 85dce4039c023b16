//! Maximal marginal relevance: a selection that trades nearness to the query against likeness among the selected.

/// Selects up to `limit` of `relevance.len()` candidates. `relevance` is larger for better ones;
/// `distance(a, b)` is the distance between two candidates, none where one has no vector.
/// `balance` 1 is relevance only, 0 diversity only. Gives positions in the order they were selected;
/// the first is the most relevant, ties go to the earlier candidate. Candidates without a vector follow
/// in their order.
pub fn select(
    relevance: &[f32],
    has_vector: &[bool],
    distance: &mut dyn FnMut(usize, usize) -> f32,
    balance: f32,
    limit: usize,
) -> Vec<usize> {
    let mut left: Vec<usize> = (0..relevance.len()).filter(|i| has_vector[*i]).collect();
    let mut nearest = vec![f32::INFINITY; relevance.len()];
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < limit && !left.is_empty() {
        let gain = |i: usize| match chosen.is_empty() {
            true => relevance[i],
            false => balance * relevance[i] + (1.0 - balance) * nearest[i],
        };
        let mut best = 0;
        for at in 1..left.len() {
            if gain(left[at]) > gain(left[best]) {
                best = at;
            }
        }
        let selected = left.remove(best);
        for &other in &left {
            nearest[other] = nearest[other].min(distance(selected, other));
        }
        chosen.push(selected);
    }
    chosen.extend((0..relevance.len()).filter(|i| !has_vector[*i]));
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
        assert_eq!(select(&relevance, &[true; 3], &mut distance, 0.0, 3), [0, 2, 1]);
        assert_eq!(select(&relevance, &[true; 3], &mut distance, 1.0, 3), [0, 1, 2]);
        assert_eq!(select(&relevance, &[true, false, true], &mut distance, 0.5, 2), [0, 2]);
    }
}
