//! Sorting, compiled once. A sort of the standard library is made anew for each type of item and each order, of 3 to
//! 40 kB of WebAssembly every time. Here are the few that all of the core shares: one asks for the order of two
//! numbers, the others compare plain numbers. Where nothing but `u32`s are put in order, `sort_unstable` serves.
//!
//! The one that asks is a merge sort: of what is in order already it compares neighbours only.

use std::cmp::Ordering;

/// Sorts rows, or whatever numbers stand for, in any order; those that compare equal keep theirs.
pub fn sort_rows(rows: &mut [u32], order: &dyn Fn(u32, u32) -> Ordering) {
    merge_sort(rows, &mut rows.to_vec(), order, true);
}

/// `spare` is as long as `rows`; what is in it does not matter. Halves are joined as they are where that is in order,
/// if the order is a `total` one: else the neighbours say nothing of the others.
fn merge_sort(rows: &mut [u32], spare: &mut [u32], order: &dyn Fn(u32, u32) -> Ordering, total: bool) {
    let middle = rows.len() / 2;
    if middle == 0 {
        return;
    }
    merge_sort(&mut rows[..middle], &mut spare[..middle], order, total);
    merge_sort(&mut rows[middle..], &mut spare[middle..], order, total);
    if total && order(rows[middle - 1], rows[middle]).is_le() {
        return;
    }
    spare.copy_from_slice(rows);
    let (mut left, mut right) = spare.split_at(middle);
    for slot in rows {
        let from = match (left, right) {
            ([a, ..], [b, ..]) if order(*a, *b).is_gt() => &mut right,
            ([], _) => &mut right,
            _ => &mut left,
        };
        let (first, rest) = (from[0], &from[1..]);
        (*slot, *from) = (first, rest);
    }
}

/// Sorts items in any order; those that compare equal keep theirs.
pub fn sort_by<T>(items: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    let mut from: Vec<u32> = (0..items.len() as u32).collect();
    sort_rows(&mut from, &|a, b| order(&items[a as usize], &items[b as usize]));
    arrange(items, from);
}

/// Sorts items by what may be no order: of scores of which some are as good as equal, a may be near b, b near c, and a
/// far from c. The sort of the standard library may panic over that; this one gives an answer that depends on nothing
/// but the input.
pub fn sort_near<T>(items: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    let mut from: Vec<u32> = (0..items.len() as u32).collect();
    let mut spare = from.clone();
    merge_sort(&mut from, &mut spare, &|a, b| order(&items[a as usize], &items[b as usize]), false);
    arrange(items, from);
}

/// Puts items to their places: item `from[at]` comes to `at`.
fn arrange<T>(items: &mut [T], mut from: Vec<u32>) {
    for start in 0..items.len() {
        // each exchange puts one item to its place
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut from[at], at as u32) as usize;
            if next == start {
                break;
            }
            items.swap(at, next);
            at = next;
        }
    }
}

/// Sorts items by a key; those with equal ones keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts numbers in the order of `f64::total_cmp`.
pub fn sort_numbers(numbers: &mut [f64]) {
    let mut keys: Vec<u64> = numbers.iter().map(|number| key(number.to_bits())).collect();
    keys.sort_unstable();
    for (number, key) in numbers.iter_mut().zip(keys) {
        *number = f64::from_bits(if key & SIGN == 0 { !key } else { key ^ SIGN });
    }
}

/// The number that would stand at place `nth` if they were in the order of `f32::total_cmp`; none behind the end.
pub fn nth_number(numbers: impl Iterator<Item = f32>, nth: usize) -> Option<f32> {
    // widening keeps the order, and every number comes back
    let mut keys: Vec<u64> = numbers.map(|number| u64::from(number.to_bits()) << u32::BITS).map(key).collect();
    (nth < keys.len()).then(|| {
        let key = *keys.select_nth_unstable(nth).1;
        let bits = if key & SIGN == 0 { !key } else { key ^ SIGN };
        f32::from_bits((bits >> u32::BITS) as u32)
    })
}

const SIGN: u64 = 1 << 63;

/// Bits of a floating point number as a key that has its order.
fn key(bits: u64) -> u64 {
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn items_come_in_the_order_of_the_standard_library(given: Vec<(u8, String)>) {
            let (mut ours, mut theirs) = (given.clone(), given.clone());
            sort_by_key(&mut ours, |(number, _)| *number);
            theirs.sort_by_key(|(number, _)| *number);
            prop_assert_eq!(&ours, &theirs);
            sort_by(&mut ours, |a, b| b.cmp(a));
            theirs.sort_by(|a, b| b.cmp(a));
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn numbers_of_any_bits_come_in_their_order(bits: Vec<u64>) {
            let mut ours: Vec<f64> = bits.iter().map(|bits| f64::from_bits(*bits)).collect();
            let mut theirs = ours.clone();
            sort_numbers(&mut ours);
            theirs.sort_by(f64::total_cmp);
            let bits_of = |numbers: &[f64]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits_of(&ours), bits_of(&theirs));
        }

        #[test]
        fn the_nth_number_is_the_nth_of_the_sorted(bits: Vec<u32>, nth in 0..40_usize) {
            let given: Vec<f32> = bits.iter().map(|bits| f32::from_bits(*bits)).collect();
            let mut sorted = given.clone();
            sorted.sort_by(f32::total_cmp);
            let found = nth_number(given.into_iter(), nth).map(f32::to_bits);
            prop_assert_eq!(found, sorted.get(nth).map(|number| number.to_bits()));
        }
    }

    #[test]
    fn an_order_that_contradicts_itself_is_none_too_many() {
        // near ones are equal, so 0 = 4 = 8, and 0 < 8
        let near = |a: &i32, b: &i32| if (a - b).abs() < 5 { Ordering::Equal } else { a.cmp(b) };
        let mut items: Vec<i32> = (0..500).map(|n| n * 7919 % 500).collect();
        sort_near(&mut items, near);
        items.sort_unstable();
        assert!(items.into_iter().eq(0..500));
    }

    #[test]
    fn signs_zeros_and_numbers_that_are_none_have_places() {
        let mut numbers = [f64::NAN, 1.0, 0.0, -0.0, f64::INFINITY, -f64::NAN, f64::NEG_INFINITY, -1.0];
        let mut expected = numbers;
        sort_numbers(&mut numbers);
        expected.sort_by(f64::total_cmp);
        assert_eq!(numbers.map(f64::to_bits), expected.map(f64::to_bits));
    }
}
