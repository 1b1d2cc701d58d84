//! How a link presents the page: alone or in a frame, which parts of it, where the picture stands at first, and a
//! question of whoever made the link.

use diffusion::Config;

use crate::controls::read_number;
use crate::question::Question;
use crate::tabs::{Tab, Tabs};

/// A part of the page that a link can show or hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePart {
    /// Title, preset, and the buttons of training.
    Header,
    /// The picture.
    Picture,
    /// Scrubber, transport and speed.
    Scrub,
    /// The switches of the layers that explain the picture.
    Layers,
    /// The noise: its range and its levels.
    Sigma,
    /// The presets, network, training and sampling.
    Settings,
    /// The figures, and what the run is held against.
    Results,
    /// The charts.
    Charts,
    /// The files to take away.
    Export,
    /// The lessons.
    Lessons,
    /// What stands beneath everything.
    Footer,
}

impl PagePart {
    /// All of them, with their keys in links.
    pub const ALL: [(&'static str, Self); 11] = [
        ("header", Self::Header),
        ("picture", Self::Picture),
        ("scrub", Self::Scrub),
        ("layers", Self::Layers),
        ("sigma", Self::Sigma),
        ("settings", Self::Settings),
        ("results", Self::Results),
        ("charts", Self::Charts),
        ("export", Self::Export),
        ("lessons", Self::Lessons),
        ("footer", Self::Footer),
    ];
}

/// Whether each of [`PagePart::ALL`] is shown.
type Shown = [bool; PagePart::ALL.len()];

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The key in links, and on `<html>`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.key() == key)
    }
}

/// What a link says of the page around a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Presentation {
    /// The page fills a frame of another page: it takes little room, and asks the browser for nothing.
    pub embed: bool,
    /// Whether the picture plays at first; where no link says so, it does unless a level is named.
    pub play: Option<bool>,
    /// The level at which the picture stands at first.
    pub level: Option<u32>,
    /// A question beside the picture.
    pub question: Option<Question>,
    /// The configuration of another run beside the page's own.
    pub compare: Option<Box<Config>>,
    /// The lesson that is shown at first.
    pub lesson: Option<String>,
    /// The theme; where no link says so, what the visitor chose or the system prefers.
    pub theme: Option<Theme>,
    /// The tabs at the front at first: one of each side at most, that of the narrow window last.
    tabs: Vec<Tab>,
    shown: Shown,
}

impl Default for Presentation {
    /// The whole page.
    fn default() -> Self {
        Self {
            embed: false,
            play: None,
            level: None,
            question: None,
            compare: None,
            lesson: None,
            theme: None,
            tabs: vec![],
            shown: standard(false),
        }
    }
}

/// The last level that a link can name.
const LAST_LEVEL: f64 = 999.0;

const A_LESSON: &str = "it is the name of a lesson, in small letters";

const A_TAB: &str = "it is one or two of lesson, settings, results, proof, distributions, runs and files";

const A_LEVEL: &str = "it is a whole number from 0 to 999";

impl Presentation {
    /// Whether the picture plays at first.
    pub fn plays(&self) -> bool {
        self.play.unwrap_or(self.level.is_none())
    }

    /// Whether a part is shown.
    pub fn shows(&self, part: PagePart) -> bool {
        self.shown[part as usize]
    }

    /// Whether a tab has anything to show.
    pub fn has_tab(&self, tab: Tab) -> bool {
        let parts: &[PagePart] = match tab {
            Tab::Lesson => &[PagePart::Lessons],
            Tab::Settings => &[PagePart::Settings],
            Tab::Results => &[PagePart::Results, PagePart::Charts],
            Tab::Proof | Tab::Runs => &[PagePart::Results],
            Tab::Distributions => &[PagePart::Charts],
            Tab::Files => &[PagePart::Export],
        };
        parts.iter().any(|part| self.shows(*part))
    }

    /// The tabs at the front at first.
    pub fn tabs(&self) -> Tabs {
        let mut tabs = Tabs::default();
        self.named_tabs().for_each(|tab| tabs.choose(tab));
        tabs
    }

    /// It names these tabs, or none.
    pub fn set_tabs(&mut self, tabs: Option<Tabs>) {
        self.tabs = tabs.map_or(vec![], |tabs| tabs.in_order().to_vec());
    }

    /// The tabs that are named, in the order in which they come to the front.
    pub fn named_tabs(&self) -> impl Iterator<Item = Tab> {
        self.tabs.iter().copied()
    }

    /// The same for a frame of another page: of a whole page the few parts that fit there.
    pub fn embedded(self) -> Self {
        let shown = if self.shown == standard(self.embed) { standard(true) } else { self.shown };
        Self { embed: true, shown, ..self }
    }

    /// The keys of the parts that are hidden.
    pub fn hidden(&self) -> impl Iterator<Item = &'static str> {
        keys(self.shown, false)
    }

    /// Reads the keys of a link by their values, but for `compare`, which is a link in itself. What cannot be read is left out, and said in `notes`.
    pub fn read(value: &dyn Fn(&str) -> Option<String>, notes: &mut Vec<String>) -> Self {
        let embed = flag("embed", value, notes).unwrap_or(false);
        Self {
            embed,
            play: flag("play", value, notes),
            level: value("level").and_then(|text| or_note("level", level(&text), A_LEVEL, notes)),
            question: value("ask").and_then(|text| or_note("ask", Question::read(&text), Question::SYNTAX, notes)),
            compare: None,
            lesson: value("lesson").and_then(|key| or_note("lesson", lesson(&key), A_LESSON, notes)),
            theme: value("theme").and_then(|key| or_note("theme", Theme::from_key(&key), "it is light or dark", notes)),
            tabs: value("tab").and_then(|text| or_note("tab", tabs(&text), A_TAB, notes)).unwrap_or_default(),
            shown: parts(embed, value, notes),
        }
    }

    /// The keys of a link with their values, `embed` last.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let flag = |on: bool| if on { "1" } else { "0" }.to_owned();
        let list = |shown| keys(self.shown, shown).collect::<Vec<_>>().join(",");
        let few = self.embed || 2 * self.shown.iter().filter(|shown| **shown).count() < self.shown.len();
        let parts = (self.shown != standard(self.embed)).then(|| (if few { "show" } else { "hide" }, list(few)));
        let all = [
            self.level.map(|level| ("level", level.to_string())),
            self.play.map(|play| ("play", flag(play))),
            (!self.tabs.is_empty())
                .then(|| ("tab", self.tabs.iter().map(|tab| tab.key()).collect::<Vec<_>>().join(","))),
            self.lesson.as_ref().map(|key| ("lesson", key.clone())),
            self.theme.map(|theme| ("theme", theme.key().to_owned())),
            parts,
            self.question.as_ref().map(|question| ("ask", question.to_string())),
            self.embed.then(|| ("embed", flag(true))),
        ];
        all.into_iter().flatten().collect()
    }
}

/// The parts that are shown where no link says which.
fn standard(embed: bool) -> Shown {
    PagePart::ALL.map(|(_, part)| !embed || matches!(part, PagePart::Picture | PagePart::Scrub | PagePart::Sigma))
}

fn keys(of: Shown, shown: bool) -> impl Iterator<Item = &'static str> {
    PagePart::ALL.into_iter().filter(move |(_, part)| of[*part as usize] == shown).map(|(key, _)| key)
}

/// What was read of a key; where nothing could be, that is said.
fn or_note<T>(key: &str, read: Option<T>, why: &str, notes: &mut Vec<String>) -> Option<T> {
    if read.is_none() {
        notes.push([key, " was left as it is: ", why, "."].concat());
    }
    read
}

/// The name of a lesson, if it can be one.
fn lesson(key: &str) -> Option<String> {
    let fits = (1..=40).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    fits.then(|| key.to_owned())
}

/// One tab, or one of each side.
fn tabs(text: &str) -> Option<Vec<Tab>> {
    let named = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let tabs = named.map(|word| Tab::from_key(&word.to_ascii_lowercase())).collect::<Option<Vec<_>>>()?;
    let fits = matches!(tabs[..], [_]) || matches!(tabs[..], [a, b] if a.side() != b.side());
    fits.then_some(tabs)
}

fn flag(key: &str, value: &dyn Fn(&str) -> Option<String>, notes: &mut Vec<String>) -> Option<bool> {
    let text = value(key)?;
    let is_on = text == "1";
    or_note(key, (is_on || text == "0").then_some(is_on), "it is 0 or 1", notes)
}

fn level(text: &str) -> Option<u32> {
    let number = read_number(text).ok().filter(|number| (0.0..=LAST_LEVEL).contains(number))?;
    Some(number as u32)
}

/// The parts that `show` names, or all that are usual; without those that `hide` names.
fn parts(embed: bool, value: &dyn Fn(&str) -> Option<String>, notes: &mut Vec<String>) -> Shown {
    let mut shown = standard(embed);
    for (key, shows) in [("show", true), ("hide", false)] {
        let Some(text) = value(key) else { continue };
        let (named, is_known) = named(&text);
        let both: Shown = std::array::from_fn(|i| named[i] == shows && (shows || shown[i]));
        or_note(key, both.contains(&true).then(|| shown = both), "it leaves nothing to see", notes);
        if !is_known {
            let all = keys([true; PagePart::ALL.len()], true).collect::<Vec<_>>().join(", ");
            notes.push([key, " names what is no part of the page: it is some of ", &all, "."].concat());
        }
    }
    shown
}

/// The parts that a list names, and whether it names nothing else.
fn named(text: &str) -> (Shown, bool) {
    let (mut named, mut is_known) = ([false; PagePart::ALL.len()], true);
    for word in text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()) {
        match PagePart::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)) {
            Some((_, part)) => named[*part as usize] = true,
            None => is_known = false,
        }
    }
    (named, is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What these keys and values are read as, and what is said of them.
    fn read(pairs: &[(&str, &str)]) -> (Presentation, Vec<String>) {
        let mut notes = Vec::new();
        let value = |key: &str| pairs.iter().find(|(known, _)| *known == key).map(|(_, value)| (*value).to_owned());
        (Presentation::read(&value, &mut notes), notes)
    }

    #[test]
    fn nothing_said_is_the_whole_page() {
        assert_eq!(read(&[]), (Presentation::default(), vec![]));
        assert_eq!(Presentation::default().pairs(), []);
        assert!(PagePart::ALL.iter().all(|(_, part)| Presentation::default().shows(*part)));
    }

    #[test]
    fn what_is_read_is_written_again() {
        for pairs in [
            &[("level", "3"), ("play", "1")][..],
            &[("show", "picture,scrub,lessons")],
            &[("hide", "header,footer")],
            &[("tab", "settings,proof"), ("theme", "dark")],
            &[("level", "0"), ("tab", "files"), ("lesson", "one-number")],
            &[("ask", "Which?|*this|that"), ("embed", "1")],
            &[("show", "picture"), ("embed", "1")],
        ] {
            let (presentation, notes) = read(pairs);
            assert_eq!(notes, [""; 0]);
            let written = presentation.pairs();
            assert_eq!(written.iter().map(|(key, value)| (*key, value.as_str())).collect::<Vec<_>>(), pairs);
        }
    }

    #[test]
    fn a_frame_has_few_parts_and_keeps_those_that_were_chosen() {
        let shown = |presentation: &Presentation| {
            PagePart::ALL
                .into_iter()
                .filter(|(_, part)| presentation.shows(*part))
                .map(|(key, _)| key)
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(&Presentation::default().embedded()), ["picture", "scrub", "sigma"]);
        assert_eq!(shown(&read(&[("embed", "1"), ("hide", "sigma")]).0), ["picture", "scrub"]);
        assert_eq!(shown(&read(&[("show", "Charts; picture")]).0.embedded()), ["picture", "charts"]);
    }

    #[test]
    fn a_tab_goes_with_the_parts_that_it_shows() {
        let tabs = |presentation: &Presentation| {
            Tab::ALL.into_iter().filter(|(_, tab)| presentation.has_tab(*tab)).map(|(key, _)| key).collect::<Vec<_>>()
        };
        assert_eq!(tabs(&Presentation::default()).len(), Tab::ALL.len());
        assert_eq!(tabs(&read(&[("hide", "lessons,results")]).0), ["settings", "results", "distributions", "files"]);
        assert_eq!(tabs(&Presentation::default().embedded()), [""; 0]);
    }

    #[test]
    fn a_named_level_stands_still_unless_it_is_to_play() {
        assert!(read(&[]).0.plays() && !read(&[("play", "0")]).0.plays());
        assert!(!read(&[("level", "0")]).0.plays() && read(&[("level", "0"), ("play", "1")]).0.plays());
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_said() {
        for (pairs, key) in [
            (&[("level", "-3")][..], "level"),
            (&[("level", "1e9")], "level"),
            (&[("level", "deep")], "level"),
            (&[("play", "yes")], "play"),
            (&[("embed", "")], "embed"),
            (&[("show", ",")], "show"),
            (&[("hide", "header,<b>")], "hide"),
            (&[("show", "header"), ("hide", "header")], "hide"),
            (&[("ask", "Is it?")], "ask"),
            (&[("tab", "proof,files")], "tab"),
            (&[("tab", "lessons")], "tab"),
            (&[("lesson", "<b>")], "lesson"),
            (&[("theme", "blue")], "theme"),
        ] {
            let (presentation, notes) = read(pairs);
            assert!(notes.len() == 1 && notes[0].starts_with(key), "{pairs:?}: {notes:?}");
            assert_eq!((presentation.level, presentation.question), (None, None), "{pairs:?}");
        }
    }
}
