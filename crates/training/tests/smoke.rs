//! smoke
use diffusion::{Recipe, Rng, Stream, Walk, metric::Figures};
use training::Trainer;
#[test]
fn smoke() {
    for recipe in Recipe::ALL {
        let config = recipe.config();
        let t = std::time::Instant::now();
        let mut trainer = Trainer::new(&config).unwrap();
        let n = if trainer.total() > 12000 {2000} else {trainer.total()};
        let losses: Vec<f32> = trainer.by_ref().take(n).map(|s| s.unwrap().loss).collect();
        let secs = t.elapsed().as_secs_f64();
        let tail = &losses[n * 9 / 10..];
        let learned = trainer.learned().unwrap();
        let data = config.dataset.mixture();
        let plan = config.method.plan(&data);
        let x = plan.start_points(config.samples, data.dim(), 0, 0);
        let end = Walk::new(&plan, learned.clone(), x, Rng::new(0, Stream::Steps { draw: 0, block: 0 })).last().unwrap().unwrap();
        let rows: Vec<f32> = end.iter().map(|x| *x as f32).collect();
        println!("{} {:.1}us loss {} {:?} {}", recipe.key(), secs / n as f64 * 1e6, tail.iter().sum::<f32>() / tail.len() as f32, Figures::of(&rows, &data), learned.hash());
    }
}
