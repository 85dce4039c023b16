//! What is embedded of a query, and how several vectors become one.

use crate::order;

/// The texts a module embeds for the concepts of a `nearText` query; a hybrid query is one concept. A module of token
/// matrices makes one matrix, so its concepts become one text, sorted by their bytes.
pub fn query_texts(module: &str, concepts: &[String]) -> Vec<String> {
    let one = ["text2multivec-", "text2colbert-", "multi2multivec-"];
    if !one.iter().any(|prefix| module.starts_with(prefix)) {
        return concepts.to_vec();
    }
    let mut sorted: Vec<&str> = concepts.iter().map(String::as_str).collect();
    order::sort_by(&mut sorted, Ord::cmp);
    vec![sorted.join(" ")]
}

/// The mean of vectors in f32, each times its weight where weights are given (they need not add up to anything: the
/// sum is divided by the number of vectors, as the server does). Shorter vectors end early.
pub fn weighted_mean(vectors: &[&[f32]], weights: &[f32]) -> Vec<f32> {
    let longest = vectors.iter().map(|vector| vector.len()).max().unwrap_or(0);
    let (mut sums, mut counts) = (vec![0.0_f32; longest], vec![0.0_f32; longest]);
    for (at, vector) in vectors.iter().enumerate() {
        let weight = weights.get(at).copied().unwrap_or(1.0);
        for (k, value) in vector.iter().enumerate() {
            sums[k] += value * weight;
            counts[k] += 1.0;
        }
    }
    sums.iter().zip(&counts).map(|(sum, count)| sum / count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concepts_by_module() {
        let concepts = ["snow", "winter", "Alps"].map(str::to_owned);
        assert_eq!(query_texts("text2multivec-jinaai", &concepts), ["Alps snow winter"]);
        assert_eq!(query_texts("text2vec-jinaai", &concepts), concepts);
    }

    #[test]
    fn means() {
        assert_eq!(weighted_mean(&[&[1.0, 2.0], &[3.0, 4.0]], &[]), [2.0, 3.0]);
        assert_eq!(weighted_mean(&[&[1.0, 2.0], &[3.0, 4.0]], &[0.25, 0.75]), [1.25, 1.75]);
        assert_eq!(weighted_mean(&[], &[]), Vec::<f32>::new());
    }
}
