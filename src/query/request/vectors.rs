//! The vector part of a search: query vectors by target, texts and media to embed, and how targets join.

use serde::Deserialize;

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
