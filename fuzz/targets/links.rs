#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::links::opens_and_says_itself_again(&mut fuzz::decided_by(bytes)));
