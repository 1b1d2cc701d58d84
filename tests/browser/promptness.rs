//! How soon things happen. These tests read the clock, so nothing else may run beside them: `cargo xtask test` runs
//! them alone, one after the other.

use crate::playground::Playground;

/// Openings of which the quickest counts: the first has the browser's own start to pay for.
const OPENINGS: usize = 5;

#[test]
#[ignore = "reads the clock: run alone"]
fn something_moves_within_a_second() {
    let moments = (0..OPENINGS).map(|_| {
        let page = Playground::open("");
        page.until("performance.getEntriesByName('first-motion').length > 0");
        page.value("performance.getEntriesByName('first-motion')[0].startTime").as_f64().expect("a moment")
    });
    let quickest = moments.fold(f64::INFINITY, f64::min);
    assert!(quickest <= 1000.0, "first motion {quickest:.0} ms after the navigation began");
}
