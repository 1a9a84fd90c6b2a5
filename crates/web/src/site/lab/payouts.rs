//! What a provider is paid, from the accepted claim to the bank's booking.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::{ClaimState, PaymentState};
use jiangnan_exchange::Actor;
use jiangnan_kernel::Money;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use crate::page::PayoutsPage;
use crate::site::{Ask, Halt, Sight, Site};
use crate::view::Key;
use crate::view::lab::{PayoutRow, Payouts};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/provider/payouts", get(show))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let v = ask.read(move |sight| payouts(sight, &actor)).await?;
    Ok(ask.show(&PayoutsPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn payouts(sight: &mut Sight, actor: &Actor) -> Result<Payouts, Halt> {
    let mut payments = list::payments_to(sight.reader(), actor.organisation)?;
    // What the bank has not booked yet is the latest.
    payments.sort_by_key(|row| std::cmp::Reverse((row.body.booked_on.is_none(), row.body.booked_on, row.id)));
    let currency = payments.first().map_or(sight.currency(), |row| row.body.money.currency);
    let claims = list::claims_of_provider(sight.reader(), actor.home, actor.organisation)?;
    let waiting = claims.iter().filter(|row| {
        let draft = &row.body.draft;
        let ours = draft.payee.party == actor.organisation && draft.currency == currency;
        ours && row.state == ClaimState::Accepted
    });
    let accepted = Money::new(waiting.map(|row| row.body.payable_minor()).sum(), currency);
    let year = sight.today(actor.home).year();
    let sum = |states: &[PaymentState], this_year: bool| {
        let found = payments.iter().filter(|row| {
            let recent = row.body.booked_on.is_some_and(|day| day.year() == year);
            states.contains(&row.state) && row.body.money.currency == currency && (recent || !this_year)
        });
        Money::new(found.map(|row| row.body.money.minor).sum(), currency)
    };
    let (under_way, arrived) = (
        sum(&[PaymentState::Planned, PaymentState::Sent, PaymentState::InProcess], false),
        sum(&[PaymentState::Settled], true),
    );
    let rows = payments.iter().map(|row| PayoutRow {
        number: Key { home: row.jurisdiction, id: row.id }.to_string(),
        payer: sight.place_name(row.jurisdiction),
        amount: row.body.money,
        claims: u64::try_from(row.body.dues.len()).unwrap_or(0),
        state: row.state,
        booked_on: row.body.booked_on,
        reference: row.body.bank_reference.clone(),
        reason: row.body.reason.clone(),
    });
    Ok(Payouts { accepted, under_way, arrived, rows: rows.collect() })
}
