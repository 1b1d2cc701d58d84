//! What comes from outside may be anything: links, what people do, and bytes of the other half, made at random from
//! fixed seeds. Nothing panics, nothing takes long, and what is said stays true.
//!
//! | topic | what is made |
//! |---|---|
//! | `links.rs` | fragments, from keys and values that exist, damaged in many ways |
//! | `messages.rs` | what people do and what a worker says, in any order |
//! | `weights.rs` | files of weights, most of them damaged |
//! | `wire.rs` | bytes of messages, some of them changed |
//! | `worker.rs` | commands, some of them damaged, to a worker in the middle of its work |
//!
//! In the whole test it takes seconds; `FUZZ_CASES=10000000 cargo test --release -p tests --test fuzz any_link` makes as
//! many cases as one likes, and `FUZZ_SEED` others. `fuzz/` gives the same cases to libFuzzer, which looks for new ways
//! through the program by itself.

mod cases;
mod chance;
mod links;
mod messages;
mod weights;
mod wire;
mod worker;

use cases::cases;

#[test]
fn any_link_opens_and_says_itself_again() {
    cases(20_000, links::opens_and_says_itself_again);
}

#[test]
fn any_link_is_on_the_screen_at_once() {
    cases(400, links::is_on_the_screen_at_once);
}

#[test]
fn anything_may_happen_in_any_order() {
    cases(1_500, messages::may_come_in_any_order);
}

#[test]
fn any_bytes_are_a_message_or_none() {
    cases(50_000, wire::are_a_message_or_none);
}

#[test]
fn any_file_of_weights_is_a_run_or_gets_a_sentence() {
    cases(50_000, weights::become_a_run_or_a_sentence);
}

#[test]
fn a_worker_may_be_told_anything_at_any_moment() {
    cases(150, worker::may_be_told_anything);
}
