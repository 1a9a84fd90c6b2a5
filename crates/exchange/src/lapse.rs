//! What runs out by itself: requests that nobody answered, vouchers past their last day.

use std::sync::Arc;

use jiangnan_kernel::{Id, Instant, PlaceCode};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list::{overdue_offers, overdue_requests};

use crate::account::id_of;
use crate::case::answer::{Lapse, ReservationKey};
use crate::case::wait::PassOffersOn;
use crate::command::{Actor, Envelope};
use crate::exchange::Exchange;
use crate::writer::{Failure, OPERATOR};

/// The program itself, acting in a jurisdiction.
pub fn program(home: PlaceCode) -> Actor {
    Actor { person: OPERATOR, home, role: Role::Operator, organisation: Id(0) }
}

/// Lapses every request whose time to be answered is over; how many.
///
/// # Errors
/// Where the database fails. A request that somebody answered meanwhile is no error.
pub fn lapse_due(exchange: &Exchange, now: Instant) -> Result<usize, Failure> {
    let overdue = exchange.reader().and_then(|reader| overdue_requests(&reader, now));
    let overdue = overdue.map_err(|error| Failure::Store(Arc::new(error)))?;
    let mut lapsed = 0;
    for row in &overdue {
        let at = ReservationKey { home: row.jurisdiction, reservation: row.id };
        // The id follows from the request and its time, so that two nodes that sweep lapse it once.
        let id = id_of(format!("lapse:{}:{:?}", row.id, row.lapses_at).as_bytes());
        let envelope = Envelope { id, actor: program(row.jurisdiction), at: now };
        match exchange.run(envelope, Lapse { at }) {
            Ok(_) => lapsed += 1,
            Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(lapsed)
}

/// Ends every offer of a wait list whose time is over, and passes its slot on; how many lists.
///
/// # Errors
/// Where the database fails.
pub fn pass_offers_on(exchange: &Exchange, now: Instant) -> Result<usize, Failure> {
    let overdue = exchange.reader().and_then(|reader| overdue_offers(&reader, now));
    let overdue = overdue.map_err(|error| Failure::Store(Arc::new(error)))?;
    let mut lists: Vec<(PlaceCode, Id)> =
        overdue.iter().map(|row| (row.jurisdiction, row.instrument)).collect();
    lists.sort_unstable();
    lists.dedup();
    let mut passed = 0;
    for (home, listing) in lists {
        let offers = overdue.iter().filter(|row| row.instrument == listing).map(|row| row.id.to_string());
        let id = id_of(format!("pass-on:{}", offers.collect::<String>()).as_bytes());
        let envelope = Envelope { id, actor: program(home), at: now };
        match exchange.run(envelope, PassOffersOn { home, listing }) {
            Ok(()) => passed += 1,
            Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(passed)
}
