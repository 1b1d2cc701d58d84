//! Lessons that ask: somebody predicts what a run will give, runs it, and reads the answer off the run's own figures.
//!
//! What a lesson says is written in the page's markup; here is what it asks.

use diffusion::Config;

use crate::link;
use crate::results::figure_text;

/// How the choices of a lesson's question follow from the figures of its run.
#[derive(Clone, Debug, PartialEq)]
pub enum Ruling {
    /// The largest of these figures: the first choice where it is below the first end, and so on; the last where it is
    /// below none.
    Below {
        /// The names of the figures.
        figures: Vec<String>,
        /// The ends of all choices but the last, rising.
        ends: Vec<f64>,
    },
    /// Each choice stands for a figure: that of the largest.
    Largest(Vec<String>),
}

impl Ruling {
    /// The ruling that a lesson's markup says: the names of the figures, joined by spaces, and of each choice the end
    /// beneath which it is right, or the figure that it stands for.
    pub fn of_markup(figures: &str, choices: &[ChoiceMarkup]) -> Self {
        let largest: Vec<String> = choices.iter().filter_map(|choice| choice.largest.clone()).collect();
        if !largest.is_empty() {
            return Self::Largest(largest);
        }
        let ends = choices.iter().filter_map(|choice| plot::parse_number(choice.below.as_deref()?)).collect();
        Self::Below { figures: figures.split(' ').map(str::to_owned).collect(), ends }
    }

    /// What the figures of a run say; none as long as one of them is not known.
    pub fn decide(&self, figure: impl Fn(&str) -> Option<f64>) -> Option<Measured> {
        let (Self::Below { figures, .. } | Self::Largest(figures)) = self;
        let values = figures.iter().map(|name| figure(name)).collect::<Option<Vec<f64>>>()?;
        let (place, largest) = values.into_iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        let choice = match self {
            Self::Below { ends, .. } => ends.iter().take_while(|end| largest >= **end).count(),
            Self::Largest(_) => place,
        };
        Some(Measured { choice, text: figure_text(Some(largest)) })
    }
}

/// What the markup of a choice says of when it is right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoiceMarkup {
    /// Where the figure is below this.
    pub below: Option<String>,
    /// Where this is the largest figure.
    pub largest: Option<String>,
}

/// What a run gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The choice that was right in this run.
    pub choice: usize,
    /// The figure that says so.
    pub text: String,
}

/// A lesson's question, and how far somebody is with it.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its name in links.
    pub key: String,
    /// The words of the choices.
    pub choices: Vec<String>,
    ruling: Ruling,
    /// What the run that it asks about is made of.
    config: Config,
    predicted: Option<usize>,
    measured: Option<Measured>,
}

impl Lesson {
    /// The lesson of this name. `link` is the fragment of the run that it asks about; `remembered` what
    /// [`Self::progress`] said of it another time.
    pub fn new(key: &str, choices: Vec<String>, ruling: Ruling, link: &str, remembered: &str) -> Self {
        let mut words = remembered.split(' ');
        let mut choice = || words.next()?.parse().ok().filter(|choice| *choice < choices.len());
        let (predicted, measured) = (choice(), choice());
        let measured = measured.zip(words.next()).map(|(choice, text)| Measured { choice, text: text.to_owned() });
        let config = link::read(link).settings.config;
        Self { key: key.to_owned(), choices, ruling, config, predicted, measured }
    }

    /// How far somebody is, to be remembered: the prediction, what was right, and the figure.
    pub fn progress(&self) -> String {
        let predicted = self.predicted.map_or("-".to_owned(), |choice| choice.to_string());
        let measured =
            self.measured.as_ref().map_or(String::new(), |Measured { choice, text }| format!(" {choice} {text}"));
        predicted + &measured
    }

    /// The choice that somebody made.
    pub fn predicted(&self) -> Option<usize> {
        self.predicted
    }

    /// What the run that it asks about gave.
    pub fn measured(&self) -> Option<&Measured> {
        self.measured.as_ref()
    }

    /// Whether there are a prediction and a run to hold it against.
    pub fn is_answered(&self) -> bool {
        self.predicted.is_some() && self.measured.is_some()
    }

    /// Whether a run is the one that it asks about, with whichever seeds.
    pub fn asks_about(&self, config: &Config) -> bool {
        Config { seed: config.seed, draw: config.draw, ..self.config.clone() } == *config
    }

    /// What is to be said of prediction and run. `running`: where the page has such a run, whether that is on its way.
    pub fn outcome(&self, running: Option<bool>) -> String {
        let words = |choice: usize| self.choices.get(choice).map_or("", String::as_str);
        let is_running = running == Some(true);
        let wait =
            |words: &str| if is_running { "The answer comes when this run has ended." } else { words }.to_owned();
        match (self.predicted, &self.measured) {
            (None, None) if running.is_none() => "Until you run this one, the picture shows another run.".to_owned(),
            (None, None) => wait(""),
            (Some(_), None) => wait("Now run it."),
            // What came out is not told before something was expected.
            (None, Some(_)) => wait("There is an answer. What do you expect?"),
            (Some(predicted), Some(Measured { choice, text })) if predicted == *choice => {
                format!("As you said: the run gave {text}.")
            }
            (Some(predicted), Some(Measured { choice, text })) => {
                format!("You said “{}”. The run gave {text}: “{}”.", words(predicted), words(*choice))
            }
        }
    }
}

/// All lessons, and which of them is shown.
#[derive(Clone, Debug, Default)]
pub struct Lessons {
    list: Vec<Lesson>,
    shown: usize,
    /// Counts the changes.
    revision: u32,
}

impl Lessons {
    /// These lessons, from the one of this name on; from the first where there is none of this name.
    pub fn new(list: Vec<Lesson>, shown: &str) -> Self {
        let mut lessons = Self { list, shown: 0, revision: 0 };
        lessons.show(shown);
        lessons
    }

    /// All of them.
    pub fn list(&self) -> &[Lesson] {
        &self.list
    }

    /// Another number after every change.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The one that is shown; none in a page without lessons.
    pub fn shown(&self) -> Option<&Lesson> {
        self.list.get(self.shown)
    }

    /// Shows the lesson of this name; whether there is one.
    pub fn show(&mut self, key: &str) -> bool {
        let place = self.list.iter().position(|lesson| lesson.key == key);
        self.shown = place.unwrap_or(self.shown);
        self.revision += 1;
        place.is_some()
    }

    /// Shows the lesson so many further on, as far as there are any.
    pub fn step(&mut self, by: isize) {
        self.shown = self.shown.saturating_add_signed(by).min(self.list.len().saturating_sub(1));
        self.revision += 1;
    }

    /// A choice was made in a lesson.
    pub fn predict(&mut self, key: &str, choice: usize) {
        let lesson = self.list.iter_mut().find(|lesson| lesson.key == key);
        lesson.into_iter().for_each(|lesson| lesson.predicted = Some(choice));
        self.revision += 1;
    }

    /// What the shown lesson's run gave is asked for anew. Whether a run of this configuration is one that it asks about.
    pub fn forget_run(&mut self, config: &Config) -> bool {
        let Some(lesson) = self.list.get_mut(self.shown) else { return false };
        lesson.measured = None;
        self.revision += 1;
        lesson.asks_about(config)
    }

    /// A run of this configuration has ended with these figures: what the shown lesson asks about is answered.
    pub fn ended(&mut self, config: &Config, figure: impl Fn(&str) -> Option<f64>) {
        let Some(lesson) = self.list.get_mut(self.shown).filter(|lesson| lesson.asks_about(config)) else { return };
        let measured = lesson.ruling.decide(figure);
        if measured.is_some() && measured != lesson.measured {
            lesson.measured = measured;
            self.revision += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(ends: &[f64]) -> Ruling {
        Ruling::Below { figures: vec!["std_x".to_owned()], ends: ends.to_vec() }
    }

    fn lesson(remembered: &str) -> Lesson {
        let choices = ["narrow", "as wide", "wider"].map(str::to_owned).to_vec();
        Lesson::new("one-number", choices, below(&[0.05, 1.0]), "recipe=simple_1Diffusion&levels=3", remembered)
    }

    #[test]
    fn the_choice_follows_from_the_figure() {
        for (value, choice) in [(0.0, 0), (0.0499, 0), (0.05, 1), (1.0, 2), (30.0, 2)] {
            assert_eq!(
                below(&[0.05, 1.0]).decide(|_| Some(value)).map(|measured| measured.choice),
                Some(choice),
                "{value}"
            );
        }
        assert_eq!(below(&[1.0]).decide(|_| None), None);
        let names = ["model", "prior"].map(str::to_owned).to_vec();
        let figure = |name: &str| Some(if name == "prior" { 0.3 } else { -0.1 });
        let decided = Ruling::Largest(names.clone()).decide(figure);
        assert_eq!(decided, Some(Measured { choice: 1, text: "0.300".to_owned() }));
        assert_eq!(Ruling::Largest(names).decide(|name| (name == "prior").then_some(1.0)), None);
        let largest = Ruling::Below { figures: vec!["a".into(), "b".into()], ends: vec![0.5] };
        assert_eq!(
            largest.decide(|name| Some(if name == "a" { 0.9 } else { 0.1 })).map(|measured| measured.choice),
            Some(1)
        );
    }

    #[test]
    fn a_prediction_is_held_against_the_run_that_the_lesson_asks_about() {
        let mut lessons = Lessons::new(vec![lesson("")], "");
        let config = link::read("recipe=simple_1Diffusion&levels=3&seed=99&draw=2").settings.config;
        let other = link::read("recipe=simple_1Diffusion").settings.config;
        let said = |lessons: &Lessons| lessons.shown().expect("a lesson").outcome(Some(false));
        assert_eq!(said(&lessons), "");
        lessons.predict("one-number", 1);
        assert_eq!(said(&lessons), "Now run it.");
        assert!(lessons.list()[0].outcome(Some(true)).contains("when this run has ended"));
        lessons.ended(&other, |_| Some(1.7));
        assert!(!lessons.list()[0].is_answered());
        lessons.ended(&config, |_| None);
        assert!(!lessons.list()[0].is_answered());
        lessons.ended(&config, |_| Some(1.7));
        assert_eq!(said(&lessons), "You said “as wide”. The run gave 1.70: “wider”.");
        lessons.predict("one-number", 2);
        assert_eq!(said(&lessons), "As you said: the run gave 1.70.");
    }

    #[test]
    fn progress_is_remembered_and_what_is_no_progress_is_none() {
        for (remembered, answered) in [("2 2 1.72", true), ("2", false), ("- 1 0.5", false), ("-", false)] {
            let lesson = lesson(remembered);
            assert_eq!((lesson.progress().as_str(), lesson.is_answered()), (remembered, answered));
        }
        for nonsense in ["", "3 1 0.5", "x", "-1"] {
            assert!(!lesson(nonsense).is_answered() && lesson(nonsense).predicted().is_none(), "{nonsense}");
        }
        assert!(!lesson("- 1 0.5").outcome(Some(false)).contains("0.5"), "it is asked first");
    }

    #[test]
    fn lessons_are_shown_one_by_one() {
        let named = |key: &str| Lesson { key: key.to_owned(), ..lesson("") };
        let mut lessons = Lessons::new(vec![named("a"), named("b"), named("c")], "b");
        let key = |lessons: &Lessons| lessons.shown().expect("a lesson").key.clone();
        assert_eq!(key(&lessons), "b");
        lessons.step(5);
        assert_eq!(key(&lessons), "c");
        lessons.step(-5);
        assert_eq!(key(&lessons), "a");
        assert!(!lessons.show("z") && key(&lessons) == "a");
        let mut none = Lessons::default();
        none.step(1);
        assert!(none.shown().is_none());
    }
}
