//! The only randomness: one seed, and a separate stream for every purpose.
//!
//! A stream is never shared between purposes, so that drawing more of one kind of noise (another refresh of the
//! picture, say) changes nothing of another (the batches that training reads).

use rand::{Rng as _, SeedableRng};
use rand_distr::StandardNormal;

mod chacha;

use chacha::ChaCha8;

/// What a stream of random numbers is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Initial weights of the networks.
    Init,
    /// Training: level indices, clean rows and their noise, in that order.
    Batch,
    /// The start noise of draw `draw`: row after row, so that fewer samples are a prefix of more.
    Start {
        /// The number of the draw.
        draw: u32,
    },
    /// The noise that a sampler's steps add to the rows of a [block](crate::sampler::SamplingBlock).
    Steps {
        /// The number of the draw.
        draw: u32,
        /// The block of rows: blocks are independent, so the order they are computed in does not matter.
        block: u32,
    },
    /// The clean rows that the data cloud shows.
    Data {
        /// The number of the draw.
        draw: u32,
    },
    /// Clouds of the exact distribution: what a perfect sampler scores.
    Reference {
        /// The number of the cloud.
        draw: u32,
    },
    /// Which rows of a person's data are taken, where there are too many, and where in a pixel a point lies.
    Import,
    /// The fixed points that a network trains on, where it does not train on fresh ones.
    TrainingSet,
}

impl Stream {
    /// A number that no other stream has: purpose in the low byte, draw in the next 24 bits, block in the high half.
    fn id(self) -> u64 {
        let id =
            |purpose: u64, draw: u32, block: u32| purpose | u64::from(draw & 0x00ff_ffff) << 8 | u64::from(block) << 32;
        match self {
            Self::Init => id(0, 0, 0),
            Self::Batch => id(1, 0, 0),
            Self::Start { draw } => id(2, draw, 0),
            Self::Steps { draw, block } => id(3, draw, block),
            Self::Data { draw } => id(4, draw, 0),
            Self::Reference { draw } => id(5, draw, 0),
            Self::Import => id(6, 0, 0),
            Self::TrainingSet => id(7, 0, 0),
        }
    }
}

/// A seeded stream of random numbers: the same on every machine and in every browser.
#[derive(Clone, Debug)]
pub struct Rng(ChaCha8);

impl Rng {
    /// The stream of this seed for this purpose, from its beginning.
    pub fn new(seed: u32, stream: Stream) -> Self {
        Self(ChaCha8::seed_from_u64(u64::from(seed)).with_stream(stream.id()))
    }

    /// How many words of 32 bits were drawn: the place in the stream.
    pub fn word_position(&self) -> u64 {
        self.0.word_position()
    }

    /// Goes to a place in the stream.
    pub fn set_word_position(&mut self, position: u64) {
        self.0.set_word_position(position);
    }

    /// One draw from N(0, 1).
    pub fn normal(&mut self) -> f64 {
        self.0.sample(StandardNormal)
    }

    /// One draw from the uniform distribution on [0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.0.random()
    }

    /// `n` numbers of [0, 1), one in each of as many equal parts, in an order of chance: into `numbers`. Each by itself is
    /// uniform.
    pub fn stratified_uniforms(&mut self, n: usize, numbers: &mut Vec<f64>) {
        numbers.clear();
        numbers.extend((0..n).map(|i| (i as f64 + self.uniform()) / n as f64));
        for i in (1..n).rev() {
            numbers.swap(i, self.below(i + 1));
        }
    }

    /// A whole number drawn uniformly from `0..n`. `n` must not be 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0.random_range(0..n)
    }

    /// `n` draws from N(0, 1).
    pub fn normals(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.normal()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAMS: [Stream; 9] = [
        Stream::Init,
        Stream::Batch,
        Stream::Start { draw: 0 },
        Stream::Start { draw: 1 },
        Stream::Steps { draw: 0, block: 0 },
        Stream::Steps { draw: 0, block: 1 },
        Stream::Steps { draw: 1, block: 0 },
        Stream::Data { draw: 0 },
        Stream::Reference { draw: 0 },
    ];

    #[test]
    fn every_stream_and_every_seed_is_its_own() {
        let mut firsts: Vec<u64> = [0, 1]
            .into_iter()
            .flat_map(|seed| STREAMS.map(|stream| Rng::new(seed, stream).normal().to_bits()))
            .collect();
        firsts.sort_unstable();
        firsts.dedup();
        assert_eq!(firsts.len(), 2 * STREAMS.len());
    }

    #[test]
    fn a_stream_repeats_itself_and_fewer_draws_are_a_prefix_of_more() {
        let draws = |n| Rng::new(7, Stream::Start { draw: 0 }).normals(n);
        assert_eq!(draws(100), draws(1000)[..100]);
    }

    /// catches: a part that is left out, an order that is always the same
    #[test]
    fn stratified_numbers_fall_into_every_part_in_any_order() {
        let (mut rng, mut numbers, mut firsts) = (Rng::new(0, Stream::Batch), Vec::new(), [0; 4]);
        for _ in 0..400 {
            rng.stratified_uniforms(4, &mut numbers);
            let parts: Vec<usize> = numbers.iter().map(|number| (4.0 * number) as usize).collect();
            firsts[parts[0]] += 1;
            let mut sorted = parts.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3]);
        }
        assert!(firsts.iter().all(|count| (60..=140).contains(count)), "{firsts:?}");
    }

    #[test]
    fn normals_have_the_moments_of_the_normal_distribution() {
        let z = Rng::new(0, Stream::Batch).normals(200_000);
        let moment = |k| z.iter().map(|z| z.powi(k)).sum::<f64>() / z.len() as f64;
        for (k, expected, standard_error) in [(1, 0.0, 1.0), (2, 1.0, 2f64.sqrt()), (4, 3.0, 96f64.sqrt())] {
            let bound = 4.0 * standard_error / (z.len() as f64).sqrt();
            assert!((moment(k) - expected).abs() < bound, "moment {k}: {}", moment(k));
        }
    }
}
