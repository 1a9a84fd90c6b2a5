//! One claim: what is asked, the evidence, what speaks against it, who decided what.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::{Claim, ClaimState, Recommendation, Signal as Warning};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::review::{ClaimKey, ProposeClawBack};
use jiangnan_exchange::writer::OPERATOR;
use jiangnan_kernel::{Id, Instant, Money, Text};
use jiangnan_scheme::Evidence;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::waiting::{frozen_scheme, reservation_of, row, warnings};
use super::{READERS, may_read};
use crate::form::{ClawBackForm, ReviewForm};
use crate::page::ReviewPage;
use crate::site::names::Names;
use crate::site::{Ask, Halt, Sight, Site, frozen};
use crate::view::error::Fault;
use crate::view::officer::{Advice, Bill, ClawBack, EvidenceRow, Proposal, Review, Signal};
use crate::view::quote::Clause;
use crate::view::{Event, Key};

pub(super) fn routes() -> Router<Arc<Site>> {
    // What is sent to the same address is decided in the module `decide`.
    Router::new().route("/officer/claims/{id}", get(show))
}

async fn show(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let key: Key = id.parse()?;
    let forms = (ReviewForm::default(), ClawBackForm::default());
    let v = ask.read(move |sight| view(sight, &actor, key, forms)).await?;
    Ok(ask.show(&ReviewPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// A claim's key for the exchange.
pub(super) fn at(key: Key) -> ClaimKey {
    ClaimKey { funder: key.home, claim: key.id }
}

/// A claim that the reader may look at.
pub(super) fn claim(sight: &mut Sight, actor: &Actor, key: Key) -> Result<ClaimRow, Halt> {
    if !may_read(actor, key.home) {
        return Err(Halt::of(Fault::Forbidden));
    }
    sight.ask(|desk| desk.claim(at(key)))
}

/// The page of a claim, with its forms as they stand.
pub(super) fn view(
    sight: &mut Sight,
    actor: &Actor,
    key: Key,
    (form, back): (ReviewForm, ClawBackForm),
) -> Result<Review, Halt> {
    let claim = claim(sight, actor, key)?;
    let reservation = reservation_of(sight, &claim)?;
    let listing = sight.listing(Key { home: claim.provider_home, id: reservation.body.instrument })?;
    let scheme = frozen_scheme(sight, &claim, &reservation)?;
    let found = warnings(sight, &claim)?;
    let clauses = scheme.clauses().iter();
    let clauses = clauses.map(|clause| Clause { id: clause.id.to_string(), text: clause.text.clone() });
    let clauses = clauses.collect();
    Ok(Review {
        row: row(sight, &claim, &reservation, found.len())?,
        state: claim.state,
        instrument: listing.body.name().clone(),
        span: sight.span(reservation.body.interval, listing.body.place()),
        advice: advice(sight, &claim.body)?,
        evidence: evidence(key, &claim.body),
        signals: found.iter().map(|signal| warning(sight, &claim, signal)).collect::<Result<_, _>>()?,
        quote: frozen::quote(sight, &reservation)?,
        bill: bill(&claim.body),
        clauses,
        events: events(sight, &claim, &reservation)?,
        barred: barred(actor, &claim.body),
        claw_back: claw_back(sight, actor, &claim, back)?,
        form,
    })
}

fn bill(claim: &Claim) -> Bill {
    let draft = &claim.draft;
    let money = |minor| Money::new(minor, draft.currency);
    Bill {
        price: money(draft.price_minor),
        own_part: money(draft.own_part_minor),
        asked: money(draft.subsidy_minor),
        accepted: claim.accepted_at.map(|_| money(claim.accepted_minor)),
    }
}

fn advice(sight: &Sight, claim: &Claim) -> Result<Option<Advice>, Halt> {
    let Some(first) = &claim.first_review else { return Ok(None) };
    let officer = Names::of(sight, [first.by])?.get(first.by);
    Ok(Some(match &first.recommendation {
        Recommendation::Accept { minor, note } => {
            let amount = Some(Money::new(*minor, claim.draft.currency));
            Advice { officer, amount, clause: String::new(), reason: note.clone() }
        }
        Recommendation::Reject { clause, reason } => {
            Advice { officer, amount: None, clause: clause.clone(), reason: reason.clone() }
        }
    }))
}

/// The invoice, then the documents that the scheme asked for, each with its file where one was handed in.
fn evidence(key: Key, claim: &Claim) -> Vec<EvidenceRow> {
    let row = |kind: &str, number: String, sha256: &str| {
        let label = Evidence::of_name(kind).map_or_else(|| Text::new(kind, kind), Evidence::label);
        let href = (!sha256.is_empty()).then(|| format!("/claims/{key}/documents/{sha256}"));
        EvidenceRow { kind: label, number, href }
    };
    let papers = &claim.draft.evidence;
    let file = papers.iter().find(|paper| paper.kind == "invoice").map_or("", |paper| &paper.sha256);
    let invoice = &claim.draft.invoice;
    let first = row("invoice", format!("{} ({})", invoice.number, invoice.date), file);
    let others = papers.iter().filter(|paper| paper.kind != "invoice");
    std::iter::once(first)
        .chain(others.map(|paper| row(&paper.kind, paper.name.clone(), &paper.sha256)))
        .collect()
}

/// A signal with what to look at.
fn warning(sight: &mut Sight, claim: &ClaimRow, signal: &Warning) -> Result<Signal, Halt> {
    let (title, check) = match signal {
        Warning::SameController { .. } => (
            Text::new("One organisation stands behind both sides", "双方由同一主体控制"),
            Text::new(
                "who signed the contract, and whether the scheme excludes related parties.",
                "合同签署人，以及办法是否排除关联方。",
            ),
        ),
        Warning::InvoiceUsedBefore { .. } => (
            Text::new("Invoice number used before", "发票号码曾被使用"),
            Text::new("both invoices side by side.", "两张发票并排比对。"),
        ),
        Warning::SplitUnderCap { .. } => (
            Text::new("Orders split just under a cap", "订单拆分至限额以下"),
            Text::new("whether they are one piece of work.", "是否属于同一项工作。"),
        ),
        Warning::PriceAboveTariff { .. } => (
            Text::new("Price above the published tariff", "价格高于公布的收费标准"),
            Text::new(
                "the contract, and what was agreed beside the tariff.",
                "合同，以及收费标准之外的约定。",
            ),
        ),
        Warning::BreachBefore { .. } => (
            Text::new("A breach was found before", "曾有违规记录"),
            Text::new(
                "what was found then, and whether this claim shows the same.",
                "此前查实的情况，以及本申请是否存在同类问题。",
            ),
        ),
    };
    let fact = match signal {
        Warning::SameController { controller, .. } => controller_fact(sight, claim, *controller)?,
        other => other.text(),
    };
    Ok(Signal { title, fact, check })
}

fn controller_fact(sight: &mut Sight, claim: &ClaimRow, controller: Id) -> Result<Text, Halt> {
    let home = list::seat_of(sight.reader(), controller)?.unwrap_or(claim.jurisdiction);
    let name = sight.organisation_name(home, controller);
    let name = name.unwrap_or_else(|_| Text::new(controller.to_string(), controller.to_string()));
    Ok(Text::new(
        format!("Enterprise and provider are under one controller: {}.", name.en),
        format!("企业与服务机构受同一主体控制：{}。", name.zh),
    ))
}

/// What happened to the reservation until it was claimed, and then to the claim, the oldest first.
fn events(sight: &Sight, claim: &ClaimRow, reservation: &ReservationRow) -> Result<Vec<Event>, Halt> {
    let mut happened: Vec<(Instant, Id, String, String)> = Vec::new();
    for event in list::events_about(sight.reader(), reservation.id)? {
        happened.push((event.at, event.actor, event.kind, String::new()));
    }
    for note in &claim.body.history {
        let why = [note.clause.as_str(), note.reason.as_str()];
        let why = why.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        happened.push((note.at, note.by.unwrap_or(OPERATOR), note.event.name().to_owned(), why));
    }
    happened.sort_by_key(|(at, ..)| *at);
    let names = Names::of(sight, happened.iter().map(|(_, by, ..)| *by))?;
    let event = |(at, by, name, note)| Event {
        at: sight.local(at, claim.jurisdiction),
        actor: names.get(by),
        name,
        note,
    };
    Ok(happened.into_iter().map(event).collect())
}

/// Why the reader may not advise or decide; none where the reader may.
fn barred(actor: &Actor, claim: &Claim) -> Option<Text> {
    if actor.role != Role::Officer {
        return Some(Text::new(
            "You read this as an auditor. Two officers of the funder decide.",
            "您以审计员身份查阅，由资助方两名经办人审核。",
        ));
    }
    if !matches!(claim.state, ClaimState::Lodged | ClaimState::InReview) {
        return Some(Text::new("Nothing waits for a decision here.", "此申请目前无需审核。"));
    }
    if claim.draft.lodged_by == actor.person {
        return Some(Text::new(
            "You lodged this claim. Other officers decide about it.",
            "此申请由您提交，须由其他经办人审核。",
        ));
    }
    (!claim.may_check(actor.person)).then(|| {
        Text::new(
            "You gave an earlier advice. Another officer decides about the claim.",
            "您已审核过此申请，须由另一名经办人复核。",
        )
    })
}

fn claw_back(
    sight: &Sight,
    actor: &Actor,
    claim: &ClaimRow,
    form: ClawBackForm,
) -> Result<Option<ClawBack>, Halt> {
    let left = claim.body.granted_minor();
    let open = matches!(claim.state, ClaimState::Accepted | ClaimState::Settled);
    if actor.role != Role::Officer || !open || left <= 0 {
        return Ok(None);
    }
    let money = |minor| Money::new(minor, claim.body.draft.currency);
    let events = list::events_of_kind(sight.reader(), "propose-claw-back", claim.id)?;
    let names = Names::of(sight, events.iter().map(|event| event.actor))?;
    let confirmed = |id: Id| claim.body.claw_backs.iter().any(|back| back.id == id);
    let waiting = events.iter().filter(|event| !confirmed(event.command)).filter_map(|event| {
        let proposed: ProposeClawBack = serde_json::from_str(&event.body).ok()?;
        Some(Proposal {
            id: event.command,
            officer: names.get(event.actor),
            amount: money(proposed.minor),
            clause: proposed.clause,
            reason: proposed.reason,
            confirm: event.actor != actor.person,
        })
    });
    Ok(Some(ClawBack { left: money(left), proposals: waiting.collect(), form }))
}
