//! Keyword search: BM25F as the server's BlockMax path scores it.
//!
//! Searched properties are grouped by their analysis key. In a group every distinct query term `t` has one weight,
//! `idf(t) × times asked`, from the mean document frequency over the group's properties. A property `p` of document
//! `d` scores `Σ tf / (tf + k1·(1−b + b·len/avg)) × weight(t) × boost(p)` in f64, a document the sum of its
//! properties as f32. There is no factor k1+1, and a boost multiplies after saturation.

use std::cmp::Ordering;

use crate::index::Postings;
use crate::text::{Analyzer, go_float32};

/// A searched property.
#[derive(Clone, Copy)]
pub struct KeywordField<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its index.
    pub postings: &'a Postings,
    /// How its texts and the query become tokens.
    pub analyzer: &'a Analyzer,
    /// Multiplies its score.
    pub boost: f32,
}

/// Which of the query's terms a document must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// At least `minimum` distinct ones in one property; 0 is 1. A property with fewer does not score.
    Or {
        /// How many.
        minimum: u32,
    },
    /// All of them in one property.
    And,
    /// All of them, spread over the properties at will.
    AndCross,
}

/// A keyword search over one shard.
pub struct KeywordQuery<'a> {
    /// The query as given.
    pub text: &'a str,
    /// The searched properties, each once.
    pub fields: Vec<KeywordField<'a>>,
    /// What a match is.
    pub operator: Operator,
    /// Saturation of term frequencies, at least 0.
    pub k1: f64,
    /// Share of length normalisation, 0 to 1.
    pub b: f64,
    /// Objects in the shard, with or without the properties.
    pub object_count: u64,
}

/// A row that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The row.
    pub row: u32,
    /// Its score.
    pub score: f32,
}

/// One distinct query term within a group.
struct Term {
    text: String,
    /// Its inverse document frequency times how often the query has it; `None` where no property has the term.
    weight: Option<f64>,
}

/// Properties that share query terms.
struct Group {
    key: String,
    fields: Vec<usize>,
    terms: Vec<Term>,
}

/// The share of one term in the score of one property.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// Position in [`KeywordQuery::fields`].
    pub field: usize,
    /// The term as indexed.
    pub term: String,
    /// How often the property has it.
    pub frequency: u32,
    /// Tokens of the property.
    pub length: u32,
    /// What it adds; the sum over a property's terms, rounded to f32, is the property's score.
    pub value: f64,
}

impl KeywordQuery<'_> {
    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            let key = field.analyzer.key(field.name);
            match groups.iter_mut().find(|group| group.key == key) {
                Some(group) => group.fields.push(at),
                None => groups.push(Group { key, fields: vec![at], terms: Vec::new() }),
            }
        }
        for group in &mut groups {
            group.terms = self.terms(&group.fields);
        }
        groups
    }

    /// The distinct terms in order of appearance.
    fn terms(&self, fields: &[usize]) -> Vec<Term> {
        let mut asked: Vec<(String, u32)> = Vec::new();
        for token in self.fields[fields[0]].analyzer.query_tokens(self.text) {
            match asked.iter_mut().find(|(text, _)| *text == token) {
                Some((_, times)) => *times += 1,
                None => asked.push((token, 1)),
            }
        }
        let weighted = asked.into_iter().map(|(text, times)| {
            let frequencies = fields.iter().map(|&at| self.fields[at].postings.doc_frequency(&text));
            let held: Vec<u64> = frequencies.filter(|&n| n > 0).collect();
            let weight = (!held.is_empty()).then(|| {
                // whole-number division, as on the server
                let n = held.iter().sum::<u64>() / held.len() as u64;
                let missing = self.object_count.max(n) - n;
                (1.0 + (missing as f64 + 0.5) / (n as f64 + 0.5)).ln() * f64::from(times)
            });
            Term { text, weight }
        });
        weighted.collect()
    }

    /// What a term adds to a property's score.
    fn part(&self, field: &KeywordField, average: f64, frequency: u32, length: u32, weight: f64) -> f64 {
        let frequency = f64::from(frequency);
        let normal = 1.0 - self.b + self.b * f64::from(length) / average;
        frequency / (frequency + self.k1 * normal) * weight * f64::from(field.boost)
    }

    /// Distinct terms that one property must hold to score.
    fn required(&self, group: &Group) -> u32 {
        match self.operator {
            Operator::Or { minimum } => minimum.max(1),
            Operator::And => group.terms.len() as u32,
            Operator::AndCross => 1,
        }
    }

    fn check(&self) -> Result<(), String> {
        let agree = |a: &KeywordField, b: &KeywordField| a.analyzer.agrees_with(b.analyzer);
        if self.operator == Operator::AndCross && !self.fields.windows(2).all(|pair| agree(&pair[0], &pair[1])) {
            return Err("OPERATOR_AND_CROSS requires all searched properties to share the same tokenization \
                and analyzer settings"
                .to_owned());
        }
        Ok(())
    }
}

/// Working memory of a search, by row.
struct Sums {
    /// f64 sum of the property at work.
    part: Vec<f64>,
    /// Distinct terms of the property at work.
    terms: Vec<u32>,
    /// Rows with a term of the property at work.
    touched: Vec<u32>,
    /// f32 sum over properties; `None` where no property scored.
    total: Vec<Option<f32>>,
    /// Rows with a total.
    found: Vec<u32>,
}

impl Sums {
    /// Adds to a by-row column that grows as rows come.
    fn slot<T: Clone + Default>(column: &mut Vec<T>, row: u32) -> &mut T {
        let at = row as usize;
        if at >= column.len() {
            column.resize((at + 1).next_power_of_two(), T::default());
        }
        &mut column[at]
    }

    fn add(&mut self, row: u32, part: f64) {
        let terms = Self::slot(&mut self.terms, row);
        if *terms == 0 {
            self.touched.push(row);
        }
        *terms += 1;
        *Self::slot(&mut self.part, row) += part;
    }

    /// Ends a property: rows with enough terms get its score.
    fn close(&mut self, required: u32) {
        for row in self.touched.drain(..) {
            let at = row as usize;
            let (part, terms) = (std::mem::take(&mut self.part[at]), std::mem::take(&mut self.terms[at]));
            if terms >= required {
                let total = Self::slot(&mut self.total, row);
                if total.is_none() {
                    self.found.push(row);
                }
                *total = Some(total.unwrap_or(0.0) + part as f32);
            }
        }
    }
}

/// The best `limit` matches (0: all), best first, equal scores by ascending `doc_id`. `alive` says which rows may be
/// found; it does not change the statistics. The server shows equal scores by uuid: see [`sort_for_display`].
pub fn search(
    query: &KeywordQuery,
    limit: usize,
    alive: &dyn Fn(u32) -> bool,
    doc_id: &dyn Fn(u32) -> u64,
) -> Result<Vec<Scored>, String> {
    query.check()?;
    let groups = query.groups();
    let mut sums = Sums { part: vec![], terms: vec![], touched: vec![], total: vec![], found: vec![] };
    for group in &groups {
        for field in group.fields.iter().map(|&at| &query.fields[at]) {
            let average = field.postings.average_length();
            for term in &group.terms {
                let Some(weight) = term.weight else { continue };
                for (row, frequency) in field.postings.postings(&term.text).into_iter().flatten() {
                    if alive(row) {
                        let length = field.postings.length(row);
                        sums.add(row, query.part(field, average, frequency, length, weight));
                    }
                }
            }
            sums.close(query.required(group));
        }
    }
    if query.operator == Operator::AndCross {
        let complete = holding_all_terms(query, &groups);
        sums.found.retain(|row| complete.binary_search(row).is_ok());
    }
    let score = |row: u32| sums.total[row as usize].unwrap_or(0.0);
    let mut hits: Vec<Scored> = sums.found.iter().map(|&row| Scored { row, score: score(row) }).collect();
    let better = |a: &Scored, b: &Scored| by_score(a, b).then_with(|| doc_id(a.row).cmp(&doc_id(b.row)));
    if limit > 0 && limit < hits.len() {
        hits.select_nth_unstable_by(limit, better);
        hits.truncate(limit);
    }
    hits.sort_unstable_by(better);
    Ok(hits)
}

fn by_score(a: &Scored, b: &Scored) -> Ordering {
    b.score.total_cmp(&a.score)
}

/// The server's order of a page: score descending, equal ones by uuid. Which rows are on it, [`search`] has decided.
pub fn sort_for_display(hits: &mut [Scored], uuid: &dyn Fn(u32) -> [u8; 16]) {
    hits.sort_by(|a, b| by_score(a, b).then_with(|| uuid(a.row).cmp(&uuid(b.row))));
}

/// Rows in which each term of each group occurs in some property of it, ascending.
fn holding_all_terms(query: &KeywordQuery, groups: &[Group]) -> Vec<u32> {
    let mut complete: Option<Vec<u32>> = None;
    for (group, term) in groups.iter().flat_map(|group| group.terms.iter().map(move |term| (group, term))) {
        let lists = group.fields.iter().filter_map(|&at| query.fields[at].postings.postings(&term.text));
        let mut rows: Vec<u32> = lists.flatten().map(|(row, _)| row).collect();
        rows.sort_unstable();
        rows.dedup();
        if let Some(before) = &complete {
            rows.retain(|row| before.binary_search(row).is_ok());
        }
        complete = Some(rows);
    }
    complete.unwrap_or_default()
}

/// What each term of each property adds to the score of a row that [`search`] found, properties that hold too few
/// terms left out.
pub fn contributions(query: &KeywordQuery, row: u32) -> Vec<Contribution> {
    let mut all = Vec::new();
    for group in query.groups() {
        for &at in &group.fields {
            let field = &query.fields[at];
            let (average, length) = (field.postings.average_length(), field.postings.length(row));
            let held = group.terms.iter().filter_map(|term| {
                let mut rows = field.postings.postings(&term.text)?;
                let (_, frequency) = rows.find(|&(other, _)| other >= row).filter(|&(other, _)| other == row)?;
                let value = query.part(field, average, frequency, length, term.weight?);
                Some(Contribution { field: at, term: term.text.clone(), frequency, length, value })
            });
            let held: Vec<Contribution> = held.collect();
            if held.len() >= query.required(&group) as usize {
                all.extend(held);
            }
        }
    }
    all
}

/// The server's `explainScore` of a keyword search. Of a term in several properties the last one is told.
pub fn explain_score(query: &KeywordQuery, row: u32) -> String {
    let mut told: Vec<Contribution> = Vec::new();
    for part in contributions(query, row) {
        match told.iter_mut().find(|before| before.term == part.term) {
            Some(before) => *before = part,
            None => told.push(part),
        }
    }
    let line = |part: &Contribution| {
        let (frequency, length) = (go_float32(part.frequency as f32), go_float32(part.length as f32));
        let term = &part.term;
        format!(", BM25F_{term}_frequency:{frequency}, BM25F_{term}_propLength:{length}")
    };
    told.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::text::{StopwordSet, Tokenization};

    fn analyzer(tokenization: Tokenization) -> Analyzer {
        let stopwords = Rc::new(StopwordSet::preset("en").unwrap());
        Analyzer { tokenization, fold: None, stopwords }
    }

    fn index(analyzer: &Analyzer, texts: &[&str]) -> Postings {
        let mut postings = Postings::default();
        for (row, text) in texts.iter().enumerate() {
            postings.insert(row as u32, &analyzer.index_tokens(text));
        }
        postings
    }

    fn query<'a>(text: &'a str, fields: Vec<KeywordField<'a>>, object_count: u64) -> KeywordQuery<'a> {
        KeywordQuery { text, fields, operator: Operator::Or { minimum: 0 }, k1: 1.2, b: 0.75, object_count }
    }

    fn field<'a>(name: &'a str, postings: &'a Postings, analyzer: &'a Analyzer) -> KeywordField<'a> {
        KeywordField { name, postings, analyzer, boost: 1.0 }
    }

    fn run(query: &KeywordQuery) -> Vec<(u32, f32)> {
        let hits = search(query, 0, &|_| true, &u64::from).unwrap();
        hits.iter().map(|hit| (hit.row, hit.score)).collect()
    }

    fn near(got: &[(u32, f32)], want: &[(u32, f32)]) {
        assert_eq!(got.len(), want.len(), "{got:?}");
        for (got, want) in got.iter().zip(want) {
            assert!(got.0 == want.0 && (got.1 - want.1).abs() < 1e-6, "{got:?} {want:?}");
        }
    }

    #[test]
    fn scores_of_a_real_server() {
        let word = analyzer(Tokenization::Word);
        // five equal texts
        let tied = index(&word, &["even number"; 5]);
        let hits = run(&query("even", vec![field("body", &tied, &word)], 5));
        near(&hits, &[0, 1, 2, 3, 4].map(|row| (row, 0.039_550_625)));
        // three objects, one of them with a text: the mean length leaves the others out, N does not
        let one = index(&word, &["", "", "x"]);
        near(&run(&query("x", vec![field("t", &one, &word)], 3)), &[(2, 0.445_831_48)]);
    }

    #[test]
    fn a_term_asked_twice_weighs_twice() {
        let word = analyzer(Tokenization::Word);
        let texts = index(&word, &["river stone", "river river sea", "sea"]);
        let once = run(&query("river", vec![field("t", &texts, &word)], 3));
        let twice = run(&query("River the river", vec![field("t", &texts, &word)], 3));
        near(&twice, &once.iter().map(|&(row, score)| (row, score * 2.0)).collect::<Vec<_>>());
        // idf = ln(1 + (3−2+.5)/(2+.5)), mean length 2
        let idf = 1.6_f32.ln();
        near(&once, &[(1, idf * 2.0 / (2.0 + 1.2 * (0.25 + 0.75 * 1.5))), (0, idf / 2.2)]);
    }

    #[test]
    fn properties_share_a_term_weight_within_a_group() {
        let (word, whole) = (analyzer(Tokenization::Word), analyzer(Tokenization::Field));
        let titles = index(&word, &["river", "river", "river", "sea"]);
        let bodies = index(&word, &["sea", "river", "sea", "sea"]);
        let codes = index(&whole, &["river", "x", "x", "x"]);
        let title = KeywordField { boost: 2.0, ..field("title", &titles, &word) };
        let query = query("river", vec![title, field("body", &bodies, &word), field("code", &codes, &whole)], 4);
        // (3 + 1) / 2 = 2 in the group of words, 1 in the group of whole fields; every length is the mean
        let (words, fields) = ((1.0 + 2.5 / 2.5_f32).ln() / 2.2, (1.0 + 3.5 / 1.5_f32).ln() / 2.2);
        near(&run(&query), &[(0, words * 2.0 + fields), (1, words * 3.0), (2, words * 2.0)]);
        for (row, score) in run(&query) {
            let parts = contributions(&query, row);
            let by_field = (0..3).map(|at| parts.iter().filter(|p| p.field == at).map(|p| p.value).sum::<f64>() as f32);
            assert_eq!(by_field.sum::<f32>(), score);
        }
    }

    #[test]
    fn operators_decide_per_property() {
        let word = analyzer(Tokenization::Word);
        let titles = index(&word, &["red boat", "red", "red", ""]);
        let bodies = index(&word, &["", "boat", "red", "boat"]);
        let fields = || vec![field("title", &titles, &word), field("body", &bodies, &word)];
        let rows = |operator, text| {
            let found = run(&KeywordQuery { operator, ..query(text, fields(), 4) });
            let mut rows: Vec<u32> = found.iter().map(|hit| hit.0).collect();
            rows.sort_unstable();
            rows
        };
        assert_eq!(rows(Operator::Or { minimum: 1 }, "red boat"), [0, 1, 2, 3]);
        assert_eq!(rows(Operator::Or { minimum: 2 }, "red boat"), [0]);
        assert_eq!(rows(Operator::Or { minimum: 3 }, "red boat"), []);
        assert_eq!(rows(Operator::And, "red boat"), [0]);
        assert_eq!(rows(Operator::And, "the red boat"), [0]);
        assert_eq!(rows(Operator::And, "red nowhere"), []);
        assert_eq!(rows(Operator::AndCross, "red boat"), [0, 1]);
        assert_eq!(rows(Operator::AndCross, "red nowhere"), []);
        assert_eq!(rows(Operator::AndCross, "the"), []);
        let lower = analyzer(Tokenization::Lowercase);
        let mixed = vec![field("title", &titles, &word), field("body", &bodies, &lower)];
        let refused = KeywordQuery { operator: Operator::AndCross, ..query("red", mixed, 4) };
        assert!(search(&refused, 0, &|_| true, &u64::from).unwrap_err().starts_with("OPERATOR_AND_CROSS requires"));
    }

    #[test]
    fn the_cut_is_by_doc_id_the_page_by_uuid() {
        let word = analyzer(Tokenization::Word);
        let texts = index(&word, &["x"; 6]);
        let query = query("x", vec![field("t", &texts, &word)], 6);
        let doc_id = |row: u32| u64::from(10 - row);
        let mut hits = search(&query, 3, &|row| row != 4, &doc_id).unwrap();
        assert_eq!(hits.iter().map(|hit| hit.row).collect::<Vec<_>>(), [5, 3, 2]);
        sort_for_display(&mut hits, &|row| [row as u8; 16]);
        assert_eq!(hits.iter().map(|hit| hit.row).collect::<Vec<_>>(), [2, 3, 5]);
    }

    #[test]
    fn explains_as_the_server_does() {
        let word = analyzer(Tokenization::Word);
        let texts = index(&word, &["red boat red", "sea"]);
        let query = query("red boat", vec![field("t", &texts, &word)], 2);
        let want = ", BM25F_red_frequency:2, BM25F_red_propLength:3, BM25F_boat_frequency:1, BM25F_boat_propLength:3";
        assert_eq!(explain_score(&query, 0), want);
        assert_eq!(explain_score(&query, 1), "");
    }
}
