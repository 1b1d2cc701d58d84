//! All files of a hand-over, made piece by piece, as one zip.

use std::fmt;

use diffusion::Config;
use training::{TrainedModel, TrainingError};
use zip::result::ZipError;

use crate::archive::zipped;
use crate::data::data_file;
use crate::diffusers::{Scheduler, scheduler};
use crate::noise::NoiseFile;
use crate::program::PythonProgram;
use crate::readme::readme;
use crate::settings::{About, config_json};
use crate::tape::Tape;

/// A hand-over on its way.
pub struct Bundle {
    config: Config,
    about: About,
    learned: TrainedModel,
    weights: Vec<u8>,
    tape: Option<Tape>,
    tape_file: Vec<u8>,
    noise: Option<NoiseFile>,
}

/// What a piece of work came to.
pub enum BundleStep {
    /// There is more to do.
    More,
    /// The zip.
    Done(Vec<u8>),
}

/// Why there is no hand-over.
#[derive(Debug)]
pub enum BundleError {
    /// What the page itself could not work out.
    Training(TrainingError),
    /// Files that could not be put together.
    Zip(ZipError),
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Training(error) => error.fmt(f),
            Self::Zip(error) => write!(f, "The files could not be put together: {error}"),
        }
    }
}

impl std::error::Error for BundleError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Training(error) => Some(error),
            Self::Zip(error) => Some(error),
        }
    }
}

impl From<TrainingError> for BundleError {
    fn from(error: TrainingError) -> Self {
        Self::Training(error)
    }
}

impl From<ZipError> for BundleError {
    fn from(error: ZipError) -> Self {
        Self::Zip(error)
    }
}

impl Bundle {
    /// Of a run with this configuration, which has learned this; `weights` is the file of it.
    ///
    /// # Errors
    /// Where the configuration cannot be trained.
    pub fn new(config: &Config, about: About, learned: &TrainedModel, weights: Vec<u8>) -> Result<Self, TrainingError> {
        let (tape, noise) = (Some(Tape::new(config)?), Some(NoiseFile::new(config, learned)));
        let (config, learned) = (config.clone(), learned.clone());
        Ok(Self { config, about, learned, weights, tape, tape_file: Vec::new(), noise })
    }

    /// A few milliseconds of work: an iteration of the tape, or a piece of the sampling.
    ///
    /// # Errors
    /// Where the network is not defined at a level of the sampler, or cannot be computed.
    pub fn step(&mut self) -> Result<BundleStep, BundleError> {
        if let Some(tape) = &mut self.tape {
            if !tape.step(&self.learned)? {
                self.tape_file = self.tape.take().map_or(Ok(Vec::new()), Tape::file)?;
            }
            return Ok(BundleStep::More);
        }
        if self.noise.as_mut().map_or(Ok(false), NoiseFile::step)? {
            return Ok(BundleStep::More);
        }
        self.zip().map(BundleStep::Done)
    }

    fn zip(&mut self) -> Result<Vec<u8>, BundleError> {
        let (texts, take) = (texts(&self.config, &self.about), std::mem::take);
        let noise = self.noise.take().map_or(Ok(Vec::new()), NoiseFile::file)?;
        let numbers = [
            ("data.safetensors", data_file(&self.config)?),
            ("weights.safetensors", take(&mut self.weights)),
            ("tape.safetensors", take(&mut self.tape_file)),
            ("start_noise.safetensors", noise),
        ];
        let texts = texts.into_iter().map(|(name, text)| (name, text.into_bytes()));
        Ok(zipped(&texts.chain(numbers).collect::<Vec<_>>())?)
    }
}

/// The files that are text.
fn texts(config: &Config, about: &About) -> Vec<(&'static str, String)> {
    let (scheduler, program) = (scheduler(config), PythonProgram::new(config));
    let readme = readme(config, about, scheduler.as_ref().map_err(|reason| *reason));
    let mut texts = vec![
        ("README.md", readme),
        ("train.py", program.train),
        ("checks.py", program.checks),
        ("config.json", config_json(config, about)),
    ];
    if let Ok(Scheduler { config, example, .. }) = scheduler {
        texts.extend([("scheduler_config.json", config), ("sample_with_diffusers.py", example)]);
    }
    texts
}
