//! Claims, and where an invoice was used before.

use jiangnan_clearing::{Claim, ClaimState};
use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::row::Column;
use crate::{Json, Lookup, Query, StoreError, Value};

table! {
    /// A claim to one funder.
    pub struct ClaimRow in "claim" {
        key {
            /// The funder.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// The jurisdiction of the provider.
        provider_home: PlaceCode,
        /// The provider.
        provider: Id,
        /// The reservation whose work is claimed.
        reservation: Id,
        /// The invoice number in its comparable form.
        invoice: String,
        /// Where it stands.
        state: ClaimState,
        /// The cycle that pays it.
        cycle: Option<Id>,
        /// Whether a cycle has something to pay or to collect.
        due: bool,
        /// When it was lodged.
        submitted_at: Instant,
        /// The transfer that paid it out of the wallet, once it is granted.
        posted: Option<Id>,
        /// The claim as the clearing room knows it.
        body: Json<Claim>,
        /// The scheme under whose text it stands.
        scheme: String,
        /// The version of that text.
        version: String,
        /// When it was granted.
        accepted_at: Option<Instant>,
        /// What is left of what was granted, in minor units; zero where it is not granted or was taken back.
        granted_minor: i64,
        /// Whether a later part of it is still to be paid.
        parts_open: bool,
    }
}

impl ClaimRow {
    /// The row of a claim; `provider_home` is the jurisdiction of its provider.
    pub fn new(provider_home: PlaceCode, claim: Claim) -> ClaimRow {
        ClaimRow {
            jurisdiction: claim.draft.funder,
            id: claim.draft.id,
            provider_home,
            provider: claim.draft.provider,
            reservation: claim.draft.reservation,
            invoice: claim.draft.invoice.key(),
            state: claim.state,
            cycle: claim.cycle,
            due: !claim.dues().is_empty(),
            submitted_at: claim.lodged_at,
            posted: None,
            scheme: claim.draft.scheme.clone(),
            version: claim.draft.version.clone(),
            accepted_at: claim.accepted_at,
            granted_minor: if claim.state.is_granted() { claim.granted_minor() } else { 0 },
            parts_open: claim.instalments.iter().any(|part| part.minor > 0 && !part.paid),
            body: Json(claim),
        }
    }

    /// The same row after a step of its claim.
    #[must_use]
    pub fn with(self, claim: Claim) -> ClaimRow {
        ClaimRow { posted: self.posted, ..ClaimRow::new(self.provider_home, claim) }
    }
}

/// The claims, of whatever funder, that bear one invoice number.
#[derive(Clone, Debug, PartialEq)]
pub struct InvoiceUse {
    /// The number in its comparable form.
    pub invoice: String,
    /// The keys of the claims.
    pub claims: Vec<(PlaceCode, Id)>,
}

impl Lookup for InvoiceUse {
    type Key = String;

    fn key(&self) -> String {
        self.invoice.clone()
    }

    fn fetch_all(source: &impl Query, keys: &[String]) -> Result<Vec<Option<InvoiceUse>>, StoreError> {
        let sql = "SELECT jurisdiction, id FROM claim WHERE invoice = $1 ORDER BY submitted_at, id";
        let found = claim_keys(source, sql, keys)?;
        let of = |(key, claims): (&String, _)| Some(InvoiceUse { invoice: key.clone(), claims });
        Ok(keys.iter().zip(found).map(of).collect())
    }
}

/// The claims made for one reservation.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimsFor {
    /// The reservation.
    pub reservation: Id,
    /// The keys of the claims.
    pub claims: Vec<(PlaceCode, Id)>,
}

impl Lookup for ClaimsFor {
    type Key = Id;

    fn key(&self) -> Id {
        self.reservation
    }

    fn fetch_all(source: &impl Query, keys: &[Id]) -> Result<Vec<Option<ClaimsFor>>, StoreError> {
        let sql = "SELECT jurisdiction, id FROM claim WHERE reservation = $1 ORDER BY submitted_at, id";
        let found = claim_keys(source, sql, keys)?;
        let of = |(key, claims): (&Id, _)| Some(ClaimsFor { reservation: *key, claims });
        Ok(keys.iter().zip(found).map(of).collect())
    }
}

/// The keys of the claims that a statement finds for each of many values.
fn claim_keys(
    source: &impl Query,
    sql: &str,
    keys: &[impl Column],
) -> Result<Vec<Vec<(PlaceCode, Id)>>, StoreError> {
    let values: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.to_value()]).collect();
    source.rows_for_each("claim", sql, &values, |fields| Ok((fields.take()?, fields.take()?)))
}
