//! What a search asks for, as it crosses the boundary. Mirrors `SearchRequest` of `pkg/src/engine/protocol.ts`;
//! vectors are references into one buffer of f32 that comes beside it.

mod aggregate;
mod ranking;
mod vectors;

pub use aggregate::{AggregateGroupBy, AggregateRequest, MetricRequest};
pub use ranking::{Boost, Condition, Decay, Diversity, GroupBy, PropertyBoost, Rerank, SortKey};
pub use vectors::{
    Combination, Embedded, LabelsRef, MediaQuery, Move, Near, TargetQuery, TargetWeight, Targets, TextQuery, VectorRef,
};

use super::fuse::Fusion;
use crate::value::{Value, from_members};

/// A keyword search.
#[derive(Clone, Debug, Default)]
pub struct Keyword {
    /// What to look for.
    pub query: String,
    /// `name` or `name^boost`; absent: every searchable property.
    pub properties: Option<Vec<String>>,
    /// `Or`, `And`, `AndCross`.
    pub operator: Option<String>,
    /// With `Or`: how many of the query's terms a property must have.
    pub minimum_match: Option<u32>,
    /// Whether terms stand for others like them: `{ prefix, edits }`.
    pub as_you_type: Value,
}
from_members!(Keyword: query, properties, operator, minimum_match = "minimumMatch", as_you_type = "asYouType");

/// A hybrid search.
#[derive(Clone, Debug, Default)]
pub struct Hybrid {
    /// What to look for.
    pub query: String,
    /// Weight of the vector leg.
    pub alpha: f64,
    /// `Ranked` or `RelativeScore`.
    pub fusion: Option<String>,
    /// Cut of the vector leg; the keyword leg then keeps only what survives there.
    pub max_vector_distance: Option<f64>,
    /// As in [`Keyword`].
    pub properties: Option<Vec<String>>,
    /// As in [`Keyword`].
    pub operator: Option<String>,
    /// As in [`Keyword`].
    pub minimum_match: Option<u32>,
    /// The vector leg's own query.
    pub near: Option<Near>,
    /// Target vectors.
    pub targets: Option<Targets>,
}
from_members!(Hybrid:
    query, alpha, fusion, max_vector_distance = "maxVectorDistance", properties, operator,
    minimum_match = "minimumMatch", near, targets
);

impl Hybrid {
    /// How its legs become one list.
    pub fn fusion(&self) -> Fusion {
        match self.fusion.as_deref() {
            Some("Ranked") => Fusion::Ranked,
            _ => Fusion::RelativeScore,
        }
    }

    /// Its keyword leg.
    pub fn keyword(&self) -> Keyword {
        Keyword {
            query: self.query.clone(),
            properties: self.properties.clone(),
            operator: self.operator.clone(),
            minimum_match: self.minimum_match,
            as_you_type: Value::Null,
        }
    }
}

/// References to follow.
#[derive(Clone, Debug, Default)]
pub struct ReferenceRequest {
    /// The reference property.
    pub on: String,
    /// The target collection, where there are several.
    pub collection: Option<String>,
    /// What to return of the targets.
    pub returns: Returns,
}
from_members!(ReferenceRequest: on, collection, returns);

/// What of each hit comes back.
#[derive(Clone, Debug, Default)]
pub struct Returns {
    /// Property names, or `{ name, properties }`; absent: every property but blobs.
    pub properties: Option<Vec<Value>>,
    /// References to follow.
    pub references: Vec<ReferenceRequest>,
    /// `true` or names of targets.
    pub vectors: Value,
    /// Metadata keys.
    pub metadata: Vec<String>,
}
from_members!(Returns: properties, references, vectors, metadata);

/// A search.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// Collection or alias.
    pub collection: String,
    /// Tenant.
    pub tenant: Option<String>,
    /// Keyword search.
    pub keyword: Option<Keyword>,
    /// Vector search.
    pub near: Option<Near>,
    /// Hybrid search.
    pub hybrid: Option<Hybrid>,
    /// Filter.
    pub filters: Option<Value>,
    /// Order of a list.
    pub sort: Vec<SortKey>,
    /// Page size.
    pub limit: Option<f64>,
    /// Results to skip.
    pub offset: Option<f64>,
    /// Cursor: the id before the first result.
    pub after: Option<String>,
    /// Cut after that many jumps of the score.
    pub auto_limit: Option<f64>,
    /// Grouping.
    pub group_by: Option<GroupBy>,
    /// Boost.
    pub boost: Option<Boost>,
    /// Diversity.
    pub diversity: Option<Diversity>,
    /// Reranking.
    pub rerank: Option<Rerank>,
    /// What comes back.
    pub returns: Returns,
    /// Vectors made for this request.
    pub embedded: Vec<Embedded>,
    /// Whether explanations have all similarities.
    pub explain_matrix: bool,
    /// Passages to find: `{ properties, length }`.
    pub highlight: Value,
}
from_members!(SearchRequest:
    collection, tenant, keyword, near, hybrid, filters, sort, limit, offset, after, auto_limit = "autoLimit",
    group_by = "groupBy", boost, diversity, rerank, returns, embedded, explain_matrix = "explainMatrix", highlight
);

impl SearchRequest {
    /// Whether scores are to be taken apart.
    pub fn explains(&self) -> bool {
        let searches = self.near.is_some() || self.keyword.is_some() || self.hybrid.is_some();
        searches && self.returns.metadata.iter().any(|key| key == "explain")
    }

    /// Whether passages are to be found.
    pub fn highlights(&self) -> bool {
        !self.highlight.is_null()
    }
}
