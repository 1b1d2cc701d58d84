#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::messages::may_come_in_any_order(&mut fuzz::decided_by(bytes)));
