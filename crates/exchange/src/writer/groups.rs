//! One group after the other: decided, written and answered before the next is begun.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};
use jiangnan_kernel::PlaceTree;
use jiangnan_store::{GroupWriter, Seal, StoreError};

use super::Failure;
use super::decider::Decider;
use super::job::{Decided, Job, answer};
use super::sealer::Sealer;
use crate::sets::RESERVING_KINDS;
use crate::watch::Watch;

/// The most commands of one group: it bounds the memory of a transaction and the wait of its first command.
const GROUP_MAX: usize = 1_024;
/// How often a group is tried again after the database refused it or the connection to it broke.
const ATTEMPTS_MAX: usize = 4;

/// What works on whole groups.
pub(crate) struct Groups {
    pub decider: Decider,
    /// The most commands of one group: 1 makes each command its own transaction.
    pub group_max: usize,
    /// Told whenever a group was written.
    pub written: Sender<()>,
    /// Told what happens.
    pub watch: Arc<dyn Watch>,
    /// Where commands wait that have come while a group waited for its turn.
    pub late: Option<Receiver<Box<dyn Job>>>,
    /// Who answers groups when they are durable, so that the next may begin; without one each waits for itself.
    pub sealer: Option<Sealer>,
}

impl Groups {
    pub fn new(
        places: Arc<PlaceTree>,
        group_max: usize,
        written: Sender<()>,
        watch: Arc<dyn Watch>,
    ) -> Groups {
        let group_max = group_max.clamp(1, GROUP_MAX);
        Groups { decider: Decider::new(places), group_max, written, watch, late: None, sealer: None }
    }

    /// Works until nobody can send any more.
    pub fn run(mut self, writer: &impl GroupWriter, queue: &Receiver<Box<dyn Job>>) {
        self.late = Some(queue.clone());
        while let Ok(first) = queue.recv() {
            let group = self.gather(first, queue);
            self.work_with_late(writer, group);
        }
    }

    /// Takes what is queued after the first.
    pub fn gather(&self, first: Box<dyn Job>, queue: &Receiver<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
        std::iter::once(first).chain(queue.try_iter()).take(self.group_max).collect()
    }

    /// Writes one group and answers.
    pub fn work(&mut self, writer: &impl GroupWriter, group: Vec<Box<dyn Job>>) {
        let begun = writer.begin();
        self.work_in(writer, group, begun);
    }

    /// Writes one group, together with what has come when it has its turn.
    pub fn work_with_late(&mut self, writer: &impl GroupWriter, mut group: Vec<Box<dyn Job>>) {
        let begun = writer.begin();
        if let Some(late) = &self.late {
            group.extend(late.try_iter().take(self.group_max.saturating_sub(group.len())));
        }
        self.work_in(writer, group, begun);
    }

    fn work_in(
        &mut self,
        writer: &impl GroupWriter,
        group: Vec<Box<dyn Job>>,
        begun: Result<(), StoreError>,
    ) {
        self.watch.group_begun(group.len());
        self.write_and_answer(writer, group, begun);
        self.watch.group_ended();
    }

    fn write_and_answer(
        &mut self,
        writer: &impl GroupWriter,
        mut group: Vec<Box<dyn Job>>,
        begun: Result<(), StoreError>,
    ) {
        match self.write_somehow(writer, &mut group, begun) {
            Ok((failures, seal)) => self.answer(seal, group.into_iter().zip(failures).collect()),
            // What the net under the rules caught in one command must not spoil its neighbours.
            Err(StoreError::Conflict(_)) if group.len() > 1 => {
                for job in group {
                    self.write_and_answer(writer, vec![job], writer.begin());
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for job in group {
                    answer(job, Some(Failure::Store(Arc::clone(&error))), &*self.watch);
                }
            }
        }
    }

    /// Writes a group, again where another writer was in the way or the connection broke. A commit that broke may
    /// stand nevertheless: then the commands are known, and get the answers of the first time.
    fn write_somehow(
        &mut self,
        writer: &impl GroupWriter,
        group: &mut [Box<dyn Job>],
        mut begun: Result<(), StoreError>,
    ) -> Result<(Vec<Option<Failure>>, Seal), StoreError> {
        let mut attempts = 1;
        loop {
            begun?;
            let written = self.write(writer, group);
            if written.is_ok() {
                return written;
            }
            writer.rollback();
            self.decider.forget();
            let again = matches!(written, Err(StoreError::Conflict(_) | StoreError::Unreachable(_)));
            if !again || attempts == ATTEMPTS_MAX {
                return written;
            }
            attempts += 1;
            self.watch.group_again();
            begun = writer.begin();
        }
    }

    /// Decides and writes a group in the open transaction: what each command failed with, if it did.
    fn write(
        &mut self,
        writer: &impl GroupWriter,
        group: &mut [Box<dyn Job>],
    ) -> Result<(Vec<Option<Failure>>, Seal), StoreError> {
        // Rows kept from the last group are good only while nobody else has written.
        self.decider.catch_up(writer)?;
        if group.iter().any(|job| !job.reserves()) {
            self.decider.beyond(writer.mark_beyond_reserving()?);
        }
        // Every command needs this one row: asked for together, none has to be decided twice for it.
        group.iter().for_each(|job| job.want_new(&mut self.decider.sets));
        self.decider.sets.load(writer)?;
        let mut failures = Vec::with_capacity(group.len());
        let (mut rest, mut wrote) = (&mut *group, false);
        while let Some((job, later)) = rest.split_first_mut() {
            if job.scans() {
                wrote |= self.save(writer)?;
                self.decider.sets.forget_scans();
            }
            failures.push(self.decider.decide(writer, job.as_mut(), later)?);
            rest = later;
        }
        wrote |= self.save(writer)?;
        let early = self.may_be_early(wrote, group.iter().map(|job| job.kind()));
        let mut seal = commit(writer, early, &*self.watch, &self.written)?;
        if self.sealer.is_none() {
            seal.wait()?;
            seal = Seal::done();
        }
        self.decider.sets.send_off();
        self.decider.sets.forget_what_is_done();
        Ok((failures, seal))
    }

    /// Whether the next group may begin before what these commands do is durable. What goes out of the house, as a payment
    /// does, must not rest on what a crash can take. A group that wrote nothing has nothing that its commit would wait for;
    /// but what it answers may rest on what another group has only just written, so that it too needs a seal.
    pub fn may_be_early(&self, wrote: bool, mut kinds: impl Iterator<Item = &'static str>) -> bool {
        !wrote || self.sealer.is_some() && kinds.all(|kind| RESERVING_KINDS.contains(&kind))
    }

    /// Answers a group that stands, as soon as it is durable.
    pub fn answer(&self, seal: Seal, decided: Vec<Decided>) {
        match &self.sealer {
            Some(sealer) if !seal.is_done() => sealer.send(seal, decided),
            _ => decided.into_iter().for_each(|(job, failure)| answer(job, failure, &*self.watch)),
        }
    }

    /// Writes and answers commands of which nobody knows whether they took effect, or will: durable before anything
    /// else is done.
    pub fn settle(&mut self, writer: &impl GroupWriter, doubtful: Vec<Box<dyn Job>>) {
        self.watch.group_again();
        let sealer = self.sealer.take();
        self.work(writer, doubtful);
        self.sealer = sealer;
    }

    /// Writes what was decided; whether there was anything.
    fn save(&mut self, writer: &impl GroupWriter) -> Result<bool, StoreError> {
        let changes = self.decider.sets.take_changes();
        changes.iter().try_for_each(|changes| writer.write(changes))?;
        Ok(!changes.is_empty())
    }
}

/// Makes what was written stand, and tells of it.
pub(super) fn commit(
    writer: &impl GroupWriter,
    early: bool,
    watch: &dyn Watch,
    written: &Sender<()>,
) -> Result<Seal, StoreError> {
    watch.commit_begun();
    let seal = if early { writer.commit_early()? } else { writer.commit().map(|()| Seal::done())? };
    watch.commit_ended();
    // One word in the queue is enough: more would say the same.
    let _ = written.try_send(());
    Ok(seal)
}
