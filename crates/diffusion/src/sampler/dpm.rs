//! DPM-Solver++ of second order, multistep.

use super::step::SamplingStep;
use crate::denoiser::Denoiser;
use crate::process::Level;

/// The denoised points of the step before, and their level.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviousStep {
    /// `D` of the step before.
    pub denoised: Vec<f64>,
    /// Its level.
    pub level: Level,
}

/// `x ← (σ'/σ) x - α' (e^{-h} - 1) D̃` with `D̃ = D + h/(2 h_before) (D - D_before)` and `h = λ' - λ`, `λ = log(α/σ)`:
/// Lu et al. 2022 (DPM-Solver++), algorithm 2. The first step, the step to `σ' = 0` and the one after pure noise have
/// no second point at a finite distance: there `D̃ = D`, and the step is DDIM's.
///
/// # Errors
/// Where the denoiser has no prediction.
pub fn dpm_2m_step<D: Denoiser>(
    x: &mut [f64],
    SamplingStep { from, to, .. }: SamplingStep,
    previous: &mut Option<PreviousStep>,
    denoiser: &D,
) -> Result<(), D::Error> {
    let denoised = denoiser.denoised(x, from)?;
    let half = previous.as_ref().map_or(0.0, |before| {
        let (h_before, h) = ((before.level.ratio() / from.ratio()).ln(), (from.ratio() / to.ratio()).ln());
        if h.is_finite() && h_before.is_finite() { 0.5 * h / h_before } else { 0.0 }
    });
    let (scale, gain) = (to.sigma / from.sigma, to.alpha * (1.0 - to.ratio() / from.ratio()));
    for (i, (x, denoised)) in x.iter_mut().zip(&denoised).enumerate() {
        let change = previous.as_ref().map_or(0.0, |before| denoised - before.denoised[i]);
        *x = scale * *x + gain * (denoised + half * change);
    }
    *previous = Some(PreviousStep { denoised, level: from });
    Ok(())
}
