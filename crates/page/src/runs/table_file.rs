//! The list of runs as a table for a spreadsheet or a script.

use super::ledger::RunLedger;

/// Every run with its settings as a link, and all figures that any of them has.
pub fn csv(ledger: &RunLedger) -> String {
    let mut figures: Vec<&str> = Vec::new();
    for figure in ledger.runs().iter().flat_map(|known| &known.record.figures) {
        if !figures.contains(&figure.name.as_str()) {
            figures.push(&figure.name);
        }
    }
    let head = ["preset", "seed", "iterations", "finished", "seconds", "weights", "p", "inside_since"];
    let mut lines = vec![line(head.into_iter().chain(figures.iter().copied()).chain(["link"]).map(str::to_owned))];
    for known in ledger.runs() {
        let (record, config) = (&known.record, &known.settings.config);
        let verdict = record.verdict.as_ref();
        let said = [
            config.preset.key().to_owned(),
            config.seed.to_string(),
            record.iterations().to_string(),
            record.is_finished.to_string(),
            format!("{:.1}", record.run.training.seconds),
            record.weights.clone().unwrap_or_default(),
            verdict.map_or(String::new(), |verdict| verdict.p.to_string()),
            verdict.and_then(|verdict| verdict.inside_since).map_or(String::new(), |step| step.to_string()),
        ];
        let text = |name: &&str| record.figures.iter().find(|figure| figure.name == **name).map(|f| f.text.clone());
        let figures = figures.iter().map(|name| text(name).unwrap_or_default());
        lines.push(line(said.into_iter().chain(figures).chain([record.run.link().to_owned()])));
    }
    lines.concat()
}

/// Fields with commas between them, quoted as RFC 4180 has it.
fn line(fields: impl Iterator<Item = String>) -> String {
    let quoted = |field: String| match field.contains([',', '"', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field,
    };
    fields.map(quoted).collect::<Vec<_>>().join(",") + "\n"
}
