//! Lessons that ask: what they ask is read off the page's markup, once; what is to be said is written into it.

use page::App;
use page::lessons::{ChoiceMarkup, Lesson, Lessons, Ruling};
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

use crate::dom::{all, append_option, find, find_in_page, set_attribute, set_text};
use crate::preferences::{recall, remember};

/// Under which the shown lesson is remembered.
const SHOWN: &str = "lesson";

/// The lessons of the page, as far as somebody was with them the last time. Fills the menu that leads to them.
pub fn read() -> Lessons {
    let articles: Vec<Element> = all("[data-lesson]");
    if let Some(menu) = menu() {
        articles.iter().for_each(|article| append(&menu, article));
    }
    Lessons::new(articles.iter().filter_map(lesson).collect(), &recall(SHOWN).unwrap_or_default())
}

fn lesson(article: &Element) -> Option<Lesson> {
    let key = article.get_attribute("data-lesson")?;
    let question = find::<Element>(article, "[data-ask]")?;
    let (mut words, mut choices) = (vec![], vec![]);
    for choice in choices_of(&key) {
        words.push(choice.parent_element()?.text_content()?.trim().to_owned());
        let (below, largest) = (choice.get_attribute("data-below"), choice.get_attribute("data-largest"));
        choices.push(ChoiceMarkup { below, largest });
    }
    let ruling = Ruling::of_markup(&question.get_attribute("data-figure").unwrap_or_default(), &choices);
    let remembered = recall(&progress_name(&key)).unwrap_or_default();
    Some(Lesson::new(&key, words, ruling, &question.get_attribute("data-ask")?, &remembered))
}

/// What can be chosen in the lesson of this name.
fn choices_of(key: &str) -> Vec<HtmlInputElement> {
    all(&format!("[data-lesson={key}] [data-predict]"))
}

fn append(menu: &HtmlSelectElement, article: &Element) {
    let title = find::<Element>(article, "h3").and_then(|title| title.text_content()).unwrap_or_default();
    let key = article.get_attribute("data-lesson").unwrap_or_default();
    append_option(menu, &key, &title);
}

fn menu() -> Option<HtmlSelectElement> {
    find_in_page("select[name=lesson]")
}

fn progress_name(key: &str) -> String {
    [SHOWN, "-", key].concat()
}

/// What the lessons last said.
#[derive(Default)]
pub struct LessonPages {
    /// None where they said nothing yet.
    revision: Option<u32>,
    /// Of each lesson, and which was shown.
    remembered: Vec<(String, String)>,
    shown: String,
}

impl LessonPages {
    /// Makes the lessons say what the app says, and remembers how far somebody is.
    pub fn reflect(&mut self, app: &App) {
        let Some(shown) = app.lessons().shown() else { return };
        if self.revision != Some(app.lessons().revision()) {
            app.lessons().list().iter().for_each(|lesson| write(lesson, &shown.key));
            write_chapters(app.lessons(), &shown.key);
            self.remember(app.lessons(), &shown.key);
        }
        if let Some(place) = find_in_page::<Element>(&format!("[data-lesson={}] [data-outcome]", shown.key)) {
            set_text(&place, &app.lesson_outcome());
        }
    }

    /// What has changed since it was read or remembered last.
    fn remember(&mut self, lessons: &Lessons, shown: &str) {
        let progress: Vec<(String, String)> =
            lessons.list().iter().map(|lesson| (progress_name(&lesson.key), lesson.progress())).collect();
        if self.revision.replace(lessons.revision()).is_some() {
            let changed = progress.iter().filter(|now| !self.remembered.contains(now));
            changed.for_each(|(name, word)| remember(name, word));
            if self.shown != shown {
                remember(SHOWN, shown);
            }
        }
        (self.remembered, self.shown) = (progress, shown.to_owned());
    }
}

fn write(lesson: &Lesson, shown: &str) {
    let key = &lesson.key;
    let Some(article) = find_in_page::<Element>(&format!("[data-lesson={key}]")) else { return };
    set_attribute(&article, "hidden", (shown != key).then_some(""));
    set_attribute(&article, "data-answered", Some(if lesson.is_answered() { "true" } else { "false" }));
    choices_of(key).iter().enumerate().for_each(|(i, choice)| choice.set_checked(lesson.predicted() == Some(i)));
}

/// Where in the lessons somebody is.
fn write_chapters(lessons: &Lessons, shown: &str) {
    let list = lessons.list();
    menu().iter().for_each(|menu| menu.set_value(shown));
    let answered = list.iter().filter(|lesson| lesson.is_answered()).count();
    let words = format!("{answered} of {} answered", list.len());
    find_in_page::<Element>("[data-readout=answered]").iter().for_each(|place| set_text(place, &words));
    for (action, end) in [("lesson-back", list.first()), ("lesson-next", list.last())] {
        let at_end = end.is_some_and(|end| end.key == shown);
        let button = find_in_page::<Element>(&format!("[data-action={action}]"));
        button.iter().for_each(|button| set_attribute(button, "aria-disabled", at_end.then_some("true")));
    }
}
