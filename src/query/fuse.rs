//! From several ranked lists to one: relative-score and ranked fusion of hybrid search, and the relative-score join of
//! several target vectors.
//!
//! A row in several lists keeps what the last of them says of it (its value breaks ties). All sums are f32, list by
//! list, as the server adds them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::order;
use crate::text::go_float32;

/// A row of one list.
#[derive(Clone, Copy, Debug)]
pub struct FusionHit {
    /// The object's id.
    pub uuid: [u8; 16],
    /// Its row.
    pub row: u32,
    /// What the list is ordered by, larger for better: `1 − distance` or a keyword score.
    pub value: f32,
    /// The distance behind the value, if there is one.
    pub distance: Option<f32>,
}

/// One list with its share.
#[derive(Clone, Debug)]
pub struct FusionSet<'a> {
    /// Its share of the score.
    pub weight: f32,
    /// Its name in explanations.
    pub name: &'a str,
    /// Its rows, best first.
    pub hits: Vec<FusionHit>,
}

/// A row of the fused list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fused {
    /// The object's id.
    pub uuid: [u8; 16],
    /// Its row.
    pub row: u32,
    /// The fused score.
    pub score: f32,
    /// The value in the last list that has the row.
    pub value: f32,
    /// The distance in that list.
    pub distance: Option<f32>,
    /// How the score came about, if asked.
    pub explain: String,
}

/// Scores no farther apart than this are equal.
const TIE: f64 = 1e-7;

/// Added to a rank, counted from 0, in ranked fusion.
const RANK_OFFSET: f64 = 60.0;

/// How lists become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fusion {
    /// By the places in them.
    Ranked,
    /// By the values, scaled within each list.
    RelativeScore,
}

/// What the hits of a list add to the fused scores, in their order: `weight` times the value scaled to 0..1 within the
/// list, each of a list of equal ones fully; or `weight / (rank + 60)`.
pub fn shares(hits: &[FusionHit], weight: f32, fusion: Fusion) -> Vec<f32> {
    match fusion {
        Fusion::Ranked => {
            let share = |rank: usize| (f64::from(weight) / (rank as f64 + RANK_OFFSET)) as f32;
            (0..hits.len()).map(share).collect()
        }
        Fusion::RelativeScore => {
            let scale = Scale::of(hits.iter().map(|hit| hit.value));
            hits.iter().map(|hit| scale.share(hit.value, weight)).collect()
        }
    }
}

/// Scores scaled to 0..1 within their list, then added by weight. Of a list of equal scores each counts fully.
pub fn relative_score(sets: &[FusionSet], explain: bool) -> Vec<Fused> {
    let mut all = ById::default();
    for set in sets {
        for (hit, score) in set.hits.iter().zip(shares(&set.hits, set.weight, Fusion::RelativeScore)) {
            let line = |before: Option<&Fused>| {
                let (id, value, share) = (id_text(&hit.uuid), go_float32(hit.value), go_float32(score));
                let name = set.name;
                let line = format!(
                    "\nHybrid (Result Set {name}) Document {id}: original score {value}, normalized score: {share}"
                );
                before.map_or_else(|| line.clone(), |before| format!("{line} - {}", before.explain))
            };
            add(&mut all, hit, score, explain.then_some(&line));
        }
    }
    in_order(all)
}

/// Scores by rank: weight / (rank + 60), added up.
pub fn ranked(sets: &[FusionSet], explain: bool) -> Vec<Fused> {
    let mut all = ById::default();
    for set in sets {
        for (hit, score) in set.hits.iter().zip(shares(&set.hits, set.weight, Fusion::Ranked)) {
            let line = |before: Option<&Fused>| {
                let before = before.map_or("", |before| &before.explain);
                let (name, id, part) = (set.name, id_text(&hit.uuid), go_float32(score));
                format!("{before}\nHybrid (Result Set {name}) Document {id} contributed {part} to the score")
            };
            add(&mut all, hit, score, explain.then_some(&line));
        }
    }
    in_order(all)
}

/// Rows by the weighted sum of their distances to several targets, each target's distances scaled to 0..1 over these
/// rows; nearest first. Every row needs a distance per target. Also the spans of the targets' distances.
pub fn relative_distances(rows: &[(u32, Vec<f32>)], weights: &[f32]) -> (Vec<(u32, f32)>, Vec<Scale>) {
    let mut scales = Vec::with_capacity(weights.len());
    let mut joined: Vec<(u32, f32)> = rows.iter().map(|(row, _)| (*row, 0.0)).collect();
    for (target, weight) in weights.iter().enumerate() {
        let distance = |at: usize| rows[at].1.get(target).copied().unwrap_or(0.0);
        let scale = Scale::of((0..rows.len()).map(distance));
        for (at, (_, sum)) in joined.iter_mut().enumerate() {
            let share = scale.share(distance(at), *weight);
            *sum = if target == 0 { share } else { share + *sum };
        }
        scales.push(scale);
    }
    let last = |at: usize| rows[at].1.last().copied().unwrap_or(0.0);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order::sort_near(&mut order, |&a, &b| {
        let by_value = || compare(last(a), last(b)).then_with(|| rows[b].0.cmp(&rows[a].0));
        by_score(joined[a].1, joined[b].1, by_value)
    });
    (order.into_iter().map(|at| joined[at]).collect(), scales)
}

/// The span of a list's values.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    low: f32,
    high: f32,
}

impl Scale {
    fn of(values: impl Iterator<Item = f32>) -> Scale {
        let none = Scale { low: f32::INFINITY, high: f32::NEG_INFINITY };
        values.fold(none, |scale, value| Scale { low: scale.low.min(value), high: scale.high.max(value) })
    }

    /// `weight` times the value scaled to 0..1; the weight where all values are equal.
    pub fn share(&self, value: f32, weight: f32) -> f32 {
        if self.high == self.low { weight } else { weight * ((value - self.low) / (self.high - self.low)) }
    }
}

/// The line of an explanation, after what was there before.
type Line<'a> = &'a dyn Fn(Option<&Fused>) -> String;

/// Hits of all lists, each once.
#[derive(Default)]
struct ById {
    places: BTreeMap<[u8; 16], u32>,
    hits: Vec<Fused>,
}

fn add(all: &mut ById, hit: &FusionHit, score: f32, line: Option<Line>) {
    let place = *all.places.entry(hit.uuid).or_insert(all.hits.len() as u32) as usize;
    let before = all.hits.get(place);
    let explain = line.map_or_else(String::new, |line| line(before));
    let score = before.map_or(score, |before| score + before.score);
    let FusionHit { uuid, row, value, distance } = *hit;
    let fused = Fused { uuid, row, score, value, distance, explain };
    match all.hits.get_mut(place) {
        Some(before) => *before = fused,
        None => all.hits.push(fused),
    }
}

/// Score descending; near ties by value descending, then by id.
fn in_order(mut all: ById) -> Vec<Fused> {
    // by id first: near ties are no order, so where the sort begins counts
    let mut fused: Vec<Fused> =
        all.places.values().map(|place| std::mem::take(&mut all.hits[*place as usize])).collect();
    order::sort_near(&mut fused, |a, b| {
        let by_value = || match f64::from(b.value - a.value) {
            apart if apart.abs() < TIE => a.uuid.cmp(&b.uuid),
            _ => compare(b.value, a.value),
        };
        by_score(b.score, a.score, by_value)
    });
    fused
}

fn compare(a: f32, b: f32) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

fn by_score(a: f32, b: f32, tie: impl Fn() -> Ordering) -> Ordering {
    if f64::from(a - b).abs() < TIE { tie() } else { compare(a, b) }
}

/// An id as it is written.
fn id_text(uuid: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in uuid.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<'a>(weight: f32, name: &'a str, hits: &[(u32, f32)]) -> FusionSet<'a> {
        let hit = |&(row, value): &(u32, f32)| FusionHit { uuid: [row as u8; 16], row, value, distance: None };
        FusionSet { weight, name, hits: hits.iter().map(hit).collect() }
    }

    /// Lists given as values by row, best first.
    fn fused(weights: [f32; 2], lists: [&[f32]; 2]) -> Vec<(u32, f32)> {
        let sets = [0, 1].map(|at| {
            let hits: Vec<(u32, f32)> = lists[at].iter().enumerate().map(|(row, &value)| (row as u32, value)).collect();
            set(weights[at], "", &hits)
        });
        relative_score(&sets, false).iter().map(|hit| (hit.row, hit.score)).collect()
    }

    fn near(got: &[(u32, f32)], want: &[(u32, f32)]) {
        assert_eq!(got.len(), want.len(), "{got:?}");
        for (got, want) in got.iter().zip(want) {
            assert!(got.0 == want.0 && (got.1 - want.1).abs() < 1e-7, "{got:?} {want:?}");
        }
    }

    fn scores(hits: &[Fused]) -> Vec<(u32, f32)> {
        hits.iter().map(|hit| (hit.row, hit.score)).collect()
    }

    #[test]
    fn relative_scores_of_the_servers_tests() {
        near(&fused([0.5, 0.5], [&[1.0, 2.0, 3.0], &[0.0, 1.0, 2.0]]), &[(2, 1.0), (1, 0.5), (0, 0.0)]);
        let got = fused([0.75, 0.25], [&[0.5, 0.5, 0.0], &[0.0, 0.01, 0.001]]);
        near(&got, &[(1, 1.0), (0, 0.75), (2, 0.025)]);
        near(&fused([0.75, 0.25], [&[1.0, 1.0], &[1.0, 2.0]]), &[(1, 1.0), (0, 0.75)]);
        let got = fused([0.75, 0.25], [&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0]]);
        near(&got, &[(3, 0.75), (2, 0.75), (1, 0.375), (0, 0.0)]);
        near(&fused([0.75, 0.25], [&[3.0], &[]]), &[(0, 0.75)]);
        assert!(fused([0.75, 0.25], [&[], &[]]).is_empty());
    }

    /// Rows 0 a, 1 b, 2 c, 3 d, as measured on the server's code.
    fn measured(alpha: f32) -> [FusionSet<'static>; 2] {
        let dense = [(0, 1.0 - 0.1), (1, 1.0 - 0.3), (2, 1.0 - 0.5)];
        [set(alpha, "vector,hybridVector", &dense), set(1.0 - alpha, "keyword,bm25", &[(1, 2.5), (3, 1.0)])]
    }

    #[test]
    fn near_ties_go_by_value() {
        near(&scores(&relative_score(&measured(0.75), false)), &[(0, 0.75), (1, 0.625), (3, 0.0), (2, 0.0)]);
        near(&scores(&relative_score(&measured(0.5), false)), &[(1, 0.75), (0, 0.5), (3, 0.0), (2, 0.0)]);
    }

    #[test]
    fn ranks_add_up() {
        let want = [(1, 0.016_461_749), (0, 0.0125), (2, 0.012_096_774), (3, 0.004_098_360_4)];
        near(&scores(&ranked(&measured(0.75), false)), &want);
        let want = [(1, 0.016_530_056), (0, 0.008_333_334), (3, 0.008_196_721), (2, 0.008_064_516)];
        near(&scores(&ranked(&measured(0.5), false)), &want);
    }

    #[test]
    fn explains_as_the_server_does() {
        let id = "01010101-0101-0101-0101-010101010101";
        let relative = relative_score(&measured(0.75), true);
        let want = format!(
            "\nHybrid (Result Set keyword,bm25) Document {id}: original score 2.5, normalized score: 0.25 - \
             \nHybrid (Result Set vector,hybridVector) Document {id}: original score 0.7, normalized score: 0.375"
        );
        assert_eq!(relative[1].explain, want);
        let want = format!(
            "\nHybrid (Result Set vector,hybridVector) Document {id} contributed 0.012295082 to the score\
             \nHybrid (Result Set keyword,bm25) Document {id} contributed 0.004166667 to the score"
        );
        assert_eq!(ranked(&measured(0.75), true)[0].explain, want);
        assert!(ranked(&measured(0.75), false)[0].explain.is_empty());
    }

    #[test]
    fn joins_distances_ascending() {
        let rows = [(5, vec![0.0, 4.0]), (6, vec![1.0, 2.0]), (7, vec![2.0, 3.0])];
        near(&relative_distances(&rows, &[1.0, 0.5]).0, &[(6, 0.5), (5, 0.5), (7, 1.25)]);
        // equal distances count fully
        near(&relative_distances(&[(1, vec![3.0, 0.0]), (2, vec![3.0, 1.0])], &[1.0, 1.0]).0, &[(1, 1.0), (2, 2.0)]);
        near(&relative_distances(&[(1, vec![3.0]), (2, vec![3.0])], &[1.0]).0, &[(2, 1.0), (1, 1.0)]);
    }
}
