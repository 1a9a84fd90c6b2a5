//! What desks keep beside the market: wait lists, documents, calendar feeds.

use std::sync::Arc;

use jiangnan_booking::{WaitEntry, WaitState};
use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::event::Hash;
use crate::row::Column;
use crate::{Json, Lookup, Query, StoreError, Value};

table! {
    /// Somebody who waits for a slot of an instrument or expert.
    pub struct WaitRow in "wait_entry" {
        key {
            /// The jurisdiction of the instrument.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// The instrument or expert.
        instrument: Id,
        /// The jurisdiction of the enterprise.
        enterprise_home: PlaceCode,
        /// The enterprise.
        enterprise: Id,
        /// Whether it still waits, or has an offer.
        open: bool,
        /// Until when the slot that it was offered is kept.
        offer_until: Option<Instant>,
        /// Since when it waits.
        since: Instant,
        /// The entry as the booking room knows it.
        body: Json<WaitEntry>,
    }
}

table! {
    /// A document, found by the hash of its content and by whose it is.
    pub struct DocumentRow in "document" {
        key {
            /// The jurisdiction of the owner.
            jurisdiction: PlaceCode,
            /// The SHA-256 hash of the content.
            sha256: Hash,
            /// The organisation that sent it.
            owner: Id,
        }
        /// What it is: `application/pdf`.
        media_type: String,
        /// Its name on the sender's machine.
        name: String,
        /// When it came.
        kept_at: Instant,
        /// Its bytes.
        content: Arc<Vec<u8>>,
    }
}

table! {
    /// The calendar feed of a person.
    pub struct FeedRow in "calendar_feed" {
        key {
            /// The jurisdiction of the person.
            jurisdiction: PlaceCode,
            /// The person.
            person: Id,
        }
        /// The hash of the secret in the feed's address.
        token_hash: Hash,
        /// Since when the address works.
        opened_at: Instant,
    }
}

impl WaitRow {
    /// The same row after a step of its entry.
    #[must_use]
    pub fn with(&self, entry: WaitEntry) -> WaitRow {
        let (open, offer_until) = match entry.state {
            WaitState::Waiting => (true, None),
            WaitState::Offered { until, .. } => (true, Some(until)),
            WaitState::Taken | WaitState::Lapsed | WaitState::Withdrawn => (false, None),
        };
        WaitRow { open, offer_until, body: Json(entry), ..self.clone() }
    }
}

/// The keys of the open entries of an instrument's wait list.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitsOf {
    /// The jurisdiction of the instrument, and the instrument.
    pub of: (PlaceCode, Id),
    /// The ids of the entries that were open when they were read, and of those that came since.
    pub entries: Vec<Id>,
}

impl Lookup for WaitsOf {
    type Key = (PlaceCode, Id);

    fn key(&self) -> Self::Key {
        self.of
    }

    fn fetch_all(source: &impl Query, keys: &[Self::Key]) -> Result<Vec<Option<WaitsOf>>, StoreError> {
        let sql = "SELECT id FROM wait_entry WHERE jurisdiction = $1 AND instrument = $2 AND open = 1 \
                   ORDER BY since, id";
        let values: Vec<Vec<Value>> =
            keys.iter().map(|(home, instrument)| vec![home.to_value(), instrument.to_value()]).collect();
        let found = source.rows_for_each("wait_entry", sql, &values, |fields| fields.take())?;
        let of = |(key, entries): (&Self::Key, Vec<Id>)| Some(WaitsOf { of: *key, entries });
        Ok(keys.iter().zip(found).map(of).collect())
    }
}
