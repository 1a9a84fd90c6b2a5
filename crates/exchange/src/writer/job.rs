//! A command on its way through the writer.

use jiangnan_kernel::PlaceTree;
use jiangnan_store::entity::known::Known;
use jiangnan_store::{ChainHead, EventDraft};

use super::Failure;
use crate::case::catalogue::CATALOGUE_KINDS;
use crate::case::reserve::Reserve;
use crate::command::{Command, Decision, Envelope, Stop};
use crate::desk::Desk;
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::sets::{RESERVING_KINDS, Sets};
use crate::watch::{Outcome, Watch};

/// A queued command whose type has been forgotten.
pub(crate) trait Job: Send {
    /// As [`Command::KIND`].
    fn kind(&self) -> &'static str;
    /// As [`Command::SCANS`].
    fn scans(&self) -> bool;
    /// Whether it does nothing but reserve.
    fn reserves(&self) -> bool {
        self.kind() == Reserve::KIND
    }
    /// Asks for what tells whether the command was accepted before, and for the rest that must not be there yet.
    fn want_new(&self, sets: &mut Sets);
    /// Decides, or finds the answer of an earlier time; the answer stays in the job.
    fn decide(&mut self, bench: &mut Bench<'_>) -> Result<(), Stop>;
    /// Gives the answer to whoever waits for it.
    fn answer(self: Box<Self>, failure: Option<Failure>);
}

/// A command that is decided, with what it failed with, if it did.
pub(crate) type Decided = (Box<dyn Job>, Option<Failure>);

/// What decisions are made with.
pub(crate) struct Bench<'a> {
    pub chain: &'a str,
    pub sets: &'a mut Sets,
    pub places: &'a PlaceTree,
    pub rules: &'a Rules,
}

/// One command with its cover and the one who waits.
pub(crate) struct Ask<C: Command, R: FnOnce(Result<C::Answer, Failure>) + Send> {
    pub envelope: Envelope,
    pub command: C,
    /// The command's canonical JSON, written once however often it is decided.
    pub body: Option<String>,
    pub reply: R,
    pub answer: Option<C::Answer>,
}

impl<C: Command, R: FnOnce(Result<C::Answer, Failure>) + Send> Job for Ask<C, R> {
    fn kind(&self) -> &'static str {
        C::KIND
    }

    fn scans(&self) -> bool {
        C::SCANS
    }

    fn want_new(&self, sets: &mut Sets) {
        // Whether it is there already does not matter here: the decision asks again.
        let _ = sets.known.want([&self.envelope.id]);
        self.command.want_new(sets);
    }

    fn decide(&mut self, bench: &mut Bench<'_>) -> Result<(), Stop> {
        let body = match &self.body {
            Some(body) => body,
            None => self.body.insert(json(&self.command)?),
        };
        if let Some(known) = bench.sets.known.get_new(&self.envelope.id)? {
            let same =
                known.kind == C::KIND && known.body == *body && known.actor == self.envelope.actor.person;
            let answer = same.then(|| serde_json::from_str(&known.answer).ok()).flatten();
            self.answer = Some(answer.ok_or(Refusal::IdUsedOtherwise { id: self.envelope.id })?);
            return Ok(());
        }
        let mut desk = Desk::new(bench.sets, bench.places, bench.rules, &self.envelope);
        let answer = self.command.decide(&mut desk)?;
        let changes = bench.sets.listings.is_touched() || bench.sets.organisations.is_touched();
        debug_assert!(
            !changes || CATALOGUE_KINDS.contains(&C::KIND),
            "`{}` changes the catalogue: add it to `CATALOGUE_KINDS`, or searches will not see it",
            C::KIND
        );
        debug_assert!(
            !RESERVING_KINDS.contains(&C::KIND) || !bench.sets.touches_what_stays(),
            "`{}` changes more than reserving does: other nodes would not see it",
            C::KIND
        );
        let draft = EventDraft {
            command: self.envelope.id,
            at: self.envelope.at,
            actor: self.envelope.actor.person,
            kind: C::KIND,
            subject: self.command.subject(),
            body: body.clone(),
            answer: json(&answer)?,
        };
        append(bench.sets, bench.chain, draft)?;
        self.answer = Some(answer);
        Ok(())
    }

    fn answer(self: Box<Self>, failure: Option<Failure>) {
        let result = match (failure, self.answer) {
            (Some(failure), _) => Err(failure),
            (None, Some(answer)) => Ok(answer),
            (None, None) => Err(Failure::Stopped),
        };
        (self.reply)(result);
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Stop> {
    let unwritable =
        |error: serde_json::Error| Refusal::invalid("body", error.to_string(), error.to_string());
    Ok(serde_json::to_string(value).map_err(unwritable)?)
}

/// Puts an event at the end of the chain.
fn append(sets: &mut Sets, chain: &str, draft: EventDraft) -> Decision<()> {
    let head = sets.heads.get(&(chain.to_owned(),))?.cloned();
    let mut head = head.unwrap_or_else(|| ChainHead::new(chain));
    let event = head.append(draft);
    sets.known.put(Known {
        command: event.command,
        actor: event.actor,
        kind: event.kind.clone(),
        body: event.body.clone(),
        answer: event.answer.clone(),
    });
    sets.events.put_new(event);
    sets.heads.put(head);
    Ok(())
}

/// Gives a job its answer, and tells of it.
pub(crate) fn answer(job: Box<dyn Job>, failure: Option<Failure>, watch: &dyn Watch) {
    let outcome = match &failure {
        None => Outcome::Accepted,
        Some(Failure::Refused(_)) => Outcome::Refused,
        Some(_) => Outcome::Failed,
    };
    watch.answered(job.kind(), outcome);
    job.answer(failure);
}
