//! One request: who asks, in which language, and the two ways to the market — commands and questions.

use std::sync::Arc;

use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use jiangnan_exchange::{Actor, Command, Envelope, Failure};
use jiangnan_kernel::{Id, PlaceCode, Text};
use jiangnan_store::Query;
use jiangnan_store::entity::access::TokenRow;
use jiangnan_store::entity::catalogue::OrganisationRow;
use jiangnan_store::entity::people::{PersonRow, Role, SessionRow};
use jiangnan_store::list::unread_count;
use sha2::{Digest, Sha256};
use tracing::Instrument;

use super::{Halt, Reader, Sight, Site, Trail, cookie, local};
use crate::form::Input;
use crate::frame::{self, Frame, UNREAD_MAX};
use crate::locale::Locale;
use crate::page::{self, Page};
use crate::view::error::Fault;
use crate::view::person_name;

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "session";

/// Who is signed in, with the session.
#[derive(Clone, Debug)]
pub struct Session {
    /// The hash of the token that the browser holds.
    pub token_hash: [u8; 32],
    /// The person.
    pub person: PersonRow,
    /// The name of the person's organisation.
    pub organisation: Text,
    /// How many notices the person has not read, counted up to a limit.
    pub unread: u64,
}

/// One request, as an argument of every handler.
#[derive(Clone)]
pub struct Ask {
    /// The site.
    pub site: Arc<Site>,
    /// Language and theme.
    pub reader: Reader,
    /// Who is signed in.
    pub session: Option<Arc<Session>>,
    /// Path and query.
    pub path: String,
    /// What the request is named by.
    pub trail: Trail,
    reads: bool,
}

impl Ask {
    /// Reads a request. Where the session cannot be read, the second answer says why.
    pub(super) async fn of(
        site: Arc<Site>,
        trail: Trail,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> (Ask, Result<(), Halt>) {
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let reads = matches!(*method, Method::GET | Method::HEAD);
        let mut ask = Ask { site, reader: Reader::of(headers), session: None, path, trail, reads };
        let Some(token_hash) = cookie(headers, SESSION_COOKIE).map(token_hash) else { return (ask, Ok(())) };
        if ask.path.starts_with("/assets/") {
            return (ask, Ok(()));
        }
        let now = ask.site.now();
        let found = ask.read(move |sight| {
            let found =
                sight.reader().find::<SessionRow>(&(token_hash,))?.filter(|found| now < found.expires);
            let Some(found) = found else { return Ok(None) };
            session(sight, token_hash, (found.jurisdiction, found.person))
        });
        match found.await {
            Ok(session) => {
                ask.session = session.map(Arc::new);
                (ask, Ok(()))
            }
            Err(halt) => (ask, Err(halt)),
        }
    }

    /// A request of a program; none where it came with a token that does not work.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub(crate) async fn by_token(
        site: Arc<Site>,
        trail: Trail,
        uri: &Uri,
        headers: &HeaderMap,
        token: Option<String>,
    ) -> Result<Option<Ask>, Halt> {
        let path = uri.path().to_owned();
        let mut ask = Ask { site, reader: Reader::of(headers), session: None, path, trail, reads: true };
        let Some(token) = token else { return Ok(Some(ask)) };
        let Some(home) = home_of_token(&token) else { return Ok(None) };
        let (hash, now) = (token_hash(&token), ask.site.now());
        let found = ask.read(move |sight| {
            let found = sight.reader().find::<TokenRow>(&(home, hash))?.filter(|found| now < found.expires);
            let Some(found) = found else { return Ok(None) };
            session(sight, hash, (found.jurisdiction, found.person))
        });
        ask.session = found.await?.map(Arc::new);
        Ok(Some(ask).filter(|ask| ask.session.is_some()))
    }

    /// The reader's language.
    pub fn locale(&self) -> Locale {
        Locale::new(self.reader.language)
    }

    /// What stands around a page.
    pub fn frame(&self) -> Frame {
        let person = self.session.as_deref().and_then(|session| {
            let role = role_of(session.person.role)?;
            let name = person_name(&session.person.name);
            Some(frame::Person { name, organisation: session.organisation.clone(), role })
        });
        Frame {
            person,
            theme: self.reader.theme,
            demo: self.site.demo,
            path: self.path.clone(),
            wrong: false,
            unread: self.session.as_deref().map_or(0, |session| session.unread),
        }
    }

    /// The same around a page that gives a form back.
    pub fn wrong_frame(&self) -> Frame {
        Frame { wrong: true, ..self.frame() }
    }

    /// The signed-in person as an actor.
    pub fn actor(&self) -> Option<Actor> {
        self.session.as_deref().map(|session| Actor::from(&session.person))
    }

    /// The signed-in person as an actor in one of these roles.
    ///
    /// # Errors
    /// A stranger is sent to sign in where a page was asked for; anybody else is told that it is not for them.
    pub fn needs(&self, roles: &[Role]) -> Result<Actor, Halt> {
        match self.actor() {
            Some(actor) if roles.contains(&actor.role) => Ok(actor),
            None if self.reads => Err(Halt::SignIn { back: local(&self.path).to_owned() }),
            _ => Err(Halt::of(Fault::Forbidden)),
        }
    }

    /// Carries out a command of the signed-in person under a new id.
    ///
    /// # Errors
    /// As the exchange. Into a [`Halt`] it becomes the page of its fault.
    pub async fn run<C: Command>(&self, actor: Actor, command: C) -> Result<C::Answer, Failure> {
        self.run_once(self.site.make_id(), actor, command).await
    }

    /// Carries out a command under an id that the client made: a second press finds the first.
    ///
    /// # Errors
    /// As the exchange.
    pub async fn run_once<C: Command>(&self, id: Id, actor: Actor, command: C) -> Result<C::Answer, Failure> {
        let envelope = Envelope { id, actor, at: self.site.now() };
        let (sender, receiver) = tokio::sync::oneshot::channel();
        self.site.exchange.submit(envelope, command, move |result| {
            // Whoever asked may have gone: the command stands all the same.
            let _ = sender.send(result);
        });
        let span = tracing::info_span!("command", kind = C::KIND);
        receiver.instrument(span).await.unwrap_or(Err(Failure::Stopped))
    }

    /// Carries out many commands, each under an id that the client made; they are written in groups.
    pub async fn run_all<C: Command>(
        &self,
        actor: &Actor,
        commands: Vec<(Id, C)>,
    ) -> Vec<Result<C::Answer, Failure>> {
        let mut waiting = Vec::with_capacity(commands.len());
        for (id, command) in commands {
            let (sender, receiver) = tokio::sync::oneshot::channel();
            let envelope = Envelope { id, actor: actor.clone(), at: self.site.now() };
            self.site.exchange.submit(envelope, command, move |result| {
                // Whoever asked may have gone: the command stands all the same.
                let _ = sender.send(result);
            });
            waiting.push(receiver);
        }
        let mut answers = Vec::with_capacity(waiting.len());
        for receiver in waiting {
            answers.push(receiver.await.unwrap_or(Err(Failure::Stopped)));
        }
        answers
    }

    /// Asks the market, on a thread that may wait for the disk.
    ///
    /// # Errors
    /// What the question answers; a fault of ours where the database cannot be read.
    pub async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Sight) -> Result<T, Halt> + Send + 'static,
    ) -> Result<T, Halt> {
        let (site, actor) = (Arc::clone(&self.site), self.actor());
        let span = tracing::info_span!("question");
        let answer = tokio::task::spawn_blocking(move || {
            let _inside = span.entered();
            let mut sight = Sight::open(&site, actor)?;
            question(&mut sight)
        });
        answer.await.unwrap_or_else(|error| Err(Halt::Broken(error.to_string())))
    }

    /// Does what takes its time, such as hashing a password, on a thread that may be busy.
    ///
    /// # Errors
    /// What the work answers.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Halt> + Send + 'static,
    ) -> Result<T, Halt> {
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|error| Err(Halt::Broken(error.to_string())))
    }

    /// Answers with a page.
    pub fn show<P: Page>(&self, page: &P) -> Response {
        page::respond(page)
    }
}

/// Who somebody is, with the name of the organisation.
fn session(sight: &Sight, token_hash: [u8; 32], key: (PlaceCode, Id)) -> Result<Option<Session>, Halt> {
    let Some(person) = sight.reader().find::<PersonRow>(&key)? else { return Ok(None) };
    let at = (person.jurisdiction, person.organisation);
    let organisation = sight.reader().find::<OrganisationRow>(&at)?.map(|row| row.body.name.clone());
    let unread = unread_count(sight.reader(), key, UNREAD_MAX + 1)?;
    Ok(Some(Session { token_hash, person, organisation: organisation.unwrap_or_default(), unread }))
}

/// How a program's token begins.
const TOKEN_PREFIX: &str = "jn_";

/// A token of a program of somebody of a jurisdiction.
pub fn write_token(home: PlaceCode, secret: &[u8; 32]) -> String {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{TOKEN_PREFIX}{home}_{hex}")
}

/// The jurisdiction that a program's token names.
fn home_of_token(token: &str) -> Option<PlaceCode> {
    let (home, _) = token.strip_prefix(TOKEN_PREFIX)?.split_once('_')?;
    home.parse().ok()
}

/// The hash under which a token is kept.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// What a person is here for.
pub fn role_of(role: Role) -> Option<frame::Role> {
    match role {
        Role::Engineer => Some(frame::Role::Engineer),
        Role::LabManager => Some(frame::Role::LabManager),
        Role::Officer => Some(frame::Role::Officer),
        Role::Treasurer => Some(frame::Role::Treasurer),
        Role::Auditor => Some(frame::Role::Auditor),
        Role::Operator => Some(frame::Role::Operator),
    }
}

impl FromRequestParts<Arc<Site>> for Ask {
    type Rejection = Halt;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Site>) -> Result<Ask, Halt> {
        let known = parts.extensions.get::<Ask>().cloned();
        known.ok_or_else(|| Halt::Broken("the request did not come in by the door".to_owned()))
    }
}

impl<S: Send + Sync> FromRequest<S> for Input {
    type Rejection = Response;

    /// The query of a page, or the body of a form that was sent.
    async fn from_request(request: Request, state: &S) -> Result<Input, Response> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(pairs)) => Ok(Input(pairs)),
            Err(rejection) => Err(rejection.into_response()),
        }
    }
}
