#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::worker::may_be_told_anything(&mut fuzz::decided_by(bytes)));
