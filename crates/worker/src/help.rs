//! What every control, figure and choice is, in a few sentences for the person who asks.
//!
//! The page's own program does without these: it is downloaded before anything moves. The worker sends them after it.

use diffusion::evaluation::CloudMetric;
use diffusion::process::Spacing;
use diffusion::sampler::SamplerBug;
use diffusion::standard_method::StandardMethod;
use diffusion::{Dataset, Preset, Sampler, Schedule, Target, Weighting};

/// Words about something on the page: its key, and two sentences on what it is and what to look for.
pub type HelpText = Vec<(String, String)>;

/// All of them: of controls and figures by their keys, of choices by `control-choice`, of metrics by `metric-key`.
pub fn help() -> HelpText {
    let own = ABOUT.iter().map(|(key, about)| ((*key).to_owned(), (*about).to_owned()));
    let presets = Preset::ALL.map(|preset| (format!("recipe-{}", preset.key()), preset.about().to_owned()));
    let datasets = Dataset::ALL.map(|it| ("dataset", it.key(), it.about(), it.source()));
    let targets = Target::ALL.map(|it| ("target", it.key(), it.about(), it.source()));
    let schedules = Schedule::ALL.map(|it| ("schedule", it.key(), it.about(), it.source()));
    let weightings = Weighting::ALL.map(|it| ("weighting", it.key(), it.about(), it.source()));
    let samplers = Sampler::ALL.map(|it| ("sampler", it.key(), it.about(), it.source()));
    let methods = StandardMethod::ALL.map(|it| ("method", it.key(), it.about(), it.source()));
    let spacings = ["training_spacing", "spacing"]
        .into_iter()
        .flat_map(|control| Spacing::ALL.map(|it| (control, it.key(), it.about(), it.source())));
    let metrics = CloudMetric::ALL.map(|it| ("metric", it.key(), it.about(), it.source()));
    let bugs = SamplerBug::ALL.map(|it| ("bug", it.key(), it.about(), it.source()));
    let menus = datasets.into_iter().chain(targets).chain(schedules).chain(weightings).chain(samplers);
    let menus = menus.chain(methods).chain(spacings).chain(metrics).chain(bugs);
    let choices = menus.map(|(menu, key, about, source)| (format!("{menu}-{key}"), format!("{about} ({source})")));
    own.chain(presets).chain(choices).collect()
}

/// Of the controls and figures, in the order of the page.
const ABOUT: &[(&str, &str)] = &[
    (
        "recipe",
        "One of the programs that this page re-creates. It sets every other control but seed and pace to the program's own values.",
    ),
    (
        "dataset",
        "What is learned: a mixture of Gaussians, so that everything exact about it is known. Which of them does a network of this size get right?",
    ),
    (
        "spikes",
        "Your own spikes, each as x:y:std:weight, with commas between. Look whether small weights and narrow spikes are met.",
    ),
    ("points", "Points of your own, packed for links: cells of a fine grid, in rising order."),
    (
        "bandwidth",
        "How wide the heap around each of your points is. Narrow, and the data are little but the points themselves; wide, and they run into one another. To begin with it is the one under which each point is likeliest given all others. (Silverman 1986, sec. 3.4.4)",
    ),
    (
        "method",
        "How the network learns and samples. The preset's own suits the preset's own data; the others suit any data: each brings its schedule, target, network and training, and a range of noise that follows from the data.",
    ),
    (
        "method-naive",
        "The original programs' first idea: predict the part of the noise that a level adds, and take it away, level by level, without adding any. Made for spikes around 1. (Bouvier 2023, intro-to-diffusion)",
    ),
    (
        "method-preset",
        "The DDPM of the chosen preset, with its own levels and training, or what you have made of it. (Bouvier 2023, intro-to-diffusion)",
    ),
    (
        "target",
        "What the network predicts of a noisy point. “The noise to remove next” has a meaning on its own levels only, and the noise ε of a DDPM preset is trained on that preset's βs; all else is trained at every level of the schedule.",
    ),
    (
        "preconditioning",
        "How the network's output becomes its prediction. With EDM's the input is centred and scaled, and the output is the part of the clean point that the noisy one does not say by itself, of size 1 at every level. Without it, look at the levels of least noise. (Karras et al. 2022, table 1)",
    ),
    (
        "schedule",
        "Which way the noise grows. Look at the ticks of the level chart: where they crowd, sampling takes small steps.",
    ),
    (
        "sigma_max",
        "The noise that sampling starts from: its standard deviation σ. Where the schedule shrinks the data too, by α, it is given as σ/α, and inf is pure noise, where the cosine and flow schedules may begin; where a DDPM preset has no list of βs, as the largest β. Lower it: what happens to the learned cloud, and what to the exact one?",
    ),
    (
        "sigma_min",
        "The last noise level before the data, given as the largest is: as σ, as σ/α or as β. Raise it until that noise is wider than a spike: the last step then has more to do than one step can.",
    ),
    (
        "rho",
        "How the levels, or the βs, are spaced: 1 puts them evenly, larger values crowd them at small noise. Watch the ticks of the level chart while you drag.",
    ),
    (
        "levels",
        "How many noise levels the network is trained on. Sampling goes through all of them, unless the sampler takes fewer steps. Few levels mean large steps: look whether the exact cloud still arrives.",
    ),
    (
        "betas",
        "The share of variance that every step replaces by noise, rising, with commas between. Together they should replace nearly everything, or some of the data is still there where sampling starts.",
    ),
    (
        "weighting",
        "How much the loss counts at each level. Compare the excess of small and large levels after equal training.",
    ),
    (
        "training_spacing",
        "In which quantity the noise levels of training are even, each row with a level of its own. A narrow spike is decided at levels of its own width: how many rows come near it?",
    ),
    (
        "targets",
        "What each row is held to: the clean point that it was made from, or the mean of all clean points of the batch, weighted by how likely each has become this noisy one. The mean has less noise, so the network learns with fewer rows, and the loss that is shown while it trains may lie under the irreducible one, which is that of samples; it, too, sees samples only. Further out: one row in eight has twice the noise of its level, but for the smallest levels, so that samples that stray are led back. (Vincent 2011; Xu et al. 2023, Stable Target Field; Ning et al. 2023)",
    ),
    (
        "stratified",
        "Whether the noise levels and the clean points of a batch are spread evenly over their range, or each drawn by itself. Even ones have the same mean and less chance in it.",
    ),
    (
        "optimizer",
        "How the gradient moves the weights: by itself (SGD), divided by its own running size (Adam), or, for the weights of hidden layers, made orthogonal, so that all directions move alike (Muon). But for SGD the scale of the loss hardly matters any more, only the rate. (Kingma & Ba 2015; Loshchilov & Hutter 2019; Jordan et al. 2024)",
    ),
    (
        "width",
        "The number of units in each hidden layer. A narrow network hardly tells the levels apart; a wide one takes longer.",
    ),
    (
        "depth",
        "The number of hidden layers. More of them make sharper turns with as many weights, and are slower one by one.",
    ),
    (
        "activation",
        "What follows each hidden layer. ReLU is two straight pieces; SiLU is smooth, and so is the field that samples follow. (Ramachandran et al. 2017)",
    ),
    (
        "features",
        "How many pairs of a sine and a cosine of each scaled coordinate the network reads: the first of half of it as an angle, each of the others of twice the angle before. Without any, narrow spikes are beyond a small network. (Tancik et al. 2020, Fourier Features)",
    ),
    (
        "rate",
        "How far each step of gradient descent goes. Too large and the loss jumps to infinity; too small and nothing is learned in time.",
    ),
    (
        "train_points",
        "How many points there are to learn from: always the same ones. With 0 every batch is drawn anew, which real data never are. Few are remembered one by one; with many the network has no choice but to learn their distribution. In the picture they are ringed, or dots where they are many. (Bonnaire et al. 2025, arXiv 2505.17638)",
    ),
    (
        "batch",
        "How many points one iteration sees for each spike; shapes, and more than four spikes, count as four. The methods that suit any data count all points together. A small batch makes the loss jitter; a large one costs time. The original programs do not average the loss over the batch, so there a large one also makes every step of SGD longer.",
    ),
    (
        "iterations",
        "How many batches the network sees before training ends. Look for the iteration after which the cloud no longer sharpens.",
    ),
    (
        "rate_schedule",
        "How the learning rate falls. At a rate that stays, the weights never come to rest; along a cosine they do when training ends.",
    ),
    (
        "decay",
        "What the rate is multiplied by every so many iterations; 1 keeps it. A falling rate takes out the jitter at the end.",
    ),
    (
        "decay_every",
        "After how many iterations the rate falls once more. If it falls too early, the loss stops falling before the network has learned.",
    ),
    (
        "warmup",
        "Over how many iterations the rate rises to its first value. An optimizer that divides by the gradients' size knows little of it at first.",
    ),
    (
        "ema",
        "How much of the running mean of the weights each iteration keeps; 0 samples from the weights themselves. The weight of an iteration is halved every ln 2/(1 − d) iterations: 69 at 0.99, 693 at 0.999. With either the cloud hardly jitters while it trains.",
    ),
    (
        "first_iterations",
        "How long the network of the cleanest level is trained. Each of the others starts from the weights of the one before, so what it misses they inherit.",
    ),
    (
        "first_rate",
        "The learning rate of the network of the cleanest level. The networks after it only adjust, at the other rate.",
    ),
    ("pace", "How long a run is spread out, so that it can be watched. It changes nothing of what is learned."),
    (
        "sampler",
        "How samples go from noise to data. One network can serve several samplers: which needs the fewest steps?",
    ),
    (
        "steps",
        "How many noise levels sampling goes through. Halve it again and again: which sampler holds out longest?",
    ),
    (
        "spacing",
        "In which quantity the levels that samples go through are even, on any schedule. Change it, and look at the ticks of the level chart, and at the spread of a spike.",
    ),
    (
        "start",
        "Where samples start. The noised data is never quite N(0, σ²): it keeps a little of the data's mean and width. Starting without these costs the prior's share of the error.",
    ),
    (
        "eta",
        "How much of the noise DDIM draws anew at every step: 0 none, 1 as much as DDPM. Fresh noise mends early errors, but needs more steps.",
    ),
    (
        "churn",
        "How much noise Heun adds over all its steps, to take it out again. A little mends errors of the network; much of it blurs the end.",
    ),
    (
        "bug",
        "A mistake that is often made in the code of DDPM's step. The network is trained as ever: the learned cloud and the exact one both take the wrong steps. Which figures give it away, and which do not? (Ho et al. 2020, algorithm 2)",
    ),
    (
        "seed",
        "The number that all randomness comes from. The same seed gives the same weights and the same samples, to the last bit.",
    ),
    (
        "samples",
        "How many points are carried from noise to data and shown. More points make shares and spreads more certain, and every refresh slower.",
    ),
    (
        "draw",
        "Which start noise the samples come from. Another draw shows which details belong to the model and which to chance.",
    ),
    (
        "avg_sq_distance",
        "The mean of the squared distance of every sample to its nearest spike. Stragglers between spikes raise it; samples heaped on one point bring it below the data's own value.",
    ),
    (
        "spike",
        "The share of the samples whose nearest spike this is. Compare it with the share that the data give this spike; chance alone moves a share of 2000 samples by about 0.01.",
    ),
    ("mean_x", "The mean of this coordinate over all samples. Look how near it comes to the data's."),
    ("mean_y", "The mean of this coordinate over all samples. Look how near it comes to the data's."),
    (
        "std_x",
        "The standard deviation of this coordinate over all samples. Far below the data's: too much noise was removed.",
    ),
    (
        "std_y",
        "The standard deviation of this coordinate over all samples. Far below the data's: too much noise was removed.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::evaluation::ReferenceInterval;
    use messages::RunResult;
    use messages::result::{MetricResult, MetricsResult, Verdict};
    use page::controls::CONTROLS;
    use page::results::table;

    #[test]
    fn every_control_is_explained() {
        for control in &CONTROLS {
            assert!(ABOUT.iter().any(|(key, _)| *key == control.key), "{}", control.key);
        }
    }

    #[test]
    fn every_row_of_metrics_is_explained() {
        let reference = ReferenceInterval { low: 0.0, high: 1.0 };
        let metrics = CloudMetric::ALL.map(|metric| MetricResult { metric, value: 0.5, reference }).to_vec();
        let verdict = Verdict { p: 0.5, inside_since: None };
        let rows = table(&RunResult::Metrics(MetricsResult { metrics, verdict })).rows;
        let help = help();
        for (row, metric) in rows.iter().zip(CloudMetric::ALL) {
            let known = help.iter().find(|(key, _)| *key == row.about);
            assert!(known.is_some_and(|(_, text)| text.contains(metric.about())), "{}", row.about);
        }
        assert_eq!(rows.len(), CloudMetric::ALL.len());
    }

    #[test]
    fn everything_explains_itself_in_two_sentences() {
        for (key, text) in help() {
            let fewest = if key.contains('-') { 1 } else { 2 };
            assert!(text.matches(['.', '?', '!', ':']).count() >= fewest, "{key}: {text}");
        }
    }
}
