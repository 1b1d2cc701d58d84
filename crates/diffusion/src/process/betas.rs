//! The betas of a DDPM: how much noise each of its steps adds.

use serde::{Deserialize, Serialize};

use super::invalid_schedule::{InvalidSchedule, check_falling};
use super::karras::{Karras, MAX_LEVELS};
use super::level::Level;

/// The betas of a DDPM: `β_0 < … < β_{T-1}`, each in (0, 1), from the cleanest step to the noisiest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>")]
pub struct Betas(Vec<f64>);

impl Betas {
    /// These betas, rising.
    ///
    /// # Errors
    /// Unless there are from 2 to `MAX_LEVELS` of them, strictly rising inside (0, 1), and where their levels `ᾱ_t` are
    /// too close to differ in their digits.
    pub fn new(betas: Vec<f64>) -> Result<Self, InvalidSchedule> {
        if !(2..=MAX_LEVELS).contains(&betas.len()) {
            return Err(InvalidSchedule("a schedule has from 2 to 200 betas"));
        }
        if !betas.iter().all(|beta| 0.0 < *beta && *beta < 1.0) {
            return Err(InvalidSchedule("every beta must lie between 0 and 1"));
        }
        if !betas.is_sorted_by(|a, b| a < b) {
            return Err(InvalidSchedule("betas must rise"));
        }
        let betas = Self(betas);
        check_falling(&betas.levels().map(Level::ratio).collect::<Vec<_>>())?;
        Ok(betas)
    }

    /// `β_0 … β_{T-1}`.
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// `ᾱ_t = Π_{s ≤ t} (1 - β_s)` for `t = 0 … T-1`, falling.
    pub fn alpha_bars(&self) -> Vec<f64> {
        let product = |alpha_bar: &mut f64, beta: &f64| {
            *alpha_bar *= 1.0 - beta;
            Some(*alpha_bar)
        };
        self.0.iter().scan(1.0, product).collect()
    }

    /// The levels `(√ᾱ_t, √(1-ᾱ_t))`, noisiest first.
    pub(super) fn levels(&self) -> impl Iterator<Item = Level> {
        self.alpha_bars().into_iter().rev().map(Level::preserving)
    }
}

impl TryFrom<Vec<f64>> for Betas {
    type Error = InvalidSchedule;

    fn try_from(betas: Vec<f64>) -> Result<Self, InvalidSchedule> {
        Self::new(betas)
    }
}

/// The ways to choose betas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BetaSchedule {
    /// Every beta given.
    Listed(Betas),
    /// A Karras grid read backwards and *used as betas*, as in `multimodal_DDPM`.
    Karras(KarrasBetas),
}

impl BetaSchedule {
    /// `β_0 … β_{T-1}`.
    pub fn betas(&self) -> Betas {
        match self {
            Self::Listed(betas) => betas.clone(),
            Self::Karras(KarrasBetas(karras)) => Betas(rising(karras)),
        }
    }
}

/// A Karras grid whose values can be betas: `sigma_max` is below 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Karras")]
pub struct KarrasBetas(Karras);

impl KarrasBetas {
    /// This grid, to be read as betas.
    ///
    /// # Errors
    /// Unless `sigma_max < 1`, and as [`Betas::new`].
    pub fn new(karras: Karras) -> Result<Self, InvalidSchedule> {
        if karras.sigma_max() >= 1.0 {
            return Err(InvalidSchedule("a beta must be below 1"));
        }
        Betas::new(rising(&karras))?;
        Ok(Self(karras))
    }

    /// The grid.
    pub fn karras(&self) -> &Karras {
        &self.0
    }
}

impl TryFrom<Karras> for KarrasBetas {
    type Error = InvalidSchedule;

    fn try_from(karras: Karras) -> Result<Self, InvalidSchedule> {
        Self::new(karras)
    }
}

fn rising(karras: &Karras) -> Vec<f64> {
    karras.sigmas().into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alpha_bars_are_running_products() {
        let betas = Betas::new(vec![0.1, 0.5, 0.8]).unwrap();
        let expected = [0.9, 0.45, 0.09];
        assert!(betas.alpha_bars().iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn impossible_betas_cannot_be_made() {
        for betas in [
            vec![0.1],
            vec![0.1, 1.0],
            vec![0.0, 0.5],
            vec![0.5, 0.1],
            vec![0.1, f64::NAN],
            // So small that 1 - β is 1.
            vec![1e-17, 2e-17],
            vec![1e-17, 0.5],
        ] {
            assert!(Betas::new(betas.clone()).is_err(), "{betas:?}");
        }
        assert!(KarrasBetas::new(Karras::new(0.1, 1.0, 7.0, 9).unwrap()).is_err());
        assert!(KarrasBetas::new(Karras::new(1e-20, 0.9, 7.0, 9).unwrap()).is_err());
    }
}
