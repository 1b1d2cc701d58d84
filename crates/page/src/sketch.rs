//! Points drawn by hand: a brush that strews them along its way, and an eraser.

use diffusion::dataset::{BANDWIDTH_RANGE, FARTHEST, InvalidPoints, MAX_POINTS, Mixture, Points, Unit};

/// Points lie this share of the brush's radius apart on its way.
const SPACING: f64 = 0.4;

/// The fractions of the golden ratio and of its plane counterpart: their multiples, without whole parts, fill the line and
/// the square evenly however many there are (Roberts 2018, "The unreasonable effectiveness of quasirandom sequences").
const EVEN: [f64; 2] = [0.754_877_666_246_693, 0.569_840_290_998_053_2];

/// Points that somebody draws, on a line or in the plane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sketch {
    dim: usize,
    points: Vec<[f64; 2]>,
    /// That of the points it began with; none where it began with nothing.
    bandwidth: Option<f64>,
    /// Those of the points it began with.
    units: Option<[Unit; 2]>,
    /// How many the brush has strewn so far.
    strewn: u32,
    /// How far the brush has come since the last point.
    since: f64,
}

impl Sketch {
    /// Nothing yet.
    pub fn empty(dim: usize) -> Self {
        Self { dim, ..Self::default() }
    }

    /// To begin with, the points of data that are made of many of one width.
    pub fn of(data: &Mixture) -> Self {
        let points = data.components().iter().map(|component| component.mean).take(MAX_POINTS).collect();
        let bandwidth = data.components().first().map(|component| component.std);
        Self { points, bandwidth, ..Self::empty(data.dim()) }
    }

    /// To begin with, a person's own points.
    pub fn of_points(points: &Points) -> Self {
        let (bandwidth, units) = (Some(points.bandwidth()), points.units());
        Self { points: points.rows().collect(), bandwidth, units, ..Self::empty(points.dim()) }
    }

    /// The points.
    pub fn points(&self) -> &[[f64; 2]] {
        &self.points
    }

    /// Whether there is no room for more.
    fn is_full(&self) -> bool {
        self.points.len() == MAX_POINTS
    }

    /// The brush, or the eraser, is put down.
    pub fn touch(&mut self, erases: bool, place: [f64; 2], radius: f64) {
        self.since = 0.0;
        if erases { self.erase(place, place, radius) } else { self.add(place) }
    }

    /// The brush, or the eraser, goes on from one place to another.
    pub fn stroke(&mut self, erases: bool, from: [f64; 2], to: [f64; 2], radius: f64) {
        if erases { self.erase(from, to, radius) } else { self.draw(from, to, radius) }
    }

    /// Strews points within `radius` of the way from one place to another.
    fn draw(&mut self, from: [f64; 2], to: [f64; 2], radius: f64) {
        let (spacing, length) = (SPACING * radius, (to[0] - from[0]).hypot(to[1] - from[1]));
        if !(spacing > 0.0 && length.is_finite()) {
            return;
        }
        let mut next = spacing - self.since;
        while next <= length && !self.is_full() {
            let share = next / length;
            let [right, up] = self.scatter();
            let at = [0, 1].map(|i| from[i] + share * (to[i] - from[i]));
            self.add([at[0] + radius * right, at[1] + radius * up]);
            next += spacing;
        }
        self.since = length + spacing - next;
    }

    /// The next place within a disc or, on a line, a stretch of radius 1.
    fn scatter(&mut self) -> [f64; 2] {
        loop {
            self.strewn += 1;
            let [right, up] = EVEN.map(|step| 2.0 * (f64::from(self.strewn) * step).fract() - 1.0);
            if self.dim == 1 || right * right + up * up <= 1.0 {
                return [right, up];
            }
        }
    }

    fn add(&mut self, place: [f64; 2]) {
        let [x, y] = place.map(|x| x.clamp(-FARTHEST, FARTHEST));
        if !self.is_full() && x.is_finite() && y.is_finite() {
            self.points.push([x, if self.dim == 2 { y } else { 0.0 }]);
        }
    }

    /// Takes away what lies within `radius` of the way from one place to another.
    fn erase(&mut self, from: [f64; 2], to: [f64; 2], radius: f64) {
        let flat = |place: [f64; 2]| if self.dim == 2 { place } else { [place[0], 0.0] };
        let (from, to) = (flat(from), flat(to));
        let way = [to[0] - from[0], to[1] - from[1]];
        let squared = way[0] * way[0] + way[1] * way[1];
        self.points.retain(|point| {
            let away = [point[0] - from[0], point[1] - from[1]];
            let share = if squared > 0.0 { (away[0] * way[0] + away[1] * way[1]) / squared } else { 0.0 };
            let share = share.clamp(0.0, 1.0);
            (away[0] - share * way[0]).hypot(away[1] - share * way[1]) > radius
        });
    }

    /// The data: of the bandwidth that it began with, or of half the radius of the brush; in the units that it began with.
    ///
    /// # Errors
    /// Where there is no point.
    pub fn data(&self, radius: f64) -> Result<Points, InvalidPoints> {
        let half = plot::rounded(radius / 2.0);
        let bandwidth = self.bandwidth.unwrap_or(half).clamp(BANDWIDTH_RANGE[0], BANDWIDTH_RANGE[1]);
        Points::smoothed(self.dim, &self.points, bandwidth)?.with_units(self.units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_is_strewn_evenly_however_often_the_pointer_tells() {
        let strewn = |steps: usize| {
            let mut sketch = Sketch::empty(2);
            sketch.touch(false, [0.0, 0.0], 0.1);
            for i in 0..steps {
                let [from, to] = [i, i + 1].map(|i| [2.0 * i as f64 / steps as f64, 0.0]);
                sketch.draw(from, to, 0.1);
            }
            sketch.points().to_vec()
        };
        let (once, often) = (strewn(1), strewn(64));
        assert_eq!((once.len(), often.len()), (50, 50));
        assert!(once.iter().zip(&often).all(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]) < 1e-9));
        assert!(once.iter().all(|point| point[1].abs() <= 0.1 && (-0.1..=2.1).contains(&point[0])));
        let mean = once.iter().map(|point| point[1]).sum::<f64>() / 50.0;
        assert!(mean.abs() < 0.02, "{mean}");
    }

    #[test]
    fn the_eraser_takes_what_its_way_touches() {
        let mut sketch = Sketch::empty(2);
        for place in [[0.0, 0.0], [0.5, 0.09], [0.5, -0.11], [1.2, 0.0]] {
            sketch.touch(false, place, 0.1);
        }
        sketch.erase([0.0, 0.0], [1.0, 0.0], 0.1);
        assert_eq!(sketch.points(), [[0.5, -0.11], [1.2, 0.0]]);
        sketch.erase([1.2, 0.0], [1.2, 0.0], 0.1);
        assert_eq!(sketch.points().len(), 1);
    }

    #[test]
    fn on_a_line_only_the_value_counts() {
        let mut sketch = Sketch::empty(1);
        sketch.draw([-1.0, 0.3], [1.0, 0.7], 0.2);
        assert!(sketch.points().len() > 20 && sketch.points().iter().all(|point| point[1] == 0.0));
        sketch.erase([-2.0, 5.0], [2.0, -5.0], 0.1);
        assert!(sketch.points().is_empty());
        assert_eq!(sketch.data(0.1), Err(InvalidPoints::Count(0)));
    }

    #[test]
    fn a_sketch_ends_at_the_most_points_and_at_the_farthest_place() {
        let mut sketch = Sketch::empty(2);
        sketch.draw([-70.0, 0.0], [70.0, 0.0], 0.01);
        assert!(sketch.is_full());
        assert!(sketch.data(0.01).is_ok());
        sketch.draw([0.0, 0.0], [f64::NAN, 0.0], 0.01);
        assert_eq!(sketch.points().len(), MAX_POINTS);
    }

    #[test]
    fn a_bandwidth_stays_and_the_first_is_half_the_brush() {
        let mut sketch = Sketch::empty(2);
        sketch.touch(false, [0.5, 0.5], 0.1);
        assert_eq!(sketch.data(0.123_45).unwrap().bandwidth(), 0.0617);
        let points = Points::DEFAULT.with_units(Some([Unit { zero: 5.0, one: 2.0 }; 2])).unwrap();
        assert_eq!(Sketch::of_points(&points).data(1.0), Ok(points));
    }
}
