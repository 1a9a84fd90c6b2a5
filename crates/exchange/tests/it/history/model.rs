//! The market in a few lines: what one process would hold that did one command after the other.

use std::collections::{BTreeMap, BTreeSet};

use jiangnan_clearing::ClaimState;
use jiangnan_exchange::case::claim::ClaimStands;
use jiangnan_exchange::case::cycle::CycleStands;
use jiangnan_exchange::case::reserve::{Reserve, Reserved};
use jiangnan_exchange::case::review::{DecideClaim, Ruling};
use jiangnan_kernel::{Id, Instant, Interval};
use serde::de::DeserializeOwned;

use super::deed::{Deed, HALF_HOUR, half_hour_minor};
use crate::market::{ENTERPRISE, at, code};

/// What each voucher holds at the beginning, and what the year's cap and the order's cap allow: the rules of the test
/// market, in minor units.
pub const VOUCHER_MINOR: i64 = 4_500_000;
const YEAR_CAP_MINOR: i64 = 4_000_000;
const ORDER_CAP_MINOR: i64 = 100_000;

/// How far a reservation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Reserved,
    Used,
    Confirmed,
    Claimed,
}

/// What the model knows of a reservation.
pub struct Booked {
    pub instrument: Id,
    pub interval: Interval,
    enterprise: Id,
    subsidy: i64,
    stage: Stage,
}

/// A claim that is not decided.
struct Asked {
    minor: i64,
    recommended: Option<i64>,
}

/// The market.
#[derive(Default)]
pub struct Model {
    pub booked: BTreeMap<Id, Booked>,
    /// The reservations of each instrument.
    on: BTreeMap<Id, BTreeSet<Id>>,
    /// What is set aside for an enterprise and what was granted: that is what its voucher and its cap have counted.
    pub subsidised: BTreeMap<Id, i64>,
    /// What was granted.
    pub granted: i64,
    /// What was granted and no cycle has taken up.
    due: Vec<i64>,
    claims: BTreeMap<Id, Asked>,
    open_cycle: Option<Id>,
    /// The cycles that were closed, with what they pay.
    pub closed: Vec<(Id, i64)>,
}

fn read<T: DeserializeOwned>(answer: &str) -> T {
    serde_json::from_str(answer).unwrap()
}

impl Model {
    /// Does what an acknowledged command did, and wants its answer to be the only right one.
    pub fn apply(&mut self, id: Id, deed: &Deed, answer: &str, now: Instant) {
        match deed {
            Deed::Reserve(command) => self.reserve(command, read::<Reserved>(answer).subsidy_minor, now),
            Deed::Cancel(command) => self.cancel(command.at.reservation),
            Deed::Use(command) => {
                self.step(command.at.reservation, Stage::Reserved, Stage::Used);
            }
            Deed::Confirm(command) => {
                self.step(command.at.reservation, Stage::Used, Stage::Confirmed);
            }
            Deed::Lodge(command) => {
                let asked = read::<ClaimStands>(answer).asked_minor;
                let held = self.step(command.at.reservation, Stage::Confirmed, Stage::Claimed);
                assert!(asked == held && held > 0, "claim {id} asks for {asked} of {held}");
                self.claims.insert(id, Asked { minor: asked, recommended: None });
            }
            Deed::Recommend(command) => {
                let claim = self.claims.get_mut(&command.at.claim).expect("what is reviewed was lodged");
                let jiangnan_clearing::Recommendation::Accept { minor, .. } = command.advice else { return };
                assert!(
                    minor <= claim.minor && claim.recommended.is_none(),
                    "the advice on {}",
                    command.at.claim
                );
                claim.recommended = Some(minor);
            }
            Deed::Decide(command) => self.decide(command, &read(answer)),
            Deed::Open(command) => {
                let before = self.open_cycle.replace(command.at.cycle);
                assert_eq!(before, None, "a cycle is opened while another is open");
            }
            Deed::Close(command) => self.close(command.at.cycle, &read(answer)),
        }
    }

    fn reserve(&mut self, command: &Reserve, subsidy: i64, now: Instant) {
        let (instrument, interval) = (command.listing, command.interval);
        let on = self.on.entry(instrument).or_default();
        for other in on.iter() {
            let apart = !self.booked[other].interval.overlaps(interval);
            assert!(apart, "{} takes the time {interval:?} that {other} has", command.reservation);
        }
        let half_hours = (interval.end().seconds() - interval.start().seconds()) / HALF_HOUR;
        on.insert(command.reservation);
        let subsidised = self.subsidised.entry(command.enterprise).or_default();
        let left = VOUCHER_MINOR.min(YEAR_CAP_MINOR) - *subsidised;
        // One half of the price.
        let due = (half_hours * half_hour_minor(instrument) / 2).min(ORDER_CAP_MINOR).min(left);
        // By a clock that is behind, the provider is not admitted yet: then nothing is paid.
        let due = if now < at(1, 0) { 0 } else { due };
        assert_eq!(
            subsidy, due,
            "{} is subsidised with what is right, {left} being left",
            command.reservation
        );
        *subsidised += subsidy;
        let enterprise = command.enterprise;
        let booked = Booked { instrument, interval, enterprise, subsidy, stage: Stage::Reserved };
        assert!(self.booked.insert(command.reservation, booked).is_none(), "reserved twice");
    }

    fn cancel(&mut self, reservation: Id) {
        let booked = self.booked.remove(&reservation).expect("what is called off was reserved");
        assert_eq!(booked.stage, Stage::Reserved, "{reservation} is called off");
        self.on.entry(booked.instrument).or_default().remove(&reservation);
        *self.subsidised.entry(booked.enterprise).or_default() -= booked.subsidy;
    }

    /// Takes a reservation a step on; what it is subsidised with.
    fn step(&mut self, reservation: Id, from: Stage, to: Stage) -> i64 {
        let booked = self.booked.get_mut(&reservation).expect("what is worked on was reserved");
        assert_eq!(std::mem::replace(&mut booked.stage, to), from, "{reservation} goes on to {to:?}");
        booked.subsidy
    }

    fn decide(&mut self, command: &DecideClaim, stands: &ClaimStands) {
        let claim =
            self.claims.remove(&command.at.claim).expect("what is decided was lodged, and is decided once");
        let granted = match command.ruling {
            Ruling::Accept { minor, .. } => minor,
            _ => 0,
        };
        let advised = claim.recommended.expect("nobody decides alone");
        assert!(granted <= advised && advised <= claim.minor, "{} is granted", command.at.claim);
        let state = if granted > 0 { ClaimState::Accepted } else { ClaimState::Rejected };
        assert_eq!((stands.accepted_minor, stands.state), (granted, state), "{}", command.at.claim);
        *self.subsidised.entry(ENTERPRISE).or_default() -= claim.minor - granted;
        self.granted += granted;
        self.due.extend((granted > 0).then_some(granted));
    }

    /// What is due becomes one net from the funder's treasury to the provider's, and nets are what positions are.
    fn close(&mut self, cycle: Id, stands: &CycleStands) {
        assert_eq!(self.open_cycle.take(), Some(cycle), "the cycle that is closed was open");
        let due = std::mem::take(&mut self.due);
        let sum: i64 = due.iter().sum();
        assert_eq!(stands.taken_up as usize, due.len(), "each claim is taken up once");
        for net in &stands.nets {
            let home = net.jurisdiction;
            let wanted = if home == code("CN-SH") {
                sum
            } else if home == code("CN-ZJ") {
                -sum
            } else {
                0
            };
            assert_eq!(net.money.minor, wanted, "the net of {home}");
        }
        assert_eq!(stands.nets.iter().map(|net| net.money.minor).sum::<i64>(), 0, "nets add up to nothing");
        assert!(sum == 0 || stands.nets.len() >= 2, "a sum is between two");
        self.closed.push((cycle, sum));
    }

    /// What was granted and no cycle has taken up.
    pub fn due_minor(&self) -> i64 {
        self.due.iter().sum()
    }

    /// The cycle that is open.
    pub fn open_cycle(&self) -> Option<Id> {
        self.open_cycle
    }
}
