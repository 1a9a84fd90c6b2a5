//! Documents of claims: kept when a claim is lodged, handed to who reviews or audits it.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiangnan_clearing::Evidence;
use jiangnan_exchange::case::document::{KeepDocument, Purpose, hash_from_hex};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Lookup, list};

use super::{Ask, Halt, Site, missing};
use crate::form::Upload;
use crate::view::Key;
use crate::view::error::Fault;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/claims/{id}/documents/{sha256}", get(download))
}

/// Keeps the file that was chosen for a kind of document, and gives the evidence that names it. The second
/// answer is the name of a file that is not of a kind that is kept.
///
/// # Errors
/// Where it cannot be kept for another reason.
pub async fn keep(
    ask: &Ask,
    actor: &Actor,
    kind: &str,
    name: String,
    files: &[Upload],
) -> Result<Result<Evidence, String>, Halt> {
    let field = format!("{kind}-file");
    let file = files.iter().find(|file| file.field == field && !file.content.is_empty());
    let Some(file) = file else {
        return Ok(Ok(Evidence { kind: kind.to_owned(), name, sha256: String::new() }));
    };
    let command = KeepDocument::of(&file.name, Purpose::Evidence, file.content.clone());
    let (id, sha256) = (command.id(actor.person), command.sha256.clone());
    match ask.run_once(id, actor.clone(), command).await {
        Ok(_) => Ok(Ok(Evidence { kind: kind.to_owned(), name, sha256 })),
        Err(Failure::Refused(Refusal::Invalid { .. })) => Ok(Err(file.name.clone())),
        Err(failure) => Err(failure.into()),
    }
}

/// The document of a claim, for the funder's officers and for auditors.
async fn download(ask: Ask, Path((id, sha256)): Path<(String, String)>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer, Role::Auditor])?;
    let key: Key = id.parse()?;
    let hash = hash_from_hex(&sha256).ok_or_else(missing)?;
    let found = ask.read(move |sight| {
        let row = ClaimRow::fetch(sight.reader(), &(key.home, key.id))?.ok_or_else(missing)?;
        if actor.role == Role::Officer && actor.home != row.jurisdiction {
            return Err(Halt::of(Fault::Forbidden));
        }
        if !row.body.draft.evidence.iter().any(|evidence| evidence.sha256 == sha256) {
            return Err(missing());
        }
        let draft = &row.body.draft;
        for owner in [draft.provider, draft.enterprise] {
            if let Some(document) = list::document_of(sight.reader(), owner, hash)? {
                return Ok(document);
            }
        }
        Err(missing())
    });
    let document = found.await?;
    let headers = [
        (CONTENT_TYPE, document.media_type.clone()),
        (CONTENT_DISPOSITION, disposition(&document.name)),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, document.content.to_vec()).into_response())
}

/// A file to save and never to run in the page's place; its name in UTF-8 (RFC 6266, RFC 8187).
pub fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_is_quoted_whatever_it_holds() {
        assert_eq!(
            disposition("报告 1\".pdf"),
            "attachment; filename=\"___1_.pdf\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%201%22.pdf"
        );
    }
}
