//! Opening a market: its database, its places, its writer.

use std::sync::Arc;

use jiangnan_exchange::case::place::{PLACES, PutPlaces};
use jiangnan_exchange::watch::{Nobody, Watch};
use jiangnan_exchange::{Envelope, Exchange, ExchangeOptions};
use jiangnan_kernel::{Clock, Id, PlaceCode, PlaceTree};
use jiangnan_store::Database;

use crate::failure::Failure;
use crate::system::{SystemClock, SystemRng};

/// The Yangtze River Delta, which is used where nobody says otherwise.
pub const DELTA: &str = include_str!("../../../data/places/yrd.csv");

/// Opens the market of a database that exists.
///
/// # Errors
/// Where the database cannot be opened or its places cannot be read.
pub fn open(database: Database) -> Result<Exchange, Failure> {
    open_watched(database, Arc::new(Nobody))
}

/// The same with somebody who is told what the writer does.
///
/// # Errors
/// As [`open`].
pub fn open_watched(database: Database, watch: Arc<dyn Watch>) -> Result<Exchange, Failure> {
    let places = places(&database)?;
    Ok(Exchange::open_watched(database, Arc::new(places), ExchangeOptions::default(), watch)?)
}

/// The places of a database; those of the delta where it has none of its own.
///
/// # Errors
/// Where the database fails or its table of places cannot be read.
pub fn places(database: &Database) -> Result<PlaceTree, Failure> {
    let kept = jiangnan_store::list::study_text(&database.reader()?, PLACES)?;
    read_places(kept.as_deref().unwrap_or(DELTA))
}

/// Reads a table of places.
///
/// # Errors
/// [`Failure::Input`] with the line that is wrong.
pub fn read_places(table: &str) -> Result<PlaceTree, Failure> {
    PlaceTree::read_csv(table).map_err(|error| Failure::Input(format!("the table of places: {error}")))
}

/// Keeps a table of places in a database, where it does not hold the same already.
///
/// # Errors
/// Where the table cannot be read or the database fails.
pub fn keep_places(database: &Database, table: &str) -> Result<(), Failure> {
    let tree = read_places(table)?;
    let kept = jiangnan_store::list::study_text(&database.reader()?, PLACES)?;
    if kept.as_deref() == Some(table) {
        return Ok(());
    }
    let root = tree.places().first().map(|place| place.code);
    let root: PlaceCode = root.ok_or_else(|| Failure::Input("the table of places is empty".to_owned()))?;
    let exchange = Exchange::open(database.clone(), Arc::new(tree), ExchangeOptions::default())?;
    exchange.run(envelope(root), PutPlaces { table: table.to_owned() })?;
    Ok(())
}

/// The cover of a command that the operator gives now, at the command line.
pub fn envelope(home: PlaceCode) -> Envelope {
    Envelope { id: make_id(), actor: jiangnan_exchange::lapse::program(home), at: SystemClock.now() }
}

/// A new id.
pub fn make_id() -> Id {
    Id::make(&SystemClock, &mut SystemRng)
}
