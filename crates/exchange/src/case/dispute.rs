//! A usage record or a no-show that the enterprise contests, and the ways out. Nobody settles it alone in their own
//! favour: what the provider corrects the enterprise confirms, and what officers rule two of them decide.

use jiangnan_booking::Verdict;
use jiangnan_kernel::{Id, Interval};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::notice::NoticeBody;
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::answer::{ReservationKey, ReservationStands, finish, finish_released};
use super::change::after;
use super::usage::record;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

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
        let reason = given(&self.reason)?;
        let step = row.body.dispute(reason)?;
        desk.tell_of_reservation(NoticeKind::UsageDisputed, &row, because(reason))?;
        finish(desk, &row, after(&row, step))
    }
}

/// The provider answers with a corrected record, which the enterprise confirms or contests again, or gives in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveIn {
    /// Which reservation.
    pub at: ReservationKey,
    /// The corrected time and samples; `None` where nothing is to be charged.
    pub corrected: Option<(Interval, u32)>,
    /// What the provider says to it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Command for GiveIn {
    type Answer = ReservationStands;

    const KIND: &'static str = "give-in";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_provider(desk)?;
        let Some((actual, samples)) = self.corrected else {
            let step = row.body.give_in()?;
            desk.tell_of_reservation(NoticeKind::DisputeSettled, &row, because(&self.reason))?;
            return finish_released(desk, &row, after(&row, step));
        };
        let operator = row.body.usage.as_ref().map(|usage| usage.operator.clone()).unwrap_or_default();
        let step = row.body.correct(desk.at(), record(desk, actual, samples, &operator))?;
        let row_after = after(&row, step);
        let say = |body: &mut NoticeBody| {
            because(&self.reason)(body);
            body.time = Some(actual);
        };
        desk.tell_of_reservation(NoticeKind::UsageCorrected, &row_after, say)?;
        finish(desk, &row, row_after)
    }
}

/// The provider stands by what it recorded, and says why: officers have to rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandBy {
    /// Which reservation.
    pub at: ReservationKey,
    /// Why the record is right.
    pub reason: String,
}

impl Command for StandBy {
    type Answer = ReservationStands;

    const KIND: &'static str = "stand-by";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = self.at.for_provider(desk)?;
        let reason = given(&self.reason)?;
        let step = row.body.stand_by(reason)?;
        desk.tell_of_reservation(NoticeKind::RecordDefended, &row, because(reason))?;
        finish(desk, &row, after(&row, step))
    }
}

/// An officer of the jurisdiction of the instrument proposes how a dispute ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeRuling {
    /// Which reservation.
    pub at: ReservationKey,
    /// Which side is right.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

impl Command for ProposeRuling {
    type Answer = ReservationStands;

    const KIND: &'static str = "propose-ruling";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = contested(desk, self.at)?;
        let reason = given(&self.reason)?;
        let step = row.body.propose_ruling(desk.at(), desk.actor().person, self.verdict, reason)?;
        desk.tell_of_reservation(NoticeKind::RulingProposed, &row, because(reason))?;
        finish(desk, &row, after(&row, step))
    }
}

/// Another officer confirms it: the record stands, or nothing is charged and what was set aside is free again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRuling {
    /// Which reservation.
    pub at: ReservationKey,
    /// The verdict that the officer read: another that was proposed meanwhile is not confirmed unseen.
    pub verdict: Verdict,
}

impl Command for ConfirmRuling {
    type Answer = ReservationStands;

    const KIND: &'static str = "confirm-ruling";

    fn subject(&self) -> Id {
        self.at.reservation
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ReservationStands> {
        let row = contested(desk, self.at)?;
        let step = row.body.confirm_ruling(desk.actor().person, self.verdict)?;
        let row_after = after(&row, step);
        let ruling = row_after.body.dispute.as_ref().and_then(|dispute| dispute.ruling.as_ref());
        let reason = ruling.map(|ruling| ruling.reason.clone()).unwrap_or_default();
        desk.tell_of_reservation(NoticeKind::DisputeSettled, &row_after, because(&reason))?;
        match self.verdict {
            Verdict::Overturned => finish_released(desk, &row, row_after),
            Verdict::Upheld => finish(desk, &row, row_after),
        }
    }
}

/// The row of a reservation, where the actor is an officer of the instrument's jurisdiction.
fn contested(desk: &mut Desk<'_>, at: ReservationKey) -> Decision<ReservationRow> {
    desk.require(Role::Officer, at.home)?;
    desk.reservation(at.home, at.reservation)
}

/// A reason that is one.
fn given(reason: &str) -> Decision<&str> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::invalid("reason", "Write why.", "请写明理由。").into());
    }
    Ok(reason)
}

/// Lets a notice say why.
fn because(reason: &str) -> impl Fn(&mut NoticeBody) {
    let reason = reason.trim().to_owned();
    move |body| body.reason.clone_from(&reason)
}
