//! What a search asks for, as it crosses the boundary. Mirrors `SearchRequest` of `pkg/src/engine/protocol.ts`;
//! vectors are references into one buffer of f32 that comes beside it.

use serde::Deserialize;

use super::fuse::Fusion;
use crate::error::Result;
use crate::schema::Grid;
use crate::store::Labels;
use crate::store::labels::BOX;
use crate::value::Value;

/// A vector or multi-vector in the buffer beside the request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VectorRef {
    /// First value.
    pub at: usize,
    /// Token vectors; 1 for a single vector.
    pub rows: usize,
    /// Values per token vector.
    pub dimensions: usize,
    /// Whether it was given as a list of vectors.
    pub multi: bool,
    /// Lengths of the token vectors, only where they differ.
    pub ragged: Vec<usize>,
    /// What the token vectors stand for.
    pub labels: Option<LabelsRef>,
}

/// Labels of a multi-vector; boxes are in the buffer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LabelsRef {
    /// One per token vector, or none.
    pub tokens: Vec<String>,
    /// First number of the boxes, four per token vector.
    pub boxes: Option<usize>,
    /// Rows and columns of patches: `{ rows, columns }`.
    pub grid: Value,
}

impl VectorRef {
    /// Its values.
    pub fn values<'a>(&self, buffer: &'a [f32]) -> &'a [f32] {
        let end = self.at.saturating_add(self.rows.saturating_mul(self.dimensions));
        buffer.get(self.at..end).unwrap_or(&[])
    }

    /// What its token vectors stand for, checked against their number.
    pub fn labels(&self, buffer: &[f32]) -> Result<Labels> {
        let Some(given) = &self.labels else { return Ok(Labels::default()) };
        let boxes = given.boxes.and_then(|at| buffer.get(at..at.saturating_add(self.rows * BOX)));
        let side = |name: &str| given.grid.get(name).as_number().unwrap_or(0.0) as usize;
        let grid = Grid { rows: side("rows"), columns: side("columns") };
        let labels = Labels {
            tokens: given.tokens.clone(),
            boxes: boxes.unwrap_or_default().to_vec(),
            grid: (grid.rows > 0).then_some(grid),
        };
        labels.check(self.rows)?;
        Ok(labels)
    }
}

/// Query vectors for one target.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TargetQuery {
    /// The target; empty for whichever is searched.
    pub target: String,
    /// One or more query vectors.
    pub values: Vec<VectorRef>,
}

/// Concepts to move towards or away from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Move {
    /// Strength: 0 to 1 towards, 0 and up away.
    pub force: f64,
    /// Texts.
    pub concepts: Vec<String>,
    /// Ids of objects.
    pub objects: Vec<String>,
}

/// A nearText query.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TextQuery {
    /// What to look for.
    pub concepts: Vec<String>,
    /// Attraction.
    pub move_to: Option<Move>,
    /// Repulsion.
    pub move_away: Option<Move>,
}

/// A nearImage or nearMedia query.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MediaQuery {
    /// `image`, `audio` …
    pub kind: String,
    /// Base64.
    pub data: String,
}

/// How the distances of several targets join.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Combination {
    /// The smallest.
    #[default]
    Minimum,
    /// Their sum.
    Sum,
    /// Their mean.
    Average,
    /// Weighted sum.
    ManualWeights,
    /// Weighted sum of normalised distances.
    RelativeScore,
}

/// A target's weight; a target with several query vectors has several.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TargetWeight {
    /// The target.
    pub target: String,
    /// Its weight.
    pub weight: f32,
}

/// Which vectors to search and how to join them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Targets {
    /// Target names.
    pub names: Vec<String>,
    /// The join.
    pub combination: Combination,
    /// Weights, one per query vector.
    pub weights: Vec<TargetWeight>,
}

/// A vector search.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Near {
    /// Query vectors.
    pub vectors: Vec<TargetQuery>,
    /// The id of an object whose vectors are the query.
    pub object: Option<String>,
    /// Text to be embedded.
    pub text: Option<TextQuery>,
    /// Media to be embedded.
    pub media: Option<MediaQuery>,
    /// Least certainty.
    pub certainty: Option<f64>,
    /// Greatest distance.
    pub distance: Option<f64>,
    /// Target vectors.
    pub targets: Option<Targets>,
}

/// A keyword search.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
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

/// A hybrid search.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
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

/// One key of a sort.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SortKey {
    /// Property, `_id`, `_creationTimeUnix` or `_lastUpdateTimeUnix`.
    pub property: String,
    /// Direction.
    pub ascending: bool,
}

/// Grouping of search results.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GroupBy {
    /// By which property.
    pub property: String,
    /// At most this many groups.
    pub number_of_groups: usize,
    /// At most this many objects in each.
    pub objects_per_group: usize,
}

/// Maximal marginal relevance.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Diversity {
    /// Results to select.
    pub limit: Option<f64>,
    /// 1: relevance only, 0: diversity only.
    pub balance: Option<f64>,
}

/// Reranking of the page by a module.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Rerank {
    /// Whose text is scored.
    pub property: String,
    /// Against what.
    pub query: Option<String>,
}

/// A decay condition of a boost.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
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

/// A boost by a property's value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PropertyBoost {
    /// A number property.
    pub property: String,
    /// `log1p` or `sqrt`.
    pub modifier: Option<String>,
}

/// One condition of a boost: exactly one of its members.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
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

/// Re-ordering of the best candidates by conditions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Boost {
    /// Share of the conditions, default 0.5.
    pub weight: Option<f64>,
    /// How many candidates, default 100.
    pub depth: Option<f64>,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// References to follow.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReferenceRequest {
    /// The reference property.
    pub on: String,
    /// The target collection, where there are several.
    pub collection: Option<String>,
    /// What to return of the targets.
    pub returns: Returns,
}

/// What of each hit comes back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
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

/// A vector that was embedded for this request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Embedded {
    /// For which target.
    pub target: String,
    /// `query`, `moveTo` or `moveAway`.
    pub role: String,
    /// One vector per input.
    pub vectors: Vec<VectorRef>,
}

/// A search.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
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

/// One aggregated property.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
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

/// Grouping of an aggregation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AggregateGroupBy {
    /// By which property.
    pub property: String,
    /// At most this many groups, default 100.
    pub limit: Option<f64>,
}

/// An aggregation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
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
