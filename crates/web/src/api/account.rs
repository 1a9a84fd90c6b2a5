//! Who asks, and how far the chain of events has come.

use axum::Json;
use jiangnan_exchange::writer::CHAIN;
use jiangnan_kernel::Instant;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::Trouble;
use super::value::{KeySchema, Name};
use crate::site::Ask;
use crate::view::Key;

/// Who acts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The person.
    #[schema(value_type = KeySchema)]
    pub person: Key,
    /// What the person may do.
    #[schema(value_type = String, example = "engineer")]
    pub role: Role,
    /// For whom the person acts.
    #[schema(value_type = KeySchema)]
    pub organisation: Key,
    /// The name of the organisation.
    pub organisation_name: Name,
}

/// Whose token it is
#[utoipa::path(get, path = "/me", tag = "access", responses((status = 200, description = "You.", body = Me)))]
pub async fn me(ask: Ask) -> Result<Json<Me>, Trouble> {
    let session = ask.session.as_deref().ok_or_else(|| Trouble::of("not-signed-in"))?;
    let person = &session.person;
    Ok(Json(Me {
        person: Key { home: person.jurisdiction, id: person.id },
        role: person.role,
        organisation: Key { home: person.jurisdiction, id: person.organisation },
        organisation_name: (&session.organisation).into(),
    }))
}

/// The end of the chain of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct Head {
    /// The chain.
    pub writer: String,
    /// The number of its last event; 0 where there is none.
    pub seq: i64,
    /// The hash of its last event, in hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub hash: String,
    /// When that was.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Instant>,
}

/// The end of the audit chain
///
/// Keep it elsewhere: whoever holds a hash can prove later that nothing before it was changed.
#[utoipa::path(get, path = "/audit/head", tag = "audit",
    responses((status = 200, description = "The end of the chain.", body = Head)))]
pub async fn head(ask: Ask) -> Result<Json<Head>, Trouble> {
    ask.needs(&[Role::Auditor])?;
    let last = ask.read(|sight| Ok(list::last_event(sight.reader(), CHAIN)?)).await?;
    let hash = last.as_ref().map_or([0; 32], |event| event.hash);
    Ok(Json(Head {
        writer: CHAIN.to_owned(),
        seq: last.as_ref().map_or(0, |event| event.seq),
        hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        at: last.map(|event| event.at),
    }))
}
