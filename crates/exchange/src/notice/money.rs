//! What treasurers and payees are told of payments.

use std::collections::BTreeMap;

use jiangnan_clearing::{Payment, PaymentState, Receiver};
use jiangnan_kernel::{Currency, Money, PlaceCode};
use jiangnan_store::entity::notice::{About, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;

use super::rule::Parties;
use crate::bank_file::receiver;
use crate::case::cycle::CycleKey;
use crate::command::Decision;
use crate::desk::Desk;

impl Desk<'_> {
    /// Tells the treasurers of each jurisdiction that pays in a cycle how much waits to be handed to its bank.
    ///
    /// # Errors
    /// Where rows must be loaded first; so for all functions here.
    pub fn tell_payers(&mut self, at: CycleKey, payments: &[Payment]) -> Decision<()> {
        let mut sums: BTreeMap<(PlaceCode, Currency), i64> = BTreeMap::new();
        for payment in payments {
            let sum = sums.entry((payment.payer, payment.money.currency)).or_default();
            *sum = sum.saturating_add(payment.money.minor);
        }
        for ((payer, currency), minor) in sums {
            let mut body = NoticeBody::of(About::Cycle { group: at.group, id: at.cycle });
            body.money = Some(Money::new(minor, currency));
            let parties = Parties { office: Some(payer), ..Parties::default() };
            self.tell(NoticeKind::CycleClosed, &parties, &body)?;
        }
        Ok(())
    }

    /// Tells of what the bank made of a payment: its payee that it was booked, its treasurers that it failed.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn tell_of_payment(&mut self, before: PaymentState, payment: &Payment) -> Decision<()> {
        if before == payment.state {
            return Ok(());
        }
        let kind = match payment.state {
            PaymentState::Settled => NoticeKind::PaymentBooked,
            PaymentState::Rejected | PaymentState::Returned => NoticeKind::PaymentFailed,
            PaymentState::Planned | PaymentState::Sent | PaymentState::InProcess => return Ok(()),
        };
        let mut parties = Parties { office: Some(payment.payer), ..Parties::default() };
        let mut body = NoticeBody::of(About::Payment { home: payment.payer, id: payment.id });
        let to = receiver(payment);
        body.other = match &payment.receiver {
            Receiver::Treasury(home) => {
                self.places.get(*home).map(|place| place.name.clone()).unwrap_or_default()
            }
            Receiver::Party(_) => {
                let organisation = self.organisation(to)?;
                parties.payee = Some(to);
                // Whose people are told depends on what it is.
                parties.provider = organisation.body.provider().is_some().then_some(to);
                organisation.body.name.clone()
            }
        };
        body.money = Some(payment.money);
        body.reason.clone_from(&payment.reason);
        self.tell(kind, &parties, &body)
    }
}
