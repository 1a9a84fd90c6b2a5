//! Calling a whole series off: every week of it that can still be called off, in one step.

use jiangnan_booking::Party;
use jiangnan_booking::series::SERIES_COUNT_MAX;
use jiangnan_kernel::{Currency, Id, PlaceCode, Rounding};
use jiangnan_store::entity::booking::ReservationRow;
use serde::{Deserialize, Serialize};

use super::answer::{Cancel, ReservationKey};
use super::reserve::check_agreed;
use super::series::reservation_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The engineer calls off what is left of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelSeries {
    /// The series.
    pub series: Id,
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// Why.
    pub reason: String,
    /// The fees over all weeks that the engineer saw and agreed to, in minor units; `None` agrees to any.
    pub agreed_minor: Option<i64>,
}

/// What was called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesCancelled {
    /// Each week, with its fee in minor units.
    pub reservations: Vec<(Id, i64)>,
    /// The currency of the fees.
    pub currency: Currency,
    /// The fees over all.
    pub fee_minor: i64,
}

impl Command for CancelSeries {
    type Answer = SeriesCancelled;

    const KIND: &'static str = "cancel-series";

    fn subject(&self) -> Id {
        self.series
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SeriesCancelled> {
        let rows = desk.weeks_of(self.home, self.series)?;
        let Some(first) = rows.first() else { return Err(Refusal::not_found("series", self.series).into()) };
        let currency = first.terms.currency;
        let mut answer = SeriesCancelled { reservations: Vec::new(), currency, fee_minor: 0 };
        for row in &rows {
            let at = ReservationKey { home: self.home, reservation: row.id };
            at.for_enterprise(desk)?;
            let Some(fee_minor) = desk.fee_of(row)? else { continue };
            Cancel { at, party: Party::Enterprise, reason: self.reason.clone() }.decide(desk)?;
            answer.reservations.push((row.id, fee_minor));
            answer.fee_minor = answer.fee_minor.saturating_add(fee_minor);
        }
        if answer.reservations.is_empty() {
            let (what, state) = ("series", "over".to_owned());
            return Err(Refusal::WrongState { what, state, asked: "called off any more" }.into());
        }
        check_agreed(self.agreed_minor, answer.fee_minor, currency)?;
        Ok(answer)
    }
}

impl Desk<'_> {
    /// The weeks of a series, in their order.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn weeks_of(&mut self, home: PlaceCode, series: Id) -> Decision<Vec<ReservationRow>> {
        let keys: Vec<(PlaceCode, Id)> =
            (1..=SERIES_COUNT_MAX).map(|number| (home, reservation_of(series, number))).collect();
        self.sets.reservations.want(&keys)?;
        let mut rows = Vec::new();
        for key in &keys {
            let Some(row) = self.sets.reservations.get(key)?.cloned() else { break };
            rows.push(row);
        }
        Ok(rows)
    }

    /// What calling a reservation off costs now, in minor units; none where it cannot be called off any more.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn fee_of(&mut self, row: &ReservationRow) -> Decision<Option<i64>> {
        let listing = self.listing(row.jurisdiction, row.body.instrument)?;
        let off = row.body.call_off(self.at(), &listing.policy);
        Ok(off.map(|off| off.share.of(row.terms.price_minor, Rounding::HalfUp)))
    }
}
