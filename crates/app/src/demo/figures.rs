//! What a play came to.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiangnan_booking::ReservationState;
use jiangnan_clearing::{CycleState, PaymentState};
use jiangnan_kernel::{Currency, Id, PlaceCode};
use jiangnan_lab::{Deal, Outcome};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::list::{Countable, count, cycles, granted_claims, payments, reservations_in};
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

/// The work that was done in a play, paid by vouchers or not, as deals of the lab.
///
/// # Errors
/// Where the database fails.
pub fn outcome(world: &World, source: &impl Query) -> Result<Outcome, StoreError> {
    let mut granted: HashMap<Id, i64> = HashMap::new();
    for claim in granted_claims(source)? {
        *granted.entry(claim.reservation).or_default() += claim.body.granted_minor();
    }
    let places = Places::of(world);
    // What waits after the quarter, and what its visitors do, is no part of it.
    let needs: HashSet<Id> = world.demand.needs.iter().map(|need| need.id).collect();
    let done = reservations_in(source, ReservationState::Confirmed)?;
    let done = done.iter().filter(|row| needs.contains(&row.id));
    let deals: Vec<Deal> = done.filter_map(|row| places.deal(row, &granted)).collect();
    Ok(Outcome::of(Currency::CNY, world.demand.needs.len() as u64, &deals))
}

/// Where instruments and experts stand and enterprises have their seat.
struct Places<'a> {
    world: &'a World,
    of: HashMap<Id, PlaceCode>,
}

impl Places<'_> {
    fn of(world: &World) -> Places<'_> {
        let population = &world.population;
        let instruments = population.instruments.iter().map(|it| (it.record.id, it.record.place));
        let experts = population.experts.iter().map(|expert| (expert.id, expert.place));
        let enterprises = population.enterprises.iter().map(|enterprise| (enterprise.id, enterprise.place));
        Places { world, of: instruments.chain(experts).chain(enterprises).collect() }
    }

    fn deal(&self, row: &ReservationRow, granted: &HashMap<Id, i64>) -> Option<Deal> {
        let subsidy_minor = granted.get(&row.id).copied().unwrap_or(0);
        let (from, to) = (self.of.get(&row.enterprise)?, self.of.get(&row.body.instrument)?);
        Some(Deal {
            from: row.enterprise_home,
            to: row.jurisdiction,
            price_minor: row.terms.price_minor,
            subsidy_minor,
            own_part_minor: row.terms.price_minor - subsidy_minor,
            distance_km: self.world.places.distance_km(*from, *to)?,
        })
    }
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
    let claims = granted_claims(source)?;
    let price_minor = claims.iter().map(|row| row.body.draft.price_minor).sum();
    let subsidy_minor = claims.iter().map(|row| row.body.granted_minor()).sum();
    let exported = payments.iter().filter(|row| row.state != PaymentState::Planned).count();
    Ok(Figures {
        instruments: count(source, Countable::Instruments)?,
        providers: count(source, Countable::Providers)?,
        enterprises: count(source, Countable::Enterprises)?,
        reservations: count(source, Countable::Reservations)?,
        claims_accepted: claims.len() as u64,
        cross_border_share: outcome.cross_border_share.unwrap_or(0.0),
        cross_border_share_closed: closed.cross_border_share.unwrap_or(0.0),
        price_minor,
        subsidy_minor,
        own_part_minor: price_minor - subsidy_minor,
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
