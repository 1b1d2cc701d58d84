//! A small chart, drawn whole, against the picture of it that was looked at and found good.
//!
//! After a wanted change, run with `UPDATE_GOLDEN=1`, look at the new picture, and keep it.

use plot::{AxisSpec, Extent, LineChart, Marker, Palette, Role, Scale, Series, svg};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden.svg");

#[test]
fn a_small_chart_looks_as_it_did() {
    let drawn = svg::document(260.0, 120.0, &chart().shapes(), &Palette::LIGHT);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &drawn).expect("the golden picture can be written");
    }
    let golden = std::fs::read_to_string(GOLDEN).expect("the golden picture is in the repository");
    for (number, (new, old)) in drawn.lines().zip(golden.lines()).enumerate() {
        assert_eq!(new, old, "line {} differs", number + 1);
    }
    assert_eq!(drawn.lines().count(), golden.lines().count());
}

/// One of everything: a fixed axis that runs backwards, a gap, a band, a marker, dots and a legend.
fn chart() -> LineChart<'static> {
    const EXACT: &[[f64; 2]] = &[[10.0, 4.0], [1.0, 0.5], [0.1, 0.02], [0.01, 0.01]];
    const BAND: &[[f64; 3]] = &[[10.0, 3.0, 5.0], [1.0, 0.4, 0.6], [0.1, 0.015, 0.03]];
    const LEARNED: &[[f64; 2]] = &[[10.0, 4.1], [1.0, 0.6], [0.3, f64::NAN], [0.1, 0.05], [0.01, 0.04]];
    LineChart {
        size: [260.0, 120.0],
        x: AxisSpec { title: "σ", scale: Scale::Log10, extent: Extent::Fixed([10.0, 0.01]) },
        y: AxisSpec { title: "distance", scale: Scale::Log10, extent: Extent::Fit },
        series: vec![
            Series::new(Role::Exact, "exact", EXACT).with_band(BAND),
            Series::new(Role::Learned, "learned", LEARNED).with_dots(),
        ],
        markers: vec![Marker::here(0.5)],
        legend: true,
        empty: "",
    }
}
