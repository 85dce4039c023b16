//! The vector part of a search: query vectors by target, texts and media to embed, and how targets join.

use crate::error::Result;
use crate::schema::Grid;
use crate::store::Labels;
use crate::store::labels::BOX;
use crate::value::{FromValue, Value, from_members, misshapen};

/// A vector or multi-vector in the buffer beside the request.
#[derive(Clone, Debug, Default)]
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
from_members!(VectorRef: at, rows, dimensions, multi, ragged, labels);

/// Labels of a multi-vector; boxes are in the buffer.
#[derive(Clone, Debug, Default)]
pub struct LabelsRef {
    /// One per token vector, or none.
    pub tokens: Vec<String>,
    /// First number of the boxes, four per token vector.
    pub boxes: Option<usize>,
    /// Rows and columns of patches: `{ rows, columns }`.
    pub grid: Value,
}
from_members!(LabelsRef: tokens, boxes, grid);

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
#[derive(Clone, Debug, Default)]
pub struct TargetQuery {
    /// The target; empty for whichever is searched.
    pub target: String,
    /// One or more query vectors.
    pub values: Vec<VectorRef>,
}
from_members!(TargetQuery: target, values);

/// Concepts to move towards or away from.
#[derive(Clone, Debug, Default)]
pub struct Move {
    /// Strength: 0 to 1 towards, 0 and up away.
    pub force: f64,
    /// Texts.
    pub concepts: Vec<String>,
    /// Ids of objects.
    pub objects: Vec<String>,
}
from_members!(Move: force, concepts, objects);

/// A nearText query.
#[derive(Clone, Debug, Default)]
pub struct TextQuery {
    /// What to look for.
    pub concepts: Vec<String>,
    /// Attraction.
    pub move_to: Option<Move>,
    /// Repulsion.
    pub move_away: Option<Move>,
}
from_members!(TextQuery: concepts, move_to = "moveTo", move_away = "moveAway");

/// A nearImage or nearMedia query.
#[derive(Clone, Debug, Default)]
pub struct MediaQuery {
    /// `image`, `audio` …
    pub kind: String,
    /// Base64.
    pub data: String,
}
from_members!(MediaQuery: kind, data);

/// How the distances of several targets join.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

impl FromValue for Combination {
    fn from_value(value: Value) -> Result<Self> {
        Ok(match value.as_text() {
            Some("minimum") => Combination::Minimum,
            Some("sum") => Combination::Sum,
            Some("average") => Combination::Average,
            Some("manualWeights") => Combination::ManualWeights,
            Some("relativeScore") => Combination::RelativeScore,
            _ => return Err(misshapen(&value, "a combination of targets")),
        })
    }
}

/// A target's weight; a target with several query vectors has several.
#[derive(Clone, Debug, Default)]
pub struct TargetWeight {
    /// The target.
    pub target: String,
    /// Its weight.
    pub weight: f32,
}
from_members!(TargetWeight: target, weight);

/// Which vectors to search and how to join them.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Target names.
    pub names: Vec<String>,
    /// The join.
    pub combination: Combination,
    /// Weights, one per query vector.
    pub weights: Vec<TargetWeight>,
}
from_members!(Targets: names, combination, weights);

/// A vector search.
#[derive(Clone, Debug, Default)]
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
from_members!(Near: vectors, object, text, media, certainty, distance, targets);

/// A vector that was embedded for this request.
#[derive(Clone, Debug, Default)]
pub struct Embedded {
    /// For which target.
    pub target: String,
    /// `query`, `moveTo` or `moveAway`.
    pub role: String,
    /// One vector per input.
    pub vectors: Vec<VectorRef>,
}
from_members!(Embedded: target, role, vectors);
