//! Files that somebody takes away: clips, pictures, tables and weights, read back from the disk.

use crate::playground::{ENDLESS, Playground, can};
use browsers::{Capability, Visitor, take_download};
use gif::{ColorOutput, DecodeOptions, Repeat};
use safetensors::SafeTensors;
use std::{env, fs, io::Cursor, path::PathBuf, process};

/// A finished run with an open fold of exports, and the folder that its files come into.
struct Desk {
    page: Playground,
    folder: PathBuf,
}

impl Desk {
    /// `name` is no other test's.
    fn open(name: &str, hash: &str) -> Self {
        let folder = env::temp_dir().join(format!("playground-export-{}-{name}", process::id()));
        fs::create_dir_all(&folder).expect("a folder for the files");
        let visitor = Visitor { downloads: Some(folder.clone()), ..Visitor::default() };
        let page = Playground::open_for(&visitor, &format!("{hash}&pace=max"));
        page.until_phase("finished");
        page.click_on("#tab-files");
        page.choose_size("400");
        Self { page, folder }
    }

    /// Presses the button of this kind of file, and waits for it: its name and its bytes.
    #[track_caller]
    fn file(&self, kind: &str) -> (String, Vec<u8>) {
        self.order(kind);
        self.ordered()
    }

    /// The same of a video, which is given up where the machine has other things to do for a second: the page says so, and a person
    /// presses once more.
    #[track_caller]
    fn video(&self, kind: &str) -> (String, Vec<u8>) {
        self.order(kind);
        for _ in 0..2 {
            if self.status().contains("interrupted") {
                self.order(kind);
            }
        }
        self.ordered()
    }

    #[track_caller]
    fn order(&self, kind: &str) {
        self.page.press(&format!("export-{kind}"));
        self.page.until("/done|failed/.test(said.export)");
    }

    /// The file that was ordered.
    #[track_caller]
    fn ordered(&self) -> (String, Vec<u8>) {
        assert_eq!(self.page.said("export"), "done", "{}", self.status());
        let name = self.page.said("export-name");
        let bytes = take_download(&self.folder.join(&name)).expect("a file");
        (name, bytes)
    }

    fn status(&self) -> String {
        self.page.words("document.querySelector('#export-status').textContent")
    }
}

impl Playground {
    fn choose_size(&self, size: &str) {
        self.run(&format!("document.querySelector('#export-size').value = '{size}'"));
    }

    /// Inside the page: a file may be done before a test has asked twice.
    fn cancel_once_begun(&self) {
        self.run(
            "while (!document.querySelector('#export-progress').value) await new Promise(requestAnimationFrame);
             document.querySelector('[data-action=export-cancel]').click()",
        );
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// The frames of a GIF as RGBA, after a look at what holds for all of them.
fn frames(bytes: &[u8], side: u16, delay: u16) -> Vec<Vec<u8>> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    let mut decoder = options.read_info(bytes).expect("a GIF");
    assert_eq!((decoder.width(), decoder.height()), (side, side));
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().expect("a whole GIF") {
        assert_eq!(frame.delay, delay);
        frames.push(frame.buffer.to_vec());
    }
    assert_eq!(decoder.repeat(), Repeat::Infinite);
    frames
}

/// The cell of a table's last line under this name.
fn last(table: &str, name: &str) -> f64 {
    let head = table.lines().next().expect("a head");
    let column = head.split(',').position(|known| known == name).unwrap_or_else(|| panic!("no {name} in {head}"));
    let line = table.lines().last().expect("a last line");
    line.split(',').nth(column).and_then(|cell| cell.parse().ok()).expect("a number")
}

/// Whether a figure of the page is this number in three digits.
#[track_caller]
fn check_figure(page: &Playground, figure: &str, exact: f64) {
    let shown = page.metric(figure);
    assert!((shown - exact).abs() <= 0.006 * exact.abs(), "{figure}: {shown} on the page, {exact} in the file");
}

#[test]
fn a_clip_of_the_four_spikes_goes_out_and_back_for_ever() {
    if !can(Capability::Downloads) {
        return;
    }
    let desk = Desk::open("clip", "recipe=simple_multimodal");
    let (name, bytes) = desk.file("gif");
    assert_eq!(name, "simple_multimodal_seed7.gif");
    let frames = frames(&bytes, 400, 4);
    assert_eq!(frames.len(), 96);
    assert!(frames[..48].windows(2).all(|pair| pair[0] != pair[1]), "every frame moves");
    assert!((0..48).all(|frame| frames[frame] == frames[95 - frame]), "the way back is the way out");
    let white = |frame: &[u8]| frame.as_chunks::<4>().0.iter().filter(|pixel| **pixel == [255; 4]).count();
    assert!(white(&frames[47]) > white(&frames[0]) + 20_000, "noise fills the picture, spikes do not");
    assert_eq!(desk.status(), format!("Saved as {name}."));
}

/// catches: a film that is of one iteration, a sheet whose pixels are not those of a picture, a view that is moved by it
#[test]
fn the_learning_goes_out_as_a_film_and_as_a_sheet() {
    if !can(Capability::Downloads) {
        return;
    }
    let desk = Desk::open("learning", "recipe=simple_multimodal&play=0&level=20");
    let (name, bytes) = desk.file("film");
    assert_eq!(name, "simple_multimodal_seed7_learning.gif");
    let frames = frames(&bytes, 400, 8);
    assert_eq!(frames.len(), 60);
    assert!(frames[..48].windows(2).all(|pair| pair[0] != pair[1]) && frames[47] == frames[59]);
    let (name, bytes) = desk.file("sheet");
    assert_eq!(name, "simple_multimodal_seed7_sheet.png");
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("pixels")];
    let info = reader.next_frame(&mut pixels).expect("a picture");
    assert_eq!((info.width, info.height), (5 * 201, 5 * 201));
    let across = info.width as usize * 4;
    let of = |row: usize| &pixels[row * 201 * across..(row + 1) * 201 * across];
    assert!((1..5).all(|row| of(row) != of(row - 1)), "every row is another iteration");
    assert_eq!((desk.page.said("snapshot"), desk.page.said("level")), ("now".into(), "20".into()));
}

#[test]
fn a_video_of_the_learning_is_recorded_where_the_browser_can() {
    if !can(Capability::Video) {
        return;
    }
    let desk = Desk::open("learning-video", "recipe=simple_2Diffusion&play=0&level=10");
    if desk.page.value("document.querySelector('[data-action=export-film-video]').disabled") == true {
        return;
    }
    let (name, bytes) = desk.video("film-video");
    assert!(name.starts_with("simple_2Diffusion_seed7_learning."), "{name}");
    assert!(bytes.len() > 20_000, "{name} of {} bytes", bytes.len());
}

#[test]
fn a_clip_shows_the_layers_and_the_view_and_the_theme_of_the_page() {
    if !can(Capability::Downloads) {
        return;
    }
    let desk = Desk::open("view", "recipe=simple_1Diffusion_video&view=index&layer=learned");
    let (_, light) = desk.file("gif");
    desk.page.press("theme");
    desk.page.click_on("input[name=view][value=histogram]");
    let (_, dark) = desk.file("gif");
    let (light, dark) = (frames(&light, 400, 5), frames(&dark, 400, 5));
    assert_eq!((light.len(), dark.len()), (80, 80));
    let corner = |frames: &[Vec<u8>]| [frames[0][0], frames[0][1], frames[0][2]];
    assert!(corner(&light).iter().all(|channel| *channel > 250) && corner(&dark).iter().all(|channel| *channel < 40));
    // Orange of the learned cloud, and no blue of the hidden exact one.
    let hue = |frame: &[u8], of: fn(&[u8; 4]) -> bool| frame.as_chunks::<4>().0.iter().filter(|p| of(p)).count();
    assert!(hue(&light[40], |p| p[0] > p[2].saturating_add(90)) > 500);
    assert_eq!(hue(&light[40], |p| p[2] > p[0].saturating_add(60)), 0);
}

#[test]
fn a_clip_can_be_cancelled_and_asked_for_again() {
    if !can(Capability::Downloads) {
        return;
    }
    let desk = Desk::open("cancel", "recipe=simple_multimodal");
    desk.page.choose_size("800");
    desk.page.press("export-gif");
    desk.page.cancel_once_begun();
    desk.page.until("said.export === 'idle'");
    desk.page.linger(500);
    assert_eq!(fs::read_dir(&desk.folder).expect("the folder").count(), 0);
    desk.page.choose_size("400");
    assert!(!desk.file("gif").1.is_empty());
}

#[test]
fn training_goes_on_and_is_paused_while_a_clip_is_made() {
    if !can(Capability::Downloads) {
        return;
    }
    let page = Playground::open_still(&format!("recipe=simple_multimodal&{ENDLESS}"));
    page.until("said.step > 100");
    page.click_on("#tab-files");
    page.choose_size("800");
    // Inside the page: on a fast machine the clip is done before a test has asked twice.
    let reports = page.value(
        "await (async said => {
            const press = action => document.querySelector(`[data-action=${action}]`).click();
            press('export-gif');
            let reports = 0;
            for (let step = said.step; said.export === 'working' && reports < 3; await new Promise(requestAnimationFrame)) {
                if (said.step !== step) [step, reports] = [said.step, reports + 1];
            }
            press('train');
            return reports;
        })(playground.dataset)",
    );
    assert_eq!(reports, 3, "of the training, while the clip was made");
    page.until_at_rest();
    page.until("said.export === 'done'");
}

#[test]
fn tables_say_what_the_page_says() {
    if !can(Capability::Downloads) {
        return;
    }
    let desk = Desk::open("tables", "recipe=simple_multimodal&samples=500");
    let (name, bytes) = desk.file("statistics");
    assert_eq!(name, "simple_multimodal_seed7_statistics.csv");
    let table = String::from_utf8(bytes).expect("text");
    assert_eq!(table.lines().count(), 1 + 21);
    for (figure, column) in [("mean_x", "learned_mean_x"), ("std_y", "learned_std_y"), ("spike_2", "learned_share_2")] {
        check_figure(&desk.page, figure, last(&table, column));
    }
    check_figure(&desk.page, "avg_sq_distance", last(&table, "learned_avg_sq_distance"));
    let (_, bytes) = desk.file("samples");
    let table = String::from_utf8(bytes).expect("text");
    let end: Vec<f64> = table
        .lines()
        .filter(|line| line.starts_with("learned,20,"))
        .map(|line| line.split(',').nth(3).and_then(|x| x.parse().ok()).expect("a number"))
        .collect();
    assert_eq!(end.len(), 500);
    check_figure(&desk.page, "mean_x", end.iter().sum::<f64>() / 500.0);
}

#[test]
fn weights_are_read_back_with_the_link_to_their_run() {
    if !can(Capability::Downloads) {
        return;
    }
    let desk = Desk::open("weights", "recipe=simple_2Diffusion&width=16");
    let (name, bytes) = desk.file("weights");
    assert_eq!(name, "simple_2Diffusion_custom_seed7_weights.safetensors");
    let file = SafeTensors::deserialize(&bytes).expect("safetensors");
    assert_eq!(file.tensor("layer1.weight").expect("a first layer").shape(), [16, 3]);
    assert_eq!(file.tensor("layer3.bias").expect("a last layer").shape(), [2]);
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("a header");
    let about = &header.metadata().as_ref().expect("metadata")["run"];
    let about: serde_json::Value = serde_json::from_str(about).expect("JSON");
    assert_eq!(about["weights"].as_str(), Some(desk.page.said("weights").as_str()));
    assert_eq!(about["link"].as_str(), desk.page.hash().strip_prefix('#'));
    assert_eq!(about["config"]["width"], 16);
}

#[test]
fn the_picture_is_saved_as_it_is_shown() {
    if !can(Capability::Downloads) {
        return;
    }
    let desk = Desk::open("picture", "recipe=simple_multimodal");
    let (name, bytes) = desk.file("png");
    assert_eq!(name, "simple_multimodal_seed7.png");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    // Width and height in the first chunk.
    assert_eq!(bytes[16..24], [0, 0, 1, 144, 0, 0, 1, 144]);
}

#[test]
fn a_video_is_recorded_where_the_browser_can() {
    if !can(Capability::Video) {
        return;
    }
    let desk = Desk::open("video", "recipe=simple_2Diffusion");
    if desk.page.value("document.querySelector('[data-action=export-video]').disabled") == true {
        assert!(desk.page.words("document.querySelector('#export-reason').textContent").contains("video"));
        return;
    }
    let (name, bytes) = desk.video("video");
    let is_known = match name.rsplit('.').next() {
        Some("mp4") => &bytes[4..8] == b"ftyp",
        Some("webm") => bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]),
        _ => false,
    };
    assert!(is_known && bytes.len() > 20_000, "{name} of {} bytes", bytes.len());
    desk.page.press("export-video");
    desk.page.cancel_once_begun();
    desk.page.until("said.export === 'idle'");
}

#[test]
fn a_table_too_large_is_refused_in_words() {
    if !can(Capability::Downloads) {
        return;
    }
    let page = Playground::open_still("recipe=multimodal_DDPM&samples=100000&iterations=100&pace=max");
    page.until("said.step > 0");
    page.click_on("#tab-files");
    page.press("export-samples");
    page.until("said.export === 'failed'");
    assert!(page.words("document.querySelector('#export-status').textContent").contains("fewer samples"));
}
