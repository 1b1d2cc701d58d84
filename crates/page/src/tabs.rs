//! The tabs beside the picture: lessons and settings on one side, what came out on the other. A narrow window has room for
//! one of them all.

/// What a tab shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// One lesson.
    Lesson,
    /// The controls of data, noise, network and sampling.
    Settings,
    /// The figures and the charts.
    Results,
    /// What the run is held against.
    Proof,
    /// The distributions at the shown level.
    Distributions,
    /// The list of runs.
    Runs,
    /// The files to take away.
    Files,
}

/// The sides of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before the picture, where the page is read from left to right.
    Left,
    /// After it.
    Right,
}

impl Tab {
    /// All of them, with their names in the page and in links.
    pub const ALL: [(&'static str, Self); 7] = [
        ("lesson", Self::Lesson),
        ("settings", Self::Settings),
        ("results", Self::Results),
        ("proof", Self::Proof),
        ("distributions", Self::Distributions),
        ("runs", Self::Runs),
        ("files", Self::Files),
    ];

    /// The tab of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == key).map(|(_, tab)| *tab)
    }

    /// Its name in the page.
    pub fn key(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// On which side it stands where there is room for both.
    pub fn side(self) -> Side {
        if matches!(self, Self::Lesson | Self::Settings) { Side::Left } else { Side::Right }
    }
}

/// The tab that was chosen last on each side, the latest of both first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tabs([Tab; 2]);

impl Default for Tabs {
    /// The lesson beside the results; of both, the lesson.
    fn default() -> Self {
        Self([Tab::Lesson, Tab::Results])
    }
}

impl Tabs {
    /// This tab comes to the front of its side.
    pub fn choose(&mut self, tab: Tab) {
        let Self([latest, other]) = *self;
        self.0 = [tab, if latest.side() == tab.side() { other } else { latest }];
    }

    /// The tabs in the order in which they came to the front.
    pub fn in_order(self) -> [Tab; 2] {
        let Self([latest, other]) = self;
        [other, latest]
    }

    /// The tab at the front of a side of a page that has these tabs; none where it has none there.
    pub fn on(self, side: Side, has: impl Fn(Tab) -> bool) -> Option<Tab> {
        let others = Tab::ALL.map(|(_, tab)| tab);
        self.0.into_iter().chain(others).find(|tab| tab.side() == side && has(*tab))
    }

    /// The tab at the front of all of them; none where the page has none.
    pub fn front(self, has: impl Fn(Tab) -> bool) -> Option<Tab> {
        self.0.map(Tab::side).into_iter().find_map(|side| self.on(side, &has))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: fn(Tab) -> bool = |_| true;

    #[test]
    fn each_side_keeps_its_tab_and_the_latest_is_at_the_front() {
        let mut tabs = Tabs::default();
        let shown = |tabs: Tabs| (tabs.on(Side::Left, ALL), tabs.on(Side::Right, ALL), tabs.front(ALL));
        assert_eq!(shown(tabs), (Some(Tab::Lesson), Some(Tab::Results), Some(Tab::Lesson)));
        tabs.choose(Tab::Proof);
        assert_eq!(shown(tabs), (Some(Tab::Lesson), Some(Tab::Proof), Some(Tab::Proof)));
        tabs.choose(Tab::Files);
        tabs.choose(Tab::Settings);
        assert_eq!(shown(tabs), (Some(Tab::Settings), Some(Tab::Files), Some(Tab::Settings)));
    }

    #[test]
    fn a_tab_that_the_page_does_not_have_leaves_its_place_to_the_next() {
        let tabs = Tabs::default();
        let few = |tab| matches!(tab, Tab::Settings | Tab::Files);
        assert_eq!((tabs.front(few), tabs.on(Side::Right, few)), (Some(Tab::Settings), Some(Tab::Files)));
        let right = |tab: Tab| tab.side() == Side::Right;
        assert_eq!((tabs.on(Side::Left, right), tabs.front(right)), (None, Some(Tab::Results)));
        assert_eq!(tabs.front(|_| false), None);
    }

    #[test]
    fn names_of_tabs_are_read_as_they_are_written() {
        for (key, tab) in Tab::ALL {
            assert_eq!((Tab::from_key(key), tab.key()), (Some(tab), key));
        }
        assert_eq!(Tab::from_key("lessons"), None);
    }
}
