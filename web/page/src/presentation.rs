//! The page around the run as its link wants it: parts that are hidden, the frame of another page, a question.

use page::App;
use page::question::Question;
use web_sys::{Element, HtmlAnchorElement, HtmlInputElement};

use crate::browser::{document, window};
use crate::dom::{all, by_id, find, find_in_page, instance, set_attribute, set_text};

/// Whether the page stands in a frame of another one.
pub fn is_framed() -> bool {
    window().parent().ok().flatten().is_some_and(|parent| !js_sys::Object::is(&parent, &window()))
}

/// Whether its link has the page fill such a frame: then it asks the browser for nothing.
pub fn is_embedded() -> bool {
    document().body().is_some_and(|body| body.has_attribute("data-embed"))
}

/// Makes the page show the parts that its link names.
pub fn reflect(app: &App) {
    let presentation = app.presentation();
    if let Some(body) = document().body() {
        set_attribute(&body, "data-embed", presentation.embed.then_some(""));
        let hidden = presentation.hidden().collect::<Vec<_>>().join(" ");
        set_attribute(&body, "data-hide", (!hidden.is_empty()).then_some(&hidden));
    }
    if let (Some(tab), Some(link)) = (by_id::<HtmlAnchorElement>("open-in-tab"), app.link_without_embed()) {
        set_attribute(&tab, "href", Some(&format!("#{link}")));
    }
    question(presentation.question.as_ref(), app.is_answered_right());
}

/// The question: built anew when it is another one, otherwise only its answer changes.
fn question(asked: Option<&Question>, right: Option<bool>) {
    let Some(form) = by_id::<Element>("question") else { return };
    set_attribute(&form, "hidden", asked.is_none().then_some(""));
    if let Some((question, legend)) = asked.zip(find::<Element>(&form, "legend span")) {
        let shown = all::<Element>("#question label span").into_iter().filter_map(|choice| choice.text_content());
        let is_shown = shown.eq(question.choices().iter().cloned());
        if !is_shown || legend.text_content().as_deref() != Some(question.text()) {
            set_text(&legend, question.text());
            choices(question);
        }
    }
    let words = right.map_or("", |right| if right { "Right." } else { "Not this one. Look again." });
    let _ = find(&form, "output").map(|output| set_text(&output, words));
    set_attribute(&form, "data-answer", right.map(|right| if right { "right" } else { "wrong" }));
}

fn choices(question: &Question) {
    let Some(choices) = find_in_page::<Element>("#question .choices") else { return };
    choices.replace_children_with_node_0();
    for (number, choice) in question.choices().iter().enumerate() {
        let Some(element) = instance("choice-of-question-template") else { return };
        let _ = find(&element, "span").map(|text| set_text(&text, choice));
        let _ = find::<HtmlInputElement>(&element, "input").map(|input| input.set_value(&number.to_string()));
        let _ = choices.append_child(&element);
    }
}
