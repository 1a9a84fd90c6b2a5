//! People: who is there, and adding somebody.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::case::catalogue::PutOrganisation;
use jiangnan_exchange::case::people::PutPerson;
use jiangnan_exchange::case::staff::government;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::entity::catalogue::OrganisationRow;
use jiangnan_store::entity::people::{PersonRow as Stored, Role};
use jiangnan_store::{Query, list};

use crate::form::{Input, NewPerson, PersonForm, address};
use crate::page::{PeoplePage, PersonAddPage};
use crate::password;
use crate::site::treasury::treasuries;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::Key;
use crate::view::admin::{People, PersonAdd, PersonRow};

/// How many people the list shows.
const LIST_MAX: usize = 100;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/people", get(show)).route("/people/add", get(show_form).post(add))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    ask.needs(&[Role::Operator])?;
    let q = input.get("q").to_owned();
    let added = Some(input.get("added").to_owned()).filter(|name| !name.is_empty());
    let v = ask.read(move |sight| people(sight, q, added)).await?;
    Ok(ask.show(&PeoplePage { l: ask.locale(), frame: ask.frame(), v }))
}

fn people(sight: &mut Sight, q: String, added: Option<String>) -> Result<People, Halt> {
    let most = i64::try_from(LIST_MAX + 1).unwrap_or(i64::MAX);
    let found = list::people_called(sight.reader(), &q, most)?;
    let mut rows = Vec::new();
    for person in found.iter().take(LIST_MAX) {
        rows.push(row(sight, person)?);
    }
    Ok(People { q, rows, more: found.len() > LIST_MAX, added })
}

/// A person for people.
pub(super) fn row(sight: &mut Sight, person: &Stored) -> Result<PersonRow, Halt> {
    let organisation = sight.reader().find::<OrganisationRow>(&(person.jurisdiction, person.organisation))?;
    Ok(PersonRow {
        id: Key { home: person.jurisdiction, id: person.id },
        login: person.login.clone(),
        name: person.name.clone(),
        role: person.role,
        organisation: organisation.map(|row| row.body.name.clone()).unwrap_or_default(),
        home: sight.place_name(person.jurisdiction),
        signs_in: !person.password_hash.is_empty(),
    })
}

async fn show_form(ask: Ask) -> Result<Response, Halt> {
    ask.needs(&[Role::Operator])?;
    page(&ask, PersonForm::default(), ask.site.make_id()).await
}

async fn page(ask: &Ask, form: PersonForm, person: Id) -> Result<Response, Halt> {
    let frame = if form.problems().is_empty() { ask.frame() } else { ask.wrong_frame() };
    let v = ask
        .read(move |sight| {
            let homes = treasuries(sight);
            let homes = homes.iter().map(|home| (home.to_string(), sight.place_name(*home))).collect();
            Ok(PersonAdd { homes, person, form })
        })
        .await?;
    Ok(ask.show(&PersonAddPage { l: ask.locale(), frame, v }))
}

async fn add(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Operator])?;
    let person: Id = input.get("person").parse().map_err(|_| missing())?;
    let mut form = match PersonForm::parse(&input) {
        Err(form) => return page(&ask, *form, person).await,
        Ok(wanted) => match carry_out(&ask, &actor, person, wanted).await? {
            Added::Done(name) => return Ok(see_other(&address("/people", &[("added", &name)]))),
            Added::Wrong(field, key) => {
                let mut form = PersonForm::read(&input);
                if field == "login" {
                    form.login.refuse(key)
                } else {
                    form.organisation.refuse(key)
                }
                form
            }
        },
    };
    form.password.value.clear();
    page(&ask, form, person).await
}

/// What came of adding somebody.
enum Added {
    Done(String),
    Wrong(&'static str, &'static str),
}

async fn carry_out(ask: &Ask, actor: &Actor, person: Id, wanted: NewPerson) -> Result<Added, Halt> {
    let Some((home, organisation)) = organisation_of(ask, actor, &wanted).await? else {
        return Ok(Added::Wrong("organisation", "person-organisation-unknown"));
    };
    let (salt, secret) = (ask.site.make_salt(), wanted.password);
    let broken = || Halt::Broken("a password could not be hashed".to_owned());
    let password_hash = ask.work(move || password::hash(&secret, salt).ok_or_else(broken)).await?;
    let (login, role, name) = (wanted.login, wanted.role, wanted.name);
    let shown = name.clone();
    let command = PutPerson { home, person, login, role, organisation, name, password_hash };
    match ask.run(actor.clone(), command).await {
        Ok(()) => Ok(Added::Done(shown)),
        Err(Failure::Refused(Refusal::Invalid { field: "login", .. })) => {
            Ok(Added::Wrong("login", "person-login-taken"))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The organisation that was named, or the government of the jurisdiction, which is made where it is not there.
async fn organisation_of(
    ask: &Ask,
    actor: &Actor,
    wanted: &NewPerson,
) -> Result<Option<(PlaceCode, Id)>, Halt> {
    let (code, home) = (wanted.organisation.clone(), wanted.home);
    if !code.is_empty() {
        return ask.read(move |sight| named(sight, &code)).await;
    }
    let organisation = government(ask.site.exchange.places(), home);
    let id = organisation.id;
    let known = ask.read(move |sight| Ok(sight.reader().find::<OrganisationRow>(&(home, id))?.is_some()));
    if !known.await? {
        ask.run(actor.clone(), PutOrganisation { organisation }).await?;
    }
    Ok(Some((home, id)))
}

fn named(sight: &mut Sight, code: &str) -> Result<Option<(PlaceCode, Id)>, Halt> {
    let found = match code.parse::<Key>() {
        Ok(key) => sight.reader().find::<OrganisationRow>(&(key.home, key.id))?,
        Err(_) => list::organisation_with_code(sight.reader(), &code.to_uppercase())?,
    };
    Ok(found.map(|row| (row.jurisdiction, row.id)))
}
