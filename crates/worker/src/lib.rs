//! The worker without a browser: one run at a time, trained, sampled and evaluated in slices; and files of it.
//!
//! | to … | see |
//! |---|---|
//! | follow a command | [`session`]: `handle(Command)`, `work(budget)` |
//! | see what every control and choice is said to be | [`help`] |
//! | see tables as text | [`csv`] |

pub mod csv;
pub mod help;
pub mod session;
