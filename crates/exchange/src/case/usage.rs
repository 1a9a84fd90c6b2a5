//! What was used: recorded by the provider, confirmed by the enterprise.

use jiangnan_booking::UsageRecord;
use jiangnan_kernel::{Id, Interval};
use jiangnan_store::entity::notice::NoticeBody;
use jiangnan_store::entity::notice_kind::NoticeKind;
use serde::{Deserialize, Serialize};

use super::answer::{ReservationKey, ReservationStands, finish, finish_released};
use super::change::after;
use crate::command::{Command, Decision};
use crate::desk::Desk;

/// The provider records what was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordUsage {
    /// Which reservation.
    pub at: ReservationKey,
    /// When the work really ran.
    pub actual: Interval,
    /// How many samples were measured.
    pub samples: u32,
    /// Who ran the instrument.
    pub operator: String,
}

impl Command for RecordUsage {
    type Answer = ReservationStands;

    const KIND: &'static str = "record-usage";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_provider(desk)?;
        let step =
            row.body.record_usage(desk.at(), record(desk, self.actual, self.samples, &self.operator))?;
        let row_after = after(&row, step);
        let say = |body: &mut NoticeBody| body.time = Some(self.actual);
        desk.tell_of_reservation(NoticeKind::UsageRecorded, &row_after, say)?;
        finish(desk, &row, row_after)
    }
}

/// A record of use that the actor makes now.
pub(super) fn record(desk: &Desk<'_>, actual: Interval, samples: u32, operator: &str) -> UsageRecord {
    let (recorded_by, recorded_at) = (desk.actor().person, desk.at());
    UsageRecord { actual, samples, operator: operator.trim().to_owned(), recorded_by, recorded_at }
}

/// The provider records that nobody came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordNoShow {
    /// Which reservation.
    pub at: ReservationKey,
}

impl Command for RecordNoShow {
    type Answer = ReservationStands;

    const KIND: &'static str = "record-no-show";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_provider(desk)?;
        let step = row.body.record_no_show(desk.at())?;
        desk.tell_of_reservation(NoticeKind::NoShowRecorded, &row, |_| {})?;
        // Public money pays for work, not for a fee.
        finish_released(desk, &row, after(&row, step))
    }
}

/// The enterprise confirms the usage record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// Which reservation.
    pub at: ReservationKey,
}

impl Command for Confirm {
    type Answer = ReservationStands;

    const KIND: &'static str = "confirm";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_enterprise(desk)?;
        let step = row.body.confirm()?;
        desk.tell_of_reservation(NoticeKind::UsageConfirmed, &row, |_| {})?;
        finish(desk, &row, after(&row, step))
    }
}
