//! The vector operations that the integer kernels are written in, beside those of [`Lanes`].

use super::codes::{Coding, Rows};
use super::lanes::{LANES, Lanes};

/// How many bytes a vector holds.
pub(super) const BYTES: usize = 16;
/// How many 16-bit numbers a vector holds.
pub(super) const WORDS: usize = 8;

/// What an implementation multiplies codes as: the width that its dot product takes.
pub trait Number: Copy + Default + core::fmt::Debug {
    /// Numbers that one lane takes at once: they fill 32 bits.
    const GROUP: usize;
    /// Vectors of query tokens that a panel has at most.
    const WIDEST: usize;
    /// A number within −127..=127.
    fn of(number: i16) -> Self;
    /// A document's codes and scales, where its codes are numbers as they stand.
    fn as_they_stand(rows: Rows<'_>) -> Option<&[Self]>;
}

impl Number for i16 {
    const GROUP: usize = 2;
    const WIDEST: usize = 4;
    fn of(number: i16) -> i16 {
        number
    }
    fn as_they_stand(_: Rows<'_>) -> Option<&[i16]> {
        None
    }
}

impl Number for i8 {
    const GROUP: usize = 4;
    const WIDEST: usize = 2;
    fn of(number: i16) -> i8 {
        number as i8
    }
    fn as_they_stand(rows: Rows<'_>) -> Option<&[i8]> {
        let bytes = rows.bytes;
        // SAFETY: u8 and i8 have the same layout, and any value of one is one of the other.
        (rows.coding == Coding::Bytes)
            .then(|| unsafe { core::slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) })
    }
}

/// Integers in vectors as wide as the f32 lanes of `Self`.
pub(super) trait Integers: Lanes {
    /// What the MaxSim kernel multiplies.
    type Number: Number;
    /// Four groups of numbers.
    type Groups: Copy;
    /// Sixteen u8.
    type Bytes: Copy;
    /// Eight i16.
    type Words: Copy;
    /// Four i32.
    type Sums: Copy;

    /// The four groups at `from`, which needs no alignment.
    ///
    /// # Safety
    /// `from` must be valid for reading 16 bytes.
    unsafe fn groups(from: *const Self::Number) -> Self::Groups;
    /// The group at `from`, four times.
    ///
    /// # Safety
    /// `from` must be valid for reading four bytes.
    unsafe fn group(from: *const Self::Number) -> Self::Groups;
    /// Per lane of `sums`: itself and the products of its group, of numbers within −127..=127 and of codes.
    fn groups_plus(query: Self::Groups, codes: Self::Groups, sums: Self::Sums) -> Self::Sums;
    /// Writes sixteen codes as numbers.
    ///
    /// # Safety
    /// `to` must be valid for writing sixteen numbers.
    unsafe fn store_codes(codes: Self::Bytes, to: *mut Self::Number);

    fn sums(from: [i32; LANES]) -> Self::Sums;
    fn sums_plus(a: Self::Sums, b: Self::Sums) -> Self::Sums;
    fn sums_max(a: Self::Sums, b: Self::Sums) -> Self::Sums;
    fn sums_to_array(sums: Self::Sums) -> [i32; LANES];
    fn from_sums(sums: Self::Sums) -> Self;

    /// The eight numbers at `from`, which needs no alignment.
    ///
    /// # Safety
    /// `from` must be valid for reading eight i16.
    unsafe fn words(from: *const i16) -> Self::Words;
    fn no_words() -> Self::Words;
    fn plus_words(a: Self::Words, b: Self::Words) -> Self::Words;
    /// Per lane of `sum`: the two products of its pairs and itself.
    fn dot_plus(a: Self::Words, b: Self::Words, sum: Self::Sums) -> Self::Sums;
    /// The 16-bit numbers as f32, in order.
    fn from_words(words: Self::Words) -> [Self; 2];

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
    fn max_bytes(a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    fn sum_bytes(bytes: Self::Bytes) -> u32;
    fn plus_bytes(a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// The bytes as 16-bit numbers, in order.
    fn widen(bytes: Self::Bytes) -> [Self::Words; 2];
    /// Writes sixteen bytes to `to`, which needs no alignment.
    ///
    /// # Safety
    /// `to` must be valid for writing 16 bytes.
    unsafe fn store_bytes(bytes: Self::Bytes, to: *mut u8);
    /// Bits 3 and 7 of each byte, those of the first vector as bits 0 and 4, of the second as 1 and 5, and so on.
    fn gather_signs(rows: [Self::Bytes; 4]) -> Self::Bytes;
    /// Rows become columns.
    fn transpose(rows: [Self::Bytes; BYTES]) -> [Self::Bytes; BYTES];
}

/// The public functions of one implementation.
macro_rules! integer_implementation {
    ($lanes:ty, $number:ty) => {
        /// A query of whole numbers, packed for this implementation.
        pub type PackedCodes = super::codes::PackedCodes<$number>;
        /// Vectors in codes that others are compared with.
        pub type CodedRows = coded_rows::CodedRows<$number>;
        /// A vector of whole numbers to compare with [`CodedRows`].
        pub type WholeVector = coded_rows::WholeVector<$number>;
        /// Room for unpacked rows; may hold anything and is kept for the next call.
        pub type Scratch = Vec<$number>;

        /// Σ over query tokens of the largest dot product with a coded row, in query order; without rows every query
        /// token counts −`f32::MAX`.
        pub fn max_sim_codes(query: &PackedCodes, rows: Rows<'_>, scratch: &mut Scratch) -> f32 {
            code_kernel::max_sim::<$lanes>(query, rows, scratch)
        }

        /// Σ over query tokens of the largest byte among the rows of these centroids, and the first one.
        pub fn centroid_sum(table: &CentroidTable, ids: &[u16]) -> u32 {
            centroids::best::<$lanes>(table, ids)
        }

        /// Adds to each document's sum what [`centroid_sum`] gives for the centroids it has. `best` may hold anything and is
        /// kept for the next call.
        pub fn add_list_sums(lists: &Lists, table: &CentroidTable, best: &mut Vec<[u8; BYTES]>, sums: &mut [u32]) {
            lists::add_sums::<$lanes>(lists, table, best, sums)
        }

        /// Σ qₖ·(codeₖ − ZERO) of one row, without its scale, for numbers of the query within −127..=127.
        pub fn dot_codes(query: &[i16], codes: &[u8], coding: Coding) -> i32 {
            code_dot::dot::<$lanes>(query, codes, coding)
        }

        /// Gives each row of the range, in order, and its dot product with a vector of as many numbers.
        pub fn products(
            rows: &CodedRows,
            range: core::ops::Range<usize>,
            vector: &WholeVector,
            take: impl FnMut(usize, f32),
        ) {
            coded_rows::products::<$lanes>(rows, range, vector, take)
        }

        /// Σ over query tokens of the largest dot product with a row of signs, as [`max_sim_codes`]. `scratch` may hold
        /// anything and is kept for the next call.
        pub fn max_sim_signs(query: &SignTables, rows: &[u8], scratch: &mut Vec<u8>) -> f32 {
            sign_kernel::max_sim::<$lanes>(query, rows, scratch)
        }

        /// As [`max_sim_signs`], of the signs that rows of nibbles have, with the rows' scales. The query's numbers are
        /// in the order of [`super::nibble_order`]; `dims` are those of the rows.
        pub fn max_sim_nibble_signs(query: &SignTables, rows: &[u8], dims: usize, scratch: &mut Vec<u8>) -> f32 {
            sign_kernel::max_sim_nibbles::<$lanes>(query, rows, dims, scratch)
        }
    };
}
pub(super) use integer_implementation;
