//! Files for the bank: the order of a message, out of the payments that were sent under it.

use jiangnan_clearing::iso::{BankParty, CreditTransfer, PaymentOrder};
use jiangnan_clearing::{Payment, Receiver};
use jiangnan_kernel::{Id, Instant, PlaceCode, PlaceTree};
use jiangnan_store::entity::cycle::{BankAccountRow, PaymentRow};
use jiangnan_store::{Query, StoreError};

use crate::account::id_of;

/// The id under which the bank account of a treasury is kept.
pub fn treasury(home: PlaceCode) -> Id {
    id_of(format!("treasury:{home}").as_bytes())
}

/// Who receives a payment: jurisdiction and party.
pub fn receiver(payment: &Payment) -> (PlaceCode, Id) {
    match &payment.receiver {
        Receiver::Party(payee) => (payee.home, payee.party),
        Receiver::Treasury(home) => (*home, treasury(*home)),
    }
}

/// The order of a message. It is made from the payments each time it is asked for, so that the file can be
/// had again; `created` is when the message was exported. `None` where nothing was sent under the message.
///
/// # Errors
/// Where the database fails.
pub fn order_of(
    source: &impl Query,
    places: &PlaceTree,
    message: Id,
    payments: &[PaymentRow],
    created: Instant,
) -> Result<Option<PaymentOrder>, StoreError> {
    let sent: Vec<&PaymentRow> = payments.iter().filter(|row| row.body.message == Some(message)).collect();
    let Some(first) = sent.first() else { return Ok(None) };
    let payer = first.jurisdiction;
    let place = places.get(payer);
    let zone = place.map_or("UTC", |place| place.zone.as_str());
    let initiator = place.map_or_else(|| payer.to_string(), |place| place.name.get("zh").to_owned());
    let mut transfers = Vec::with_capacity(sent.len());
    for row in &sent {
        transfers.push(CreditTransfer {
            id: row.id,
            minor: row.body.money.minor,
            creditor: account(source, receiver(&row.body))?,
            remittance: format!("cycle {}", row.cycle),
        });
    }
    Ok(Some(PaymentOrder {
        message,
        created,
        initiator,
        debtor: account(source, (payer, treasury(payer)))?,
        currency: first.body.money.currency,
        execution: created.date_in(zone).unwrap_or_default(),
        transfers,
    }))
}

/// A party's account. An export is refused where one is missing, so it is there.
fn account(source: &impl Query, key: (PlaceCode, Id)) -> Result<BankParty, StoreError> {
    let found: Option<BankAccountRow> = source.find(&key)?;
    found.map(|row| row.body.0).ok_or_else(|| StoreError::Damaged {
        table: "bank_account",
        column: 0,
        reason: format!("the account of {} {} was removed after the export", key.0, key.1),
    })
}
