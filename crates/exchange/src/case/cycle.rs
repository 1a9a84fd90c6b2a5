//! Settlement cycles: opened, closed into positions, nets and payments, exported, settled.

use std::collections::BTreeMap;

use jiangnan_clearing::{
    Claim, ClaimRefused, ClaimStep, Closing, Cycle, Due, DueRef, Net, Payment, Receiver, SettlementForm,
};
use jiangnan_kernel::place::PlaceKind;
use jiangnan_kernel::{Currency, Id, Instant, Money, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::cycle::{CycleRow, PaymentRow};
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::review::ClaimKey;
use crate::account::AccountName;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// Which cycle a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CycleKey {
    /// The city group.
    pub group: PlaceCode,
    /// The cycle.
    pub cycle: Id,
}

/// A treasurer opens the group's next cycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenCycle {
    /// Which cycle; its id is made by the client.
    pub at: CycleKey,
    /// Who pays whom.
    pub form: SettlementForm,
    /// Claims granted before this moment are paid.
    pub cut_off: Instant,
}

/// A cycle after a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CycleStands {
    /// Its number.
    pub number: u32,
    /// How many claims and claw-backs it took up.
    pub taken_up: u32,
    /// What each jurisdiction gets (or pays, below zero) in all.
    pub nets: Vec<Net>,
    /// How many payments it makes.
    pub payments: u32,
}

impl CycleStands {
    fn of(cycle: &Cycle, payments: usize) -> CycleStands {
        CycleStands {
            number: cycle.number,
            taken_up: cycle.taken_up,
            nets: cycle.nets.clone(),
            payments: u32::try_from(payments).unwrap_or(u32::MAX),
        }
    }
}

impl Command for OpenCycle {
    type Answer = CycleStands;

    const KIND: &'static str = "open-cycle";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.at.cycle
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<CycleStands> {
        desk.require_treasurer_of(self.at.group)?;
        let group = desk.places.get(self.at.group);
        if group.is_none_or(|place| place.kind != PlaceKind::Group) {
            let en = "A cycle settles a city group. Name the group.";
            return Err(Refusal::invalid("group", en, "结算周期以城市群为单位，请填写城市群。").into());
        }
        let known = desk.sets.cycles_of.get(&self.at.group)?;
        let keys = known.map(|known| known.keys.clone()).unwrap_or_default();
        for key in &keys {
            let row = desk.sets.cycles.get(key)?;
            if row.is_some_and(|row| row.state == jiangnan_clearing::CycleState::Open) {
                let (what, state) = ("last cycle", "open".to_owned());
                return Err(Refusal::WrongState { what, state, asked: "followed by another" }.into());
            }
        }
        let number = u32::try_from(keys.len()).unwrap_or(u32::MAX).saturating_add(1);
        let who = (desk.actor().person, desk.at());
        let step = Cycle::open(self.at.cycle, (self.at.group, number), self.form, self.cut_off, who)?;
        let answer = CycleStands::of(&step.cycle, 0);
        desk.sets.cycles.put(CycleRow::new(step.cycle));
        Ok(answer)
    }
}

/// A treasurer closes the group's cycle: what was granted before the cut-off becomes payments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseCycle {
    /// Which cycle.
    pub at: CycleKey,
}

impl Command for CloseCycle {
    type Answer = CycleStands;

    const KIND: &'static str = "close-cycle";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.at.cycle
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<CycleStands> {
        desk.require_treasurer_of(self.at.group)?;
        let row = desk.cycle(self.at)?;
        let claims = desk.claims_due(&row.body, self.at.group)?;
        let cut_off = row.body.cut_off;
        let in_time = |due: &Due| due.not_before.is_none_or(|at| at <= cut_off);
        let dues: Vec<Due> = claims.values().flat_map(|row| row.body.dues()).filter(in_time).collect();
        let who = (desk.actor().person, desk.at());
        let places = desk.places;
        let closing = row.body.close(who, &dues, places, &mut || desk.make_id())?;
        desk.find_claims(&closing.plan.taken_up().collect::<Vec<_>>())?;
        desk.book_positions(&closing, &dues, self.at.group)?;
        for due in closing.plan.taken_up() {
            desk.step_due(due, |claim, now| match (due.claw_back, due.instalment) {
                (None, None) => claim.clear(self.at.cycle, now),
                (None, Some(part)) => claim.clear_instalment(part, self.at.cycle, now),
                (Some(back), _) => claim.clear_claw_back(back, self.at.cycle, now),
            })?;
        }
        for due in closing.plan.offset() {
            desk.settle_due(due)?;
        }
        let answer = CycleStands::of(&closing.step.cycle, closing.payments.len());
        desk.tell_payers(self.at, &closing.payments)?;
        for payment in closing.payments {
            desk.plan_payment(payment, self.at.group)?;
        }
        desk.sets.cycles.put(CycleRow::new(closing.step.cycle));
        Ok(answer)
    }
}

/// A treasurer declares a cycle done, once the bank has answered for every payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleCycle {
    /// Which cycle.
    pub at: CycleKey,
}

impl Command for SettleCycle {
    type Answer = CycleStands;

    const KIND: &'static str = "settle-cycle";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.at.cycle
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<CycleStands> {
        desk.require_treasurer_of(self.at.group)?;
        let row = desk.cycle(self.at)?;
        let payments: Vec<Payment> =
            desk.payments_of(self.at.cycle)?.into_iter().map(|row| row.body.0).collect();
        let settlement = row.body.settle((desk.actor().person, desk.at()), &payments)?;
        for due in &settlement.carried {
            desk.carry_over(*due)?;
        }
        let cycle = settlement.step.cycle;
        let answer = CycleStands::of(&cycle, payments.len());
        desk.sets.cycles.put(CycleRow::new(cycle));
        Ok(answer)
    }
}

impl Desk<'_> {
    /// Lets only a treasurer of a jurisdiction of the city group pass.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn require_treasurer_of(&self, group: PlaceCode) -> Decision<()> {
        let home = self.actor().home;
        if !self.places.is_within(home, group) {
            return Err(Refusal::NotAllowed { role: Role::Treasurer, home: group }.into());
        }
        self.require(Role::Treasurer, home)
    }

    /// A cycle's row.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn cycle(&mut self, key: CycleKey) -> Decision<CycleRow> {
        let found = self.sets.cycles.get(&(key.group, key.cycle))?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("cycle", key.cycle))?)
    }

    /// The payments of a cycle.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn payments_of(&mut self, cycle: Id) -> Decision<Vec<PaymentRow>> {
        let known = self.sets.payments_of.get(&cycle)?;
        let keys = known.map(|known| known.keys.clone()).unwrap_or_default();
        let mut rows = Vec::with_capacity(keys.len());
        for key in keys {
            rows.extend(self.sets.payments.get(&key)?.cloned());
        }
        Ok(rows)
    }

    /// The claims that a closing cycle takes up, by their id.
    fn claims_due(&mut self, cycle: &Cycle, group: PlaceCode) -> Decision<BTreeMap<Id, ClaimRow>> {
        let known = self.sets.claims_due.get(&())?;
        let keys = known.map(|known| known.keys.clone()).unwrap_or_default();
        self.sets.claims.want(&keys)?;
        let mut claims = BTreeMap::new();
        for key in keys {
            let Some(row) = self.sets.claims.get(&key)? else { continue };
            let in_time = row.body.accepted_at.is_some_and(|at| cycle.takes(at));
            if in_time && self.places.is_within(row.jurisdiction, group) {
                claims.insert(row.id, row.clone());
            }
        }
        Ok(claims)
    }

    /// Books what one treasury owes another, where each payee is paid by its own: the funder's debt to the
    /// payee becomes a debt to the payee's treasury, which takes on the debt to the payee. The positions of
    /// all pairs are then netted against the group.
    fn book_positions(&mut self, closing: &Closing, dues: &[Due], group: PlaceCode) -> Decision<()> {
        if closing.plan.form == SettlementForm::Direct {
            return Ok(());
        }
        let taken: std::collections::BTreeSet<DueRef> = closing.plan.taken_up().collect();
        let mut sums: BTreeMap<(PlaceCode, PlaceCode, Id, Currency), i64> = BTreeMap::new();
        for due in dues.iter().filter(|due| due.payer != due.payee.home && taken.contains(&due.reference())) {
            let key = (due.payer, due.payee.home, due.payee.party, due.money.currency);
            let sum = sums.entry(key).or_default();
            *sum = sum.saturating_add(due.money.minor);
        }
        let cycle = closing.step.cycle.id;
        for ((payer, home, party, currency), minor) in sums {
            let at_payer = AccountName::Payable(party).kept_by(payer, currency);
            let at_home = AccountName::Payable(party).kept_by(home, currency);
            let owed = AccountName::Position(home).kept_by(payer, currency);
            let due = AccountName::Position(payer).kept_by(home, currency);
            self.pay_signed(&at_payer, &owed, minor, cycle)?;
            self.pay_signed(&due, &at_home, minor, cycle)?;
        }
        for position in &closing.plan.positions {
            let Money { minor, currency } = position.money;
            let (payer, payee) = (position.payer, position.payee);
            if payer == payee {
                continue;
            }
            let owed = AccountName::Position(payee).kept_by(payer, currency);
            let due = AccountName::Position(payer).kept_by(payee, currency);
            let net_payer = AccountName::Position(group).kept_by(payer, currency);
            let net_payee = AccountName::Position(group).kept_by(payee, currency);
            self.pay_signed(&owed, &net_payer, minor, cycle)?;
            self.pay_signed(&net_payee, &due, minor, cycle)?;
        }
        Ok(())
    }

    /// Sets the money of a payment aside: a payout leaves the payer's bank for the payee, a transfer between
    /// treasuries moves both their banks and their positions.
    ///
    /// # Errors
    /// As the ledger refuses.
    pub fn plan_payment(&mut self, payment: Payment, group: PlaceCode) -> Decision<()> {
        let Money { minor, currency } = payment.money;
        let payer = payment.payer;
        let bank = AccountName::Bank.kept_by(payer, currency);
        let transfers = match &payment.receiver {
            Receiver::Party(payee) => {
                let payable = AccountName::Payable(payee.party).kept_by(payer, currency);
                vec![(payer, self.set_aside(&payable, &bank, minor, payment.id)?)]
            }
            Receiver::Treasury(to) => {
                let owed = AccountName::Position(group).kept_by(payer, currency);
                let due = AccountName::Position(group).kept_by(*to, currency);
                let other = AccountName::Bank.kept_by(*to, currency);
                vec![
                    (payer, self.set_aside(&owed, &bank, minor, payment.id)?),
                    (*to, self.set_aside(&other, &due, minor, payment.id)?),
                ]
            }
        };
        let party = match &payment.receiver {
            Receiver::Party(payee) => payee.party.to_string(),
            Receiver::Treasury(_) => String::new(),
        };
        self.sets.payments.put(PaymentRow {
            jurisdiction: payer,
            id: payment.id,
            cycle: payment.cycle,
            state: payment.state,
            body: Json(payment),
            transfers: Json(transfers),
            party,
        });
        Ok(())
    }

    /// Finds the claims behind many dues in one go.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn find_claims(&mut self, dues: &[DueRef]) -> Decision<()> {
        self.sets.claim_of.want(dues.iter().map(|due| &due.claim))?;
        let mut keys = Vec::with_capacity(dues.len());
        for due in dues {
            keys.extend(self.sets.claim_of.get(&due.claim)?.and_then(|found| found.keys.first().copied()));
        }
        Ok(self.sets.claims.want(&keys)?)
    }

    /// Changes the claim behind a due.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or what the step refuses.
    pub fn step_due(
        &mut self,
        due: DueRef,
        step: impl FnOnce(&Claim, Instant) -> Result<ClaimStep, ClaimRefused>,
    ) -> Decision<()> {
        let found = self.sets.claim_of.get(&due.claim)?.and_then(|found| found.keys.first().copied());
        let (funder, claim) = found.ok_or_else(|| Refusal::not_found("claim", due.claim))?;
        let row = self.claim(ClaimKey { funder, claim })?;
        let claim = step(&row.body, self.at())?.claim;
        self.sets.claims.put(row.with(claim));
        Ok(())
    }

    /// The payment of a due failed for good: the next cycle takes it up.
    fn carry_over(&mut self, due: DueRef) -> Decision<()> {
        self.step_due(due, |claim, now| match (due.claw_back, due.instalment) {
            (None, None) => claim.carry_over("the payment failed", now),
            (None, Some(part)) => claim.carry_instalment_over(part, now),
            (Some(back), _) => claim.carry_claw_back_over(back, now),
        })
    }

    /// The payment of a due arrived. A claw-back is done once a cycle has taken it up.
    ///
    /// # Errors
    /// As [`Desk::step_due`].
    pub fn settle_due(&mut self, due: DueRef) -> Decision<()> {
        match (due.claw_back, due.instalment) {
            (Some(_), _) => Ok(()),
            (None, None) => self.step_due(due, Claim::settle),
            (None, Some(part)) => self.step_due(due, |claim, now| claim.settle_instalment(part, now)),
        }
    }

    /// Moves an amount that may be negative.
    fn pay_signed(
        &mut self,
        from: &crate::account::AccountRef,
        to: &crate::account::AccountRef,
        minor: i64,
        reference: Id,
    ) -> Decision<()> {
        match minor {
            0 => Ok(()),
            1.. => self.pay(from, to, minor, reference).map(|_| ()),
            _ => self.pay(to, from, minor.saturating_neg(), reference).map(|_| ()),
        }
    }
}
