//! Who reviews at which level, where a scheme demands levels.

use jiangnan_kernel::{Date, Id, PlaceCode};
use jiangnan_scheme::{Level, day};
use jiangnan_store::Json;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::rule::ReviewerRow;
use serde::{Deserialize, Serialize};

use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// An officer lets another one review at some levels, in place of those before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppointReviewer {
    /// The funder.
    pub funder: PlaceCode,
    /// The officer who is to review.
    pub person: Id,
    /// The levels; none ends it.
    pub levels: Vec<Level>,
}

impl Command for AppointReviewer {
    type Answer = ();

    const KIND: &'static str = "appoint-reviewer";

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Officer, self.funder)?;
        if desk.actor().person == self.person {
            return Err(Refusal::MakerIsChecker.into());
        }
        let mut levels = self.levels.clone();
        levels.sort_unstable();
        levels.dedup();
        desk.sets.reviewers.put(ReviewerRow {
            jurisdiction: self.funder,
            person: self.person,
            levels: Json(levels),
        });
        Ok(())
    }
}

impl Desk<'_> {
    /// The last day on which a claim should be reviewed, where its rules name a time; counted from the day on which
    /// it was lodged.
    ///
    /// # Errors
    /// Where rows are not loaded yet.
    pub fn review_until(&mut self, claim: &ClaimRow) -> Decision<Option<Date>> {
        let (scheme, _) = self.rules_of(claim)?;
        let reservation = self.reservation(claim.provider_home, claim.reservation)?;
        let ordered_on = self.day_in(reservation.enterprise_home, reservation.body.created);
        let Some(within) = scheme.review(ordered_on).and_then(|review| review.within) else {
            return Ok(None);
        };
        let lodged = self.day_in(claim.jurisdiction, claim.submitted_at);
        Ok(day::date_of(within.after(day::day_number(lodged))))
    }

    /// Lets only who was appointed to a level pass; everybody, where no level is demanded.
    ///
    /// # Errors
    /// [`Refusal::NotReviewer`].
    pub fn require_level(&mut self, funder: PlaceCode, level: Option<&str>) -> Decision<()> {
        let Some(level) = level else { return Ok(()) };
        let row = self.sets.reviewers.get(&(funder, self.actor().person))?;
        let holds = row.is_some_and(|row| row.levels.iter().any(|held| held.name() == level));
        if holds { Ok(()) } else { Err(Refusal::NotReviewer { level: level.to_owned() }.into()) }
    }
}
