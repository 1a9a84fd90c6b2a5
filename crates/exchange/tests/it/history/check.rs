//! The checker. From what clients were answered and from what the database holds it shows that the market behaved
//! as if one command after the other had been decided by one process:
//!
//! 1. every command that was acknowledged stands in exactly one chain exactly once, with the answer that was given,
//!    to every node that asked; what was never acknowledged to anybody stands nowhere;
//! 2. replayed in the order of their commits on a model of a few lines, no reservation takes time that is taken,
//!    the voucher never holds less than nothing, no cap is exceeded, and each subsidy is to the last minor unit what
//!    it must be at that moment;
//! 3. the tables hold what the model holds at the end;
//! 4. chains, accounts and slots verify, and all accounts together hold nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiangnan_exchange::case::reserve::Reserved;
use jiangnan_kernel::{Currency, Id, Interval};
use jiangnan_store::entity::booking::SlotRow;
use jiangnan_store::entity::money::{AccountRow, CapUseRow};
use jiangnan_store::list::{chains, events_after};
use jiangnan_store::{Event, Query};
use jiangnan_testbed::TestDatabase;

use super::deed::{Deed, HALF_HOUR};
use crate::market::{Market, VOUCHER, code};

/// What the voucher holds at the beginning, what the year's cap and the order's cap allow, and what half an hour is
/// subsidised with: the rules of the test market, in minor units.
const VOUCHER_MINOR: i64 = 500_000;
const YEAR_CAP_MINOR: i64 = 300_000;
const ORDER_CAP_MINOR: i64 = 100_000;
const HALF_HOUR_MINOR: i64 = 15_000;

/// What clients were told.
#[derive(Default)]
pub struct History {
    pub called: BTreeSet<Id>,
    pub answers: BTreeMap<Id, BTreeSet<String>>,
    pub refused: BTreeSet<Id>,
    /// How many answers came, repeated ones included.
    pub acknowledged: usize,
}

impl History {
    /// Takes in a line of a node.
    pub fn hear(&mut self, line: &str) {
        let Some(line) = line.rsplit_once('@').and_then(|(_, line)| line.strip_suffix(';')) else { return };
        let mut words = line.splitn(3, ' ');
        let (Some(word), Some(Ok(id))) = (words.next(), words.next().map(str::parse::<Id>)) else { return };
        match (word, words.next()) {
            ("CALL", None) => {
                self.called.insert(id);
            }
            ("OK", Some(answer)) => {
                self.acknowledged += 1;
                self.answers.entry(id).or_default().insert(answer.to_owned());
            }
            ("NO", None) => {
                self.refused.insert(id);
            }
            _ => {}
        }
    }

    /// The commands of which nobody knows what became of them.
    pub fn unknown(&self) -> Vec<Id> {
        let known = |id: &&Id| self.answers.contains_key(id) || self.refused.contains(id);
        self.called.iter().filter(|id| !known(id)).copied().collect()
    }
}

/// The market in a few lines.
#[derive(Default)]
struct Model {
    taken: BTreeMap<Id, (Id, Interval, i64)>,
    subsidised: i64,
}

impl Model {
    fn reserve(&mut self, instrument: Id, reservation: Id, interval: Interval, subsidy: i64) {
        for (other, (listing, taken, _)) in &self.taken {
            let apart = *listing != instrument || !taken.overlaps(interval);
            assert!(apart, "{reservation} takes the time {interval:?} that {other} has");
        }
        let half_hours = (interval.end().seconds() - interval.start().seconds()) / HALF_HOUR;
        let left = (VOUCHER_MINOR - self.subsidised).min(YEAR_CAP_MINOR - self.subsidised);
        let due = (half_hours * HALF_HOUR_MINOR).min(ORDER_CAP_MINOR).min(left);
        assert_eq!(subsidy, due, "{reservation} is subsidised with what it must be, {left} being left");
        self.subsidised += subsidy;
        self.taken.insert(reservation, (instrument, interval, subsidy));
    }

    fn cancel(&mut self, reservation: Id) {
        let (_, _, subsidy) = self.taken.remove(&reservation).expect("what is called off was reserved");
        self.subsidised -= subsidy;
    }
}

/// Checks all of it; how many commands took effect.
pub fn check(history: &History, market: &Market, place: &TestDatabase, seed: u64) -> usize {
    let events = events_in_order(market, place);
    let model = replay(history, &events, seed);
    compare(&model, market);
    market.verify();
    let accounts: Vec<AccountRow> = market.exchange.reader().unwrap().list("", &[]).unwrap();
    let posted: i64 = accounts.iter().map(|row| row.credits_posted - row.debits_posted).sum();
    let pending: i64 = accounts.iter().map(|row| row.credits_pending - row.debits_pending).sum();
    assert_eq!((posted, pending), (0, 0), "all accounts together hold nothing");
    events.len()
}

/// The reservations and cancellations of every chain, in the order of their commits.
fn events_in_order(market: &Market, place: &TestDatabase) -> Vec<Event> {
    let reader = market.exchange.reader().unwrap();
    let mut events: BTreeMap<(String, i64), Event> = BTreeMap::new();
    for chain in chains(&reader).unwrap() {
        for event in events_after(&reader, &chain, 0, i64::MAX).unwrap() {
            events.insert((chain.clone(), event.seq), event);
        }
    }
    let order = "SELECT writer || ' ' || seq FROM event WHERE kind IN ('reserve', 'cancel') \
                 ORDER BY pg_xact_commit_timestamp(xmin), writer, seq";
    let mut sorted = Vec::new();
    for line in place.sql(order).unwrap().lines() {
        let (chain, seq) = line.rsplit_once(' ').unwrap();
        sorted.push(events.remove(&(chain.to_owned(), seq.parse().unwrap())).unwrap());
    }
    sorted
}

fn replay(history: &History, events: &[Event], seed: u64) -> Model {
    let mut model = Model::default();
    let mut seen = BTreeSet::new();
    for event in events {
        assert!(seen.insert(event.command), "{} took effect twice", event.command);
        assert!(history.called.contains(&event.command), "{} was never given", event.command);
        let told = history.answers.get(&event.command);
        let told = told.unwrap_or_else(|| panic!("{} took effect and was not acknowledged", event.command));
        assert_eq!(told.iter().collect::<Vec<_>>(), [&event.answer], "every answer to {}", event.command);
        match Deed::of(seed, event.command) {
            Deed::Reserve(command) => {
                let reserved: Reserved = serde_json::from_str(&event.answer).unwrap();
                let subsidy = reserved.subsidy_minor;
                model.reserve(command.listing, command.reservation, command.interval, subsidy);
            }
            Deed::Cancel(command) => model.cancel(command.at.reservation),
        }
    }
    let lost: Vec<&Id> = history.answers.keys().filter(|id| !seen.contains(*id)).collect();
    assert!(lost.is_empty(), "{lost:?} were acknowledged and are gone");
    model
}

fn compare(model: &Model, market: &Market) {
    let reader = market.exchange.reader().unwrap();
    let slots: Vec<SlotRow> = reader.list("", &[]).unwrap();
    let held: BTreeMap<Id, (Id, Interval)> = slots
        .iter()
        .map(|slot| (slot.reservation, (slot.instrument, Interval::new(slot.start, slot.until).unwrap())))
        .collect();
    let expected = model.taken.iter().map(|(id, (listing, taken, _))| (*id, (*listing, *taken))).collect();
    assert_eq!(held, expected, "the times taken");
    let wallet = jiangnan_exchange::case::fund::wallet(code("CN-ZJ"), VOUCHER, Currency::CNY);
    let wallet: AccountRow = reader.find(&wallet.key()).unwrap().unwrap();
    assert_eq!(wallet.account().available_minor(), VOUCHER_MINOR - model.subsidised, "the voucher");
    let caps: Vec<CapUseRow> = reader.list("", &[]).unwrap();
    assert_eq!(caps.iter().map(|cap| cap.used).sum::<i64>(), model.subsidised, "the cap");
}
