#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::wire::are_a_message_or_none(&mut fuzz::decided_by(bytes)));
