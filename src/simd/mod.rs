//! Kernels over vectors, of f32 and of codes: MaxSim of two token matrices, and the distances of single vectors.
//!
//! Algorithm and instruction set are apart. `kernel` holds the algorithms, written once over the few
//! vector operations of `lanes::Lanes`; `portable` (the crate `wide`, for any target) and `simd128` (WebAssembly)
//! each implement those operations and name the finished functions. The fastest one that the build allows is what
//! this module exports. [`naive`] says in plain loops what all of them compute, and the tests hold every
//! implementation against it.
//!
//! Codes have two kernels, `code_kernel` for whole numbers and `sign_kernel` for bits, over the operations of
//! `integers::Integers`. Their sums are exact, so all implementations give the same scores, bit for bit.
//!
//! Another instruction set (relaxed SIMD, with a fused multiply-add) is another file beside `simd128`.
//!
//! # The MaxSim kernel
//! The lanes hold *query* tokens. A query is packed once, into panels of up to 16 tokens in which value `k` of all
//! tokens stands together; document tokens stay row-major and come in one number at a time, broadcast to all lanes.
//! So every multiply is full, the maximum over document tokens is a vertical one, no matrix of similarities is ever
//! stored, and no document needs another layout. A tile of up to 8 accumulators hides the latency of the arithmetic
//! and stays within the 15 vector registers an engine has to give; narrow panels take more document tokens at once.
#![allow(unsafe_code)]

mod centroids;
mod code_kernel;
#[cfg(test)]
mod code_tests;
mod codes;
mod integers;
mod kernel;
mod lanes;
pub mod naive;
mod packed;
mod planes;
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod portable;
mod sign_kernel;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(test)]
mod tests;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::{dot, dot_codes, l2_squared, manhattan, max_sim, max_sim_codes, max_sim_signs, nearest_rows};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::{dot, dot_codes, l2_squared, manhattan, max_sim, max_sim_codes, max_sim_signs, nearest_rows};

pub use centroids::{CentroidTable, PANEL};
pub use codes::{
    BIT_GROUP, Coding, GROUP_LIMIT, PackedCodes, Rows, SCALE_BYTES, SignTables, TOKEN_LIMIT, ZERO, split_scale,
};
pub use naive::{hamming, normalize};
pub use packed::{PackedQuery, max_sim_argmax};
pub use planes::SignPlanes;
