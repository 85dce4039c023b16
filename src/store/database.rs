//! All collections and aliases.

use super::collection::Collection;
use crate::sorted::Sorted;

/// Everything one connection holds.
#[derive(Debug, Default)]
pub struct Database {
    /// Collections by name.
    pub collections: Sorted<String, Collection>,
    /// Target collections by alias.
    pub aliases: Sorted<String, String>,
}

impl Database {
    /// A collection by its name or one of its aliases.
    pub fn resolve(&self, name: &str) -> Option<&Collection> {
        self.collections.get(name).or_else(|| self.collections.get(self.aliases.get(name)?))
    }

    /// The name that a name or alias stands for.
    pub fn resolve_name<'a>(&'a self, name: &'a str) -> &'a str {
        if self.collections.contains_key(name) {
            return name;
        }
        self.aliases.get(name).map_or(name, String::as_str)
    }

    /// A collection or alias whose name is equal but for case.
    pub fn similar(&self, name: &str) -> Option<&str> {
        let names = self.collections.keys().chain(self.aliases.keys());
        names.map(String::as_str).find(|n| n.eq_ignore_ascii_case(name))
    }
}
