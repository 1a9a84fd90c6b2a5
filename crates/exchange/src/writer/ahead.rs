//! Decides ahead: while one batch is being written, the next is decided as if it were written already. Where it could
//! not be, both are decided anew, one group after the other; nobody was answered before.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, TryRecvError, never, select};
use jiangnan_store::{Changes, GroupWriter, Query, StoreError};

use super::Failure;
use super::carrier::{Back, Basis, Batch, Carrier, Committer, Stands, Word};
use super::decider::Decider;
use super::groups::Groups;
use super::job::{Decided, Job};

/// How many commands are few, where nobody says otherwise.
const FEW: usize = 16;
/// How many commands are made ready together: more would let the connection wait, fewer would write what they share more
/// often. For a server each statement costs as much as many rows, so that there is but one a table: only what comes new is
/// made ready before the batch is sent off.
const PACK: usize = 16;
/// On a server: how many groups in a row must have found nobody else writing before any command is decided ahead. What
/// is decided while others write is mostly decided in vain.
const ALONE: u32 = 16;
/// How many must have found nobody who did more than reserve before what is to be reserved is decided ahead. It meets what
/// others reserve but seldom.
const CALM: u32 = 4;
/// How many batches are looked up after one could not be written.
const DOUBTS: u32 = 8;

/// Decides on one connection, while another is away to write.
pub(crate) struct Ahead<W, Q, C> {
    groups: Groups,
    reader: Q,
    carrier: C,
    /// The connection that writes; none while it is under way.
    home: Option<W>,
    /// Whether it is the next to write.
    is_next: bool,
    /// What is decided and not sent off yet.
    decided: Vec<Decided>,
    /// What they change, as far as it is made ready.
    packed: Vec<Changes>,
    /// Whether a server writes it.
    far: bool,
    /// From how many waiting commands on it is worth the way to another thread.
    few: usize,
    /// How many groups in a row must have found nobody else writing.
    alone: u32,
    /// Whether the server sees for itself whether reservations still rest on what they were decided on.
    blind: bool,
    /// Whether the database itself refuses a command that was accepted before.
    refuses_doubles: bool,
    /// How many more batches are looked up before commands are taken to come for the first time.
    doubts: u32,
}

impl<W: GroupWriter, Q: Query, C: Carrier<W>> Ahead<W, Q, C> {
    pub fn new(groups: Groups, writer: W, reader: Q, carrier: C) -> Ahead<W, Q, C> {
        let far = reader.link().is_far();
        let alone = if far { ALONE } else { 0 };
        // Where the server cannot be asked it is looked at each time.
        let blind = reader.link().can_be_blind().unwrap_or(false);
        let refuses_doubles = reader.link().refuses_doubles().unwrap_or(false);
        Ahead {
            groups,
            reader,
            carrier,
            home: Some(writer),
            is_next: false,
            decided: Vec::new(),
            packed: Vec::new(),
            far,
            few: FEW,
            alone,
            blind,
            refuses_doubles,
            doubts: 0,
        }
    }

    /// The same, for which other numbers are few.
    #[cfg(test)]
    pub fn with_few(self, few: usize) -> Ahead<W, Q, C> {
        Ahead { few, ..self }
    }

    /// Whether nothing is decided that has not been written.
    fn is_idle(&self) -> bool {
        self.home.is_some() && self.decided.is_empty()
    }

    /// Takes commands that wait: they are written at once where they are few and nothing is under way or before them, or
    /// where they need all that was decided before them in the tables; the others are decided ahead.
    pub fn take(&mut self, jobs: Vec<Box<dyn Job>>) {
        let at_once = self.is_idle() && jobs.len() < self.few && !self.is_crowded();
        let may = self.groups.decider.may_go_on() && self.is_calm_for(&jobs);
        if at_once || !may || jobs.iter().any(|job| job.scans()) {
            self.finish();
            if let Some(writer) = &self.home {
                self.groups.work_with_late(writer, jobs);
            }
            return;
        }
        let mut jobs = VecDeque::from(jobs);
        while let Some(job) = jobs.pop_front() {
            self.decide(job, jobs.make_contiguous());
            if self.decided.len() >= self.few {
                self.look_out();
            }
        }
    }

    /// Whether others leave enough peace to decide these ahead.
    fn is_calm_for(&self, jobs: &[Box<dyn Job>]) -> bool {
        let reserving = self.blind && jobs.iter().all(|job| job.reserves());
        self.is_alone() || reserving && self.groups.decider.calm() >= CALM
    }

    /// Whether nobody else writes, as far as can be told.
    fn is_alone(&self) -> bool {
        self.groups.decider.alone() >= self.alone
    }

    /// Whether the connection, where it is here, would have to wait for others.
    fn is_crowded(&self) -> bool {
        self.blind && self.home.as_ref().is_some_and(GroupWriter::is_crowded)
    }

    /// Writes everything that is decided, and then these commands as a group of their own.
    fn write_all(&mut self, jobs: Vec<Box<dyn Job>>) {
        self.finish();
        self.groups.decider.sets.doubt();
        if let Some(writer) = &self.home {
            self.groups.work(writer, jobs);
        }
    }

    /// Decides a command, and looks what those after it will need where it needs something itself.
    fn decide(&mut self, mut job: Box<dyn Job>, later: &mut [Box<dyn Job>]) {
        let trusts = self.trusts();
        let mut decided = self.decide_on(job.as_mut(), later, trusts);
        if trusts && matches!(decided, Ok(Some(_))) {
            // It may be refused for what it did itself, the first time that it came. The rest of the batch is looked up
            // together with it, so that a flood of refusals is not looked up one by one.
            self.groups.decider.sets.doubt();
            self.doubts = 1;
            decided = self.decide_on(job.as_mut(), later, false);
        }
        match decided {
            // What others have done meanwhile may be why it is refused.
            Ok(Some(_)) if !self.is_alone() => self.write_all(vec![job]),
            Ok(failure) => self.decided.push((job, failure)),
            // A group on the connection that writes tells whether it is more than the reader that fails.
            Err(_) => self.write_all(vec![job]),
        }
        if self.decided.len().is_multiple_of(PACK) {
            self.make_ready();
        }
        if self.decided.len() >= self.groups.group_max {
            self.wait();
        }
    }

    /// Decides a command; where it is trusted, as if it came for the first time.
    fn decide_on(
        &mut self,
        job: &mut dyn Job,
        later: &mut [Box<dyn Job>],
        trusts: bool,
    ) -> Result<Option<Failure>, StoreError> {
        let Decider { sets, .. } = &mut self.groups.decider;
        job.want_new(sets);
        if sets.known.wants_any() {
            let together = if self.far { later.len() } else { PACK };
            later.iter().take(together).for_each(|job| job.want_new(sets));
        }
        if trusts {
            sets.trust();
        } else {
            sets.load(&self.reader)?;
        }
        self.groups.decider.decide(&self.reader, job, later)
    }

    /// Whether commands are taken to come for the first time. One that does not is refused, if not on what it did itself
    /// then by the database, together with its batch, which is decided anew; so where a batch has failed, the next are
    /// looked up.
    fn trusts(&self) -> bool {
        self.refuses_doubles && self.doubts == 0
    }

    /// Sends off what is decided, where the connection is here or back.
    pub fn look_out(&mut self) {
        self.send_off();
        if let Some(back) = self.carrier.look() {
            self.welcome(back);
        }
    }

    /// Waits until everything that is decided is written.
    pub fn finish(&mut self) {
        while !self.is_idle() {
            if !self.wait() {
                // Nobody writes any more: those who wait see their replies go.
                self.decided.clear();
                return;
            }
        }
    }

    /// Sends off what is decided, if need be when the connection is back; says whether there was one to wait for.
    fn wait(&mut self) -> bool {
        if self.home.is_some() {
            self.send_off();
            return true;
        }
        let back = self.carrier.wait();
        back.map(|back| self.welcome(back)).is_some()
    }

    /// Sends the connection off with all that is decided, where it is here; where others write too, when it is the next:
    /// until then more is decided.
    fn send_off(&mut self) {
        if self.decided.is_empty() {
            return;
        }
        let waits = !self.is_next && self.is_crowded();
        if let Some(writer) = self.home.take() {
            if waits {
                self.carrier.come_next(writer);
                return;
            }
            self.is_next = false;
            let basis = self.basis();
            self.make_ready();
            let mut changes = std::mem::take(&mut self.packed);
            changes.append(&mut self.groups.decider.sets.take_changes());
            let jobs = std::mem::take(&mut self.decided);
            let wrote = !changes.is_empty();
            let early = self.groups.may_be_early(wrote, jobs.iter().map(|(job, _)| job.kind()));
            let Decider { sets, .. } = &mut self.groups.decider;
            self.carrier.send(writer, Batch { jobs, changes, basis, early });
            self.doubts = self.doubts.saturating_sub(1);
            // What was sent off before stands by now, and is found in the tables again.
            sets.forget_what_is_done();
            sets.send_off();
        }
    }

    /// What all that is decided rests on, taken before the rest is made ready.
    fn basis(&mut self) -> Basis {
        let decider = &mut self.groups.decider;
        let accepted = |(job, failure): &Decided| failure.is_none() && job.reserves();
        if self.blind && self.decided.iter().all(accepted) && decider.has_grounds() {
            Basis::Grounds(decider.grounds())
        } else {
            Basis::Horizon(decider.horizon())
        }
    }

    /// Makes what is decided ready to be sent off, so that the connection need not wait for it.
    fn make_ready(&mut self) {
        let sets = &mut self.groups.decider.sets;
        if self.far {
            sets.take_new(&mut self.packed);
        } else {
            self.packed.append(&mut sets.take_changes());
        }
    }

    /// Takes the connection back, and lets it go at once with what is decided meanwhile: those of the batch before are
    /// answered while it is away.
    fn welcome(&mut self, (writer, word): Back<W>) {
        match word {
            Word::Next => {
                self.home = Some(writer);
                self.is_next = true;
                self.send_off();
            }
            Word::Stands(Stands { jobs, seal, beyond }) => {
                beyond.into_iter().for_each(|marked| self.groups.decider.beyond(marked));
                self.home = Some(writer);
                self.send_off();
                self.groups.answer(seal, jobs);
            }
            Word::Again(jobs) => {
                self.decide_anew(&writer, jobs);
                self.home = Some(writer);
            }
        }
    }

    /// Decides those of a batch that could not be written in a group of their own.
    fn decide_anew(&mut self, writer: &W, jobs: Vec<Box<dyn Job>>) {
        self.groups.watch.group_again();
        self.groups.decider.forget();
        self.doubts = DOUBTS;
        self.packed.clear();
        self.groups.work(writer, jobs);
        // What was decided on top of it is worth nothing either.
        let decided: Vec<_> = std::mem::take(&mut self.decided).into_iter().map(|(job, _)| job).collect();
        if !decided.is_empty() {
            self.groups.work(writer, decided);
        }
    }
}

impl<W: GroupWriter + Send + 'static, Q: Query> Ahead<W, Q, Committer<W>> {
    /// Works until nobody can send any more.
    pub fn run(mut self, queue: &Receiver<Box<dyn Job>>) {
        self.groups.late = Some(queue.clone());
        while let Some(first) = self.next(queue) {
            let jobs = self.groups.gather(first, queue);
            self.take(jobs);
        }
        self.finish();
        if let Some(mut sealer) = self.groups.sealer.take() {
            sealer.finish();
            sealer.doubtful.try_iter().for_each(|jobs| self.settle(jobs));
        }
    }

    /// Gives commands again of which nobody knows whether they still stand.
    fn settle(&mut self, doubtful: Vec<Box<dyn Job>>) {
        self.finish();
        if let Some(writer) = &self.home {
            self.groups.settle(writer, doubtful);
        }
    }

    /// The next command; none where there will be no more, or nobody to write it.
    fn next(&mut self, queue: &Receiver<Box<dyn Job>>) -> Option<Box<dyn Job>> {
        let doubtful = self.groups.sealer.as_ref().map_or_else(never, |sealer| sealer.doubtful.clone());
        loop {
            self.look_out();
            while let Ok(jobs) = doubtful.try_recv() {
                self.settle(jobs);
            }
            match queue.try_recv() {
                Ok(job) => return Some(job),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => self.make_ready(),
            }
            select! {
                recv(queue) -> job => return job.ok(),
                recv(self.carrier.back) -> back => self.welcome(back.ok()?),
                recv(doubtful) -> jobs => self.settle(jobs.ok()?),
            }
        }
    }
}
