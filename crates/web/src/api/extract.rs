//! What a request brings: the body, the query, the key in the path, the idempotency key.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use jiangnan_exchange::account::id_of;
use jiangnan_exchange::{Actor, Command};
use jiangnan_kernel::{Id, Text};
use serde::de::DeserializeOwned;

use super::problem::Trouble;
use crate::site::Ask;
use crate::view::Key;

/// The header by which a retry is recognised.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The longest idempotency key, in bytes.
const IDEMPOTENCY_KEY_MAX: usize = 200;

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Trouble> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Body(body)),
            Err(rejection) => Err(unreadable(&rejection)),
        }
    }
}

fn unreadable(rejection: &JsonRejection) -> Trouble {
    let reason = rejection.body_text();
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Trouble::of("too-large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Trouble::of("media-type"),
        StatusCode::UNPROCESSABLE_ENTITY => {
            let en = format!("The body does not have the form that it must: {reason}");
            Trouble::because("invalid", Text::new(en, format!("请求正文的格式不符：{reason}")))
        }
        _ => {
            let en = format!("The body cannot be read as JSON: {reason}");
            Trouble::because("bad-request", Text::new(en, format!("请求正文不是有效的 JSON：{reason}")))
        }
    }
}

/// The parameters behind the question mark.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Query<T>, Trouble> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Query(query)),
            Err(rejection) => {
                let reason = rejection.body_text();
                let en = format!("The parameters of the address cannot be read: {reason}");
                Err(Trouble::because("bad-request", Text::new(en, format!("地址中的参数无法读取：{reason}"))))
            }
        }
    }
}

/// The key in the path.
pub struct At(pub Key);

impl<S: Send + Sync> FromRequestParts<S> for At {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<At, Trouble> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = path.map_err(|_| Trouble::of("not-found"))?;
        Ok(At(text.parse()?))
    }
}

/// What the client calls this command, so that a retry is recognised.
#[derive(Clone, Debug)]
pub struct Once(String);

impl<S: Send + Sync> FromRequestParts<S> for Once {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Once, Trouble> {
        let text = parts.headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).map(str::trim);
        match text {
            Some(text) if !text.is_empty() && text.len() <= IDEMPOTENCY_KEY_MAX => Ok(Once(text.to_owned())),
            _ => Err(Trouble::of("idempotency-key-missing")),
        }
    }
}

impl Once {
    /// The id of the command: the key itself where it is an id, else what follows from the person and the key, so
    /// that two people cannot hit each other's.
    pub fn id(&self, actor: &Actor) -> Id {
        self.0.parse().unwrap_or_else(|_| {
            let mut bytes = actor.person.to_bytes().to_vec();
            bytes.extend(self.0.as_bytes());
            id_of(&bytes)
        })
    }

    /// Carries out a command under this key.
    ///
    /// # Errors
    /// As the exchange.
    pub async fn run<C: Command>(&self, ask: &Ask, actor: Actor, command: C) -> Result<C::Answer, Trouble> {
        Ok(ask.run_once(self.id(&actor), actor, command).await?)
    }
}
