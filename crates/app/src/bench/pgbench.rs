//! PostgreSQL's own measure on the same server: TPC-B as `pgbench` plays it.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;

/// Fills its tables in the database, plays for so many seconds, and removes them; transactions a second.
///
/// # Errors
/// Where `pgbench` is missing or fails.
pub fn transactions_a_second(url: &str, seconds: u32) -> Result<f64, Failure> {
    run(&["-i", "-s", "10", "-q", url])?;
    let seconds = seconds.to_string();
    let said = run(&["-c", "16", "-j", "2", "-n", "-T", &seconds, url])?;
    run(&["-i", "-I", "d", url])?;
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.ok_or_else(|| Failure::System(format!("`pgbench` told no rate: {said}")))
}

fn run(args: &[&str]) -> Result<String, Failure> {
    let output = Command::new(program()).args(args).output();
    let output = output.map_err(|cause| {
        Failure::System(format!("`pgbench` cannot be started: {cause}; it comes with PostgreSQL's server"))
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Failure::System(format!("`pgbench`: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// The newest that Debian installed, or what the path finds.
fn program() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin/pgbench")).collect();
    found.retain(|program| program.exists());
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from("pgbench"))
}
