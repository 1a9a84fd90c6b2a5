//! The provider's claims: what could be lodged, lodging with the evidence that the frozen rules want, and
//! what became of those lodged.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::response::Response;
use axum::routing::get;
use jiangnan_booking::ReservationState;
use jiangnan_clearing::{Claim, ClaimRefused, ClaimState, Invoice};
use jiangnan_exchange::case::claim::{Bill, LodgeClaim, held_for};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, Money};
use jiangnan_scheme::Payee;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::provider::own;
use super::reservation::{at, listing_of};
use super::{Ask, Halt, Sight, Site, evidence, frozen, see_other};
use crate::form::{ClaimForm, Document, Input};
use crate::page::{ClaimPage, ClaimsPage};
use crate::site::limit::CLAIM_BYTES_MAX;
use crate::view::Key;
use crate::view::error::Fault;
use crate::view::provider::{self, ClaimEntry, Claims};
use crate::view::quote::Quote;
use crate::view::reserve::Refund;

/// The most lodged claims that the page shows.
const LODGED_MAX: usize = 60;

pub(super) fn routes() -> Router<Arc<Site>> {
    let entry = get(show).post(lodge).layer(DefaultBodyLimit::max(CLAIM_BYTES_MAX));
    Router::new().route("/provider/claims", get(list_all)).route("/provider/claims/new/{id}/{voucher}", entry)
}

async fn list_all(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let v = ask.read(move |sight| claims(sight, &actor)).await?;
    Ok(ask.show(&ClaimsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn show(ask: Ask, Path((id, voucher)): Path<(String, String)>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager, Role::Engineer])?;
    let (key, voucher) = keys(&id, &voucher)?;
    let v = ask.read(move |sight| {
        let wanted = Lodging::of(sight, &actor, key, voucher)?;
        let form = ClaimForm::read(&Input::default(), &wanted.asked);
        wanted.entry(sight, form)
    });
    let v = v.await?;
    Ok(ask.show(&ClaimPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn lodge(
    ask: Ask,
    Path((id, voucher)): Path<(String, String)>,
    body: Multipart,
) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager, Role::Engineer])?;
    let (key, voucher) = keys(&id, &voucher)?;
    let sent = Input::of_multipart(body).await;
    let (input, files) = sent.map_err(|error| Halt::of(fault_of_upload(&error)))?;
    let owner = actor.clone();
    let wanted = ask.read(move |sight| Lodging::of(sight, &owner, key, voucher)).await?;
    let told = match ClaimForm::parse(&input, &wanted.asked) {
        Ok(told) => told,
        Err(form) => return again(&ask, wanted, *form).await,
    };
    let mut form = ClaimForm::read(&input, &wanted.asked);
    let invoice =
        Invoice { number: told.invoice.clone(), date: told.invoice_date, issuer: wanted.issuer.clone() };
    let mut kept = Vec::new();
    for (kind, name) in told.documents.into_iter().chain([("invoice", told.invoice)]) {
        match evidence::keep(&ask, &actor, kind, name, &files).await? {
            Ok(evidence) => kept.push(evidence),
            Err(file) => form.refuse_file(kind, &file),
        }
    }
    if !form.problems().is_empty() {
        return again(&ask, wanted, form).await;
    }
    let evidence = kept;
    // The claim's id follows from what it is for and what it says: a second press finds the first.
    let claim = claim_id(key, voucher, &invoice);
    let command = LodgeClaim { claim, at: at(key), voucher, evidence, invoice, invoiced_minor: None };
    match ask.run_once(claim, actor, command).await {
        Ok(_) => Ok(see_other(&wanted.back)),
        Err(Failure::Refused(Refusal::Claim(refused))) => {
            match *refused {
                ClaimRefused::InvoiceInFuture { .. } => form.invoice_date.refuse("claim-invoice-in-future"),
                other => return Err(Refusal::from(other).into()),
            }
            again(&ask, wanted, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

fn keys(id: &str, voucher: &str) -> Result<(Key, Id), Halt> {
    Ok((id.parse()?, voucher.parse().map_err(|_| Halt::of(Fault::NotFound))?))
}

/// What is wrong with files that could not be read.
pub(super) fn fault_of_upload(error: &axum::extract::multipart::MultipartError) -> Fault {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Fault::TooLarge } else { Fault::Refused }
}

async fn again(ask: &Ask, wanted: Lodging, form: ClaimForm) -> Result<Response, Halt> {
    let v = ask.read(move |sight| wanted.entry(sight, form)).await?;
    Ok(ask.show(&ClaimPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

fn claim_id(key: Key, voucher: Id, invoice: &Invoice) -> Id {
    let text = format!("claim:{key}:{voucher}:{}:{}", invoice.key(), invoice.date);
    jiangnan_exchange::account::id_of(text.as_bytes())
}

/// A claim that can be lodged: what is asked for it, and which documents.
struct Lodging {
    row: provider::ClaimRow,
    back: String,
    reservation: ReservationRow,
    asked: Vec<Document>,
    issuer: String,
}

impl Lodging {
    fn of(sight: &mut Sight, actor: &Actor, key: Key, voucher: Id) -> Result<Lodging, Halt> {
        let reservation = own_of_claimant(sight, actor, key, voucher)?;
        if reservation.state != ReservationState::Confirmed {
            let (what, asked) = ("reservation", "claimed before the enterprise has confirmed the usage");
            return Err(Refusal::WrongState { what, state: reservation.state.to_string(), asked }.into());
        }
        let (home, scheme, version) = {
            let (hold, held) = held_for(&reservation, voucher)?;
            (hold.home, held.scheme.clone(), held.version.clone())
        };
        let bill = sight.ask(|desk| desk.bill(&reservation, None))?;
        let scheme = sight.ask(|desk| desk.scheme_version(home, &scheme, &version))?;
        let kinds = scheme.evidence(reservation.terms.service, bill.ordered_on);
        let asked = kinds.into_iter().filter(|kind| kind.name() != "invoice");
        let asked = asked.map(|kind| Document::asked(kind.name(), kind.label()));
        let provider = sight.organisation(reservation.jurisdiction, reservation.provider)?;
        let code = provider.body.identifier.as_ref().map(ToString::to_string);
        Ok(Lodging {
            asked: asked.collect(),
            back: back(actor, key),
            issuer: code.unwrap_or_else(|| provider.id.to_string()),
            row: ready_row(sight, &reservation, voucher, &bill)?,
            reservation,
        })
    }

    fn entry(self, sight: &mut Sight, form: ClaimForm) -> Result<ClaimEntry, Halt> {
        let quote: Quote = frozen::quote(sight, &self.reservation)?;
        Ok(ClaimEntry { row: self.row, quote, form, back: self.back })
    }
}

/// A reservation for which somebody may claim: the provider, or the enterprise where she is refunded.
fn own_of_claimant(sight: &mut Sight, actor: &Actor, key: Key, voucher: Id) -> Result<ReservationRow, Halt> {
    let row = match actor.role {
        Role::LabManager => own(sight, actor, key)?,
        _ => sight.ask(|desk| desk.reservation(key.home, key.id))?,
    };
    let (_, held) = held_for(&row, voucher)?;
    let refunded = held.payee == Payee::Enterprise;
    let claims = match actor.role {
        Role::LabManager => !refunded,
        _ => refunded && (row.enterprise_home, row.enterprise) == (actor.home, actor.organisation),
    };
    if claims { Ok(row) } else { Err(Halt::of(Fault::Forbidden)) }
}

/// Where somebody goes who lodged a claim.
fn back(actor: &Actor, key: Key) -> String {
    match actor.role {
        Role::LabManager => "/provider/claims".to_owned(),
        _ => format!("/reservations/{key}"),
    }
}

/// What an enterprise may claim itself for a reservation.
///
/// # Errors
/// Where the database cannot be read.
pub fn refunds(sight: &mut Sight, row: &ReservationRow) -> Result<Vec<Refund>, Halt> {
    let claims = list::claims_for_reservation(sight.reader(), row.id)?;
    let open = open_vouchers(row, &claimed(&claims), |payee| payee == Payee::Enterprise);
    if open.is_empty() || row.state != ReservationState::Confirmed {
        return Ok(Vec::new());
    }
    let bill = sight.ask(|desk| desk.bill(row, None))?;
    let mut refunds = Vec::new();
    for voucher in open {
        let (hold, _) = held_for(row, voucher)?;
        let amount = Money::new(bill.subsidy_of(voucher), row.terms.currency);
        refunds.push(Refund { voucher, funder: sight.place_name(hold.home), amount });
    }
    Ok(refunds)
}

/// Reservations and vouchers for which a claim stands.
fn claimed(claims: &[ClaimRow]) -> HashSet<(Id, Id)> {
    let over = |claim: &ClaimRow| matches!(claim.state, ClaimState::Withdrawn | ClaimState::Rejected);
    let standing = claims.iter().filter(|claim| !over(claim));
    standing.map(|claim| (claim.reservation, claim.body.draft.voucher)).collect()
}

/// The vouchers that a reservation can still be claimed from.
fn open_vouchers(
    row: &ReservationRow,
    claimed: &HashSet<(Id, Id)>,
    paid_to: impl Fn(Payee) -> bool,
) -> Vec<Id> {
    let holds = row.terms.holds.iter().filter(|hold| !hold.spent);
    let held = holds.filter_map(|hold| hold.voucher.as_ref());
    let open = held.filter(|held| paid_to(held.payee) && !claimed.contains(&(row.id, held.voucher)));
    open.map(|held| held.voucher).collect()
}

/// The confirmed reservations of a provider for which a voucher can be claimed: with each its voucher.
///
/// # Errors
/// Where the database cannot be read.
pub fn ready(sight: &Sight, actor: &Actor, claims: &[ClaimRow]) -> Result<Vec<(ReservationRow, Id)>, Halt> {
    let state = ReservationState::Confirmed;
    let rows = list::reservations_of_provider(sight.reader(), actor.home, actor.organisation, state)?;
    let claimed = claimed(claims);
    let mut ready = Vec::new();
    for row in rows {
        let vouchers = open_vouchers(&row, &claimed, |payee| payee != Payee::Enterprise);
        ready.extend(vouchers.into_iter().map(|voucher| (row.clone(), voucher)));
    }
    Ok(ready)
}

/// The claims of a provider, to be lodged and lodged.
///
/// # Errors
/// Where the database cannot be read.
pub fn claims(sight: &mut Sight, actor: &Actor) -> Result<Claims, Halt> {
    let all = list::claims_of_provider(sight.reader(), actor.home, actor.organisation)?;
    let mut open = Vec::new();
    for (row, voucher) in ready(sight, actor, &all)? {
        let bill = sight.ask(|desk| desk.bill(&row, None))?;
        open.push(ready_row(sight, &row, voucher, &bill)?);
    }
    let (outstanding, paid) = under_way_and_paid(sight, actor, &all);
    let mut lodged = Vec::new();
    for row in all.iter().take(LODGED_MAX) {
        lodged.push(lodged_row(sight, row)?);
    }
    let older = u64::try_from(all.len().saturating_sub(LODGED_MAX)).unwrap_or(0);
    Ok(Claims { ready: open, lodged, older, outstanding, paid })
}

/// What is on its way to the provider of these claims, and what it was paid this year.
pub fn under_way_and_paid(sight: &Sight, actor: &Actor, all: &[ClaimRow]) -> (Money, Money) {
    let currency = all.first().map_or(sight.currency(), |row| row.body.draft.currency);
    // What refunds an enterprise never reaches the provider.
    let to_us = |row: &&ClaimRow| {
        row.body.draft.payee.party == actor.organisation && row.body.draft.currency == currency
    };
    let year = |at| sight.local(at, actor.home).year();
    let this_year = year(sight.now());
    let sum = |minor: &dyn Fn(&Claim) -> i64| {
        Money::new(all.iter().filter(to_us).map(|row| minor(&row.body)).sum(), currency)
    };
    (sum(&Claim::outstanding_minor), sum(&|claim| claim.received_when(|at| year(at) == this_year)))
}

fn ready_row(
    sight: &mut Sight,
    row: &ReservationRow,
    voucher: Id,
    bill: &Bill,
) -> Result<provider::ClaimRow, Halt> {
    let listing = listing_of(sight, row)?;
    let (hold, _) = held_for(row, voucher)?;
    Ok(provider::ClaimRow {
        id: Key { home: row.jurisdiction, id: row.id },
        voucher,
        enterprise: sight.organisation_name(row.enterprise_home, row.enterprise)?,
        instrument: listing.body.name().clone(),
        span: sight.span(row.body.interval, listing.body.place()),
        funder: sight.place_name(hold.home),
        amount: Money::new(bill.subsidy_of(voucher), row.terms.currency),
        accepted: None,
        state: None,
    })
}

fn lodged_row(sight: &mut Sight, row: &ClaimRow) -> Result<provider::ClaimRow, Halt> {
    let draft = &row.body.draft;
    let reservation = sight.ask(|desk| desk.reservation(row.provider_home, row.reservation))?;
    let listing = listing_of(sight, &reservation)?;
    let decided = row.body.accepted_at.is_some();
    Ok(provider::ClaimRow {
        id: Key { home: row.jurisdiction, id: row.id },
        voucher: draft.voucher,
        enterprise: sight.organisation_name(reservation.enterprise_home, draft.enterprise)?,
        instrument: listing.body.name().clone(),
        span: sight.span(reservation.body.interval, listing.body.place()),
        funder: sight.place_name(row.jurisdiction),
        amount: row.body.money(draft.subsidy_minor),
        accepted: decided.then(|| row.body.money(row.body.accepted_minor)),
        state: Some(row.state),
    })
}
