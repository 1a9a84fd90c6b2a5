//! The provider's claims: what could be lodged, lodging with the evidence that the frozen rules want, and
//! what became of those lodged.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::response::Response;
use axum::routing::get;
use jiangnan_booking::ReservationState;
use jiangnan_clearing::{ClaimRefused, ClaimState, Evidence, Invoice};
use jiangnan_exchange::case::claim::{Bill, LodgeClaim, held_for};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, Money, Text};
use jiangnan_scheme::Payee;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use sha2::{Digest, Sha256};

use super::provider::own;
use super::reservation::{at, listing_of};
use super::{Ask, Halt, Sight, Site, frozen, see_other};
use crate::form::{ClaimForm, Document, Input, Upload};
use crate::page::{ClaimPage, ClaimsPage};
use crate::view::Key;
use crate::view::error::Fault;
use crate::view::provider::{self, ClaimEntry, Claims};
use crate::view::quote::Quote;

/// The most bytes of a claim with its files.
const CLAIM_BYTES_MAX: usize = 20 * 1024 * 1024;
/// The most lodged claims that the page shows.
const LODGED_MAX: usize = 200;

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
    let actor = ask.needs(&[Role::LabManager])?;
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
    let actor = ask.needs(&[Role::LabManager])?;
    let (key, voucher) = keys(&id, &voucher)?;
    let sent = Input::of_multipart(body).await;
    let (input, files) = sent.map_err(|error| Halt::of(fault_of_upload(&error)))?;
    let owner = actor.clone();
    let wanted = ask.read(move |sight| Lodging::of(sight, &owner, key, voucher)).await?;
    let evidence = match ClaimForm::parse(&input, &wanted.asked) {
        Ok(evidence) => evidence,
        Err(form) => return again(&ask, wanted, *form).await,
    };
    let form = ClaimForm::read(&input, &wanted.asked);
    let invoice = Invoice {
        number: evidence.invoice.clone(),
        date: evidence.invoice_date,
        issuer: wanted.issuer.clone(),
    };
    let documents = evidence.documents.into_iter().chain([("invoice", evidence.invoice)]);
    let evidence = documents.map(|(kind, name)| document(kind, name, &files)).collect();
    // The claim's id follows from what it is for and what it says: a second press finds the first.
    let claim = claim_id(key, voucher, &invoice);
    let command = LodgeClaim { claim, at: at(key), voucher, evidence, invoice, invoiced_minor: None };
    match ask.run_once(claim, actor, command).await {
        Ok(_) => Ok(see_other("/provider/claims")),
        Err(Failure::Refused(Refusal::Claim(refused))) => {
            let mut form = form;
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

fn fault_of_upload(error: &axum::extract::multipart::MultipartError) -> Fault {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Fault::TooLarge } else { Fault::Refused }
}

async fn again(ask: &Ask, wanted: Lodging, form: ClaimForm) -> Result<Response, Halt> {
    let v = ask.read(move |sight| wanted.entry(sight, form)).await?;
    Ok(ask.show(&ClaimPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

/// A document with the hash of its file; only the hash is kept of it.
fn document(kind: &str, name: String, files: &[Upload]) -> Evidence {
    let field = format!("{kind}-file");
    let file = files.iter().find(|file| file.field == field && !file.content.is_empty());
    let sha256 = file.map(|file| {
        let hash: [u8; 32] = Sha256::digest(&file.content).into();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    });
    Evidence { kind: kind.to_owned(), name, sha256: sha256.unwrap_or_default() }
}

fn claim_id(key: Key, voucher: Id, invoice: &Invoice) -> Id {
    let text = format!("claim:{key}:{voucher}:{}:{}", invoice.key(), invoice.date);
    jiangnan_exchange::account::id_of(text.as_bytes())
}

/// A claim that can be lodged: what is asked for it, and which documents.
struct Lodging {
    row: provider::ClaimRow,
    reservation: ReservationRow,
    asked: Vec<Document>,
    issuer: String,
}

impl Lodging {
    fn of(sight: &mut Sight, actor: &Actor, key: Key, voucher: Id) -> Result<Lodging, Halt> {
        let reservation = own(sight, actor, key)?;
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
        let asked = kinds.into_iter().filter(|kind| kind.name() != "invoice").map(|kind| {
            let index = i64::try_from(kind as usize).unwrap_or(0);
            let label = jiangnan_scheme::Evidence::VOCABULARY.word(index);
            let label = label.map_or_else(Text::default, |word| Text::new(word.en, word.zh));
            Document::asked(kind.name(), label)
        });
        let provider = sight.organisation(reservation.jurisdiction, reservation.provider)?;
        let code = provider.body.identifier.as_ref().map(ToString::to_string);
        Ok(Lodging {
            asked: asked.collect(),
            issuer: code.unwrap_or_else(|| provider.id.to_string()),
            row: ready_row(sight, &reservation, voucher, &bill)?,
            reservation,
        })
    }

    fn entry(self, sight: &mut Sight, form: ClaimForm) -> Result<ClaimEntry, Halt> {
        let quote: Quote = frozen::quote(sight, &self.reservation)?;
        Ok(ClaimEntry { row: self.row, quote, form })
    }
}

/// The confirmed reservations of a provider for which a voucher can be claimed: with each its voucher.
///
/// # Errors
/// Where the database cannot be read.
pub fn ready(sight: &Sight, actor: &Actor) -> Result<Vec<(ReservationRow, Id)>, Halt> {
    let state = ReservationState::Confirmed;
    let rows = list::reservations_of_provider(sight.reader(), actor.home, actor.organisation, state)?;
    let claims = list::claims_of_provider(sight.reader(), actor.home, actor.organisation)?;
    let over = |claim: &ClaimRow| matches!(claim.state, ClaimState::Withdrawn | ClaimState::Rejected);
    let claimed: HashSet<(Id, Id)> = claims
        .iter()
        .filter(|claim| !over(claim))
        .map(|claim| (claim.reservation, claim.body.draft.voucher))
        .collect();
    let mut ready = Vec::new();
    for row in rows {
        let open = row.terms.holds.iter().filter(|hold| !hold.spent).filter_map(|hold| hold.voucher.as_ref());
        let vouchers: Vec<Id> = open
            .filter(|held| held.payee != Payee::Enterprise && !claimed.contains(&(row.id, held.voucher)))
            .map(|held| held.voucher)
            .collect();
        ready.extend(vouchers.into_iter().map(|voucher| (row.clone(), voucher)));
    }
    Ok(ready)
}

fn claims(sight: &mut Sight, actor: &Actor) -> Result<Claims, Halt> {
    let mut open = Vec::new();
    for (row, voucher) in ready(sight, actor)? {
        let bill = sight.ask(|desk| desk.bill(&row, None))?;
        open.push(ready_row(sight, &row, voucher, &bill)?);
    }
    let all = list::claims_of_provider(sight.reader(), actor.home, actor.organisation)?;
    let currency = all.first().map_or(sight.currency(), |row| row.body.draft.currency);
    // What refunds an enterprise never reaches the provider.
    let to_us = |row: &&ClaimRow| {
        row.body.draft.payee.party == actor.organisation && row.body.draft.currency == currency
    };
    let sum = |states: &[ClaimState]| {
        let rows = all.iter().filter(to_us).filter(|row| states.contains(&row.state));
        Money::new(rows.map(|row| row.body.payable_minor()).sum(), currency)
    };
    let mut lodged = Vec::new();
    for row in all.iter().take(LODGED_MAX) {
        lodged.push(lodged_row(sight, row)?);
    }
    Ok(Claims {
        ready: open,
        lodged,
        outstanding: sum(&[ClaimState::Accepted, ClaimState::InCycle]),
        paid: sum(&[ClaimState::Settled]),
    })
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
