//! Mistakes that are often made in such programs: each has to be found by the program's own comparison.

use super::python::{Python, PythonRun};
use crate::project;
use anyhow::{Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A mistake in a program.
pub struct Mutation {
    what: &'static str,
    program: &'static str,
    /// What stands in its `train.py` …
    right: &'static str,
    /// … and what is written there instead.
    wrong: &'static str,
}

pub const MUTATIONS: [Mutation; 16] = [
    Mutation {
        what: "a sign in the probability flow",
        program: "edm",
        right: "there.alpha * (y + dr * slope)",
        wrong: "there.alpha * (y - dr * slope)",
    },
    Mutation {
        what: "c_in left out",
        program: "edm",
        right: "(x - level.alpha * self.mean) / torch.hypot(level.alpha * self.std, level.sigma)",
        wrong: "(x - level.alpha * self.mean)",
    },
    Mutation { what: "a mean that forgets too soon", program: "edm", right: "CONFIG[\"ema\"], ", wrong: "0.9, " },
    Mutation {
        what: "the variance of a spike for its standard deviation",
        program: "edm",
        right: "self.std[k, None] *",
        wrong: "self.std[k, None] ** 2 *",
    },
    Mutation {
        what: "levels that are squared",
        program: "edm",
        right: "generator=generator)[:, None] + t) / n",
        wrong: "generator=generator)[:, None] + t)**2 / n**2",
    },
    Mutation { what: "the running mean left out", program: "edm", right: "1 - kept", wrong: "1.0" },
    Mutation {
        what: "Heun's second evaluation left out",
        program: "edm",
        right: "(slope + self.eps(x, there)) / 2",
        wrong: "slope",
    },
    Mutation {
        what: "c_noise by another factor",
        program: "edm",
        right: ".expand(len(x), 1) / 4",
        wrong: ".expand(len(x), 1) / 2",
    },
    Mutation { what: "the warm-up left out", program: "edm", right: "(i + 1) / CONFIG[\"warmup\"]", wrong: "1.0" },
    Mutation {
        what: "Nesterov's step left out",
        program: "edm",
        right: "momentum.lerp(matrix.grad, 0.05)",
        wrong: "momentum.clone()",
    },
    Mutation {
        what: "the start without the data's variance",
        program: "edm",
        right: "* self.data.variances +",
        wrong: "* 0 * self.data.variances +",
    },
    Mutation {
        what: "β for √β",
        program: "single_DDPM",
        right: "(beta * (1 - alpha_bar / alpha) / (1 - alpha_bar)).sqrt()",
        wrong: "(beta * (1 - alpha_bar / alpha) / (1 - alpha_bar))",
    },
    Mutation {
        what: "α for ᾱ in what is learned",
        program: "multimodal_DDPM",
        right: "ALPHA_BARS = (1 - BETAS).cumprod(0)",
        wrong: "ALPHA_BARS = 1 - BETAS",
    },
    Mutation {
        what: "noise that is added instead of taken away",
        program: "simple_multimodal",
        right: "x = x - self.output(x, level)",
        wrong: "x = x + self.output(x, level)",
    },
    Mutation {
        what: "each network of a chain from its own beginning",
        program: "per_level",
        right: "part.load_state_dict(own[f\"t{t - 1}\"].state_dict())",
        wrong: "pass",
    },
    Mutation {
        what: "weights of the loss left out",
        program: "cosine",
        right: ".clamp(max=5) *",
        wrong: ".clamp(min=1, max=1) *",
    },
];

/// Makes each mistake in a copy of its program, whose comparison has to name a difference.
pub fn are_found(python: &Python, programs: &Path) -> Result<()> {
    let copies: Vec<PathBuf> =
        (0..MUTATIONS.len()).map(|number| programs.join("mutated").join(number.to_string())).collect();
    for (Mutation { what, program, right, wrong }, copy) in MUTATIONS.iter().zip(&copies) {
        project::copy_files(&programs.join(program), copy)?;
        let text = fs::read_to_string(copy.join("train.py"))?;
        ensure!(text.contains(right), "{what}: there is no {right} in {program}");
        fs::write(copy.join("train.py"), text.replace(right, wrong))?;
    }
    for (Mutation { what, program, .. }, PythonRun { well, said }) in
        MUTATIONS.iter().zip(python.each(&copies, &["train.py", "--verify"])?)
    {
        println!("{what}:");
        said.lines().filter(|line| line.contains("NOT within")).for_each(|line| println!("  {line}"));
        ensure!(said.contains("NOT within") && !well, "{what}: the comparison of {program} says nothing of it: {said}");
    }
    Ok(())
}
