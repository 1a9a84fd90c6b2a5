//! Registering enterprises: one officer proposes, another registers.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_catalogue::{EnterpriseProfile, Organisation, Profile};
use jiangnan_exchange::case::enterprise::{ProposeEnterprise, RegisterEnterprise, registry};
use jiangnan_exchange::{Actor, Command as _, Failure, Refusal};
use jiangnan_kernel::{Id, Text};
use jiangnan_scheme::{Sector, Size};
use jiangnan_store::Event;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::READERS;
use crate::form::{EnterpriseForm, Field, Input};
use crate::page::EnterprisesPage;
use crate::site::reservation::person_name;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::asker::Pick;
use crate::view::enterprise::{Enterprises, ProposedEnterprise};

/// The page.
const ADDRESS: &str = "/officer/enterprises";

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route(ADDRESS, get(show).post(propose))
        .route("/officer/enterprises/{proposal}/register", post(register))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let done = [("proposed", "enterprise-done-proposed"), ("registered", "enterprise-done-registered")];
    let done = done.into_iter().find(|(name, _)| *name == input.get("done")).map(|(_, key)| key);
    let command = Field::of(ask.site.make_id().to_string());
    let form = EnterpriseForm { command, ..EnterpriseForm::default() };
    let v = ask.read(move |sight| Ok(Enterprises { done, ..view(sight, &actor, form)? })).await?;
    Ok(ask.show(&EnterprisesPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn again(ask: &Ask, actor: Actor, form: EnterpriseForm) -> Result<Response, Halt> {
    let v = ask.read(move |sight| view(sight, &actor, form)).await?;
    Ok(ask.show(&EnterprisesPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

async fn propose(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let told = match EnterpriseForm::parse(&input) {
        Ok(told) => told,
        Err(form) => return again(&ask, actor, *form).await,
    };
    let (command, controller) = (told.command, told.controller.clone());
    let controller = ask.read(move |sight| controller_of(sight, &controller)).await?;
    let Ok(controller) = controller else {
        let mut form = EnterpriseForm::read(&input);
        form.controller.refuse("enterprise-controller-unknown");
        return again(&ask, actor, form).await;
    };
    let organisation = told.organisation(controller);
    match ask.run_once(command, actor.clone(), ProposeEnterprise { home: actor.home, organisation }).await {
        Ok(()) => Ok(see_other(&format!("{ADDRESS}?done=proposed"))),
        Err(Failure::Refused(Refusal::Invalid { field: field @ ("code" | "place"), .. })) => {
            let mut form = EnterpriseForm::read(&input);
            match field {
                "code" => form.code.refuse("enterprise-code-taken"),
                _ => form.place.refuse("enterprise-place-foreign"),
            }
            again(&ask, actor, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Who controls an enterprise by the registered number that was told: nobody where none was.
fn controller_of(sight: &mut Sight, code: &str) -> Result<Result<Option<Id>, ()>, Halt> {
    if code.is_empty() {
        return Ok(Ok(None));
    }
    let found = list::organisation_with_code(sight.reader(), &code.to_uppercase())?;
    Ok(found.map(|row| Some(row.id)).ok_or(()))
}

async fn register(ask: Ask, Path(proposal): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let proposal: Id = proposal.parse().map_err(|_| missing())?;
    let home = actor.home;
    ask.run(actor, RegisterEnterprise { home, proposal }).await?;
    Ok(see_other(&format!("{ADDRESS}?done=registered")))
}

fn view(sight: &mut Sight, actor: &Actor, form: EnterpriseForm) -> Result<Enterprises, Halt> {
    let mut rows = Vec::new();
    for (event, proposal) in open(sight, actor)? {
        rows.push(row(sight, actor, &event, &proposal.organisation)?);
    }
    let pick = |code: &str, label: Text, field: &Field| Pick {
        chosen: field.value == code,
        code: code.to_owned(),
        label,
    };
    let places = sight.places().places().iter();
    let ours = places.filter(|place| {
        let home = sight.places().jurisdiction_of(place.code).map(|home| home.code);
        home == Some(actor.home)
    });
    let places = ours.map(|place| pick(place.code.as_str(), place.name.clone(), &form.place)).collect();
    let sizes = Size::ALL.iter().map(|size| pick(size.name(), size.label(), &form.size)).collect();
    let sectors =
        Sector::ALL.iter().map(|sector| pick(sector.name(), sector.label(), &form.sector)).collect();
    let officer = actor.role == Role::Officer;
    Ok(Enterprises { officer, done: None, rows, form, places, sizes, sectors })
}

/// The proposals of the reader's jurisdiction that nobody has registered.
fn open(sight: &Sight, actor: &Actor) -> Result<Vec<(Event, ProposeEnterprise)>, Halt> {
    let events = list::events_about(sight.reader(), registry(actor.home))?;
    let registered = events.iter().filter(|event| event.kind == RegisterEnterprise::KIND);
    let registered: HashSet<Id> = registered
        .filter_map(|event| Some(serde_json::from_str::<RegisterEnterprise>(&event.body).ok()?.proposal))
        .collect();
    let proposed = events.into_iter().filter(|event| event.kind == ProposeEnterprise::KIND);
    let open = proposed.filter(|event| !registered.contains(&event.command));
    Ok(open.filter_map(|event| Some((event.clone(), serde_json::from_str(&event.body).ok()?))).collect())
}

fn row(
    sight: &mut Sight,
    actor: &Actor,
    event: &Event,
    enterprise: &Organisation,
) -> Result<ProposedEnterprise, Halt> {
    let profile = match &enterprise.profile {
        Profile::Enterprise(profile) => profile.clone(),
        Profile::Provider(_) | Profile::Government => EnterpriseProfile::default(),
    };
    let controller = match enterprise.controller {
        Some(id) => match list::seat_of(sight.reader(), id)? {
            Some(home) => Some(sight.organisation_name(home, id)?),
            None => Some(Text::new(id.to_string(), id.to_string())),
        },
        None => None,
    };
    Ok(ProposedEnterprise {
        proposal: event.command,
        name: enterprise.name.clone(),
        code: enterprise.identifier.as_ref().map(ToString::to_string).unwrap_or_default(),
        place: sight.place_name(enterprise.place),
        size: profile.size.map(|size| size.label()).unwrap_or_default(),
        sector: profile.sector.map(|sector| sector.label()).unwrap_or_default(),
        controller,
        at: sight.local(event.at, actor.home),
        maker: person_name(sight, &[actor.home], event.actor)?,
        own: event.actor == actor.person,
    })
}
