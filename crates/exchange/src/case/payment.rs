//! Payments of a cycle: handed to the bank, booked, rejected, come back, made again.

use jiangnan_clearing::{Payment, PaymentState};
use jiangnan_kernel::{Currency, Id, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::cycle::{CycleRow, PaymentRow};
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::cycle::CycleKey;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// A treasurer exports the payments of her jurisdiction: they count as sent under this message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportPayments {
    /// Which cycle.
    pub at: CycleKey,
    /// The jurisdiction that pays.
    pub payer: PlaceCode,
    /// The currency: a message holds one.
    pub currency: Currency,
    /// The id of the message, made by the client.
    pub message: Id,
}

/// What was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The message.
    pub message: Id,
    /// How many payments it holds.
    pub payments: u32,
}

impl Command for ExportPayments {
    type Answer = Exported;

    const KIND: &'static str = "export-payments";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.at.cycle
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<Exported> {
        desk.require(Role::Treasurer, self.payer)?;
        let cycle = desk.cycle(self.at)?;
        let mut planned = desk.payments_of(self.at.cycle)?;
        planned.retain(|row| {
            let ours = row.jurisdiction == self.payer && row.body.money.currency == self.currency;
            ours && row.state == PaymentState::Planned
        });
        desk.require_accounts(self.payer, &planned)?;
        let payments = u32::try_from(planned.len()).unwrap_or(u32::MAX);
        for row in planned {
            let payment = row.body.send(self.message)?.payment;
            desk.sets.payments.put(row.with(payment));
        }
        if payments == 0 {
            let en = "Every payment of this jurisdiction in the cycle was exported before.";
            return Err(Refusal::invalid("payer", en, "该行政区在本周期的付款均已导出。").into());
        }
        let step = cycle.body.export(desk.actor().person, desk.at())?;
        desk.sets.cycles.put(CycleRow::new(step.cycle));
        Ok(Exported { message: self.message, payments })
    }
}

/// A treasurer makes a failed payment again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplacePayment {
    /// The city group.
    pub group: PlaceCode,
    /// The jurisdiction that pays.
    pub payer: PlaceCode,
    /// The payment that failed.
    pub payment: Id,
    /// The id of the new one, made by the client.
    pub by: Id,
}

impl Command for ReplacePayment {
    type Answer = ();

    const KIND: &'static str = "replace-payment";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        self.payment
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Treasurer, self.payer)?;
        let row = desk.payment((self.payer, self.payment))?;
        let cycle = desk.cycle(CycleKey { group: self.group, cycle: row.cycle })?;
        // A payment is made again only while the cycle can still export it.
        cycle.body.export(desk.actor().person, desk.at())?;
        let (old, new) = row.body.replace(self.by)?;
        desk.sets.payments.put(row.with(old));
        desk.plan_payment(new, self.group)
    }
}

impl Desk<'_> {
    /// A payment's row.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn payment(&mut self, key: (PlaceCode, Id)) -> Decision<PaymentRow> {
        let found = self.sets.payments.get(&key)?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("payment", key.1))?)
    }

    /// Carries out what the bank's answer made of a payment: booked, its money moves and its claims are
    /// settled; refused, what was set aside is free again; come back, its money moves back.
    ///
    /// # Errors
    /// What the ledger or a claim refuses.
    pub fn apply_payment(&mut self, row: PaymentRow, payment: Payment) -> Decision<()> {
        self.sets.transfers.want(row.transfers.iter())?;
        let mut transfers = row.transfers.0.clone();
        match payment.state {
            PaymentState::Settled if row.state != PaymentState::Settled => {
                self.find_claims(&payment.dues)?;
                for (home, transfer) in &mut transfers {
                    let posted = self.post(*home, *transfer, payment.money.minor)?;
                    *transfer = posted.unwrap_or(*transfer);
                }
                for due in &payment.dues {
                    self.settle_due(*due)?;
                }
            }
            PaymentState::Rejected if row.state != PaymentState::Rejected => {
                for (home, transfer) in &transfers {
                    self.void(*home, *transfer)?;
                }
            }
            PaymentState::Returned if row.state == PaymentState::Settled => {
                for (home, transfer) in &transfers {
                    self.reverse(*home, *transfer, payment.money.minor)?;
                }
            }
            _ => {}
        }
        self.tell_of_payment(row.state, &payment)?;
        self.sets.payments.put(PaymentRow { transfers: Json(transfers), ..row }.with(payment));
        Ok(())
    }
}
