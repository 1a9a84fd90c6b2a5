//! The checker. From what clients were answered and from what the database holds it shows that the market behaved
//! as if one command after the other had been decided by one process:
//!
//! 1. every command that was acknowledged stands in exactly one chain exactly once, with the answer that was given,
//!    to every node that asked; what was never acknowledged to anybody stands nowhere;
//! 2. replayed in the order of their commits on a [`Model`] of a few lines, no reservation takes time that is taken,
//!    no voucher ever holds less than nothing, no cap is exceeded, each subsidy is to the last minor unit what it
//!    must be at that moment, each claim is granted once and paid by one cycle, and nets are what positions are;
//! 3. the tables hold what the model holds at the end, and once every payment is booked nobody owes anybody anything;
//! 4. chains, accounts and slots verify, and all accounts together hold nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiangnan_clearing::SettlementForm;
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, OpenCycle, SettleCycle};
use jiangnan_kernel::{Currency, Id, Interval};
use jiangnan_store::entity::booking::SlotRow;
use jiangnan_store::entity::money::{AccountRow, CapUseRow};
use jiangnan_store::list::{chains, events_after};
use jiangnan_store::{Event, Query};
use jiangnan_testbed::TestDatabase;

use super::NODES;
use super::deed::{Deed, rushing};
use super::model::{Model, VOUCHER_MINOR};
use crate::market::{ENTERPRISE, Market, PROVIDER, VOUCHER, at, code};
use crate::settle::{pay_in, put_account, treasurer};

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

/// Checks all of it; how many commands of each kind took effect.
pub fn check(history: &History, market: &Market, place: &TestDatabase, seed: u64) -> BTreeMap<String, usize> {
    let events = events_in_order(market, place, history);
    let model = replay(history, &events, seed);
    compare(&model, market);
    settle(&model, market);
    market.verify();
    let accounts: Vec<AccountRow> = market.exchange.reader().unwrap().list("", &[]).unwrap();
    let posted: i64 = accounts.iter().map(|row| row.credits_posted - row.debits_posted).sum();
    let pending: i64 = accounts.iter().map(|row| row.credits_pending - row.debits_pending).sum();
    assert_eq!((posted, pending), (0, 0), "all accounts together hold nothing");
    let mut effects = BTreeMap::new();
    events.into_iter().for_each(|event| *effects.entry(event.kind).or_default() += 1);
    effects
}

/// What clients did, of every chain, in the order of the commits. Before the first of them the market was made.
fn events_in_order(market: &Market, place: &TestDatabase, history: &History) -> Vec<Event> {
    let reader = market.exchange.reader().unwrap();
    let mut events: BTreeMap<(String, i64), Event> = BTreeMap::new();
    for chain in chains(&reader).unwrap() {
        for event in events_after(&reader, &chain, 0, i64::MAX).unwrap() {
            events.insert((chain.clone(), event.seq), event);
        }
    }
    let order = "SELECT writer || ' ' || seq FROM event ORDER BY pg_xact_commit_timestamp(xmin), writer, seq";
    let mut sorted = Vec::new();
    for line in place.sql(order).unwrap().lines() {
        let (chain, seq) = line.rsplit_once(' ').unwrap();
        sorted.push(events.remove(&(chain.to_owned(), seq.parse().unwrap())).unwrap());
    }
    // The market makes ids below this, clients none.
    let of_clients = |event: &Event| event.command.0 >= 1 << 64;
    sorted.retain(of_clients);
    assert!(sorted.iter().all(|event| history.called.contains(&event.command)), "nobody else did anything");
    sorted
}

fn replay(history: &History, events: &[Event], seed: u64) -> Model {
    let mut model = Model::default();
    let mut seen = BTreeSet::new();
    for event in events {
        assert!(seen.insert(event.command), "{} took effect twice", event.command);
        let told = history.answers.get(&event.command);
        let told = told.unwrap_or_else(|| panic!("{} took effect and was not acknowledged", event.command));
        assert_eq!(told.iter().collect::<Vec<_>>(), [&event.answer], "every answer to {}", event.command);
        model.apply(event.command, &Deed::of(seed, event.command), &event.answer, event.at);
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
    let expected =
        model.booked.iter().map(|(id, booked)| (*id, (booked.instrument, booked.interval))).collect();
    assert_eq!(held, expected, "the times taken");
    let wallet_of = |voucher: Id| -> AccountRow {
        let wallet = jiangnan_exchange::case::fund::wallet(code("CN-ZJ"), voucher, Currency::CNY);
        reader.find(&wallet.key()).unwrap().unwrap()
    };
    for (enterprise, voucher) in (0..NODES).map(rushing).chain([(ENTERPRISE, VOUCHER)]) {
        let subsidised = model.subsidised.get(&enterprise).copied().unwrap_or(0);
        let available = wallet_of(voucher).account().available_minor();
        assert_eq!(available, VOUCHER_MINOR - subsidised, "the voucher {voucher}");
    }
    assert_eq!(wallet_of(VOUCHER).debits_posted, model.granted, "what the voucher has paid");
    let caps: Vec<CapUseRow> = reader.list("", &[]).unwrap();
    assert_eq!(
        caps.iter().map(|cap| cap.used).sum::<i64>(),
        model.subsidised.values().sum::<i64>(),
        "the caps"
    );
}

/// Pays what every cycle owes, as banks would. Then nobody owes anybody anything, and what left the banks is what
/// was granted.
fn settle(model: &Model, market: &Market) {
    for (home, party) in [("CN-ZJ", None), ("CN-SH", None), ("CN-SH", Some(PROVIDER))] {
        put_account(market, home, party);
    }
    let (group, last) = (code("YRD"), Id(1 << 60));
    let mut closed = model.closed.clone();
    let at_last = CycleKey { group, cycle: model.open_cycle().unwrap_or(last) };
    if model.open_cycle().is_none() {
        let (form, cut_off) = (SettlementForm::ThroughTreasuries, at(27, 0));
        market.must(treasurer("CN-ZJ"), OpenCycle { at: at_last, form, cut_off });
    }
    market.set_now(at(29, 9));
    market.must(treasurer("CN-SH"), CloseCycle { at: at_last });
    closed.push((at_last.cycle, model.due_minor()));
    for (number, (cycle, sum)) in closed.iter().enumerate() {
        let at_cycle = CycleKey { group, cycle: *cycle };
        for (home, offset) in [("CN-SH", 1), ("CN-ZJ", 2)] {
            if *sum > 0 {
                pay_in(market, at_cycle, home, (1 << 50) + (number as u128) * 2 + offset, false);
            }
        }
        market.must(treasurer("CN-ZJ"), SettleCycle { at: at_cycle });
    }
    assert_eq!(
        closed.iter().map(|(_, sum)| sum).sum::<i64>(),
        model.granted,
        "all that was granted was paid"
    );
    let accounts: Vec<AccountRow> = market.exchange.reader().unwrap().list("", &[]).unwrap();
    for row in
        accounts.iter().filter(|row| row.code.starts_with("position") || row.code.starts_with("payable"))
    {
        assert_eq!(row.account().balance_minor(), 0, "{} is settled", row.code);
    }
}
