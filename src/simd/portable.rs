//! The kernels by the crate `wide`: any target, and its vector unit where `wide` knows one.

use wide::f32x4;

use super::kernel;
use super::lanes::{LANES, Lanes, implementation};
use super::packed::PackedQuery;

impl Lanes for f32x4 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        f32x4::splat(value)
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller promises four readable numbers; `read_unaligned` asks for no more.
        f32x4::new(unsafe { from.cast::<[f32; LANES]>().read_unaligned() })
    }
    #[inline(always)]
    fn times_plus(self, factor: Self, sum: Self) -> Self {
        self.mul_add(factor, sum)
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }
    #[inline(always)]
    fn magnitude(self) -> Self {
        f32x4::abs(self)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.fast_max(other)
    }
    #[inline(always)]
    fn to_array(self) -> [f32; LANES] {
        f32x4::to_array(self)
    }
}

implementation!(f32x4);
