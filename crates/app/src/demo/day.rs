//! The evening of a day: requests answered, plans changed, work recorded and confirmed, claims lodged and
//! reviewed. What the demo's people do follows from the reservation's id, so that it is the same each time.

use jiangnan_booking::{Party, ReservationState};
use jiangnan_clearing::{ClaimState, Evidence, Invoice, Recommendation};
use jiangnan_exchange::case::answer::{Approve, Cancel, Decline, ReservationKey};
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::dispute::{Dispute, GiveIn};
use jiangnan_exchange::case::review::{ClaimKey, DecideClaim, RecommendClaim, Ruling};
use jiangnan_exchange::case::usage::{Confirm, RecordNoShow, RecordUsage};
use jiangnan_exchange::lapse::lapse_due;
use jiangnan_exchange::{Actor, Command, Envelope};
use jiangnan_kernel::{Date, Instant, Interval};
use jiangnan_lab::Role;
use jiangnan_scheme::{Body, Payee, Scheme};
use jiangnan_store::entity::booking::{HeldVoucher, Hold, ReservationRow};
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::list::{claims_in, reservations_in, reservations_starting};

use super::build::PlayError;
use super::says;
use super::stage::{Stage, at, id, percent};
use super::world::RuleText;

/// Of a hundred requests, so many are approved at once, and so many declined; the rest nobody answers.
const APPROVED: u128 = 95;
const DECLINED: u128 = 3;
/// Of a hundred reservations, so many are called off.
const CANCELLED: u128 = 3;
/// Of a hundred slots, nobody comes to so many; and so many are used only in part.
const NO_SHOWS: u128 = 2;
const SHORTENED: u128 = 12;
/// Of a hundred records, so many are contested.
const DISPUTED: u128 = 1;
/// Work is claimed within so many days of its start.
const CLAIM_DAYS: i64 = 3;
/// Of a hundred claims, so many are rejected, and so many granted in part.
const REJECTED: u128 = 2;
const IN_PART: u128 = 3;

type Queued<C> = Vec<(Envelope, C)>;

impl Stage<'_> {
    /// Everything that happens in the evening of a day.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn evening(&self, day: Date, schemes: &[RuleText]) -> Result<(), PlayError> {
        let now = at(day, 20);
        self.answer_requests(now)?;
        self.call_off(day, now)?;
        lapse_due(self.exchange, now)?;
        self.record_usage(now)?;
        self.confirm(now)?;
        self.settle_disputes(now)?;
        self.lodge(day, now, schemes)?;
        self.review(now, schemes)
    }

    fn in_state(&self, state: ReservationState) -> Result<Vec<ReservationRow>, PlayError> {
        Ok(reservations_in(&self.exchange.reader()?, state)?)
    }

    fn queue<C: Command>(
        &self,
        queue: &mut Queued<C>,
        actor: Option<Actor>,
        now: Instant,
        of: &ReservationRow,
        command: C,
    ) {
        if let Some(actor) = actor {
            queue.push((Envelope { id: id(C::KIND, of.id), actor, at: now }, command));
        }
    }

    fn manager(&self, row: &ReservationRow) -> Option<Actor> {
        self.worker(row.provider, Role::LabManager)
    }

    fn engineer(&self, row: &ReservationRow) -> Option<Actor> {
        self.worker(row.enterprise, Role::Engineer)
    }

    fn answer_requests(&self, now: Instant) -> Result<(), PlayError> {
        let (mut approvals, mut refusals) = (Vec::new(), Vec::new());
        for row in self.in_state(ReservationState::Requested)? {
            let at = key(&row);
            match percent("answer", row.id) {
                answer if answer < APPROVED => {
                    self.queue(
                        &mut approvals,
                        self.manager(&row),
                        now,
                        &row,
                        Approve { at, waiver: String::new() },
                    );
                }
                answer if answer < APPROVED + DECLINED => {
                    let reason = says::why_declined(row.id);
                    self.queue(&mut refusals, self.manager(&row), now, &row, Decline { at, reason });
                }
                _ => {}
            }
        }
        self.run_all(approvals)?;
        self.run_all(refusals)?;
        Ok(())
    }

    fn call_off(&self, day: Date, now: Instant) -> Result<(), PlayError> {
        let tomorrow = at(day, 24);
        let mut queue = Vec::new();
        for row in self.in_state(ReservationState::Reserved)? {
            if row.start > tomorrow && percent("call-off", row.id) < CANCELLED {
                let reason = says::why_called_off(row.id);
                let command = Cancel { at: key(&row), party: Party::Enterprise, reason };
                self.queue(&mut queue, self.engineer(&row), now, &row, command);
            }
        }
        self.run_all(queue)?;
        Ok(())
    }

    fn record_usage(&self, now: Instant) -> Result<(), PlayError> {
        let (mut used, mut missed) = (Vec::new(), Vec::new());
        for row in self.in_state(ReservationState::Reserved)? {
            let slot = row.body.interval;
            if slot.end() > now {
                continue;
            }
            if percent("no-show", row.id) < NO_SHOWS {
                self.queue(&mut missed, self.manager(&row), now, &row, RecordNoShow { at: key(&row) });
                continue;
            }
            let actual = if percent("shortened", row.id) < SHORTENED { shortened(slot, 6) } else { slot };
            let operator = says::operator(row.id);
            let command = RecordUsage { at: key(&row), actual, samples: row.terms.samples, operator };
            self.queue(&mut used, self.manager(&row), now, &row, command);
        }
        self.run_all(used)?;
        self.run_all(missed)?;
        Ok(())
    }

    fn confirm(&self, now: Instant) -> Result<(), PlayError> {
        let (mut confirmed, mut disputed) = (Vec::new(), Vec::new());
        for row in self.in_state(ReservationState::Used)? {
            if percent("dispute", row.id) < DISPUTED {
                let reason = says::why_disputed(row.id);
                self.queue(&mut disputed, self.engineer(&row), now, &row, Dispute { at: key(&row), reason });
            } else {
                self.queue(&mut confirmed, self.engineer(&row), now, &row, Confirm { at: key(&row) });
            }
        }
        self.run_all(confirmed)?;
        self.run_all(disputed)?;
        Ok(())
    }

    /// The provider corrects what was contested, and the enterprise confirms that.
    fn settle_disputes(&self, now: Instant) -> Result<(), PlayError> {
        let (mut corrections, mut confirmed) = (Vec::new(), Vec::new());
        for row in self.in_state(ReservationState::Disputed)? {
            let corrected = Some((shortened(row.body.interval, 4), row.terms.samples));
            let reason = says::why_given_in(row.id);
            let give_in = GiveIn { at: key(&row), corrected, reason };
            self.queue(&mut corrections, self.manager(&row), now, &row, give_in);
            self.queue(&mut confirmed, self.engineer(&row), now, &row, Confirm { at: key(&row) });
        }
        self.run_all(corrections)?;
        self.run_all(confirmed)?;
        Ok(())
    }

    fn lodge(&self, day: Date, now: Instant, schemes: &[RuleText]) -> Result<(), PlayError> {
        let mut queue = Vec::new();
        // Whatever ended today was confirmed today, or is in dispute until tomorrow.
        let since = now.plus_seconds(-CLAIM_DAYS * Instant::DAY);
        let confirmed = ReservationState::Confirmed;
        for row in reservations_starting(&self.exchange.reader()?, confirmed, since, now)? {
            for hold in row.terms.holds.iter().filter(|hold| !hold.spent) {
                let Some(held) = &hold.voucher else { continue };
                let rule = schemes.iter().find(|rule| rule.scheme.id() == held.scheme);
                let claimant = match held.payee {
                    Payee::Enterprise => self.engineer(&row),
                    Payee::Provider | Payee::Wallet => self.manager(&row),
                };
                let (Some(rule), Some(actor)) = (rule, claimant) else { continue };
                let command = claim_of(&row, hold, held, &rule.scheme, day);
                queue.push((Envelope { id: id("lodge", command.claim), actor, at: now }, command));
            }
        }
        self.run_all(queue)?;
        Ok(())
    }

    fn review(&self, now: Instant, schemes: &[RuleText]) -> Result<(), PlayError> {
        let (mut advice, mut rulings) = (Vec::new(), Vec::new());
        for row in self.claims(ClaimState::Lodged)? {
            let Some((maker, checker)) = self.officers(row.jurisdiction) else { continue };
            let at = ClaimKey { funder: row.jurisdiction, claim: row.id };
            let (recommended, ruling) = judged(&row, schemes);
            let envelope = |what, actor| Envelope { id: id(what, row.id), actor, at: now };
            advice.push((envelope("recommend", maker), RecommendClaim { at, advice: recommended }));
            rulings.push((envelope("decide", checker), DecideClaim { at, ruling }));
        }
        self.run_all(advice)?;
        self.run_all(rulings)?;
        Ok(())
    }

    fn claims(&self, state: ClaimState) -> Result<Vec<ClaimRow>, PlayError> {
        Ok(claims_in(&self.exchange.reader()?, state)?)
    }
}

/// Which reservation a row is.
pub(super) fn key(row: &ReservationRow) -> ReservationKey {
    ReservationKey { home: row.jurisdiction, reservation: row.id }
}

/// The slot without its last part: so many sixths or quarters of it are not used.
fn shortened(slot: Interval, parts: i64) -> Interval {
    let end = slot.end().plus_seconds(-(slot.seconds() / parts));
    Interval::new(slot.start(), end).unwrap_or(slot)
}

/// The claim of a reservation under a hold, with the papers that the scheme wants.
pub(super) fn claim_of(
    row: &ReservationRow,
    hold: &Hold,
    held: &HeldVoucher,
    scheme: &Scheme,
    day: Date,
) -> LodgeClaim {
    let claim = id("claim", hold.transfer);
    let paper = |kind: &jiangnan_scheme::Evidence| Evidence {
        kind: kind.name().to_owned(),
        name: format!("{}-{}.pdf", kind.label().zh, row.id),
        sha256: String::new(),
    };
    let ordered_on = row.body.created.date_in("Asia/Shanghai").unwrap_or(day);
    LodgeClaim {
        claim,
        at: key(row),
        voucher: held.voucher,
        invoiced_minor: None,
        evidence: scheme.evidence(row.terms.service, ordered_on).iter().map(paper).collect(),
        invoice: Invoice {
            // One invoice for one reservation; twenty digits like those of a real one.
            number: format!("{:020}", id("invoice", row.id).0 % 100_000_000_000_000_000_000),
            date: day,
            issuer: row.provider.to_string(),
        },
    }
}

/// What two officers make of a claim.
pub(super) fn judged(row: &ClaimRow, schemes: &[RuleText]) -> (Recommendation, Ruling) {
    let asked = row.body.draft.subsidy_minor;
    let verdict = percent("verdict", row.id);
    if verdict < REJECTED {
        let (clause, reason) = (about_evidence(&row.body.draft.scheme, schemes), says::why_rejected(row.id));
        let ruling = Ruling::Reject { clause: clause.clone(), reason: reason.clone() };
        return (Recommendation::Reject { clause, reason }, ruling);
    }
    let (minor, note) = if verdict < REJECTED + IN_PART {
        ((asked * 4 / 5).max(1), says::why_in_part(row.id))
    } else {
        (asked, says::note_of_grant(row.id))
    };
    (Recommendation::Accept { minor, note: note.clone() }, Ruling::Accept { minor, note })
}

/// The clause of a scheme that says what a claim has to bring.
fn about_evidence(scheme: &str, schemes: &[RuleText]) -> String {
    let rule = schemes.iter().find(|rule| rule.scheme.id() == scheme);
    let mut clauses = rule.iter().flat_map(|rule| rule.scheme.clauses());
    let clause = clauses.find(|clause| matches!(clause.body, Body::Evidence(_)));
    clause.map(|clause| clause.id.to_string()).unwrap_or_default()
}
