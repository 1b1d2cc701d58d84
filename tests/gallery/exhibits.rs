//! What the gallery shows: runs small enough to be done within seconds, looked at from all sides.

use diffusion::Dataset;
use messages::{Cloud, Layer, LineView, ResultKind};
use page::app::Msg;
use page::charts::Chart;
use page::controls::Edit;
use page::distribution::{Coordinate, Curve, Distribution};
use page::results::{ResultTable, key, table};
use page::{Action, App, Phase, training_map};
use plot::{Palette, Shape, svg};
use scene::{Viewport, thumbnail};

use crate::likeness::alike;
use crate::picture::{captioned, on_the_page};
use tests::PageAndWorker;

/// One thing to look at.
pub struct Exhibit {
    /// The heading that it stands under.
    pub room: &'static str,
    /// Its name, and that of its file.
    pub name: String,
    /// An SVG document, or plain words.
    pub content: String,
}

impl Exhibit {
    /// Whether it is a picture; words otherwise.
    pub fn is_picture(&self) -> bool {
        self.content.starts_with("<svg ")
    }

    /// The name of the file that it is recorded in.
    pub fn file(&self) -> String {
        format!("{}.{}", self.name, if self.is_picture() { "svg" } else { "txt" })
    }

    /// Whether it shows what is recorded.
    pub fn is_like(&self, recorded: &str) -> bool {
        if self.is_picture() { alike(&self.content, recorded) } else { self.content == recorded }
    }
}

/// A run in the plane with everything that a continuous network allows.
const PLANE: &str = "recipe=simple_multimodal&target=eps&schedule=karras&sampler=heun&samples=200&iterations=1500";

/// A run on the line, one of the original programs.
const LINE: &str = "recipe=simple_1Diffusion&samples=500&iterations=1500";

/// A run with a list of βs, whose data shrink while they are noised.
const BETAS: &str = "recipe=multimodal_DDPM&samples=200&iterations=300";

const SQUARE: Viewport = Viewport { size: [340.0, 340.0], dpr: 1.0, palette: &Palette::LIGHT };

/// All of it, room by room.
pub fn all() -> Vec<Exhibit> {
    let mut runs =
        [("plane", PLANE), ("line", LINE), ("betas", BETAS)].map(|(name, link)| (name, PageAndWorker::finished(link)));
    let mut exhibits: Vec<Exhibit> = runs.iter_mut().flat_map(|(name, run)| pictures(name, run)).collect();
    let [plane, line, _] = &mut runs;
    exhibits.extend(looks(&mut plane.1, &mut line.1));
    exhibits.extend([&mut *plane, &mut *line].into_iter().flat_map(|(name, run)| layers(name, run)));
    exhibits.extend(remembered().into_iter().chain([map_of_both_times()]));
    exhibits.extend(data_sets());
    let mut untrained = ("untrained", PageAndWorker::loading(""));
    exhibits.extend([plane, line, &mut untrained].into_iter().flat_map(|(name, run)| charts(name, run)));
    exhibits.extend(Dataset::ALL.iter().map(of_dataset));
    exhibits.extend(STATES.iter().map(|(name, reach)| state(name, &reach().app)));
    exhibits
}

/// A run from noise to data.
fn pictures(run: &str, opened: &mut PageAndWorker) -> Vec<Exhibit> {
    let moments = [("noise", 0.0), ("half-way", 0.5), ("end", 1.0)];
    let picture = |(name, share)| {
        opened.stand_at(share);
        picture("Pictures", format!("{run}-{name}"), opened, SQUARE)
    };
    moments.map(picture).into()
}

fn picture(room: &'static str, name: String, opened: &PageAndWorker, viewport: Viewport) -> Exhibit {
    Exhibit { room, name, content: on_the_page(&opened.scene(), viewport) }
}

/// The same elsewhere: in the dark, on a phone, on a fine screen, taken away.
fn looks(plane: &mut PageAndWorker, line: &mut PageAndWorker) -> Vec<Exhibit> {
    let dark = Viewport { palette: &Palette::DARK, ..SQUARE };
    let phone = Viewport { size: [300.0, 240.0], ..SQUARE };
    let fine = Viewport { size: [200.0, 200.0], dpr: 2.0, ..SQUARE };
    let mut shown = Vec::new();
    for (run, opened) in [("plane", &mut *plane), ("line", &mut *line)] {
        opened.stand_at(0.7);
        let look = |(name, viewport)| picture("Looks", format!("{run}-{name}"), opened, viewport);
        shown.extend([("dark", dark), ("phone", phone), ("fine", fine)].map(look));
        let content = captioned(&opened.scene(), Viewport { size: [400.0, 400.0], ..dark });
        shown.push(Exhibit { room: "Looks", name: format!("{run}-taken-away"), content });
    }
    shown.extend([by_index(line), untrained()]);
    shown
}

/// A line in the view of the original programs.
fn by_index(line: &mut PageAndWorker) -> Exhibit {
    line.tell(Msg::LineView(LineView::Index));
    let exhibit = picture("Looks", "line-index".to_owned(), line, SQUARE);
    line.tell(Msg::LineView(LineView::Histogram));
    exhibit
}

/// Before anything is learned, with the inset at another spike than the first.
fn untrained() -> Exhibit {
    let mut untrained = PageAndWorker::loading("samples=200");
    untrained.stand_at(1.0);
    untrained.tell(Msg::MagnifyNext);
    picture("Looks", "plane-untrained".to_owned(), &untrained, SQUARE)
}

/// A network that has seen sixteen points only, between the exact cloud and the memoriser; which score it has; and how that
/// came about.
fn remembered() -> Vec<Exhibit> {
    let link = "method=edm&dataset=moons&train_points=16&iterations=300&samples=200&pace=max&seed=7";
    let mut remembered = PageAndWorker::finished(link);
    remembered.tell(Msg::Frame);
    remembered.stand_at(0.85);
    let mut shown = vec![picture("Looks", "plane-memoriser".to_owned(), &remembered, SQUARE)];
    shown.push(layer("plane", Layer::ScoreGap, &mut remembered));
    let line = "method=edm&dataset=three_modes&train_points=16&iterations=300&samples=200&pace=max&seed=7";
    shown.push(layer("line", Layer::ScoreGap, &mut PageAndWorker::finished(line)));
    let of_memory = Chart::ALL.into_iter().filter(|chart| matches!(chart, Chart::Memorisation(_)));
    shown.extend(of_memory.map(|kind| chart(kind.key(), &kind.shapes(&remembered.app, CHART))));
    shown
}

/// Every layer that explains the clouds of a run on fresh points, by itself.
fn layers(run: &str, opened: &mut PageAndWorker) -> Vec<Exhibit> {
    let explaining = Layer::ALL.into_iter().skip(Cloud::ALL.len()).filter(|layer| *layer != Layer::ScoreGap);
    explaining.map(|explaining| layer(run, explaining, opened)).collect()
}

fn layer(run: &str, layer: Layer, opened: &mut PageAndWorker) -> Exhibit {
    opened.tell(Msg::ShowLayer { layer, shown: true });
    opened.stand_at(0.6);
    let exhibit = picture("Layers", format!("{run}-{}", layer.key().replace('_', "-")), opened, SQUARE);
    opened.tell(Msg::ShowLayer { layer, shown: false });
    opened.tell(Msg::LineView(LineView::Histogram));
    exhibit
}

/// Every data set beside what a perfect network makes of noise.
fn data_sets() -> Vec<Exhibit> {
    let own = "&spikes=-1:0.5:0.1:1,0.5:-1:0.3:3";
    let shown = |data: Dataset| {
        let own = if matches!(data, Dataset::Spikes(_)) { own } else { "" };
        let link = format!("dataset={}{own}&samples=300&layer=data,exact", data.key());
        let mut opened = PageAndWorker::loading(&link);
        opened.stand_at(1.0);
        picture("Data", format!("data-{}", data.key().replace('_', "-")), &opened, SQUARE)
    };
    Dataset::ALL.map(shown).into()
}

/// Every chart of a run that says something of its data.
fn charts(run: &str, opened: &mut PageAndWorker) -> Vec<Exhibit> {
    opened.stand_at(0.5);
    let applying = Chart::ALL.into_iter().filter(|chart| chart.applies(&opened.app));
    let of_run = applying.map(|kind| chart(&format!("{}-{run}", kind.key()), &kind.shapes(&opened.app, CHART)));
    of_run.chain(distributions(run, opened)).collect()
}

/// Both curves of every coordinate.
fn distributions(run: &str, opened: &PageAndWorker) -> Vec<Exhibit> {
    let applying = Coordinate::ALL.into_iter().filter(|coordinate| coordinate.applies(&opened.app));
    let both = applying.flat_map(|coordinate| {
        let distribution = Distribution::new(&opened.scene(), coordinate);
        let name = |curve: Curve| format!("{}-{}-{run}", curve.key(), coordinate.key());
        Curve::ALL.map(|curve| chart(&name(curve), &distribution.shapes(curve, CHART)))
    });
    both.collect()
}

/// Width and height of a chart.
const CHART: [f32; 2] = [300.0, 150.0];

fn chart(name: &str, shapes: &[Shape]) -> Exhibit {
    let content = svg::document(CHART[0], CHART[1], shapes, &Palette::LIGHT);
    Exhibit { room: "Charts", name: format!("chart-{name}"), content }
}

/// The map of how far samples and network have come.
fn map_of_both_times() -> Exhibit {
    let content = svg::document(72.0, 72.0, &training_map::shapes([0.7, 0.4], [72.0; 2]), &Palette::LIGHT);
    Exhibit { room: "Pictures", name: "map-of-both-times".to_owned(), content }
}

/// The picture of a data set.
fn of_dataset(dataset: &Dataset) -> Exhibit {
    let content = svg::document(96.0, 64.0, &thumbnail(dataset, [96.0, 64.0]), &Palette::LIGHT);
    Exhibit { room: "Thumbnails", name: format!("thumbnail-{}", dataset.key()), content }
}

const SMALL: &str = "recipe=simple_multimodal&samples=200&iterations=300";

/// How a page gets into a state.
type Reach = fn() -> PageAndWorker;

/// Every state that the page can be in.
const STATES: [(&str, Reach); 13] = [
    ("loading", || PageAndWorker::loading(SMALL)),
    ("training", training),
    ("paused", paused),
    ("finished", || PageAndWorker::finished(SMALL)),
    ("finished-line", || PageAndWorker::finished(LINE)),
    ("finished-continuous", || PageAndWorker::finished(PLANE)),
    ("explained", explained),
    ("gone-back", gone_back),
    ("dragged", dragged),
    ("begun-anew", begun_anew),
    ("failed", || PageAndWorker::finished(&format!("{SMALL}&optimizer=sgd&rate=10000"))),
    ("mended", || PageAndWorker::loading("sigma_max=1e9&batch=none&width=4")),
    ("measuring", || PageAndWorker::open(page::benchmark::FRAGMENT)),
];

fn training() -> PageAndWorker {
    let mut training = PageAndWorker::open(SMALL);
    training.work_until(|app| app.step() > 50 && app.learned_is_current());
    training
}

fn paused() -> PageAndWorker {
    let mut paused = training();
    paused.press(Action::Train);
    paused
}

fn explained() -> PageAndWorker {
    let mut explained = PageAndWorker::finished(&format!("{PLANE}&layer=data,score,score_error,posterior"));
    explained.stand_at(0.6);
    explained
}

fn gone_back() -> PageAndWorker {
    let mut gone_back = PageAndWorker::finished(SMALL);
    gone_back.tell(Msg::ScrubTraining(30));
    gone_back.work_until(|_| false);
    gone_back
}

fn dragged() -> PageAndWorker {
    let mut dragged = PageAndWorker::finished(SMALL);
    dragged.tell(Msg::Drag(Edit::read("sigma_max", "0.2").expect("a number")));
    dragged.work_until(|_| false);
    dragged
}

fn begun_anew() -> PageAndWorker {
    let mut begun_anew = PageAndWorker::finished(SMALL);
    begun_anew.tell(Msg::Commit(Edit::read("sigma_max", "2").expect("a number")));
    begun_anew
}

fn state(name: &str, app: &App) -> Exhibit {
    Exhibit { room: "States", name: format!("state-{name}"), content: words(app) }
}

/// What the page says of a run, line by line.
fn words(app: &App) -> String {
    let mut lines =
        vec![format!("{}, iteration {}, loss {}", app.phase().word(), app.step(), app.loss_text()), app.summary()];
    let said = [("weights", app.weights()), ("error", app.error()), ("note", app.note()), ("hint", app.hint(6e3))];
    lines.extend(said.into_iter().filter_map(|(name, words)| Some(format!("{name}: {}", words?))));
    if app.phase() != Phase::Measuring {
        lines.extend(
            app.metrics().iter().map(|metric| format!("{}: {}, perfect {}", metric.name, metric.text, metric.perfect)),
        );
        lines.extend(Chart::ALL.into_iter().filter(|chart| chart.applies(app)).map(|chart| chart.summary(app)));
    }
    lines.extend(ResultKind::ALL.into_iter().flat_map(|kind| result(app, kind)));
    lines.join("\n") + "\n"
}

/// A table of results, a line for each row; none where there is none.
fn result(app: &App, kind: ResultKind) -> Vec<String> {
    let Some(known) = app.results().get(kind) else { return vec![] };
    let ResultTable { rows, note } = table(&known.result);
    let heading = format!("{}{}: {note}", key(kind), if known.stale { " (stale)" } else { "" });
    let row = |row: &page::results::TableRow| {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        format!("  {}", cells.join(" | "))
    };
    std::iter::once(heading.trim_end().to_owned()).chain(rows.iter().map(row)).collect()
}
