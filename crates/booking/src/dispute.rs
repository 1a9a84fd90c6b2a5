//! A dispute about a usage record or a no-show, and its ways out: the provider corrects the record, and the enterprise
//! looks at it again; the provider gives in; the enterprise confirms after all; or two officers rule.

use jiangnan_kernel::{Id, Instant};
use serde::{Deserialize, Serialize};

use crate::reservation::{Refused, Reservation, Step};
use crate::state::{ReservationEvent as Event, ReservationState as State};
use crate::usage::UsageRecord;

/// What the two sides and the officers have said since a record was contested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    /// What the enterprise says is wrong.
    pub reason: String,
    /// Why the provider stands by its record; empty until it says so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// What an officer has proposed, or two have decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruling: Option<Ruling>,
}

/// What officers make of a dispute: proposed by one, in force once another has confirmed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// Which side is right.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: Id,
    /// When.
    pub proposed_at: Instant,
    /// Who confirmed it; none while it is a proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<Id>,
}

/// Which side of a dispute is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The record (usage or no-show) stands.
    Upheld,
    /// The enterprise is right: nothing is charged.
    Overturned,
}

impl Verdict {
    /// Both.
    pub const ALL: [Verdict; 2] = [Verdict::Upheld, Verdict::Overturned];

    /// Its name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Upheld => "upheld",
            Verdict::Overturned => "overturned",
        }
    }

    /// The verdict of a name.
    pub fn of_name(name: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl Reservation {
    /// The enterprise contests the usage record or the no-show.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::Ruled`] where officers have decided on it.
    pub fn dispute(&self, reason: impl Into<String>) -> Result<Step, Refused> {
        let mut step = self.step(Event::Disputed)?;
        if self.is_ruled() {
            return Err(Refused::Ruled);
        }
        let reason = reason.into();
        step.reservation.reason.clone_from(&reason);
        step.reservation.dispute = Some(Dispute { reason, ..Dispute::default() });
        Ok(step)
    }

    /// Whether officers have decided on a dispute about it: that is the last word.
    pub fn is_ruled(&self) -> bool {
        let ruling = self.dispute.as_ref().and_then(|dispute| dispute.ruling.as_ref());
        ruling.is_some_and(|ruling| ruling.confirmed_by.is_some())
    }

    /// The provider replaces the contested record, or the no-show, by another record of use. The enterprise confirms
    /// it or contests it again: nobody settles a dispute in their own favour.
    ///
    /// # Errors
    /// [`Refused::WrongState`], and as [`Reservation::record_usage`].
    pub fn correct(&self, now: Instant, usage: UsageRecord) -> Result<Step, Refused> {
        let mut step = self.step(Event::UsageCorrected)?;
        self.check_usage(now, &usage)?;
        step.reservation.usage = Some(usage);
        // What was proposed was about the other record.
        step.reservation.contested().ruling = None;
        Ok(step)
    }

    /// The provider gives in: nothing is charged.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn give_in(&self) -> Result<Step, Refused> {
        self.step(Event::Overturned)
    }

    /// The provider stands by its record, and says why.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn stand_by(&self, answer: impl Into<String>) -> Result<Step, Refused> {
        let mut step = self.step(Event::RecordDefended)?;
        step.reservation.contested().answer = answer.into();
        Ok(step)
    }

    /// An officer proposes how a dispute ends; it takes the place of what was proposed before.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn propose_ruling(
        &self,
        now: Instant,
        by: Id,
        verdict: Verdict,
        reason: impl Into<String>,
    ) -> Result<Step, Refused> {
        let mut step = self.step(Event::RulingProposed)?;
        let (reason, confirmed_by) = (reason.into(), None);
        let ruling = Ruling { verdict, reason, proposed_by: by, proposed_at: now, confirmed_by };
        step.reservation.contested().ruling = Some(ruling);
        Ok(step)
    }

    /// Another officer confirms the verdict that is proposed; with that it is in force.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::NotProposed`] where another verdict or none is proposed;
    /// [`Refused::OwnProposal`] for who proposed it.
    pub fn confirm_ruling(&self, by: Id, verdict: Verdict) -> Result<Step, Refused> {
        let event = match verdict {
            Verdict::Overturned => Event::Overturned,
            Verdict::Upheld if self.usage.is_some() => Event::UsageUpheld,
            Verdict::Upheld => Event::NoShowUpheld,
        };
        let mut step = self.step(event)?;
        let proposed = step.reservation.contested().ruling.as_mut();
        let ruling = proposed.filter(|ruling| ruling.verdict == verdict).ok_or(Refused::NotProposed)?;
        if ruling.proposed_by == by {
            return Err(Refused::OwnProposal);
        }
        ruling.confirmed_by = Some(by);
        Ok(step)
    }

    /// The enterprise confirms the usage record, be it one that it contested.
    ///
    /// # Errors
    /// [`Refused::WrongState`], so also where there is no record but a no-show.
    pub fn confirm(&self) -> Result<Step, Refused> {
        let step = self.step(Event::Confirmed)?;
        if self.usage.is_none() {
            return Err(Refused::WrongState { state: State::NoShow, event: Event::Confirmed });
        }
        Ok(step)
    }

    /// What was said about it; a dispute of before this was written down has only its reason.
    fn contested(&mut self) -> &mut Dispute {
        let reason = &self.reason;
        self.dispute.get_or_insert_with(|| Dispute { reason: reason.clone(), ..Dispute::default() })
    }
}
