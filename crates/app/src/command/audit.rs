//! `jiangnan audit`.

use jiangnan_exchange::audit::{AuditReport, verify};
use jiangnan_store::Database;

use crate::cli::AuditCommand;
use crate::failure::Failure;
use crate::progress::Progress;

/// Carries it out.
///
/// # Errors
/// [`Failure::Found`] where something does not verify.
pub fn run(command: &AuditCommand) -> Result<(), Failure> {
    let AuditCommand::Verify { at, json } = command;
    let reader = Database::open(&at.database)?.reader()?;
    let progress = Progress::new("events");
    let report = reader.at_one_moment(|reader| verify(reader, |done, all| progress.at(done, all)))??;
    progress.end();
    if *json {
        say!("{}", serde_json::json!({ "audit": word(&report), "report": report }));
    } else {
        print(&report);
    }
    if report.is_verified() { Ok(()) } else { Err(Failure::Found) }
}

/// The result in one word.
pub fn word(report: &AuditReport) -> &'static str {
    if report.is_verified() { "verified" } else { "broken" }
}

fn print(report: &AuditReport) {
    for fault in &report.faults {
        say!("FAULT  {fault}");
    }
    let AuditReport { events, accounts, transfers, slots, .. } = report;
    say!("{}: {events} events, {transfers} transfers on {accounts} accounts, {slots} slots", word(report));
}
