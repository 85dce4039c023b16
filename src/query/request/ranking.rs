//! What orders, groups and reorders the hits of a search.

use crate::value::{Value, from_members};

/// One key of a sort.
#[derive(Clone, Debug, Default)]
pub struct SortKey {
    /// Property, `_id`, `_creationTimeUnix` or `_lastUpdateTimeUnix`.
    pub property: String,
    /// Direction.
    pub ascending: bool,
}
from_members!(SortKey: property, ascending);

/// Grouping of search results.
#[derive(Clone, Debug, Default)]
pub struct GroupBy {
    /// By which property.
    pub property: String,
    /// At most this many groups.
    pub number_of_groups: usize,
    /// At most this many objects in each.
    pub objects_per_group: usize,
}
from_members!(GroupBy: property, number_of_groups = "numberOfGroups", objects_per_group = "objectsPerGroup");

/// Maximal marginal relevance.
#[derive(Clone, Debug, Default)]
pub struct Diversity {
    /// Results to select.
    pub limit: Option<f64>,
    /// 1: relevance only, 0: diversity only.
    pub balance: Option<f64>,
}
from_members!(Diversity: limit, balance);

/// Reranking of the page by a module.
#[derive(Clone, Debug, Default)]
pub struct Rerank {
    /// Whose text is scored.
    pub property: String,
    /// Against what.
    pub query: Option<String>,
}
from_members!(Rerank: property, query);

/// A decay condition of a boost.
#[derive(Clone, Debug, Default)]
pub struct Decay {
    /// `time` or `numeric`.
    pub kind: String,
    /// A date or number property.
    pub property: String,
    /// Where the score is 1.
    pub origin: Value,
    /// Distance from the origin at which the score has fallen to `decay`.
    pub scale: Value,
    /// Distance within which the score stays 1.
    pub offset: Value,
    /// `exponential`, `gaussian` or `linear`.
    pub curve: Option<String>,
    /// Score at `scale`, default 0.5.
    pub decay: Option<f64>,
}
from_members!(Decay: kind, property, origin, scale, offset, curve, decay);

/// A boost by a property's value.
#[derive(Clone, Debug, Default)]
pub struct PropertyBoost {
    /// A number property.
    pub property: String,
    /// `log1p` or `sqrt`.
    pub modifier: Option<String>,
}
from_members!(PropertyBoost: property, modifier);

/// One condition of a boost: exactly one of its members.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// Its share; 0 and absent are 1.
    pub weight: Option<f64>,
    /// Scores 1 where the filter matches.
    pub filter: Option<Value>,
    /// Scores by distance from a point.
    pub decay: Option<Decay>,
    /// Scores by a value.
    pub property_value: Option<PropertyBoost>,
}
from_members!(Condition: weight, filter, decay, property_value = "propertyValue");

/// Re-ordering of the best candidates by conditions.
#[derive(Clone, Debug, Default)]
pub struct Boost {
    /// Share of the conditions, default 0.5.
    pub weight: Option<f64>,
    /// How many candidates, default 100.
    pub depth: Option<f64>,
    /// The conditions.
    pub conditions: Vec<Condition>,
}
from_members!(Boost: weight, depth, conditions);
