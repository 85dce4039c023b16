//! A query's token vectors in the layout of the MaxSim kernel.

use super::lanes::LANES;

/// Most vectors a panel is wide: 4 × [`LANES`] query tokens.
pub(super) const WIDEST: usize = 4;

/// Query tokens that run through the kernel together.
#[derive(Debug)]
pub(super) struct Panel {
    /// Where its numbers begin. Number `k` of its tokens stands at `from + k × width × LANES`, one after the other.
    pub from: usize,
    /// Vectors side by side, 1 to [`WIDEST`].
    pub width: usize,
    /// Tokens in it; lanes beyond them hold zeros and are never summed.
    pub tokens: usize,
}

/// Divides `tokens` of `dims` numbers into panels of at most `widest` vectors, as even as can be: six vectors are three
/// and three, so that no panel starves.
pub(super) fn plan(tokens: usize, dims: usize, widest: usize) -> Vec<Panel> {
    let vectors = tokens.div_ceil(LANES);
    let count = vectors.div_ceil(widest);
    let mut panels = Vec::with_capacity(count);
    let mut first = 0;
    for at in 0..count {
        let width = vectors / count + usize::from(at < vectors % count);
        panels.push(Panel { from: first * dims, width, tokens: (width * LANES).min(tokens - first) });
        first += width * LANES;
    }
    panels
}

/// A query, packed once for any number of documents. Any width and any number of tokens, also none.
#[derive(Debug)]
pub struct PackedQuery {
    numbers: Vec<f32>,
    panels: Vec<Panel>,
    dims: usize,
    tokens: usize,
}

impl PackedQuery {
    /// Packs row-major `tokens` of `dims` numbers each; an incomplete last row is left out.
    pub fn new(tokens: &[f32], dims: usize) -> Self {
        PackedQuery::in_panels(tokens, dims, WIDEST)
    }

    /// The same, in panels of at most `widest` vectors.
    pub(super) fn in_panels(tokens: &[f32], dims: usize, widest: usize) -> Self {
        let count = tokens.len().checked_div(dims).unwrap_or(0);
        let panels = plan(count, dims, widest);
        let mut numbers = Vec::with_capacity(count.next_multiple_of(LANES) * dims);
        let mut first = 0;
        for panel in &panels {
            let lanes = panel.width * LANES;
            for k in 0..dims {
                let of = |token: usize| tokens[(first + token) * dims + k];
                numbers.extend((0..lanes).map(|lane| if lane < panel.tokens { of(lane) } else { 0.0 }));
            }
            first += lanes;
        }
        PackedQuery { numbers, panels, dims, tokens: count }
    }

    /// Query tokens.
    pub fn tokens(&self) -> usize {
        self.tokens
    }

    /// Numbers per token.
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// Bytes that a packed query takes.
    pub fn bytes_for(tokens: usize, dims: usize) -> usize {
        tokens.next_multiple_of(LANES) * dims * size_of::<f32>()
    }

    pub(super) fn panels(&self) -> &[Panel] {
        &self.panels
    }

    pub(super) fn numbers(&self, panel: &Panel) -> &[f32] {
        &self.numbers[panel.from..panel.from + panel.width * LANES * self.dims]
    }
}
