//! The kernels in WebAssembly's relaxed SIMD: multiply and add in one, and dot products of bytes.

use core::arch::wasm32::{
    f32x4_relaxed_madd, i8x16_relaxed_swizzle, i32x4_relaxed_dot_i8x16_i7x16_add, v128, v128_store,
};

use super::centroids::CentroidTable;
use super::codes::{Coding, Rows, SignTables};
use super::integers::{BYTES, integer_implementation};
use super::lanes::{Lanes, implementation};
use super::lists::Lists;
use super::packed::PackedQuery;
use super::vector128::{Set, Vector};
use super::{centroids, code_dot, code_kernel, coded_rows, kernel, lists, sign_kernel};

/// The relaxed instructions. Of those on integers only what all engines do alike is used.
#[derive(Clone, Copy)]
pub(super) struct Relaxed;

impl Set for Relaxed {
    type Number = i8;
    #[inline(always)]
    fn times_plus(a: v128, b: v128, sum: v128) -> v128 {
        f32x4_relaxed_madd(a, b, sum)
    }
    #[inline(always)]
    fn groups_plus(query: v128, codes: v128, sums: v128) -> v128 {
        // exact for codes of 0..=127: two products of a pair stay below 2¹⁵, where some engines saturate
        i32x4_relaxed_dot_i8x16_i7x16_add(query, codes, sums)
    }
    #[inline(always)]
    unsafe fn store_codes(codes: v128, to: *mut i8) {
        // SAFETY: the caller promises 16 writable bytes.
        unsafe { v128_store(to.cast(), codes) }
    }
    #[inline(always)]
    fn look_up(table: v128, indices: v128) -> v128 {
        // the same for all indices below 16
        i8x16_relaxed_swizzle(table, indices)
    }
}

implementation!(Vector<Relaxed>);
integer_implementation!(Vector<Relaxed>, i8);
