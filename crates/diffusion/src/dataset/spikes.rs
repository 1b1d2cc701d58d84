//! Spikes with places, widths and shares of one's own, and their text form for links.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::component::Component;
use super::mixture::Mixture;

/// The most spikes there may be.
pub const MAX_SPIKES: usize = 16;

/// From 1 to [`MAX_SPIKES`] spikes in the plane. Weights are as they were given; the [mixture](Self::mixture) divides
/// them by their sum.
///
/// The text form is `x:y:std:weight`, one spike after the other with commas between: `-1:1:0.01:1,1:-1:0.01:3`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Component>")]
pub struct Spikes(Cow<'static, [Component]>);

/// Why there cannot be such spikes, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidSpikes {
    /// None, or more than [`MAX_SPIKES`].
    Count(usize),
    /// The spike with this number, from 1, has not four numbers.
    Shape(usize),
    /// The spike with this number has one out of its range.
    Range(usize, &'static str),
}

impl Spikes {
    /// What there is to begin with: three spikes of different widths and shares.
    pub const DEFAULT: Self = Self(Cow::Borrowed(&[
        Component { mean: [-1.0, 0.8], std: 0.05, weight: 1.0 },
        Component { mean: [1.0, 0.8], std: 0.05, weight: 2.0 },
        Component { mean: [0.0, -1.0], std: 0.1, weight: 3.0 },
    ]));

    /// These spikes.
    ///
    /// # Errors
    /// Unless there are from 1 to [`MAX_SPIKES`], with means in [-3, 3], standard deviations in [0.001, 2] and weights
    /// in [0.001, 1000].
    pub fn new(spikes: Vec<Component>) -> Result<Self, InvalidSpikes> {
        if !(1..=MAX_SPIKES).contains(&spikes.len()) {
            return Err(InvalidSpikes::Count(spikes.len()));
        }
        for (number, Component { mean, std, weight }) in (1..).zip(&spikes) {
            let ranges = [
                (mean.iter().all(|mean| (-3.0..=3.0).contains(mean)), "its place must lie between -3 and 3"),
                ((0.001..=2.0).contains(std), "its std must lie between 0.001 and 2"),
                ((0.001..=1000.0).contains(weight), "its weight must lie between 0.001 and 1000"),
            ];
            if let Some((_, what)) = ranges.into_iter().find(|(is_inside, _)| !is_inside) {
                return Err(InvalidSpikes::Range(number, what));
            }
        }
        Ok(Self(Cow::Owned(spikes)))
    }

    /// The spikes of their text forms, each `x:y:std:weight`, whose numbers are read by `number`.
    ///
    /// # Errors
    /// Where a text has another form, and as [`Self::new`].
    pub fn read<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        number: impl Fn(&str) -> Option<f64>,
    ) -> Result<Self, InvalidSpikes> {
        let texts = texts.into_iter().take(MAX_SPIKES + 1).enumerate();
        let spikes = texts.map(|(i, text)| {
            let numbers: Option<Vec<f64>> = text.split(':').take(5).map(|text| number(text.trim())).collect();
            match numbers.as_deref() {
                Some(&[x, y, std, weight]) => Ok(Component { mean: [x, y], std, weight }),
                _ => Err(InvalidSpikes::Shape(i + 1)),
            }
        });
        Self::new(spikes.collect::<Result<_, _>>()?)
    }

    /// The spikes, with their weights as they were given.
    pub fn spikes(&self) -> &[Component] {
        &self.0
    }

    /// The exact distribution.
    pub fn mixture(&self) -> Mixture {
        Mixture::new(2, self.0.to_vec())
    }
}

impl TryFrom<Vec<Component>> for Spikes {
    type Error = InvalidSpikes;

    fn try_from(spikes: Vec<Component>) -> Result<Self, InvalidSpikes> {
        Self::new(spikes)
    }
}

impl fmt::Display for Spikes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Component { mean: [x, y], std, weight }) in self.0.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            write!(f, "{comma}{x}:{y}:{std}:{weight}")?;
        }
        Ok(())
    }
}

impl fmt::Display for InvalidSpikes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "there must be from 1 to {MAX_SPIKES} spikes, not {count}"),
            Self::Shape(number) => write!(f, "spike {number} must be four numbers, x:y:std:weight"),
            Self::Range(number, what) => write!(f, "spike {number}: {what}"),
        }
    }
}

impl std::error::Error for InvalidSpikes {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Spikes, InvalidSpikes> {
        Spikes::read(text.split(','), |number| number.parse().ok())
    }

    #[test]
    fn spikes_are_written_as_the_text_that_they_were_read_from() {
        for text in ["-1:1:0.01:1,1:-1:0.01:1", "0:0:1:1", "-1:0.8:0.05:1,1:0.8:0.05:2,0:-1:0.1:3"] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        assert_eq!(read(&Spikes::DEFAULT.to_string()), Ok(Spikes::DEFAULT));
    }

    #[test]
    fn weights_are_shares_in_the_mixture() {
        let mixture = read("0:0:0.1:1,1:1:0.1:3").unwrap().mixture();
        assert_eq!(mixture.components().iter().map(|c| c.weight).collect::<Vec<_>>(), [0.25, 0.75]);
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        let words = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(words(""), "spike 1 must be four numbers, x:y:std:weight");
        assert_eq!(words("0:0:1:1,1:2:3"), "spike 2 must be four numbers, x:y:std:weight");
        assert_eq!(words("0:0:0:1"), "spike 1: its std must lie between 0.001 and 2");
        assert_eq!(words("0:NaN:1:1"), "spike 1: its place must lie between -3 and 3");
        assert_eq!(words("0:0:1:-1"), "spike 1: its weight must lie between 0.001 and 1000");
        assert_eq!(words(&["0:0:1:1"; 17].join(",")), "there must be from 1 to 16 spikes, not 17");
    }
}
