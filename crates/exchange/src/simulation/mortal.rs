//! A process that may die between any two calls of the store, and a writer that takes its time.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::Sender;
use jiangnan_kernel::{Rng, SplitMix64};
use jiangnan_store::database::Link;
use jiangnan_store::{
    Changes, ForeignCommand, Grounds, GroupWriter, Lookup, Query, Seal, Set, StoreError, Writer,
};

use crate::watch::{Nobody, Watch};
use crate::writer::carrier::{Back, Batch, Carrier, carry};

/// A connection whose process dies before a chosen call of the store; from then on every call fails.
pub struct Mortal<T> {
    pub link: T,
    pub left: Rc<Cell<u64>>,
}

impl<T> Mortal<T> {
    fn live(&self) -> Result<(), StoreError> {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        if left == 0 { Err(StoreError::NoDatabase("the process is dead".to_owned())) } else { Ok(()) }
    }
}

impl<T: Query> Query for Mortal<T> {
    fn link(&self) -> Link<'_> {
        self.link.link()
    }

    fn load<E: Lookup>(&self, set: &mut Set<E>) -> Result<bool, StoreError> {
        self.live()?;
        self.link.load(set)
    }
}

impl GroupWriter for Mortal<Writer> {
    fn chain(&self) -> String {
        self.link.chain()
    }

    fn connected(&self) -> u64 {
        self.link.connected()
    }

    fn begin(&self) -> Result<(), StoreError> {
        self.live()?;
        self.link.begin()
    }

    fn commit(&self) -> Result<(), StoreError> {
        self.live()?;
        self.link.commit()?;
        // What is durable and was not answered: only a retry tells.
        self.live()
    }

    fn commit_early(&self) -> Result<Seal, StoreError> {
        self.commit().map(|()| Seal::done())
    }

    fn rollback(&self) {
        if self.left.get() > 0 {
            self.link.rollback();
        }
    }

    fn foreign_changes(&self) -> Result<i64, StoreError> {
        self.live()?;
        self.link.foreign_changes()
    }

    fn beyond_reserving(&self) -> i64 {
        self.link.beyond_reserving()
    }

    fn mark_beyond_reserving(&self) -> Result<i64, StoreError> {
        self.live()?;
        self.link.mark_beyond_reserving()
    }

    fn is_crowded(&self) -> bool {
        self.link.is_crowded()
    }

    fn come_next(&self) {
        self.link.come_next();
    }

    fn write_blind(&self, grounds: &Grounds, changes: &[Changes]) -> Result<Seal, StoreError> {
        self.live()?;
        self.link.write_blind(grounds, changes)
    }

    fn foreign_commands(&self) -> Result<Option<Vec<ForeignCommand>>, StoreError> {
        self.live()?;
        self.link.foreign_commands()
    }

    fn write(&self, changes: &Changes) -> Result<(), StoreError> {
        self.live()?;
        self.link.write(changes)
    }
}

/// Carries a batch when it is looked for often enough: what is decided meanwhile is decided while it is under way.
pub struct Slow {
    pub under_way: RefCell<Option<(Mortal<Writer>, Batch)>>,
    pub rng: RefCell<SplitMix64>,
    pub written: Sender<()>,
}

impl Carrier<Mortal<Writer>> for Slow {
    fn send(&self, writer: Mortal<Writer>, batch: Batch) {
        *self.under_way.borrow_mut() = Some((writer, batch));
    }

    fn come_next(&self, _: Mortal<Writer>) {
        unreachable!("a file is never crowded");
    }

    fn look(&self) -> Option<Back<Mortal<Writer>>> {
        if self.rng.borrow_mut().below(6) == 0 { self.wait() } else { None }
    }

    fn wait(&self) -> Option<Back<Mortal<Writer>>> {
        let (writer, batch) = self.under_way.take()?;
        Some(carry(writer, batch, &self.written, &Nobody))
    }
}

/// Counts what is decided anew.
#[derive(Default)]
pub struct Again(pub AtomicU64);

impl Watch for Again {
    fn group_again(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}
