//! Words that a reader from the field would not guess, and what to say instead.

use proc_macro2::{TokenStream, TokenTree};
use tests::markup;
use tests::source::{Line, Source, files, read};

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
    ("slim", "without_names"),
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

/// Words that a visitor does not read either, in small letters unless a capital makes the difference.
const VISIBLE: [(&str, &str); 17] = [
    ("law", "distribution"),
    ("laws", "distributions"),
    ("optimiser", "optimizer"),
    ("optimisers", "optimizers"),
    ("oracle", "exact denoiser, exact answer"),
    ("oracles", "exact denoisers"),
    ("taught", "trained on, target"),
    ("W1", "W₁"),
    ("W2", "W₂"),
    ("walk", "sampling, reverse process, trajectory"),
    ("walked", "sampled"),
    ("walking", "sampling"),
    ("walks", "samples, trajectories"),
    ("whole way", "whole trajectory"),
    ("whole ways", "whole trajectories"),
    ("yardstick", "metric"),
    ("yardsticks", "metrics"),
];

/// Attributes whose values a visitor reads or hears.
const READ_ATTRIBUTES: [&str; 3] = ["aria-label", "content", "title"];

/// Every place where one of the words stands, in the sources or before a visitor.
pub fn found() -> Vec<String> {
    in_sources().into_iter().chain(in_visible_text()).collect()
}

fn in_visible_text() -> Vec<String> {
    let folders = ["crates/page/src", "crates/scene/src"].into_iter().flat_map(|folder| files(folder, ".rs"));
    let programs = folders.chain([read("crates/worker/src/help.rs")]);
    let strings = programs.flat_map(|source| of_program(&source));
    of_page(&read("index.html")).into_iter().chain(strings).collect()
}

/// Of the text between the tags of a page, and of the attributes that are read.
fn of_page(page: &Source) -> Vec<String> {
    let mut texts = markup::texts(&page.text);
    for tag in markup::tags(&page.text) {
        texts.extend(READ_ATTRIBUTES.iter().filter_map(|name| Some((tag.line, tag.get(name)?.to_owned()))));
    }
    offences(&page.path, texts)
}

/// Of the strings of a program that are more than one word: keys and names of attributes have no spaces.
fn of_program(source: &Source) -> Vec<String> {
    let tokens = source.text.parse().unwrap_or_else(|error| panic!("{}: {error}", source.path));
    let mut strings = Vec::new();
    literals(tokens, &mut strings);
    strings.retain(|(_, text)| text.contains('"') && text.contains(' '));
    offences(&source.path, strings)
}

/// All literals, with their lines; not the comments that document something.
fn literals(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    if matches!(tokens.clone().into_iter().next(), Some(TokenTree::Ident(first)) if first == "doc") {
        return;
    }
    for token in tokens {
        match token {
            TokenTree::Group(group) => literals(group.stream(), found),
            TokenTree::Literal(literal) => found.push((literal.span().start().line, literal.to_string())),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Those of the texts that hold a word that a visitor should not meet.
fn offences(path: &str, texts: Vec<(usize, String)>) -> Vec<String> {
    let offence = |(number, text): (usize, String)| {
        let small = text.to_lowercase();
        let stands = |word: &str| [&text, &small].iter().any(|text| Line { text, number }.names(word));
        let (word, instead) = VISIBLE.iter().find(|(word, _)| stands(word))?;
        Some(format!("  {path}:{number}: visitors read `{word}` → {instead}: {}", text.trim()))
    };
    texts.into_iter().filter_map(offence).collect()
}

fn in_sources() -> Vec<String> {
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

#[cfg(test)]
mod old_sentences {
    use super::*;

    fn source(text: &str) -> Source {
        Source { path: "a file".to_owned(), text: text.to_owned() }
    }

    /// Sentences that the page once had.
    #[test]
    fn what_a_visitor_reads_is_held_to_the_words_of_the_field() {
        let text = source("<p>One step,\nand <b class=\"walk\">the walk</b>\nstops.</p>");
        let attribute = source("<div\naria-label=\"Walk through the noise levels\">W₁</div>");
        let string = source("fn f() { g(\n\"What the network is \\\n taught to say.\") }");
        for (found, place) in [(of_page(&text), ":2"), (of_page(&attribute), ":2"), (of_program(&string), ":2")] {
            assert!(found.len() == 1 && found[0].contains(place), "{found:?}");
        }
        assert_eq!(of_page(&source("<p id=\"help-walk\">sampling, along the lawn</p>")), [""; 0]);
        assert_eq!(of_program(&source("/// The law.\nconst KEY: &str = \"walk\";")), [""; 0]);
    }
}
