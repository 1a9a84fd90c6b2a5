//! What decides commands: the rows that are known, and how more of them are found.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiangnan_kernel::PlaceTree;
use jiangnan_store::{Grounds, GroupWriter, Query, StoreError};

use super::Failure;
use super::job::{Bench, Job};
use crate::command::Stop;
use crate::rules::Rules;
use crate::sets::Sets;

/// The most rows kept from group to group.
const ROWS_MAX: usize = 400_000;
/// How often a decision may stop for missing rows. Each stop loads at least one, and no command needs more.
const LOADS_MAX: usize = 10_000;

/// The rows that are known, and what decides on them.
pub(crate) struct Decider {
    places: Arc<PlaceTree>,
    pub sets: Sets,
    rules: Rules,
    /// The chain to which events are added.
    chain: String,
    /// Through which connection the rows were read, as [`GroupWriter::connected`] counts.
    connected: u64,
    /// What [`GroupWriter::foreign_changes`] said when the rows were good; none where none is known.
    seen: Option<i64>,
    /// What [`GroupWriter::beyond_reserving`] said then.
    beyond: i64,
    /// How many groups in a row have found that nobody else had written, and how many that others had only reserved.
    alone: u32,
    calm: u32,
}

/// Up to where a decider knows what was written: while nothing lies beyond, what it decided is worth something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Horizon {
    chain: String,
    connected: u64,
    seen: Option<i64>,
    beyond: i64,
}

impl Horizon {
    /// Up to where it is known now.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn of(writer: &impl GroupWriter) -> Result<Horizon, StoreError> {
        let (chain, connected) = (writer.chain(), writer.connected());
        let seen = Some(writer.foreign_changes()?);
        Ok(Horizon { chain, connected, seen, beyond: writer.beyond_reserving() })
    }
}

impl Decider {
    pub fn new(places: Arc<PlaceTree>) -> Decider {
        let (sets, rules, chain) = (Sets::default(), Rules::default(), String::new());
        Decider { places, sets, rules, chain, connected: 0, seen: None, beyond: 0, alone: 0, calm: 0 }
    }

    /// Whether more may be decided on what is known without looking whether others have written.
    pub fn may_go_on(&self) -> bool {
        self.seen.is_some() && self.sets.len() <= ROWS_MAX
    }

    /// How many groups in a row have found that nobody else had written.
    pub fn alone(&self) -> u32 {
        self.alone
    }

    /// How many groups in a row have found that nobody else had done more than reserve.
    pub fn calm(&self) -> u32 {
        self.calm
    }

    /// Up to where it is known what was written.
    pub fn horizon(&self) -> Horizon {
        let Decider { connected, seen, beyond, .. } = *self;
        Horizon { chain: self.chain.clone(), connected, seen, beyond }
    }

    /// Whether what was decided rests on no more than [`Decider::grounds`] tell: besides accounts, caps and the end of this
    /// writer's own chain it only adds rows.
    pub fn has_grounds(&self) -> bool {
        self.sets.overwritten().all(|set| ["accounts", "caps", "heads"].contains(&set))
    }

    /// What the reservations rest on that were decided, with what they add to accounts and count under caps, before their
    /// other changes are taken.
    pub fn grounds(&mut self) -> Grounds {
        Grounds {
            connected: self.connected,
            beyond_reserving: self.beyond,
            caps: self.sets.caps.take_changed(),
            accounts: self.sets.accounts.take_changed(),
        }
    }

    /// Takes note that this writer has changed more than reservations.
    pub fn beyond(&mut self, marked: i64) {
        self.beyond = marked;
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        self.sets.clear();
        self.seen = None;
    }

    /// Forgets what others may have changed since the rows were read, in the open transaction of a group.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn catch_up(&mut self, writer: &impl GroupWriter) -> Result<(), StoreError> {
        let now = Horizon::of(writer)?;
        self.alone = self.alone.saturating_add(1);
        self.calm = self.calm.saturating_add(1);
        if self.horizon() != now {
            let commands = writer.foreign_commands()?;
            let same = self.chain == now.chain && self.connected == now.connected && self.seen.is_some();
            self.alone = 0;
            if !same || self.beyond != now.beyond {
                self.calm = 0;
            }
            self.sets.catch_up(commands.filter(|_| same).as_deref());
        }
        if self.sets.len() > ROWS_MAX {
            self.sets.clear();
        }
        Horizon { chain: self.chain, connected: self.connected, seen: self.seen, beyond: self.beyond } = now;
        Ok(())
    }

    /// Decides one command: what it failed with, if it did. `later` are those that are decided after it.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn decide(
        &mut self,
        source: &impl Query,
        job: &mut dyn Job,
        later: &mut [Box<dyn Job>],
    ) -> Result<Option<Failure>, StoreError> {
        for _ in 0..LOADS_MAX {
            // An error of the program in one command must not take the others, or the writer, with it.
            let decided = catch_unwind(AssertUnwindSafe(|| job.decide(&mut self.bench())));
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
                    if source.link().is_far() {
                        self.look_ahead(later);
                    }
                    if !self.sets.load(source)? {
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

    /// Finds out what the commands after the one that stopped are missing, so that all of it is loaded in one
    /// round: to a server the way is longer than a decision takes. Nothing that they decide is kept.
    fn look_ahead(&mut self, later: &mut [Box<dyn Job>]) {
        for job in later {
            if job.scans() {
                return;
            }
            // What it comes to, an error of the program included, is found again when it is its turn.
            let _ = catch_unwind(AssertUnwindSafe(|| job.decide(&mut self.bench())));
            self.sets.rollback();
        }
    }

    fn bench(&mut self) -> Bench<'_> {
        let Decider { places, sets, rules, chain, .. } = self;
        Bench { chain, sets, places, rules }
    }
}
