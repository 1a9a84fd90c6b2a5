//! Changes of bank accounts, which is where fraud happens: one person proposes, another confirms, and nobody
//! confirms what was changed behind the proposal.

use jiangnan_clearing::iso::BankParty;
use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::cycle::{BankAccountChangeRow, BankAccountRow, ChangeState};
use jiangnan_store::entity::notice::{About, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::bank_file::treasury;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::notice::rule::Parties;
use crate::refusal::Refusal;

/// A treasurer proposes the bank account of her treasury or of a party of her jurisdiction; a party's own
/// people propose theirs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeBankAccount {
    /// The id of the change, made by the client.
    pub change: Id,
    /// The jurisdiction.
    pub home: PlaceCode,
    /// The organisation; `None` for the treasury itself.
    pub party: Option<Id>,
    /// Holder, number and bank.
    pub account: BankParty,
}

impl Command for ProposeBankAccount {
    type Answer = ();

    const KIND: &'static str = "propose-bank-account";

    fn subject(&self) -> Id {
        self.change
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        self.authorise(desk)?;
        if let Some(party) = self.party {
            desk.organisation((self.home, party))?;
        }
        if let Some(fault) = self.account.faults().first() {
            let text = fault.text();
            return Err(Refusal::invalid(fault.field(), text.en, text.zh).into());
        }
        let party = self.party.unwrap_or_else(|| treasury(self.home));
        let before = desk.bank_account((self.home, party))?;
        if before.as_ref() == Some(&self.account) {
            let en = "This is the account that is recorded now.";
            return Err(Refusal::invalid("number", en, "与现登记的账户相同。").into());
        }
        if desk.sets.bank_account_changes.get(&(self.home, self.change))?.is_some() {
            return Err(Refusal::IdUsedOtherwise { id: self.change }.into());
        }
        let row = BankAccountChangeRow {
            jurisdiction: self.home,
            id: self.change,
            party,
            state: ChangeState::Proposed,
            proposed_by: desk.actor().person,
            proposed_at: desk.at(),
            decided_by: None,
            decided_at: None,
            reason: String::new(),
            before: before.map(Json),
            body: Json(self.account.clone()),
        };
        desk.tell_of_account(NoticeKind::AccountProposed, &row)?;
        desk.sets.bank_account_changes.put(row);
        Ok(())
    }
}

impl ProposeBankAccount {
    fn authorise(&self, desk: &Desk<'_>) -> Decision<()> {
        let actor = desk.actor();
        let works_there = actor.home == self.home && self.party == Some(actor.organisation);
        if works_there && matches!(actor.role, Role::LabManager | Role::Engineer) {
            return Ok(());
        }
        desk.require(Role::Treasurer, self.home)
    }
}

/// Another person, a treasurer, confirms a change: from now on payments go to the new account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmBankAccount {
    /// The jurisdiction.
    pub home: PlaceCode,
    /// The change.
    pub change: Id,
}

impl Command for ConfirmBankAccount {
    type Answer = ();

    const KIND: &'static str = "confirm-bank-account";

    fn subject(&self) -> Id {
        self.change
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Treasurer, self.home)?;
        let row = desk.proposed_change((self.home, self.change), "confirmed")?;
        if row.proposed_by == desk.actor().person {
            return Err(Refusal::MakerIsChecker.into());
        }
        let now = desk.bank_account((self.home, row.party))?;
        if now.as_ref() != row.before.as_ref().map(|before| &before.0) {
            let en = "The account was changed after this was proposed. Refuse it and propose anew.";
            return Err(Refusal::invalid("change", en, "提出变更后账户已另有变动，请驳回后重新提出。").into());
        }
        desk.tell_of_account(NoticeKind::AccountConfirmed, &row)?;
        let (jurisdiction, party) = (self.home, row.party);
        desk.sets.bank_accounts.put(BankAccountRow { jurisdiction, party, body: row.body.clone() });
        desk.decide_change(row, ChangeState::Confirmed, String::new());
        Ok(())
    }
}

/// A treasurer refuses a change, or takes back her own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefuseBankAccount {
    /// The jurisdiction.
    pub home: PlaceCode,
    /// The change.
    pub change: Id,
    /// Why.
    pub reason: String,
}

impl Command for RefuseBankAccount {
    type Answer = ();

    const KIND: &'static str = "refuse-bank-account";

    fn subject(&self) -> Id {
        self.change
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Treasurer, self.home)?;
        require_reason(&self.reason)?;
        let mut row = desk.proposed_change((self.home, self.change), "refused")?;
        self.reason.trim().clone_into(&mut row.reason);
        desk.tell_of_account(NoticeKind::AccountRefused, &row)?;
        desk.decide_change(row, ChangeState::Refused, self.reason.clone());
        Ok(())
    }
}

/// A reason is given wherever somebody overrules what others proposed or the program found.
pub(super) fn require_reason(reason: &str) -> Decision<()> {
    if reason.trim().is_empty() {
        return Err(Refusal::invalid("reason", "Write the reason.", "请填写理由。").into());
    }
    Ok(())
}

impl Desk<'_> {
    /// The bank account of a party, where one is recorded.
    ///
    /// # Errors
    /// Where it is not loaded yet.
    pub fn bank_account(&mut self, key: (PlaceCode, Id)) -> Decision<Option<BankParty>> {
        Ok(self.sets.bank_accounts.get(&key)?.map(|row| row.body.0.clone()))
    }

    /// A change that nobody has decided yet.
    fn proposed_change(
        &mut self,
        key: (PlaceCode, Id),
        asked: &'static str,
    ) -> Decision<BankAccountChangeRow> {
        let found = self.sets.bank_account_changes.get(&key)?.cloned();
        let row = found.ok_or_else(|| Refusal::not_found("change of a bank account", key.1))?;
        if row.state != ChangeState::Proposed {
            let state = row.state.name().to_owned();
            return Err(Refusal::WrongState { what: "change of a bank account", state, asked }.into());
        }
        Ok(row)
    }

    /// Tells of a change of a bank account. No number is told: whoever may see it sees it on the page.
    fn tell_of_account(&mut self, kind: NoticeKind, row: &BankAccountChangeRow) -> Decision<()> {
        let home = row.jurisdiction;
        let known = self.sets.organisations.get(&(home, row.party))?;
        let mut body = NoticeBody::of(About::Account { home, change: row.id });
        body.other = match known {
            Some(organisation) => organisation.body.name.clone(),
            None => self.places.get(home).map(|place| place.name.clone()).unwrap_or_default(),
        };
        body.reason.clone_from(&row.reason);
        let parties =
            Parties { person: Some((home, row.proposed_by)), office: Some(home), ..Parties::default() };
        self.tell(kind, &parties, &body)
    }

    fn decide_change(&mut self, row: BankAccountChangeRow, state: ChangeState, reason: String) {
        let (decided_by, decided_at) = (Some(self.actor().person), Some(self.at()));
        self.sets.bank_account_changes.put(BankAccountChangeRow {
            state,
            reason,
            decided_by,
            decided_at,
            ..row
        });
    }
}
