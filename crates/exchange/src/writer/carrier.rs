//! Writes what is decided while more is being decided: the connection goes along with the batch and comes back with
//! word of it.

use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};
use jiangnan_store::{Changes, Grounds, GroupWriter, Seal, StoreError};

use super::decider::Horizon;
use super::groups::commit;
use super::job::{Decided, Job};
use crate::watch::Watch;

/// Commands that are decided and not written yet.
pub(crate) struct Batch {
    pub jobs: Vec<Decided>,
    /// What they change, in the order in which it is written.
    pub changes: Vec<Changes>,
    /// What they were decided on.
    pub basis: Basis,
    /// Whether others may see it before it is durable.
    pub early: bool,
}

/// What must still be so, or what was decided is worth nothing.
pub(crate) enum Basis {
    /// Nobody has written since.
    Horizon(Horizon),
    /// These are as they were; so it is enough for commands that reserve and were accepted, on a server that looks for
    /// itself.
    Grounds(Grounds),
}

/// A batch that stands.
pub(crate) struct Stands {
    pub jobs: Vec<Decided>,
    /// What knows when it is durable.
    pub seal: Seal,
    /// The number under which it changed more than reservations, where it did.
    pub beyond: Option<i64>,
}

/// Word with which a connection comes back.
pub(crate) enum Word {
    /// It is the next to write.
    Next,
    /// Its batch stands.
    Stands(Stands),
    /// Its batch could not be written: these are its commands again.
    Again(Vec<Box<dyn Job>>),
}

/// A connection that comes back.
pub(crate) type Back<W> = (W, Word);

/// What a connection is sent for.
enum Errand {
    /// To be the next to write.
    ComeNext,
    /// To write these.
    Write(Batch),
}

/// Who writes batches: a [`Committer`], or one under test that takes its time.
pub(crate) trait Carrier<W> {
    /// Takes a batch. There is no other under way.
    fn send(&self, writer: W, batch: Batch);

    /// Waits with the connection until it is the next to write, before it gets its batch.
    fn come_next(&self, writer: W);

    /// The connection, where it is back.
    fn look(&self) -> Option<Back<W>>;

    /// Waits for the connection. None where it will not come back, for the program has an error.
    fn wait(&self) -> Option<Back<W>>;
}

/// The thread that writes batches. It ends with this value.
pub(crate) struct Committer<W> {
    to: Option<Sender<(W, Errand)>>,
    pub back: Receiver<Back<W>>,
    thread: Option<JoinHandle<()>>,
}

impl<W: GroupWriter + Send + 'static> Committer<W> {
    /// Starts it.
    ///
    /// # Errors
    /// Where there can be no more threads.
    pub fn start(written: Sender<()>, watch: Arc<dyn Watch>) -> Result<Committer<W>, StoreError> {
        let (to, errands) = bounded::<(W, Errand)>(1);
        let (home, back) = bounded(1);
        let work = move || {
            for (writer, errand) in errands {
                let back = match errand {
                    Errand::ComeNext => {
                        writer.come_next();
                        (writer, Word::Next)
                    }
                    // Nobody is answered here: the next batch need not wait for that.
                    Errand::Write(batch) => carry(writer, batch, &written, &*watch),
                };
                if home.send(back).is_err() {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("committer".to_owned()).spawn(work);
        let thread = thread.map_err(|cause| StoreError::NoThread { cause })?;
        Ok(Committer { to: Some(to), back, thread: Some(thread) })
    }
}

impl<W> Committer<W> {
    fn send_for(&self, writer: W, errand: Errand) {
        // Where the thread is gone the commands are dropped with their replies, and the wait for it ends.
        let _ = self.to.as_ref().map(|to| to.send((writer, errand)));
    }
}

impl<W> Carrier<W> for Committer<W> {
    fn send(&self, writer: W, batch: Batch) {
        self.send_for(writer, Errand::Write(batch));
    }

    fn come_next(&self, writer: W) {
        self.send_for(writer, Errand::ComeNext);
    }

    fn look(&self) -> Option<Back<W>> {
        self.back.try_recv().ok()
    }

    fn wait(&self) -> Option<Back<W>> {
        self.back.recv().ok()
    }
}

impl<W> Drop for Committer<W> {
    fn drop(&mut self) {
        self.to = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes a batch, and lets the connection come back.
pub(crate) fn carry<W: GroupWriter>(
    writer: W,
    batch: Batch,
    written: &Sender<()>,
    watch: &dyn Watch,
) -> Back<W> {
    watch.group_begun(batch.jobs.len());
    let stands = write(&writer, &batch, watch, written);
    watch.group_ended();
    match stands {
        Ok((seal, beyond)) => (writer, Word::Stands(Stands { jobs: batch.jobs, seal, beyond })),
        // Why is found out when they are decided anew, and told to whom it concerns.
        Err(_) => (writer, Word::Again(batch.jobs.into_iter().map(|(job, _)| job).collect())),
    }
}

fn write(
    writer: &impl GroupWriter,
    batch: &Batch,
    watch: &dyn Watch,
    written: &Sender<()>,
) -> Result<(Seal, Option<i64>), StoreError> {
    let stands = match &batch.basis {
        Basis::Horizon(horizon) => {
            writer.begin()?;
            let beyond = write_in(writer, horizon, batch);
            beyond.and_then(|beyond| Ok((commit(writer, batch.early, watch, written)?, beyond)))
        }
        Basis::Grounds(grounds) => {
            watch.commit_begun();
            let seal = writer.write_blind(grounds, &batch.changes);
            watch.commit_ended();
            seal.map(|seal| (seal, None))
        }
    };
    if stands.is_err() {
        writer.rollback();
    }
    stands
}

fn write_in(writer: &impl GroupWriter, horizon: &Horizon, batch: &Batch) -> Result<Option<i64>, StoreError> {
    if *horizon != Horizon::of(writer)? {
        return Err(StoreError::Conflict("somebody else has written meanwhile".to_owned()));
    }
    let is_beyond = batch.jobs.iter().any(|(job, _)| !job.reserves());
    let beyond = is_beyond.then(|| writer.mark_beyond_reserving()).transpose()?;
    batch.changes.iter().try_for_each(|changes| writer.write(changes))?;
    Ok(beyond)
}
