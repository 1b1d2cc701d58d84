//! What people do and what a worker says, in any order.

use messages::{Event, Layer, LineView, decode};
use page::app::{Action, ComparedMsg, PicturePoint, RepeatMsg, RunMsg};
use page::charts::Chart;
use page::controls::{CONTROLS, Edit};
use page::kept_run::RecordId;
use page::repeats::{repeat_figures, repeat_seeds};
use page::results::{NOT_YET, table};
use page::{App, Effect, Msg, link};

use crate::chance::Chance;
use crate::links::fragment;
use crate::wire::said;

fn number(chance: &mut Chance) -> f64 {
    if chance.once_in(4) { chance.any_f64() } else { chance.below(100) as f64 }
}

fn point(chance: &mut Chance) -> PicturePoint {
    let numbers = [(); 4].map(|()| number(chance) as f32);
    PicturePoint { at: [numbers[0], numbers[1]], size: [numbers[2], numbers[3]] }
}

/// Something that happens.
fn message(chance: &mut Chance) -> Msg {
    let edit = |chance: &mut Chance| {
        let key = chance.one_of(&CONTROLS).key;
        Edit::read(key, &chance.value(key))
    };
    match chance.below(16) {
        0 => edit(chance).map_or_else(Msg::Unreadable, Msg::Drag),
        1..=3 => edit(chance).map_or_else(Msg::Unreadable, Msg::Commit),
        4 => Msg::Act(chance.one_of(&Action::ALL).1),
        5 => Msg::Scrub(number(chance)),
        6 => Msg::ShowLayer { layer: *chance.one_of(&Layer::ALL), shown: chance.once_in(2) },
        7 => Msg::LineView(if chance.once_in(2) { LineView::Index } else { LineView::Histogram }),
        8 => Msg::Press(point(chance)),
        9 => {
            if chance.once_in(2) {
                Msg::Point(point(chance))
            } else {
                Msg::Nudge([number(chance), number(chance)])
            }
        }
        10 => Msg::Opened(fragment(chance)),
        11 => *chance
            .one_of(&[
                Box::new(Msg::Crashed),
                Box::new(Msg::Visible(true)),
                Box::new(Msg::Visible(false)),
                Box::new(Msg::InView(true)),
                Box::new(Msg::MagnifyNext),
                Box::new(Msg::ReducedMotion(true)),
                Box::new(Msg::Event(Event::Ready { build: "build".to_owned() }, vec![])),
            ])
            .clone(),
        12 if chance.once_in(3) => Msg::Speed(number(chance)),
        12 if chance.once_in(2) => Msg::Repeat(of_seeds(chance)),
        12 | 13 if chance.once_in(2) => Msg::Compared(of_compared(chance)),
        12 => {
            let id = RecordId(chance.below(8) as u64);
            let msgs =
                [RunMsg::Load(id), RunMsg::Pin(Some(id)), RunMsg::Pin(None), RunMsg::Delete(id), RunMsg::NotKept(id)];
            Msg::Run(*chance.one_of(&msgs))
        }
        _ => received(chance),
    }
}

/// Of several seeds: asked for, or something that one of their workers said.
fn of_seeds(chance: &mut Chance) -> RepeatMsg {
    let worker = chance.below(3);
    match chance.below(6) {
        0 => RepeatMsg::Begin { cores: chance.below(4) },
        1 => RepeatMsg::Stop,
        2 => RepeatMsg::Crashed(worker),
        3 => RepeatMsg::Event(worker, Box::new(Event::Ready { build: "build".to_owned() }), vec![]),
        _ => match received(chance) {
            Msg::Event(event, bulk) => RepeatMsg::Event(worker, Box::new(event), bulk),
            _ => RepeatMsg::Stop,
        },
    }
}

/// Something that the worker of the run beside the page's own said.
fn of_compared(chance: &mut Chance) -> ComparedMsg {
    match chance.below(4) {
        0 => ComparedMsg::Crashed,
        1 => ComparedMsg::Event(Box::new(Event::Ready { build: "build".to_owned() }), vec![]),
        _ => match received(chance) {
            Msg::Event(event, bulk) => ComparedMsg::Event(Box::new(event), bulk),
            _ => ComparedMsg::Crashed,
        },
    }
}

/// Something that a worker said, or another one may say.
fn received(chance: &mut Chance) -> Msg {
    let (mut bytes, mut bulk) = chance.one_of(said()).clone();
    if chance.once_in(2) {
        chance.damage(&mut bytes);
    }
    if chance.once_in(4) {
        bulk.truncate(chance.below(bulk.len() + 1));
    }
    decode::<Event>(&bytes).map_or(Msg::Tick, |event| Msg::Event(event, bulk))
}

/// Everything that the page shows is drawn and read.
fn look(app: &App) {
    for metric in app.metrics() {
        let text = &metric.text;
        assert!(text == NOT_YET || text.parse::<f64>().is_ok(), "{} is {text:?}", metric.key);
    }
    for chart in Chart::ALL {
        chart.shapes(app, [300.0, 200.0]);
        chart.summary(app);
    }
    for kind in messages::ResultKind::ALL {
        if let Some(known) = app.results().get(kind) {
            table(&known.result);
        }
    }
    if let Some(compared) = app.compared() {
        assert!(
            !app.compared_name().is_empty() && !compared.summary().is_empty() && !compared.progress_words().is_empty()
        );
    }
    repeat_figures(app.repeats(), app.settings(), Some(&app.settings().config));
    repeat_seeds(app.repeats());
    let words = [app.summary(), app.level_caption(), app.step_caption(), app.loss_text(), app.speed_text()];
    assert!(words.iter().all(|words| !words.is_empty()), "{words:?}");
}

/// Thirty of them, a day between some, leave a page that shows numbers and a link that says its state.
pub fn may_come_in_any_order(chance: &mut Chance) {
    let mut app = App::new("build", &fragment(chance), 0.0);
    let mut now = 0.0;
    for _ in 0..30 {
        now += [0.0, 16.0, 500.0, 86_400_000.0][chance.below(4)];
        let mut effects = app.update(message(chance), now);
        // Few points, most often, so that many cases are tried.
        if app.settings().config.samples > 20 && !chance.once_in(20) {
            effects.extend(app.update(Msg::Commit(Edit::read("samples", "10").expect("a number")), now));
        }
        for effect in effects {
            if let Effect::WriteLink { fragment, .. } = effect {
                let linked = link::read(&fragment);
                assert!(linked.notes.is_empty(), "{fragment:?} says {:?}", linked.notes);
            }
        }
        app.update(if chance.once_in(2) { Msg::Frame } else { Msg::Tick }, now);
    }
    look(&app);
}
