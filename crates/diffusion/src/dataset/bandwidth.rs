//! How wide the kernels of a person's own points are to begin with.

use std::f64::consts::FRAC_1_SQRT_2;

use super::component::Component;
use super::mixture::Mixture;

/// The places that a bandwidth is tried on, at most: taken evenly from all of them.
const TRIED_ON: usize = 200;

/// How many bandwidths are tried, each `√2` times smaller than the one before.
const TRIED: usize = 9;

/// The bandwidth, of Silverman's and those below it, under which every place is likeliest given the points at all others,
/// rounded to two digits: the cross-validated likelihood (Silverman 1986, sec. 3.4.4). Silverman's own is for one normal
/// heap, and smears several into one another. Leaving out whole places, not points, keeps rounded numbers from looking
/// like spikes.
///
/// `data` has the places with their weights; its own standard deviations do not count. `count` is the number of points.
pub fn suggested_bandwidth(data: &Mixture, count: usize) -> f64 {
    let largest = silverman(data, count);
    let tried = std::iter::successors(Some(largest), |bandwidth| Some(bandwidth * FRAC_1_SQRT_2)).take(TRIED);
    let scored = tried.map(|bandwidth| (bandwidth, cross_validated_likelihood(data, bandwidth)));
    let (best, _) = scored.fold((largest, f64::NEG_INFINITY), |best, next| if next.1 > best.1 { next } else { best });
    to_two_digits(best)
}

/// Silverman's bandwidth, rounded to two digits.
pub fn silverman_bandwidth(data: &Mixture, count: usize) -> f64 {
    to_two_digits(silverman(data, count))
}

fn to_two_digits(bandwidth: f64) -> f64 {
    let unit = 10f64.powi(1 - bandwidth.log10().floor() as i32);
    (bandwidth * unit).round() / unit
}

/// `h = σ (4 / ((d + 2) n))^(1 / (d + 4))` (Silverman 1986, eq. 4.14 and 4.15).
fn silverman(data: &Mixture, count: usize) -> f64 {
    let centres = data.components().iter().map(|c| Component { std: 0.0, ..*c }).collect();
    let std = Mixture::new(data.dim(), centres).overall_std();
    let d = data.dim() as f64;
    // All in one place have no size of their own.
    let size = if std > 0.0 { std } else { 1.0 };
    size * libm::pow(4.0 / ((d + 2.0) * count as f64), 1.0 / (d + 4.0))
}

/// `Σ_k w_k log Σ_{j≠k} w_j N(x_k; x_j, h² I) / (1 - w_k)` over the places tried, without what no bandwidth changes.
fn cross_validated_likelihood(data: &Mixture, bandwidth: f64) -> f64 {
    let (places, exponent) = (data.components(), -0.5 / (bandwidth * bandwidth));
    let likelihood = |k: usize| {
        let at = &places[k];
        let share = |other: &Component| {
            let [dx, dy] = [0, 1].map(|axis| at.mean[axis] - other.mean[axis]);
            other.weight * (exponent * (dx * dx + dy * dy)).exp()
        };
        let others: f64 = places[..k].iter().chain(&places[k + 1..]).map(share).sum();
        at.weight * (others.ln() - data.dim() as f64 * bandwidth.ln())
    };
    (0..places.len()).step_by(places.len().div_ceil(TRIED_ON)).map(likelihood).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rng, Stream};

    fn suggested(dim: usize, means: &[[f64; 2]]) -> f64 {
        suggested_bandwidth(&Mixture::equal(dim, means, 1.0), means.len())
    }

    fn heaps(std: f64, apart: f64) -> Vec<[f64; 2]> {
        let normals = Rng::new(5, Stream::Batch).normals(1_000);
        let heap = |i: usize| if i.is_multiple_of(2) { -apart } else { apart };
        normals.chunks(2).enumerate().map(|(i, x)| [std * x[0] + heap(i), std * x[1]]).collect()
    }

    /// The best for one normal heap is Silverman's; for two it is that of each of them.
    #[test]
    fn narrow_heaps_far_apart_are_not_smeared_into_one_another() {
        let one = suggested(2, &heaps(1.0, 0.0));
        assert!((0.2..=0.36).contains(&one), "{one}");
        let two = suggested(2, &heaps(0.1, 1.0));
        assert!((0.02..=0.06).contains(&two), "{two}");
    }

    #[test]
    fn rounded_numbers_are_no_spikes() {
        let rounded: Vec<[f64; 2]> = heaps(1.0, 0.0).iter().map(|x| [(x[0] * 10.0).round() / 10.0, 0.0]).collect();
        let mut places = rounded.clone();
        places.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let components = places.chunk_by(|a, b| a == b);
        let heap = |heap: &[[f64; 2]]| Component { mean: heap[0], std: 1.0, weight: heap.len() as f64 };
        let found = suggested_bandwidth(&Mixture::new(1, components.map(heap).collect()), 500);
        assert!(found > 0.1, "{found}");
    }

    #[test]
    fn there_is_one_for_a_single_place() {
        let found = suggested(2, &[[0.3, 0.4]]);
        assert!(found.is_finite() && found > 0.0, "{found}");
        assert!(suggested(1, &[[0.0, 0.0], [1.0, 0.0]]) > 0.0);
    }
}
