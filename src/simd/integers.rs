//! The vector operations that the integer kernels are written in, beside those of [`Lanes`].

use super::lanes::{LANES, Lanes};

/// How many bytes a vector holds.
pub(super) const BYTES: usize = 16;
/// How many 16-bit numbers a vector holds.
pub(super) const WORDS: usize = 8;

/// Integers in vectors as wide as the f32 lanes of `Self`.
pub(super) trait Integers: Lanes {
    /// Sixteen u8.
    type Bytes: Copy;
    /// Eight i16.
    type Words: Copy;
    /// Four i32.
    type Sums: Copy;

    /// The eight numbers at `from`, which needs no alignment.
    ///
    /// # Safety
    /// `from` must be valid for reading eight i16.
    unsafe fn words(from: *const i16) -> Self::Words;
    /// The two numbers at `from`, four times.
    ///
    /// # Safety
    /// `from` must be valid for reading two i16.
    unsafe fn pair(from: *const i16) -> Self::Words;
    fn sums(from: [i32; LANES]) -> Self::Sums;
    /// Per lane of `sum`: the two products of its pairs and itself.
    fn dot_plus(a: Self::Words, b: Self::Words, sum: Self::Sums) -> Self::Sums;
    fn from_sums(sums: Self::Sums) -> Self;
    fn sums_to_array(sums: Self::Sums) -> [i32; LANES];

    /// The sixteen bytes at `from`, which needs no alignment.
    ///
    /// # Safety
    /// `from` must be valid for reading 16 bytes.
    unsafe fn bytes(from: *const u8) -> Self::Bytes;
    fn no_bytes() -> Self::Bytes;
    fn lower_halves(bytes: Self::Bytes) -> Self::Bytes;
    fn upper_halves(bytes: Self::Bytes) -> Self::Bytes;
    /// For each index, 0..=15, that byte of the table.
    fn look_up(table: Self::Bytes, indices: Self::Bytes) -> Self::Bytes;
    fn plus_bytes(a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// The bytes as 16-bit numbers, in order.
    fn widen(bytes: Self::Bytes) -> [Self::Words; 2];
    fn no_words() -> Self::Words;
    fn plus_words(a: Self::Words, b: Self::Words) -> Self::Words;
    /// The 16-bit numbers as f32, in order.
    fn from_words(words: Self::Words) -> [Self; 2];
    /// Writes eight numbers to `to`, which needs no alignment.
    ///
    /// # Safety
    /// `to` must be valid for writing eight i16.
    unsafe fn store_words(words: Self::Words, to: *mut i16);
    /// Rows become columns.
    fn transpose(rows: &[[u8; BYTES]; BYTES]) -> [[u8; BYTES]; BYTES];
}

/// The public functions of one implementation.
macro_rules! integer_implementation {
    ($lanes:ty) => {
        /// Σ over query tokens of the largest dot product with a coded row, in query order; without rows every query
        /// token counts −`f32::MAX`. `scratch` may hold anything and is kept for the next call.
        pub fn max_sim_codes(query: &PackedCodes, rows: Rows<'_>, scratch: &mut Vec<i16>) -> f32 {
            code_kernel::max_sim::<$lanes>(query, rows, scratch)
        }

        /// Σ qₖ·(codeₖ − ZERO) of one row, without its scale, for numbers of the query within −127..=127.
        pub fn dot_codes(query: &[i16], codes: &[u8], coding: Coding, scratch: &mut Vec<i16>) -> i32 {
            code_kernel::dot::<$lanes>(query, codes, coding, scratch)
        }

        /// Σ over query tokens of the largest dot product with a row of signs, as [`max_sim_codes`]. `rows` holds one
        /// row after the other, each followed by its scale.
        pub fn max_sim_signs(query: &SignTables, rows: &[u8], scratch: &mut Vec<u8>) -> f32 {
            sign_kernel::max_sim::<$lanes>(query, rows, scratch)
        }
    };
}
pub(super) use integer_implementation;
