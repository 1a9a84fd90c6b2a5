//! The site in a real browser: every person's main path, and every page looked at by axe-core. What is
//! ignored here needs more than a browser; `cargo xtask browse` installs that and runs all.

mod axe;
mod driver;
mod gallery;
mod live;
#[allow(dead_code, reason = "shared with the tests without a browser")]
#[path = "../it/market.rs"]
mod market;
#[path = "../it/page.rs"]
mod page;
mod paths;
mod pictures;
mod served;
