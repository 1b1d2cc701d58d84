//! DPM-Solver++ of second order, multistep (Lu et al. 2022).

use crate::Level;

/// The denoised points of the step before, and the level they were asked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// `D` of the step before.
    pub denoised: Vec<f64>,
    /// Its level.
    pub level: Level,
}

/// `x ← (σ'/σ) x - α' (e^{-h} - 1) D̃` with `D̃ = D + h/(2 h_before) (D - D_before)` and `h = λ' - λ`, `λ = log(α/σ)`: Lu
/// et al. 2022 (DPM-Solver++), algorithm 2. The first step, the step to `σ' = 0` and the one after pure noise have no
/// second point at a finite distance: there `D̃ = D`, and the step is DDIM's.
pub fn dpm_2m_step(x: &mut [f64], denoised: &[f64], before: Option<&Memory>, from: Level, to: Level) {
    let half = before.map_or(0.0, |before| half_share(before.level, from, to));
    let (scale, gain) = (to.sigma / from.sigma, to.alpha * (1.0 - to.ratio() / from.ratio()));
    for (i, (x, denoised)) in x.iter_mut().zip(denoised).enumerate() {
        let change = before.map_or(0.0, |before| denoised - before.denoised[i]);
        *x = scale * *x + gain * (denoised + half * change);
    }
}

/// `h / (2 h_before)`; 0 where either is infinite.
fn half_share(before: Level, from: Level, to: Level) -> f64 {
    let (h_before, h) = ((before.ratio() / from.ratio()).ln(), (from.ratio() / to.ratio()).ln());
    if h.is_finite() && h_before.is_finite() { 0.5 * h / h_before } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand, with steps of different length: h_before = log 2, h = log 5.
    #[test]
    fn the_extrapolation_is_weighted_by_the_steps() {
        let (from, to) = (Level::exploding(0.5), Level::exploding(0.1));
        let before = Memory { denoised: vec![0.3], level: Level::exploding(1.0) };
        let mut x = [1.5];
        dpm_2m_step(&mut x, &[0.4], Some(&before), from, to);
        assert!((x[0] - 0.712_877_124).abs() < 1e-9, "{}", x[0]);
        for (before, to) in [(None, to), (Some(&before), Level::CLEAN)] {
            let (mut first, mut ddim) = ([1.5], [1.5]);
            dpm_2m_step(&mut first, &[0.4], before, from, to);
            crate::sampler::ddim_step(&mut ddim, &[0.4], from, to);
            assert!((first[0] - ddim[0]).abs() < 1e-12);
        }
    }
}
