//! Lines of the bank that somebody has to look at: assigned to a payment, or noted, each with the reason.

use jiangnan_clearing::{LineOutcome, Resolution};
use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::cycle::BankEntryRow;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::account::require_reason;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// A treasurer says which payment a line is the booking of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignBankLine {
    /// The jurisdiction whose bank sent the line.
    pub home: PlaceCode,
    /// The line.
    pub entry: Id,
    /// A payment of this jurisdiction.
    pub payment: Id,
    /// How she knows.
    pub reason: String,
}

impl Command for AssignBankLine {
    type Answer = ();

    const KIND: &'static str = "assign-bank-line";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.entry
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Treasurer, self.home)?;
        require_reason(&self.reason)?;
        let entry = desk.open_line((self.home, self.entry))?;
        let row = desk.payment((self.home, self.payment))?;
        let payment = entry.body.assign(&row.body, &self.reason).map_err(|refused| {
            let text = refused.text();
            Refusal::invalid("payment", text.en, text.zh)
        })?;
        let cycle = Some(row.cycle);
        desk.apply_payment(row, payment)?;
        let outcome = LineOutcome::Assigned(self.payment);
        desk.resolve(BankEntryRow { cycle, ..entry }, outcome, &self.reason);
        Ok(())
    }
}

/// A treasurer notes what a line is that changes no payment of ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteBankLine {
    /// The jurisdiction whose bank sent the line.
    pub home: PlaceCode,
    /// The line.
    pub entry: Id,
    /// What it is, and how she knows.
    pub reason: String,
}

impl Command for NoteBankLine {
    type Answer = ();

    const KIND: &'static str = "note-bank-line";

    fn subject(&self) -> Id {
        self.entry
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Treasurer, self.home)?;
        require_reason(&self.reason)?;
        let entry = desk.open_line((self.home, self.entry))?;
        desk.resolve(entry, LineOutcome::Noted, &self.reason);
        Ok(())
    }
}

impl Desk<'_> {
    /// A line that somebody has to look at and nobody has.
    fn open_line(&mut self, key: (PlaceCode, Id)) -> Decision<BankEntryRow> {
        let found = self.sets.bank_entries.get(&key)?.cloned();
        let row = found.ok_or_else(|| Refusal::not_found("line of the bank", key.1))?;
        let state = match (&row.resolution, row.attention) {
            (None, true) => return Ok(row),
            (None, false) => "matched",
            (Some(_), _) => "settled by hand",
        };
        let (what, asked) = ("line of the bank", "settled by hand");
        Err(Refusal::WrongState { what, state: state.to_owned(), asked }.into())
    }

    fn resolve(&mut self, row: BankEntryRow, outcome: LineOutcome, reason: &str) {
        let (by, at) = (self.actor().person, self.at());
        let resolution = Resolution { outcome, reason: reason.trim().to_owned(), by, at };
        self.sets.bank_entries.put(BankEntryRow { resolution: Some(Json(resolution)), ..row });
    }
}
