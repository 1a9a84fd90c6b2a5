//! The profiles of a provider's experts.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_catalogue::{Consent, Expert, Tariff, Terms, Unit};
use jiangnan_exchange::case::terms::PutExpert;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{PlaceCode, Text};
use jiangnan_store::entity::catalogue::Listing;
use jiangnan_store::entity::people::Role;

use super::own;
use crate::form::{ExpertForm, Field, Input, Profile};
use crate::page::ExpertPage;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::Key;
use crate::view::lab::ExpertEntry;

/// The most names of techniques that are offered.
const TECHNIQUES_MAX: usize = 200;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/provider/experts/new", get(blank).post(publish))
        .route("/provider/experts/{id}", get(show).post(change))
}

async fn blank(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let command = ask.site.make_id().to_string();
    let v = ask.read(move |sight| {
        let today = sight.today(actor.home).to_string();
        let place = sight.organisation(actor.home, actor.organisation)?.body.place;
        let form = ExpertForm {
            place: Field::of(place.to_string()),
            consent_from: Field::of(today.clone()),
            tax: Field::of("6%"),
            price_from: Field::of(today),
            command: Field::of(command),
            ..ExpertForm::default()
        };
        entry(sight, &actor, None, form, &[])
    });
    let v = v.await?;
    Ok(ask.show(&ExpertPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn show(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let key: Key = id.parse()?;
    let v = ask.read(move |sight| {
        let expert = expert_of(sight, &actor, key)?;
        let travels: Vec<String> = expert.travels_to.iter().map(PlaceCode::to_string).collect();
        let form = form_of(sight, &expert);
        entry(sight, &actor, Some(key), form, &travels)
    });
    let v = v.await?;
    Ok(ask.show(&ExpertPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn expert_of(sight: &mut Sight, actor: &Actor, key: Key) -> Result<Expert, Halt> {
    match &*own(sight, actor, key)?.body.0 {
        Listing::Expert(expert) => Ok(expert.clone()),
        Listing::Instrument(_) => Err(missing()),
    }
}

fn form_of(sight: &Sight, expert: &Expert) -> ExpertForm {
    let today = sight.today(expert.place);
    let tariff = expert.terms.tariff_on(today).or(expert.terms.tariffs.last());
    let hour = tariff.and_then(|tariff| tariff.lines.iter().find(|line| line.unit == Unit::Hour));
    let price = tariff.zip(hour.and_then(|line| line.external_minor));
    let technique = expert.technique.as_deref().and_then(|code| sight.site.techniques.get(code));
    let also = expert.also.iter().filter_map(|code| sight.site.techniques.get(code));
    let also = also.map(|node| node.name.get("zh").to_owned());
    ExpertForm {
        role_zh: Field::of(expert.role.zh.clone()),
        role_en: Field::of(expert.role.en.clone()),
        technique: Field::of(technique.map(|node| node.name.get("zh").to_owned()).unwrap_or_default()),
        also: Field::of(also.collect::<Vec<_>>().join("、")),
        place: Field::of(expert.place.to_string()),
        consent_from: Field::of(expert.consent.map(|one| one.from.to_string()).unwrap_or_default()),
        consent_until: Field::of(expert.consent.map(|one| one.until.to_string()).unwrap_or_default()),
        deliverable_zh: Field::of(expert.deliverable.zh.clone()),
        deliverable_en: Field::of(expert.deliverable.en.clone()),
        price: Field::of(price.map(|(of, minor)| of.currency.format_minor(minor)).unwrap_or_default()),
        tax: Field::of(tariff.map(|tariff| tariff.tax.to_string()).unwrap_or_default()),
        price_from: Field::of(tariff.map_or(today, |tariff| tariff.from).to_string()),
        command: Field::of(expert.id.to_string()),
    }
}

fn entry(
    sight: &mut Sight,
    actor: &Actor,
    id: Option<Key>,
    form: ExpertForm,
    travels: &[String],
) -> Result<ExpertEntry, Halt> {
    let places = sight.places();
    let treasuries = places.places().iter().filter(|place| place.treasury);
    let travels = treasuries.map(|place| {
        let code = place.code.to_string();
        let chosen = travels.contains(&code);
        (code, place.name.clone(), chosen)
    });
    let travels: Vec<_> = travels.collect();
    let home = places.places().iter().filter(|place| places.is_within(place.code, actor.home));
    let home = home.map(|place| (place.code.to_string(), place.name.clone())).collect();
    let mut techniques: Vec<Text> = Vec::new();
    for listing in sight.catalogue()?.rows.iter() {
        let node = listing.body.technique().and_then(|code| sight.site.techniques.get(code));
        if let Some(node) = node.filter(|node| !techniques.contains(&node.name)) {
            techniques.push(node.name.clone());
        }
        if techniques.len() >= TECHNIQUES_MAX {
            break;
        }
    }
    techniques.sort();
    Ok(ExpertEntry { id, form, travels, places: home, techniques })
}

async fn publish(ask: Ask, input: Input) -> Result<Response, Halt> {
    put(ask, None, input).await
}

async fn change(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let key: Key = id.parse()?;
    put(ask, Some(key), input).await
}

async fn put(ask: Ask, key: Option<Key>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let (form, profile) = match ExpertForm::parse(&input) {
        Ok(read) => read,
        Err(form) => return again(&ask, actor, key, *form, &input).await,
    };
    let travels: Vec<PlaceCode> = input.all("travels").filter_map(|code| code.parse().ok()).collect();
    let asked = actor.clone();
    let made = ask.read(move |sight| expert(sight, &asked, key, form, profile, travels)).await?;
    let expert = match made {
        Ok(expert) => expert,
        Err(form) => return again(&ask, actor, key, *form, &input).await,
    };
    let id = expert.id;
    match ask.run(actor.clone(), PutExpert { expert }).await {
        Ok(()) => {
            let at = Key { home: actor.home, id };
            let new = if key.is_none() { "/hours" } else { "" };
            Ok(see_other(&format!("/provider/instruments/{at}{new}")))
        }
        Err(Failure::Refused(Refusal::Invalid { .. })) => {
            let mut form = ExpertForm::read(&input);
            form.price_from.refuse("expert-price-overlaps");
            again(&ask, actor, key, form, &input).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn again(
    ask: &Ask,
    actor: Actor,
    key: Option<Key>,
    form: ExpertForm,
    input: &Input,
) -> Result<Response, Halt> {
    let travels: Vec<String> = input.all("travels").map(str::to_owned).collect();
    let v = ask.read(move |sight| entry(sight, &actor, key, form, &travels)).await?;
    Ok(ask.show(&ExpertPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

/// The expert that a profile describes, or the form with what cannot be found.
fn expert(
    sight: &mut Sight,
    actor: &Actor,
    key: Option<Key>,
    mut form: ExpertForm,
    profile: Profile,
    travels_to: Vec<PlaceCode>,
) -> Result<Result<Expert, Box<ExpertForm>>, Halt> {
    let known = key.map(|key| expert_of(sight, actor, key)).transpose()?;
    let currency = sight.places().get(actor.home).map_or(sight.currency(), |place| place.currency);
    let price = form.price.money(currency, "expert-price-missing");
    let place: Option<PlaceCode> = form.place.value.parse().ok();
    let place = place.filter(|place| sight.places().is_within(*place, actor.home));
    if place.is_none() {
        form.place.refuse("expert-place-wrong");
    }
    let technique = match profile.technique.as_str() {
        "" => None,
        name => match sight.site.techniques.find(name) {
            Some(node) => Some(node.code.clone()),
            None => {
                form.technique.refuse("expert-technique-unknown");
                None
            }
        },
    };
    let also = further(sight, &mut form, &profile.also, technique.as_deref());
    let (Some(price), Some(place)) = (price, place) else { return Ok(Err(Box::new(form))) };
    if !form.problems().is_empty() {
        return Ok(Err(Box::new(form)));
    }
    let tariff = Tariff::per(Unit::Hour, price.minor, currency, profile.price_from);
    let tariff = Tariff { tax: profile.tax, ..tariff };
    let mut terms = known.as_ref().map_or_else(Terms::default, |known| known.terms.clone());
    price_from(&mut terms.tariffs, tariff);
    Ok(Ok(Expert {
        id: known.as_ref().map_or(profile.command, |known| known.id),
        host: actor.organisation,
        role: Text::new(profile.role.0, profile.role.1),
        technique,
        also,
        place,
        travels_to,
        consent: profile.consent.map(|(from, until)| Consent { from, until }),
        deliverable: Text::new(profile.deliverable.0, profile.deliverable.1),
        terms,
    }))
}

/// The codes of the techniques beside the main one; a name that is not known is told at its field.
fn further(sight: &Sight, form: &mut ExpertForm, names: &[String], main: Option<&str>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for name in names {
        match sight.site.techniques.find(name) {
            Some(node) if main == Some(&node.code) || codes.contains(&node.code) => {}
            Some(node) => codes.push(node.code.clone()),
            None => {
                form.also.refuse("expert-technique-unknown");
                form.also.wrong.iter_mut().for_each(|wrong| wrong.value.clone_from(name));
            }
        }
    }
    codes
}

/// Puts a price in: on its own first day it replaces what began then, and ends what held before. A price that
/// held in the past stays as it was.
fn price_from(tariffs: &mut Vec<Tariff>, new: Tariff) {
    tariffs.retain(|tariff| tariff.from < new.from);
    let eve = new.from.yesterday().ok();
    for tariff in tariffs.iter_mut().filter(|tariff| tariff.holds_on(new.from)) {
        tariff.until = eve;
    }
    tariffs.push(new);
}
