//! One payment of a cycle, from its plan to the bank's answer.

use jiangnan_kernel::{Date, Id, Money, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::claim::Payee;
use crate::plan::{DueRef, Plan};
use crate::words::{Edge, after, begin, edge, possible, words};

words! {
    /// Where a payment stands.
    PaymentState, "state of a payment";
    /// Made by a cycle that closed; in no file yet.
    Planned = "planned";
    /// In a payment file.
    Sent = "sent";
    /// Taken on by the bank.
    InProcess = "in-process";
    /// Booked on the payer's account.
    Settled = "settled";
    /// Refused by the bank.
    Rejected = "rejected";
    /// Booked, and come back.
    Returned = "returned";
}

words! {
    /// What happened to a payment.
    PaymentEvent, "event of a payment";
    /// A cycle closed.
    Planned = "planned";
    /// Written to a file.
    Sent = "sent";
    /// The bank took it on.
    TakenOn = "taken-on";
    /// The bank booked it.
    Booked = "booked";
    /// The bank refused it.
    Rejected = "rejected";
    /// It came back.
    Returned = "returned";
}

use PaymentEvent as Event;
use PaymentState as State;

/// The whole life of a payment. One that failed is not revived: a new one, with a new id that the bank
/// has not seen, replaces it.
pub const PAYMENT_EDGES: &[Edge<PaymentState, PaymentEvent>] = &[
    begin(Event::Planned, State::Planned),
    edge(State::Planned, Event::Sent, State::Sent),
    edge(State::Sent, Event::TakenOn, State::InProcess),
    edge(State::Sent, Event::Booked, State::Settled),
    edge(State::Sent, Event::Rejected, State::Rejected),
    edge(State::InProcess, Event::Booked, State::Settled),
    edge(State::InProcess, Event::Rejected, State::Rejected),
    edge(State::Settled, Event::Returned, State::Returned),
];

impl PaymentState {
    /// The state after an event, or `None` where the event cannot happen in this state.
    pub fn after(self, event: PaymentEvent) -> Option<PaymentState> {
        after(PAYMENT_EDGES, self, event)
    }

    /// Whether the money did not arrive and will not.
    pub fn failed(self) -> bool {
        matches!(self, State::Rejected | State::Returned)
    }
}

/// Who gets a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Receiver {
    /// An enterprise or a provider, for its dues.
    Party(Payee),
    /// Another treasury, for its net.
    Treasury(PlaceCode),
}

/// One payment of a cycle. Its id is its end-to-end id in every message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Its id.
    pub id: Id,
    /// The cycle that made it.
    pub cycle: Id,
    /// The treasury that pays.
    pub payer: PlaceCode,
    /// Who gets it.
    pub receiver: Receiver,
    /// How much, above zero.
    pub money: Money,
    /// For which claims and claw-backs; none where it settles a net.
    pub dues: Vec<DueRef>,
    /// Where it stands.
    pub state: PaymentState,
    /// The message that carries it to the bank.
    pub message: Option<Id>,
    /// The day on which the bank booked it.
    pub booked_on: Option<Date>,
    /// The bank's own reference; empty before it is known.
    pub bank_reference: String,
    /// Why the bank refused or returned it; empty where it did not.
    pub reason: String,
    /// The payment that replaces it after it failed.
    pub replaced_by: Option<Id>,
}

/// The payment after a command, and the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentStep {
    /// The payment after.
    pub payment: Payment,
    /// What happened.
    pub event: PaymentEvent,
}

/// Why a command on a payment was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentRefused {
    /// The state does not allow it.
    #[error("payment `{id}` is `{state}`: `{event}` is possible only when it is {}", possible(PAYMENT_EDGES, *event))]
    WrongState {
        /// Its id.
        id: Id,
        /// The present state.
        state: PaymentState,
        /// What was asked.
        event: PaymentEvent,
    },
    /// It did not fail, or was replaced already.
    #[error("payment `{id}` is `{state}` and cannot be replaced: only a failed one can, and only once")]
    NotReplaceable {
        /// Its id.
        id: Id,
        /// The present state.
        state: PaymentState,
    },
}

impl Payment {
    /// The payments of a plan, each under a fresh id; payouts first, then transfers between treasuries.
    pub fn of_plan(plan: &Plan, cycle: Id, make_id: &mut dyn FnMut() -> Id) -> Vec<Payment> {
        let mut payments = Vec::new();
        for payout in plan.payouts.iter().filter(|payout| payout.money.minor > 0) {
            let receiver = Receiver::Party(payout.payee.clone());
            let dues = payout.dues.clone();
            payments.push(Payment::planned(make_id(), cycle, payout.payer, receiver, payout.money, dues));
        }
        for transfer in &plan.transfers {
            let receiver = Receiver::Treasury(transfer.to);
            let payment =
                Payment::planned(make_id(), cycle, transfer.from, receiver, transfer.money, Vec::new());
            payments.push(payment);
        }
        payments
    }

    fn planned(
        id: Id,
        cycle: Id,
        payer: PlaceCode,
        receiver: Receiver,
        money: Money,
        dues: Vec<DueRef>,
    ) -> Payment {
        Payment {
            id,
            cycle,
            payer,
            receiver,
            money,
            dues,
            state: State::Planned,
            message: None,
            booked_on: None,
            bank_reference: String::new(),
            reason: String::new(),
            replaced_by: None,
        }
    }

    /// It is written to a file.
    ///
    /// # Errors
    /// [`PaymentRefused::WrongState`]: a payment goes into one file only.
    pub fn send(&self, message: Id) -> Result<PaymentStep, PaymentRefused> {
        let mut step = self.step(Event::Sent)?;
        step.payment.message = Some(message);
        Ok(step)
    }

    /// The bank takes it on.
    ///
    /// # Errors
    /// [`PaymentRefused::WrongState`].
    pub fn take_on(&self) -> Result<PaymentStep, PaymentRefused> {
        self.step(Event::TakenOn)
    }

    /// The bank booked it.
    ///
    /// # Errors
    /// [`PaymentRefused::WrongState`].
    pub fn book(&self, on: Option<Date>, bank_reference: &str) -> Result<PaymentStep, PaymentRefused> {
        let mut step = self.step(Event::Booked)?;
        step.payment.booked_on = on;
        step.payment.bank_reference = bank_reference.to_owned();
        Ok(step)
    }

    /// The bank refused it.
    ///
    /// # Errors
    /// [`PaymentRefused::WrongState`].
    pub fn reject(&self, reason: &str) -> Result<PaymentStep, PaymentRefused> {
        let mut step = self.step(Event::Rejected)?;
        step.payment.reason = reason.to_owned();
        Ok(step)
    }

    /// It came back.
    ///
    /// # Errors
    /// [`PaymentRefused::WrongState`].
    pub fn come_back(&self, reason: &str) -> Result<PaymentStep, PaymentRefused> {
        let mut step = self.step(Event::Returned)?;
        step.payment.reason = reason.to_owned();
        Ok(step)
    }

    /// Replaces a payment that failed, once its cause is mended: the old one, marked, and the new one.
    ///
    /// # Errors
    /// [`PaymentRefused::NotReplaceable`].
    pub fn replace(&self, id: Id) -> Result<(Payment, Payment), PaymentRefused> {
        if !self.is_failure() {
            return Err(PaymentRefused::NotReplaceable { id: self.id, state: self.state });
        }
        let old = Payment { replaced_by: Some(id), ..self.clone() };
        let new = Payment::planned(
            id,
            self.cycle,
            self.payer,
            self.receiver.clone(),
            self.money,
            self.dues.clone(),
        );
        Ok((old, new))
    }

    /// Whether it failed and nothing replaces it.
    pub fn is_failure(&self) -> bool {
        self.state.failed() && self.replaced_by.is_none()
    }

    fn step(&self, event: Event) -> Result<PaymentStep, PaymentRefused> {
        let wrong = PaymentRefused::WrongState { id: self.id, state: self.state, event };
        let state = self.state.after(event).ok_or(wrong)?;
        Ok(PaymentStep { payment: Payment { state, ..self.clone() }, event })
    }
}
