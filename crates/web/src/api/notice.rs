//! What the person of a token was told.

use axum::Json;
use jiangnan_exchange::case::notice::{ReadAllNotices, ReadNotice};
use jiangnan_kernel::Instant;
use jiangnan_store::entity::notice::NoticeRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Query as _, list};
use serde::Serialize;
use utoipa::ToSchema;

use super::common::{Cursor, PageParams, cursor_of, page_of};
use super::extract::{At, Once, Query};
use super::problem::Trouble;
use super::value::{Amount, KeySchema, Name, Stretch};
use crate::locale::{Language, Locale};
use crate::notice::address;
use crate::site::{Ask, missing};
use crate::view::Key;

/// Something that a person was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub notice: Key,
    /// Of what kind.
    #[schema(example = "slot-offered")]
    pub kind: String,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// When it was read; none where it was not.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub read_at: Option<Instant>,
    /// What happened, in words.
    pub text: Name,
    /// The page on which a person goes on.
    #[schema(example = "/reservations/CN-SH.00000000000000000000000011")]
    pub page: String,
    /// The time that is meant; none where none is.
    pub time: Option<Stretch>,
    /// The amount that is meant; none where none is.
    pub amount: Option<Amount>,
    /// What was said with it; may be empty.
    pub reason: String,
}

/// A page of notices, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticesAnswer {
    /// The notices.
    pub notices: Vec<NoticeAnswer>,
    /// Where the next page begins; none where this is the last.
    #[schema(value_type = Option<String>)]
    pub next: Option<Cursor>,
}

/// How many were not read before.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadAnswer {
    /// How many.
    #[schema(minimum = 0)]
    pub notices: u64,
}

impl From<&NoticeRow> for NoticeAnswer {
    fn from(row: &NoticeRow) -> NoticeAnswer {
        let say = |language| Locale::new(language).notice(&row.kind, &row.body);
        NoticeAnswer {
            notice: Key { home: row.jurisdiction, id: row.id },
            kind: row.kind.name().to_owned(),
            at: row.at,
            read_at: row.read_at,
            text: Name { en: say(Language::En), zh: say(Language::ZhCn) },
            page: address(row.kind, &row.body),
            time: row.body.time.map(Stretch::from),
            amount: row.body.money.map(Amount::from),
            reason: row.body.reason.clone(),
        }
    }
}

/// What you were told
#[utoipa::path(get, path = "/notices", tag = "access", params(PageParams),
    responses((status = 200, description = "A page of notices.", body = NoticesAnswer)))]
pub async fn list(ask: Ask, Query(params): Query<PageParams>) -> Result<Json<NoticesAnswer>, Trouble> {
    let actor = ask.needs(&Role::ALL)?;
    let window = params.window()?;
    let rows = ask.read(move |sight| {
        Ok(list::notices_of(sight.reader(), (actor.home, actor.person), window.after, window.count)?)
    });
    let (rows, next) = page_of(rows.await?, window.count, |row| cursor_of(row.at, row.id));
    Ok(Json(NoticesAnswer { notices: rows.iter().map(NoticeAnswer::from).collect(), next }))
}

/// Note that you have read a notice
#[utoipa::path(post, path = "/notices/{key}/read", tag = "access",
    params(("key" = KeySchema, Path, description = "The notice.")),
    responses((status = 200, description = "The notice after it.", body = NoticeAnswer)))]
pub async fn read(ask: Ask, At(key): At, once: Once) -> Result<Json<NoticeAnswer>, Trouble> {
    let actor = ask.needs(&Role::ALL)?;
    let at = (actor.home, actor.person, key.id);
    once.run(&ask, actor, ReadNotice { notice: key.id }).await?;
    let row = ask.read(move |sight| sight.reader().find::<NoticeRow>(&at)?.ok_or_else(missing)).await?;
    Ok(Json(NoticeAnswer::from(&row)))
}

/// Note that you have read everything
#[utoipa::path(post, path = "/notices/read", tag = "access",
    responses((status = 200, description = "How many were not read before.", body = ReadAnswer)))]
pub async fn read_all(ask: Ask, once: Once) -> Result<Json<ReadAnswer>, Trouble> {
    let actor = ask.needs(&Role::ALL)?;
    let person = actor.person;
    let done = once.run(&ask, actor, ReadAllNotices { person }).await?;
    Ok(Json(ReadAnswer { notices: done.notices }))
}
