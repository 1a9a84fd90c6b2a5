//! What clients do: every command follows from its id, so that anybody can give it again.

use jiangnan_booking::Party;
use jiangnan_clearing::{Evidence, Invoice, Recommendation, SettlementForm};
use jiangnan_exchange::case::answer::{Cancel, ReservationKey};
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, OpenCycle};
use jiangnan_exchange::case::reserve::Reserve;
use jiangnan_exchange::case::review::{ClaimKey, DecideClaim, RecommendClaim, Ruling};
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_exchange::{Actor, Command, Envelope, Exchange, Failure};
use jiangnan_kernel::{Id, Instant, Interval, Rng, SplitMix64};
use jiangnan_scheme::Service;
use jiangnan_store::entity::people::Role;

use super::node::node_of;
use crate::market::{ENTERPRISE, HOUR_MINOR, VOUCHER, actor, at, code, lab_manager, officer};
use crate::settle::treasurer;

/// The instruments that everybody wants.
pub const INSTRUMENTS: [Id; 4] = [Id(901), Id(902), Id(903), Id(904)];
/// The first of the many cheap ones that are asked for in a rush.
const RUSHED: u128 = 2_000;
/// How many those are.
pub const RUSHED_COUNT: u64 = 200;
/// What an hour of any of these costs, in minor units.
pub const RUSHED_HOUR_MINOR: i64 = 600;
/// Half an hour, in seconds.
pub const HALF_HOUR: i64 = 1_800;
/// The stream of the treasurers, who open and close one cycle after the other.
pub const CYCLES: u64 = 1 << 33;
/// The streams from here on only reserve, each for the enterprise of its node.
pub const RUSHES: u64 = 1 << 34;
/// How many commands are about the same reservations.
const BLOCK: u64 = 10;
/// Working days of June in Shanghai, from Tuesday the 2nd on.
const DAYS: [u8; 13] = [2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 16, 17, 18];
/// When the work is done: all that is recorded, claimed and reviewed is so from here on.
const AFTERWARDS: u8 = 22;
/// What is granted before the 27th is paid by the cycle that is closed on the 28th.
const CUT_OFF: u8 = 27;

/// A command of a client.
#[derive(Clone, Debug)]
pub enum Deed {
    Reserve(Reserve),
    Cancel(Cancel),
    Use(RecordUsage),
    Confirm(Confirm),
    Lodge(LodgeClaim),
    Recommend(RecommendClaim),
    Decide(DecideClaim),
    Open(OpenCycle),
    Close(CloseCycle),
}

/// The id of the command at a position of a stream.
pub fn id_of(stream: u64, position: u64) -> Id {
    Id((u128::from(stream + 1) << 64) | u128::from(position))
}

/// What one block of a stream is about: which of its four reservations is worked on, and what is granted for it.
struct Block {
    first: Id,
    called_off: Id,
    used: Id,
    granted: i64,
    rejected: bool,
}

impl Block {
    fn of(seed: u64, id: Id) -> Block {
        let (stream, position) = ((id.0 >> 64) as u64, id.0 as u64);
        let number = position / BLOCK;
        let mut rng = SplitMix64::new(seed ^ stream.wrapping_mul(0x51_7CC1) ^ (number << 24));
        let first = Id(id.0 - u128::from(position % BLOCK));
        let mut one = || Id(first.0 + u128::from(rng.below(4)));
        let (called_off, used) = (one(), one());
        let (granted, rejected) = (500 + rng.below(3_000) as i64, rng.below(4) == 0);
        Block { first, called_off, used, granted, rejected }
    }

    fn claim(&self) -> ClaimKey {
        ClaimKey { funder: code("CN-ZJ"), claim: Id(self.first.0 + 7) }
    }
}

fn key(reservation: Id) -> ReservationKey {
    ReservationKey { home: code("CN-SH"), reservation }
}

/// An instrument that is asked for in a rush.
pub fn rushed(number: u64) -> Id {
    Id(RUSHED + u128::from(number))
}

/// The enterprise that a node rushes for, and its voucher.
pub fn rushing(node: u64) -> (Id, Id) {
    (Id(7_000 + u128::from(node)), Id(7_100 + u128::from(node)))
}

/// What half an hour of an instrument costs, in minor units.
pub fn half_hour_minor(instrument: Id) -> i64 {
    let hour_minor = if INSTRUMENTS.contains(&instrument) { HOUR_MINOR } else { RUSHED_HOUR_MINOR };
    hour_minor / 2
}

/// The stream of a command of a rush among those of rushes.
fn rush_of(id: Id) -> Option<u64> {
    ((id.0 >> 64) as u64 - 1).checked_sub(RUSHES)
}

/// The instrument and the time that a reservation of an id takes.
fn place_of(seed: u64, id: Id) -> (Id, Interval) {
    let (stream, position) = ((id.0 >> 64) as u64, id.0 as u64);
    let mut rng = SplitMix64::new(seed ^ stream.wrapping_mul(0x9E37_79B9) ^ (position << 20));
    let day = DAYS[rng.below(DAYS.len() as u64) as usize];
    let start = at(day, 9).plus_seconds(rng.below(16) as i64 * HALF_HOUR);
    let interval = Interval::new(start, start.plus_seconds((1 + rng.below(2) as i64) * HALF_HOUR)).unwrap();
    let instrument = match rush_of(id) {
        Some(_) => rushed(rng.below(RUSHED_COUNT)),
        None => INSTRUMENTS[rng.below(INSTRUMENTS.len() as u64) as usize],
    };
    (instrument, interval)
}

fn reserve(seed: u64, id: Id) -> Reserve {
    let (listing, interval) = place_of(seed, id);
    Reserve {
        reservation: id,
        home: code("CN-SH"),
        listing,
        enterprise_home: code("CN-ZJ"),
        enterprise: rush_of(id).map_or(ENTERPRISE, |own| rushing(node_of(own)).0),
        interval,
        samples: 0,
        service: Service::InstrumentTime,
        agreed_minor: None,
        how: Default::default(),
    }
}

fn lodge(id: Id, reservation: Id) -> LodgeClaim {
    let paper = |kind: &str| Evidence { kind: kind.into(), name: "scan.pdf".into(), sha256: String::new() };
    let invoice = Invoice {
        number: format!("INV-{id}"),
        date: jiff::civil::date(2026, 6, 19),
        issuer: "Organisation".into(),
    };
    LodgeClaim {
        claim: id,
        at: key(reservation),
        voucher: VOUCHER,
        evidence: vec![paper("invoice"), paper("usage-record")],
        invoice,
        invoiced_minor: None,
    }
}

fn cycle(id: Id) -> CycleKey {
    CycleKey { group: code("YRD"), cycle: id }
}

impl Deed {
    /// The command of an id. In each block of a stream four reserve, one calls one of them off, and the others follow
    /// one of them through usage, confirmation, claim and review; treasurers open and close. In a rush all reserve.
    pub fn of(seed: u64, id: Id) -> Deed {
        let (stream, position) = ((id.0 >> 64) as u64 - 1, id.0 as u64);
        if stream >= RUSHES {
            return Deed::Reserve(reserve(seed, id));
        }
        if stream == CYCLES {
            let first = Id(id.0 - u128::from(position % 2));
            return match position % 2 {
                0 => {
                    let form = SettlementForm::ThroughTreasuries;
                    Deed::Open(OpenCycle { at: cycle(first), form, cut_off: at(CUT_OFF, 0) })
                }
                _ => Deed::Close(CloseCycle { at: cycle(first) }),
            };
        }
        let block = Block::of(seed, id);
        let (minor, note) = (block.granted, String::new());
        match position % BLOCK {
            0..4 => Deed::Reserve(reserve(seed, id)),
            4 => {
                let (party, reason) = (Party::Enterprise, "plans changed".into());
                Deed::Cancel(Cancel { at: key(block.called_off), party, reason })
            }
            5 => {
                let (actual, operator) = (place_of(seed, block.used).1, "Li".to_owned());
                Deed::Use(RecordUsage { at: key(block.used), actual, samples: 0, operator })
            }
            6 => Deed::Confirm(Confirm { at: key(block.used) }),
            7 => Deed::Lodge(lodge(id, block.used)),
            8 => {
                let advice = Recommendation::Accept { minor, note };
                Deed::Recommend(RecommendClaim { at: block.claim(), advice })
            }
            _ => {
                let (clause, reason) = ("8".to_owned(), "The invoice is not legible.".to_owned());
                let ruling = if block.rejected {
                    Ruling::Reject { clause, reason }
                } else {
                    Ruling::Accept { minor, note }
                };
                Deed::Decide(DecideClaim { at: block.claim(), ruling })
            }
        }
    }

    /// When it is given by a clock that is so many seconds off.
    pub fn moment(&self, off: i64) -> Instant {
        let right = match self {
            Deed::Reserve(_) | Deed::Cancel(_) | Deed::Open(_) => at(1, 8),
            Deed::Close(_) => at(CUT_OFF + 2, 8),
            _ => at(AFTERWARDS, 8),
        };
        right.plus_seconds(off)
    }

    /// Gives the command by a clock that is so many seconds off; its answer as the chain would hold it.
    pub fn run(self, exchange: &Exchange, id: Id, off: i64) -> Result<String, Failure> {
        let now = self.moment(off);
        match self {
            Deed::Reserve(command) => give(exchange, id, engineer_of(command.enterprise), now, command),
            Deed::Cancel(command) => give(exchange, id, engineer_of(ENTERPRISE), now, command),
            Deed::Use(command) => give(exchange, id, lab_manager(), now, command),
            Deed::Confirm(command) => give(exchange, id, engineer_of(ENTERPRISE), now, command),
            Deed::Lodge(command) => give(exchange, id, lab_manager(), now, command),
            Deed::Recommend(command) => give(exchange, id, officer(201), now, command),
            Deed::Decide(command) => give(exchange, id, officer(202), now, command),
            Deed::Open(command) => give(exchange, id, treasurer("CN-ZJ"), now, command),
            Deed::Close(command) => give(exchange, id, treasurer("CN-SH"), now, command),
        }
    }
}

/// Who asks for an enterprise.
pub fn engineer_of(enterprise: Id) -> Actor {
    actor(Role::Engineer, "CN-ZJ", enterprise, 101)
}

fn give<C: Command>(
    exchange: &Exchange,
    id: Id,
    actor: Actor,
    at: Instant,
    command: C,
) -> Result<String, Failure> {
    let answer = exchange.run(Envelope { id, actor, at }, command)?;
    Ok(serde_json::to_string(&answer).unwrap())
}
