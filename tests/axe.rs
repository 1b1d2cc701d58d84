//! Accessibility, as axe-core sees it.

use browsers::{Error, Page};

const AXE: &str = include_str!("axe-core/axe.min.js");

/// One line for each element that breaks a rule: rule, impact, element, what to mend.
const RUN: &str = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, impact, nodes }) => nodes.map(({ html, failureSummary }) =>
        `${id} (${impact}): ${html.slice(0, 160)}: ${failureSummary.replace(/\\s+/g, ' ')}`)))";

/// What axe-core finds wrong with the page as it is now; empty when there is nothing.
///
/// # Errors
/// When the page is gone or axe-core throws.
pub fn axe_violations(page: &Page) -> Result<Vec<String>, Error> {
    if page.evaluate("typeof axe")? == "undefined" {
        page.run(AXE)?;
    }
    let found = page.evaluate(RUN)?;
    let lines = found.as_array().into_iter().flatten();
    Ok(lines.filter_map(|line| line.as_str().map(str::to_owned)).collect())
}
