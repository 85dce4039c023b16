//! The kernels by the crate `wide`: any target, and its vector unit where `wide` knows one.

use wide::{f32x4, i16x8, i32x4, u8x16};

use super::centroids::CentroidTable;
use super::codes::{Coding, Rows, SignTables};
use super::integers::{BYTES, Integers, WORDS, integer_implementation};
use super::lanes::{LANES, Lanes, implementation};
use super::lists::Lists;
use super::packed::PackedQuery;
use super::{centroids, code_dot, code_kernel, coded_rows, kernel, lists, sign_kernel};

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
    unsafe fn load_splat(from: *const f32) -> Self {
        // SAFETY: the caller promises one readable number.
        f32x4::splat(unsafe { from.read_unaligned() })
    }
    #[inline(always)]
    unsafe fn load_halves(from: *const u16) -> [Self; 2] {
        // SAFETY: the caller promises eight readable numbers.
        let [a, b, c, d, e, f, g, h] = unsafe { from.cast::<[u16; WORDS]>().read_unaligned() }.map(|bits| {
            // the exponent counts from 112 less than that of f32; multiplying sets it right, also for subnormal numbers
            let magnitude = f32::from_bits(u32::from(bits & 0x7fff) << 13) * f32::from_bits(0x7780_0000);
            f32::from_bits(magnitude.to_bits() | u32::from(bits & 0x8000) << 16)
        });
        [f32x4::new([a, b, c, d]), f32x4::new([e, f, g, h])]
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller promises four writable numbers.
        unsafe { to.cast::<[f32; LANES]>().write_unaligned(f32x4::to_array(self)) }
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
    fn times(self, other: Self) -> Self {
        self * other
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

impl Integers for f32x4 {
    type Number = i16;
    type Groups = i16x8;
    type Bytes = u8x16;
    type Words = i16x8;
    type Sums = i32x4;

    #[inline(always)]
    unsafe fn groups(from: *const i16) -> i16x8 {
        // SAFETY: the caller promises eight readable numbers.
        unsafe { Self::words(from) }
    }
    #[inline(always)]
    unsafe fn group(from: *const i16) -> i16x8 {
        // SAFETY: the caller promises two readable numbers.
        let [a, b] = unsafe { from.cast::<[i16; 2]>().read_unaligned() };
        i16x8::new([a, b, a, b, a, b, a, b])
    }
    #[inline(always)]
    fn groups_plus(query: i16x8, row: i16x8, sums: i32x4) -> i32x4 {
        query.dot(row) + sums
    }
    #[inline(always)]
    unsafe fn store_codes(codes: u8x16, to: *mut i16) {
        let [first, second] = Self::widen(codes);
        // SAFETY: the caller promises 16 writable numbers.
        unsafe {
            to.cast::<[i16; WORDS]>().write_unaligned(first.to_array());
            to.add(WORDS).cast::<[i16; WORDS]>().write_unaligned(second.to_array());
        }
    }

    #[inline(always)]
    unsafe fn words(from: *const i16) -> i16x8 {
        // SAFETY: the caller promises eight readable numbers.
        i16x8::new(unsafe { from.cast::<[i16; WORDS]>().read_unaligned() })
    }
    #[inline(always)]
    fn sums(from: [i32; LANES]) -> i32x4 {
        i32x4::new(from)
    }
    #[inline(always)]
    fn dot_plus(a: i16x8, b: i16x8, sum: i32x4) -> i32x4 {
        a.dot(b) + sum
    }
    #[inline(always)]
    fn sums_plus(a: i32x4, b: i32x4) -> i32x4 {
        a + b
    }
    #[inline(always)]
    fn sums_max(a: i32x4, b: i32x4) -> i32x4 {
        a.max(b)
    }
    #[inline(always)]
    fn from_sums(sums: i32x4) -> Self {
        sums.round_float()
    }
    #[inline(always)]
    fn sums_to_array(sums: i32x4) -> [i32; LANES] {
        sums.to_array()
    }
    #[inline(always)]
    unsafe fn bytes(from: *const u8) -> u8x16 {
        // SAFETY: the caller promises 16 readable bytes.
        u8x16::new(unsafe { from.cast::<[u8; BYTES]>().read_unaligned() })
    }
    #[inline(always)]
    fn no_bytes() -> u8x16 {
        u8x16::ZERO
    }
    #[inline(always)]
    fn lower_halves(bytes: u8x16) -> u8x16 {
        bytes & u8x16::splat(15)
    }
    #[inline(always)]
    fn upper_halves(bytes: u8x16) -> u8x16 {
        bytes.unbounded_shr_scalar(4)
    }
    #[inline(always)]
    fn look_up(table: u8x16, indices: u8x16) -> u8x16 {
        table.shuffle(indices)
    }
    #[inline(always)]
    fn max_bytes(a: u8x16, b: u8x16) -> u8x16 {
        a.max(b)
    }
    #[inline(always)]
    fn sum_bytes(bytes: u8x16) -> u32 {
        bytes.to_array().map(u32::from).iter().sum()
    }
    #[inline(always)]
    fn plus_bytes(a: u8x16, b: u8x16) -> u8x16 {
        a + b
    }
    #[inline(always)]
    fn widen(bytes: u8x16) -> [i16x8; 2] {
        [i16x8::from_u8x16_low(bytes), i16x8::from_u8x16_high(bytes)]
    }
    #[inline(always)]
    fn no_words() -> i16x8 {
        i16x8::ZERO
    }
    #[inline(always)]
    fn plus_words(a: i16x8, b: i16x8) -> i16x8 {
        a + b
    }
    #[inline(always)]
    fn from_words(words: i16x8) -> [Self; 2] {
        let [a, b, c, d, e, f, g, h] = words.to_array().map(f32::from);
        [f32x4::new([a, b, c, d]), f32x4::new([e, f, g, h])]
    }
    #[inline(always)]
    unsafe fn store_bytes(bytes: u8x16, to: *mut u8) {
        // SAFETY: the caller promises 16 writable bytes.
        unsafe { to.cast::<[u8; BYTES]>().write_unaligned(bytes.to_array()) }
    }
    #[inline(always)]
    fn gather_signs(rows: [u8x16; 4]) -> u8x16 {
        let [a, b, c, d] = rows.map(|row| row & u8x16::splat(0x88));
        a.unbounded_shr_scalar(3) | b.unbounded_shr_scalar(2) | c.unbounded_shr_scalar(1) | d
    }
    #[inline(always)]
    fn transpose(rows: [u8x16; BYTES]) -> [u8x16; BYTES] {
        u8x16::transpose(rows)
    }
}

implementation!(f32x4);
integer_implementation!(f32x4, i16);
