//! The wait list: join it, leave it, and be offered what becomes free.

use jiangnan_booking::wait::WaitRefused;
use jiangnan_booking::{Availability, WaitEntry, WaitList, WaitState, next_free};
use jiangnan_kernel::{Id, Instant, Interval, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::desk::{WaitRow, WaitsOf};
use jiangnan_store::entity::notice::{About, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::reserve::times;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::notice::rule::Parties;
use crate::refusal::Refusal;

/// How far apart the ends of a wait may lie: a quarter of a year bounds what a search looks at.
const WINDOW_SECONDS_MAX: i64 = 92 * Instant::DAY;

/// The engineer waits for a slot that is not free yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinWaitList {
    /// The entry's id, made by the client.
    pub entry: Id,
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The instrument or expert.
    pub listing: Id,
    /// The jurisdiction of the enterprise.
    pub enterprise_home: PlaceCode,
    /// The enterprise.
    pub enterprise: Id,
    /// When the slot must lie.
    pub window: Interval,
    /// How long it must be, in seconds.
    pub seconds: i64,
}

/// Where an entry of the wait list stands after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitStands {
    /// Its state, with the slot where one is offered.
    pub state: WaitState,
}

impl Command for JoinWaitList {
    type Answer = WaitStands;

    const KIND: &'static str = "join-wait-list";

    fn subject(&self) -> Id {
        self.entry
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<WaitStands> {
        desk.require_for(Role::Engineer, self.enterprise_home, self.enterprise)?;
        if desk.sets.waits.get(&(self.home, self.entry))?.is_some() {
            return Err(Refusal::IdUsedOtherwise { id: self.entry }.into());
        }
        self.check(desk)?;
        let entry = WaitEntry {
            id: self.entry,
            enterprise: self.enterprise,
            requested_by: desk.actor().person,
            window: self.window,
            seconds: self.seconds,
            since: desk.at(),
            state: WaitState::Waiting,
        };
        desk.add_wait(WaitRow {
            jurisdiction: self.home,
            id: self.entry,
            instrument: self.listing,
            enterprise_home: self.enterprise_home,
            enterprise: self.enterprise,
            open: true,
            offer_until: None,
            since: entry.since,
            body: Json(entry),
        })?;
        // What is free already is offered at once.
        desk.offer_free(self.home, self.listing)?;
        desk.wait_stands(self.home, self.entry)
    }
}

impl JoinWaitList {
    fn check(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let listing = desk.listing(self.home, self.listing)?;
        times(listing.body.terms())?;
        let (policy, seconds) = (&listing.policy, self.seconds);
        if seconds < policy.length_seconds_min || seconds > policy.length_seconds_max {
            let hours = |seconds: i64| format!("{}.{}", seconds / 3_600, seconds % 3_600 * 10 / 3_600);
            let (min, max) = (hours(policy.length_seconds_min), hours(policy.length_seconds_max));
            let en = format!("Ask for {min} to {max} hours: shorter or longer ones are not offered.");
            return Err(Refusal::invalid("hours", en, format!("时长须在 {min} 至 {max} 小时之间。")).into());
        }
        if self.window.end() <= desk.at().plus_seconds(seconds) {
            let en = "The last day has passed, or leaves no time: choose a later one.";
            return Err(Refusal::invalid("until", en, "所选日期已过或时间不足，请选择更晚的日期。").into());
        }
        if self.window.seconds() > WINDOW_SECONDS_MAX {
            let en = "Wait for at most three months: choose an earlier last day.";
            return Err(Refusal::invalid("until", en, "最多可候补三个月，请选择更早的截止日期。").into());
        }
        let twice = desk.wait_rows(self.home, self.listing)?.into_iter().any(|row| {
            row.enterprise == self.enterprise && row.open && row.body.window.overlaps(self.window)
        });
        if twice {
            let en =
                "You wait for this instrument in these days already: leave that place in the list first.";
            let zh = "您已在这段时间候补该仪器，请先退出原候补。";
            return Err(Refusal::invalid("from", en, zh).into());
        }
        Ok(())
    }
}

/// The engineer waits no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveWaitList {
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The entry.
    pub entry: Id,
}

impl Command for LeaveWaitList {
    type Answer = WaitStands;

    const KIND: &'static str = "leave-wait-list";

    fn subject(&self) -> Id {
        self.entry
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<WaitStands> {
        let row = desk.wait_row(self.home, self.entry)?;
        desk.require_for(Role::Engineer, row.enterprise_home, row.enterprise)?;
        if !row.open {
            let (state, asked) = (state_name(row.body.state).to_owned(), "left");
            return Err(Refusal::WrongState { what: "place in the wait list", state, asked }.into());
        }
        let mut list = desk.wait_list(row.jurisdiction, row.instrument)?;
        list.withdraw(self.entry).map_err(|refused| no_offer(&refused))?;
        desk.save_waits(row.jurisdiction, row.instrument, &list)?;
        // A slot that was kept for it is the next one's.
        desk.offer_free(row.jurisdiction, row.instrument)?;
        desk.wait_stands(self.home, self.entry)
    }
}

/// Offers of a wait list run out, and go to the next. Anybody may say so once it is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassOffersOn {
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The instrument or expert.
    pub listing: Id,
}

impl Command for PassOffersOn {
    type Answer = ();

    const KIND: &'static str = "pass-offers-on";

    fn subject(&self) -> Id {
        self.listing
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let mut list = desk.wait_list(self.home, self.listing)?;
        if list.lapse_offers(desk.at()).is_empty() {
            let (what, state) = ("wait list", "without an offer that is over".to_owned());
            return Err(Refusal::WrongState { what, state, asked: "passed on" }.into());
        }
        desk.save_waits(self.home, self.listing, &list)?;
        desk.offer_free(self.home, self.listing)
    }
}

impl Desk<'_> {
    fn wait_row(&mut self, home: PlaceCode, entry: Id) -> Decision<WaitRow> {
        let found = self.sets.waits.get(&(home, entry))?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("place in the wait list", entry))?)
    }

    fn wait_stands(&mut self, home: PlaceCode, entry: Id) -> Decision<WaitStands> {
        Ok(WaitStands { state: self.wait_row(home, entry)?.body.state })
    }

    fn add_wait(&mut self, row: WaitRow) -> Decision<()> {
        let of = (row.jurisdiction, row.instrument);
        let known = self.sets.waits_of.get(&of)?;
        let mut entries = known.map(|known| known.entries.clone()).unwrap_or_default();
        entries.push(row.id);
        self.sets.waits_of.put(WaitsOf { of, entries });
        self.sets.waits.put(row);
        Ok(())
    }

    fn wait_rows(&mut self, home: PlaceCode, listing: Id) -> Decision<Vec<WaitRow>> {
        let known = self.sets.waits_of.get(&(home, listing))?;
        let entries = known.map(|known| known.entries.clone()).unwrap_or_default();
        let keys: Vec<(PlaceCode, Id)> = entries.into_iter().map(|entry| (home, entry)).collect();
        self.sets.waits.want(&keys)?;
        let mut rows = Vec::new();
        for key in keys {
            rows.extend(self.sets.waits.get(&key)?.cloned());
        }
        Ok(rows)
    }

    /// The wait list of an instrument or expert.
    ///
    /// # Errors
    /// Where it is not loaded yet.
    pub fn wait_list(&mut self, home: PlaceCode, listing: Id) -> Decision<WaitList> {
        let rows = self.wait_rows(home, listing)?;
        Ok(WaitList::of(rows.into_iter().map(|row| row.body.0).collect()))
    }

    fn save_waits(&mut self, home: PlaceCode, listing: Id, list: &WaitList) -> Decision<()> {
        for row in self.wait_rows(home, listing)? {
            let entry = list.entries().iter().find(|entry| entry.id == row.id);
            let Some(entry) = entry.filter(|entry| **entry != row.body.0) else { continue };
            self.tell_of_wait(&row, entry.state)?;
            self.sets.waits.put(row.with(entry.clone()));
        }
        Ok(())
    }

    /// Tells who waits that a slot is kept, or is kept no longer.
    fn tell_of_wait(&mut self, row: &WaitRow, state: WaitState) -> Decision<()> {
        let (kind, slot, until, revision) = match (row.body.state, state) {
            (_, WaitState::Offered { slot, until }) => (NoticeKind::SlotOffered, slot, Some(until), 0),
            (WaitState::Offered { slot, .. }, WaitState::Lapsed) => (NoticeKind::OfferLapsed, slot, None, 1),
            _ => return Ok(()),
        };
        let (home, id, listing) = (row.jurisdiction, row.id, row.instrument);
        let known = self.listing(home, listing)?;
        let mut body = NoticeBody::of(About::Wait { home, id, listing });
        body.other = self.organisation((home, known.provider))?.body.name.clone();
        body.thing = known.body.name().clone();
        body.zone = self.zone_of(home);
        (body.time, body.until, body.revision) = (Some(slot), until, revision);
        let person = Some((row.enterprise_home, row.body.requested_by));
        self.tell(kind, &Parties { person, ..Parties::default() }, &body)
    }

    /// Times of an instrument that an enterprise cannot have: those taken, without one reservation's own, and
    /// those kept for others of the wait list.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn occupied(
        &mut self,
        home: PlaceCode,
        listing: Id,
        window: Interval,
        except: Option<Id>,
        enterprise: Option<Id>,
    ) -> Decision<Vec<Interval>> {
        let mut occupied = self.taken(home, listing, window)?.occupied(window, except);
        let held = self.wait_list(home, listing)?.held(self.at(), enterprise);
        occupied.extend(held.into_iter().filter(|slot| slot.overlaps(window)));
        Ok(occupied)
    }

    /// Offers what is free to those who wait, in their order, until nobody is left for whom something is.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn offer_free(&mut self, home: PlaceCode, listing: Id) -> Decision<()> {
        let mut list = self.wait_list(home, listing)?;
        while list.entries().iter().any(|entry| entry.state == WaitState::Waiting) {
            let mut found: Vec<(Id, Interval)> = Vec::new();
            for entry in list.entries().iter().filter(|entry| entry.state == WaitState::Waiting) {
                found.extend(self.free_for(home, listing, entry)?.map(|slot| (entry.id, slot)));
            }
            let hold = self.listing(home, listing)?.policy.offer_holds_seconds;
            let slot_of =
                |entry: &WaitEntry| found.iter().find(|(id, _)| *id == entry.id).map(|(_, slot)| *slot);
            let offered = list.offer_next(self.at(), hold, slot_of).is_some();
            self.save_waits(home, listing, &list)?;
            if !offered {
                break;
            }
        }
        Ok(())
    }

    /// The first slot in the window of an entry that it could reserve.
    fn free_for(&mut self, home: PlaceCode, listing: Id, entry: &WaitEntry) -> Decision<Option<Interval>> {
        let row = self.listing(home, listing)?;
        let Ok((opening, outages)) = times(row.body.terms()) else { return Ok(None) };
        let earliest = self.at().plus_seconds(row.policy.notice_seconds.max(0) + 1);
        let from = entry.window.start().max(earliest);
        let until = entry.window.end().min(row.policy.latest(self.at()));
        let Ok(window) = Interval::new(from, until) else { return Ok(None) };
        let occupied = self.occupied(home, listing, window, None, None)?;
        let availability = Availability { opening, outages: &outages, occupied: &occupied };
        let step = row.policy.grid_seconds.max(1_800);
        Ok(next_free(availability, from, until, entry.seconds, step).ok().flatten())
    }

    /// Notes that an enterprise took what it was offered.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn take_offers(
        &mut self,
        home: PlaceCode,
        listing: Id,
        enterprise: Id,
        interval: Interval,
    ) -> Decision<()> {
        let mut list = self.wait_list(home, listing)?;
        let meets = |entry: &&WaitEntry| {
            let offered = matches!(entry.state, WaitState::Offered { slot, .. } if slot.overlaps(interval));
            entry.enterprise == enterprise && offered
        };
        let mine: Vec<Id> = list.entries().iter().filter(meets).map(|entry| entry.id).collect();
        if mine.is_empty() {
            return Ok(());
        }
        for entry in mine {
            // An offer that ran out between is taken all the same: the slot was still free.
            let _ = list.take(entry, self.at());
        }
        self.save_waits(home, listing, &list)
    }
}

fn no_offer(refused: &WaitRefused) -> Refusal {
    Refusal::not_found("place in the wait list", refused)
}

/// The word for where an entry stands.
pub fn state_name(state: WaitState) -> &'static str {
    match state {
        WaitState::Waiting => "waiting",
        WaitState::Offered { .. } => "offered",
        WaitState::Taken => "taken",
        WaitState::Lapsed => "lapsed",
        WaitState::Withdrawn => "withdrawn",
    }
}
