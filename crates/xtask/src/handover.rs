//! Exported programs, held against the page: every preset and eight other runs are trained in the page and taken away as PyTorch
//! programs, which then have to prove that they are the same.

mod mutations;
mod programs;
mod python;

use crate::{browser, page, steps::Steps};
use anyhow::{Context as _, Result, ensure};
use browsers::{Browser, Engine, Page, StaticServer, Visitor, take_download};
use mutations::MUTATIONS;
use programs::PROGRAMS;
use python::Python;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use xshell::Shell;

const LIMIT: Duration = Duration::from_secs(300);

/// The program that is trained further, and how long it was trained in the page.
const TRAINED_FURTHER: &str = "edm";
const ITERATIONS: u32 = 1_000;

/// For how many iterations it is trained at a time.
const FURTHER: u32 = 20;

/// Takes the programs out of the page, and runs them.
///
/// # Errors
/// When something cannot be built, installed or run, and when a program is not the page's.
pub fn run(shell: &Shell) -> Result<()> {
    let mut steps = Steps::default();
    page::build(shell, &mut steps, None)?;
    browser::ensure(shell, &mut steps, Engine::Chromium)?;
    let python = Python::ensure(shell, &mut steps)?;
    let folder = shell.current_dir().join("target/handover");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder)?;
    let desk = Desk::open(shell, &folder)?;
    let programs = PROGRAMS.map(|(name, _)| folder.join(name));
    steps.run("programs out of the page", || {
        PROGRAMS
            .iter()
            .zip(&programs)
            .try_for_each(|((name, link), into)| desk.take(&python, link, into).context(*name))
    })?;
    steps.run("each is the page's", || python.each_well(&programs, &["train.py", "--verify"]))?;
    steps.run("schedulers of diffusers", || python.compare_with_diffusers(&programs))?;
    steps.run("style and types", || python.check_style(&programs, &folder.join("types")))?;
    steps.run("each mistake is found", || mutations::are_found(&python, &folder))?;
    steps.run("trained on two devices, trained further, and opened again", || {
        let program = folder.join(TRAINED_FURTHER);
        python.train_on_two_devices(&program)?;
        python.train_further_twice(&program, FURTHER)?;
        desk.open_again(&program.join("trained.safetensors"), &(ITERATIONS + 2 * FURTHER).to_string())
    })?;
    print!("\n{}", steps.table());
    println!("{} passed, 0 failed", PROGRAMS.len() + MUTATIONS.len());
    Ok(())
}

/// The built page in Chromium, and the folder that its files come into.
struct Desk {
    server: StaticServer,
    page: Page,
    folder: PathBuf,
}

impl Desk {
    fn open(shell: &Shell, folder: &Path) -> Result<Self> {
        let server = StaticServer::with_journal(&page::dist(shell), "/")?;
        let visitor = Visitor { downloads: Some(folder.into()), ..Visitor::default() };
        let page = Browser::new(Engine::Chromium)?.blank(&visitor)?;
        Ok(Self { server, page, folder: folder.into() })
    }

    /// Shows a run at its end.
    fn finish(&self, link: &str) -> Result<&Page> {
        let Self { server, page, .. } = self;
        page.navigate(&format!("{}#{link}&pace=max&play=0", server.visit()))?;
        page.wait_until("/finished|failed/.test(playground.dataset.phase)", LIMIT)?;
        ensure!(
            page.evaluate("playground.dataset.phase")? == "finished",
            "{}",
            page.evaluate("playground.dataset.error")?
        );
        Ok(page)
    }

    /// Trains a run and unpacks its program.
    fn take(&self, python: &Python, link: &str, into: &Path) -> Result<()> {
        let page = self.finish(link)?;
        page.run("document.querySelector('[data-action=export-python]').click()")?;
        page.wait_until("/done|failed/.test(playground.dataset.export)", LIMIT)?;
        let said = page.evaluate("document.querySelector('#export-status').textContent")?;
        ensure!(page.evaluate("playground.dataset.export")? == "done", "{said}");
        let zip = page.evaluate("playground.dataset.exportName")?;
        let zip = take_download(&self.folder.join(zip.as_str().context("a file has a name")?))?;
        python.unpack(&zip, into)
    }

    /// Gives weights that a program has trained further to the page, which has to know them as a run of its own at this
    /// iteration.
    fn open_again(&self, weights: &Path, iteration: &str) -> Result<()> {
        let page = self.finish("iterations=1")?;
        let bytes = fs::read(weights)?;
        page.run(&format!(
            "const carried = new DataTransfer();
             carried.items.add(new File([new Uint8Array({bytes:?})], 'trained.safetensors'));
             const input = document.querySelector('#import-weights');
             input.files = carried.files;
             input.dispatchEvent(new Event('change', {{bubbles: true}}));"
        ))?;
        page.wait_until("playground.dataset.note?.includes('weights of the file')", LIMIT)?;
        page.wait_until("playground.dataset.phase === 'finished'", LIMIT)?;
        let step = page.evaluate("playground.dataset.step")?;
        ensure!(step == iteration, "the page takes it for iteration {step}, not {iteration}");
        Ok(())
    }
}
