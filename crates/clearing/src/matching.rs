//! Matching the bank's messages with the payments that they speak of.

use std::collections::{BTreeMap, BTreeSet};

use jiangnan_kernel::{Date, Id, Money, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::iso::pain002::Progress;
use crate::iso::{AccountStatement, Direction, Entry, EntryDetail, Reason, StatusReport};
use crate::payment::{Payment, PaymentRefused, PaymentState, PaymentStep, Receiver};

/// What one line of a bank's message comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "finding")]
pub enum Finding {
    /// The bank took the payment on.
    TakenOn,
    /// The payment is booked.
    Booked,
    /// The payment of another treasury arrived.
    Received,
    /// The bank refused it.
    Rejected {
        /// Why.
        reason: String,
    },
    /// It came back.
    Returned {
        /// Why.
        reason: String,
    },
    /// The bank has not decided.
    Waiting,
    /// It was booked with another amount: nothing is changed; somebody must look.
    AmountDiffers {
        /// What was ordered.
        ordered: Money,
        /// What was booked.
        booked: Money,
    },
    /// The same line was matched before: nothing is changed.
    AlreadyMatched,
    /// It was booked or named a second time: nothing is changed; it may have been paid twice.
    Duplicate,
    /// What the bank says cannot follow on the payment's state: nothing is changed.
    Contradicts {
        /// The payment's state.
        state: PaymentState,
    },
    /// No payment has this id.
    Unknown,
}

impl Finding {
    /// Whether somebody must look at it.
    pub fn needs_attention(&self) -> bool {
        match self {
            Finding::TakenOn
            | Finding::Booked
            | Finding::Received
            | Finding::Waiting
            | Finding::AlreadyMatched => false,
            Finding::Rejected { .. }
            | Finding::Returned { .. }
            | Finding::AmountDiffers { .. }
            | Finding::Duplicate
            | Finding::Contradicts { .. }
            | Finding::Unknown => true,
        }
    }
}

/// One line of a bank's message with what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchLine {
    /// The end-to-end id or the bank's reference, as it came.
    pub reference: String,
    /// The payment, where one is known.
    pub payment: Option<Id>,
    /// The amount, where the message tells one.
    pub money: Option<Money>,
    /// What it comes to.
    pub finding: Finding,
    /// Whether money went or came, where the message books it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The day on which it was booked, where the message tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_on: Option<Date>,
}

/// A message matched with payments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// Every line, in the order of the message.
    pub lines: Vec<MatchLine>,
    /// The payments that changed, as they are now.
    pub changed: Vec<Payment>,
}

/// The payments at hand while a message is matched, changed as its lines say.
struct Desk {
    payments: BTreeMap<Id, Payment>,
    changed: BTreeSet<Id>,
    seen: BTreeSet<Id>,
    lines: Vec<MatchLine>,
}

impl Desk {
    fn new(payments: &[Payment]) -> Desk {
        let payments = payments.iter().map(|payment| (payment.id, payment.clone())).collect();
        Desk { payments, changed: BTreeSet::new(), seen: BTreeSet::new(), lines: Vec::new() }
    }

    fn find(&self, end_to_end: &str) -> Option<Payment> {
        let id: Id = end_to_end.trim().parse().ok()?;
        self.payments.get(&id).cloned()
    }

    fn line(&mut self, reference: &str, payment: Option<Id>, money: Option<Money>, finding: Finding) {
        let reference = reference.to_owned();
        self.lines.push(MatchLine { reference, payment, money, finding, direction: None, booked_on: None });
    }

    /// Keeps a payment's step; a step that its state does not allow is a contradiction.
    fn keep(
        &mut self,
        step: Result<PaymentStep, PaymentRefused>,
        state: PaymentState,
        done: Finding,
    ) -> Finding {
        match step {
            Ok(step) => {
                self.changed.insert(step.payment.id);
                self.payments.insert(step.payment.id, step.payment);
                done
            }
            Err(_) => Finding::Contradicts { state },
        }
    }

    fn finish(self) -> Matching {
        let changed = self.payments.into_values().filter(|payment| self.changed.contains(&payment.id));
        Matching { changed: changed.collect(), lines: self.lines }
    }
}

/// Matches a status report. A status of the whole order or batch counts for each of its payments that is not
/// named by itself.
pub fn match_report(payments: &[Payment], report: &StatusReport) -> Matching {
    let mut desk = Desk::new(payments);
    let mut batch_status = BTreeMap::new();
    for batch in &report.batches {
        let of_batch = batch.status.as_ref().or(report.status.as_ref());
        let batch_reasons = if batch.reasons.is_empty() { &report.reasons } else { &batch.reasons };
        batch_status.insert(batch.batch.as_str(), (of_batch, batch_reasons));
        for transaction in &batch.transactions {
            let status = transaction.status.as_ref().or(of_batch);
            let progress = status.map_or(Progress::Waiting, |status| status.progress());
            let reasons = if transaction.reasons.is_empty() { batch_reasons } else { &transaction.reasons };
            desk.report(&transaction.end_to_end, progress, &sentence(reasons));
        }
    }
    let order: Option<Id> = report.original_message.parse().ok();
    let unnamed: Vec<Id> = payments
        .iter()
        .filter(|payment| order.is_some() && payment.message == order && !desk.seen.contains(&payment.id))
        .map(|payment| payment.id)
        .collect();
    let whole = (report.status.as_ref(), &report.reasons);
    let (status, reasons) = batch_status.get(report.original_message.as_str()).copied().unwrap_or(whole);
    let progress = status.map_or(Progress::Waiting, |status| status.progress());
    for id in unnamed.into_iter().filter(|_| progress != Progress::Waiting) {
        desk.report(&id.to_string(), progress, &sentence(reasons));
    }
    desk.finish()
}

impl Desk {
    fn report(&mut self, end_to_end: &str, progress: Progress, reason: &str) {
        let Some(payment) = self.find(end_to_end) else {
            return self.line(end_to_end, None, None, Finding::Unknown);
        };
        let state = payment.state;
        let finding = if self.seen.insert(payment.id) {
            match (progress, state) {
                (Progress::Waiting, _) => Finding::Waiting,
                (
                    Progress::TakenOn,
                    PaymentState::InProcess | PaymentState::Settled | PaymentState::Returned,
                )
                | (Progress::Refused, PaymentState::Rejected) => Finding::AlreadyMatched,
                (Progress::TakenOn, _) => self.keep(payment.take_on(), state, Finding::TakenOn),
                (Progress::Refused, _) => {
                    let done = Finding::Rejected { reason: reason.to_owned() };
                    self.keep(payment.reject(reason), state, done)
                }
            }
        } else {
            Finding::Duplicate
        };
        self.line(end_to_end, Some(payment.id), None, finding);
    }
}

fn sentence(reasons: &[Reason]) -> String {
    let reasons: Vec<String> = reasons.iter().map(Reason::to_string).collect();
    reasons.join("; ")
}

/// Matches the statement of a treasury's account. Bookings that are only announced are left out.
pub fn match_statement(treasury: PlaceCode, payments: &[Payment], statement: &AccountStatement) -> Matching {
    let mut desk = Desk::new(payments);
    for entry in statement.entries.iter().filter(|entry| entry.booked) {
        let before = desk.lines.len();
        if entry.details.is_empty() {
            desk.line(&entry.reference, None, Some(entry.money), Finding::Unknown);
        }
        let whole = desk.books_exactly(entry);
        for detail in &entry.details {
            desk.booking(treasury, entry, detail, whole);
        }
        for line in desk.lines.iter_mut().skip(before) {
            line.direction = Some(entry.direction);
            line.booked_on = entry.booked_on;
        }
    }
    desk.finish()
}

impl Desk {
    /// Whether an entry that books several payments in one sum books exactly what was ordered.
    fn books_exactly(&self, entry: &Entry) -> bool {
        let payments = entry.details.iter().map(|detail| self.find(detail.end_to_end.as_deref()?));
        let sum = payments.map(|payment| Some(i128::from(payment?.money.minor))).sum::<Option<i128>>();
        sum == Some(i128::from(entry.money.minor))
    }

    fn booking(&mut self, treasury: PlaceCode, entry: &Entry, detail: &EntryDetail, whole: bool) {
        let reference = detail.end_to_end.as_deref().unwrap_or(&entry.reference);
        let single = (entry.details.len() == 1).then_some(entry.money);
        let Some(payment) = self.find(reference) else {
            return self.line(reference, None, detail.money.or(single), Finding::Unknown);
        };
        let covered = (whole && entry.money.currency == payment.money.currency).then_some(payment.money);
        let booked = detail.money.or(single).or(covered).unwrap_or(entry.money);
        let finding = if booked != payment.money {
            Finding::AmountDiffers { ordered: payment.money, booked }
        } else if payment.payer != treasury {
            let ours =
                payment.receiver == Receiver::Treasury(treasury) && entry.direction == Direction::Credit;
            if ours { Finding::Received } else { Finding::Unknown }
        } else {
            match entry.direction {
                Direction::Debit => self.debit(&payment, entry),
                Direction::Credit => self.credit(&payment, detail),
            }
        };
        self.line(reference, Some(payment.id), Some(booked), finding);
    }

    fn debit(&mut self, payment: &Payment, entry: &Entry) -> Finding {
        let first = self.seen.insert(payment.id);
        match payment.state {
            // The same statement may be imported again; another booking of the same payment may not come.
            PaymentState::Settled | PaymentState::Returned
                if first && payment.bank_reference == entry.reference =>
            {
                Finding::AlreadyMatched
            }
            PaymentState::Settled | PaymentState::Returned => Finding::Duplicate,
            state => self.keep(payment.book(entry.booked_on, &entry.reference), state, Finding::Booked),
        }
    }

    fn credit(&mut self, payment: &Payment, detail: &EntryDetail) -> Finding {
        let reason = detail.returned.as_ref().map(Reason::to_string).unwrap_or_default();
        match payment.state {
            PaymentState::Returned => Finding::AlreadyMatched,
            state => {
                let done = Finding::Returned { reason: reason.clone() };
                self.keep(payment.come_back(&reason), state, done)
            }
        }
    }
}
