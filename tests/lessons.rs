//! What lessons ask and the ranges that they give, against seeds that these were not taken from.
//!
//! A range is what 24 seeds gave: the next run lies in it with a probability of 23/25. What every seed of 16 gave is
//! printed: `cargo test --release -p tests --test lessons -- --nocapture`.

use diffusion::Config;
use diffusion::config::Networks;
use diffusion::evaluation::CloudStatistics;
use page::App;
use page::lessons::{ChoiceMarkup, Lesson, Lessons, Measured, Ruling};
use tests::source::read;
use tests::{PageAndWorker, for_seeds, markup};
use training::{IterationReport, Trainer};

/// The first of the seeds; those before it gave the ranges.
const FIRST_SEED: u32 = 24;

const SEEDS: u32 = 16;

/// So many lie in a range of 23/25 in 99 of 100 times.
const FEWEST: usize = 12;

/// Of seeds and how many of them must lie in the range, for runs that take a few seconds, and for those of networks per
/// level, which take longer.
const OF_SECONDS: (u32, usize) = (8, 6);
const OF_LONGER: (u32, usize) = (4, 3);

/// A range that a lesson gives: the link of its button, its own words, and the figure that they are about.
struct Range {
    link: &'static str,
    words: &'static str,
    figure: fn(&EndOfRun) -> f64,
    range: [f64; 2],
}

/// What a run ends with.
struct EndOfRun {
    loss: f64,
    samples: CloudStatistics,
}

const SPREAD: fn(&EndOfRun) -> f64 = |end| end.samples.moments[0].std;
const SCORE: fn(&EndOfRun) -> f64 = |end| end.samples.avg_sq_distance;
const LOSS: fn(&EndOfRun) -> f64 = |end| end.loss;
const LARGEST: fn(&EndOfRun) -> f64 = |end| end.samples.shares.iter().copied().fold(0.0, f64::max);
const SMALLEST: fn(&EndOfRun) -> f64 = |end| end.samples.shares.iter().copied().fold(1.0, f64::min);

/// Those beside what lessons ask, of the models that train for a second or less, link by link.
const RANGES: [Range; 13] = [
    range("recipe=simple_1Diffusion&levels=50", "to one ten-millionth or far less", SPREAD, [0.0, 1.5e-7]),
    range("recipe=simple_1Diffusion", "0.0001 to 0.006", SPREAD, [1e-4, 6e-3]),
    range("recipe=simple_2Diffusion", "score between 0.000001 and 0.002", SCORE, [1e-6, 2e-3]),
    range("recipe=simple_multimodal", "between 0.21 and 0.30", LARGEST, [0.25, 0.30]),
    range("recipe=simple_multimodal", "between 0.21 and 0.30", SMALLEST, [0.21, 0.25]),
    range("recipe=simple_multimodal", "near 1 instead of 8", LOSS, [5.5, 10.5]),
    range("recipe=simple_multimodal&sigma_max=0.3", "near 1 instead of 8", LOSS, [0.5, 1.5]),
    range("recipe=simple_multimodal_video", "between 13 and 22", LOSS, [13.0, 22.0]),
    range("recipe=simple_multimodal_video&rho=7", "between 5 and 10", LOSS, [5.0, 10.0]),
    range("recipe=single_DDPM", "ends at 0.015 to 0.046", SPREAD, [0.015, 0.046]),
    range("recipe=multimodal_DDPM", "at 0.001 to 0.007", SCORE, [1e-3, 7e-3]),
    range("recipe=multimodal_DDPM&sigma_max=0.3", "share of 0.30 to 0.39", |end| end.samples.shares[3], [0.30, 0.39]),
    range("recipe=multimodal_DDPM&sigma_max=0.3", "one 0.13 to 0.20", |end| end.samples.shares[2], [0.13, 0.20]),
];

const fn range(link: &'static str, words: &'static str, figure: fn(&EndOfRun) -> f64, range: [f64; 2]) -> Range {
    Range { link, words, figure, range }
}

impl EndOfRun {
    /// Trains and samples.
    pub fn of(config: &Config) -> Self {
        let mut trainer = Trainer::new(config).expect("a recipe can be trained");
        let steps: Vec<IterationReport> = trainer.by_ref().map(|step| step.expect("training stays finite")).collect();
        let states = trainer.model().and_then(|learned| learned.states(config)).expect("a trained network predicts");
        let tail = &steps[steps.len() - steps.len() / 10..];
        let loss = tail.iter().map(|step| f64::from(step.loss)).sum::<f64>() / tail.len() as f64;
        Self { loss, samples: CloudStatistics::of(&states[states.len() - 1], &config.dataset.mixture()) }
    }

    /// The runs of all seeds.
    pub fn of_all_seeds(link: &str) -> Vec<Self> {
        let config = App::new("", link, 0.0).settings().config.clone();
        for_seeds(FIRST_SEED..FIRST_SEED + SEEDS, |seed| Self::of(&Config { seed, ..config.clone() }))
    }
}

/// What the markup of a lesson says.
#[derive(Default)]
struct LessonMarkup {
    key: String,
    link: String,
    figures: String,
    choices: Vec<ChoiceMarkup>,
    /// What its buttons load.
    loads: Vec<String>,
    /// The lines of which it asks which is wrong, where it does: whether each is.
    lines: Vec<bool>,
    is_wrong: bool,
    /// The range that it gives for the figures that it asks about.
    expected: Option<[f64; 2]>,
}

impl LessonMarkup {
    fn all() -> Vec<Self> {
        let mut lessons: Vec<Self> = Vec::new();
        for tag in markup::tags(&read("index.html").text) {
            if let Some(key) = tag.get("data-lesson") {
                lessons.push(Self { key: key.to_owned(), ..Self::default() });
            }
            lessons.last_mut().into_iter().for_each(|lesson| lesson.read(&tag));
        }
        lessons
    }

    /// Takes what a tag of the lesson says.
    fn read(&mut self, tag: &markup::Tag) {
        let text = |name: &str| tag.get(name).map(str::to_owned);
        if let Some(link) = text("data-ask") {
            (self.link, self.figures) = (link, text("data-figure").unwrap_or_default());
        }
        if tag.get("data-predict").is_some() {
            self.choices.push(ChoiceMarkup { below: text("data-below"), largest: text("data-largest") });
        }
        self.loads.extend(text("data-load"));
        // A label, then its radio button.
        if tag.name == "label" {
            self.is_wrong = tag.get("data-wrong").is_some();
        } else if tag.get("name").is_some_and(|name| name.starts_with("line-")) {
            self.lines.push(self.is_wrong);
        }
        if let Some(range) = text("data-expected") {
            let ends: Vec<f64> = range.split(' ').map(|end| end.parse().expect("a number")).collect();
            self.expected = Some([ends[0], ends[1]]);
        }
    }

    fn expected(&self) -> [f64; 2] {
        self.expected.unwrap_or_else(|| panic!("{} gives a range", self.key))
    }

    fn ruling(&self) -> Ruling {
        Ruling::of_markup(&self.figures, &self.choices)
    }

    /// What its run gives with this seed, in a page with its worker.
    fn measured(&self, seed: u32) -> Measured {
        let words = vec![String::new(); self.choices.len()];
        let lesson = Lesson::new(&self.key, words, self.ruling(), &self.link, "");
        let evaluated = self.choices.iter().any(|choice| choice.largest.is_some())
            || ["loss_", "slope_", "spikes_", "copies"].iter().any(|start| self.figures.starts_with(start));
        let link = format!("{}&seed={seed}&pace=max", self.link);
        let mut page = PageAndWorker::open_lessons(&link, Lessons::new(vec![lesson], ""), evaluated);
        page.work_until(|app| app.lessons().list()[0].measured().is_some());
        let measured = page.app.lessons().list()[0].measured();
        measured.unwrap_or_else(|| panic!("{} with seed {seed} has no answer", self.key)).clone()
    }
}

#[test]
fn every_lesson_asks_what_its_own_run_answers() {
    let lessons = LessonMarkup::all();
    assert!(lessons.len() >= 14, "{} lessons", lessons.len());
    for lesson in &lessons {
        assert!(lessons.iter().filter(|other| other.key == lesson.key).count() == 1, "{} twice", lesson.key);
        assert!(lesson.choices.len() >= 2 && lesson.loads.contains(&lesson.link), "{}", lesson.key);
        for link in &lesson.loads {
            assert_eq!(page::link::read(link).note(), None, "{}: {link}", lesson.key);
        }
        let wrong = lesson.lines.iter().filter(|wrong| **wrong).count();
        assert_eq!(wrong, usize::from(lesson.link.contains("bug=")), "{}: lines that are wrong", lesson.key);
        let [low, high] = lesson.expected();
        match lesson.ruling() {
            Ruling::Below { ends, .. } => {
                assert!(ends.len() + 1 == lesson.choices.len() && ends.is_sorted(), "{}: {ends:?}", lesson.key);
                let choice = |value: f64| lesson.ruling().decide(|_| Some(value)).map(|measured| measured.choice);
                assert!(low < high && choice(low) == choice(high), "{}: the whole range is one answer", lesson.key);
            }
            Ruling::Largest(parts) => assert_eq!(parts.len(), lesson.choices.len(), "{}", lesson.key),
        }
    }
}

/// catches: an answer that most readers' runs contradict, a figure that the page does not show
#[test]
fn the_runs_of_other_seeds_give_the_answer_that_a_lesson_explains() {
    let mut wrong = Vec::new();
    for lesson in LessonMarkup::all() {
        let [low, high] = lesson.expected();
        let config = page::link::read(&lesson.link).settings.config;
        let (seeds, fewest) = match (config.networks, config.standard) {
            // Samplers are compared with the exact denoiser, whatever the seed.
            _ if lesson.figures.starts_with("slope_") => (1, 1),
            (Networks::PerLevel { .. }, _) => OF_LONGER,
            (Networks::Shared, Some(_)) => OF_SECONDS,
            (Networks::Shared, None) => (SEEDS, FEWEST),
        };
        let given = for_seeds(FIRST_SEED..FIRST_SEED + seeds, |seed| lesson.measured(seed));
        let fits = |measured: &&Measured| {
            let value: f64 = measured.text.parse().expect("a number");
            (low..=high).contains(&value) && measured.choice == given[0].choice
        };
        let inside = given.iter().filter(fits).count();
        let texts: Vec<&str> = given.iter().map(|measured| measured.text.as_str()).collect();
        println!("{}: {inside} of {seeds} from {low} to {high}: {}", lesson.key, texts.join(" "));
        if inside < fewest {
            wrong.push(lesson.key);
        }
    }
    assert!(wrong.is_empty(), "not so: {wrong:#?}");
}

#[test]
fn the_ranges_of_the_lessons_hold_for_other_seeds() {
    let lessons = read("index.html").text;
    let mut wrong = Vec::new();
    for of_link in RANGES.chunk_by(|a, b| a.link == b.link) {
        let ends = EndOfRun::of_all_seeds(of_link[0].link);
        for Range { link, words, figure, range: [low, high] } in of_link {
            let mut figures: Vec<f64> = ends.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            let inside = figures.iter().filter(|figure| (*low..=*high).contains(*figure)).count();
            println!(
                "{link}: {inside} of {SEEDS} are {words}: {:.3e} … {:.3e}",
                figures[0],
                figures[figures.len() - 1]
            );
            let is_said = lessons.contains(words) && lessons.contains(&format!("\"{}\"", link.replace('&', "&amp;")));
            if inside < FEWEST || !is_said {
                wrong.push(format!("{link}: {words}"));
            }
        }
    }
    assert!(wrong.is_empty(), "not said, or not so: {wrong:#?}");
}
