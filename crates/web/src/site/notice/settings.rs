//! By which way the reader is told of what: an address that was shown to be hers, and a choice.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::contact::{
    ChooseNotices, CodeAnswer, ConfirmAddress, ForgetAddress, GiveAddress, secret_hash,
};
use jiangnan_store::Query;
use jiangnan_store::entity::notice::{Choices, ContactRow};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;

use crate::form::{AddressForm, CodeForm, Input, chosen};
use crate::locale::Language;
use crate::page::NoticeSettingsPage;
use crate::site::{Ask, Halt, Site, see_other};
use crate::view::error::Fault;
use crate::view::notice::Settings;

/// The page.
const ADDRESS: &str = "/notices/settings";

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route(ADDRESS, get(show).post(choose))
        .route("/notices/settings/address", post(give))
        .route("/notices/settings/code", post(confirm))
        .route("/notices/settings/forget", post(forget))
}

/// What was just done.
const DONE: [(&str, &str); 3] = [
    ("saved", "notice-done-saved"),
    ("confirmed", "notice-done-confirmed"),
    ("forgotten", "notice-done-forgotten"),
];

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&Role::ALL)?;
    let mut v = settings(&ask, &actor).await?;
    v.done = DONE.into_iter().find(|(name, _)| *name == input.get("done")).map(|(_, key)| key);
    Ok(ask.show(&NoticeSettingsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn settings(ask: &Ask, actor: &Actor) -> Result<Settings, Halt> {
    let (key, role, reads) = ((actor.home, actor.person), actor.role, ask.reader.language);
    let contact = ask.read(move |sight| Ok(sight.reader().find::<ContactRow>(&key)?)).await?;
    let choices = contact.as_ref().map_or_else(Choices::default, |contact| contact.choices.0.clone());
    let language = contact.as_ref().and_then(|contact| Language::of_tag(&contact.language));
    let kinds = NoticeKind::of_role(role).iter().map(|kind| (*kind, choices.ways(*kind))).collect();
    Ok(Settings {
        done: None,
        mails: ask.site.mails,
        address: contact.as_ref().map(|contact| contact.address.clone()).unwrap_or_default(),
        confirmed: contact.as_ref().is_some_and(|contact| contact.confirmed),
        give: AddressForm::default(),
        code: CodeForm::default(),
        kinds,
        language: language.unwrap_or(reads),
    })
}

fn again(ask: &Ask, v: Settings) -> Response {
    ask.show(&NoticeSettingsPage { l: ask.locale(), frame: ask.wrong_frame(), v })
}

async fn give(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&Role::ALL)?;
    if !ask.site.mails {
        return Err(Halt::of(Fault::Refused));
    }
    let v = settings(&ask, &actor).await?;
    match AddressForm::parse(&input) {
        Err(form) => Ok(again(&ask, Settings { give: *form, ..v })),
        Ok(address) => {
            let command = GiveAddress::of(&address, &make_code(&ask), v.language.tag());
            ask.run(actor, command).await?;
            Ok(see_other(ADDRESS))
        }
    }
}

/// Six digits that nobody can guess in as many tries as there are.
fn make_code(ask: &Ask) -> String {
    let number =
        ask.site.make_token().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

async fn confirm(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&Role::ALL)?;
    let code_hash = secret_hash(&CodeForm::digits(&input));
    let wrong = match ask.run(actor.clone(), ConfirmAddress { code_hash }).await? {
        CodeAnswer::Right => return Ok(see_other(&format!("{ADDRESS}?done=confirmed"))),
        CodeAnswer::Wrong => "notice-code-wrong",
        CodeAnswer::Over => "notice-code-over",
    };
    let v = settings(&ask, &actor).await?;
    Ok(again(&ask, Settings { code: CodeForm::refused(&input, wrong), ..v }))
}

async fn forget(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&Role::ALL)?;
    let person = actor.person;
    ask.run(actor, ForgetAddress { person }).await?;
    Ok(see_other(&format!("{ADDRESS}?done=forgotten")))
}

async fn choose(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&Role::ALL)?;
    let language = Language::of_tag(input.get("language")).unwrap_or(ask.reader.language);
    let choices = chosen(&input, NoticeKind::of_role(actor.role));
    let command = ChooseNotices { person: actor.person, language: language.tag().to_owned(), choices };
    ask.run(actor, command).await?;
    Ok(see_other(&format!("{ADDRESS}?done=saved")))
}
