//! The one thread that changes the database: it takes everything that is queued, decides each command in
//! order, writes all that was accepted in one transaction, and only then answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};

use jiangnan_kernel::{Id, PlaceTree};
use jiangnan_store::entity::known::Known;
use jiangnan_store::{ChainHead, EventDraft, GroupWriter, StoreError};

use crate::case::catalogue::CATALOGUE_KINDS;
use crate::command::{Command, Decision, Envelope, Stop};
use crate::desk::Desk;
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::sets::{RESERVING_KINDS, Sets};
use crate::watch::{Nobody, Outcome, Watch};

/// The event chain of the first writer. Each further process that writes has one of its own.
pub const CHAIN: &str = "main";
/// The most commands of one group: it bounds the memory of a transaction and the wait of its first command.
const GROUP_MAX: usize = 1_024;
/// The most rows kept from group to group.
const ROWS_MAX: usize = 400_000;
/// How long to wait before trying again where the database failed for a while.
const STORE_PAUSE_SECONDS: u32 = 5;
/// How often a group is tried again after the database refused it or the connection to it broke.
const ATTEMPTS_MAX: usize = 4;
/// How often a decision may stop for missing rows. Each stop loads at least one, and no command needs more.
const LOADS_MAX: usize = 10_000;

/// Why a command was not carried out.
#[derive(Clone, Debug)]
pub enum Failure {
    /// It was refused.
    Refused(Refusal),
    /// The database failed: nothing of the group was written.
    Store(Arc<StoreError>),
    /// Too many commands wait already. This one was not taken; it may be given again after so many seconds.
    Busy {
        /// How many.
        seconds: u32,
    },
    /// The writer has stopped, or the program has an error at this point; nothing was written.
    Stopped,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Refused(refusal) => refusal.fmt(f),
            Failure::Store(error) => error.fmt(f),
            Failure::Busy { seconds } => write!(f, "too many commands wait: try again in {seconds} s"),
            Failure::Stopped => f.write_str("the writer has stopped: start the program again"),
        }
    }
}

impl std::error::Error for Failure {}

impl Failure {
    /// After how many seconds the same command may succeed; `None` where waiting does not help.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Failure::Busy { seconds } => Some(*seconds),
            Failure::Store(error) if error.is_transient() => Some(STORE_PAUSE_SECONDS),
            Failure::Store(_) | Failure::Refused(_) | Failure::Stopped => None,
        }
    }
}

/// A queued command whose type has been forgotten.
pub(crate) trait Job: Send {
    /// As [`Command::KIND`].
    fn kind(&self) -> &'static str;
    /// As [`Command::SCANS`].
    fn scans(&self) -> bool;
    /// Asks for what tells whether the command was accepted before.
    fn want(&self, sets: &mut Sets);
    /// Decides, or finds the answer of an earlier time; the answer stays in the job.
    fn decide(&mut self, bench: &mut Bench<'_>) -> Result<(), Stop>;
    /// Gives the answer to whoever waits for it.
    fn answer(self: Box<Self>, failure: Option<Failure>);
}

/// What decisions are made with.
pub(crate) struct Bench<'a> {
    chain: &'a str,
    sets: &'a mut Sets,
    places: &'a PlaceTree,
    rules: &'a mut Rules,
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

    fn want(&self, sets: &mut Sets) {
        // Whether it is there already does not matter here: the decision looks again.
        let _ = sets.known.want([&self.envelope.id]);
    }

    fn decide(&mut self, bench: &mut Bench<'_>) -> Result<(), Stop> {
        let body = match &self.body {
            Some(body) => body,
            None => self.body.insert(json(&self.command)?),
        };
        if let Some(known) = bench.sets.known.get(&self.envelope.id)? {
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
    sets.events.put(event);
    sets.heads.put(head);
    Ok(())
}

/// The writer's state between groups.
pub(crate) struct WriterLoop<W> {
    pub writer: W,
    pub places: Arc<PlaceTree>,
    /// The most commands of one group: 1 makes each command its own transaction.
    pub group_max: usize,
    pub sets: Sets,
    pub rules: Rules,
    pub seen: Option<i64>,
    /// Told whenever a group was written.
    pub written: SyncSender<()>,
    /// Told what happens.
    pub watch: Arc<dyn Watch>,
}

impl<W: GroupWriter> WriterLoop<W> {
    pub fn new(
        writer: W,
        places: Arc<PlaceTree>,
        group_max: usize,
        written: SyncSender<()>,
    ) -> WriterLoop<W> {
        let group_max = group_max.clamp(1, GROUP_MAX);
        WriterLoop {
            writer,
            places,
            group_max,
            sets: Sets::default(),
            rules: Rules::default(),
            seen: None,
            written,
            watch: Arc::new(Nobody),
        }
    }

    /// Works until nobody can send any more.
    pub fn run(mut self, queue: &Receiver<Box<dyn Job>>) {
        while let Ok(first) = queue.recv() {
            let mut group = vec![first];
            while group.len() < self.group_max {
                match queue.try_recv() {
                    Ok(job) => group.push(job),
                    Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
                }
            }
            self.watch.group_begun(group.len());
            self.work(group);
            self.watch.group_ended();
        }
    }

    /// Writes one group and answers.
    pub fn work(&mut self, mut group: Vec<Box<dyn Job>>) {
        match self.write_somehow(&mut group) {
            Ok(refusals) => {
                for (job, failure) in group.into_iter().zip(refusals) {
                    self.answer(job, failure);
                }
            }
            // What the net under the rules caught in one command must not spoil its neighbours.
            Err(StoreError::Conflict(_)) if group.len() > 1 => {
                for job in group {
                    self.work(vec![job]);
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for job in group {
                    self.answer(job, Some(Failure::Store(Arc::clone(&error))));
                }
            }
        }
    }

    fn answer(&self, job: Box<dyn Job>, failure: Option<Failure>) {
        let outcome = match &failure {
            None => Outcome::Accepted,
            Some(Failure::Refused(_)) => Outcome::Refused,
            Some(_) => Outcome::Failed,
        };
        self.watch.answered(job.kind(), outcome);
        job.answer(failure);
    }

    /// Writes a group, again where another writer was in the way or the connection broke. A commit that broke may
    /// stand nevertheless: then the commands are known, and get the answers of the first time.
    fn write_somehow(&mut self, group: &mut [Box<dyn Job>]) -> Result<Vec<Option<Failure>>, StoreError> {
        let mut attempts = 1;
        loop {
            self.writer.begin()?;
            let written = self.write(group);
            if written.is_ok() {
                return written;
            }
            self.writer.rollback();
            self.sets.clear();
            self.seen = None;
            let again = matches!(written, Err(StoreError::Conflict(_) | StoreError::Unreachable(_)));
            if !again || attempts == ATTEMPTS_MAX {
                return written;
            }
            attempts += 1;
            self.watch.group_again();
        }
    }

    /// Decides and writes a group in the open transaction: what each command failed with, if it did.
    fn write(&mut self, group: &mut [Box<dyn Job>]) -> Result<Vec<Option<Failure>>, StoreError> {
        // Rows kept from the last group are good only while nobody else has written.
        let changes = self.writer.foreign_changes()?;
        if self.seen != Some(changes) {
            let kinds = self.writer.foreign_kinds()?.filter(|_| self.seen.is_some());
            self.sets.catch_up(kinds.as_ref());
        }
        if self.sets.len() > ROWS_MAX {
            self.sets.clear();
        }
        self.seen = Some(changes);
        // Every command needs this one row: asked for together, none has to be decided twice for it.
        group.iter().for_each(|job| job.want(&mut self.sets));
        self.sets.load(&self.writer)?;
        let mut failures = Vec::with_capacity(group.len());
        let mut rest = &mut *group;
        while let Some((job, later)) = rest.split_first_mut() {
            if job.scans() {
                self.sets.save(&self.writer)?;
                self.sets.forget_scans();
            }
            failures.push(self.decide(job.as_mut(), later)?);
            rest = later;
        }
        self.sets.save(&self.writer)?;
        self.watch.commit_begun();
        self.writer.commit()?;
        self.watch.commit_ended();
        self.sets.forget_what_is_done();
        // One word in the queue is enough: more would say the same.
        let _ = self.written.try_send(());
        Ok(failures)
    }

    /// Decides one command of the group; `later` are those after it.
    fn decide(
        &mut self,
        job: &mut dyn Job,
        later: &mut [Box<dyn Job>],
    ) -> Result<Option<Failure>, StoreError> {
        let chain = self.writer.chain();
        for _ in 0..LOADS_MAX {
            let WriterLoop { sets, places, rules, .. } = self;
            let mut bench = Bench { chain: &chain, sets, places, rules };
            // An error of the program in one command must not take the others, or the writer, with it.
            let decided = catch_unwind(AssertUnwindSafe(|| job.decide(&mut bench)));
            match decided {
                Ok(Ok(())) => {
                    self.sets.accept();
                    return Ok(None);
                }
                Ok(Err(Stop::Refused(refusal))) => {
                    self.sets.rollback();
                    return Ok(Some(Failure::Refused(refusal)));
                }
                Ok(Err(Stop::Missing)) => {
                    self.sets.rollback();
                    if self.writer.link().is_far() {
                        self.look_ahead(later);
                    }
                    if !self.sets.load(&self.writer)? {
                        break;
                    }
                }
                Err(_) => {
                    self.sets.rollback();
                    break;
                }
            }
        }
        Ok(Some(Failure::Stopped))
    }
}

impl<W: GroupWriter> WriterLoop<W> {
    /// Finds out what the commands after the one that stopped are missing, so that all of it is loaded in one
    /// round: to a server the way is longer than a decision takes. Nothing that they decide is kept.
    fn look_ahead(&mut self, later: &mut [Box<dyn Job>]) {
        let chain = self.writer.chain();
        for job in later {
            if job.scans() {
                return;
            }
            let WriterLoop { sets, places, rules, .. } = self;
            let mut bench = Bench { chain: &chain, sets, places, rules };
            // What it comes to, an error of the program included, is found again when it is its turn.
            let _ = catch_unwind(AssertUnwindSafe(|| job.decide(&mut bench)));
            self.sets.rollback();
        }
    }
}

/// The id under which commands of the program itself appear in the audit chain.
pub const OPERATOR: Id = Id(0);
