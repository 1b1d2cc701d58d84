//! Shapes as point sets: fixed points, spread evenly along a curve or over a square.

use std::f64::consts::{PI, TAU};

/// An upper and a lower half circle of radius 1 around (-0.5, -0.25) and (0.5, 0.25), 100 points each.
pub(super) fn moons() -> Vec<[f64; 2]> {
    let count = 100;
    let upper = middles(count).map(|u| polar(1.0, PI * u));
    upper.flat_map(|[x, y]| [[x - 0.5, y - 0.25], [0.5 - x, 0.25 - y]]).collect()
}

/// Rings of radius 0.5 and 1.2 with 72 and 168 points: evenly dense.
pub(super) fn rings() -> Vec<[f64; 2]> {
    let ring = |radius, count| middles(count).map(move |u| polar(radius, TAU * u));
    ring(0.5, 72).chain(ring(1.2, 168)).collect()
}

/// `r ∝ θ` for θ from 1.5 π to 4.5 π, 256 points evenly dense: the length of the roll up to θ is nearly `θ²/2`.
pub(super) fn swiss_roll() -> Vec<[f64; 2]> {
    let (from, to) = (1.5 * PI, 4.5 * PI);
    let angle = |u: f64| (from * from + u * (to * to - from * from)).sqrt();
    middles(256).map(|u| polar(1.4 * angle(u) / to, angle(u))).collect()
}

/// The squares of a 4 × 4 board of side 2.8 on which column and row are even together or odd together, each with a
/// lattice of 6 × 6 points.
pub(super) fn checkerboard() -> Vec<[f64; 2]> {
    let (squares, lattice, side) = (4, 6, 0.7);
    let coordinate = |i: usize| (i as f64 + 0.5) / lattice as f64 * side - 0.5 * squares as f64 * side;
    let all = (0..squares * lattice).flat_map(|i| (0..squares * lattice).map(move |j| (i, j)));
    all.filter(|(i, j)| (i / lattice + j / lattice) % 2 == 0).map(|(i, j)| [coordinate(i), coordinate(j)]).collect()
}

/// Two arms of `r ∝ θ`, one turned half around, for θ up to 3 π, 120 points each and evenly dense. They begin outside
/// the middle, where they would touch.
pub(super) fn spiral() -> Vec<[f64; 2]> {
    let turned = |u: f64| (0.06 + 0.94 * u).sqrt();
    let arm = middles(120).map(|u| polar(0.1 + 1.35 * turned(u), 3.0 * PI * turned(u)));
    arm.flat_map(|[x, y]| [[x, y], [-x, -y]]).collect()
}

/// The middles of `count` equal cells of [0, 1].
fn middles(count: u32) -> impl Iterator<Item = f64> {
    (0..count).map(move |i| (f64::from(i) + 0.5) / f64::from(count))
}

/// The same bits on every target, which the standard library's sine does not promise.
fn polar(radius: f64, angle: f64) -> [f64; 2] {
    let (sine, cosine) = libm::sincos(angle);
    [radius * cosine, radius * sine]
}
