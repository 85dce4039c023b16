//! The vector operations the kernels are written in.

/// How many numbers a vector holds.
pub(super) const LANES: usize = 4;

/// Four f32 side by side.
pub(super) trait Lanes: Copy {
    /// The same number in every lane.
    fn splat(value: f32) -> Self;
    /// The four numbers at `from`, which needs no alignment.
    ///
    /// # Safety
    /// `from` must be valid for reading four f32.
    unsafe fn load(from: *const f32) -> Self;
    /// The number at `from` in every lane.
    ///
    /// # Safety
    /// `from` must be valid for reading one f32.
    unsafe fn load_splat(from: *const f32) -> Self;
    /// The eight half-precision numbers at `from`, finite ones.
    ///
    /// # Safety
    /// `from` must be valid for reading eight u16.
    unsafe fn load_halves(from: *const u16) -> [Self; 2];
    /// Writes four numbers to `to`, which needs no alignment.
    ///
    /// # Safety
    /// `to` must be valid for writing four f32.
    unsafe fn store(self, to: *mut f32);
    /// `self × factor + sum`, fused or not.
    fn times_plus(self, factor: Self, sum: Self) -> Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn magnitude(self) -> Self;
    /// The larger one of each lane. What a NaN gives is not defined.
    fn max(self, other: Self) -> Self;
    fn to_array(self) -> [f32; LANES];
}

/// The public functions of one implementation.
macro_rules! implementation {
    ($lanes:ty) => {
        /// Σ over query tokens of the largest dot product with a document token, summed in query order. `doc` is
        /// row-major; without tokens every query token counts −`f32::MAX`.
        pub fn max_sim(query: &PackedQuery, doc: &[f32]) -> f32 {
            kernel::max_sim::<$lanes>(query, doc)
        }

        /// The dot product of every query token with every document token, a row per query token: the numbers that
        /// [`max_sim`] takes the maxima of, bit for bit. Both sides are row-major, `dims` numbers per token.
        pub fn similarities(query: &[f32], doc: &[f32], dims: usize) -> Vec<f32> {
            kernel::similarities::<$lanes>(query, doc, dims)
        }

        /// As [`max_sim`], of a document in half precision (IEEE 754 binary16), finite numbers. `scratch` may hold
        /// anything and is kept for the next call.
        pub fn max_sim_halves(query: &PackedQuery, doc: &[u16], scratch: &mut Vec<f32>) -> f32 {
            kernel::max_sim_halves::<$lanes>(query, doc, scratch)
        }

        /// The two rows with the largest `dot product − half`, the larger one first, of equal ones the one that comes
        /// first, with that value. `rows` is row-major, one of `halves` per row; `vector` has as many numbers as a row.
        /// With half of a row's squared length as its half, they are the rows nearest to the vector. Where there is
        /// none it is row 0 at −∞.
        pub fn nearest_rows(rows: &[f32], halves: &[f32], vector: &[f32]) -> [(usize, f32); 2] {
            centroids::nearest_rows::<$lanes>(rows, halves, vector)
        }

        /// Σ aᵢ·bᵢ over the shorter length.
        pub fn dot(a: &[f32], b: &[f32]) -> f32 {
            kernel::reduce::<$lanes>(a, b, |a, b, sum| a.times_plus(b, sum), |a, b| a * b)
        }

        /// Σ (aᵢ−bᵢ)² over the shorter length.
        pub fn l2_squared(a: &[f32], b: &[f32]) -> f32 {
            kernel::reduce::<$lanes>(a, b, |a, b, sum| a.minus(b).times_plus(a.minus(b), sum), |a, b| (a - b) * (a - b))
        }

        /// Σ |aᵢ−bᵢ| over the shorter length.
        pub fn manhattan(a: &[f32], b: &[f32]) -> f32 {
            kernel::reduce::<$lanes>(a, b, |a, b, sum| sum.plus(a.minus(b).magnitude()), |a, b| (a - b).abs())
        }
    };
}
pub(super) use implementation;
