//! Data of a person's own: out of a file, a drop and a paste, into the link, and back out of a saved file.

use std::{env, fs, process};

use browsers::{Capability, Visitor, Window};
use messages::ImportRequest;
use page::app::{ImportMsg, Msg};
use page::link;
use tests::{PageAndWorker, axe_violations, trained};

use crate::playground::{Playground, can, in_chromium};

/// A short run of a method that suits any data.
const SHORT: &str = "method=edm&iterations=30&pace=max&seed=7";

/// Two heaps of a table with a header, a column of names, something missing and decimal commas.
const TABLE: &str = "name;width;height\na;1,5;2\nb;1,6;2,1\nc;NA;3\nd;4,5;6\ne;4,6;6,2\nf;4,4;5,9\n";

/// A file of this name and content, given to the page: to the field for files, or dropped.
enum GivenBy {
    Field,
    Drop,
}

impl Playground {
    fn give(&self, by: &GivenBy, name: &str, content: &[u8]) {
        let to = match by {
            GivenBy::Field => "#import-file",
            GivenBy::Drop => "#playground",
        };
        self.give_file(to, name, content);
    }

    fn status(&self) -> String {
        self.words("document.querySelector('#import-status').textContent")
    }

    fn accept(&self) {
        self.until("said.import === 'preview' && document.querySelector('#import').open");
        self.click_on("[data-action=import-accept]");
        self.until("said.import === 'done'");
    }
}

/// What the page and its worker say of a file outside of any browser, and the link that they make of it.
fn words_and_link(content: &[u8]) -> (String, String) {
    let mut page = PageAndWorker::open(SHORT);
    page.tell(Msg::Import(ImportMsg::Read(ImportRequest::Table(content.to_vec()))));
    let words = page.app.import().text();
    page.tell(Msg::Import(ImportMsg::Accept));
    (words, format!("#{}", link::write(page.app.settings(), page.app.view(), page.app.presentation())))
}

fn link_of(content: &[u8]) -> String {
    words_and_link(content).1
}

/// The same table in other encodings, with other ends of lines and, where it has fields that commas part, in a dialect.
fn written_otherwise(text: &str) -> Vec<Vec<u8>> {
    let little_end_first = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut files = vec![
        [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat(),
        [b"\xff\xfe".to_vec(), little_end_first].concat(),
        text.replace('\n', "\r\n").into_bytes(),
    ];
    if text.contains(',') && !text.contains('"') {
        files.push(text.replace(',', ";").replace('.', ",").into_bytes());
    }
    files
}

#[test]
fn known_files_give_their_points_however_they_are_written() {
    if !in_chromium() {
        return;
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/import/tests/fixtures");
    let files = fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("a fixture").path());
    let page = Playground::open_still(SHORT);
    page.until_phase("finished");
    let mut read = 0;
    for path in files {
        let text = fs::read_to_string(&path).expect("a table");
        let (words, link) = words_and_link(text.as_bytes());
        for content in written_otherwise(&text) {
            page.give(&GivenBy::Drop, "table", &content);
            page.until(&format!(
                "said.import === 'preview' && document.querySelector('#import-status').textContent === '{words}'"
            ));
            page.click_on("[data-action=import-cancel]");
            page.until("said.import === 'idle'");
        }
        page.give(&GivenBy::Field, "table", text.as_bytes());
        page.accept();
        page.until(&format!("location.hash === '{link}'"));
        read += 1;
    }
    assert_eq!(read, 8);
}

#[test]
fn a_file_becomes_points_over_a_preview_and_the_link_holds_them() {
    let page = Playground::open_still(SHORT);
    page.until_phase("finished");
    page.give(&GivenBy::Field, "heaps.csv", TABLE.as_bytes());
    page.until("said.import === 'preview' && document.querySelector('#import').open");
    assert!(page.status().contains("5 points in the plane"), "{}", page.status());
    assert!(page.status().contains("1 row with nothing"), "{}", page.status());
    let taken = page
        .words("[...document.querySelectorAll('#import-rows th[data-taken]')].map(cell => cell.textContent).join()");
    assert_eq!(taken, "width,height");
    assert_eq!(page.words("document.querySelector('[name=import-x]').value"), "1");
    assert_eq!(axe_violations(&page).expect("axe"), Vec::<String>::new());
    page.accept();
    page.until_phase("finished");
    assert_eq!((page.said("points"), page.field("dataset")), ("5".to_owned(), "points".to_owned()));
    let (hash, weights) = (page.hash(), page.said("weights"));
    assert_eq!(hash, link_of(TABLE.as_bytes()));
    // A tab and this machine train the same network.
    let linked = link::read(hash.trim_start_matches('#'));
    assert!(linked.notes.is_empty(), "{:?}", linked.notes);
    assert_eq!(trained(&linked.settings.config).expect("the link can be trained").hash(), weights);
    page.reload().expect("a reload");
    page.until_phase("finished");
    assert_eq!((page.hash(), page.said("weights")), (hash, weights));
    let units = "document.querySelector('#units').textContent";
    assert!(page.words(units).contains("x = (first number − 3.32) /"), "{}", page.words(units));
    page.back().expect("the way back");
    page.until(&format!("!said.points && {units} === ''"));
}

#[test]
fn another_column_makes_other_points_and_cancelling_changes_nothing() {
    let page = Playground::open_still(SHORT);
    page.until_phase("finished");
    let before = page.hash();
    page.give(&GivenBy::Drop, "heaps.csv", TABLE.as_bytes());
    page.until("said.import === 'preview'");
    page.run(
        "const menu = document.querySelector('[name=import-y]'); menu.value = 'none';
              menu.dispatchEvent(new Event('change', {bubbles: true}))",
    );
    page.until("document.querySelector('#import-status').textContent.includes('on a line')");
    page.click_on("[data-action=import-cancel]");
    page.until("said.import === 'idle' && !document.querySelector('#import').open");
    assert_eq!((page.hash(), page.said("points")), (before, String::new()));
}

/// catches: data that another choice loses, a saved file that is read as other data
#[test]
fn own_data_stay_in_the_menu_and_a_saved_file_is_the_very_same_data() {
    let folder = env::temp_dir().join(format!("playground-own-data-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder for the file");
    let visitor = Visitor { downloads: Some(folder.clone()), ..Visitor::default() };
    let page = Playground::open_for(&visitor, SHORT);
    page.until_phase("finished");
    page.give(&GivenBy::Field, "line.txt", b"1.5\n1.7\n2.5\n2.75\n9\n");
    page.accept();
    page.until(&format!("location.hash === '{}'", link_of(b"1.5\n1.7\n2.5\n2.75\n9\n")));
    page.enter("bandwidth", "0.3");
    page.until_link_says("bandwidth=0.3");
    let hash = page.hash();
    page.press("export-data");
    page.until("said.export === 'done'");
    let path = folder.join("own_data.csv");
    // While it is being saved it has another name.
    let saved = (0..3_000).find_map(|_| {
        page.linger(20);
        fs::read(&path).ok().filter(|bytes| !bytes.is_empty())
    });
    let saved = saved.expect("the saved file");
    page.choose("dataset", "moons");
    page.until("!said.points");
    page.reload().expect("a reload");
    page.until_phase("finished");
    page.choose("dataset", "points");
    page.until(&format!("location.hash === '{hash}'"));
    page.choose("dataset", "rings");
    page.give(&GivenBy::Field, "own_data.csv", &saved);
    page.accept();
    page.until(&format!("location.hash === '{hash}'"));
    fs::remove_dir_all(&folder).ok();
}

#[test]
fn rows_can_be_pasted_by_keyboard_alone() {
    let page = Playground::open_still(&format!("{SHORT}&tab=settings"));
    page.until_phase("finished");
    page.run("document.querySelector('[data-action=import-paste]').focus()");
    page.strike("Enter");
    page.until("document.activeElement.id === 'import-text'");
    page.run("document.execCommand('insertText', false, '1 2\\n3 4\\n5 7\\n8 9\\n')");
    page.until("said.import === 'preview'");
    assert!(page.status().contains("4 points in the plane"), "{}", page.status());
    page.run("document.querySelector('[data-action=import-accept]').focus()");
    page.strike("Enter");
    page.until("said.import === 'done' && said.points === '4' && !document.querySelector('#import').open");
    page.run("document.querySelector('[data-action=import-paste]').focus()");
    page.strike("Enter");
    page.until("document.activeElement.id === 'import-text'");
    page.strike("Escape");
    page.until("said.import === 'idle' && !document.querySelector('#import').open");
}

#[test]
fn what_is_no_data_is_said_in_a_sentence_and_what_was_there_stays() {
    let page = Playground::open_still(SHORT);
    page.until_phase("finished");
    let before = page.hash();
    let movie: Vec<u8> = (0..4_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let wrong: [&[u8]; 4] =
        [&movie, b"red\ngreen\nblue\nred\nblue\n", b"x,y\nNA,NA\nNA,NA\nNA,NA\nNA,NA\n", b"1,2\n3,4\n"];
    for (number, content) in wrong.into_iter().enumerate() {
        page.run("document.querySelector('#playground').removeAttribute('data-import')");
        page.give(&GivenBy::Field, "wrong.csv", content);
        page.until("said.import === 'failed' && said.note?.startsWith('Your data were not taken. ')");
        let note = page.said("note");
        assert!(note.len() > 40 && note.ends_with('.'), "{number}: {note}");
        page.press("dismiss-note");
    }
    assert_eq!((page.hash(), page.said("points")), (before, String::new()));
}

/// A black disc on white becomes points in a disc.
#[test]
fn dark_pixels_of_a_picture_become_points() {
    let page = Playground::open_still(SHORT);
    page.until_phase("finished");
    page.run(
        "const canvas = document.createElement('canvas'); canvas.width = canvas.height = 60;
         const pen = canvas.getContext('2d'); pen.arc(30, 30, 20, 0, 7); pen.fill();
         canvas.toBlob(blob => {
             const carried = new DataTransfer(); carried.items.add(new File([blob], 'disc.png', {type: 'image/png'}));
             const field = document.querySelector('#import-file'); field.files = carried.files;
             field.dispatchEvent(new Event('change', {bubbles: true}));
         })",
    );
    page.accept();
    page.until_phase("finished");
    assert_eq!(page.said("points"), "1000");
    let linked = link::read(page.hash().trim_start_matches('#'));
    let data = linked.settings.config.dataset.mixture();
    let far = data.components().iter().map(|c| c.mean[0].hypot(c.mean[1])).fold(0.0, f64::max);
    // A disc of standard deviation 1 in each coordinate has a radius of 2.
    assert!((1.85..2.15).contains(&far), "{far}");
}

#[test]
fn a_phone_takes_data_by_touch() {
    if !can(Capability::Phone) {
        return;
    }
    let page = Playground::open_in(Window::phone(390, 844), &format!("{SHORT}&tab=settings"));
    page.until_phase("finished");
    let touch = |selector: &str| {
        page.run(&format!("document.querySelector('{selector}').scrollIntoView({{block: 'center'}})"));
        let height = page.rect(selector).expect("a button").height;
        assert!(height >= 24.0, "{selector} is {height} px high");
        page.touch(selector);
    };
    touch("[data-action=import-paste]");
    page.until("document.querySelector('#import').open");
    page.run(
        "document.querySelector('#import-text').focus(); document.execCommand('insertText', false, '1\\n2\\n3\\n5\\n')",
    );
    page.until("said.import === 'preview'");
    let fits = page.value(
        "document.querySelector('#import').scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth",
    );
    assert_eq!(fits, true);
    touch("[data-action=import-accept]");
    page.until("said.import === 'done' && said.points === '4' && said.dim === '1'");
}
