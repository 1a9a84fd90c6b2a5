//! What becomes of a reservation before its time: approved, declined, called off, moved, lapsed.

use jiangnan_booking::{Party, ReservationState};
use jiangnan_kernel::{Id, Interval, PlaceCode};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::notice::NoticeBody;
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::change::after;
use super::reserve::{check_expert, near, situation_of, times};
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// Where a reservation stands after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservationStands {
    /// Its state.
    pub state: ReservationState,
}

/// Which reservation a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReservationKey {
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The reservation.
    pub reservation: Id,
}

impl ReservationKey {
    /// Its row, where the actor works for the provider.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NotAllowed`].
    pub fn for_provider(self, desk: &mut Desk<'_>) -> Decision<ReservationRow> {
        let row = desk.reservation(self.home, self.reservation)?;
        desk.require_for(Role::LabManager, self.home, row.provider)?;
        Ok(row)
    }

    /// Its row, where the actor works for the enterprise.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NotAllowed`].
    pub fn for_enterprise(self, desk: &mut Desk<'_>) -> Decision<ReservationRow> {
        let row = desk.reservation(self.home, self.reservation)?;
        desk.require_for(Role::Engineer, row.enterprise_home, row.enterprise)?;
        Ok(row)
    }
}

/// The provider says yes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// Which reservation.
    pub at: ReservationKey,
    /// Why, where the provider's own rules speak against it; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub waiver: String,
}

impl Command for Approve {
    type Answer = ReservationStands;

    const KIND: &'static str = "approve";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_provider(desk)?;
        let listing = desk.listing(row.jurisdiction, row.body.instrument)?;
        let (opening, outages) = times(listing.body.terms())?;
        let occupied = desk.taken(row.jurisdiction, row.body.instrument, row.body.interval)?;
        let occupied = occupied.occupied(row.body.interval, Some(row.id));
        let situation = situation_of(desk, &listing, opening, &outages, &occupied, row.enterprise);
        let step = row.body.approve_under(&listing.policy, &situation, self.waiver.trim())?;
        let row_after = after(&row, step);
        desk.tell_of_reservation(NoticeKind::RequestAccepted, &row_after, |_| {})?;
        finish(desk, &row, row_after)
    }
}

/// The provider says no.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// Which reservation.
    pub at: ReservationKey,
    /// Why.
    pub reason: String,
}

impl Command for Decline {
    type Answer = ReservationStands;

    const KIND: &'static str = "decline";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_provider(desk)?;
        let step = row.body.decline(self.reason.trim())?;
        let row_after = after(&row, step);
        let say = |body: &mut NoticeBody| self.reason.trim().clone_into(&mut body.reason);
        desk.tell_of_reservation(NoticeKind::RequestDeclined, &row_after, say)?;
        finish_released(desk, &row, row_after)
    }
}

/// The enterprise or the provider calls a reservation off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Which reservation.
    pub at: ReservationKey,
    /// Who calls it off.
    pub party: Party,
    /// Why.
    pub reason: String,
}

impl Command for Cancel {
    type Answer = ReservationStands;

    const KIND: &'static str = "cancel";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = match self.party {
            Party::Enterprise => self.at.for_enterprise(desk)?,
            Party::Provider => self.at.for_provider(desk)?,
        };
        let listing = desk.listing(row.jurisdiction, row.body.instrument)?;
        let step = row.body.cancel(desk.at(), self.party, self.reason.trim(), &listing.policy)?;
        let row_after = after(&row, step);
        self.tell(desk, &row_after)?;
        // Public money pays for work, not for a fee: what was set aside goes back even when it is late.
        finish_released(desk, &row, row_after)
    }
}

impl Cancel {
    fn tell(&self, desk: &mut Desk<'_>, row: &ReservationRow) -> Decision<()> {
        let say = |body: &mut NoticeBody| self.reason.trim().clone_into(&mut body.reason);
        match self.party {
            Party::Provider => desk.tell_of_reservation(NoticeKind::CancelledByProvider, row, say),
            Party::Enterprise => {
                desk.tell_of_reservation(NoticeKind::CancelledByEnterprise, row, say)?;
                desk.tell_of_reservation(NoticeKind::OwnCancelled, row, say)
            }
        }
    }
}

/// The enterprise moves a reservation to another time of the same length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveReservation {
    /// Which reservation.
    pub at: ReservationKey,
    /// The new time.
    pub to: Interval,
}

impl Command for MoveReservation {
    type Answer = ReservationStands;

    const KIND: &'static str = "move";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_enterprise(desk)?;
        if self.to.seconds() != row.body.interval.seconds() {
            let en = "A move keeps the length, because the price was agreed for it. Cancel and reserve anew.";
            let zh = "改期不能改变时长，因为价格已按原时长确认。请取消后重新预约。";
            return Err(Refusal::invalid("to", en, zh).into());
        }
        let listing = desk.listing(row.jurisdiction, row.body.instrument)?;
        let (opening, outages) = times(listing.body.terms())?;
        check_expert(desk, &listing, self.to, row.terms.work_at)?;
        let (at, id) = (row.jurisdiction, row.body.instrument);
        let occupied = desk.occupied(at, id, self.to, Some(row.id), Some(row.enterprise))?;
        let situation = situation_of(desk, &listing, opening, &outages, &occupied, row.enterprise);
        let step = match row.body.move_to(self.to, desk.actor().person, &listing.policy, &situation) {
            Ok(step) => step,
            Err(refused) => {
                let near = near(desk, &listing, self.to, Some(row.id), row.enterprise, &refused)?;
                return Err(Refusal::Booking { refused: Box::new(refused), near }.into());
            }
        };
        desk.take_offers(at, id, row.enterprise, self.to)?;
        let row_after = after(&row, step);
        let until = row_after.lapses_at;
        let say = |body: &mut NoticeBody| (body.before, body.until) = (Some(row.body.interval), until);
        let asks = row_after.state == ReservationState::Requested;
        let kind = if asks { NoticeKind::MoveRequested } else { NoticeKind::ReservationMoved };
        desk.tell_of_reservation(kind, &row_after, say)?;
        desk.tell_of_reservation(NoticeKind::OwnMoved, &row_after, say)?;
        finish(desk, &row, row_after)
    }
}

/// An unanswered request runs out. Anybody may say so once it is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lapse {
    /// Which reservation.
    pub at: ReservationKey,
}

impl Command for Lapse {
    type Answer = ReservationStands;

    const KIND: &'static str = "lapse";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = desk.reservation(self.at.home, self.at.reservation)?;
        let step = row.body.lapse(desk.at())?;
        let row_after = after(&row, step);
        desk.tell_of_reservation(NoticeKind::RequestLapsed, &row_after, |_| {})?;
        finish_released(desk, &row, row_after)
    }
}

/// Writes a step and answers where the reservation stands.
///
/// # Errors
/// Where slots are not loaded yet.
pub fn finish(
    desk: &mut Desk<'_>,
    before: &ReservationRow,
    row: ReservationRow,
) -> Decision<ReservationStands> {
    let state = row.state;
    desk.save_step(Some(before), row)?;
    Ok(ReservationStands { state })
}

/// Writes a step after which nothing is set aside any more.
///
/// # Errors
/// Where slots are not loaded yet; the ledger's refusal.
pub fn finish_released(
    desk: &mut Desk<'_>,
    before: &ReservationRow,
    mut row: ReservationRow,
) -> Decision<ReservationStands> {
    desk.release(&mut row)?;
    finish(desk, before, row)
}
