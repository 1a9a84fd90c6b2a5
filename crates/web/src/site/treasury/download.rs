//! One file to the bank or from it, as it is.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::iso::{Charset, write_pain001};
use jiangnan_exchange::bank_file::order_of;
use jiangnan_exchange::case::bank::ImportBankFile;
use jiangnan_kernel::Text;
use jiangnan_store::list;

use super::files::{exported_at, kind_of};
use super::{READERS, cycles, file, of_reader};
use crate::site::{Ask, Halt, Sight, Site, missing};
use crate::view::Key;
use crate::view::error::Fault;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/treasury/files/{id}", get(download))
}

async fn download(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let key: Key = id.parse()?;
    let (name, text) = ask
        .read(move |sight| {
            if !of_reader(sight, &actor).contains(&key.home) {
                return Err(Halt::of(Fault::Forbidden));
            }
            match incoming(sight, key)? {
                Some(found) => Ok(found),
                None => outgoing(sight, key)?.ok_or_else(missing),
            }
        })
        .await?;
    Ok(file("application/xml; charset=utf-8", &name, text))
}

/// A file that came: it is part of the command that read it.
fn incoming(sight: &Sight, key: Key) -> Result<Option<(String, String)>, Halt> {
    let event = list::event_of_command(sight.reader(), key.id)?;
    let Some(event) = event.filter(|event| event.kind == "import-bank-file") else { return Ok(None) };
    let command: ImportBankFile =
        serde_json::from_str(&event.body).map_err(|error| Halt::Broken(error.to_string()))?;
    if command.home != key.home {
        return Ok(None);
    }
    let (kind, _) = kind_of(&command.text);
    let date = sight.local(event.at, key.home).date();
    Ok(Some((format!("{kind}-{}-{date}.xml", key.home), command.text)))
}

/// A file that was written: it is made again from its payments.
fn outgoing(sight: &Sight, key: Key) -> Result<Option<(String, String)>, Halt> {
    for cycle in cycles(sight)? {
        let payments = list::payments_of(sight.reader(), cycle.id)?;
        let ours = |row: &&jiangnan_store::entity::cycle::PaymentRow| {
            row.jurisdiction == key.home && row.body.message == Some(key.id)
        };
        if !payments.iter().any(|row| ours(&row)) {
            continue;
        }
        let created = exported_at(sight, cycle.id)?.get(&key.id).copied().unwrap_or_default();
        let order = order_of(sight.reader(), sight.places(), key.id, &payments, created)?;
        let Some(order) = order else { return Ok(None) };
        let text = write_pain001(&order, Charset::Unicode).map_err(|error| {
            let text = error.to_string();
            Halt::because(Fault::Refused, Text::new(text.clone(), text))
        })?;
        return Ok(Some((format!("pain001-{}-{}-{}.xml", key.home, cycle.number, key.id), text)));
    }
    Ok(None)
}
