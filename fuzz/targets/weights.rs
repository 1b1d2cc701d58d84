#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::weights::become_a_run_or_a_sentence(&mut fuzz::decided_by(bytes)));
