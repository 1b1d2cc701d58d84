//! Commands in any order, some of them damaged, to a worker in the middle of its work.

use diffusion::evaluation::{CloudMetric, MetricScore};
use diffusion::{Config, Preset};
use messages::{
    Command, Event, ExportKind, ExportRequest, Layer, OverlayRequest, Pace, PictureStyle, Resumption, RunId,
    SampleRequest, View, decode, encode,
};
use worker::{NextWakeUp, Session};

use crate::chance::Chance;

/// A preset, perhaps on the continuous schedules, small enough for a run that is over soon.
fn config(chance: &mut Chance) -> Config {
    let preset = chance.one_of(&Preset::ALL).config();
    let continuous = preset.to_continuous().ok().filter(|_| chance.once_in(2));
    small(continuous.unwrap_or(preset))
}

fn small(config: Config) -> Config {
    Config {
        width: config.width.min(32),
        batch: config.batch.min(32),
        iterations: config.iterations.min(20),
        samples: config.samples.min(50),
        ..config
    }
}

/// What the page would have kept of the runs so far.
#[derive(Default)]
struct Kept {
    config: Option<Config>,
    resumption: Resumption,
}

impl Kept {
    fn keep(&mut self, event: &Event) {
        match event {
            Event::TrainingState { state, .. } => self.resumption.state = state.clone(),
            Event::Milestone { milestone, .. } => self.resumption.milestones.push(milestone.clone()),
            _ => {}
        }
    }

    /// A run that goes on, mostly with the configuration of the one before.
    fn go_on(&self, chance: &mut Chance, other: Config) -> (Config, Option<Resumption>) {
        let same = self.config.clone().filter(|_| !chance.once_in(4)).unwrap_or(other);
        let more = if chance.once_in(2) { 2 * same.iterations } else { same.iterations };
        (small(Config { iterations: more, ..same }), Some(self.resumption.clone()))
    }
}

fn command(chance: &mut Chance, run: u32, kept: &Kept) -> Command {
    let config = config(chance);
    match chance.below(17) {
        0..=3 => {
            let pace = if chance.once_in(2) { Pace::Max } else { Pace::Seconds(chance.below(20) as u32) };
            let goes_on = chance.once_in(2);
            let (config, resumption) = if goes_on { kept.go_on(chance, config) } else { (config, None) };
            Command::Start { run: RunId(run), config: Box::new(config), pace, train: !chance.once_in(4), resumption }
        }
        4 => Command::Resume,
        5 => Command::Pause,
        6 => Command::Pace(Pace::Seconds(chance.below(3) as u32)),
        7 => Command::Work(chance.once_in(2)),
        8 => Command::Sample(SampleRequest::of(&config, run)),
        9 | 10 => Command::Consider(Box::new(config)),
        11 | 12 => {
            let layers = (0..=chance.below(4)).map(|_| *chance.one_of(&Layer::ALL)).collect();
            let level = *chance.one_of(config.method.grid().levels());
            let [x, y] = [(); 2].map(|()| if chance.once_in(4) { chance.any_f64() } else { 0.5 });
            let half_extent = if chance.once_in(4) { chance.any_f64() } else { 2.8 };
            Command::Overlay {
                ticket: run,
                request: OverlayRequest { layers, level, half_extent, lens: [x, y], data: None },
            }
        }
        13 => {
            let kind = chance.one_of(&ExportKind::ALL).1;
            let (style, view, link) = (PictureStyle { side: 60, dark: false }, View::default(), String::new());
            Command::Export(ExportRequest {
                ticket: run,
                kind,
                style,
                view,
                spike: chance.below(9),
                state: chance.below(30),
                link,
                is_of_link: true,
            })
        }
        14 => Command::CancelExport,
        15 if chance.once_in(4) => {
            let mut scores = || {
                let score =
                    |chance: &mut Chance| MetricScore { metric: CloudMetric::SlicedW1, value: chance.any_f64() };
                (0..chance.below(3)).map(|_| score(chance)).collect::<Vec<_>>()
            };
            Command::Judge { seeds: vec![scores(), scores()], perfect: vec![scores(), scores(), scores()] }
        }
        15 if chance.once_in(3) => {
            let first = chance.below(300) as u32;
            Command::Repeat { run: RunId(run), config: Box::new(config), perfect: first..first + 2 }
        }
        15 => Command::ChooseSnapshot((!chance.once_in(3)).then(|| chance.below(20))),
        _ => Command::Ping(run),
    }
}

/// A command as it arrives, if it arrives at all: the other half may be broken.
fn received(chance: &mut Chance, run: u32, kept: &Kept) -> Option<Command> {
    let mut bytes = encode(&command(chance, run, kept));
    if chance.once_in(4) {
        chance.damage(&mut bytes);
    }
    // The benchmark has its own test, and takes seconds.
    decode(&bytes).filter(|command| !matches!(command, Command::Bench(_))).map(light)
}

/// The same for a run that is over soon.
fn light(command: Command) -> Command {
    match command {
        Command::Start { run, config, pace, train, resumption } => {
            Command::Start { run, config: Box::new(small(*config)), pace, train, resumption }
        }
        Command::Repeat { run, config, perfect } => {
            let perfect = perfect.start..perfect.end.min(perfect.start.saturating_add(3));
            Command::Repeat { run, config: Box::new(small(*config)), perfect }
        }
        Command::Consider(config) => Command::Consider(Box::new(small(*config))),
        Command::Sample(request) => Command::Sample(SampleRequest { samples: request.samples.min(50), ..request }),
        Command::Export(request) => {
            Command::Export(ExportRequest { style: PictureStyle { side: 60, ..request.style }, ..request })
        }
        command => command,
    }
}

/// What is said is whole.
fn check(event: &Event, bulk: &[f32]) {
    match event {
        Event::Samples { rows, dim, figures, .. } => assert_eq!(bulk.len(), rows * dim * figures.len()),
        Event::Failed { reason, .. } => assert!(reason.ends_with('.'), "{reason:?}"),
        Event::Resting { weights, .. } => assert_eq!(weights.len(), 16),
        _ => {}
    }
    assert!(decode::<Event>(&encode(event)).is_some());
}

/// Sixteen of them, with some work in between, leave a worker that says only what is whole.
pub fn may_be_told_anything(chance: &mut Chance) {
    let mut session = Session::default().with_evaluation();
    let (mut now, mut kept) = (0.0, Kept::default());
    for run in 1..=16 {
        if let Some(command) = received(chance, run, &kept) {
            if let Command::Start { config, .. } = &command {
                kept.config = Some((**config).clone());
            }
            session.on_command(command, now, &mut |event, bulk| {
                check(event, bulk);
                kept.keep(event);
            });
        }
        let pieces = (0..chance.below(60)).map(|_| [0.0, 1.0, 100.0, 900.0][chance.below(4)]).collect::<Vec<_>>();
        work(&mut session, &mut now, pieces.into_iter(), |event| kept.keep(event));
    }
    // Few cases come to the evaluation of a run that rests: some are worked off, of which there must be an end.
    if chance.once_in(8) {
        session.on_command(Command::Work(true), now, &mut check);
        let ends = work(&mut session, &mut now, std::iter::repeat_n(100.0, 500_000), |_| {});
        assert!(ends, "work without an end");
    }
}

/// Works piece by piece, so long after each other; whether nothing is left to do.
fn work(
    session: &mut Session,
    now: &mut f64,
    mut times: impl Iterator<Item = f64>,
    mut keep: impl FnMut(&Event),
) -> bool {
    let mut said = |event: &Event, bulk: &[f32]| {
        check(event, bulk);
        keep(event);
    };
    times.any(|time| {
        *now += time;
        session.work(&|| *now, 0.0, &mut said) == NextWakeUp::OnCommand
    })
}
