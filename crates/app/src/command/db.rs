//! `jiangnan db`.

use jiangnan_store::Database;

use crate::cli::DbCommand;
use crate::failure::{Failure, read_text};
use crate::market::keep_places;

/// Carries it out.
///
/// # Errors
/// Where the database cannot be made or brought up to date.
pub fn run(command: &DbCommand) -> Result<(), Failure> {
    let DbCommand::Migrate { at, places } = command;
    let database = Database::create(&at.database)?;
    if let Some(places) = places {
        keep_places(&database, &read_text(places)?)?;
    }
    match database.path() {
        Some(path) => say!("{} is up to date", path.display()),
        None => say!("the database is up to date"),
    }
    Ok(())
}
