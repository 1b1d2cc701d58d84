//! Runs out of files of weights: of this page's own, or of another program that trained them further.

use diffusion::Config;
use messages::{Event, MAX_WEIGHTS_BYTES, Sealed, WeightsEvent, WeightsRequest};
use serde::Deserialize;
use training::{UnreadableWeights, WeightsFile};

use crate::saved_run::SavedRun;

/// Samples that tell whether a network gives numbers.
const FEW: usize = 4;

/// What makes runs of files of weights. It keeps the last file, until it is known whose weights they are.
#[derive(Default)]
pub struct WeightsReader {
    opened: Vec<u8>,
}

/// What a file says of its weights: of what `export/about.rs` writes, all that is needed here.
#[derive(Deserialize)]
struct KnownAbout {
    link: String,
    iteration: usize,
    /// The hash of the weights; a program that trained them further need not say it.
    weights: Option<String>,
}

impl WeightsReader {
    /// Does what is asked for with this ticket.
    pub fn answer(&mut self, ticket: u32, request: WeightsRequest) -> Event {
        let answer = match request {
            WeightsRequest::Open(bytes) => self.open(bytes),
            WeightsRequest::Take(config) => self.take(&config),
        };
        Event::Weights { ticket, event: answer.unwrap_or_else(|reason| WeightsEvent::Failed { reason }) }
    }

    fn open(&mut self, bytes: Vec<u8>) -> Result<WeightsEvent, String> {
        if bytes.len() > MAX_WEIGHTS_BYTES {
            return Err(format!("It is larger than {} MB.", MAX_WEIGHTS_BYTES >> 20));
        }
        let KnownAbout { link, iteration, .. } = read(&bytes)?.1;
        self.opened = bytes;
        Ok(WeightsEvent::Opened { link, iteration })
    }

    fn take(&mut self, config: &Config) -> Result<WeightsEvent, String> {
        let bytes = std::mem::take(&mut self.opened);
        if bytes.is_empty() {
            return Err("The worker has lost the file: open it once more.".to_owned());
        }
        let (file, about) = read(&bytes)?;
        let trainer = file.training(config).map_err(|unreadable| unreadable.to_string())?;
        let learned = trainer.model().map_err(|error| error.to_string())?;
        let hash = learned.hash();
        if about.weights.is_some_and(|said| said != hash) {
            return Err("Its weights are not those that it says they are: it was changed or damaged.".to_owned());
        }
        let few = Config { samples: FEW, ..config.clone() };
        let end = learned.states(&few).map_err(|error| error.to_string())?.pop().unwrap_or_default();
        if !end.iter().all(|x| x.is_finite()) {
            return Err("Samples of its network are no numbers.".to_owned());
        }
        let trainer = trainer.state().ok().flatten().ok_or("These weights cannot be kept.")?;
        Ok(WeightsEvent::Taken { hash, state: Sealed::new(&SavedRun { trainer, losses: vec![] }) })
    }
}

fn read(bytes: &[u8]) -> Result<(WeightsFile<'_>, KnownAbout), String> {
    let file = WeightsFile::read(bytes).map_err(|unreadable| unreadable.to_string())?;
    let about = serde_json::from_str(file.about()).map_err(|_| UnreadableWeights::NoMetadata.to_string())?;
    Ok((file, about))
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;
    use training::Trainer;

    fn config() -> Config {
        Config { iterations: 3, batch: 4, ..Preset::SimpleMultimodal.config() }
    }

    /// A file of a run of three iterations that says this of itself.
    fn file(about: impl Fn(&str) -> String) -> (String, Vec<u8>) {
        let mut trainer = Trainer::new(&config()).unwrap();
        assert!(trainer.by_ref().all(|step| step.is_ok()));
        let learned = trainer.model().unwrap();
        (learned.hash(), learned.to_safetensors(&about(&learned.hash())).unwrap())
    }

    fn answer(reader: &mut WeightsReader, request: WeightsRequest) -> WeightsEvent {
        match reader.answer(1, request) {
            Event::Weights { ticket: 1, event } => event,
            other => panic!("{other:?}"),
        }
    }

    fn taken(bytes: Vec<u8>) -> Result<String, String> {
        let mut reader = WeightsReader::default();
        match answer(&mut reader, WeightsRequest::Open(bytes)) {
            WeightsEvent::Opened { link, iteration } => assert_eq!((link.as_str(), iteration), ("seed=7", 3)),
            WeightsEvent::Failed { reason } => return Err(reason),
            WeightsEvent::Taken { .. } => panic!("nothing was taken"),
        }
        match answer(&mut reader, WeightsRequest::Take(Box::new(config()))) {
            WeightsEvent::Taken { hash, state } => {
                let SavedRun { trainer, .. } = state.open().expect("a run");
                assert_eq!(Trainer::resume(&config(), trainer).unwrap().model().unwrap().hash(), hash);
                Ok(hash)
            }
            WeightsEvent::Failed { reason } => Err(reason),
            WeightsEvent::Opened { .. } => panic!("it was opened before"),
        }
    }

    /// catches: a file that was changed and is taken for what it says, one that is taken twice
    #[test]
    fn a_file_is_what_it_says_or_is_refused() {
        let (hash, whole) = file(|hash| format!(r#"{{"link":"seed=7","iteration":3,"weights":"{hash}","more":[1]}}"#));
        assert_eq!(taken(whole.clone()), Ok(hash.clone()));
        let (_, trained_further) = file(|_| r#"{"link":"seed=7","iteration":3}"#.to_owned());
        assert_eq!(taken(trained_further.clone()), Ok(hash));
        let mut changed = whole.clone();
        let last = changed.len() - 2;
        changed[last] ^= 1;
        assert!(taken(changed).is_err_and(|reason| reason.contains("changed or damaged")));
        assert!(taken(file(|_| "{}".to_owned()).1).is_err_and(|reason| reason.contains("of which run")));
        assert!(taken(vec![0; MAX_WEIGHTS_BYTES + 1]).is_err_and(|reason| reason.contains("16 MB")));
        let mut endless = trained_further.clone();
        let last = endless.len() - 4;
        endless[last..].copy_from_slice(&f32::MAX.to_le_bytes());
        assert!(taken(endless).is_err_and(|reason| reason.contains("no numbers")));
        let nothing = answer(&mut WeightsReader::default(), WeightsRequest::Take(Box::new(config())));
        assert!(matches!(nothing, WeightsEvent::Failed { reason } if reason.contains("once more")));
    }
}
