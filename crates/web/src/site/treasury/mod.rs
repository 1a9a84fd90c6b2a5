//! The treasurer's desk: cycles, files to and from the bank, statements. An auditor reads all of it and
//! changes nothing.

mod cycle;
mod deed;
mod download;
mod files;
mod line;
mod positions;
mod settlement;
mod statement;

pub(super) use files::open_lines;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use jiangnan_clearing::Receiver;
use jiangnan_exchange::Actor;
use jiangnan_kernel::{PlaceCode, Text};
use jiangnan_store::entity::cycle::CycleRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::{Halt, Sight, Site, missing};

/// Who reads the pages of this desk.
const READERS: [Role; 2] = [Role::Treasurer, Role::Auditor];

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .merge(cycle::routes())
        .merge(deed::routes())
        .merge(files::routes())
        .merge(download::routes())
        .merge(statement::routes())
        .merge(line::routes())
        .merge(positions::routes())
}

/// The cycles of the city group, the latest first.
pub(super) fn cycles(sight: &Sight) -> Result<Vec<CycleRow>, Halt> {
    Ok(list::cycles_of(sight.reader(), sight.site.group)?)
}

/// The cycle of a name, which is its number.
fn named<'c>(cycles: &'c [CycleRow], name: &str) -> Result<&'c CycleRow, Halt> {
    cycles.iter().find(|row| row.number.to_string() == name).ok_or_else(missing)
}

/// The jurisdictions of the city group that keep a treasury.
pub(super) fn treasuries(sight: &Sight) -> Vec<PlaceCode> {
    let places = sight.places();
    let ours = places.places().iter().filter(|place| place.treasury);
    ours.map(|place| place.code).filter(|code| places.is_within(*code, sight.site.group)).collect()
}

/// The treasuries whose business the reader sees: a treasurer's own, an auditor's all.
fn of_reader(sight: &Sight, actor: &Actor) -> Vec<PlaceCode> {
    if actor.role == Role::Treasurer { vec![actor.home] } else { treasuries(sight) }
}

/// The name of who gets a payment.
fn receiver_name(sight: &mut Sight, receiver: &Receiver) -> Result<Text, Halt> {
    match receiver {
        Receiver::Party(payee) => sight.organisation_name(payee.home, payee.party),
        Receiver::Treasury(place) => {
            let name = sight.place_name(*place);
            Ok(Text::new(format!("Treasury of {}", name.en), format!("{}财政", name.zh)))
        }
    }
}

/// A file to be kept by the reader.
fn file(media_type: &'static str, name: &str, content: String) -> Response {
    super::sheet::file(media_type, name, content.into_bytes())
}
