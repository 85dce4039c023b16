//! Kernels over vectors, of f32 and of codes: MaxSim of two token matrices, and the distances of single vectors.
//!
//! Algorithm and instruction set are apart. The algorithms are written once over the few vector operations of
//! `lanes::Lanes` and `integers::Integers`; `portable` (the crate `wide`, for any target), `simd128` and `relaxed`
//! (WebAssembly) each implement those operations and name the finished functions. The fastest one that the build
//! allows is what this module exports. [`naive`] says in plain loops what all of them compute, and the tests hold
//! every implementation against it.
//!
//! `kernel` scores f32, `code_kernel` whole numbers, both by the inner loop in `tile`; `sign_kernel` scores bits. The
//! sums of the last two are exact, so all implementations give the same scores, bit for bit.
//!
//! # The MaxSim kernel
//! The lanes hold *query* tokens. A query is packed once, into panels of up to 16 tokens in which value `k` of all
//! tokens stands together; document tokens stay row-major and come in one number at a time, broadcast to all lanes.
//! So every multiply is full, the maximum over document tokens is a vertical one, no matrix of similarities is ever
//! stored, and no document needs another layout. A tile of up to 8 accumulators hides the latency of the arithmetic
//! and stays within the 15 vector registers an engine has to give; narrow panels take more document tokens at once.
//!
//! # Tests
//! `tests` and `code_tests` hold every implementation against [`naive`]. They are plain functions, so that `tests/simd`
//! can run them in WebAssembly too: it compiles this folder with the configuration `oracle`.
#![allow(unsafe_code)]

mod centroids;
mod code_dot;
mod code_kernel;
#[cfg(any(test, oracle))]
pub(crate) mod code_tests;
mod coded_rows;
mod codes;
mod integers;
mod kernel;
mod lanes;
mod lists;
pub mod naive;
mod packed;
mod planes;
#[cfg(any(test, oracle, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
mod relaxed;
mod sign_kernel;
#[cfg(all(
    target_arch = "wasm32",
    target_feature = "simd128",
    any(test, oracle, not(target_feature = "relaxed-simd"))
))]
mod simd128;
#[cfg(any(test, oracle))]
pub(crate) mod tests;
mod tile;
mod unpack;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector128;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use portable as fastest;
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
use relaxed as fastest;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128", not(target_feature = "relaxed-simd")))]
use simd128 as fastest;

/// Which implementation this build has.
pub const KIND: &str = match (cfg!(target_feature = "simd128"), cfg!(target_feature = "relaxed-simd")) {
    (_, true) => "relaxed",
    (true, false) => "simd128",
    (false, false) => "portable",
};

pub use fastest::{
    CodedRows, PackedCodes, Scratch, WholeVector, add_list_sums, centroid_sum, dot, dot_codes, l2_squared, manhattan,
    max_sim, max_sim_codes, max_sim_halves, max_sim_nibble_signs, max_sim_signs, nearest_rows, products, similarities,
};

pub use centroids::{CentroidTable, PANEL};
pub use codes::{
    BIT_GROUP, Coding, GROUP_LIMIT, Rows, Scales, SignTables, TOKEN_LIMIT, ZERO, nibble_order, split_scales,
};
pub use lists::Lists;
pub use naive::{hamming, normalize};
pub use packed::PackedQuery;
pub use planes::SignPlanes;
