//! The loops that training spends its time in, on plain slices.
//!
//! Each works on blocks of the result that stay in registers. They are written with arrays of fixed size, which the
//! compiler turns into the processor's own vectors, here and in a browser. Every number of a result is summed in one
//! order, whatever block it falls into, and a product is rounded before it is added: so a native build and every
//! browser give the same bits.

use std::ops::Range;

/// Columns of a block: two vectors of four.
const LANES: usize = 8;

/// Rows of a block: with two vectors each they leave half of sixteen registers for what is read.
const ROWS: usize = 4;

/// Columns of a block of [`add_outer_products`], which reads one row of each matrix after the other.
const WIDE: usize = 16;

/// Rows of such a block.
const TALL: usize = 2;

/// Rows that are read together by [`add_outer_products`], few enough for both matrices to stay in the nearest cache.
const TILE: usize = 32;

/// A matrix cut into strips of columns, each stored row after row; the last is filled up with zeros.
#[derive(Debug, Default)]
pub struct Strips {
    columns: usize,
    depth: usize,
    strips: Vec<[f32; LANES]>,
}

impl Strips {
    /// The matrix itself, given row after row.
    pub fn cut(&mut self, matrix: &[f32], columns: usize) {
        self.clear(matrix.len() / columns, columns);
        for (at, strip) in (0..columns).step_by(LANES).zip(self.strips.chunks_exact_mut(self.depth)) {
            for (row, lanes) in matrix.chunks_exact(columns).zip(strip) {
                load(lanes, &row[at..]);
            }
        }
    }

    /// The transpose of a matrix, given row after row.
    pub fn cut_transposed(&mut self, matrix: &[f32], depth: usize) {
        self.clear(depth, matrix.len() / depth);
        let rows = matrix.chunks(LANES * depth);
        for (rows, strip) in rows.zip(self.strips.chunks_exact_mut(depth)) {
            for (lane, row) in rows.chunks_exact(depth).enumerate() {
                row.iter().zip(&mut *strip).for_each(|(value, lanes)| lanes[lane] = *value);
            }
        }
    }

    fn clear(&mut self, depth: usize, columns: usize) {
        (self.depth, self.columns) = (depth, columns);
        self.strips.clear();
        self.strips.resize(depth * columns.div_ceil(LANES), [0.0; LANES]);
    }
}

/// `out = start + a B`: `a` of [rows, depth], `B` of [depth, columns] in strips, `start` of [columns] or zeros.
pub fn product(a: &[f32], b: &Strips, start: Option<&[f32]>, out: &mut [f32]) {
    let Strips { columns, depth, strips } = b;
    for (at, strip) in (0..*columns).step_by(LANES).zip(strips.chunks_exact(*depth)) {
        let mut first = [0.0; LANES];
        if let Some(start) = start {
            load(&mut first, &start[at..]);
        }
        let strip = ProductStrip { strip, start: first, columns: *columns, at };
        let whole = a.len() / (ROWS * depth) * ROWS;
        let (a, a_rest) = a.split_at(whole * depth);
        let (out, out_rest) = out.split_at_mut(whole * columns);
        strip.rows::<ROWS>(a, out);
        strip.rows::<1>(a_rest, out_rest);
    }
}

/// One strip of columns of a product.
struct ProductStrip<'a> {
    strip: &'a [[f32; LANES]],
    start: [f32; LANES],
    columns: usize,
    /// The first column of the strip.
    at: usize,
}

impl ProductStrip<'_> {
    /// All rows, `R` at a time.
    #[inline(always)]
    fn rows<const R: usize>(&self, a: &[f32], out: &mut [f32]) {
        let Self { strip, columns, at, .. } = *self;
        let width = LANES.min(columns - at);
        for (a, out) in a.chunks_exact(R * strip.len()).zip(out.chunks_exact_mut(R * columns)) {
            for (row, sums) in self.sums::<R>(a).iter().enumerate() {
                let out = &mut out[row * columns + at..];
                // Copies of a length that the compiler knows are what keeps the sums in registers.
                if width == LANES { out[..LANES].copy_from_slice(sums) } else { store(&mut out[..width], sums) }
            }
        }
    }

    #[inline(always)]
    fn sums<const R: usize>(&self, a: &[f32]) -> [[f32; LANES]; R] {
        let depth = self.strip.len();
        let a: [&[f32]; R] = std::array::from_fn(|row| &a[row * depth..][..depth]);
        let mut sums = [self.start; R];
        for (k, b) in self.strip.iter().enumerate() {
            for (sums, a) in sums.iter_mut().zip(a) {
                add_multiple(sums, a[k], b);
            }
        }
        sums
    }
}

/// `out += aᵀ b`: `a` of [rows, m], `b` of [rows, n], `out` of [m, n].
pub fn add_outer_products(a: &[f32], m: usize, b: &[f32], n: usize, out: &mut [f32]) {
    for (a, b) in a.chunks(TILE * m).zip(b.chunks(TILE * n)) {
        let mut tile = Outer { a, m, b, n, out };
        let (whole, wide) = (m - m % TALL, n - n % WIDE);
        tile.blocks::<TALL, WIDE>(0..whole, 0..wide);
        tile.blocks::<1, WIDE>(whole..m, 0..wide);
        let tall = m - m % WIDE;
        tile.blocks::<WIDE, 1>(0..tall, wide..n);
        tile.blocks::<1, 1>(tall..m, wide..n);
    }
}

/// `out = xᵀ x`: `x` of [rows, n], `out` of [n, n]. Of what lies on both sides of the diagonal, one is worked out.
pub fn gram(x: &[f32], n: usize, out: &mut [f32]) {
    out.fill(0.0);
    let wide = n - n % WIDE;
    for x in x.chunks(TILE * n) {
        let mut tile = Outer { a: x, m: n, b: x, n, out };
        for from in (0..wide).step_by(WIDE) {
            tile.blocks::<TALL, WIDE>(0..from + WIDE, from..from + WIDE);
        }
        tile.blocks::<WIDE, 1>(0..wide, wide..n);
        tile.blocks::<1, 1>(wide..n, wide..n);
    }
    for i in 0..n {
        (0..i).for_each(|j| out[i * n + j] = out[j * n + i]);
    }
}

/// The rows of one tile, and the result that their products are added to.
struct Outer<'a> {
    a: &'a [f32],
    m: usize,
    b: &'a [f32],
    n: usize,
    out: &'a mut [f32],
}

impl Outer<'_> {
    /// The part `rows` × `columns` of the result, in blocks of `R` × `C` that fill it.
    #[inline(always)]
    fn blocks<const R: usize, const C: usize>(&mut self, rows: Range<usize>, columns: Range<usize>) {
        for j in columns.step_by(C) {
            for i in rows.clone().step_by(R) {
                self.block::<R, C>(i, j);
            }
        }
    }

    #[inline(always)]
    fn block<const R: usize, const C: usize>(&mut self, i: usize, j: usize) {
        let Self { a, m, b, n, out } = self;
        let mut sums: [[f32; C]; R] = std::array::from_fn(|row| array(&out[(i + row) * *n + j..]));
        for (a, b) in a.chunks_exact(*m).zip(b.chunks_exact(*n)) {
            let (a, b): ([f32; R], [f32; C]) = (array(&a[i..]), array(&b[j..]));
            for (sums, a) in sums.iter_mut().zip(a) {
                add_multiple(sums, a, &b);
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            out[(i + row) * *n + j..][..C].copy_from_slice(sums);
        }
    }
}

#[inline(always)]
fn add_multiple<const N: usize>(sums: &mut [f32; N], a: f32, b: &[f32; N]) {
    for (sum, b) in sums.iter_mut().zip(b) {
        *sum += a * b;
    }
}

#[inline(always)]
fn array<const N: usize>(values: &[f32]) -> [f32; N] {
    *values.first_chunk().expect("a block lies inside its matrix")
}

/// The first lanes from a slice that may be shorter.
#[inline(always)]
fn load(lanes: &mut [f32; LANES], values: &[f32]) {
    match values.first_chunk() {
        Some(whole) => *lanes = *whole,
        None => lanes.iter_mut().zip(values).for_each(|(lane, value)| *lane = *value),
    }
}

/// The first lanes, into a slice that is shorter.
#[inline(always)]
fn store(values: &mut [f32], lanes: &[f32; LANES]) {
    values.iter_mut().zip(lanes).for_each(|(value, lane)| *value = *lane);
}

/// `max(0, x)`, in place.
pub fn relu(values: &mut [f32]) {
    for value in values {
        *value = if *value > 0.0 { *value } else { 0.0 };
    }
}

/// The gradient before a ReLU, in place of the gradient after it, from what the ReLU gave.
pub fn relu_gradient(gradient: &mut [f32], given: &[f32]) {
    for (gradient, given) in gradient.iter_mut().zip(given) {
        // A mask instead of a branch, which would keep the compiler from doing four at once.
        let mask = u32::from(*given > 0.0).wrapping_neg();
        *gradient = f32::from_bits(gradient.to_bits() & mask);
    }
}

/// `out += Σ rows`, for rows as long as `out`.
pub fn add_rows(rows: &[f32], out: &mut [f32]) {
    let columns = out.len();
    let (wide, narrow) = out.as_chunks_mut::<WIDE>();
    for (j, sums) in wide.iter_mut().enumerate() {
        let mut totals = *sums;
        rows.chunks_exact(columns).for_each(|row| add_multiple(&mut totals, 1.0, &array(&row[j * WIDE..])));
        *sums = totals;
    }
    let done = columns - narrow.len();
    for row in rows.chunks_exact(columns) {
        narrow.iter_mut().zip(&row[done..]).for_each(|(sum, value)| *sum += value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes on both sides of every block and of the tile.
    const SIZES: [usize; 13] = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 50];

    fn numbers(count: usize, salt: usize) -> Vec<f32> {
        (0..count).map(|i| ((i * 7919 + salt * 104_729) % 199) as f32 / 100.0 - 1.0).collect()
    }

    fn transposed(matrix: &[f32], columns: usize) -> Vec<f32> {
        (0..columns).flat_map(|column| matrix.iter().skip(column).step_by(columns).copied()).collect()
    }

    /// `start + a B` by the definition, in the order that the kernels promise: so equal to the last bit.
    fn by_definition(a: &[f32], b: &[f32], columns: usize, start: impl Fn(usize, usize) -> f32) -> Vec<f32> {
        let depth = b.len() / columns;
        let sum = |(row, a): (usize, &[f32]), column: usize| {
            a.iter().enumerate().fold(start(row, column), |sum, (k, a)| sum + a * b[k * columns + column])
        };
        a.chunks(depth).enumerate().flat_map(|row| (0..columns).map(move |column| sum(row, column))).collect()
    }

    fn each(check: impl Fn(usize, usize, usize)) {
        for m in SIZES {
            for n in SIZES {
                SIZES.iter().for_each(|&depth| check(m, n, depth));
            }
        }
    }

    /// catches: a block too few, a strip's edge written past or left out, sums in another order
    #[test]
    fn a_product_is_what_its_definition_says() {
        each(|rows, columns, depth| {
            let (a, b, start) = (numbers(rows * depth, 1), numbers(depth * columns, 2), numbers(columns, 3));
            let (mut strips, mut out) = (Strips::default(), vec![9.0; rows * columns]);
            strips.cut(&b, columns);
            product(&a, &strips, Some(&start), &mut out);
            assert_eq!(out, by_definition(&a, &b, columns, |_, column| start[column]), "{rows} {columns} {depth}");
            strips.cut_transposed(&transposed(&b, columns), depth);
            product(&a, &strips, None, &mut out);
            assert_eq!(out, by_definition(&a, &b, columns, |_, _| 0.0), "{rows} {columns} {depth} transposed");
        });
    }

    /// catches: a tile that starts from 0 again, rows and columns swapped
    #[test]
    fn outer_products_are_added_up() {
        each(|m, n, rows| {
            let (a, b, mut out) = (numbers(rows * m, 1), numbers(rows * n, 2), numbers(m * n, 3));
            let start = out.clone();
            add_outer_products(&a, m, &b, n, &mut out);
            assert_eq!(out, by_definition(&transposed(&a, m), &b, n, |i, j| start[i * n + j]), "{m} {n} {rows}");
        });
    }

    /// catches: a part of the triangle that is not worked out, or worked out twice
    #[test]
    fn a_gram_matrix_has_the_products_of_all_columns() {
        for n in SIZES {
            for rows in SIZES {
                let (x, mut out) = (numbers(rows * n, 1), vec![9.0; n * n]);
                gram(&x, n, &mut out);
                assert_eq!(out, by_definition(&transposed(&x, n), &x, n, |_, _| 0.0), "{n} {rows}");
            }
        }
    }

    #[test]
    fn rows_are_added_up() {
        for columns in SIZES {
            let (rows, mut out) = (numbers(33 * columns, 1), numbers(columns, 2));
            let start = out.clone();
            add_rows(&rows, &mut out);
            assert_eq!(out, by_definition(&[1.0; 33], &rows, columns, |_, j| start[j]), "{columns}");
        }
    }

    /// catches: ≥ for >, the gradient's own sign for the value's
    #[test]
    fn relu_and_its_gradient_are_zero_unless_the_value_is_positive() {
        let mut values = [-1.5, -0.0, 0.0, 2.0, 3.0];
        relu(&mut values);
        assert_eq!(values, [0.0, 0.0, 0.0, 2.0, 3.0]);
        let mut gradient = [1.0, 2.0, 3.0, -4.0, f32::INFINITY];
        relu_gradient(&mut gradient, &values);
        assert_eq!(gradient, [0.0, 0.0, 0.0, -4.0, f32::INFINITY]);
    }
}
