//! Organisations, and what they list: instruments and experts with their booking policy.

use std::sync::Arc;

use jiangnan_booking::BookingPolicy;
pub use jiangnan_catalogue::Listing;
use jiangnan_catalogue::Organisation;
use jiangnan_kernel::{Id, PlaceCode};

use crate::row::Column;
use crate::{Json, Lookup, Query, StoreError, Value};

table! {
    /// An enterprise, a provider or a government.
    pub struct OrganisationRow in "organisation" {
        key {
            /// The jurisdiction in which it has its seat.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// What kind it is, to list one kind.
        kind: String,
        /// Its identifier as text; empty where none is known.
        code: String,
        /// The organisation.
        body: Json<Arc<Organisation>>,
    }
}

table! {
    /// An instrument or expert that can be looked for, and reserved where its terms allow it.
    pub struct ListingRow in "listing" {
        key {
            /// The jurisdiction in which it stands.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// Its provider.
        provider: Id,
        /// The instrument or expert.
        body: Json<Arc<Listing>>,
        /// By which rules it is reserved.
        policy: Json<BookingPolicy>,
    }
}

impl OrganisationRow {
    /// The row of an organisation in a jurisdiction.
    pub fn new(jurisdiction: PlaceCode, organisation: Organisation) -> OrganisationRow {
        let kind = match organisation.kind() {
            jiangnan_catalogue::OrganisationKind::Enterprise => "enterprise",
            jiangnan_catalogue::OrganisationKind::Provider => "provider",
            jiangnan_catalogue::OrganisationKind::Government => "government",
        };
        OrganisationRow {
            jurisdiction,
            id: organisation.id,
            kind: kind.to_owned(),
            code: organisation.identifier.as_ref().map(ToString::to_string).unwrap_or_default(),
            body: Json(Arc::new(organisation)),
        }
    }
}

/// Where an organisation has its seat, found by its id alone.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatOf {
    /// The organisation.
    pub id: Id,
    /// The jurisdiction.
    pub home: PlaceCode,
}

impl Lookup for SeatOf {
    type Key = Id;

    fn key(&self) -> Id {
        self.id
    }

    fn fetch_all(source: &impl Query, keys: &[Id]) -> Result<Vec<Option<SeatOf>>, StoreError> {
        let sql = "SELECT jurisdiction FROM organisation WHERE id = $1";
        let values: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.to_value()]).collect();
        let found = source.rows_for_each("organisation", sql, &values, |fields| fields.take())?;
        let of =
            |(id, homes): (&Id, Vec<PlaceCode>)| homes.first().map(|home| SeatOf { id: *id, home: *home });
        Ok(keys.iter().zip(found).map(of).collect())
    }
}

/// Who bears a registered number.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeUse {
    /// The number.
    pub code: String,
    /// The keys of the organisations.
    pub organisations: Vec<(PlaceCode, Id)>,
}

impl Lookup for CodeUse {
    type Key = String;

    fn key(&self) -> String {
        self.code.clone()
    }

    fn fetch_all(source: &impl Query, keys: &[String]) -> Result<Vec<Option<CodeUse>>, StoreError> {
        let sql = "SELECT jurisdiction, id FROM organisation WHERE code = $1 AND code <> '' ORDER BY jurisdiction, id";
        let values: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.to_value()]).collect();
        let read = |fields: &mut crate::Fields<'_>| Ok((fields.take()?, fields.take()?));
        let found = source.rows_for_each("organisation", sql, &values, read)?;
        let of = |(code, organisations): (&String, _)| Some(CodeUse { code: code.clone(), organisations });
        Ok(keys.iter().zip(found).map(of).collect())
    }
}
