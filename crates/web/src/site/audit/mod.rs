//! The auditor's desk: the chain of events, one event, the proof that nothing was changed.

mod search;
mod verify;

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use jiangnan_exchange::writer::CHAIN;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list::{self, Countable};
use jiangnan_store::{Event, Query};

use super::names::Names;
use super::{Ask, Halt, Sight, Site, missing, see_other};
use crate::form::{Input, address};
use crate::page::{AuditPage, EventPage};
use crate::view::audit::{Audit, EventRow, EventView};
use verify::Verifier;

/// How many events a page shows.
const PAGE: usize = 50;
/// What the pages do not show of a command: keys to a person's account.
const HIDDEN: [&str; 2] = ["password_hash", "token_hash"];

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/audit", get(show))
        .route("/audit/verify", post(verify_now))
        .route("/audit/{number}", get(show_event))
        .layer(Extension(Arc::new(Verifier::default())))
}

async fn show(
    ask: Ask,
    Extension(verifier): Extension<Arc<Verifier>>,
    input: Input,
) -> Result<Response, Halt> {
    ask.needs(&[Role::Auditor])?;
    let v = ask.read(move |sight| view(sight, &verifier, &input)).await?;
    Ok(ask.show(&AuditPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn verify_now(ask: Ask, Extension(verifier): Extension<Arc<Verifier>>) -> Result<Response, Halt> {
    ask.needs(&[Role::Auditor])?;
    ask.read(move |sight| {
        verifier.start(&sight.site)?;
        verifier.wait()
    })
    .await?;
    Ok(see_other("/audit"))
}

async fn show_event(ask: Ask, Path(number): Path<String>) -> Result<Response, Halt> {
    ask.needs(&[Role::Auditor])?;
    let number: i64 = number.parse().map_err(|_| missing())?;
    let v = ask.read(move |sight| event(sight, number)).await?;
    Ok(ask.show(&EventPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn view(sight: &Sight, verifier: &Verifier, input: &Input) -> Result<Audit, Halt> {
    let q = input.get("q").to_owned();
    let search = search::of(sight.reader(), &q)?;
    let (before, after) = (input.get("before").parse::<i64>(), input.get("after").parse::<i64>());
    let (newest_first, one_more) = (i64::MAX, i64::try_from(PAGE + 1).unwrap_or(i64::MAX));
    let reader = sight.reader();
    let upwards = before.is_err() && after.is_ok();
    let mut events = match (before, after) {
        (Err(_), Ok(after)) => list::matching_events_after(reader, CHAIN, &search, after, one_more)?,
        (before, _) => list::events_before(reader, CHAIN, &search, before.unwrap_or(newest_first), one_more)?,
    };
    let more = events.len() > PAGE;
    events.truncate(PAGE);
    if upwards {
        events.reverse();
    }
    let link = |side, event: Option<&Event>| {
        event.map(|event| address("/audit", &[("q", &q), (side, &event.seq.to_string())]))
    };
    let first = events.first();
    let is_newer = match first {
        Some(first) if !upwards => {
            !list::matching_events_after(reader, CHAIN, &search, first.seq, 1)?.is_empty()
        }
        _ => more,
    };
    let (running, verdict) = verifier.state();
    Ok(Audit {
        verdict,
        running,
        total: list::count(reader, Countable::Events)?,
        found: list::count_events(reader, CHAIN, &search)?,
        newer: link("after", first.filter(|_| is_newer)),
        older: link("before", events.last().filter(|_| more || upwards)),
        rows: rows(sight, &events)?,
        q,
    })
}

fn rows(sight: &Sight, events: &[Event]) -> Result<Vec<EventRow>, Halt> {
    let names = Names::of(sight, events.iter().map(|event| event.actor))?;
    let row = |event: &Event| EventRow {
        number: u64::try_from(event.seq).unwrap_or(0),
        at: sight.local(event.at, sight.site.group),
        actor: names.get(event.actor),
        name: event.kind.clone(),
        subject: event.subject.to_string(),
        hash: verify::hexadecimal(&event.hash),
    };
    Ok(events.iter().map(row).collect())
}

fn event(sight: &Sight, number: i64) -> Result<EventView, Halt> {
    let event = list::event_at(sight.reader(), CHAIN, number)?.ok_or_else(missing)?;
    let row = rows(sight, std::slice::from_ref(&event))?.pop().ok_or_else(missing)?;
    let next = list::event_at(sight.reader(), CHAIN, number.saturating_add(1))?;
    Ok(EventView {
        next: next.map(|_| row.number.saturating_add(1)),
        row,
        before: verify::hexadecimal(&event.previous),
        body: readable(&event.body),
        answer: readable(&event.answer),
    })
}

/// A JSON text on lines of its own, without what is hidden.
fn readable(text: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<serde_json::Value>(text) else { return text.to_owned() };
    if let Some(fields) = value.as_object_mut() {
        for (_, hidden) in fields.iter_mut().filter(|(name, _)| HIDDEN.contains(&name.as_str())) {
            *hidden = serde_json::Value::String("…".to_owned());
        }
    }
    serde_json::to_string_pretty(&value).unwrap_or_else(|_| text.to_owned())
}

/// Reads what the verifier needs beside the report.
fn head(source: &impl Query) -> Result<jiangnan_store::ChainHead, jiangnan_store::StoreError> {
    let found = source.find::<jiangnan_store::ChainHead>(&(CHAIN.to_owned(),))?;
    Ok(found.unwrap_or_else(|| jiangnan_store::ChainHead::new(CHAIN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_an_account_is_not_shown() {
        let text = readable(r#"{"login":"officer","password_hash":"$argon2id$x"}"#);
        assert!(text.contains("officer") && !text.contains("argon2id"), "{text}");
        assert_eq!(readable("null"), "null");
        assert_eq!(readable("not json"), "not json");
    }
}
