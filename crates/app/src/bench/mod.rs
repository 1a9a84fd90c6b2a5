//! Speed, measured as a ratio against a baseline in the same run.

mod by_hand;
mod netting;
mod overload;
mod pages;
mod pgbench;
mod postgres;
mod quote;
mod reserve;
mod search;

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::cli::BenchCommand;
use crate::failure::Failure;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// What.
    pub name: &'static str,
    /// How much.
    pub value: f64,
    /// In which unit.
    pub unit: &'static str,
    /// What it is compared with.
    pub baseline: &'static str,
    /// The value over that of the baseline; for a time, the time of the baseline over this one. More is faster.
    pub ratio: f64,
    /// Half of the answers came within so many milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p50_ms: Option<f64>,
    /// Ninety-nine of a hundred answers came within so many milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p99_ms: Option<f64>,
    /// How long it took to get ready, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_s: Option<f64>,
    /// The longest of the answers that came first to somebody, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_ms: Option<f64>,
}

impl Measured {
    /// A measurement without times of answers.
    fn plain(
        name: &'static str,
        value: f64,
        unit: &'static str,
        baseline: &'static str,
        ratio: f64,
    ) -> Measured {
        let (p50_ms, p99_ms, ready_s, first_ms) = (None, None, None, None);
        Measured { name, value, unit, baseline, ratio, p50_ms, p99_ms, ready_s, first_ms }
    }
}

/// Carries a measurement out and prints it.
///
/// # Errors
/// Where the embedded tables or the database fail.
pub fn run(command: &BenchCommand) -> Result<(), Failure> {
    let (all, json) = match command {
        BenchCommand::Quote(args) => (quote::measure(seconds(args.seconds))?, args.json),
        BenchCommand::Reserve(args) => (reserve::measure(args)?, args.bench.json),
        BenchCommand::Overload(args) => (overload::measure(args)?, args.bench.json),
        BenchCommand::Netting(args) => (vec![netting::measure()?], args.json),
        BenchCommand::Pages(args) => return pages::run(args),
        BenchCommand::Search(args) => (vec![search::measure()?], args.json),
    };
    all.into_iter().try_for_each(|measured| print(&measured, json))
}

fn print(measured: &Measured, json: bool) -> Result<(), Failure> {
    if json {
        let text = serde_json::to_string(measured).map_err(|error| Failure::System(error.to_string()))?;
        say!("{text}");
    } else {
        let Measured { name, value, unit, baseline, ratio, p50_ms, p99_ms, ready_s, first_ms } = measured;
        say!("{name}: {value:.1} {unit}, {ratio:.2} times `{baseline}`");
        if let (Some(p50), Some(p99)) = (p50_ms, p99_ms) {
            say!("answers within {p50:.1} ms (half of them), {p99:.1} ms (99 of 100)");
        }
        if let (Some(ready), Some(first)) = (ready_s, first_ms) {
            say!("ready after {ready:.1} s; the first answer to somebody within {first:.1} ms");
        }
    }
    Ok(())
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count.max(1)))
}

/// How often something runs a second, over at least the given time.
fn rate(least: Duration, mut round: impl FnMut() -> u64) -> f64 {
    let start = Instant::now();
    let mut done = 0;
    while start.elapsed() < least {
        done += round();
    }
    done as f64 / start.elapsed().as_secs_f64()
}
