//! How far the picture reaches.

use crate::exact_cloud::ExactCloud;

/// On a line, the view reaches this many standard deviations of the start noise beyond the mean …
const LINE_STDS: f64 = 1.6;

/// … and at least so many times as far as the outermost centre.
const LINE_ROOM: f64 = 1.1;

/// In the plane, the view reaches this many standard deviations of the shown noise beyond the outermost spike …
const PLANE_STDS: f64 = 2.2;

/// … and is at least this many times as wide as the spikes lie apart, so that the inset has a corner to itself.
const PLANE_ROOM: f64 = 3.0;

/// How far the picture reaches from the origin at a position between states, in the units of the data: it shows
/// `-half_extent … half_extent`. The plane closes in as the noise falls, so that data that much noise dwarfs are large in
/// the end.
pub fn half_extent(exact: &ExactCloud, position: f64) -> f64 {
    let mixture = exact.mixture();
    if mixture.dim() == 1 {
        let reach = mixture.mean(0).abs() + LINE_STDS * exact.levels()[0].sigma;
        return reach.max(LINE_ROOM * mixture.outermost());
    }
    let outermost = mixture.outermost();
    (outermost + PLANE_STDS * exact.level_at(position).sigma).max(PLANE_ROOM * outermost)
}
