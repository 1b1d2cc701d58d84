//! The data are changed in the picture: spikes by their handles, points by brush and eraser. While something is held,
//! the picture shows what would be; let go, it is learned.

use diffusion::dataset::{Component, InvalidSpikes, Spikes};
use diffusion::{Config, Dataset};
use plot::three_digits;
use scene::{canvas_from_data, data_from_canvas};

use super::editor::{BRUSH_RANGE, EditorMsg, Handle, Hold, STD, Tool, WEIGHT};
use super::msg::Effect;
use super::picture_point::PicturePoint;
use super::state::App;
use crate::controls::{self, Change};
use crate::own_data::OwnData;
use crate::sketch::Sketch;

const NO_HANDLES: &str =
    "These data have no handles: they have too many centres, or reach too far. Draw or erase them.";

/// A press of an arrow key moves a spike so far.
const STEP: f64 = 0.05;

/// A finger that stays so long where it is adds a spike, in milliseconds …
const LONG_MS: f64 = 500.0;

/// … and stays where it is within so many CSS pixels.
const STILL: f32 = 10.0;

/// A hand that presses a handle moves by no more than so many CSS pixels.
const TREMBLE: f32 = 3.0;

/// Spikes that are put where there is room keep this distance from the others.
const ROOM: f64 = 0.2;

impl App {
    pub(super) fn on_editor(&mut self, msg: EditorMsg, now: f64) -> Vec<Effect> {
        match msg {
            EditorMsg::Toggle if self.editor.tool.is_some() => {
                self.cancel();
                self.editor.put_away();
                self.redraw();
            }
            EditorMsg::Toggle => {
                let tool = if self.spikes().is_ok() { Tool::Spikes } else { Tool::Draw };
                self.choose_tool(tool);
                // There the data are themselves.
                self.go(|timeline| timeline.seek(timeline.last()));
            }
            EditorMsg::Choose(tool) => self.choose_tool(tool),
            EditorMsg::Select(spike) => self.select(spike),
            EditorMsg::Press { spike, at, touch } => self.press(spike, at, touch, now),
            EditorMsg::Move(at) => {
                self.move_to(at, now);
                self.redraw();
            }
            EditorMsg::Release => return self.release(),
            EditorMsg::Cancel => self.cancel(),
            EditorMsg::Nudge([right, up]) => self.change_selected(|spike| {
                let [x, y] = spike.mean;
                spike.mean = [x + STEP * right, y + STEP * up].map(written);
            }),
            EditorMsg::Std(position) => self.change_selected(|spike| spike.std = STD.value_from_slider(position)),
            EditorMsg::Weight(position) => {
                self.change_selected(|spike| spike.weight = WEIGHT.value_from_slider(position));
            }
            EditorMsg::Add(at) => return self.add_spike(at.map(|at| self.place(at, now))),
            EditorMsg::Remove => {
                let fewer = self.changed_spikes(|_, spikes, selected| {
                    spikes.remove(*selected);
                    *selected = selected.saturating_sub(1);
                });
                return fewer.map_or(vec![], |data| self.change_data(data));
            }
            EditorMsg::Brush(radius) => self.editor.brush = radius.clamp(BRUSH_RANGE[0], BRUSH_RANGE[1]),
            EditorMsg::Empty => {
                self.editor.sketch = Sketch::empty(self.exact.mixture().dim());
                self.redraw();
            }
            EditorMsg::Undo => {
                let before = self.editor.undo((self.settings.config.clone(), self.own_data.clone()));
                return before.map_or(vec![], |(config, own)| self.restore(config, own));
            }
            EditorMsg::Redo => {
                let after = self.editor.redo((self.settings.config.clone(), self.own_data.clone()));
                return after.map_or(vec![], |(config, own)| self.restore(config, own));
            }
        }
        vec![]
    }

    /// The handles of the spikes in a picture of this size; none where they have none.
    pub fn handles(&self, size: [f32; 2]) -> Vec<Handle> {
        if self.editor.tool != Some(Tool::Spikes) {
            return vec![];
        }
        let Ok(spikes) = self.spikes() else { return vec![] };
        let (scene, all) = (self.scene(0.0), spikes.spikes());
        let handle = |(i, spike): (usize, &Component)| Handle {
            at: canvas_from_data(&scene, size, spike.mean),
            label: format!("spike {} of {} {}", i + 1, all.len(), described(spike, spikes.dim())),
            spike: *spike,
            sliders: [STD.slider_from_value(spike.std), WEIGHT.slider_from_value(spike.weight)],
            is_selected: i == self.editor.selected.min(all.len() - 1),
        };
        all.iter().enumerate().map(handle).collect()
    }

    /// What is being changed, in a few words.
    pub fn editor_words(&self) -> String {
        let selected = || self.handles([1.0; 2]).into_iter().find(|handle| handle.is_selected);
        let words = match (self.editor.tool, self.editor.sketch.points().len()) {
            (None, _) => "",
            (Some(Tool::Spikes), _) => {
                return selected().map_or_else(|| NO_HANDLES.to_owned(), |handle| handle.label);
            }
            (Some(Tool::Erase), 0) => "There is nothing to erase.",
            (Some(Tool::Draw), 0) => "The first stroke takes the place of these data.",
            (_, 1) => "1 point",
            (_, count) => return format!("{} points", plot::grouped(count as u64)),
        };
        words.to_owned()
    }

    /// The spikes of the data, or of what they are being changed to.
    fn spikes(&self) -> Result<Spikes, InvalidSpikes> {
        match &self.settings().config.dataset {
            Dataset::Spikes(spikes) => Ok(spikes.clone()),
            others => Spikes::of(&others.mixture()),
        }
    }

    fn choose_tool(&mut self, tool: Tool) {
        self.cancel();
        // From the brush to the eraser the sketch stays, also an empty one.
        if !self.editor.draws() {
            self.read_sketch();
        }
        self.editor.tool = Some(tool);
        self.redraw();
    }

    /// Drawing begins with a person's own points and with shapes; with nothing where the data are a few spikes.
    pub(super) fn read_sketch(&mut self) {
        self.editor.sketch = self.sketch_of_data();
    }

    fn sketch_of_data(&self) -> Sketch {
        let data = &self.settings.config.dataset;
        match data.own_points() {
            Some(points) => Sketch::of_points(points),
            None if self.spikes().is_ok() => Sketch::empty(data.mixture().dim()),
            None => Sketch::of(&data.mixture()),
        }
    }

    /// Fields and buttons are about this spike, and the inset magnifies it.
    fn select(&mut self, spike: usize) {
        (self.editor.selected, self.spike) = (spike, spike);
        self.redraw();
    }

    /// What is at this point, as a person would write it; a 1-D picture has only values.
    fn place(&self, PicturePoint { at, size }: PicturePoint, now: f64) -> [f64; 2] {
        let [x, y] = data_from_canvas(&self.scene(now), size, at).map(written);
        [x, if self.exact.mixture().dim() == 2 { y } else { 0.0 }]
    }

    fn press(&mut self, spike: Option<usize>, at: PicturePoint, touch: bool, now: f64) {
        let half_extent = self.scene(now).half_extent();
        let (last, radius) = (self.place(at, now), self.brush_in_data(at, now));
        self.editor.hold = match (self.editor.tool, spike) {
            (Some(Tool::Spikes), Some(spike)) => {
                let centre = self.spikes().ok().and_then(|spikes| spikes.spikes().get(spike).map(|spike| spike.mean));
                let offset = centre.map_or([0.0; 2], |centre| [0, 1].map(|i| centre[i] - last[i]));
                Some(Hold::Handle { half_extent, at, offset, is_still: true })
            }
            (Some(Tool::Spikes), None) => touch.then_some(Hold::Finger { at, since: now }),
            (Some(Tool::Draw | Tool::Erase), None) => Some(Hold::Stroke { half_extent, last, radius }),
            _ => None,
        };
        if matches!(self.editor.hold, Some(Hold::Stroke { .. })) {
            self.editor.sketch.touch(self.editor.tool == Some(Tool::Erase), last, radius);
        }
        spike.into_iter().for_each(|spike| self.select(spike));
        self.redraw();
    }

    /// The radius of the brush at this point, in the units of the data.
    fn brush_in_data(&self, PicturePoint { at, size }: PicturePoint, now: f64) -> f64 {
        let beside = at.map(|length| length + self.editor.brush);
        let [here, there] = [at, beside].map(|place| data_from_canvas(&self.scene(now), size, place)[0]);
        (there - here).abs()
    }

    fn move_to(&mut self, at: PicturePoint, now: f64) {
        let (place, erases) = (self.place(at, now), self.editor.tool == Some(Tool::Erase));
        match &mut self.editor.hold {
            Some(Hold::Handle { at: down, offset, is_still, .. }) if !(*is_still && is_near(*down, at, TREMBLE)) => {
                *is_still = false;
                let mean = [0, 1].map(|i| written(place[i] + offset[i]));
                self.change_selected(|spike| spike.mean = mean);
            }
            Some(Hold::Stroke { last, radius, .. }) => {
                self.editor.sketch.stroke(erases, std::mem::replace(last, place), place, *radius);
            }
            Some(Hold::Finger { at: down, .. }) if !is_near(*down, at, STILL) => self.editor.hold = None,
            _ => {}
        }
    }

    /// A finger that has stayed long enough where it came down adds a spike.
    pub(super) fn press_long(&mut self, now: f64) -> Vec<Effect> {
        match self.editor.hold {
            Some(Hold::Finger { at, since }) if now - since >= LONG_MS => {
                self.editor.hold = None;
                self.add_spike(Some(self.place(at, now)))
            }
            _ => vec![],
        }
    }

    /// The selected spike is another while something is held: the picture shows it, and nothing is learned yet.
    fn change_selected(&mut self, change: impl FnOnce(&mut Component)) {
        let changed = self.changed_spikes(|_, spikes, selected| {
            change(&mut spikes[*selected]);
            let mean = &mut spikes[*selected].mean;
            *mean = mean.map(|x| x.clamp(-FARTHEST_SPIKE, FARTHEST_SPIKE));
        });
        if let Some(data) = changed {
            let mut preview = self.settings.clone();
            controls::take_data(&mut preview, &data);
            self.preview = Some(preview);
            self.editor.hold = self.editor.hold.or(Some(Hold::Field));
            self.show_levels();
        }
    }

    /// What is held is let go: what the picture shows is learned.
    fn release(&mut self) -> Vec<Effect> {
        self.redraw();
        let data = match self.editor.hold.take() {
            Some(Hold::Handle { .. } | Hold::Field) => self.preview.take().map(|preview| preview.config.dataset),
            // Not a stroke over nothing, or one more on a full sketch.
            Some(Hold::Stroke { radius, .. }) if self.editor.sketch.points() != self.sketch_of_data().points() => {
                let points = self.editor.sketch.data(radius).map(Dataset::Points);
                points.map_err(|why| self.note = Some(format!("The points were left as they are: {why}."))).ok()
            }
            _ => None,
        };
        // The same spikes may have another name.
        let others = data.filter(|data| data.mixture() != self.settings.config.dataset.mixture());
        others.map_or(vec![], |data| self.change_data(data))
    }

    /// What was begun is not to be.
    fn cancel(&mut self) {
        match self.editor.hold.take() {
            Some(Hold::Handle { .. } | Hold::Field) if self.preview.take().is_some() => self.show_levels(),
            Some(Hold::Stroke { .. }) => {
                self.read_sketch();
                self.redraw();
            }
            Some(Hold::Handle { .. } | Hold::Field | Hold::Finger { .. }) | None => {}
        }
    }

    fn add_spike(&mut self, place: Option<[f64; 2]>) -> Vec<Effect> {
        let more = self.changed_spikes(|dim, spikes, selected| {
            let mean = place.unwrap_or_else(|| room(dim, spikes));
            spikes.push(Component { mean, ..spikes[*selected] });
            *selected = spikes.len() - 1;
        });
        more.map_or(vec![], |data| self.change_data(data))
    }

    /// Other spikes, if there can be such, by a change of them and of which is selected in so many dimensions.
    fn changed_spikes(&mut self, change: impl FnOnce(usize, &mut Vec<Component>, &mut usize)) -> Option<Dataset> {
        let known = self.spikes().ok().filter(|_| self.editor.tool == Some(Tool::Spikes))?;
        let mut spikes = known.spikes().to_vec();
        let mut selected = self.editor.selected.min(spikes.len() - 1);
        change(known.dim(), &mut spikes, &mut selected);
        match Spikes::new(known.dim(), spikes) {
            Ok(spikes) => {
                self.select(selected);
                return Some(Dataset::Spikes(spikes));
            }
            Err(invalid) => self.note = Some(format!("The spikes were left as they are: {invalid}.")),
        }
        None
    }

    /// Other data are learned; those of before can be had again.
    fn change_data(&mut self, data: Dataset) -> Vec<Effect> {
        self.take_data(data, self.as_before())
    }

    /// An experiment is as it was, and what was a person's own with it.
    fn restore(&mut self, config: Config, own: OwnData) -> Vec<Effect> {
        let (begin, history) = (self.as_before(), self.editor.take_history());
        let restored = self.change(Change::Restarts, begin, |settings| {
            settings.config = config;
            None
        });
        self.editor.set_history(history);
        let kept: Vec<Effect> = own.each().cloned().map(Effect::KeepData).collect();
        self.own_data = own;
        restored.into_iter().chain(kept).collect()
    }
}

/// How far from 0 a spike may lie.
const FARTHEST_SPIKE: f64 = 3.0;

/// Whether a pointer is within so many CSS pixels of where it came down.
fn is_near(down: PicturePoint, now: PicturePoint, distance: f32) -> bool {
    (0..2).all(|i| (down.at[i] - now.at[i]).abs() <= distance)
}

/// A coordinate as a person would write it.
fn written(x: f64) -> f64 {
    (x * 1e3).round() / 1e3
}

/// Where a spike is, how wide and how heavy, in words.
fn described(Component { mean, std, weight }: &Component, dim: usize) -> String {
    let place: Vec<String> = mean[..dim].iter().map(|x| three_digits(*x)).collect();
    format!("at {}, std {}, weight {}", place.join(", "), three_digits(*std), three_digits(*weight))
}

/// A place that is not too near to any spike: the nearest such to the middle, on a grid.
fn room(dim: usize, spikes: &[Component]) -> [f64; 2] {
    let is_free = |[x, y]: &[f64; 2]| spikes.iter().all(|spike| (spike.mean[0] - x).hypot(spike.mean[1] - y) > ROOM);
    let places = (0..6).flat_map(|ring: i32| {
        let rows = if dim == 2 { -ring..=ring } else { 0..=0 };
        rows.flat_map(move |row| (-ring..=ring).map(move |column| (column, row)))
            .filter(move |(column, row)| column.abs().max(row.abs()) == ring)
            .map(|place| [f64::from(place.0) * 0.5, f64::from(place.1) * 0.5])
    });
    places.into_iter().find(is_free).unwrap_or([0.0; 2])
}
