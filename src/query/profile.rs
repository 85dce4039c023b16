//! Where the time of a search went: one figure per stage, in milliseconds.

use std::cell::Cell;

/// A stage that is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Turning the filter into a bitmap.
    Filter = 0,
    /// BM25.
    Keyword = 1,
    /// Vector distances.
    Vector = 2,
    /// Listing and sorting.
    Object = 3,
    /// Everything.
    Total = 4,
}

/// Times by stage, read from the caller's clock.
pub struct Profile<'a> {
    clock: &'a dyn Fn() -> f64,
    millis: [Cell<f64>; 5],
    matched: Cell<Option<usize>>,
}

impl<'a> Profile<'a> {
    /// Nothing has been timed. `clock` gives milliseconds from any origin.
    pub fn new(clock: &'a dyn Fn() -> f64) -> Self {
        Profile { clock, millis: Default::default(), matched: Cell::new(None) }
    }

    /// Runs a stage and adds its time.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let start = (self.clock)();
        let out = work();
        let spent = &self.millis[stage as usize];
        spent.set(spent.get() + (self.clock)() - start);
        out
    }

    /// Notes how many objects the filter lets through.
    pub fn matched(&self, count: usize) {
        self.matched.set(Some(count));
    }

    /// The stages that took part, under a server's names: `vector`, `keyword` or `object`, with their details.
    pub fn searches(&self, stages: &[Stage]) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
        let took = |stage: Stage| format!("{:.6}ms", self.millis[stage as usize].get());
        let details = |stage: Stage, name: &'static str| {
            let mut out = vec![("total_took", took(Stage::Total)), (name, took(stage))];
            if let Some(matched) = self.matched.get() {
                out.push(("filters_build_allow_list_took", took(Stage::Filter)));
                out.push(("filters_ids_matched", matched.to_string()));
            }
            out
        };
        let one = |stage: &Stage| match stage {
            Stage::Vector => ("vector", details(*stage, "vector_search_took")),
            Stage::Keyword => ("keyword", details(*stage, "kwd_took")),
            _ => ("object", details(*stage, "objects_took")),
        };
        stages.iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_add_up() {
        let now = Cell::new(0.0);
        let clock = || {
            now.set(now.get() + 1.5);
            now.get()
        };
        let profile = Profile::new(&clock);
        profile.time(Stage::Vector, || ());
        profile.time(Stage::Vector, || ());
        profile.matched(7);
        let searches = profile.searches(&[Stage::Vector]);
        assert_eq!(searches[0].0, "vector");
        assert!(searches[0].1.contains(&("vector_search_took", "3.000000ms".to_owned())));
        assert!(searches[0].1.contains(&("filters_ids_matched", "7".to_owned())));
    }
}
