//! The runs whose programs are taken out of the page.

/// A name for each, and its link: every preset, and runs that between them have each kind of data, levels, target, sampler and
/// optimizer.
pub const PROGRAMS: [(&str, &str); 23] = [
    ("simple_1Diffusion", "recipe=simple_1Diffusion"),
    ("simple_1Diffusion_video", "recipe=simple_1Diffusion_video"),
    ("simple_2Diffusion", "recipe=simple_2Diffusion"),
    ("simple_multimodal", "recipe=simple_multimodal"),
    ("simple_multimodal_video", "recipe=simple_multimodal_video"),
    ("single_DDPM", "recipe=single_DDPM"),
    ("multimodal_DDPM", "recipe=multimodal_DDPM"),
    ("simple_DDPM", "recipe=simple_DDPM"),
    ("detailed_DDPM", "recipe=detailed_DDPM"),
    ("edm", "method=edm&iterations=1000"),
    ("flow", "method=flow&dataset=moons&sampler=euler&iterations=500"),
    ("ddpm", "method=ddpm&dataset=rings&sampler=ddim&eta=0.5&iterations=500"),
    ("line", "method=edm&dataset=three_modes&sampler=dpmpp_2m&steps=20&optimizer=adamw&ema=0&iterations=500"),
    ("points", "method=edm&dataset=points&train_points=64&sampler=euler&spacing=log&targets=field&iterations=500"),
    ("runge_kutta", "method=flow&dataset=spiral&spacing=clock&training_spacing=karras&sampler=rk4&iterations=200"),
    ("reverse_sde", "target=x0&schedule=log_linear&weighting=snr&sampler=euler_maruyama&iterations=200"),
    (
        "langevin",
        "dataset=spikes&spikes=0:0:0.1:1,1:1:0.05:3&target=v&schedule=linear&weighting=edm&sampler=langevin&steps=5&iterations=200",
    ),
    (
        "naive_step",
        "target=flow&schedule=flow&sampler=naive&rate_schedule=steps&optimizer=sgd&rate=0.001&iterations=200",
    ),
    ("original_step", "method=flow&dataset=two_modes&sampler=seed_ddpm&depth=1&iterations=200"),
    (
        "bug",
        "method=ddpm&sampler=ddpm&bug=unstrided&preconditioning=none&target=score&weighting=min_snr&iterations=200",
    ),
    ("betas", "recipe=multimodal_DDPM&sampler=ddpm&steps=7&iterations=2000"),
    ("per_level", "recipe=simple_DDPM&sampler=ddim&eta=0.5&first_iterations=2000&iterations=200"),
    (
        "cosine",
        "target=v&schedule=cosine&sigma_max=inf&preconditioning=edm&weighting=min_snr&optimizer=adam\
         &rate_schedule=cosine&sampler=heun&churn=10&iterations=500",
    ),
];
