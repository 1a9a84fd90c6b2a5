//! The commands that change a claim. Every command goes along an edge of
//! [`CLAIM_EDGES`](crate::claim_state::CLAIM_EDGES) or is refused.

use jiangnan_kernel::{Id, Instant, Money};

use crate::claim::{
    Claim, ClaimDraft, ClaimNote, ClaimStep, ClawBack, Evidence, FirstReview, Recommendation, Wanted,
};
use crate::claim_state::{ClaimEvent as Event, ClaimState as State};
use crate::invoice::Invoice;
use crate::refused::ClaimRefused as Refused;

impl Claim {
    /// Lodges a claim.
    ///
    /// # Errors
    /// [`Refused::EvidenceMissing`] with every missing kind; an invoice without number or issuer or from a
    /// day to come; amounts that are not positive or exceed the price.
    pub fn lodge(draft: ClaimDraft, wanted: &Wanted<'_>) -> Result<ClaimStep, Refused> {
        check_amounts(&draft)?;
        check_papers(&draft.evidence, &draft.invoice, wanted)?;
        let note = note(wanted.now, Some(draft.lodged_by), Event::Lodged);
        let claim = Claim {
            draft,
            state: State::Lodged,
            lodged_at: wanted.now,
            first_review: None,
            passed: Vec::new(),
            accepted_minor: 0,
            accepted_at: None,
            payable_from: None,
            instalments: Vec::new(),
            cycle: None,
            claw_backs: Vec::new(),
            history: vec![note],
        };
        Ok(ClaimStep { claim, event: Event::Lodged })
    }

    /// Lodges a returned claim again, with its documents as they are now.
    ///
    /// # Errors
    /// [`Refused::WrongState`], and as [`Claim::lodge`].
    pub fn relodge(
        &self,
        by: Id,
        evidence: Vec<Evidence>,
        invoice: Invoice,
        wanted: &Wanted<'_>,
    ) -> Result<ClaimStep, Refused> {
        let mut step = self.step(note(wanted.now, Some(by), Event::Relodged))?;
        check_papers(&evidence, &invoice, wanted)?;
        let draft = &mut step.claim.draft;
        (draft.evidence, draft.invoice, draft.lodged_by) = (evidence, invoice, by);
        Ok(step)
    }

    /// The claimant takes it back.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn withdraw(&self, by: Id, now: Instant) -> Result<ClaimStep, Refused> {
        self.step(note(now, Some(by), Event::Withdrawn))
    }

    /// The reviewer of the first stage, or of one between the first and the last, advises; each is another person.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::LodgerMayNotReview`]; [`Refused::MakerMayNotCheck`]; an amount that is
    /// not positive, above what was asked or above what the stage before recommended; a rejection without a reason.
    pub fn recommend(&self, by: Id, advice: Recommendation, now: Instant) -> Result<ClaimStep, Refused> {
        let between = self.state == State::InReview && self.wants_advice();
        let event = if between { Event::PassedOn } else { Event::Recommended };
        let (clause, reason) = match &advice {
            Recommendation::Accept { note, .. } => ("", note),
            Recommendation::Reject { clause, reason } => (clause.as_str(), reason),
        };
        let mut step = self.step(because(now, by, event, clause, reason))?;
        self.check_second(by)?;
        match &advice {
            Recommendation::Accept { minor, .. } => {
                self.check_asked(*minor)?;
                if between {
                    self.check_recommended(*minor)?;
                }
            }
            Recommendation::Reject { reason, .. } => check_reason(reason)?,
        }
        step.claim.passed.extend(step.claim.first_review.take());
        step.claim.first_review = Some(FirstReview { by, at: now, recommendation: advice });
        Ok(step)
    }

    /// The reviewer of the last stage (checker) grants it, wholly or in part, with a note where there is something to
    /// say. The rest of the amount asked is to be voided back to the wallet: see [`Claim::unspent_minor`].
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::LodgerMayNotReview`]; [`Refused::MakerMayNotCheck`];
    /// [`Refused::StageMissing`]; more than was asked or recommended.
    pub fn accept(&self, by: Id, minor: i64, note: &str, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(because(now, by, Event::Accepted, "", note))?;
        self.check_second(by)?;
        if self.wants_advice() {
            let level = self.next_level().unwrap_or_default().to_owned();
            return Err(Refused::StageMissing { level });
        }
        self.check_asked(minor)?;
        self.check_recommended(minor)?;
        step.claim.accepted_minor = minor;
        step.claim.accepted_at = Some(now);
        Ok(step)
    }

    /// The second reviewer refuses it.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::LodgerMayNotReview`]; [`Refused::MakerMayNotCheck`];
    /// [`Refused::ReasonMissing`].
    pub fn reject(&self, by: Id, clause: &str, reason: &str, now: Instant) -> Result<ClaimStep, Refused> {
        let step = self.step(because(now, by, Event::Rejected, clause, reason))?;
        self.check_second(by)?;
        check_reason(reason)?;
        Ok(step)
    }

    /// The second reviewer wants another advice.
    ///
    /// # Errors
    /// As [`Claim::reject`].
    pub fn send_back(&self, by: Id, reason: &str, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(because(now, by, Event::SentBack, "", reason))?;
        self.check_second(by)?;
        check_reason(reason)?;
        step.claim.first_review = None;
        step.claim.passed.clear();
        Ok(step)
    }

    /// Any reviewer returns it to the claimant.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::LodgerMayNotReview`]; [`Refused::ReasonMissing`].
    pub fn return_for(&self, by: Id, reason: &str, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(because(now, by, Event::Returned, "", reason))?;
        self.check_not_lodger(by)?;
        check_reason(reason)?;
        step.claim.first_review = None;
        step.claim.passed.clear();
        Ok(step)
    }

    /// A cycle that closes takes it up.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn clear(&self, cycle: Id, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(note(now, None, Event::Cleared))?;
        step.claim.cycle = Some(cycle);
        Ok(step)
    }

    /// Its payment failed or came back: the next cycle takes it up, less what was to be collected of it.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn carry_over(&self, reason: &str, now: Instant) -> Result<ClaimStep, Refused> {
        let entry = ClaimNote { reason: reason.to_owned(), ..note(now, None, Event::CarriedOver) };
        let mut step = self.step(entry)?;
        step.claim.cycle = None;
        step.claim.keep_back();
        Ok(step)
    }

    /// Its payment arrived.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn settle(&self, now: Instant) -> Result<ClaimStep, Refused> {
        self.step(note(now, None, Event::Settled))
    }

    /// Takes back what was granted, or a part. What was not paid yet shrinks; a cycle collects the rest from the payee.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::ProposerMayNotConfirm`]; [`Refused::ReasonMissing`]; an amount
    /// that is not positive or more than is left; an id that stands already.
    pub fn claw_back(&self, order: ClawBack, now: Instant) -> Result<ClaimStep, Refused> {
        let left = self.granted_minor();
        // While more is to be paid than is left, something to be collected stands against it: both go on.
        // And a deposited own part is the payee's, whatever became of the subsidy: it still goes out.
        let own_part_waits = self.state == State::Accepted && self.deposited_minor() > 0;
        let ends = order.minor == left && self.unpaid_minor() <= left && !own_part_waits;
        let event = if ends { Event::ClawedBack } else { Event::PartClawedBack };
        let mut step = self.step(because(now, order.confirmed_by, event, &order.clause, &order.reason))?;
        if order.proposed_by == order.confirmed_by {
            return Err(Refused::ProposerMayNotConfirm { person: order.confirmed_by });
        }
        check_reason(&order.reason)?;
        self.check_positive(order.minor)?;
        if order.minor > left {
            let (amount, left) = (self.money(order.minor), self.money(left));
            return Err(Refused::AboveGranted { amount, left });
        }
        if self.claw_backs.iter().any(|back| back.id == order.id) {
            return Err(Refused::ClawBack { id: order.id, what: "stands already: make a new id" });
        }
        let mut order = order;
        step.claim.set_off(&mut order, self.unpaid_first_minor())?;
        let after_payout = order.set_off_minor < order.minor;
        step.claim.claw_backs.push(ClawBack { after_payout, cycle: None, ..order });
        Ok(step)
    }

    /// A cycle that closes collects a claw-back.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::ClawBack`] where it is unknown or collected already.
    pub fn clear_claw_back(&self, id: Id, cycle: Id, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(note(now, None, Event::ClawBackCleared))?;
        match step.claim.claw_backs.iter_mut().find(|back| back.id == id && back.after_payout) {
            Some(back) if back.cycle.is_none() => back.cycle = Some(cycle),
            Some(_) => return Err(Refused::ClawBack { id, what: "is collected by a cycle already" }),
            None => {
                return Err(Refused::ClawBack { id, what: "is not a claw-back to collect of this claim" });
            }
        }
        Ok(step)
    }

    /// The payment that set a claw-back off failed or came back: the next cycle collects it again.
    ///
    /// # Errors
    /// [`Refused::WrongState`]; [`Refused::ClawBack`] where no cycle collects it.
    pub fn carry_claw_back_over(&self, id: Id, now: Instant) -> Result<ClaimStep, Refused> {
        let mut step = self.step(note(now, None, Event::ClawBackCarriedOver))?;
        match step.claim.claw_backs.iter_mut().find(|back| back.id == id && back.cycle.is_some()) {
            Some(back) => back.cycle = None,
            None => return Err(Refused::ClawBack { id, what: "is collected by no cycle" }),
        }
        Ok(step)
    }

    /// What was asked and not granted, in minor units, once it is decided: void it back to the wallet.
    pub fn unspent_minor(&self) -> i64 {
        match self.state {
            State::Lodged | State::InReview | State::Returned => 0,
            _ => self.draft.subsidy_minor.saturating_sub(self.accepted_minor),
        }
    }

    fn recommended_minor(&self) -> i64 {
        match self.first_review.as_ref().map(|first| &first.recommendation) {
            Some(Recommendation::Accept { minor, .. }) => *minor,
            Some(Recommendation::Reject { .. }) | None => 0,
        }
    }

    fn check_recommended(&self, minor: i64) -> Result<(), Refused> {
        let recommended = self.recommended_minor();
        if minor <= recommended {
            return Ok(());
        }
        let (amount, recommended) = (self.money(minor), self.money(recommended));
        Err(Refused::AboveRecommended { amount, recommended })
    }

    fn check_second(&self, by: Id) -> Result<(), Refused> {
        self.check_not_lodger(by)?;
        if self.may_check(by) { Ok(()) } else { Err(Refused::MakerMayNotCheck { person: by }) }
    }

    fn check_not_lodger(&self, by: Id) -> Result<(), Refused> {
        if by == self.draft.lodged_by { Err(Refused::LodgerMayNotReview { person: by }) } else { Ok(()) }
    }

    fn check_positive(&self, minor: i64) -> Result<(), Refused> {
        if minor > 0 { Ok(()) } else { Err(Refused::AmountMustBePositive { amount: self.money(minor) }) }
    }

    fn check_asked(&self, minor: i64) -> Result<(), Refused> {
        self.check_positive(minor)?;
        if minor > self.draft.subsidy_minor {
            let (amount, asked) = (self.money(minor), self.money(self.draft.subsidy_minor));
            return Err(Refused::AboveAsked { amount, asked });
        }
        Ok(())
    }

    /// A copy in the state after an event, with the event in its history.
    pub(crate) fn step(&self, entry: ClaimNote) -> Result<ClaimStep, Refused> {
        let event = entry.event;
        let state = self.state.after(event).ok_or(Refused::WrongState { state: self.state, event })?;
        let mut claim = Claim { state, ..self.clone() };
        claim.history.push(entry);
        Ok(ClaimStep { claim, event })
    }
}

pub(crate) fn note(at: Instant, by: Option<Id>, event: Event) -> ClaimNote {
    ClaimNote { at, by, event, clause: String::new(), reason: String::new() }
}

fn because(at: Instant, by: Id, event: Event, clause: &str, reason: &str) -> ClaimNote {
    ClaimNote { clause: clause.to_owned(), reason: reason.to_owned(), ..note(at, Some(by), event) }
}

fn check_reason(reason: &str) -> Result<(), Refused> {
    if reason.trim().is_empty() { Err(Refused::ReasonMissing) } else { Ok(()) }
}

fn check_amounts(draft: &ClaimDraft) -> Result<(), Refused> {
    let money = |minor| Money::new(minor, draft.currency);
    let (subsidy, own_part, price) = (draft.subsidy_minor, draft.own_part_minor, draft.price_minor);
    if subsidy <= 0 {
        return Err(Refused::AmountMustBePositive { amount: money(subsidy) });
    }
    // Less than the price is no error: another funder's subsidy, claimed by itself, is the rest.
    let together = subsidy.checked_add(own_part);
    if own_part < 0 || together.is_none_or(|together| together > price) {
        let (subsidy, own_part, price) = (money(subsidy), money(own_part), money(price));
        return Err(Refused::AbovePrice { subsidy, own_part, price });
    }
    Ok(())
}

fn check_papers(evidence: &[Evidence], invoice: &Invoice, wanted: &Wanted<'_>) -> Result<(), Refused> {
    let missing = |kind: &&&str| !evidence.iter().any(|paper| paper.kind == **kind);
    let kinds: Vec<String> = wanted.evidence.iter().filter(missing).map(|kind| (*kind).to_owned()).collect();
    if !kinds.is_empty() {
        return Err(Refused::EvidenceMissing { kinds });
    }
    if invoice.key().is_empty() {
        return Err(Refused::InvoiceIncomplete { what: "number" });
    }
    if invoice.issuer.trim().is_empty() {
        return Err(Refused::InvoiceIncomplete { what: "issuer" });
    }
    if invoice.date > wanted.today {
        return Err(Refused::InvoiceInFuture { date: invoice.date, today: wanted.today });
    }
    Ok(())
}
