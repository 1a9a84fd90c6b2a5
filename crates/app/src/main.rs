//! The binary: reads the command line, hands in the clock and the files, prints.

#[macro_use]
mod say;
mod bench;
mod cli;
mod command;
mod demo;
mod failure;
mod market;
mod progress;
mod system;
mod watch;

use std::process::ExitCode;

use clap::Parser;

/// What one thread makes another gives back: a command comes from who waits for it, is decided by a second thread and
/// written by a third. The allocator of the system takes a seventh of their time for that, this one half as much.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match command::run(cli::Cli::parse().command) {
        Ok(()) if say::is_lost() => {
            failure::Failure::System("the output could not be written whole: is the disk full?".to_owned())
                .report()
        }
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
