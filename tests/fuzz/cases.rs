//! Many cases from seeds: the same ones in every run.

use std::env;

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::chance::Chance;

/// Runs a case this many times, or as often as `FUZZ_CASES` says, each from a seed of its own. A case that panics is
/// named by its number, from which it can be repeated.
pub fn cases(usual: u64, case: impl Fn(&mut Chance)) {
    let read = |name: &str| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (first, count) = (read("FUZZ_SEED").unwrap_or(0), read("FUZZ_CASES").unwrap_or(usual));
    for number in first..first + count {
        let case_number = CaseNumber(number);
        case(&mut Chance::new(ChaCha8Rng::seed_from_u64(number)));
        std::mem::forget(case_number);
    }
}

/// Says the number of the case when it panics.
struct CaseNumber(u64);

impl Drop for CaseNumber {
    fn drop(&mut self) {
        eprintln!("this was case {}: FUZZ_SEED={} FUZZ_CASES=1 repeats it", self.0, self.0);
    }
}
