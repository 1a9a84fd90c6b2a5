//! `jiangnan db`.

use jiangnan_store::Database;

use crate::cli::DbCommand;
use crate::failure::Failure;

/// Carries it out.
///
/// # Errors
/// Where the database cannot be made or brought up to date.
pub fn run(command: &DbCommand) -> Result<(), Failure> {
    let DbCommand::Migrate { at } = command;
    let database = Database::create(&at.database)?;
    println!("{} is up to date", database.path().display());
    Ok(())
}
