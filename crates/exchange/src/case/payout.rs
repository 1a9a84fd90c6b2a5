//! When what was granted is paid: by the month, quarter or year, and in instalments.

use std::sync::Arc;

use jiangnan_clearing::{Claim, Evidence, Instalment};
use jiangnan_kernel::{Date, Id, Instant, PlaceCode};
use jiangnan_scheme::clause::{Pay, Span, Wait};
use jiangnan_scheme::{Schedule, Scheme, day};
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::claim::{ClaimStands, held_for, stands};
use super::review::ClaimKey;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The claimant hands in the document for which the later instalments wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandIn {
    /// Which claim.
    pub at: ClaimKey,
    /// The document.
    pub document: Evidence,
}

impl Command for HandIn {
    type Answer = ClaimStands;

    const KIND: &'static str = "hand-in";

    fn subject(&self) -> Id {
        self.at.claim
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ClaimStands> {
        let row = desk.claim(self.at)?;
        let (payee, actor) = (&row.body.draft.payee, desk.actor());
        if actor.role != Role::Operator && actor.organisation != payee.party {
            return Err(Refusal::NotAllowed { role: Role::LabManager, home: payee.home }.into());
        }
        desk.check_kept(std::slice::from_ref(&self.document))?;
        let claim = row.body.release(&self.document, desk.actor().person, desk.at())?;
        let row = row.with(claim);
        let answer = stands(&row);
        desk.sets.claims.put(row);
        Ok(answer)
    }
}

impl Desk<'_> {
    /// The rules that hold for a claim, with the version of their text.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn rules_of(&mut self, claim: &ClaimRow) -> Decision<(Arc<Scheme>, String)> {
        let reservation = self.reservation(claim.provider_home, claim.reservation)?;
        let (hold, held) = held_for(&reservation, claim.body.draft.voucher)?;
        let scheme = self.scheme_version(hold.home, &held.scheme, &held.version)?;
        Ok((scheme, held.version.clone()))
    }

    /// Divides a grant into what is paid first and what later, as the claim's rules say.
    ///
    /// # Errors
    /// Where rows are not loaded yet.
    pub fn divide(&mut self, row: &ClaimRow, claim: Claim) -> Decision<Claim> {
        let (scheme, _) = self.rules_of(row)?;
        let Some(pay) = self.pay_clause(row, &claim, &scheme)? else { return Ok(claim) };
        let today = self.today(row.jurisdiction);
        let payable_from =
            period_after(pay.schedule, today).map(|date| self.start_of(row.jurisdiction, date));
        let instalments = self.instalments(row.jurisdiction, pay, claim.accepted_minor, today);
        Ok(claim.divided(payable_from, instalments)?)
    }

    /// What a claim's rules say of its payment.
    pub(crate) fn pay_clause<'a>(
        &mut self,
        row: &ClaimRow,
        claim: &Claim,
        scheme: &'a Scheme,
    ) -> Decision<Option<&'a Pay>> {
        let reservation = self.reservation(row.provider_home, row.reservation)?;
        let bill = self.bill(&reservation, Some(claim.draft.price_minor))?;
        let order = bill.orders.iter().find(|(voucher, _)| *voucher == claim.draft.voucher);
        Ok(order.and_then(|(_, order)| scheme.pay_of(order)))
    }

    fn instalments(&mut self, home: PlaceCode, pay: &Pay, minor: i64, today: Date) -> Vec<Instalment> {
        let parts = pay.parts(minor).into_iter().skip(1);
        let part = |(minor, after)| Instalment {
            id: self.make_id(),
            minor,
            not_before: match after {
                Wait::Time(span) => moved(today, span).map(|date| self.start_of(home, date)),
                Wait::Nothing | Wait::Document(_) => None,
            },
            waits_for: match after {
                Wait::Document(document) => Some(document.name().to_owned()),
                Wait::Nothing | Wait::Time(_) => None,
            },
            released_at: None,
            cycle: None,
            cleared_at: None,
            paid: false,
        };
        parts.map(part).collect()
    }

    /// The first moment of a day, in the time of a jurisdiction.
    fn start_of(&self, home: PlaceCode, date: Date) -> Instant {
        let zone = self.places.get(home).map_or("UTC", |place| place.zone.as_str());
        let midnight = date.at(0, 0, 0, 0);
        let start = Instant::of_civil(midnight, zone).or_else(|_| Instant::of_civil(midnight, "UTC"));
        start.unwrap_or_else(|_| self.at())
    }
}

fn moved(date: Date, span: Span) -> Option<Date> {
    day::date_of(span.after(day::day_number(date)))
}

/// The first day after the month, quarter or year of a day, where payments are made by it.
fn period_after(schedule: Schedule, today: Date) -> Option<Date> {
    let month = match schedule {
        Schedule::Claim => return None,
        Schedule::Monthly => today.month() + 1,
        Schedule::Quarterly => (today.month() - 1) / 3 * 3 + 4,
        Schedule::Yearly => 13,
    };
    let (year, month) = if month > 12 { (today.year() + 1, month - 12) } else { (today.year(), month) };
    Date::new(year, month, 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_in_a_period_is_paid_when_it_is_over() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        for (schedule, day, expected) in [
            (Schedule::Monthly, "2026-01-31", "2026-02-01"),
            (Schedule::Monthly, "2026-12-01", "2027-01-01"),
            (Schedule::Quarterly, "2026-01-01", "2026-04-01"),
            (Schedule::Quarterly, "2026-03-31", "2026-04-01"),
            (Schedule::Quarterly, "2026-11-15", "2027-01-01"),
            (Schedule::Yearly, "2026-06-02", "2027-01-01"),
        ] {
            assert_eq!(period_after(schedule, date(day)), Some(date(expected)), "{schedule} {day}");
        }
        assert_eq!(period_after(Schedule::Claim, date("2026-01-31")), None);
    }
}
