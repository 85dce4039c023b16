//! What an aggregation asks for.

use super::{Embedded, Hybrid, Near, SearchRequest};
use crate::value::{Value, from_members};

/// One aggregated property.
#[derive(Clone, Debug, Default)]
pub struct MetricRequest {
    /// Which property.
    pub property: String,
    /// `text`, `integer`, `number`, `boolean`, `date` or `reference`.
    pub kind: String,
    /// Which figures.
    pub metrics: Vec<String>,
    /// Top occurrences to list.
    pub limit: Option<f64>,
}
from_members!(MetricRequest: property, kind, metrics, limit);

/// Grouping of an aggregation.
#[derive(Clone, Debug, Default)]
pub struct AggregateGroupBy {
    /// By which property.
    pub property: String,
    /// At most this many groups, default 100.
    pub limit: Option<f64>,
}
from_members!(AggregateGroupBy: property, limit);

/// An aggregation.
#[derive(Clone, Debug, Default)]
pub struct AggregateRequest {
    /// Collection or alias.
    pub collection: String,
    /// Tenant.
    pub tenant: Option<String>,
    /// What to compute.
    pub metrics: Vec<MetricRequest>,
    /// Filter.
    pub filters: Option<Value>,
    /// Grouping.
    pub group_by: Option<AggregateGroupBy>,
    /// Over the results of a vector search.
    pub near: Option<Near>,
    /// Over the results of a hybrid search.
    pub hybrid: Option<Hybrid>,
    /// How many results of the search.
    pub object_limit: Option<f64>,
    /// Vectors made for this request.
    pub embedded: Vec<Embedded>,
}
from_members!(AggregateRequest:
    collection, tenant, metrics, filters, group_by = "groupBy", near, hybrid, object_limit = "objectLimit",
    embedded
);

impl AggregateRequest {
    /// The search whose results are aggregated, if there is one.
    pub fn search(&self) -> Option<SearchRequest> {
        (self.near.is_some() || self.hybrid.is_some()).then(|| SearchRequest {
            collection: self.collection.clone(),
            tenant: self.tenant.clone(),
            near: self.near.clone(),
            hybrid: self.hybrid.clone(),
            filters: self.filters.clone(),
            limit: self.object_limit,
            embedded: self.embedded.clone(),
            ..SearchRequest::default()
        })
    }
}
