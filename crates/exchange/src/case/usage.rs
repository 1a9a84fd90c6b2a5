//! What was used: recorded by the provider, confirmed or contested by the enterprise.

use jiangnan_booking::{Resolution, UsageRecord};
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
        let step = row.body.record_usage(desk.at(), self.record(desk))?;
        let row_after = after(&row, step);
        let say = |body: &mut NoticeBody| body.time = Some(self.actual);
        desk.tell_of_reservation(NoticeKind::UsageRecorded, &row_after, say)?;
        finish(desk, &row, row_after)
    }
}

impl RecordUsage {
    fn record(&self, desk: &Desk<'_>) -> UsageRecord {
        UsageRecord {
            actual: self.actual,
            samples: self.samples,
            operator: self.operator.trim().to_owned(),
            recorded_by: desk.actor().person,
            recorded_at: desk.at(),
        }
    }
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

/// The enterprise contests the usage record or the no-show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    /// Which reservation.
    pub at: ReservationKey,
    /// What is wrong.
    pub reason: String,
}

impl Command for Dispute {
    type Answer = ReservationStands;

    const KIND: &'static str = "dispute";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_enterprise(desk)?;
        let step = row.body.dispute(self.reason.trim())?;
        let say = |body: &mut NoticeBody| self.reason.trim().clone_into(&mut body.reason);
        desk.tell_of_reservation(NoticeKind::UsageDisputed, &row, say)?;
        finish(desk, &row, after(&row, step))
    }
}

/// The provider answers a dispute: with a corrected record, or by giving in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveIn {
    /// Which reservation.
    pub at: ReservationKey,
    /// The corrected time and samples; `None` where nothing is to be charged.
    pub corrected: Option<(Interval, u32)>,
}

impl Command for GiveIn {
    type Answer = ReservationStands;

    const KIND: &'static str = "give-in";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_provider(desk)?;
        let resolution = match self.corrected {
            None => Resolution::Overturned,
            Some((actual, samples)) => {
                let operator =
                    row.body.usage.as_ref().map(|usage| usage.operator.clone()).unwrap_or_default();
                let record = RecordUsage { at: self.at, actual, samples, operator };
                Resolution::Corrected(record.record(desk))
            }
        };
        let overturned = self.corrected.is_none();
        let step = row.body.resolve(desk.at(), resolution)?;
        desk.tell_of_reservation(NoticeKind::DisputeSettled, &row, |_| {})?;
        if overturned {
            return finish_released(desk, &row, after(&row, step));
        }
        finish(desk, &row, after(&row, step))
    }
}

/// An officer of the jurisdiction of the instrument settles a dispute: the record stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uphold {
    /// Which reservation.
    pub at: ReservationKey,
}

impl Command for Uphold {
    type Answer = ReservationStands;

    const KIND: &'static str = "uphold";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        desk.require(jiangnan_store::entity::people::Role::Officer, self.at.home)?;
        let row = desk.reservation(self.at.home, self.at.reservation)?;
        let step = row.body.resolve(desk.at(), Resolution::Upheld)?;
        desk.tell_of_reservation(NoticeKind::DisputeSettled, &row, |_| {})?;
        finish(desk, &row, after(&row, step))
    }
}
