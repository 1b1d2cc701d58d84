//! Words that a reader from the field would not guess, and what to say instead.

use tests::source::{Line, Source, files};

/// What stands before the name of a type.
const KINDS: [&str; 4] = ["struct", "enum", "trait", "type"];

/// Names that no type, trait or variant list of ours is given.
const TYPES: [(&str, &str); 33] = [
    ("Answer", "Prediction"),
    ("Band", "ReferenceInterval"),
    ("Budget", "ErrorDecomposition"),
    ("Continuum", "ContinuousMethod"),
    ("Course", "SamplerConfig, DdpmVariant"),
    ("Easel", "FramePainter"),
    ("Finish", "Activation"),
    ("Frozen", "EvaluationBatch"),
    ("Impossible", "InvalidSchedule"),
    ("Law", "the distribution's own name"),
    ("Life", "WorkerStatus"),
    ("Look", "OverlayRequest; render style"),
    ("Making", "ExportEffect"),
    ("Measure", "WatchdogAction"),
    ("Memory", "PreviousStep; preferences"),
    ("News", "ExportEvent"),
    ("Oracle", "CountingDenoiser"),
    ("Order", "ExportRequest"),
    ("Post", "event sink, emit"),
    ("Proofs", "results"),
    ("Race", "WorkPrecision"),
    ("Rest", "next wake-up"),
    ("Ruler", "MetricSuite"),
    ("Sampled", "SamplerConfig, DdpmVariant"),
    ("Sheet", "ResultTable; viewport"),
    ("Study", "evaluation, results"),
    ("Subject", "run snapshot"),
    ("Told", "NoiseConditioning"),
    ("Walking", "the iterator of a SamplingPlan"),
    ("Way", "SamplingPlan"),
    ("Wish", "ExportKind"),
    ("Words", "help text"),
    ("Yardstick", "MetricSuite"),
];

/// Words that stand neither in code nor in comments. Keys in quotes belong to links and scripts, and stay as they are.
const WORDS: [(&str, &str); 33] = [
    ("easel", "frame painter"),
    ("haste", "monkey test"),
    ("hear", "on_event, receive"),
    ("heard", "received"),
    ("hears", "receives"),
    ("law", "distribution"),
    ("laws", "distributions"),
    ("melt", "crossfade"),
    ("melting", "crossfading"),
    ("melts", "crossfades"),
    ("obey", "apply_effect, carry out"),
    ("obeyed", "carried out"),
    ("obeys", "carries out"),
    ("oracle", "exact denoiser, exact answer"),
    ("Oracle", "exact denoiser, exact answer"),
    ("race", "work–precision comparison"),
    ("racer", "sampler compared"),
    ("racers", "samplers compared"),
    ("ruler", "metric"),
    ("seed's", "the original programs': the seed is the random seed"),
    ("seed programs", "original programs: the seed is the random seed"),
    ("SeedDdpm", "OriginalDdpm: the seed is the random seed"),
    ("set_off", "start"),
    ("slim", "strip_names"),
    ("study", "evaluation, results"),
    ("taught", "target, trained on"),
    ("walk", "sampling, reverse process, trajectory"),
    ("walked", "sampled"),
    ("walking", "sampling"),
    ("walks", "samples, trajectories"),
    ("yardstick", "metric"),
    ("yardsticks", "metrics"),
    ("Told", "NoiseConditioning"),
];

/// Every place where one of the words stands.
pub fn found() -> Vec<String> {
    let folders = [("crates", ".rs"), ("web", ".rs"), ("tests", ".rs"), ("web", ".js")];
    let sources = folders.iter().flat_map(|(folder, ending)| files(folder, ending));
    let ours = sources.filter(|source| !source.path.starts_with("tests/house/"));
    ours.flat_map(|source| in_file(&source)).collect()
}

fn in_file(source: &Source) -> Vec<String> {
    let offence = |line: Line| {
        // Code without what stands in its quotes, a comment as it is.
        let code = line.text.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
        let text = if line.text.trim_start().starts_with("//") { line.text } else { &code };
        // A word is found in the middle of a name too.
        let parts = text.replace('_', " ");
        let stands = |word: &str| [text, &parts].iter().any(|text| Line { text, number: line.number }.names(word));
        let mut from_kind = text.split_whitespace().skip_while(|word| !KINDS.contains(word));
        let defined = from_kind.nth(1).and_then(|name| name.split(|c: char| !c.is_alphanumeric()).next());
        let of_type = TYPES.iter().find(|(name, _)| Some(*name) == defined);
        let (word, instead) = of_type.or_else(|| WORDS.iter().find(|(word, _)| stands(word)))?;
        Some(format!("  {}:{}: `{word}` → {instead}: {}", source.path, line.number, line.text.trim()))
    };
    source.lines().filter_map(offence).collect()
}
