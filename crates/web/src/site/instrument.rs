//! The page of an instrument or expert.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_kernel::{Date, Money, Text};
use jiangnan_store::entity::catalogue::{Listing, ListingRow};

use super::find::{distance, payer};
use super::index::{model_of, shown_name};
use super::{Ask, Halt, Sight, Site, price, slots};
use crate::form::Input;
use crate::page::InstrumentPage;
use crate::view::Key;
use crate::view::find::{ExpertFacts, InstrumentBrief, InstrumentView, TariffLine, Unit};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/instruments/{id}", get(show))
}

async fn show(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let key: Key = id.parse()?;
    let week: Option<Date> = input.get("week").parse().ok();
    let v = ask.read(move |sight| view(sight, key, week)).await?;
    Ok(ask.show(&InstrumentPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// What every page says of an instrument that it is about.
///
/// # Errors
/// Where the database cannot be read.
pub fn brief(sight: &mut Sight, row: &ListingRow) -> Result<InstrumentBrief, Halt> {
    let listing: &Listing = &row.body;
    Ok(InstrumentBrief {
        id: Key { home: row.jurisdiction, id: row.id },
        name: shown_name(listing),
        model: model_of(listing),
        provider: sight.organisation_name(row.jurisdiction, row.provider)?,
        city: sight.place_name(listing.place()),
        approval: row.policy.approval_needed,
    })
}

fn view(sight: &mut Sight, key: Key, week: Option<Date>) -> Result<InstrumentView, Halt> {
    let row = sight.listing(key)?;
    let listing: &Listing = &row.body;
    let today = sight.today(listing.place());
    let payer = payer(sight)?;
    let last = sight.local(row.policy.latest(sight.now()), listing.place()).date();
    let week = week.filter(|day| *day <= last).unwrap_or(today).max(today);
    let enterprise = payer.as_ref().map(|row| (row.jurisdiction, row.id));
    let offer = match enterprise {
        Some(enterprise) => sight.ask(|desk| price::unit_offer(desk, &row, enterprise, today))?,
        None => None,
    };
    let tariff = listing.terms().tariff_on(today);
    let named = |code: Option<&str>| {
        let node = code.and_then(|code| sight.site.techniques.get(code));
        node.map(|node| node.name.clone()).unwrap_or_default()
    };
    let (class, description, identifier) = match listing {
        Listing::Instrument(it) => {
            let known = it.identifier.as_ref().map(|identifier| identifier.value.clone());
            (named(it.class.as_deref()), it.description.clone(), known)
        }
        Listing::Expert(expert) => (Text::default(), expert.deliverable.clone(), None),
    };
    Ok(InstrumentView {
        technique: named(listing.technique()),
        also: techniques_beside(sight, listing),
        class,
        description,
        identifier,
        tariff: tariff.map(tariff_lines).unwrap_or_default(),
        tariff_from: tariff.map_or(today, |tariff| tariff.from),
        hours: listing.terms().opening.as_ref().map(slots::hours).unwrap_or_default(),
        distance_km: distance(sight, payer.as_ref(), listing.place()),
        quote: offer.map(|offer| price::quote(&offer, sight.places())),
        week: slots::week(sight, &row, slots::monday_of(week), enterprise.map(|(_, id)| id))?,
        expert: expert_facts(sight, listing, today),
        about: brief(sight, &row)?,
    })
}

/// The names of the techniques beside the main one, each with its code.
pub fn techniques_beside(sight: &Sight, listing: &Listing) -> Vec<(String, Text)> {
    let codes = listing.further_techniques().iter();
    codes.filter_map(|code| technique_named(sight, code)).collect()
}

/// All techniques of an expert; none of an instrument, whose name says what it does.
pub fn techniques_of_expert(sight: &Sight, listing: &Listing) -> Vec<(String, Text)> {
    let Listing::Expert(expert) = listing else { return Vec::new() };
    let codes = expert.technique.iter().chain(&expert.also);
    codes.filter_map(|code| technique_named(sight, code)).collect()
}

fn technique_named(sight: &Sight, code: &str) -> Option<(String, Text)> {
    Some((code.to_owned(), sight.site.techniques.get(code)?.name.clone()))
}

fn expert_facts(sight: &Sight, listing: &Listing, today: Date) -> Option<ExpertFacts> {
    let Listing::Expert(expert) = listing else { return None };
    Some(ExpertFacts {
        travels_to: expert.travels_to.iter().map(|place| sight.place_name(*place)).collect(),
        consent: expert.consent.map(|consent| (consent.from, consent.until)),
        consents: expert.consent.is_some_and(|consent| consent.holds_on(today)),
    })
}

fn tariff_lines(tariff: &jiangnan_catalogue::Tariff) -> Vec<TariffLine> {
    let lines = tariff.lines.iter().filter_map(|line| {
        let unit = match line.unit {
            jiangnan_catalogue::Unit::Hour => Unit::Hour,
            jiangnan_catalogue::Unit::Day => Unit::Day,
            jiangnan_catalogue::Unit::Sample => Unit::Sample,
        };
        let price = Money::new(line.external_minor?, tariff.currency);
        Some(TariffLine { label: Text::new("External users", "外部用户"), price, unit })
    });
    lines.collect()
}
