//! The officer's desk: claims, funds, schemes, grants. An auditor reads all of it and changes nothing.

mod batch;
mod burn;
mod claim;
mod decide;
mod edit;
mod enterprise;
mod fund;
mod grant;
mod knob;
mod late;
mod open_orders;
mod rules;
mod sanction;
mod scheme;
mod unmet;
mod waiting;

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use jiangnan_exchange::Actor;
use jiangnan_kernel::PlaceCode;
use jiangnan_scheme::Scheme;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::SchemeVersionRow;
use jiangnan_store::list;

pub(crate) use fund::balances;
pub(crate) use open_orders::view as open_orders;
pub use unmet::DemandShelf;

use super::{Halt, Sight, Site};

pub(super) use fund::sums;
pub(super) use late::overdue;

/// Who reads the pages of this desk.
const READERS: [Role; 2] = [Role::Officer, Role::Auditor];

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .merge(waiting::routes())
        .merge(claim::routes())
        .merge(decide::routes())
        .merge(fund::routes())
        .merge(scheme::routes())
        .merge(grant::routes())
        .merge(sanction::routes())
        .merge(batch::routes())
        .merge(edit::routes())
        .merge(open_orders::routes())
        .merge(late::routes())
        .merge(enterprise::routes())
        .merge(burn::routes())
        .merge(unmet::routes())
}

/// Whether somebody reads what belongs to a funder: its own officers, and whoever audits.
fn may_read(actor: &Actor, funder: PlaceCode) -> bool {
    actor.role == Role::Auditor || actor.home == funder
}

/// One scheme of a funder with the version that was enacted last.
pub(super) struct Enacted {
    /// The version.
    pub row: SchemeVersionRow,
    /// The scheme in it.
    pub scheme: Arc<Scheme>,
}

/// The version enacted last of each scheme whose funder the reader may look at.
pub(super) fn enacted(sight: &mut Sight, actor: &Actor) -> Result<Vec<Enacted>, Halt> {
    let rows = list::scheme_versions(sight.reader())?;
    let mut found: Vec<Enacted> = Vec::new();
    for row in rows.into_iter().filter(|row| row.enacted_at.is_some()) {
        let known = found
            .last()
            .is_some_and(|last| (last.row.jurisdiction, &last.row.scheme) == (row.jurisdiction, &row.scheme));
        if !known && may_read(actor, row.jurisdiction) {
            let scheme = read(sight, &row)?;
            found.push(Enacted { row, scheme });
        }
    }
    Ok(found)
}

/// The scheme of a stored text.
fn read(sight: &mut Sight, row: &SchemeVersionRow) -> Result<Arc<Scheme>, Halt> {
    sight.ask(|desk| desk.scheme_version(row.jurisdiction, &row.scheme, &row.version))
}

/// The versions of rule texts of which something holds, each under its funder.
pub(super) fn versions_where(
    sight: &mut Sight,
    holds: impl Fn(&Scheme) -> bool,
) -> Result<HashSet<(PlaceCode, String)>, Halt> {
    let mut found = HashSet::new();
    for row in list::scheme_versions(sight.reader())? {
        if holds(&*read(sight, &row)?) {
            found.insert((row.jurisdiction, row.version));
        }
    }
    Ok(found)
}
