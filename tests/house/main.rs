//! The house rules: what keeps the sources readable and no compiler checks. Each failure is a list of places.
//!
//! `cargo test --release -p tests --test house -- --nocapture` prints what each one found.

mod circles;
mod functions;
mod syntax;
mod words;

use functions::Function;
use std::collections::{BTreeMap, BTreeSet};
use syntax::{Package, Program};
use tests::source::{Source, files};

/// No crate holds more than this share of all lines.
const LARGEST_CRATE: f64 = 0.25;
/// No function has more lines than this, and nine of ten have no more than that.
const LONGEST_FUNCTION: usize = 60;
const LONG_FUNCTION: usize = 15;
/// At most this share of the private functions is used at one place of their file only.
const USED_ONCE: f64 = 0.25;

/// Prints what was found and fails when there is anything.
fn none(rule: &str, found: &[String]) {
    println!("{rule}: {} offences\n{}\n", found.len(), found.join("\n"));
    assert!(found.is_empty(), "{rule}: {} offences, listed above", found.len());
}

/// Every Rust file of the project.
fn sources() -> Vec<Source> {
    ["crates", "web", "tests"].iter().flat_map(|folder| files(folder, ".rs")).collect()
}

fn all_functions() -> Vec<Function> {
    sources().iter().flat_map(functions::of_file).collect()
}

/// File A stands on file B when A's code, its unit tests aside, names something that B defines; `pub use` is followed
/// to the definition. Declaring a module or passing its items on with `pub use` is a signpost, not a use. So a parent
/// may declare children and publish what they define, and children may use what the parent defines; but a parent that
/// also *works* with what such a child defines closes a circle, and what both need moves to a file below them.
#[test]
fn files_never_stand_on_each_other_in_a_circle() {
    let programs = Package::all().into_iter().flat_map(|package| package.programs);
    let found: BTreeSet<_> = programs.flat_map(|first| circles::of(&Program::load(&first))).collect();
    none("files that stand on each other in a circle", &Vec::from_iter(found));
}

/// Counted: structs, enums, traits, unions and type aliases that are plainly `pub`, outside unit tests, in every
/// package.
#[test]
fn a_public_type_name_is_given_once() {
    let mut places = BTreeMap::<String, Vec<String>>::new();
    for source in sources() {
        for (name, line) in syntax::public_types(&source) {
            places.entry(name).or_default().push(format!("{}:{line}", source.path));
        }
    }
    let twice = places.into_iter().filter(|(_, places)| places.len() > 1);
    let found: Vec<_> = twice.map(|(name, places)| format!("  {name}: {}", places.join(", "))).collect();
    none("public type names given more than once", &found);
}

/// Counted: all lines of the Rust files in a package's folder, its tests and examples included.
#[test]
fn no_crate_holds_more_than_a_quarter_of_the_lines() {
    let packages = Package::all();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for source in sources() {
        let owners = packages.iter().filter(|package| source.path.starts_with(&format!("{}/", package.folder)));
        let owner = owners.max_by_key(|package| package.folder.len()).expect("every file belongs to a package");
        *lines.entry(&owner.name).or_default() += source.lines().count();
    }
    let total: usize = lines.values().sum();
    let share = |count: usize| count as f64 / total as f64;
    for (name, &count) in &lines {
        println!("  {name}: {count} lines, {:.1} %", 100.0 * share(count));
    }
    let large = lines.iter().filter(|(_, count)| share(**count) > LARGEST_CRATE);
    let found: Vec<_> = large.map(|(name, count)| format!("  {name}: {count} of {total} lines")).collect();
    none("crates with more than a quarter of the lines", &found);
}

/// Counted: from `fn` to the closing brace, tests included.
#[test]
fn no_function_is_longer_than_a_screen() {
    let long = all_functions().into_iter().filter(|function| function.lines > LONGEST_FUNCTION);
    let found: Vec<_> = long.map(|function| function.to_string()).collect();
    none("functions of more than 60 lines", &found);
}

/// Counted: as above, for everything but tests. The list shows the long ones, so that one sees where to begin.
#[test]
fn nine_functions_of_ten_are_short() {
    let mut functions: Vec<_> = all_functions().into_iter().filter(|function| !function.is_test).collect();
    functions.sort_by_key(|function| function.lines);
    let at = |share: f64| functions[(share * (functions.len() - 1) as f64).round() as usize].lines;
    println!("{} functions: median {}, 90th percentile {} lines", functions.len(), at(0.5), at(0.9));
    let long = functions.iter().rev().take_while(|function| at(0.9) > LONG_FUNCTION && function.lines > LONG_FUNCTION);
    let found: Vec<_> = long.map(Function::to_string).collect();
    none("functions of more than 15 lines, while the 90th percentile is above that", &found);
}

/// Counted: free functions and inherent methods without `pub`, outside tests; and how often their name stands in the
/// same file, outside its tests and its own definition. A helper used once should name an idea or be inlined.
#[test]
fn private_helpers_are_used_more_than_once() {
    let private: Vec<_> = all_functions().into_iter().filter(|function| function.is_private).collect();
    let once: Vec<_> = private.iter().filter(|function| function.uses == 1).collect();
    println!("{} of {} private functions are used once in their file", once.len(), private.len());
    let too_many = once.len() as f64 > USED_ONCE * private.len() as f64;
    let found: Vec<_> = once.into_iter().filter(|_| too_many).map(Function::to_string).collect();
    none("private functions used once, while they are more than a quarter of all", &found);
}

#[test]
fn words_are_the_words_of_the_field() {
    none("words that hide what a thing is", &words::found());
}
