//! `README.md`: what the folder is, how to run it, and what was checked.

use diffusion::Config;

use crate::diffusers::Scheduler;
use crate::phrases::{chain_in_words, method_in_words, networks_in_words, rows_in_words, scheduler_in_words};
use crate::settings::About;

const README: &str = include_str!("../python/README.md");

/// The text.
pub fn readme(config: &Config, about: &About, scheduler: Result<&Scheduler, &str>) -> String {
    let names = [
        ("DATASET", config.dataset.label()),
        ("METHOD", method_in_words(&config.method)),
        ("NETWORKS", &networks_in_words(config)),
        ("ITERATION", &about.iteration.to_string()),
        ("DIFFUSERS", &scheduler_in_words(scheduler.map(|scheduler| scheduler.class))),
        ("CHAIN", chain_in_words(config)),
        ("ROWS", rows_in_words(config)),
        ("LINK", &about.link),
    ];
    names.iter().fold(README.to_owned(), |text, (name, value)| text.replace(name, value))
}
