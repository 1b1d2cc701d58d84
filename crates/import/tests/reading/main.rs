//! Files as they are found: whole, in other encodings and dialects, as JSON, wrong, and damaged at random.
//!
//! | topic | what is read |
//! |---|---|
//! | `fixtures.rs` | the first rows of known files, and what they must give |
//! | `files.rs` | each of them, and the same table written in other ways |
//! | `headers.rs` | lines of names, and what only looks like them |
//! | `json.rs` | JSON of all shapes |
//! | `wrong.rs` | what is no table, and the sentence that says so |
//! | `damaged.rs` | the same files, changed at random from fixed seeds |

mod damaged;
mod files;
mod fixtures;
mod headers;
mod json;
mod wrong;
