//! What every change of a reservation does alike: its row, its slot, its holds.

use jiangnan_booking::{Calendar, Reservation, Step};
use jiangnan_kernel::{Id, Interval, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::booking::{Hold, ReservationRow, SlotRow, SlotWeek};

use crate::command::Decision;
use crate::desk::Desk;
use crate::refusal::Refusal;

impl Desk<'_> {
    /// A reservation's row.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn reservation(&mut self, home: PlaceCode, id: Id) -> Decision<ReservationRow> {
        let found = self.sets.reservations.get(&(home, id))?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("reservation", id))?)
    }

    /// The times taken on an instrument that touch a window, as one calendar.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn taken(&mut self, home: PlaceCode, instrument: Id, window: Interval) -> Decision<Calendar> {
        let mut all = Calendar::new();
        for key in SlotWeek::keys(home, instrument, window) {
            let week = self.sets.weeks.get(&key)?;
            for overlap in week.iter().flat_map(|week| week.taken.overlapping(window)) {
                // A slot that touches two weeks comes twice: the second time it is in its own way.
                let _ = all.insert(overlap.taken, overlap.by);
            }
        }
        Ok(all)
    }

    /// Writes a reservation after a step, and gives back or takes its slot.
    ///
    /// # Errors
    /// Where the slots are not loaded yet.
    pub fn save_step(&mut self, before: Option<&ReservationRow>, row: ReservationRow) -> Decision<()> {
        let was = before.and_then(|before| before.body.occupied());
        let is = row.body.occupied();
        let (home, listing) = (row.jurisdiction, row.body.instrument);
        if was != is {
            if let Some(interval) = was {
                self.free(&row.body, interval)?;
            }
            if let Some(interval) = is {
                self.occupy(&row.body, interval)?;
            }
        }
        self.sets.reservations.put(row);
        // A time that became free is somebody else's hope.
        if was.is_some() && was != is { self.offer_free(home, listing) } else { Ok(()) }
    }

    fn occupy(&mut self, reservation: &Reservation, interval: Interval) -> Decision<()> {
        let (home, instrument) = (reservation.jurisdiction, reservation.instrument);
        for key in SlotWeek::keys(home, instrument, interval) {
            let mut week = self.sets.weeks.get(&key)?.cloned().unwrap_or_else(|| SlotWeek::free(key));
            let taken = week.taken.insert(interval, reservation.id);
            taken.map_err(|overlap| {
                jiangnan_booking::Refused::Problems(vec![jiangnan_booking::Problem::Overlaps {
                    taken: overlap.taken,
                }])
            })?;
            self.sets.weeks.put(week);
        }
        // No other begins then, or it would be in the way.
        self.sets.slots.put_new(SlotRow {
            jurisdiction: home,
            instrument,
            start: interval.start(),
            until: interval.end(),
            reservation: reservation.id,
        });
        Ok(())
    }

    fn free(&mut self, reservation: &Reservation, interval: Interval) -> Decision<()> {
        let (home, instrument) = (reservation.jurisdiction, reservation.instrument);
        for key in SlotWeek::keys(home, instrument, interval) {
            let mut week = self.sets.weeks.get(&key)?.cloned().unwrap_or_else(|| SlotWeek::free(key));
            week.taken.remove(interval, reservation.id);
            self.sets.weeks.put(week);
        }
        self.sets.slots.remove(&(home, instrument, interval.start()));
        Ok(())
    }

    /// Gives back everything that was set aside for a reservation; its row then holds only what was spent.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn release(&mut self, row: &mut ReservationRow) -> Decision<()> {
        let holds = std::mem::take(&mut row.terms.0.holds);
        let (spent, left): (Vec<Hold>, Vec<Hold>) = holds.into_iter().partition(|hold| hold.spent);
        row.terms.0.holds = spent;
        for hold in left {
            self.void(hold.home, hold.transfer)?;
            self.uncount(&hold, hold.amount_minor)?;
        }
        Ok(())
    }

    /// Takes an amount that was not spent off the caps that counted it.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn uncount(&mut self, hold: &Hold, minor: i64) -> Decision<()> {
        for cap in hold.voucher.iter().flat_map(|voucher| &voucher.caps) {
            self.count_cap(cap.home, &cap.cap, -cap.share_of(minor, hold.amount_minor))?;
        }
        Ok(())
    }
}

/// A reservation's row after a step.
pub fn after(row: &ReservationRow, step: Step) -> ReservationRow {
    let reservation = step.reservation;
    ReservationRow {
        state: reservation.state,
        start: reservation.interval.start(),
        lapses_at: reservation.lapses_at,
        body: Json(reservation),
        ..row.clone()
    }
}
