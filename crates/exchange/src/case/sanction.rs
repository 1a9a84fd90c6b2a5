//! What follows a breach: proposed by one officer, confirmed by another, lifted by a third or either of them.

use jiangnan_clearing::{Claim, ClaimState, ClawBack, Recommendation};
use jiangnan_kernel::{Date, Id, PlaceCode, Text};
use jiangnan_scheme::{Breach, Sanction, day};
use jiangnan_store::Json;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::rule::{SanctionBody, SanctionRow, SanctionState, SanctionsOn};
use serde::{Deserialize, Serialize};

use super::review::ClaimKey;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// Which sanction a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SanctionKey {
    /// The funder.
    pub funder: PlaceCode,
    /// The sanction.
    pub sanction: Id,
}

/// An officer finds a breach on a claim; what follows is what the claim's rules say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeSanction {
    /// The sanction's id, made by the client.
    pub sanction: Id,
    /// The claim.
    pub at: ClaimKey,
    /// The breach.
    pub breach: Breach,
    /// What was found.
    pub reason: String,
}

/// A sanction after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SanctionStands {
    /// The clause that decides.
    pub clause: String,
    /// What follows.
    pub then: Vec<Sanction>,
    /// Its last day; none where it is for good or not in force.
    pub until: Option<Date>,
    /// What was taken back with it, in minor units.
    pub recovered_minor: i64,
}

impl Command for ProposeSanction {
    type Answer = SanctionStands;

    const KIND: &'static str = "propose-sanction";

    fn subject(&self) -> Id {
        self.at.claim
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SanctionStands> {
        desk.require(Role::Officer, self.at.funder)?;
        if self.reason.trim().is_empty() {
            let (en, zh) = ("Write what was found.", "请写明查实的情况。");
            return Err(Refusal::invalid("reason", en, zh).into());
        }
        if desk.sets.sanctions.get(&(self.at.funder, self.sanction))?.is_some() {
            return Err(Refusal::IdUsedOtherwise { id: self.sanction }.into());
        }
        let claim = desk.claim(self.at)?;
        let (scheme, version) = desk.rules_of(&claim)?;
        let today = desk.today(self.at.funder);
        let Some((clause, sanctions)) = scheme.sanctions(self.breach, today) else {
            let label = self.breach.label();
            let en = format!("The scheme names no sanction on {}.", label.en);
            return Err(
                Refusal::invalid("breach", en, format!("该办法未规定对“{}”的处理。", label.zh)).into()
            );
        };
        let body = SanctionBody {
            claim: claim.id,
            scheme: scheme.id().to_owned(),
            version,
            clause: clause.id.to_string(),
            breach: self.breach,
            then: sanctions.then.clone(),
            reason: self.reason.clone(),
            proposed_by: desk.actor().person,
            confirmed_by: None,
            lifted: None,
        };
        let row = SanctionRow {
            jurisdiction: self.at.funder,
            id: self.sanction,
            state: SanctionState::Proposed,
            enterprise: claim.body.draft.enterprise,
            provider: claim.provider,
            since: today,
            until: None,
            body: Json(body),
        };
        let answer = stands(&row, 0);
        desk.tell_of_claim(NoticeKind::SanctionProposed, &claim, claim.body.granted_minor(), &self.reason)?;
        desk.add_sanction(row)?;
        Ok(answer)
    }
}

/// Another officer confirms: what was paid is recovered, the claim refused, and from now on quotes know who is
/// blocked, suspended or recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSanction {
    /// Which sanction.
    pub at: SanctionKey,
}

impl Command for ConfirmSanction {
    type Answer = SanctionStands;

    const KIND: &'static str = "confirm-sanction";

    fn subject(&self) -> Id {
        self.at.sanction
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SanctionStands> {
        desk.require(Role::Officer, self.at.funder)?;
        let mut row = desk.sanction(self.at, SanctionState::Proposed, "confirmed")?;
        let by = desk.actor().person;
        if row.body.proposed_by == by {
            return Err(Refusal::MakerIsChecker.into());
        }
        let recovered_minor = desk.punish(&row)?;
        let today = desk.today(self.at.funder);
        row.state = SanctionState::InForce;
        row.since = today;
        row.until = desk.last_day(&row, today)?;
        row.body.0.confirmed_by = Some(by);
        let answer = stands(&row, recovered_minor);
        desk.sets.sanctions.put(row);
        Ok(answer)
    }
}

/// An officer lifts a sanction, or takes a proposal back. What was recovered stays recovered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiftSanction {
    /// Which sanction.
    pub at: SanctionKey,
    /// Why.
    pub reason: String,
}

impl Command for LiftSanction {
    type Answer = ();

    const KIND: &'static str = "lift-sanction";

    fn subject(&self) -> Id {
        self.at.sanction
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Officer, self.at.funder)?;
        let found = desk.sets.sanctions.get(&(self.at.funder, self.at.sanction))?.cloned();
        let mut row = found.ok_or_else(|| Refusal::not_found("sanction", self.at.sanction))?;
        let by = desk.actor().person;
        match row.state {
            SanctionState::Lifted => {
                let state = "lifted".to_owned();
                return Err(Refusal::WrongState { what: "sanction", state, asked: "lifted" }.into());
            }
            // Who confirmed it alone cannot undo what two decided.
            SanctionState::InForce if row.body.confirmed_by == Some(by) => {
                return Err(Refusal::MakerIsChecker.into());
            }
            SanctionState::InForce | SanctionState::Proposed => {}
        }
        row.state = SanctionState::Lifted;
        row.body.0.lifted = Some((by, self.reason.clone()));
        desk.sets.sanctions.put(row);
        Ok(())
    }
}

fn stands(row: &SanctionRow, recovered_minor: i64) -> SanctionStands {
    let SanctionBody { clause, then, .. } = &row.body.0;
    SanctionStands { clause: clause.clone(), then: then.clone(), until: row.until, recovered_minor }
}

impl Desk<'_> {
    fn sanction(
        &mut self,
        at: SanctionKey,
        state: SanctionState,
        asked: &'static str,
    ) -> Decision<SanctionRow> {
        let found = self.sets.sanctions.get(&(at.funder, at.sanction))?.cloned();
        let row = found.ok_or_else(|| Refusal::not_found("sanction", at.sanction))?;
        if row.state == state {
            return Ok(row);
        }
        let state = format!("{:?}", row.state).to_lowercase();
        Err(Refusal::WrongState { what: "sanction", state, asked }.into())
    }

    fn add_sanction(&mut self, row: SanctionRow) -> Decision<()> {
        for organisation in [row.enterprise, row.provider] {
            let known = self.sets.sanctions_on.get(&organisation)?;
            let mut keys = known.map(|known| known.keys.clone()).unwrap_or_default();
            keys.push((row.jurisdiction, row.id));
            self.sets.sanctions_on.put(SanctionsOn { organisation, keys });
        }
        self.sets.sanctions.put(row);
        Ok(())
    }

    /// The last day of a sanction that begins on a day.
    fn last_day(&mut self, row: &SanctionRow, first: Date) -> Decision<Option<Date>> {
        let body = row.body.0.clone();
        let scheme = self.scheme_version(row.jurisdiction, &body.scheme, &body.version)?;
        let lasts = scheme.sanctions(body.breach, first).and_then(|(_, sanctions)| sanctions.lasts);
        Ok(lasts.and_then(|lasts| day::date_of(lasts.after(day::day_number(first)) - 1)))
    }

    /// Refuses the claim or recovers what it was granted, as the sanction says; what was recovered, in minor units.
    fn punish(&mut self, row: &SanctionRow) -> Decision<i64> {
        let claim = self.claim(ClaimKey { funder: row.jurisdiction, claim: row.body.claim })?;
        let undecided = matches!(claim.state, ClaimState::Lodged | ClaimState::InReview);
        if undecided && row.body.then.contains(&Sanction::Refuse) {
            self.refuse_claim(claim, row)?;
            return Ok(0);
        }
        let left = claim.body.granted_minor();
        if row.body.then.contains(&Sanction::Recover) && claim.state.is_granted() && left > 0 {
            return self.recover(claim, row, left);
        }
        Ok(0)
    }

    /// The proposer's advice and the confirmer's rejection, whatever stages were still to come: nobody is paid.
    fn refuse_claim(&mut self, claim: ClaimRow, row: &SanctionRow) -> Decision<()> {
        let (by, now) = (self.actor().person, self.at());
        let SanctionBody { clause, reason, proposed_by, .. } = row.body.0.clone();
        let advised: Claim = if claim.state == ClaimState::Lodged {
            let advice = Recommendation::Reject { clause: clause.clone(), reason: reason.clone() };
            claim.body.recommend(proposed_by, advice, now)?.claim
        } else {
            claim.body.0.clone()
        };
        let step = advised.reject(by, &clause, &reason, now)?;
        self.spend(&claim, &step.claim)?;
        self.save_claim(claim, step);
        Ok(())
    }

    fn recover(&mut self, claim: ClaimRow, row: &SanctionRow, minor: i64) -> Decision<i64> {
        let SanctionBody { clause, reason, proposed_by, .. } = row.body.0.clone();
        let order = ClawBack {
            id: row.id,
            minor,
            clause,
            reason,
            proposed_by,
            confirmed_by: self.actor().person,
            set_off_minor: 0,
            after_payout: false,
            cycle: None,
        };
        self.take_back(claim, order)?;
        Ok(minor)
    }

    /// The breaches of an organisation on which a sanction stands on a day, of whatever funder and be it a warning.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn breaches_of(&mut self, organisation: Id, day: Date) -> Decision<Vec<Text>> {
        let known = self.sets.sanctions_on.get(&organisation)?;
        let mut breaches = Vec::new();
        for key in known.map(|known| known.keys.clone()).unwrap_or_default() {
            let row = self.sets.sanctions.get(&key)?;
            breaches.extend(row.filter(|row| row.has(Sanction::ALL, day)).map(|row| row.body.breach.label()));
        }
        Ok(breaches)
    }

    /// Whether an organisation bears a sanction of one of these effects on a day, of whatever funder.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn is_sanctioned(&mut self, organisation: Id, effects: &[Sanction], day: Date) -> Decision<bool> {
        let known = self.sets.sanctions_on.get(&organisation)?;
        for key in known.map(|known| known.keys.clone()).unwrap_or_default() {
            if self.sets.sanctions.get(&key)?.is_some_and(|row| row.has(effects, day)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
