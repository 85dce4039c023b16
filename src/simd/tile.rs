//! The inner loop of MaxSim, over any [`Multiply`]: a few rows of a document against a few vectors of query tokens.

use super::lanes::LANES;

/// A row length that is known only when the program runs. Constant ones make addresses constants.
pub(super) const ANY: usize = 0;

/// Bytes of a cache line.
const LINE: usize = 64;

/// Numbers of one kind and their dot product, a group of numbers per lane and step.
pub(super) trait Multiply {
    /// One number.
    type Number: Copy;
    /// A group in each lane.
    type Groups: Copy;
    /// A sum in each lane.
    type Sums: Copy;
    /// Numbers of a group.
    const GROUP: usize;
    /// Rows from the one at hand to the one that is fetched into the cache; 0 where rows are there already.
    const AHEAD: usize;

    /// The four groups at `from`, which needs no alignment.
    ///
    /// # Safety
    /// `from` must be valid for reading [`LANES`] groups.
    unsafe fn groups(from: *const Self::Number) -> Self::Groups;
    /// The group at `from` in every lane.
    ///
    /// # Safety
    /// `from` must be valid for reading one group.
    unsafe fn group(from: *const Self::Number) -> Self::Groups;
    fn zero() -> Self::Sums;
    /// Per lane of `sums`: itself and the products of a query's group with a row's.
    fn plus(query: Self::Groups, row: Self::Groups, sums: Self::Sums) -> Self::Sums;
}

/// Rows of numbers, one after the other.
#[derive(Clone, Copy)]
pub(super) struct Block<N> {
    /// The first row.
    pub first: *const N,
    /// From one row to the next one.
    pub stride: usize,
    /// Numbers of a row that are multiplied: the stride, or up to a whole group more.
    pub length: usize,
    /// How many rows.
    pub rows: usize,
    /// Rows from the first one on that may be fetched ahead of their use.
    pub reach: usize,
}

/// Gives the dot products of every row with the panel to `take`, with the row's number, `T` rows at a time. The last
/// tile overlaps the one before it, since a maximum taken twice is the same; only blocks shorter than a tile go row by
/// row. `D` is the block's length and stride or [`ANY`].
///
/// # Safety
/// `panel` has `V` × [`LANES`] × length numbers. A row, and one of the reach, can be read.
#[inline(always)]
pub(super) unsafe fn each_row<M: Multiply, const T: usize, const V: usize, const D: usize>(
    panel: *const M::Number,
    block: Block<M::Number>,
    mut take: impl FnMut(usize, [M::Sums; V]),
) {
    let stride = if D == ANY { block.stride } else { D };
    let length = if D == ANY { block.length } else { D };
    let mut at = 0;
    if block.rows >= T {
        while at < block.rows {
            let row = at.min(block.rows - T);
            // SAFETY: rows `row` to `row + T` are of the block, those fetched of its reach.
            let sums = unsafe {
                if M::AHEAD > 0 && row + M::AHEAD + T <= block.reach {
                    fetch(block.first.add((row + M::AHEAD) * stride).cast(), T * stride * size_of::<M::Number>());
                }
                tile::<M, T, V>(panel, block.first.add(row * stride), stride, length)
            };
            for (t, sums) in sums.into_iter().enumerate() {
                take(row + t, sums);
            }
            at += T;
        }
    }
    for row in at..block.rows {
        // SAFETY: the row is of the block.
        let [sums] = unsafe { tile::<M, 1, V>(panel, block.first.add(row * stride), stride, length) };
        take(row, sums);
    }
}

/// `T` rows against `V` vectors of query tokens. The order of loads decides how many registers an engine needs: what
/// there is less of is loaded first, of the rest one at a time.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "two nested fixed ranges are what unrolls into registers")]
unsafe fn tile<M: Multiply, const T: usize, const V: usize>(
    panel: *const M::Number,
    first: *const M::Number,
    stride: usize,
    length: usize,
) -> [[M::Sums; V]; T] {
    let mut sums = [[M::zero(); V]; T];
    let (mut query, mut row) = (panel, first);
    // SAFETY: the caller promises `length` numbers per row and LANES × V × length of the panel.
    unsafe {
        let end = first.add(length);
        while row != end {
            if T > V {
                let queries: [M::Groups; V] = core::array::from_fn(|v| M::groups(query.add(v * LANES * M::GROUP)));
                for t in 0..T {
                    let group = M::group(row.add(t * stride));
                    for v in 0..V {
                        sums[t][v] = M::plus(queries[v], group, sums[t][v]);
                    }
                }
            } else {
                let rows: [M::Groups; T] = core::array::from_fn(|t| M::group(row.add(t * stride)));
                for v in 0..V {
                    let query = M::groups(query.add(v * LANES * M::GROUP));
                    for t in 0..T {
                        sums[t][v] = M::plus(query, rows[t], sums[t][v]);
                    }
                }
            }
            query = query.add(V * LANES * M::GROUP);
            row = row.add(M::GROUP);
        }
    }
    sums
}

/// Reads a byte of each cache line: the only way in WebAssembly to fetch what is needed soon.
///
/// # Safety
/// The bytes can be read.
#[inline(always)]
unsafe fn fetch(from: *const u8, bytes: usize) {
    for at in (0..bytes).step_by(LINE) {
        // SAFETY: at < bytes. Volatile, since a value that nobody uses is otherwise not read.
        unsafe { from.add(at).read_volatile() };
    }
}
