//! The pictures of the programs, as SVG.

use diffusion::evaluation::Moments;
use plot::{
    Anchor, Axes, AxisSpec, Baseline, Dot, Extent, LineChart, Point, Rect, Role, Scale, Series, Shape, Stroke, Text,
    three_digits,
};

use super::progress::mean_of_the_last_tenth;
use super::{Failure, ProgramRun, Training};

/// A chart by itself.
const CHART: [f32; 2] = [640.0, 320.0];

/// A small picture among others.
const PANEL: f32 = 190.0;

/// Small pictures in a row.
const COLUMNS: usize = 5;

/// Points that are drawn of a cloud.
const SHOWN: usize = 600;

impl ProgramRun {
    /// The loss of every iteration, in its own file.
    pub fn draw_loss(&self, name: &str, losses: &[f32]) -> Result<(), Failure> {
        let points: Vec<[f64; 2]> = (1..).zip(losses).map(|(i, loss)| [f64::from(i), f64::from(*loss)]).collect();
        let chart = LineChart {
            size: CHART,
            x: AxisSpec { title: "iteration", ..AxisSpec::default() },
            y: AxisSpec { title: "loss", scale: Scale::Log10, extent: Extent::Fit },
            series: vec![Series::new(Role::Learned, "", &points)],
            ..LineChart::default()
        };
        self.write_svg(name, CHART, &chart.shapes())
    }

    /// The losses of a chain of networks, each in its own file. What comes back is the last network's.
    pub fn draw_every_loss(&self, mut training: Training) -> Result<Training, Failure> {
        // The first network learns t = 0, the cleanest level.
        for (t, stage) in self.config.stages().iter().enumerate() {
            if t > 0 {
                training.losses.drain(..self.config.stages()[t - 1].iterations);
            }
            let losses = &training.losses[..stage.iterations];
            self.draw_loss(&format!("loss_t{t}"), losses)?;
            println!("t = {t}: loss {:.4}", mean_of_the_last_tenth(losses));
        }
        Ok(training)
    }

    /// Mean and standard deviation of every coordinate at every state of sampling, against the data's.
    pub fn draw_moments(&self, states: &[Vec<f32>]) -> Result<(), Failure> {
        let data = self.config.dataset.mixture();
        for axis in 0..data.dim() {
            let suffix = ["", "_y"][axis];
            let of =
                |value: fn(&Moments) -> f64| states.iter().map(|x| value(&self.figures(x).moments[axis])).collect();
            self.draw_levels(&format!("mean{suffix}"), "mean", Scale::Linear, of(|m| m.mean), data.mean(axis))?;
            self.draw_levels(&format!("std{suffix}"), "std", Scale::Log10, of(|m| m.std), data.std(axis))?;
        }
        Ok(())
    }

    /// The average squared distance to the nearest spike at every state of sampling, against the data's.
    pub fn draw_distance(&self, states: &[Vec<f32>]) -> Result<(), Failure> {
        let distances = states.iter().map(|x| self.figures(x).avg_sq_distance).collect();
        let expected = self.config.dataset.mixture().expected_sq_distance();
        self.draw_levels("distance", "average squared distance to the nearest spike", Scale::Log10, distances, expected)
    }

    /// A figure of the samples over the states of sampling, and what it is for the data.
    fn draw_levels(&self, name: &str, title: &str, scale: Scale, values: Vec<f64>, data: f64) -> Result<(), Failure> {
        let points: Vec<[f64; 2]> = (0..).map(f64::from).zip(values).map(|(k, y)| [k, y]).collect();
        let expected: Vec<[f64; 2]> = points.iter().map(|[k, _]| [*k, data]).collect();
        let data = Series::new(Role::Data, "data", &expected);
        let chart = LineChart {
            size: CHART,
            x: AxisSpec { title: "step", ..AxisSpec::default() },
            y: AxisSpec { title, scale, extent: Extent::Fit },
            series: vec![data, Series::new(Role::Learned, "samples", &points).with_dots()],
            legend: true,
            ..LineChart::default()
        };
        self.write_svg(name, CHART, &chart.shapes())
    }

    /// A scatter plot of every state of sampling in the plane, each coordinate within ± `reach`.
    pub fn draw_scatter(&self, titles: &[String], states: &[Vec<f32>], reach: f64) -> Result<(), Failure> {
        let scatter = |state: &Vec<f32>| {
            let shown = state.chunks(2).take(SHOWN);
            let points: Vec<[f64; 2]> = shown.map(|x| [f64::from(x[0]), f64::from(x[1])]).collect();
            let draw = move |axes: &Axes| Shape::Dots {
                centres: points.into_iter().map(|point| axes.canvas_from_data(point)).collect(),
                dot: Dot::for_cloud(Role::Learned, SHOWN, 0.6),
            };
            Panel { x: [-reach, reach], y: [-reach, reach], draw: Box::new(draw) }
        };
        self.draw_panels("samples", titles, states.iter().map(scatter).collect())
    }

    /// A curve at every level, each over its own range.
    pub fn draw_densities(&self, name: &str, titles: &[String], curves: &[Vec<[f64; 2]>]) -> Result<(), Failure> {
        let density = |curve: &Vec<[f64; 2]>| {
            let (curve, highest) = (curve.clone(), curve.iter().map(|[_, y]| *y).fold(0.0, f64::max));
            let x = [curve[0][0], curve[curve.len() - 1][0]];
            let draw = move |axes: &Axes| Shape::Line {
                points: curve.into_iter().map(|point| axes.canvas_from_data(point)).collect(),
                stroke: Stroke::new(Role::Learned, 1.5),
            };
            Panel { x, y: [0.0, 1.05 * highest], draw: Box::new(draw) }
        };
        self.draw_panels(name, titles, curves.iter().map(density).collect())
    }

    fn draw_panels(&self, name: &str, titles: &[String], panels: Vec<Panel>) -> Result<(), Failure> {
        let rows = panels.len().div_ceil(COLUMNS);
        let size = [PANEL * COLUMNS.min(panels.len()) as f32, PANEL * rows as f32];
        let places = (0..).map(|i| [PANEL * (i % COLUMNS) as f32, PANEL * (i / COLUMNS) as f32]);
        let shapes = titles.iter().zip(panels).zip(places).flat_map(|((title, panel), at)| panel.shapes(title, at));
        self.write_svg(name, size, &shapes.collect::<Vec<_>>())
    }
}

/// A small picture: the ranges of its axes, and what is drawn over them.
struct Panel {
    x: [f64; 2],
    y: [f64; 2],
    draw: Box<dyn FnOnce(&Axes) -> Shape>,
}

impl Panel {
    fn shapes(self, title: &str, [left, top]: Point) -> Vec<Shape> {
        let area = Rect { x: left + 8.0, y: top + 22.0, width: PANEL - 16.0, height: PANEL - 44.0 };
        let axes = Axes::linear(area, self.x, self.y);
        let text = |words: String, at, anchor| {
            Shape::Text(Text { at, words, role: Role::Muted, size: 10.0, anchor, baseline: Baseline::Middle })
        };
        let below = area.bottom() + 8.0;
        vec![
            text(title.to_owned(), [left + PANEL / 2.0, top + 12.0], Anchor::Middle),
            text(three_digits(self.x[0]), [area.x, below], Anchor::Start),
            text(three_digits(self.x[1]), [area.right(), below], Anchor::End),
            Shape::segment([area.x, area.bottom()], [area.right(), area.bottom()], Stroke::HAIRLINE),
            Shape::Clip { area, shapes: vec![(self.draw)(&axes)] },
        ]
    }
}
