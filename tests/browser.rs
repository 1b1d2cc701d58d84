//! The built page in a real Chromium, under a sub-path of a plain static server.

use chromium::Error;
use std::time::Duration;
use tests::Stage;

const SOON: Duration = Duration::from_secs(20);

#[test]
fn the_page_loads_under_a_sub_path_without_a_complaint() -> Result<(), Error> {
    let stage = Stage::new()?;
    let page = stage.open_playground("")?;
    let told = "document.querySelector('#playground').outerHTML.slice(0, 400)";
    page.wait_until_or_tell("performance.getEntriesByName('first-motion').length > 0", told, SOON)?;
    assert_eq!(page.complaints(), [""; 0]);
    for address in page.requests() {
        assert!(address.starts_with(&stage.url("")), "{address} lies outside the page's folder");
    }
    Ok(())
}
