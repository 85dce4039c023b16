//! The search: of all rows that hold a term only those are scored that can get among the best (MaxScore, with the
//! bounds of blocks).
//!
//! Every term of every property has a cursor, and a bound of what it adds to a score. Rows are taken in ascending
//! order from those cursors without which a row cannot match or not score enough, the *leading* ones; the others are
//! only asked about rows that these bring. Where the bounds of the blocks at hand do not reach the score of the worst
//! row kept, the blocks are skipped unseen; and so are those without an allowed row.
//!
//! A row that may get in is scored exactly as [the formula](super) says, term by term in the query's order and property
//! by property, so that scores do not depend on what was skipped. Bounds are rounded up by more than all roundings of
//! such a sum. Of the walks that stand for one term, those that a row does not hold or that add less than another count
//! nothing: their bounds are larger than need be, never smaller.

use std::ops::Range;

use super::seen::{Contribution, Seen, Sought};
use super::terms::{Group, Match};
use super::top::Top;
use super::{KeywordField, KeywordQuery, Operator, Scored};
use crate::index::Cursor;
use crate::index::cursor::END;
use crate::order;
use crate::store::RowSet;

/// A term of a property: one that was asked for, or stands for it.
struct Walk<'a> {
    cursor: Cursor<'a>,
    /// Number of the property among those of the query.
    at: usize,
    field: &'a KeywordField<'a>,
    average: f64,
    /// The term as asked for, and as indexed.
    asked: &'a str,
    found: &'a Match,
    weight: f64,
    /// The most it adds, by block.
    bounds: Vec<f64>,
    /// The most it adds.
    bound: f64,
    /// Number of the term that was asked for, among those of all groups.
    term: usize,
    /// Whether every match holds one of the walks with this mark.
    leads: bool,
    /// The last row that was seen to hold it: how often, the tokens of its property, and what it adds there.
    row: u32,
    frequency: u32,
    length: u32,
    part: f64,
}

/// A property's walks, those of one term side by side, and how many terms it must hold to score.
struct Part {
    walks: Range<usize>,
    required: usize,
}

struct Walks<'q, 'a> {
    query: &'q KeywordQuery<'a>,
    all: Vec<Walk<'q>>,
    /// In the order in which they are summed up.
    parts: Vec<Part>,
    /// Terms of all groups.
    terms: usize,
    /// Sum of all bounds.
    bound: f64,
    /// Whether bounds mean anything: no boost is negative, nothing overflows.
    bounded: bool,
    /// Walks that bring rows.
    leading: Vec<usize>,
    /// The others, largest bound first.
    following: Vec<usize>,
    /// Sum of the bounds of `following`.
    following_bound: f64,
}

/// The best `limit` matches (0: all), best first, equal scores by ascending `doc_id`. Only `allowed` rows are found,
/// all of them alive; this does not change the statistics. The server shows equal scores by uuid: see
/// [`super::sort_for_display`]. What their scores are made of is noted where it is asked for.
pub fn search(
    query: &KeywordQuery,
    limit: usize,
    allowed: &RowSet,
    doc_id: &dyn Fn(u32) -> u64,
    mut seen: Option<&mut Seen>,
) -> Result<Vec<Scored>, String> {
    query.check()?;
    let groups = query.groups();
    let mut top = Top::new(limit, doc_id);
    if let Some(mut walks) = Walks::new(query, &groups) {
        walks.choose(None, 0);
        while let Some((first, last)) = walks.window(walks.least(&top)) {
            match allowed.next(first) {
                None => break,
                Some(next) if next > first => walks.skip_to(next),
                Some(_) => walks.scan(last, allowed, &mut top, seen.as_deref_mut()),
            }
        }
        if let Some(seen) = seen {
            seen.sought = walks.all.iter().map(Walk::sought).collect();
        }
    }
    Ok(top.into_sorted())
}

impl<'q, 'a> Walks<'q, 'a> {
    /// None if nothing can match.
    fn new(query: &'q KeywordQuery<'a>, groups: &'q [Group]) -> Option<Self> {
        let mut all: Vec<Walk<'q>> = Vec::new();
        let mut parts = Vec::new();
        let mut terms = 0;
        for group in groups {
            for &at in &group.fields {
                let field = &query.fields[at];
                let from = all.len();
                // the terms that have walks, and how many rows these have
                let mut sizes: Vec<(usize, usize)> = Vec::new();
                for (number, term) in (terms..).zip(&group.terms) {
                    for found in &term.matches {
                        let Some(cursor) = field.postings.rows(&found.text) else { continue };
                        match sizes.last_mut().filter(|(last, _)| *last == number) {
                            Some((_, size)) => *size += cursor.size(),
                            None => sizes.push((number, cursor.size())),
                        }
                        all.push(Walk::new(query, at, (&term.text, found), cursor, number));
                    }
                }
                let required = query.required(group) as usize;
                if sizes.len() < required {
                    // even a row that holds all of them holds too few
                    all.truncate(from);
                    continue;
                }
                let walks = from..all.len();
                if walks.is_empty() {
                    continue;
                }
                // a row that lacks all but `required - 1` of the terms, whichever these are, does not score
                order::sort_by_key(&mut sizes, |&(_, size)| size);
                sizes.truncate(sizes.len() + 1 - required);
                let leads = |walk: &Walk| sizes.iter().any(|&(term, _)| term == walk.term);
                all[walks.clone()].iter_mut().for_each(|walk| walk.leads = leads(walk));
                parts.push(Part { walks, required });
            }
            terms += group.terms.len();
        }
        if query.operator == Operator::AndCross {
            let size = |term: usize| all.iter().filter(|w| w.term == term).map(|w| w.cursor.size()).sum::<usize>();
            let rarest = (0..terms).min_by_key(|&term| size(term))?;
            if size(rarest) == 0 {
                return None;
            }
            all.iter_mut().for_each(|walk| walk.leads = walk.term == rarest);
        }
        let bound = all.iter().map(|walk| walk.bound).sum();
        let sound = |walk: &Walk| walk.field.boost >= 0.0 && walk.average > 0.0;
        let bounded = all.iter().all(sound) && bound < f64::from(f32::MAX) / 2.0;
        (!all.is_empty()).then_some(Walks {
            query,
            all,
            parts,
            terms,
            bound,
            bounded,
            leading: Vec::new(),
            following: Vec::new(),
            following_bound: 0.0,
        })
    }

    /// What the sum of some bounds must reach for a row to get in: less than the worst score kept by more than sums
    /// and roundings to f32 can add.
    fn least(&self, top: &Top) -> Option<f64> {
        let worst = f64::from(top.threshold().filter(|_| self.bounded)?);
        let roundings = (self.all.len() + 4) as f64;
        let rounding = f64::from(f32::EPSILON) * worst + f64::from(f32::MIN_POSITIVE) + f64::EPSILON * self.bound;
        Some(worst - roundings * rounding)
    }

    /// Decides which walks lead from row `from` on.
    fn choose(&mut self, least: Option<f64>, from: u32) {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order::sort_by(&mut order, |&a, &b| self.all[b].bound.total_cmp(&self.all[a].bound));
        // a row that holds no walk but some from here on does not score enough
        let mut enough = order.len();
        let mut sum = 0.0;
        while let Some(&at) = order[..enough].last() {
            sum += self.all[at].bound;
            if least.is_none_or(|least| sum >= least) {
                break;
            }
            enough -= 1;
        }
        let size = |walks: &mut dyn Iterator<Item = &usize>| walks.map(|&at| self.all[at].cursor.size()).sum::<usize>();
        let by_score = size(&mut order[..enough].iter());
        let by_match = size(&mut order.iter().filter(|&&at| self.all[at].leads));
        if by_score <= by_match {
            self.following = order.split_off(enough);
            self.leading = order;
        } else {
            (self.leading, self.following) = order.into_iter().partition(|&at| self.all[at].leads);
        }
        self.following_bound = self.following.iter().map(|&at| self.all[at].bound).sum();
        self.skip_to(from);
    }

    fn skip_to(&mut self, row: u32) {
        self.leading.iter().for_each(|&at| self.all[at].cursor.skip_to(row));
    }

    /// The next rows whose blocks promise enough: the first that may hold a leading walk, and the end of the shortest
    /// block at hand. None if there are no more.
    fn window(&mut self, least: Option<f64>) -> Option<(u32, u32)> {
        loop {
            let leading = || self.leading.iter().map(|&at| &self.all[at]).filter(|walk| walk.cursor.floor() != END);
            let first = leading().map(|walk| walk.cursor.floor()).min()?;
            let last = leading().map(|walk| walk.cursor.block_end()).min()?;
            let here = leading().filter(|walk| walk.cursor.floor() <= last);
            let bound: f64 = here.map(|walk| walk.bounds[walk.cursor.block()]).sum();
            if least.is_none_or(|least| bound + self.following_bound >= least) {
                return Some((first, last));
            }
            if last == END {
                return None;
            }
            self.skip_to(last + 1);
        }
    }

    /// Scores the rows up to `last`, or until the worst score kept has risen so far that fewer walks need to lead.
    fn scan(&mut self, last: u32, allowed: &RowSet, top: &mut Top, mut seen: Option<&mut Seen>) {
        let mut least = self.least(top);
        loop {
            let mut row = END;
            for &at in &self.leading {
                let cursor = &mut self.all[at].cursor;
                if cursor.floor() <= last {
                    row = row.min(cursor.row());
                }
            }
            if row > last || row == END {
                return;
            }
            if !allowed.contains(row) {
                self.skip_to(allowed.next(row).unwrap_or(END));
                continue;
            }
            let score = self.score(row, least);
            self.skip_to(row + 1);
            if score.is_none_or(|score| !top.add(Scored { row, score })) {
                continue;
            }
            if let Some(seen) = &mut seen {
                self.note(row, seen);
            }
            let before = std::mem::replace(&mut least, self.least(top));
            if self.may_follow(least, before) {
                self.choose(least, row + 1);
                return;
            }
        }
    }

    /// Whether the leading walk that adds least may now follow.
    fn may_follow(&self, least: Option<f64>, before: Option<f64>) -> bool {
        let weakest = self.leading.last().map_or(0.0, |&at| self.all[at].bound);
        least.is_some_and(|least| before.is_none() || self.following_bound + weakest < least)
    }

    /// The score of a row that a leading walk is at, unless it does not match or cannot get in.
    fn score(&mut self, row: u32, least: Option<f64>) -> Option<f32> {
        let mut bound = self.following_bound;
        for &at in &self.leading {
            let walk = &mut self.all[at];
            if walk.cursor.floor() <= row && walk.cursor.row() == row {
                bound += walk.meet(self.query, row);
            }
        }
        let out_of_reach = |bound: f64| least.is_some_and(|least| bound < least);
        for &at in &self.following {
            if out_of_reach(bound) {
                return None;
            }
            let walk = &mut self.all[at];
            walk.cursor.skip_to(row);
            bound -= walk.bound;
            if walk.cursor.floor() > row || out_of_reach(bound + walk.bounds[walk.cursor.block()]) {
                continue;
            }
            if walk.cursor.row() == row {
                bound += walk.meet(self.query, row);
            }
        }
        if out_of_reach(bound) || self.query.operator == Operator::AndCross && !self.holds_all_terms(row) {
            return None;
        }
        let mut total = None;
        for part in &self.parts {
            let mut walks = self.all[part.walks.clone()].iter().filter(|walk| walk.row == row).peekable();
            let (mut held, mut sum) = (0, 0.0);
            while let Some(walk) = walks.next() {
                let mut most = walk.part;
                while let Some(other) = walks.next_if(|other| other.term == walk.term) {
                    most = most.max(other.part);
                }
                held += 1;
                sum += most;
            }
            if held >= part.required {
                total = Some(total.unwrap_or(0.0) + sum as f32);
            }
        }
        total
    }

    /// Notes what the score of a row is made of, as [`Walks::score`] adds it up.
    fn note(&self, row: u32, seen: &mut Seen) {
        for part in &self.parts {
            let held = seen.parts.len();
            for sought in part.walks.clone().filter(|&at| self.all[at].row == row) {
                let walk = &self.all[sought];
                let one = Contribution { sought, frequency: walk.frequency, length: walk.length, value: walk.part };
                match seen.parts[held..].last_mut().filter(|best| self.all[best.sought].term == walk.term) {
                    Some(best) if best.value >= one.value => {}
                    Some(best) => *best = one,
                    None => seen.parts.push(one),
                }
            }
            if seen.parts.len() - held < part.required {
                seen.parts.truncate(held);
            }
        }
        seen.rows.push((row, seen.parts.len()));
    }

    fn holds_all_terms(&self, row: u32) -> bool {
        (0..self.terms).all(|term| self.all.iter().any(|walk| walk.term == term && walk.row == row))
    }
}

impl<'a> Walk<'a> {
    fn new(
        query: &'a KeywordQuery,
        at: usize,
        (asked, found): (&'a str, &'a Match),
        cursor: Cursor<'a>,
        term: usize,
    ) -> Self {
        let field = &query.fields[at];
        let (average, weight) = (field.postings.average_length(), found.weight());
        let bounds = cursor.bounds(|frequency, length| query.part(field, average, frequency, length, weight));
        let bound = bounds.iter().copied().fold(0.0, f64::max);
        Walk {
            cursor,
            at,
            field,
            average,
            asked,
            found,
            weight,
            bounds,
            bound,
            term,
            leads: false,
            row: END,
            frequency: 0,
            length: 0,
            part: 0.0,
        }
    }

    /// What it adds to a row that the cursor is at.
    fn meet(&mut self, query: &KeywordQuery, row: u32) -> f64 {
        (self.frequency, self.length) = (self.cursor.frequency(), self.field.postings.length(row));
        self.part = query.part(self.field, self.average, self.frequency, self.length, self.weight);
        self.row = row;
        self.part
    }

    fn sought(&self) -> Sought {
        let Match { text, idf, discount } = self.found;
        Sought {
            field: self.at,
            asked: self.asked.to_owned(),
            term: text.clone(),
            idf: *idf,
            discount: *discount,
            boost: self.field.boost,
            average: self.average,
        }
    }
}
