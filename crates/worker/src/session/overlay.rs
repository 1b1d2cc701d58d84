//! The layers that explain the picture: densities, scores and posteriors of the shown level, exact and learned.
//!
//! A score is shown times σ: `σ ∇ log p_t(x_t) = -E[ε | x_t] = (α E[x_0 | x_t] - x_t) / σ` (Tweedie's formula; Vincent
//! 2011), which has the same size at every level.

use diffusion::sampler::Oracle;
use diffusion::{Dataset, Level, Mixture, TryDenoiser};
use plot::{Role, three_digits};
use training::Learned;

use messages::Layer;
use messages::RunId;
use messages::overlay::{Mark, MarkForm, OverlayRequest};
use messages::study::{Row, Sheet, Table, mark};

/// Cells of a map along each axis: in the plane, and on a line.
const CELLS: [usize; 2] = [56, 256];

/// A map of differences fades out until the density is this small, as the logarithm of its share of the peak: six
/// standard deviations from a spike, where no network is ever taught.
const FADED: f64 = 18.0;

/// Arrows along each axis.
const ARROWS: usize = 17;

/// A posterior weight below this is not shown.
const LEAST: f64 = 0.005;

/// The most rows of weights in the table.
const MOST_ROWS: usize = 6;

/// A pause between two strokes.
const GAP: [f32; 2] = [f32::NAN; 2];

/// What is laid over, kept as long as only the lens moves.
#[derive(Default)]
pub struct Overlay {
    known: Option<(Key, Vec<Mark>)>,
}

/// What the fields depend on: the weights, the level, the layers, the part that is seen.
type Key = ((RunId, usize), Level, Vec<Layer>, f64);

impl Overlay {
    /// The marks of a request at these weights, which are those of `moment`, and the tables that have changed with it.
    pub fn answer(
        &mut self,
        request: &OverlayRequest,
        dataset: &Dataset,
        learned: &Learned,
        moment: (RunId, usize),
    ) -> (Vec<Mark>, Vec<Sheet>) {
        let key = (moment, request.level, request.layers.clone(), request.reach);
        let law = dataset.mixture();
        let view = View { law: &law, request };
        let (mut marks, mut sheets) = match &self.known {
            Some((known, marks)) if *known == key => (marks.clone(), vec![]),
            _ => view.fields(learned),
        };
        self.known = Some((key, marks.clone()));
        if request.layers.contains(&Layer::Posterior) {
            let (own, sheet) = view.posterior(learned);
            marks.extend(own);
            sheets.push(sheet);
        }
        (marks, sheets)
    }
}

/// What may be asked for clean points, again and again.
trait Asked: TryDenoiser<Error: ToString> + Clone {}

impl<D: TryDenoiser<Error: ToString> + Clone> Asked for D {}

/// Both scores at every cell of a map, and how dense the noisy data are there.
struct Compared {
    points: Vec<f64>,
    exact: Vec<f64>,
    network: Vec<f64>,
    /// See [`below_peak`].
    logs: Vec<f64>,
}

impl Compared {
    /// How far the scores are apart at every cell.
    fn apart(&self, dim: usize) -> Vec<f64> {
        self.exact.chunks_exact(dim).zip(self.network.chunks_exact(dim)).map(|(a, b)| distance(a, b)).collect()
    }
}

/// A law, and how it is looked at.
struct View<'a> {
    law: &'a Mixture,
    request: &'a OverlayRequest,
}

impl View<'_> {
    /// All that does not depend on the lens.
    fn fields<D: Asked>(&self, learned: &D) -> (Vec<Mark>, Vec<Sheet>) {
        let wants = |layer| self.request.layers.contains(&layer);
        let (mut marks, mut sheets) = (Vec::new(), Vec::new());
        if wants(Layer::Density) {
            marks.push(self.density());
        }
        if wants(Layer::Score) || wants(Layer::ScoreError) {
            let compared = self.compared(learned);
            if let (true, Ok(compared)) = (wants(Layer::ScoreError), &compared) {
                marks.push(self.difference(compared));
            }
            sheets.push(self.score_sheet(compared));
        }
        if wants(Layer::Score) {
            marks.extend(self.scores(learned));
        }
        (marks, sheets)
    }

    fn dim(&self) -> usize {
        self.law.dim()
    }

    /// The middles of `n` cells along every axis over the whole reach, the lowest row first.
    fn cells(&self, n: usize) -> Vec<f64> {
        let at = |i: usize| self.request.reach * ((2 * i + 1) as f64 / n as f64 - 1.0);
        match self.dim() {
            1 => (0..n).map(at).collect(),
            _ => (0..n * n).flat_map(|i| [at(i % n), at(i / n)]).collect(),
        }
    }

    /// The exact density, as the share of its peak; widened by half a cell, so that no spike falls between two.
    fn density(&self) -> Mark {
        let n = CELLS[2 - self.dim()];
        let Level { alpha, sigma } = self.request.level;
        let seen = self.law.noised(Level { alpha, sigma: sigma.hypot(self.request.reach / n as f64) });
        let points = self.cells(n);
        // The square root lets the slopes be seen beside the peak.
        let strengths = below_peak(&seen, &points).into_iter().map(|log| (0.5 * log).exp() as f32).collect();
        Mark { form: MarkForm::Map, role: Role::Exact, numbers: strengths }
    }

    /// `σ ∇ log p_t` at rows of points, in closed form.
    fn exact_score(&self, points: &[f64]) -> Vec<f64> {
        let (seen, mut out) = (self.law.noised(self.request.level), vec![0.0; points.len()]);
        for (x, out) in points.chunks_exact(self.dim()).zip(out.chunks_exact_mut(self.dim())) {
            seen.score(x, out);
        }
        out.iter_mut().for_each(|score| *score *= self.request.level.sigma);
        out
    }

    /// The same as the network has it; why there is none where it has not.
    fn learned_score<D: Asked>(&self, learned: &D, points: &[f64]) -> Result<Vec<f64>, String> {
        let noise = self.ask(learned, |oracle| oracle.noise(points, self.request.level))?;
        Ok(noise.into_iter().map(|eps| -eps).collect())
    }

    /// What the network says; why it says nothing where it has no answer.
    fn ask<D: Asked>(
        &self,
        learned: &D,
        question: impl FnOnce(&mut Oracle<D>) -> Result<Vec<f64>, D::Error>,
    ) -> Result<Vec<f64>, String> {
        if self.request.level.sigma == 0.0 {
            return Err("The walk has arrived: without noise there is nothing to ask the network.".to_owned());
        }
        question(&mut Oracle::new(learned.clone())).map_err(|error| error.to_string())
    }

    fn compared<D: Asked>(&self, learned: &D) -> Result<Compared, String> {
        let points = self.cells(CELLS[2 - self.dim()]);
        let network = self.learned_score(learned, &points)?;
        let logs = below_peak(&self.law.noised(self.request.level), &points);
        Ok(Compared { exact: self.exact_score(&points), points, network, logs })
    }

    /// The difference of the scores: a map in the plane, a curve on a line.
    fn difference(&self, compared: &Compared) -> Mark {
        let Compared { points, exact, network, logs } = compared;
        if self.dim() == 1 {
            let apart: Vec<f64> = network.iter().zip(exact).map(|(a, b)| a - b).collect();
            return curve(points, &apart, Role::Warning);
        }
        let strength = |(apart, log): (f64, &f64)| (compressed(apart) * (1.0 + log / FADED).max(0.0)) as f32;
        let strengths = compared.apart(self.dim()).into_iter().zip(logs).map(strength);
        Mark { form: MarkForm::Map, role: Role::Warning, numbers: strengths.collect() }
    }

    /// Both scores: arrows in the plane, curves over a middle line on a line.
    fn scores<D: Asked>(&self, learned: &D) -> Vec<Mark> {
        let points = self.cells(if self.dim() == 1 { CELLS[1] } else { ARROWS });
        let exact = (Role::Exact, Ok(self.exact_score(&points)));
        let both = [exact, (Role::Learned, self.learned_score(learned, &points))];
        let known = both.into_iter().filter_map(|(role, score)| Some((role, score.ok()?)));
        if self.dim() == 1 {
            let curves = known.map(|(role, score)| curve(&points, &score, role));
            return curves.chain([curve(&points, &vec![0.0; points.len()], Role::Muted)]).collect();
        }
        let longest = 1.8 * self.request.reach / ARROWS as f64;
        known.map(|(role, score)| arrows(&points, &score, longest, role)).collect()
    }

    /// The differences as numbers: where the data are, and all over the picture.
    fn score_sheet(&self, compared: Result<Compared, String>) -> Sheet {
        let sigma = format!("At σ = {}", three_digits(self.request.level.sigma));
        let compared = match compared {
            Ok(compared) => compared,
            Err(reason) => return Sheet::new(Table::Score, vec![], format!("{sigma}: {reason}")),
        };
        let apart = compared.apart(self.dim());
        let weights: Vec<f64> = compared.logs.into_iter().map(f64::exp).collect();
        let even = vec![1.0; apart.len()];
        let rows = [("where the noisy data are", "score_error", &weights), ("all over the picture", "", &even)];
        let row = |(name, key, weights): (&str, &str, &Vec<f64>)| Row {
            marks: vec![],
            figure_marks: (!key.is_empty()).then(|| mark("data-metric", key)).into_iter().collect(),
            cells: vec![name.to_owned(), three_digits(root_mean_square(&apart, weights))],
        };
        Sheet::new(Table::Score, rows.map(row).into(), format!("{sigma}."))
    }

    /// The posterior at the lens: the marks and the table.
    fn posterior<D: Asked>(&self, learned: &D) -> (Vec<Mark>, Sheet) {
        let lens = &self.request.lens[..self.dim()];
        let posterior = self.law.posterior(lens, self.request.level);
        let guess = self.ask(learned, |oracle| oracle.denoised(lens, self.request.level));
        let mut weights: Vec<(usize, f64)> = posterior.weights.iter().copied().enumerate().collect();
        weights.retain(|(_, weight)| *weight >= LEAST);
        weights.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mean = &posterior.mean[..self.dim()];
        let marks = self.posterior_marks(&weights, mean, guess.as_deref().ok());
        (marks, self.posterior_sheet(&weights, mean, guess))
    }

    /// Where a place of the law is drawn; on a line, as high as its weight.
    fn spot(&self, place: &[f64], weight: f64) -> [f32; 2] {
        [place[0] as f32, place.get(1).map_or(0.9 * weight, |y| *y) as f32]
    }

    fn posterior_marks(&self, weights: &[(usize, f64)], mean: &[f64], guess: Option<&[f64]>) -> Vec<Mark> {
        let dim = self.dim();
        let lens = &self.request.lens[..dim];
        let at = |i: usize, weight: f64| self.spot(&self.law.components()[i].mean[..dim], weight);
        // In the plane the lens looks at every spike; on a line each weight is a bar.
        let foot = |i: usize| if dim == 1 { at(i, 0.0) } else { self.spot(lens, 0.0) };
        let rays = weights.iter().flat_map(|(i, weight)| [foot(*i), at(*i, *weight), GAP]);
        let dots = weights.iter().map(|(i, weight)| (at(*i, *weight), 3.0 + 9.0 * weight.sqrt() as f32));
        let mut marks = vec![
            Mark { form: MarkForm::Strokes, role: Role::Muted, numbers: rays.flatten().collect() },
            Mark { form: MarkForm::Dots, role: Role::Muted, numbers: dots.flat_map(|([x, y], r)| [x, y, r]).collect() },
        ];
        let mut dot = |role, place: &[f64], radius| {
            let [x, y] = self.spot(place, 0.0);
            marks.push(Mark { form: MarkForm::Dots, role, numbers: vec![x, y, radius] });
        };
        dot(Role::Ink, lens, 5.0);
        dot(Role::Exact, mean, 6.0);
        guess.iter().for_each(|guess| dot(Role::Learned, guess, 4.0));
        // Where the spikes are many, their words would lie over each other.
        if self.law.components().len() <= 16 {
            let shares = weights.iter().flat_map(|(i, weight)| {
                let [x, y] = at(*i, *weight);
                [x, y, *weight as f32]
            });
            marks.push(Mark { form: MarkForm::Shares, role: Role::Ink, numbers: shares.collect() });
        }
        marks
    }

    fn posterior_sheet(&self, weights: &[(usize, f64)], mean: &[f64], guess: Result<Vec<f64>, String>) -> Sheet {
        let row = |name: String, value: String| Row { cells: vec![name, value], ..Row::default() };
        let spike = |(i, weight): &(usize, f64)| {
            let place = words(&self.law.components()[*i].mean[..self.dim()]);
            row(format!("from {place}"), format!("{:.1} %", 100.0 * weight))
        };
        let mut rows: Vec<Row> = weights.iter().take(MOST_ROWS).map(spike).collect();
        rows.push(row("mean, exact".to_owned(), words(mean)));
        let seen = words(&self.request.lens[..self.dim()]);
        let mut note = format!("Seen at {seen}, σ = {}.", three_digits(self.request.level.sigma));
        match guess {
            Ok(guess) => {
                rows.push(row("mean, learned".to_owned(), words(&guess)));
                rows.push(row("apart".to_owned(), three_digits(distance(&guess, mean))));
            }
            Err(reason) => note = format!("{note} {reason}"),
        }
        Sheet::new(Table::Posterior, rows, note)
    }
}

/// `log p` at rows of points, less its largest value among them.
fn below_peak(law: &Mixture, points: &[f64]) -> Vec<f64> {
    let logs: Vec<f64> = points.chunks_exact(law.dim()).map(|x| law.log_density(x)).collect();
    let peak = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.into_iter().map(|log| log - peak).collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// A place in words.
fn words(place: &[f64]) -> String {
    let numbers: Vec<String> = place.iter().map(|x| three_digits(*x)).collect();
    if numbers.len() == 1 { numbers.concat() } else { format!("({})", numbers.join(", ")) }
}

fn root_mean_square(values: &[f64], weights: &[f64]) -> f64 {
    let sum = values.iter().zip(weights).map(|(value, weight)| weight * value * value).sum::<f64>();
    (sum / weights.iter().sum::<f64>()).sqrt()
}

/// From any length to one below 1: half of it at 1.
fn compressed(length: f64) -> f64 {
    length / (1.0 + length)
}

/// Values against points of a line, around the middle of the picture, with their ends pressed together.
fn curve(points: &[f64], values: &[f64], role: Role) -> Mark {
    let height = |value: f64| 0.5 + 0.45 * value.signum() * compressed(0.5 * value.abs());
    let numbers = points.iter().zip(values).flat_map(|(x, value)| [*x as f32, height(*value) as f32]).collect();
    Mark { form: MarkForm::Curve, role, numbers }
}

/// An arrow at every point, shaft and head.
fn arrows(points: &[f64], vectors: &[f64], longest: f64, role: Role) -> Mark {
    let pairs = |rows: &[f64]| -> Vec<[f64; 2]> { rows.chunks_exact(2).map(|row| [row[0], row[1]]).collect() };
    let arrow = |([x, y], [u, v]): ([f64; 2], [f64; 2])| {
        let length = u.hypot(v);
        let scale = longest * compressed(length) / length.max(f64::MIN_POSITIVE);
        let (dx, dy) = (scale * u, scale * v);
        let to = [x + dx, y + dy];
        let barb = |side: f64| [to[0] - 0.3 * dx - side * 0.15 * dy, to[1] - 0.3 * dy + side * 0.15 * dx];
        [[x, y], to, barb(1.0), to, barb(-1.0)].map(|place| place.map(|x| x as f32)).into_iter().chain([GAP])
    };
    let numbers = pairs(points).into_iter().zip(pairs(vectors)).flat_map(arrow).flatten().collect();
    Mark { form: MarkForm::Strokes, role, numbers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Denoiser;

    const ALL: [Layer; 4] = [Layer::Score, Layer::ScoreError, Layer::Posterior, Layer::Density];

    fn request(level: Level) -> OverlayRequest {
        OverlayRequest { layers: ALL.to_vec(), level, reach: 2.8, lens: [0.25, 0.4] }
    }

    /// The law itself in the place of the network, as a denoiser whose error has words.
    #[derive(Clone)]
    struct Perfect(Mixture);

    impl TryDenoiser for Perfect {
        type Error = String;

        fn dim(&self) -> usize {
            Denoiser::dim(&self.0)
        }

        fn try_denoise(&self, x: &[f64], level: Level, out: &mut [f64]) -> Result<(), String> {
            self.0.denoise(x, level, out);
            Ok(())
        }
    }

    /// catches: a sign, α left out, σ² for σ, the noised law's mean for the clean one
    #[test]
    fn a_perfect_network_has_the_exact_score_and_the_exact_mean() {
        for data in Dataset::ALL {
            let law = data.mixture();
            for level in [Level { alpha: 0.8, sigma: 0.6 }, Level::exploding(0.3)] {
                let request = request(level);
                let view = View { law: &law, request: &request };
                let perfect = Perfect(law.clone());
                let apart = view.compared(&perfect).expect("an answer").apart(law.dim());
                assert!(apart.iter().all(|apart| *apart < 1e-6), "{data:?}");
                let (marks, sheet) = view.posterior(&perfect);
                let rows = &sheet.rows;
                assert_eq!(rows[rows.len() - 3].cells[1], rows[rows.len() - 2].cells[1], "{data:?}: the two means");
                assert!(marks.iter().any(|mark| mark.role == Role::Learned));
            }
        }
    }

    /// catches: rows in the wrong order, columns for rows
    #[test]
    fn the_density_is_strongest_at_the_spike() {
        let law = Dataset::Corner.mixture();
        let request = request(Level::exploding(0.05));
        let view = View { law: &law, request: &request };
        let strengths = view.density().numbers;
        let strongest = (0..strengths.len()).max_by(|a, b| strengths[*a].total_cmp(&strengths[*b])).unwrap();
        let points = view.cells(CELLS[0]);
        let place = [points[2 * strongest], points[2 * strongest + 1]];
        assert!((place[0] + 1.0).abs() < 0.1 && (place[1] - 1.0).abs() < 0.1, "{place:?}");
    }

    #[test]
    fn where_the_network_cannot_answer_the_exact_part_stays_and_the_reason_is_said() {
        let law = Dataset::FourSpikes.mixture();
        let request = request(Level::CLEAN);
        let view = View { law: &law, request: &request };
        let (marks, sheets) = view.fields(&Perfect(law.clone()));
        assert!(marks.iter().any(|mark| mark.form == MarkForm::Map) && sheets[0].note.contains("without noise"));
        assert!(marks.iter().all(|mark| mark.role != Role::Learned));
    }
}
