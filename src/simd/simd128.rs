//! The kernels in WebAssembly's fixed-width SIMD.

use core::arch::wasm32::{
    f32x4_abs, f32x4_add, f32x4_convert_i32x4, f32x4_extract_lane, f32x4_mul, f32x4_pmax, f32x4_splat, f32x4_sub,
    i8x16_shuffle, i8x16_swizzle, i16x8_add, i16x8_extend_high_u8x16, i16x8_extend_low_u8x16, i32x4, i32x4_add,
    i32x4_dot_i16x8, i32x4_extend_high_i16x8, i32x4_extend_low_i16x8, i32x4_extract_lane, u8x16_add, u8x16_shr,
    u8x16_splat, v128, v128_and, v128_load, v128_load32_splat, v128_store,
};

use super::codes::{Coding, PackedCodes, Rows, SignTables};
use super::integers::{BYTES, Integers, integer_implementation};
use super::lanes::{LANES, Lanes, implementation};
use super::packed::PackedQuery;
use super::{code_kernel, kernel, sign_kernel};

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
    fn times(self, other: Self) -> Self {
        f32x4_mul(self, other)
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

impl Integers for v128 {
    type Bytes = v128;
    type Words = v128;
    type Sums = v128;

    #[inline(always)]
    unsafe fn words(from: *const i16) -> v128 {
        // SAFETY: the caller promises 16 readable bytes.
        unsafe { v128_load(from.cast()) }
    }
    #[inline(always)]
    unsafe fn pair(from: *const i16) -> v128 {
        // SAFETY: the caller promises four readable bytes.
        unsafe { v128_load32_splat(from.cast()) }
    }
    #[inline(always)]
    fn sums([a, b, c, d]: [i32; LANES]) -> v128 {
        i32x4(a, b, c, d)
    }
    #[inline(always)]
    fn dot_plus(a: v128, b: v128, sum: v128) -> v128 {
        i32x4_add(sum, i32x4_dot_i16x8(a, b))
    }
    #[inline(always)]
    fn from_sums(sums: v128) -> v128 {
        f32x4_convert_i32x4(sums)
    }
    #[inline(always)]
    fn sums_to_array(sums: v128) -> [i32; LANES] {
        [
            i32x4_extract_lane::<0>(sums),
            i32x4_extract_lane::<1>(sums),
            i32x4_extract_lane::<2>(sums),
            i32x4_extract_lane::<3>(sums),
        ]
    }
    #[inline(always)]
    unsafe fn bytes(from: *const u8) -> v128 {
        // SAFETY: the caller promises 16 readable bytes.
        unsafe { v128_load(from.cast()) }
    }
    #[inline(always)]
    fn no_bytes() -> v128 {
        u8x16_splat(0)
    }
    #[inline(always)]
    fn lower_halves(bytes: v128) -> v128 {
        v128_and(bytes, u8x16_splat(15))
    }
    #[inline(always)]
    fn upper_halves(bytes: v128) -> v128 {
        u8x16_shr(bytes, 4)
    }
    #[inline(always)]
    fn look_up(table: v128, indices: v128) -> v128 {
        i8x16_swizzle(table, indices)
    }
    #[inline(always)]
    fn plus_bytes(a: v128, b: v128) -> v128 {
        u8x16_add(a, b)
    }
    #[inline(always)]
    fn widen(bytes: v128) -> [v128; 2] {
        [i16x8_extend_low_u8x16(bytes), i16x8_extend_high_u8x16(bytes)]
    }
    #[inline(always)]
    fn no_words() -> v128 {
        u8x16_splat(0)
    }
    #[inline(always)]
    fn plus_words(a: v128, b: v128) -> v128 {
        i16x8_add(a, b)
    }
    #[inline(always)]
    fn from_words(words: v128) -> [v128; 2] {
        [i32x4_extend_low_i16x8(words), i32x4_extend_high_i16x8(words)].map(|lanes| f32x4_convert_i32x4(lanes))
    }
    #[inline(always)]
    unsafe fn store_words(words: v128, to: *mut i16) {
        // SAFETY: the caller promises 16 writable bytes.
        unsafe { v128_store(to.cast(), words) }
    }
    #[inline(always)]
    fn transpose(rows: &[[u8; BYTES]; BYTES]) -> [[u8; BYTES]; BYTES] {
        // SAFETY: a row has 16 bytes.
        let mut vectors = rows.each_ref().map(|row| unsafe { v128_load(row.as_ptr().cast()) });
        // Shuffling rows i and i + 8 together, four times over, moves the four bits of a row's number to its column.
        for _ in 0..4 {
            vectors = core::array::from_fn(|at| {
                let (a, b) = (vectors[at / 2], vectors[at / 2 + 8]);
                match at % 2 {
                    0 => i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(a, b),
                    _ => i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(a, b),
                }
            });
        }
        let mut columns = [[0; BYTES]; BYTES];
        for (to, vector) in columns.iter_mut().zip(vectors) {
            // SAFETY: a column has 16 bytes.
            unsafe { v128_store(to.as_mut_ptr().cast(), vector) }
        }
        columns
    }
}

implementation!(v128);
integer_implementation!(v128);
