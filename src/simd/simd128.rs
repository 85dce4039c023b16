//! The kernels in WebAssembly's fixed-width SIMD.

use core::arch::wasm32::{
    f32x4_abs, f32x4_add, f32x4_extract_lane, f32x4_mul, f32x4_pmax, f32x4_splat, f32x4_sub, v128, v128_load,
};

use super::kernel;
use super::lanes::{LANES, Lanes, implementation};
use super::packed::PackedQuery;

impl Lanes for v128 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        f32x4_splat(value)
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller promises 16 readable bytes; the instruction needs no alignment.
        unsafe { v128_load(from.cast()) }
    }
    #[inline(always)]
    fn times_plus(self, factor: Self, sum: Self) -> Self {
        f32x4_add(sum, f32x4_mul(self, factor))
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        f32x4_add(self, other)
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        f32x4_sub(self, other)
    }
    #[inline(always)]
    fn magnitude(self) -> Self {
        f32x4_abs(self)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // one instruction on x86, where the NaN-propagating maximum takes several
        f32x4_pmax(self, other)
    }
    #[inline(always)]
    fn to_array(self) -> [f32; LANES] {
        [
            f32x4_extract_lane::<0>(self),
            f32x4_extract_lane::<1>(self),
            f32x4_extract_lane::<2>(self),
            f32x4_extract_lane::<3>(self),
        ]
    }
}

implementation!(v128);
