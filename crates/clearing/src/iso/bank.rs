//! A simulated bank: answers an order as a real one would. For demonstrations and tests; every page that
//! shows its answers says so.

use jiangnan_kernel::{Date, Instant, Money};

use crate::iso::camt053::{AccountStatement, Direction, Entry, EntryDetail};
use crate::iso::pain001::{CreditTransfer, PaymentOrder};
use crate::iso::pain002::{BatchReport, Reason, StatusCode, StatusReport, TransactionReport};

/// The bank's status report on an order; `refuse` gives the reason for each payment that it refuses.
pub fn answer(
    order: &PaymentOrder,
    now: Instant,
    refuse: impl Fn(&CreditTransfer) -> Option<Reason>,
) -> StatusReport {
    let report = |transfer: &CreditTransfer| {
        let reason = refuse(transfer);
        let status = if reason.is_some() { StatusCode::Rejected } else { StatusCode::InProcess };
        let reasons = reason.into_iter().collect();
        TransactionReport { end_to_end: transfer.id.to_string(), status: Some(status), reasons }
    };
    let transactions: Vec<TransactionReport> = order.transfers.iter().map(report).collect();
    let refused = transactions.iter().filter(|report| report.status == Some(StatusCode::Rejected)).count();
    let status = match refused {
        0 => StatusCode::InProcess,
        all if all == transactions.len() => StatusCode::Rejected,
        _ => StatusCode::Part,
    };
    let batch =
        BatchReport { batch: order.message.to_string(), status: None, reasons: Vec::new(), transactions };
    StatusReport {
        message: format!("S-{}", order.message),
        created: Some(now),
        original_message: order.message.to_string(),
        status: Some(status),
        reasons: Vec::new(),
        batches: vec![batch],
    }
}

/// The bank's statement after it carried out orders of one account: a debit for each payment that it does
/// not refuse. The balances are in the currency of the orders, which share the account.
pub fn book(
    orders: &[PaymentOrder],
    opening: Money,
    (on, now): (Date, Instant),
    refuse: impl Fn(&CreditTransfer) -> Option<Reason>,
) -> Option<AccountStatement> {
    let first = orders.first()?;
    let transfers =
        orders.iter().filter(|order| order.currency == opening.currency).flat_map(|o| &o.transfers);
    let entries: Vec<Entry> = transfers
        .filter(|transfer| refuse(transfer).is_none())
        .zip(1_u64..)
        .map(|(transfer, number)| Entry {
            reference: format!("{on}-{number}"),
            money: Money::new(transfer.minor, opening.currency),
            direction: Direction::Debit,
            reversal: false,
            booked: true,
            booked_on: Some(on),
            details: vec![EntryDetail {
                end_to_end: Some(transfer.id.to_string()),
                remittance: transfer.remittance.clone(),
                ..EntryDetail::default()
            }],
        })
        .collect();
    let closing = entries.iter().fold(opening.minor, |sum, entry| sum.saturating_add(entry.signed_minor()));
    Some(AccountStatement {
        id: format!("B-{}", first.message),
        created: Some(now),
        day: Some(on),
        account: first.debtor.account.clone(),
        opening: Some(opening),
        closing: Some(Money::new(closing, opening.currency)),
        entries,
    })
}
