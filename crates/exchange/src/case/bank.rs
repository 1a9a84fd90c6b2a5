//! The bank: accounts, and the messages in which it answers.

use jiangnan_clearing::iso::{BankParty, read_camt053, read_pain002};
use jiangnan_clearing::{Matching, Payment, match_report, match_statement};
use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::cycle::{BankAccountRow, BankEntryRow, PaymentRow};
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::account::id_of;
use crate::bank_file::{receiver, treasury};
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The operator records a bank account when a market is set up. Whoever works in it proposes and confirms:
/// [`ProposeBankAccount`](super::account::ProposeBankAccount).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutBankAccount {
    /// The jurisdiction.
    pub home: PlaceCode,
    /// The organisation; `None` for the treasury itself.
    pub party: Option<Id>,
    /// Holder, number and bank.
    pub account: BankParty,
}

impl Command for PutBankAccount {
    type Answer = ();

    const KIND: &'static str = "put-bank-account";

    fn subject(&self) -> Id {
        self.party.unwrap_or_else(|| treasury(self.home))
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Operator, self.home)?;
        desk.sets.bank_accounts.put(BankAccountRow {
            jurisdiction: self.home,
            party: self.subject(),
            body: Json(self.account.clone()),
        });
        Ok(())
    }
}

/// A treasurer imports what the bank sent: a status report (pain.002) or a statement (camt.053).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportBankFile {
    /// The jurisdiction whose bank sent it.
    pub home: PlaceCode,
    /// The city group.
    pub group: PlaceCode,
    /// The message.
    pub text: String,
}

/// What an import found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankImported {
    /// Lines read.
    pub lines: u32,
    /// Payments whose state changed.
    pub changed: u32,
    /// Lines that somebody has to look at.
    pub attention: u32,
}

impl Command for ImportBankFile {
    type Answer = BankImported;

    const KIND: &'static str = "import-bank-file";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        treasury(self.home)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<BankImported> {
        desk.require(Role::Treasurer, self.home)?;
        let rows = desk.group_payments(self.group)?;
        let payments: Vec<Payment> = rows.iter().map(|row| row.body.0.clone()).collect();
        let matching = self.matching(&payments)?;
        let changed: Vec<&Payment> = matching.changed.iter().collect();
        desk.find_claims(&changed.iter().flat_map(|payment| payment.dues.clone()).collect::<Vec<_>>())?;
        let answer = BankImported {
            lines: u32::try_from(matching.lines.len()).unwrap_or(u32::MAX),
            changed: u32::try_from(changed.len()).unwrap_or(u32::MAX),
            attention: u32::try_from(
                matching.lines.iter().filter(|line| line.finding.needs_attention()).count(),
            )
            .unwrap_or(u32::MAX),
        };
        self.keep_lines(desk, &rows, &matching);
        for row in rows {
            if let Some(payment) = matching.changed.iter().find(|payment| payment.id == row.id) {
                desk.apply_payment(row, payment.clone())?;
            }
        }
        Ok(answer)
    }
}

impl ImportBankFile {
    fn matching(&self, payments: &[Payment]) -> Decision<Matching> {
        let bytes = self.text.as_bytes();
        if self.text.contains("BkToCstmrStmt") {
            let statements = read_camt053(bytes).map_err(Refusal::BankFile)?;
            let mut all = Matching::default();
            let mut payments = payments.to_vec();
            for statement in &statements {
                let found = match_statement(self.home, &payments, statement);
                for changed in &found.changed {
                    payments
                        .iter_mut()
                        .filter(|known| known.id == changed.id)
                        .for_each(|known| known.clone_from(changed));
                }
                all.lines.extend(found.lines);
                all.changed.retain(|known| !found.changed.iter().any(|changed| changed.id == known.id));
                all.changed.extend(found.changed);
            }
            return Ok(all);
        }
        let report = read_pain002(bytes).map_err(Refusal::BankFile)?;
        // A status report speaks of what this jurisdiction ordered; of others' payments it decides nothing.
        let own: Vec<Payment> =
            payments.iter().filter(|payment| payment.payer == self.home).cloned().collect();
        Ok(match_report(&own, &report))
    }

    fn keep_lines(&self, desk: &mut Desk<'_>, rows: &[PaymentRow], matching: &Matching) {
        let message = desk.command();
        for (number, line) in matching.lines.iter().enumerate() {
            let cycle = rows.iter().find(|row| Some(row.id) == line.payment).map(|row| row.cycle);
            desk.sets.bank_entries.put(BankEntryRow {
                jurisdiction: self.home,
                id: id_of(format!("{message}:{number}").as_bytes()),
                message,
                cycle,
                attention: line.finding.needs_attention(),
                body: Json(line.clone()),
                resolution: None,
            });
        }
    }
}

impl Desk<'_> {
    /// All payments of a city group's cycles.
    fn group_payments(&mut self, group: PlaceCode) -> Decision<Vec<PaymentRow>> {
        let known = self.sets.cycles_of.get(&group)?;
        let cycles: Vec<Id> = known.iter().flat_map(|known| known.keys.iter().map(|key| key.1)).collect();
        self.sets.payments_of.want(&cycles)?;
        let mut keys = Vec::new();
        for cycle in &cycles {
            keys.extend(self.sets.payments_of.get(cycle)?.iter().flat_map(|known| known.keys.clone()));
        }
        self.sets.payments.want(&keys)?;
        let mut rows = Vec::with_capacity(keys.len());
        for key in &keys {
            rows.extend(self.sets.payments.get(key)?.cloned());
        }
        Ok(rows)
    }

    /// Every party of these payments, and the payer, must have a bank account.
    ///
    /// # Errors
    /// [`Refusal::NoBankAccount`] with all that have none.
    pub fn require_accounts(&mut self, payer: PlaceCode, rows: &[PaymentRow]) -> Decision<()> {
        let mut keys: Vec<(PlaceCode, Id)> = rows.iter().map(|row| receiver(&row.body)).collect();
        keys.push((payer, treasury(payer)));
        self.sets.bank_accounts.want(&keys)?;
        let mut parties = Vec::new();
        for key in keys {
            if self.sets.bank_accounts.get(&key)?.is_none() {
                parties.push(key);
            }
        }
        if parties.is_empty() { Ok(()) } else { Err(Refusal::NoBankAccount { parties }.into()) }
    }
}
