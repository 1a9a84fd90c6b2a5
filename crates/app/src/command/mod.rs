//! One file for each command.

mod audit;
mod db;
pub mod demo;
mod duty;
mod enterprise;
mod import;
mod mail;
mod person;
mod population;
mod post;
mod scheme;
mod scheme_diff;
mod scheme_prove;
mod scheme_run;
mod serve;

use crate::cli::Command;
use crate::failure::Failure;

/// Carries out what the command line asked for.
///
/// # Errors
/// Why it did not end well.
pub fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Audit(command) => audit::run(&command),
        Command::Claim(command) => duty::claim(&command),
        Command::Db(command) => db::run(&command),
        Command::Demo(args) => demo::run(&args),
        Command::Import(command) => import::run(&command),
        Command::Enterprise(command) => enterprise::run(&command),
        Command::Mail(command) => mail::run(&command),
        Command::Person(command) => person::run(&command),
        Command::Serve(args) => serve::run(&args),
        Command::Scheme(command) => scheme::run(&command),
        Command::Bench(command) => crate::bench::run(&command),
    }
}
