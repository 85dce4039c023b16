//! Vectors of 128 bits in WebAssembly, for any instruction [`Set`] of it.

use core::arch::wasm32::{
    f32x4_abs, f32x4_add, f32x4_convert_i32x4, f32x4_extract_lane, f32x4_mul, f32x4_pmax, f32x4_splat, f32x4_sub,
    i8x16_shuffle, i16x8_add, i16x8_extadd_pairwise_u8x16, i16x8_extend_high_u8x16, i16x8_extend_low_u8x16, i32x4,
    i32x4_add, i32x4_dot_i16x8, i32x4_extadd_pairwise_i16x8, i32x4_extend_high_i16x8, i32x4_extend_low_i16x8,
    i32x4_extract_lane, i32x4_max, i32x4_shl, i32x4_splat, u8x16_add, u8x16_max, u8x16_shr, u8x16_splat, v128,
    v128_and, v128_load, v128_load32_splat, v128_or, v128_store,
};
use core::marker::PhantomData;

use super::integers::{BYTES, Integers, Number};
use super::lanes::{LANES, Lanes};

/// The operations in which instruction sets for vectors of 128 bits differ.
pub(super) trait Set: Copy {
    type Number: Number;
    /// a × b + sum, fused or not.
    fn times_plus(a: v128, b: v128, sum: v128) -> v128;
    /// Per lane of `sums`: itself and the products of its group.
    fn groups_plus(query: v128, codes: v128, sums: v128) -> v128;
    /// # Safety
    /// `to` must be valid for writing sixteen numbers.
    unsafe fn store_codes(codes: v128, to: *mut Self::Number);
    /// For each index, 0..=15, that byte of the table.
    fn look_up(table: v128, indices: v128) -> v128;
}

/// A vector of 128 bits and the instruction set that works on it.
#[derive(Clone, Copy)]
pub(super) struct Vector<S>(v128, PhantomData<S>);

impl<S> Vector<S> {
    #[inline(always)]
    fn new(vector: v128) -> Self {
        Vector(vector, PhantomData)
    }
}

impl<S: Set> Lanes for Vector<S> {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Vector::new(f32x4_splat(value))
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller promises 16 readable bytes; the instruction needs no alignment.
        Vector::new(unsafe { v128_load(from.cast()) })
    }
    #[inline(always)]
    unsafe fn load_splat(from: *const f32) -> Self {
        // SAFETY: the caller promises four readable bytes.
        Vector::new(unsafe { v128_load32_splat(from.cast()) })
    }
    #[inline(always)]
    unsafe fn load_halves(from: *const u16) -> [Self; 2] {
        // SAFETY: the caller promises 16 readable bytes.
        let bits = unsafe { v128_load(from.cast()) };
        [i32x4_extend_low_i16x8(bits), i32x4_extend_high_i16x8(bits)].map(|half| {
            // The exponent counts from 112 less than that of f32; multiplying sets it right, also for subnormal numbers.
            let magnitude = v128_and(i32x4_shl(half, 13), i32x4_splat(0x0fff_e000));
            let signed = v128_or(magnitude, v128_and(half, i32x4_splat(i32::MIN)));
            Vector::new(f32x4_mul(signed, f32x4_splat(f32::from_bits(0x7780_0000))))
        })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller promises 16 writable bytes.
        unsafe { v128_store(to.cast(), self.0) }
    }
    #[inline(always)]
    fn times_plus(self, factor: Self, sum: Self) -> Self {
        Vector::new(S::times_plus(self.0, factor.0, sum.0))
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Vector::new(f32x4_add(self.0, other.0))
    }
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        Vector::new(f32x4_mul(self.0, other.0))
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Vector::new(f32x4_sub(self.0, other.0))
    }
    #[inline(always)]
    fn magnitude(self) -> Self {
        Vector::new(f32x4_abs(self.0))
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // one instruction on x86, where the NaN-propagating maximum takes several
        Vector::new(f32x4_pmax(self.0, other.0))
    }
    #[inline(always)]
    fn to_array(self) -> [f32; LANES] {
        [
            f32x4_extract_lane::<0>(self.0),
            f32x4_extract_lane::<1>(self.0),
            f32x4_extract_lane::<2>(self.0),
            f32x4_extract_lane::<3>(self.0),
        ]
    }
}

impl<S: Set> Integers for Vector<S> {
    type Number = S::Number;
    type Groups = v128;
    type Bytes = v128;
    type Words = v128;
    type Sums = v128;

    #[inline(always)]
    unsafe fn groups(from: *const S::Number) -> v128 {
        // SAFETY: the caller promises 16 readable bytes.
        unsafe { v128_load(from.cast()) }
    }
    #[inline(always)]
    unsafe fn group(from: *const S::Number) -> v128 {
        // SAFETY: the caller promises four readable bytes.
        unsafe { v128_load32_splat(from.cast()) }
    }
    #[inline(always)]
    fn groups_plus(query: v128, codes: v128, sums: v128) -> v128 {
        S::groups_plus(query, codes, sums)
    }
    #[inline(always)]
    unsafe fn store_codes(codes: v128, to: *mut S::Number) {
        // SAFETY: passed on.
        unsafe { S::store_codes(codes, to) }
    }

    #[inline(always)]
    fn sums([a, b, c, d]: [i32; LANES]) -> v128 {
        i32x4(a, b, c, d)
    }
    #[inline(always)]
    fn sums_plus(a: v128, b: v128) -> v128 {
        i32x4_add(a, b)
    }
    #[inline(always)]
    fn sums_max(a: v128, b: v128) -> v128 {
        i32x4_max(a, b)
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
    fn from_sums(sums: v128) -> Self {
        Vector::new(f32x4_convert_i32x4(sums))
    }

    #[inline(always)]
    unsafe fn words(from: *const i16) -> v128 {
        // SAFETY: the caller promises 16 readable bytes.
        unsafe { v128_load(from.cast()) }
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
    fn dot_plus(a: v128, b: v128, sum: v128) -> v128 {
        i32x4_add(sum, i32x4_dot_i16x8(a, b))
    }
    #[inline(always)]
    fn from_words(words: v128) -> [Self; 2] {
        [i32x4_extend_low_i16x8(words), i32x4_extend_high_i16x8(words)].map(Self::from_sums)
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
        S::look_up(table, indices)
    }
    #[inline(always)]
    fn max_bytes(a: v128, b: v128) -> v128 {
        u8x16_max(a, b)
    }
    #[inline(always)]
    fn sum_bytes(bytes: v128) -> u32 {
        let sums = i32x4_extadd_pairwise_i16x8(i16x8_extadd_pairwise_u8x16(bytes));
        Self::sums_to_array(sums).iter().sum::<i32>() as u32
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
    unsafe fn store_bytes(bytes: v128, to: *mut u8) {
        // SAFETY: the caller promises 16 writable bytes.
        unsafe { v128_store(to.cast(), bytes) }
    }
    #[inline(always)]
    fn gather_signs(rows: [v128; 4]) -> v128 {
        let [a, b, c, d] = rows.map(|row| v128_and(row, u8x16_splat(0x88)));
        v128_or(v128_or(u8x16_shr(a, 3), u8x16_shr(b, 2)), v128_or(u8x16_shr(c, 1), d))
    }
    #[inline(always)]
    fn transpose(mut rows: [v128; BYTES]) -> [v128; BYTES] {
        // Shuffling rows i and i + 8 together, four times over, moves the four bits of a row's number to its column.
        for _ in 0..4 {
            rows = core::array::from_fn(|at| {
                let (a, b) = (rows[at / 2], rows[at / 2 + 8]);
                match at % 2 {
                    0 => i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(a, b),
                    _ => i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(a, b),
                }
            });
        }
        rows
    }
}
