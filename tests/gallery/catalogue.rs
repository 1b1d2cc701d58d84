//! The gallery as one page: every exhibit with its name, and what is recorded beside what differs from it.

use crate::exhibits::Exhibit;
use std::fmt::Write;

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Gallery</title>
<style>
  body { font: 14px system-ui, sans-serif; margin: 24px; color: #1c2024; background: #eef0f2 }
  main { display: flex; flex-wrap: wrap; gap: 16px; align-items: start }
  h2 { flex-basis: 100%; margin: 16px 0 0 }
  figure { margin: 0; padding: 12px; background: #fff; border-radius: 6px; max-width: 100%; box-sizing: border-box }
  figure.differs { outline: 3px solid #b00020 }
  figcaption { margin-bottom: 8px }
  pre { margin: 0; white-space: pre-wrap; max-width: 90ch }
  svg { display: block; max-width: 100%; height: auto; margin-top: 4px }
</style>
<h1>Gallery</h1>
<p>Every chart, picture and state of the page. What is not as recorded is outlined; the record is below it.</p>
<main>
";

/// The page; `recorded` says what is kept of an exhibit.
pub fn page(exhibits: &[Exhibit], recorded: impl Fn(&Exhibit) -> String) -> String {
    let mut page = HEAD.to_owned();
    let mut room = "";
    for exhibit in exhibits {
        if exhibit.room != room {
            room = exhibit.room;
            let _ = writeln!(page, "<h2>{room}</h2>");
        }
        page += &figure(exhibit, &recorded(exhibit));
    }
    page + "</main>\n</html>\n"
}

fn figure(exhibit: &Exhibit, recorded: &str) -> String {
    let (class, record) = match exhibit.is_like(recorded) {
        true => ("", String::new()),
        false => (" class=\"differs\"", format!("<p>recorded:</p>{}", shown(exhibit, recorded))),
    };
    format!(
        "<figure{class}><figcaption>{}</figcaption>{}{record}</figure>\n",
        exhibit.name,
        shown(exhibit, &exhibit.content)
    )
}

/// A picture as it is; words as text.
fn shown(exhibit: &Exhibit, content: &str) -> String {
    if exhibit.is_picture() {
        return content.to_owned();
    }
    format!("<pre>{}</pre>", content.replace('&', "&amp;").replace('<', "&lt;"))
}
