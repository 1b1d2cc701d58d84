//! Bytes of messages, some of them changed: they are a message or they are not.

use std::sync::OnceLock;

use diffusion::Preset;
use diffusion::counts::{MAX_BATCH, MAX_SAMPLES, MAX_WIDTH};
use messages::{Command, Event, Layer, OverlayRequest, Pace, RunId, SampleRequest, decode, encode};
use worker::{NextWakeUp, Session};

use crate::chance::Chance;

/// What a worker says of a short run, as bytes with the numbers beside them.
pub fn said() -> &'static [(Vec<u8>, Vec<f32>)] {
    static SAID: OnceLock<Vec<(Vec<u8>, Vec<f32>)>> = OnceLock::new();
    SAID.get_or_init(|| {
        let mut said = Vec::new();
        for preset in [Preset::SimpleMultimodal, Preset::SingleDdpm, Preset::Simple1Diffusion] {
            let mut session = Session::default().with_evaluation();
            let mut emit = |event: &Event, bulk: &[f32]| said.push((encode(event), bulk.to_vec()));
            let mut config = preset.config();
            (config.iterations, config.samples) = (20, 40);
            let layers = [Layer::Score, Layer::Posterior, Layer::Density].to_vec();
            let request = OverlayRequest {
                layers,
                level: config.method.grid().levels()[0],
                half_extent: 2.8,
                lens: [0.2, 0.4],
                data: None,
            };
            let start = Command::Start {
                run: RunId(1),
                config: Box::new(config.clone()),
                pace: Pace::Max,
                train: true,
                resumption: None,
            };
            session.on_command(start, 0.0, &mut emit);
            for time in 0..200 {
                let now = f64::from(time) * 20.0;
                session.work(&|| now, 0.0, &mut emit);
            }
            session.on_command(Command::Overlay { ticket: 1, request }, 5_000.0, &mut emit);
            while session.work(&|| 5_000.0, 0.0, &mut emit) == NextWakeUp::Now {}
            let repeat = Command::Repeat { run: RunId(0), config: Box::new(config), perfect: 0..2 };
            session.on_command(repeat, 5_000.0, &mut emit);
            while session.work(&|| 5_000.0, 0.0, &mut emit) == NextWakeUp::Now {}
            session.on_command(Command::Judge { seeds: vec![vec![]], perfect: vec![] }, 5_000.0, &mut emit);
        }
        said
    })
}

fn commands() -> &'static [Vec<u8>] {
    static COMMANDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    COMMANDS.get_or_init(|| {
        let starts = Preset::ALL.map(|preset| {
            let config = Box::new(preset.config());
            encode(&Command::Start { run: RunId(2), config, pace: Pace::Seconds(10), train: true, resumption: None })
        });
        let sample = encode(&Command::Sample(SampleRequest::of(&Preset::SingleDdpm.config(), 3)));
        let continuous = Preset::SimpleMultimodal.config().to_continuous().expect("a range of noise");
        starts.into_iter().chain([sample, encode(&Command::Consider(Box::new(continuous)))]).collect()
    })
}

/// They are a message, of which whatever was checked when it was made holds again, or none.
pub fn are_a_message_or_none(chance: &mut Chance) {
    let mut bytes = if chance.once_in(2) { chance.one_of(commands()).clone() } else { chance.one_of(said()).0.clone() };
    chance.damage(&mut bytes);
    if let Some(Command::Start { config, .. } | Command::Consider(config)) = decode(&bytes) {
        let steps = config.method.plan(&config.dataset.mixture()).steps().len();
        assert!(steps > 0 && (2..=1_000).contains(&config.method.grid().len()));
        assert!(config.width <= MAX_WIDTH && config.batch <= MAX_BATCH && config.samples <= MAX_SAMPLES);
    }
    // Bytes and not values are compared: what is no number equals nothing.
    if let Some(event) = decode::<Event>(&bytes) {
        let again = decode::<Event>(&encode(&event)).expect("what is written can be read");
        assert_eq!(encode(&again), encode(&event));
    }
}
