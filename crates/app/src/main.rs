//! The binary: reads the command line, hands in the clock and the files, prints.

mod bench;
mod cli;
mod command;
mod demo;
mod failure;
mod market;
mod progress;
mod system;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match command::run(cli::Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
