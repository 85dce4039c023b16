//! The kernels in WebAssembly's fixed-width SIMD.

use core::arch::wasm32::{
    f32x4_add, f32x4_mul, i8x16_swizzle, i16x8_extend_high_u8x16, i16x8_extend_low_u8x16, i32x4_add, i32x4_dot_i16x8,
    v128, v128_store,
};

use super::centroids::CentroidTable;
use super::codes::{Coding, Rows, SignTables};
use super::integers::{BYTES, WORDS, integer_implementation};
use super::lanes::{Lanes, implementation};
use super::lists::Lists;
use super::packed::PackedQuery;
use super::vector128::{Set, Vector};
use super::{centroids, code_dot, code_kernel, coded_rows, kernel, lists, sign_kernel};

/// The fixed-width instructions.
#[derive(Clone, Copy)]
pub(super) struct Fixed;

impl Set for Fixed {
    type Number = i16;
    #[inline(always)]
    fn times_plus(a: v128, b: v128, sum: v128) -> v128 {
        f32x4_add(sum, f32x4_mul(a, b))
    }
    #[inline(always)]
    fn groups_plus(query: v128, codes: v128, sums: v128) -> v128 {
        i32x4_add(sums, i32x4_dot_i16x8(query, codes))
    }
    #[inline(always)]
    unsafe fn store_codes(codes: v128, to: *mut i16) {
        // SAFETY: the caller promises twice 16 writable bytes.
        unsafe {
            v128_store(to.cast(), i16x8_extend_low_u8x16(codes));
            v128_store(to.add(WORDS).cast(), i16x8_extend_high_u8x16(codes));
        }
    }
    #[inline(always)]
    fn look_up(table: v128, indices: v128) -> v128 {
        i8x16_swizzle(table, indices)
    }
}

implementation!(Vector<Fixed>);
integer_implementation!(Vector<Fixed>, i16);
