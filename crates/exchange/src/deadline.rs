//! The days by which rules want a claim reviewed, paid and published.

use jiangnan_clearing::{ClaimEvent, ClaimState, Instalment};
use jiangnan_kernel::{Date, Id, Instant};
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
    /// The later part of the subsidy that it is about; none where it is the first, or all of it.
    pub part: Option<Id>,
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
        let mut add = |duty, until: Option<Date>| {
            open.extend(until.map(|until| Deadline { until, duty, part: None }));
        };
        match claim.state {
            ClaimState::Lodged | ClaimState::InReview => add(Duty::Review, self.review_until(claim)?),
            ClaimState::Accepted if claim.body.payable_minor() > 0 => {
                add(Duty::Payment, self.pay_until(claim, None)?);
            }
            ClaimState::InCycle => {
                add(Duty::Payment, self.pay_until(claim, None)?);
                let mut notes = claim.body.history.iter().rev();
                let made = notes.find(|note| note.event == ClaimEvent::Cleared).map(|note| note.at);
                add(Duty::Publication, self.publish_until(claim, made)?);
            }
            _ => {}
        }
        open.extend(self.deadlines_of_parts(claim)?);
        open.sort_unstable();
        Ok(open)
    }

    /// The same for the later parts of a subsidy: each is counted from when it waits for nothing any more, and its
    /// publication from the day on which a cycle made its payment. What waits for a document waits for the claimant.
    fn deadlines_of_parts(&mut self, claim: &ClaimRow) -> Decision<Vec<Deadline>> {
        let mut open = Vec::new();
        if !claim.state.is_granted() {
            return Ok(open);
        }
        let waits = |part: &&Instalment| part.minor > 0 && !part.paid && part.waits_for.is_none();
        for part in claim.body.instalments.iter().filter(waits) {
            let mut add = |duty, until: Option<Date>| {
                open.extend(until.map(|until| Deadline { until, duty, part: Some(part.id) }));
            };
            add(Duty::Payment, self.pay_until(claim, Some(part))?);
            add(Duty::Publication, self.publish_until(claim, part.cleared_at)?);
        }
        Ok(open)
    }

    /// The last day for the payment of a part, or of the first: counted from the grant, from the end of the month,
    /// quarter or year that is paid together, or from when the part waits for nothing any more.
    fn pay_until(&mut self, claim: &ClaimRow, part: Option<&Instalment>) -> Decision<Option<Date>> {
        let (scheme, _) = self.rules_of(claim)?;
        let Some(granted) = claim.body.accepted_at.filter(|_| fewest_days(&scheme).is_some()) else {
            return Ok(None);
        };
        let pay = self.pay_clause(claim, &claim.body, &scheme)?;
        let waited = part.into_iter().flat_map(|part| [part.not_before, part.released_at]);
        let from = waited.chain([claim.body.payable_from]).flatten().fold(granted, Instant::max);
        Ok(self.after(claim, from, pay.and_then(|pay| pay.within)))
    }

    /// The last day for the publication of a payment that a cycle made at a moment.
    fn publish_until(&mut self, claim: &ClaimRow, made: Option<Instant>) -> Decision<Option<Date>> {
        let (scheme, _) = self.rules_of(claim)?;
        let reservation = self.reservation(claim.provider_home, claim.reservation)?;
        let ordered_on = self.day_in(reservation.enterprise_home, reservation.body.created);
        let within = scheme.publication(ordered_on).and_then(|publish| publish.within);
        Ok(made.and_then(|made| self.after(claim, made, within)))
    }

    /// The day of a moment at the funder, and a span later.
    fn after(&self, claim: &ClaimRow, moment: Instant, span: Option<Span>) -> Option<Date> {
        let from = day::day_number(self.day_in(claim.jurisdiction, moment));
        span.and_then(|span| day::date_of(span.after(from)))
    }
}
