//! The days by which rules want a claim reviewed, paid and published.

use jiangnan_clearing::{ClaimEvent, ClaimState};
use jiangnan_kernel::{Date, Instant};
use jiangnan_scheme::clause::{Body, Span};
use jiangnan_scheme::{Scheme, day};
use jiangnan_store::entity::claim::ClaimRow;

use crate::command::Decision;
use crate::desk::Desk;

/// What has to be done by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// The claim is reviewed.
    Review,
    /// What was granted is paid.
    Payment,
    /// The payment stands on the public list.
    Publication,
}

/// A duty that is not fulfilled yet, and the last day for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// The last day.
    pub until: Date,
    /// For what.
    pub duty: Duty,
}

/// The shortest month, in days.
const MONTH_DAYS_MIN: i64 = 28;

/// The fewest days that a text leaves for a review, a payment or a publication; none where it names no time. A claim
/// that was lodged later needs no look.
pub fn fewest_days(scheme: &Scheme) -> Option<i64> {
    let spans = scheme.clauses().iter().filter_map(|clause| match &clause.body {
        Body::Review(review) => review.within,
        Body::Pay(pay) => pay.within,
        Body::Publish(publish) => publish.within,
        _ => None,
    });
    spans.map(|span| span.months.saturating_mul(MONTH_DAYS_MIN).saturating_add(span.days)).min()
}

impl Desk<'_> {
    /// What a claim's rules want done by a day and is not done yet, the earliest first.
    ///
    /// Payments appear on the public list by themselves, as soon as the bank has booked them. What can be late is the
    /// bank's answer: the time for the publication runs from the day on which a cycle made the payment.
    ///
    /// # Errors
    /// Where rows are not loaded yet or missing.
    pub fn deadlines(&mut self, claim: &ClaimRow) -> Decision<Vec<Deadline>> {
        let mut open = Vec::new();
        let mut add = |duty, until: Option<Date>| open.extend(until.map(|until| Deadline { until, duty }));
        match claim.state {
            ClaimState::Lodged | ClaimState::InReview => add(Duty::Review, self.review_until(claim)?),
            ClaimState::Accepted => add(Duty::Payment, self.pay_until(claim)?),
            ClaimState::InCycle => {
                add(Duty::Payment, self.pay_until(claim)?);
                add(Duty::Publication, self.publish_until(claim)?);
            }
            _ => {}
        }
        open.sort_unstable();
        Ok(open)
    }

    /// The last day for the payment: counted from the grant, or from the end of the month, quarter or year that is
    /// paid together.
    fn pay_until(&mut self, claim: &ClaimRow) -> Decision<Option<Date>> {
        let (scheme, _) = self.rules_of(claim)?;
        let Some(granted) = claim.body.accepted_at.filter(|_| fewest_days(&scheme).is_some()) else {
            return Ok(None);
        };
        let pay = self.pay_clause(claim, &claim.body, &scheme)?;
        let from = claim.body.payable_from.map_or(granted, |from| from.max(granted));
        Ok(self.after(claim, from, pay.and_then(|pay| pay.within)))
    }

    fn publish_until(&mut self, claim: &ClaimRow) -> Decision<Option<Date>> {
        let (scheme, _) = self.rules_of(claim)?;
        let reservation = self.reservation(claim.provider_home, claim.reservation)?;
        let ordered_on = self.day_in(reservation.enterprise_home, reservation.body.created);
        let within = scheme.publication(ordered_on).and_then(|publish| publish.within);
        let mut notes = claim.body.history.iter().rev();
        let made = notes.find(|note| note.event == ClaimEvent::Cleared).map(|note| note.at);
        Ok(made.and_then(|made| self.after(claim, made, within)))
    }

    /// The day of a moment at the funder, and a span later.
    fn after(&self, claim: &ClaimRow, moment: Instant, span: Option<Span>) -> Option<Date> {
        let from = day::day_number(self.day_in(claim.jurisdiction, moment));
        span.and_then(|span| day::date_of(span.after(from)))
    }
}
