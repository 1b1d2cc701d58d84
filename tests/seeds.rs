//! Many runs of one thing, on every core.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is found for each of these seeds, in their order.
///
/// # Panics
/// Where finding does.
pub fn for_seeds<T: Send>(seeds: std::ops::Range<u32>, find: impl Fn(u32) -> T + Sync) -> Vec<T> {
    let seeds: Vec<u32> = seeds.collect();
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            let one = find(*seed);
            found.lock().expect("no run panics with what was found in hand").push((*seed, one));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut found = found.into_inner().expect("no run panics with what was found in hand");
    found.sort_by_key(|(seed, _)| *seed);
    found.into_iter().map(|(_, one)| one).collect()
}
