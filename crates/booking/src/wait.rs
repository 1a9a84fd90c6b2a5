//! The wait list of one instrument: who asked first is offered a freed slot first, for a limited time.

use jiangnan_kernel::{Id, Instant, Interval};
use serde::{Deserialize, Serialize};

/// Where an entry of the wait list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum WaitState {
    /// Waits.
    Waiting,
    /// Has an offer.
    Offered {
        /// The slot offered.
        slot: Interval,
        /// Until when it may be taken.
        until: Instant,
    },
    /// Took the offer.
    Taken,
    /// Let the offer pass.
    Lapsed,
    /// Waits no longer, by its own wish.
    Withdrawn,
}

/// Somebody who waits for a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitEntry {
    /// Its id.
    pub id: Id,
    /// The enterprise that waits.
    pub enterprise: Id,
    /// The person who asked.
    pub requested_by: Id,
    /// When the slot must lie.
    pub window: Interval,
    /// How long the slot must be, in seconds.
    pub seconds: i64,
    /// Since when it waits: the order of the list.
    pub since: Instant,
    /// Where it stands.
    pub state: WaitState,
}

/// Why a wait list refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaitRefused {
    /// The entry is there already.
    #[error("entry `{0}` stands on the wait list already")]
    Twice(Id),
    /// There is no such entry.
    #[error("entry `{0}` is not on the wait list")]
    Unknown(Id),
    /// The entry has no offer, or its time has passed.
    #[error("entry `{0}` has no offer that is still open")]
    NoOffer(Id),
}

/// The entries of one instrument, in order of their time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitList {
    entries: Vec<WaitEntry>,
}

impl WaitList {
    /// A list of stored entries, brought into order.
    pub fn of(mut entries: Vec<WaitEntry>) -> WaitList {
        entries.sort_by_key(|entry| (entry.since, entry.id));
        WaitList { entries }
    }

    /// The entries in order.
    pub fn entries(&self) -> &[WaitEntry] {
        &self.entries
    }

    /// Puts somebody on the list, behind all who waited before.
    ///
    /// # Errors
    /// [`WaitRefused::Twice`].
    pub fn join(&mut self, entry: WaitEntry) -> Result<(), WaitRefused> {
        if self.entries.iter().any(|other| other.id == entry.id) {
            return Err(WaitRefused::Twice(entry.id));
        }
        let key = (entry.since, entry.id);
        let place = self.entries.partition_point(|other| (other.since, other.id) < key);
        self.entries.insert(place, entry);
        Ok(())
    }

    /// Takes somebody off the list.
    ///
    /// # Errors
    /// [`WaitRefused::Unknown`].
    pub fn withdraw(&mut self, id: Id) -> Result<(), WaitRefused> {
        self.entry(id)?.state = WaitState::Withdrawn;
        Ok(())
    }

    /// Offers a slot to the first who waits and for whom `find` finds one; the offer holds for
    /// `hold_seconds`, at most until the slot begins. Entries whose window has passed lapse on the way.
    /// `find` is asked with the slots already offered to others left to the caller: see [`WaitList::held`].
    pub fn offer_next(
        &mut self,
        now: Instant,
        hold_seconds: i64,
        mut find: impl FnMut(&WaitEntry) -> Option<Interval>,
    ) -> Option<&WaitEntry> {
        for entry in self.entries.iter_mut().filter(|entry| entry.state == WaitState::Waiting) {
            if entry.window.end() <= now.plus_seconds(entry.seconds) {
                entry.state = WaitState::Lapsed;
                continue;
            }
            let fits = |slot: &Interval| slot.seconds() >= entry.seconds && entry.window.covers(*slot);
            if let Some(slot) = find(entry).filter(|slot| fits(slot) && slot.start() > now) {
                let until = now.plus_seconds(hold_seconds.max(0)).min(slot.start());
                entry.state = WaitState::Offered { slot, until };
                return Some(entry);
            }
        }
        None
    }

    /// Takes an open offer; the slot to reserve now.
    ///
    /// # Errors
    /// [`WaitRefused::Unknown`], or [`WaitRefused::NoOffer`] where none is open.
    pub fn take(&mut self, id: Id, now: Instant) -> Result<Interval, WaitRefused> {
        let entry = self.entry(id)?;
        match entry.state {
            WaitState::Offered { slot, until } if now < until => {
                entry.state = WaitState::Taken;
                Ok(slot)
            }
            _ => Err(WaitRefused::NoOffer(id)),
        }
    }

    /// Ends the offers whose time has passed; the slots that may now be offered to the next.
    pub fn lapse_offers(&mut self, now: Instant) -> Vec<Interval> {
        let mut freed = Vec::new();
        for entry in &mut self.entries {
            if let WaitState::Offered { slot, until } = entry.state
                && until <= now
            {
                entry.state = WaitState::Lapsed;
                freed.push(slot);
            }
        }
        freed
    }

    /// The slots held for others by open offers: occupied for every enterprise but the one they are
    /// offered to.
    pub fn held(&self, now: Instant, except: Option<Id>) -> Vec<Interval> {
        let open = |entry: &WaitEntry| match entry.state {
            WaitState::Offered { slot, until } if now < until && Some(entry.enterprise) != except => {
                Some(slot)
            }
            _ => None,
        };
        self.entries.iter().filter_map(open).collect()
    }

    fn entry(&mut self, id: Id) -> Result<&mut WaitEntry, WaitRefused> {
        self.entries.iter_mut().find(|entry| entry.id == id).ok_or(WaitRefused::Unknown(id))
    }
}
