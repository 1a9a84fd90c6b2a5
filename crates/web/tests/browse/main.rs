//! The site in a real browser: every person's main path, and every page looked at by axe-core. What is
//! ignored here needs more than a browser; `cargo xtask browse` installs that and runs all.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may fail by panicking"
)]

mod axe;
mod driver;
mod gallery;
mod live;
#[allow(dead_code, reason = "shared with the tests without a browser")]
#[path = "../it/market.rs"]
mod market;
#[allow(dead_code, reason = "shared with the tests without a browser")]
#[path = "../it/page.rs"]
mod page;
mod paths;
mod pictures;
mod served;
