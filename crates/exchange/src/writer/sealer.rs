//! Answers commands when their group is durable, while the next groups are written already.

use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use jiangnan_store::{Seal, StoreError};

use super::job::{Decided, Job, answer};
use crate::watch::Watch;

/// The most groups that wait for the disk: where it stands still the writer does too, and its queue fills up.
const STANDING_MAX: usize = 16;

/// A group that stands, and is to be answered when it is durable.
type Standing = (Seal, Vec<Decided>);

/// The thread that waits for the disk. It ends with this value.
pub(crate) struct Sealer {
    to: Option<Sender<Standing>>,
    /// Commands of groups that stood and of which nobody knows whether they still do: they must be given again.
    pub doubtful: Receiver<Vec<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Sealer {
    /// Starts it.
    ///
    /// # Errors
    /// Where there can be no more threads.
    pub fn start(watch: Arc<dyn Watch>) -> Result<Sealer, StoreError> {
        let (to, standing) = bounded(STANDING_MAX);
        // This side must never wait for the one that may be waiting for it.
        let (doubt, doubtful) = unbounded();
        let work = move || work(&standing, &doubt, &*watch);
        let thread = std::thread::Builder::new().name("sealer".to_owned()).spawn(work);
        let thread = thread.map_err(|cause| StoreError::NoThread { cause })?;
        Ok(Sealer { to: Some(to), doubtful, thread: Some(thread) })
    }

    /// Takes a group that stands; waits where too many do already.
    pub fn send(&self, seal: Seal, decided: Vec<Decided>) {
        // Where the thread is gone the commands are dropped with their replies, and who waits sees it.
        let _ = self.to.as_ref().map(|to| to.send((seal, decided)));
    }

    /// Waits until all groups are answered or in doubt.
    pub fn finish(&mut self) {
        self.to = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        self.finish();
    }
}

fn work(standing: &Receiver<Standing>, doubt: &Sender<Vec<Box<dyn Job>>>, watch: &dyn Watch) {
    while let Ok((mut seal, mut decided)) = standing.recv() {
        // One wait is for all that stand by now.
        for (later, more) in standing.try_iter() {
            if !later.is_with(&seal) {
                settle(&seal, std::mem::take(&mut decided), doubt, watch);
            }
            seal = later;
            decided.extend(more);
        }
        settle(&seal, decided, doubt, watch);
    }
}

fn settle(seal: &Seal, decided: Vec<Decided>, doubt: &Sender<Vec<Box<dyn Job>>>, watch: &dyn Watch) {
    if seal.wait().is_ok() {
        decided.into_iter().for_each(|(job, failure)| answer(job, failure, watch));
    } else {
        // Where nobody takes them any more they are dropped with their replies.
        let _ = doubt.send(decided.into_iter().map(|(job, _)| job).collect());
    }
}
