//! What a play came to.

use std::collections::BTreeMap;

use jiangnan_clearing::{CycleState, PaymentState};
use jiangnan_kernel::{Currency, PlaceCode};
use jiangnan_lab::{Deal, Outcome};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::catalogue::{ListingRow, OrganisationRow};
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::list::{Countable, count, cycles, granted_claims, payments};
use jiangnan_store::{Query, StoreError};
use serde::{Deserialize, Serialize};

use super::world::World;

/// The figures of one play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Instruments listed.
    pub instruments: u64,
    /// Providers.
    pub providers: u64,
    /// Enterprises.
    pub enterprises: u64,
    /// Reservations made, whatever became of them.
    pub reservations: u64,
    /// Claims granted.
    pub claims_accepted: u64,
    /// The share of the granted subsidy that crossed a border, from 0 to 1.
    pub cross_border_share: f64,
    /// The same quarter under closed borders.
    pub cross_border_share_closed: f64,
    /// The price of the work of the granted claims, in minor units.
    pub price_minor: i64,
    /// What was granted.
    pub subsidy_minor: i64,
    /// What the enterprises paid themselves.
    pub own_part_minor: i64,
    /// What each jurisdiction got (or paid, below zero) over all cycles.
    pub nets: Vec<JurisdictionNet>,
    /// Payments handed to the bank.
    pub payments_exported: u64,
    /// `verified`, or `broken`.
    pub audit: String,
}

/// The net of a jurisdiction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JurisdictionNet {
    /// The jurisdiction.
    pub jurisdiction: PlaceCode,
    /// The currency.
    pub currency: Currency,
    /// How much, in minor units.
    pub net_minor: i64,
}

/// The granted claims of a play, as deals of the lab.
///
/// # Errors
/// Where the database fails.
pub fn outcome(world: &World, source: &impl Query) -> Result<Outcome, StoreError> {
    let deals: Vec<Deal> =
        granted_claims(source)?.iter().filter_map(|claim| deal(world, source, claim)).collect();
    Ok(Outcome::of(Currency::CNY, world.demand.needs.len() as u64, &deals))
}

fn deal(world: &World, source: &impl Query, claim: &ClaimRow) -> Option<Deal> {
    let reservation: ReservationRow = source.find(&(claim.provider_home, claim.reservation)).ok()??;
    let listing: ListingRow = source.find(&(claim.provider_home, reservation.body.instrument)).ok()??;
    let enterprise: OrganisationRow =
        source.find(&(reservation.enterprise_home, reservation.enterprise)).ok()??;
    let subsidy_minor = claim.body.granted_minor();
    Some(Deal {
        from: reservation.enterprise_home,
        to: claim.provider_home,
        price_minor: claim.body.draft.price_minor,
        subsidy_minor,
        own_part_minor: claim.body.draft.price_minor - subsidy_minor,
        distance_km: world.places.distance_km(enterprise.body.place, listing.body.place())?,
    })
}

/// The figures of a play, except those of the comparison and of the audit.
///
/// # Errors
/// Where the database fails.
pub fn figures(
    source: &impl Query,
    outcome: &Outcome,
    closed: &Outcome,
    audit: &str,
) -> Result<Figures, StoreError> {
    let payments = payments(source)?;
    let exported = payments.iter().filter(|row| row.state != PaymentState::Planned).count();
    Ok(Figures {
        instruments: count(source, Countable::Instruments)?,
        providers: count(source, Countable::Providers)?,
        enterprises: count(source, Countable::Enterprises)?,
        reservations: count(source, Countable::Reservations)?,
        claims_accepted: granted_claims(source)?.len() as u64,
        cross_border_share: outcome.cross_border_share.unwrap_or(0.0),
        cross_border_share_closed: closed.cross_border_share.unwrap_or(0.0),
        price_minor: outcome.price_minor,
        subsidy_minor: outcome.subsidy_minor,
        own_part_minor: outcome.own_part_minor,
        nets: nets(source)?,
        payments_exported: exported as u64,
        audit: audit.to_owned(),
    })
}

fn nets(source: &impl Query) -> Result<Vec<JurisdictionNet>, StoreError> {
    let cycles = cycles(source)?;
    let mut sums: BTreeMap<(PlaceCode, Currency), i64> = BTreeMap::new();
    for cycle in cycles.iter().filter(|cycle| cycle.state != CycleState::Open) {
        for net in &cycle.body.nets {
            let sum = sums.entry((net.jurisdiction, net.money.currency)).or_default();
            *sum = sum.saturating_add(net.money.minor);
        }
    }
    let net = |((jurisdiction, currency), net_minor)| JurisdictionNet { jurisdiction, currency, net_minor };
    Ok(sums.into_iter().map(net).collect())
}
