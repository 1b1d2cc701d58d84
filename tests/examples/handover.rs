//! Trains a run and writes it as a PyTorch program, as the page's *Python* does.
//!
//! `cargo run --release -p tests --example handover -- --help`

use std::path::PathBuf;

use handover::{About, Bundle, BundleStep};
use lexopt::prelude::*;
use page::link;
use training::Trainer;

const HELP: &str = "\
Trains the run of a link and writes its program.

    --link FRAGMENT    as in a link of the page: method=edm&iterations=8000
    --out FILE         the zip (handover.zip)
    --iterations N     how many of the link's iterations are trained (all)
";

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let (mut fragment, mut out, mut iterations) = (String::new(), PathBuf::from("handover.zip"), usize::MAX);
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            Long("link") => fragment = args.value()?.string()?,
            Long("out") => out = args.value()?.into(),
            Long("iterations") => iterations = args.value()?.parse()?,
            Long("help") => {
                print!("{HELP}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let config = link::read(&fragment).settings.config;
    let mut trainer = Trainer::new(&config)?;
    trainer.by_ref().take(iterations).try_for_each(|iteration| iteration.map(drop))?;
    let (learned, iteration) = (trainer.model()?, trainer.iteration());
    let about = About { link: fragment, iteration };
    let mut bundle = Bundle::new(&config, about, &learned, learned.to_safetensors("{}")?)?;
    loop {
        if let BundleStep::Done(zip) = bundle.step()? {
            return Ok(std::fs::write(out, zip)?);
        }
    }
}
