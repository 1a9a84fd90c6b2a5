//! `jiangnan db`.

use std::path::Path;

use jiangnan_exchange::audit::verify;
use jiangnan_store::{Database, dump};

use super::audit::word;
use crate::cli::DbCommand;
use crate::failure::{Failure, read_text};
use crate::market::keep_places;
use crate::progress::Progress;

/// Carries it out.
///
/// # Errors
/// Where the database fails, or something in it is not as it must be.
pub fn run(command: &DbCommand) -> Result<(), Failure> {
    match command {
        DbCommand::Migrate { at, places } => migrate(&at.database, places.as_deref()),
        DbCommand::Distribute { at, print } => distribute(&at.database, *print),
        DbCommand::Check { at, json } => check(&Database::open(&at.database)?, *json),
        DbCommand::Backup { at, file } => {
            Database::open(&at.database)?.back_up(file)?;
            println!("backed up into {}", file.display());
            Ok(())
        }
        DbCommand::Restore { at, file } => check(&Database::restore(&at.database, file)?, false),
        DbCommand::Export { at, folder } => {
            let manifest = dump::export(&Database::open(&at.database)?, folder)?;
            println!("{} exported into {}", rows(&manifest), folder.display());
            Ok(())
        }
        DbCommand::Import { at, folder } => {
            let database = Database::create(&at.database)?;
            println!("{} imported", rows(&dump::import(&database, folder)?));
            check(&database, false)
        }
    }
}

fn migrate(url: &str, places: Option<&Path>) -> Result<(), Failure> {
    let database = Database::create(url)?;
    if let Some(places) = places {
        keep_places(&database, &read_text(places)?)?;
    }
    match database.path() {
        Some(path) => say!("{} is up to date", path.display()),
        None => say!("the database is up to date"),
    }
    Ok(())
}

fn distribute(url: &str, print: bool) -> Result<(), Failure> {
    if print {
        jiangnan_store::distribute::statements().iter().for_each(|statement| say!("{statement};"));
        return Ok(());
    }
    Database::open(url)?.distribute()?;
    say!("the tables are spread over the machines");
    Ok(())
}

fn rows(manifest: &dump::Manifest) -> String {
    let rows: u64 = manifest.parts.iter().map(|part| part.rows).sum();
    format!("{rows} rows of {} tables", manifest.parts.len())
}

/// Looks for damage everywhere.
fn check(database: &Database, json: bool) -> Result<(), Failure> {
    let pages = database.check()?;
    let progress = Progress::new("events");
    let report = verify(&database.reader()?, |done, all| progress.at(done, all))?;
    progress.end();
    let whole = pages.is_empty() && report.is_verified();
    if json {
        println!(
            "{}",
            serde_json::json!({ "check": if whole { "whole" } else { "damaged" }, "pages": pages, "audit": report })
        );
    } else {
        pages.iter().chain(&report.faults).for_each(|fault| println!("FAULT  {fault}"));
        let (events, transfers) = (report.events, report.transfers);
        println!("{}: {events} events, {transfers} transfers, {} slots", word(&report), report.slots);
    }
    if whole { Ok(()) } else { Err(Failure::Found) }
}
