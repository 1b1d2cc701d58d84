//! Going back through the training.

use super::*;
use crate::app::PicturePoint;

/// A run that has ended, with snapshots at these iterations and samples of its end.
fn ended_with(snapshots: &[usize]) -> App {
    let mut app = ready();
    snapshots.iter().for_each(|step| keep(&mut app, *step));
    app.update(samples(&app, 10_000), 3.0);
    app.update(ended(&app), 3.0);
    app
}

fn keep(app: &mut App, step: usize) {
    app.update(Msg::Event(Event::Snapshot { run: app.run(), step }, vec![]), 3.0);
}

/// What the worker is asked to show.
fn chosen(effects: &[Effect]) -> Vec<Option<usize>> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send(Command::ChooseSnapshot(iteration)) => Some(*iteration),
        _ => None,
    });
    sent.collect()
}

#[test]
fn the_slider_goes_back_and_its_end_is_now() {
    let mut app = ended_with(&[0, 1, 30, 10_000]);
    let at = |app: &App| (app.training_time().position(), app.snapshot_caption());
    assert_eq!((at(&app), app.training_time().last()), ((3, String::new()), 3));
    assert_eq!(chosen(&app.update(Msg::ScrubTraining(2), 4.0)), [Some(30)]);
    assert_eq!(at(&app), (2, String::new()), "the picture still shows the end");
    app.update(samples(&app, 30), 4.0);
    assert_eq!(at(&app), (2, "iteration 30".to_owned()));
    assert_eq!(chosen(&app.update(Msg::ScrubTraining(2), 4.0)), [], "it is there already");
    assert!(app.summary().contains("after 30 iterations"), "{}", app.summary());
    assert_eq!(chosen(&app.update(Msg::ScrubTraining(3), 4.0)), [None]);
    app.update(samples(&app, 10_000), 4.0);
    assert!(app.summary().contains("after training"));
    app.update(Msg::ScrubTraining(0), 4.0);
    assert_eq!(chosen(&app.update(Msg::Act(Action::Now), 4.0)), [None]);
    assert_eq!(chosen(&app.update(Msg::Act(Action::Now), 4.0)), []);
}

/// catches: samples of a snapshot that came late and are taken for the last ones, a run that failed early
#[test]
fn samples_of_a_snapshot_that_was_left_are_no_last_ones() {
    let mut app = ended_with(&[0, 1, 30, 10_000]);
    app.update(Msg::ScrubTraining(2), 4.0);
    app.update(Msg::Act(Action::Now), 5.0);
    app.update(samples_of(&app, 30, true), 6.0);
    assert_eq!((app.shown_snapshot(), app.training_time().iteration()), (Some(30), None));
    app.update(samples(&app, 10_000), 7.0);
    assert_eq!(app.shown_snapshot(), None);
    let failed = Event::Failed { run: app.run(), reason: "It failed.".into() };
    app.update(Msg::Event(failed, vec![]), 8.0);
    app.update(samples(&app, 1), 9.0);
    assert_eq!(app.shown_snapshot(), None, "of the last weights that were numbers");
}

/// catches: a place that moves with every snapshot that is added, one that is kept for another run
#[test]
fn who_went_back_stays_there_until_another_run_begins() {
    let mut app = ready();
    assert_eq!(chosen(&app.update(Msg::ScrubTraining(0), 4.0)), [], "there is nothing to go back to");
    [0, 1, 2].into_iter().for_each(|step| keep(&mut app, step));
    app.update(Msg::ScrubTraining(1), 4.0);
    keep(&mut app, 3);
    assert_eq!((app.training_time().iteration(), app.training_time().last()), (Some(1), 3));
    app.update(Msg::Act(Action::Rewind), 5.0);
    assert_eq!((app.training_time().iteration(), app.training_time().last()), (None, 0));
    let late = Event::Snapshot { run: RunId(1), step: 9 };
    app.update(Msg::Event(late, vec![]), 6.0);
    assert_eq!(app.training_time().last(), 0, "one of the run before");
}

/// catches: a question that is answered by the samples of another iteration than the last
#[test]
fn a_lesson_is_not_answered_by_an_earlier_iteration() {
    let ruling = Ruling::Below { figures: vec!["spike_0".into()], ends: vec![0.2] };
    let lesson = Lesson::new("spikes", vec!["less".to_owned(), "more".to_owned()], ruling, "", "");
    let mut app = ready().with_lessons(Lessons::new(vec![lesson], ""));
    [0, 1, 10_000].into_iter().for_each(|step| keep(&mut app, step));
    let answered = |app: &App| app.lessons().list()[0].is_answered();
    app.update(Msg::Predict { lesson: "spikes".into(), choice: 1 }, 2.0);
    app.update(Msg::ScrubTraining(1), 4.0);
    app.update(samples(&app, 1), 5.0);
    app.update(ended(&app), 6.0);
    assert!(!answered(&app));
    assert!(app.lesson_outcome().contains("go back to now"), "{}", app.lesson_outcome());
    app.update(Msg::Act(Action::Now), 7.0);
    app.update(Msg::Event(Event::Pong(0), vec![]), 8.0);
    assert!(!answered(&app), "the picture still has the samples of before");
    app.update(samples(&app, 10_000), 9.0);
    assert!(answered(&app));
}

/// catches: snapshots that nobody sees because the next comes first, a playback that never ends
#[test]
fn the_training_is_played_as_its_samples_come_up_to_now() {
    let mut app = ended_with(&[0, 1, 30, 10_000]);
    assert_eq!(chosen(&app.update(Msg::Act(Action::PlayTraining), 1_000.0)), [Some(0)]);
    assert!(app.training_time().plays() && !app.playing() && app.timeline().position() == app.timeline().last());
    assert_eq!(chosen(&app.update(Msg::Frame, 5_000.0)), [], "its samples have not come");
    app.update(samples(&app, 0), 5_010.0);
    assert_eq!(chosen(&app.update(Msg::Frame, 5_020.0)), [Some(1)]);
    app.update(samples(&app, 1), 5_030.0);
    assert_eq!(chosen(&app.update(Msg::Frame, 5_040.0)), [], "it is looked at for a tenth of a second");
    assert_eq!(chosen(&app.update(Msg::Frame, 5_130.0)), [Some(30)]);
    app.update(samples(&app, 30), 5_140.0);
    assert_eq!(chosen(&app.update(Msg::Frame, 5_300.0)), [None]);
    assert!(!app.training_time().plays());
    app.update(Msg::Act(Action::PlayTraining), 6_000.0);
    app.update(Msg::Act(Action::Play), 6_010.0);
    assert!(app.playing() && !app.training_time().plays(), "one time moves by itself");
}

#[test]
fn the_map_moves_both_times_at_once() {
    let mut app = ended_with(&[0, 1, 30, 10_000]);
    let size = [72.0; 2];
    let mut drag = |at| {
        let asked = chosen(&app.update(Msg::MoveOnMap(PicturePoint { at, size }), 4.0));
        (asked, app.place_on_map(), app.playing())
    };
    assert_eq!(drag([0.0, 72.0]), (vec![Some(0)], [0.0, 0.0], false));
    assert_eq!(drag([72.0, 46.0]), (vec![Some(1)], [1.0, 1.0 / 3.0], false));
    assert_eq!(drag([36.0, 0.0]), (vec![None], [0.5, 1.0], false));
}
