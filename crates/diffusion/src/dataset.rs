//! What the models learn. Every data set is a mixture of round Gaussians, so that everything about it is known exactly:
//! spikes, modes on a line, shapes, which are point sets with a stated small bandwidth, and points of a person's own.

use serde::{Deserialize, Serialize};

mod bandwidth;
mod component;
mod exp;
mod expansion;
mod kernels;
mod mixture;
mod normal;
mod point_grid;
mod points;
mod points_text;
mod projection;
mod rosenblatt;
mod shapes;
mod spikes;
mod tabulated;
mod unit;

pub use component::Component;
pub use kernels::{KernelSpread, Kernels, KernelsAtLevel};
pub use mixture::{Mixture, NearestComponent};
pub use normal::normal_cdf;
pub use point_grid::MAX_POINTS;
pub use points::{BANDWIDTH_RANGE, FARTHEST, InvalidPoints, Points};
pub use projection::{ProjectedMixture, direction};
pub use spikes::{InvalidSpikes, MAX_SPIKES, Spikes};
pub use tabulated::{DENSITY_CELLS, DENSITY_STDS, TabulatedDensity};
pub use unit::Unit;

/// A data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Dataset {
    /// 1-D: `N(1, 0.01²)`.
    SpikeAtOne,
    /// 2-D: `N((-1, 1), 0.01² I)`.
    Corner,
    /// 2-D: equal spikes of standard deviation 0.01 at (-1, 1), (1, -1), (-1, -1), (1, 1).
    FourSpikes,
    /// 1-D or 2-D: spikes of one's own.
    Spikes(Spikes),
    /// 1-D: equal modes at -1 and 1, of standard deviation 0.1.
    TwoModes,
    /// 1-D: modes at -1.5, 0 and 1.2, of different shares and widths.
    ThreeModes,
    /// 2-D: two half circles that reach into one another, 200 points of bandwidth 0.05.
    Moons,
    /// 2-D: a ring in a ring, 240 points of bandwidth 0.04.
    Rings,
    /// 2-D: one long roll, 256 points of bandwidth 0.03.
    SwissRoll,
    /// 2-D: eight of the sixteen squares of a board, 288 points of bandwidth 0.05.
    Checkerboard,
    /// 2-D: two arms that wind around one another, 240 points of bandwidth 0.03.
    Spiral,
    /// 1-D or 2-D: points of one's own, each the centre of a kernel.
    Points(Points),
}

impl Dataset {
    /// All of them, those of the original programs first; one's own spikes and points as they are to begin with.
    pub const ALL: [Self; 12] = [
        Self::SpikeAtOne,
        Self::Corner,
        Self::FourSpikes,
        Self::Spikes(Spikes::DEFAULT),
        Self::TwoModes,
        Self::ThreeModes,
        Self::Moons,
        Self::Rings,
        Self::SwissRoll,
        Self::Checkerboard,
        Self::Spiral,
        Self::Points(Points::DEFAULT),
    ];

    /// The key in links.
    pub fn key(&self) -> &'static str {
        match self {
            Self::SpikeAtOne => "spike_at_one",
            Self::Corner => "corner",
            Self::FourSpikes => "four_spikes",
            Self::Spikes(_) => "spikes",
            Self::TwoModes => "two_modes",
            Self::ThreeModes => "three_modes",
            Self::Moons => "moons",
            Self::Rings => "rings",
            Self::SwissRoll => "swiss_roll",
            Self::Checkerboard => "checkerboard",
            Self::Spiral => "spiral",
            Self::Points(_) => "points",
        }
    }

    /// The data set of this key; for `spikes` and `points` the ones it begins with.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|data| data.key() == key)
    }

    /// A few words for headings and menus.
    pub fn label(&self) -> &'static str {
        match self {
            Self::SpikeAtOne => "one spike at 1",
            Self::Corner => "one spike at (−1, 1)",
            Self::FourSpikes => "four spikes",
            Self::Spikes(_) => "your own spikes",
            Self::TwoModes => "two modes on a line",
            Self::ThreeModes => "three modes on a line",
            Self::Moons => "two moons",
            Self::Rings => "two rings",
            Self::SwissRoll => "swiss roll",
            Self::Checkerboard => "checkerboard",
            Self::Spiral => "spiral",
            Self::Points(_) => "your own data",
        }
    }

    /// What it is and what to look for.
    pub fn about(&self) -> &'static str {
        match self {
            Self::SpikeAtOne => "Nearly a single number: every sample should end within a few hundredths of 1.",
            Self::Corner => "A single point of the plane, a hundred times narrower than the noise it comes from.",
            Self::FourSpikes => "Every point must find one of four corners, and each corner its quarter.",
            Self::Spikes(_) => {
                "Up to 64 spikes with places, widths and shares of your own. Look whether small shares come out right."
            }
            Self::TwoModes => {
                "Two equal heaps on a line. Where the noise is 1, the noised data still has one hump; the choice is \
                 made below that."
            }
            Self::ThreeModes => {
                "Three heaps of different width and share: a model that gets one of them right may still miss the \
                 others."
            }
            Self::Moons => "Two half circles, none of which can be told from the other by a straight line.",
            Self::Rings => "A ring in a ring: the mean of the data lies where there is none.",
            Self::SwissRoll => "One long thin roll: at large noise a disc, and only small levels know its turns.",
            Self::Checkerboard => "Eight squares that touch at their corners, with straight edges to be kept.",
            Self::Spiral => "Two arms that stay close to one another: a small error of the field swaps them.",
            Self::Points(_) => {
                "Points out of a file, each the centre of a round heap as wide as the bandwidth: so everything about them \
                 is known exactly, too."
            }
        }
    }

    /// Where it is from.
    pub fn source(&self) -> &'static str {
        match self {
            Self::SpikeAtOne | Self::Corner | Self::FourSpikes => "Bouvier 2023, intro-to-diffusion",
            Self::Spikes(_) => "after Bouvier 2023, intro-to-diffusion",
            Self::TwoModes | Self::ThreeModes => "a Gaussian mixture, as in Bishop 2006, sec. 2.3.9",
            Self::Moons | Self::Rings => "after Pedregosa et al. 2011, scikit-learn, make_moons and make_circles",
            Self::SwissRoll => "after Sohl-Dickstein et al. 2015, fig. 1",
            Self::Checkerboard | Self::Spiral => "after Grathwohl et al. 2019, FFJORD, fig. 2",
            Self::Points(_) => "a kernel density estimate: Silverman 1986, ch. 4",
        }
    }

    /// A person's own points, where it is made of those.
    pub fn own_points(&self) -> Option<&Points> {
        if let Self::Points(points) = self { Some(points) } else { None }
    }

    /// The exact distribution.
    pub fn mixture(&self) -> Mixture {
        let std = 0.01;
        match self {
            Self::SpikeAtOne => Mixture::equal(1, &[[1.0, 0.0]], std),
            Self::Corner => Mixture::equal(2, &[[-1.0, 1.0]], std),
            Self::FourSpikes => Mixture::equal(2, &[[-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0], [1.0, 1.0]], std),
            Self::Spikes(spikes) => spikes.mixture(),
            Self::TwoModes => Mixture::equal(1, &[[-1.0, 0.0], [1.0, 0.0]], 0.1),
            Self::ThreeModes => {
                let mode = |mean, std, weight| Component { mean: [mean, 0.0], std, weight };
                Mixture::new(1, vec![mode(-1.5, 0.1, 0.2), mode(0.0, 0.05, 0.5), mode(1.2, 0.2, 0.3)])
            }
            Self::Moons => Mixture::equal(2, &shapes::moons(), 0.05),
            Self::Rings => Mixture::equal(2, &shapes::rings(), 0.04),
            Self::SwissRoll => Mixture::equal(2, &shapes::swiss_roll(), 0.03),
            Self::Checkerboard => Mixture::equal(2, &shapes::checkerboard(), 0.05),
            Self::Spiral => Mixture::equal(2, &shapes::spiral(), 0.03),
            Self::Points(points) => points.mixture(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_own_variant() {
        assert!(Dataset::ALL.into_iter().all(|data| Dataset::from_key(data.key()) == Some(data)));
    }

    #[test]
    fn every_distribution_has_the_size_of_the_picture() {
        for data in Dataset::ALL {
            let mixture = data.mixture();
            let total: f64 = mixture.components().iter().map(|c| c.weight).sum();
            assert!((total - 1.0).abs() < 1e-12, "{data:?}");
            let inside = |c: &Component| c.std > 0.0 && c.mean.iter().all(|m| m.abs() <= 1.6);
            assert!(mixture.components().iter().all(inside), "{data:?}");
        }
    }

    /// The points of a shape lie closer than the bandwidth can tell apart along it, and are many enough to be one.
    #[test]
    fn shapes_have_no_gaps() {
        for data in [Dataset::Moons, Dataset::Rings, Dataset::SwissRoll, Dataset::Checkerboard, Dataset::Spiral] {
            let mixture = data.mixture();
            let points = mixture.components();
            assert!((200..=400).contains(&points.len()));
            for (i, point) in points.iter().enumerate() {
                let others = points.iter().enumerate().filter(|(j, _)| *j != i);
                let nearest =
                    others.map(|(_, other)| (other.mean[0] - point.mean[0]).hypot(other.mean[1] - point.mean[1]));
                assert!(nearest.fold(f64::INFINITY, f64::min) < 2.5 * point.std, "{data:?} point {i}");
            }
        }
    }
}
