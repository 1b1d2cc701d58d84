//! Spikes with places, widths and shares of one's own, and their text form for links.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::component::Component;
use super::mixture::Mixture;

/// The most spikes there may be.
pub const MAX_SPIKES: usize = 64;

/// From 1 to [`MAX_SPIKES`] spikes on a line or in the plane. Weights are as they were given; the
/// [mixture](Self::mixture) divides them by their sum.
///
/// The text form is `x:y:std:weight`, one spike after the other with commas between: `-1:1:0.01:1,1:-1:0.01:3`; on a
/// line it is `x:std:weight`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Spikes {
    dim: usize,
    spikes: Cow<'static, [Component]>,
}

/// Spikes as they come from elsewhere.
#[derive(Deserialize)]
struct Unchecked {
    dim: usize,
    spikes: Vec<Component>,
}

/// Why there cannot be such spikes, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidSpikes {
    /// None, or more than [`MAX_SPIKES`].
    Count(usize),
    /// The spike with this number, from 1, has neither four numbers nor three, or not as many as the first.
    Shape(usize),
    /// The spike with this number has one out of its range.
    Range(usize, &'static str),
}

impl Spikes {
    /// What there is to begin with: three spikes of different widths and shares.
    pub const DEFAULT: Self = Self {
        dim: 2,
        spikes: Cow::Borrowed(&[
            Component { mean: [-1.0, 0.8], std: 0.05, weight: 1.0 },
            Component { mean: [1.0, 0.8], std: 0.05, weight: 2.0 },
            Component { mean: [0.0, -1.0], std: 0.1, weight: 3.0 },
        ]),
    };

    /// These spikes, in `dim` (1 or 2) dimensions; on a line the second coordinate does not count.
    ///
    /// # Errors
    /// Unless there are from 1 to [`MAX_SPIKES`], with means in [-3, 3], standard deviations in [0.001, 2] and weights
    /// in [0.001, 1000].
    pub fn new(dim: usize, mut spikes: Vec<Component>) -> Result<Self, InvalidSpikes> {
        if !(1..=2).contains(&dim) {
            return Err(InvalidSpikes::Shape(1));
        }
        spikes.iter_mut().for_each(|spike| spike.mean[dim..].fill(0.0));
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
        Ok(Self { dim, spikes: Cow::Owned(spikes) })
    }

    /// The components of a mixture, their weights as multiples of an equal share.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of(mixture: &Mixture) -> Result<Self, InvalidSpikes> {
        let components = mixture.components();
        let weight = |share: f64| (share * components.len() as f64 * 1e3).round() / 1e3;
        let spike = |spike: &Component| Component { weight: weight(spike.weight), ..*spike };
        Self::new(mixture.dim(), components.iter().take(MAX_SPIKES + 1).map(spike).collect())
    }

    /// The spikes of their text forms, each `x:y:std:weight` or each `x:std:weight`, whose numbers are read by `number`.
    ///
    /// # Errors
    /// Where a text has another form, and as [`Self::new`].
    pub fn read<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        number: impl Fn(&str) -> Option<f64>,
    ) -> Result<Self, InvalidSpikes> {
        let (mut dim, mut spikes) = (None, Vec::new());
        for text in texts.into_iter().take(MAX_SPIKES + 1) {
            let numbers: Option<Vec<f64>> = text.split(':').take(5).map(|text| number(text.trim())).collect();
            let (coordinates, spike) = match numbers.as_deref() {
                Some(&[x, y, std, weight]) => (2, Component { mean: [x, y], std, weight }),
                Some(&[x, std, weight]) => (1, Component { mean: [x, 0.0], std, weight }),
                _ => return Err(InvalidSpikes::Shape(spikes.len() + 1)),
            };
            if *dim.get_or_insert(coordinates) != coordinates {
                return Err(InvalidSpikes::Shape(spikes.len() + 1));
            }
            spikes.push(spike);
        }
        Self::new(dim.unwrap_or(2), spikes)
    }

    /// How many coordinates a place has: 1 or 2.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The spikes, with their weights as they were given.
    pub fn spikes(&self) -> &[Component] {
        &self.spikes
    }

    /// The exact distribution.
    pub fn mixture(&self) -> Mixture {
        Mixture::new(self.dim, self.spikes.to_vec())
    }
}

impl TryFrom<Unchecked> for Spikes {
    type Error = InvalidSpikes;

    fn try_from(Unchecked { dim, spikes }: Unchecked) -> Result<Self, InvalidSpikes> {
        Self::new(dim, spikes)
    }
}

impl fmt::Display for Spikes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Component { mean, std, weight }) in self.spikes.iter().enumerate() {
            f.write_str(if i > 0 { "," } else { "" })?;
            mean[..self.dim].iter().try_for_each(|x| write!(f, "{x}:"))?;
            write!(f, "{std}:{weight}")?;
        }
        Ok(())
    }
}

impl fmt::Display for InvalidSpikes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "there must be from 1 to {MAX_SPIKES} spikes, not {count}"),
            Self::Shape(number) => write!(f, "spike {number} must be x:y:std:weight, or on a line x:std:weight"),
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
        for text in ["-1:1:0.01:1,1:-1:0.01:1", "0:0:1:1", "-1:0.8:0.05:1,1:0.8:0.05:2,0:-1:0.1:3", "1:0.1:2,-1:0.1:1"]
        {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        assert_eq!(read(&Spikes::DEFAULT.to_string()), Ok(Spikes::DEFAULT));
    }

    #[test]
    fn weights_are_shares_in_the_mixture() {
        let mixture = read("0:0:0.1:1,1:1:0.1:3").unwrap().mixture();
        assert_eq!(mixture.components().iter().map(|c| c.weight).collect::<Vec<_>>(), [0.25, 0.75]);
    }

    /// catches: four spikes that learn other weights when they are one's own
    #[test]
    fn any_data_of_a_few_spikes_can_be_taken_over_as_they_are() {
        use crate::Dataset;
        for data in [Dataset::SpikeAtOne, Dataset::Corner, Dataset::FourSpikes, Dataset::TwoModes] {
            let mixture = data.mixture();
            assert_eq!(Spikes::of(&mixture).unwrap().mixture(), mixture);
        }
        assert_eq!(
            Spikes::of(&Dataset::ThreeModes.mixture()).unwrap().to_string(),
            "-1.5:0.1:0.6,0:0.05:1.5,1.2:0.2:0.9"
        );
        assert_eq!(Spikes::of(&Dataset::Moons.mixture()), Err(InvalidSpikes::Count(65)));
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        let words = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(words(""), "spike 1 must be x:y:std:weight, or on a line x:std:weight");
        assert_eq!(words("0:0:1:1,1:2:3"), "spike 2 must be x:y:std:weight, or on a line x:std:weight");
        assert_eq!(words("0:0:0:1"), "spike 1: its std must lie between 0.001 and 2");
        assert_eq!(words("0:NaN:1:1"), "spike 1: its place must lie between -3 and 3");
        assert_eq!(words("0:0:1:-1"), "spike 1: its weight must lie between 0.001 and 1000");
        assert_eq!(words(&["0:0:1:1"; 65].join(",")), "there must be from 1 to 64 spikes, not 65");
    }
}
