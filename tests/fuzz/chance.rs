//! Chance, from any source of it.

use diffusion::dataset::Points;
use page::controls::{CONTROLS, Kind};
use page::presentation::PagePart;
use rand::{Rng as _, RngCore, seq::IndexedRandom as _};

/// A source of chance.
pub struct Chance(Box<dyn RngCore>);

/// Numbers that are at the edge of something.
const NUMBERS: [&str; 40] = [
    "0",
    "1",
    "2",
    "-1",
    "0.5",
    ".5",
    "5.",
    "1e-7",
    "5e-18",
    "1e-300",
    "5e-324",
    "1e300",
    "1e308",
    "1e400",
    "NaN",
    "inf",
    "-inf",
    "-0",
    "0.001",
    "0.9",
    "0.99994",
    "0.99995",
    "0.99999999999999",
    "1.0000000001",
    "3",
    "7",
    "10",
    "16",
    "20",
    "100",
    "200",
    "1000",
    "4294967295",
    "4294967296",
    "1e15",
    "0,5",
    "1,000",
    "−3",
    "2 000",
    "",
];

impl Chance {
    /// From this source.
    pub fn new(source: impl RngCore + 'static) -> Self {
        Self(Box::new(source))
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u32) -> bool {
        self.0.random_ratio(1, times)
    }

    /// A number below this one.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// One of these.
    pub fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        choices.choose(&mut self.0).expect("there is a choice")
    }

    /// A number as somebody may write it.
    pub fn number(&mut self) -> String {
        match self.below(3) {
            0 => (*self.one_of(&NUMBERS)).to_owned(),
            1 => format!("{}", self.0.random_range(0.0..2.0)),
            _ => format!("{:e}", 10f64.powf(self.0.random_range(-20.0..6.0))),
        }
    }

    /// Any number of all there are.
    pub fn any_f64(&mut self) -> f64 {
        f64::from_bits(self.0.random())
    }

    /// A value that fits this control, or does not.
    pub fn value(&mut self, key: &str) -> String {
        let control = CONTROLS.iter().find(|control| control.key == key).filter(|_| !self.once_in(12));
        match control.map(|control| control.kind) {
            Some(Kind::Choice(choices)) => self.one_of(&choices()).0.to_owned(),
            Some(Kind::Numbers) => self.list(','),
            Some(Kind::Text) if key == "points" => {
                let rows: Vec<[f64; 2]> =
                    (0..=self.below(60)).map(|_| [0; 2].map(|_| self.0.random_range(-3.0..3.0))).collect();
                Points::new(1 + self.below(2), &rows).expect("a few points").to_string()
            }
            Some(Kind::Text) => {
                let spikes: Vec<String> = (0..self.below(5)).map(|_| self.list(':')).collect();
                spikes.join(",")
            }
            Some(Kind::Number(_)) => self.number(),
            None if self.once_in(2) => match key {
                "embed" | "play" => self.one_of(&["0", "1", "2"]).to_string(),
                "level" => self.number(),
                "compare" => {
                    let pairs = (0..self.below(4)).map(|_| {
                        let key = self.one_of(&CONTROLS).key;
                        [key, "%3D", &self.value(key)].concat()
                    });
                    pairs.collect::<Vec<_>>().join("%26")
                }
                "show" | "hide" => {
                    let parts: Vec<&str> = (0..self.below(6)).map(|_| self.one_of(&PagePart::ALL).0).collect();
                    parts.join(",")
                }
                _ => "Is 1 %2B 1 2%25?|*Yes.|it is (not)!".to_owned(),
            },
            None => (0..self.below(12)).map(|_| char::from(self.0.random_range(1..=255u8))).collect(),
        }
    }

    /// Numbers that rise, often.
    fn list(&mut self, separator: char) -> String {
        let mut numbers: Vec<String> = (0..self.below(8)).map(|_| self.number()).collect();
        if !self.once_in(4) {
            numbers.sort_by(|a, b| a.parse::<f64>().unwrap_or(0.0).total_cmp(&b.parse().unwrap_or(0.0)));
        }
        numbers.join(&separator.to_string())
    }

    /// Some of these bytes changed, left out or added.
    pub fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len() + 1);
            match self.below(4) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, self.0.random()),
                _ if at < bytes.len() => bytes[at] = self.0.random(),
                _ => {}
            }
        }
    }
}
