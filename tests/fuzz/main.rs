//! What comes from outside may be anything: links, what people do, and bytes of the other half, made at random from
//! fixed seeds. Nothing panics, nothing takes long, and what is said stays true.
//!
//! | topic | what is made |
//! |---|---|
//! | `links.rs` | fragments, from keys and values that exist, damaged in many ways |
//! | `messages.rs` | what people do and what a worker says, in any order |
//! | `wire.rs` | bytes of messages, some of them changed |
//!
//! In the whole test it takes seconds; `FUZZ_CASES=10000000 cargo test --release -p tests --test fuzz links` makes as
//! many cases as one likes, and `FUZZ_SEED` others.

mod chance;
mod links;
mod messages;
mod wire;
