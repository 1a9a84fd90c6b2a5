//! What changes the database: it takes everything that is queued, decides each command in order, writes all that was
//! accepted in one transaction, and only then answers. What is decided is written while the next commands are decided
//! already; on a server, where writers take turns, only while no other writes.

pub(crate) mod ahead;
pub(crate) mod carrier;
mod decider;
mod failure;
mod groups;
pub(crate) mod job;
mod sealer;

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};
use jiangnan_kernel::{Id, PlaceTree};
use jiangnan_store::{Database, Query as _, StoreError};

pub use failure::Failure;
pub(crate) use groups::Groups;
pub(crate) use job::{Ask, Job};

use crate::watch::Watch;
use ahead::Ahead;
use carrier::Committer;
use sealer::Sealer;

/// The event chain of the first writer. Each further process that writes has one of its own.
pub const CHAIN: &str = "main";
/// The id under which commands of the program itself appear in the audit chain.
pub const OPERATOR: Id = Id(0);

/// What a writer is made of.
pub(crate) struct Making {
    pub places: Arc<PlaceTree>,
    /// The most commands of one group: 1 makes each command its own transaction, written before the next is decided.
    pub group_max: usize,
    /// Told whenever a group was written.
    pub written: Sender<()>,
    /// Told what happens.
    pub watch: Arc<dyn Watch>,
}

/// What works until its queue is closed.
pub(crate) type Work = Box<dyn FnOnce(&Receiver<Box<dyn Job>>) + Send>;

/// Makes what writes a database.
///
/// # Errors
/// Where the database cannot be opened for writing or a thread cannot be started.
pub(crate) fn writer_of(database: &Database, making: Making) -> Result<Work, StoreError> {
    let Making { places, group_max, written, watch } = making;
    let writer = database.writer()?;
    let mut groups = Groups::new(places, group_max, written.clone(), Arc::clone(&watch));
    if group_max == 1 {
        return Ok(Box::new(move |queue| groups.run(&writer, queue)));
    }
    let reader = database.reader_of_rows()?;
    if reader.link().is_far() {
        groups.sealer = Some(Sealer::start(Arc::clone(&watch))?);
    }
    let ahead = Ahead::new(groups, writer, reader, Committer::start(written, watch)?);
    Ok(Box::new(move |queue| ahead.run(queue)))
}
