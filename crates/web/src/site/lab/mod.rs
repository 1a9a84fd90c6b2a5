//! The lab manager's desk beside requests, usage and claims.

mod calendar;
mod expert;
mod import;
mod listing;
mod payouts;
mod utilisation;
mod words;

use std::sync::Arc;

use axum::Router;
use jiangnan_exchange::Actor;
use jiangnan_store::entity::catalogue::ListingRow;

use super::{Halt, Sight, Site};
use crate::view::Key;
use crate::view::error::Fault;

pub(super) fn routes() -> Router<Arc<Site>> {
    listing::routes()
        .merge(calendar::routes())
        .merge(utilisation::routes())
        .merge(payouts::routes())
        .merge(import::routes())
        .merge(expert::routes())
}

/// A listing of the actor's provider.
///
/// # Errors
/// Pages that say that there is none, or that it is somebody else's.
fn own(sight: &mut Sight, actor: &Actor, key: Key) -> Result<ListingRow, Halt> {
    let row = sight.listing(key)?;
    let own = row.provider == actor.organisation && row.jurisdiction == actor.home;
    if own { Ok(row) } else { Err(Halt::of(Fault::Forbidden)) }
}
