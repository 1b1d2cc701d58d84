//! Files of weights, most of them damaged, or for another run than they are of.

use std::sync::OnceLock;

use diffusion::standard_method::StandardMethod;
use diffusion::{Config, Preset};
use messages::{
    Command, Event, ExportEvent, ExportKind, ExportRequest, Pace, PictureStyle, Resumption, RunId, View, WeightsEvent,
    WeightsRequest,
};
use worker::{NextWakeUp, Session};

use crate::chance::Chance;

/// Runs whose files differ in their networks: one for all levels, one for each, and one with features and a running mean.
fn configs() -> [Config; 3] {
    let base = Config { iterations: 3, batch: 4, samples: 8, ..Preset::SimpleMultimodal.config() };
    let per_level = Config { iterations: 1, batch: 4, samples: 8, ..Preset::SimpleDdpm.config() };
    let edm = Config { width: 8, ..StandardMethod::Edm.config(&base) };
    [base, per_level, edm]
}

fn start(config: Config, resumption: Option<Resumption>) -> Command {
    Command::Start { run: RunId(1), config: Box::new(config), pace: Pace::Max, train: true, resumption }
}

/// Works until there is nothing to do, and returns what was said.
fn say(session: &mut Session, command: Command) -> Vec<Event> {
    let mut said = Vec::new();
    let mut emit = |event: &Event, _: &[f32]| said.push(event.clone());
    session.on_command(command, 0.0, &mut emit);
    while session.work(&|| 0.0, 0.0, &mut emit) == NextWakeUp::Now {}
    said
}

/// Each run with its file, as the page saves it.
fn files() -> &'static [(Config, Vec<u8>)] {
    static FILES: OnceLock<Vec<(Config, Vec<u8>)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let file = |config: Config| {
            let mut session = Session::default();
            say(&mut session, start(config.clone(), None));
            let request = ExportRequest {
                ticket: 1,
                kind: ExportKind::Weights,
                style: PictureStyle { side: 60, dark: false },
                view: View::default(),
                spike: 0,
                state: 0,
                link: "seed=7".to_owned(),
                is_of_link: true,
            };
            let said = say(&mut session, Command::Export(request));
            let pieces = said.into_iter().filter_map(|event| match event {
                Event::Export { event: ExportEvent::Piece { bytes, .. }, .. } => Some(bytes),
                _ => None,
            });
            (config, pieces.flatten().collect())
        };
        let files = configs().map(file);
        files.iter().cloned().chain(files.iter().map(without_hash)).collect()
    })
}

/// The same as another program writes it, which does not say the hash of the weights: whatever they are changed to, is taken.
fn without_hash((config, file): &(Config, Vec<u8>)) -> (Config, Vec<u8>) {
    const KEY: &[u8] = br#"\"weights\""#;
    let at = file.windows(KEY.len()).position(|bytes| bytes == KEY).expect("a hash");
    let mut file = file.clone();
    file[at + 2] = b'W';
    (config.clone(), file)
}

/// It becomes a run that ends with numbers, or gets a sentence.
pub fn become_a_run_or_a_sentence(chance: &mut Chance) {
    let (config, mut file) = chance.one_of(files()).clone();
    if chance.once_in(3) {
        // The header is a small part of a file, and has most to be damaged.
        let mut header = file.drain(..400).collect();
        chance.damage(&mut header);
        file.splice(..0, header);
    } else {
        chance.damage(&mut file);
    }
    let config = if chance.once_in(8) { chance.one_of(&configs()).clone() } else { config };
    let mut session = Session::default();
    let said = [WeightsRequest::Open(file), WeightsRequest::Take(Box::new(config.clone()))].map(|request| {
        match say(&mut session, Command::Weights { ticket: 3, request }).pop() {
            Some(Event::Weights { ticket: 3, event }) => event,
            other => panic!("{other:?}"),
        }
    });
    for event in said {
        match event {
            WeightsEvent::Opened { .. } => {}
            WeightsEvent::Failed { reason } => assert!(reason.ends_with('.'), "{reason:?}"),
            WeightsEvent::Taken { state, .. } => {
                let resumption = Resumption { state, ..Resumption::default() };
                let ended = say(&mut session, start(config.clone(), Some(resumption)));
                let total = config.total_iterations();
                let is_end =
                    |event: &Event| matches!(event, Event::Resting { step, finished: true, .. } if *step == total);
                assert!(ended.iter().any(is_end), "{ended:?}");
                assert!(!ended.iter().any(|event| matches!(event, Event::Progress { .. })), "nothing is trained");
            }
        }
    }
}
