//! What clients do: every command follows from its id, so that anybody can give it again.

use jiangnan_booking::Party;
use jiangnan_exchange::case::answer::{Cancel, ReservationKey};
use jiangnan_exchange::case::reserve::Reserve;
use jiangnan_exchange::{Envelope, Exchange, Failure};
use jiangnan_kernel::{Id, Instant, Interval, Rng, SplitMix64};
use jiangnan_scheme::Service;

use crate::market::{ENTERPRISE, at, code, engineer};

/// The instruments that everybody wants.
pub const INSTRUMENTS: [Id; 3] = [Id(901), Id(902), Id(903)];
/// Half an hour, in seconds.
pub const HALF_HOUR: i64 = 1_800;

/// A command of a client.
#[derive(Clone, Debug)]
pub enum Deed {
    Reserve(Reserve),
    Cancel(Cancel),
}

/// The id of the command at a position of a stream.
pub fn id_of(stream: u64, position: u64) -> Id {
    Id((u128::from(stream + 1) << 64) | u128::from(position))
}

impl Deed {
    /// The command of an id: three of four reserve, the others call off what the stream reserved before.
    pub fn of(seed: u64, id: Id) -> Deed {
        let (stream, position) = ((id.0 >> 64) as u64, id.0 as u64);
        let mut rng = SplitMix64::new(seed ^ stream.wrapping_mul(0x9E37_79B9) ^ (position << 20));
        if position % 4 == 3 {
            let back = 1 + rng.below(position.min(7));
            let reservation = Id(id.0 - u128::from(back));
            let at = ReservationKey { home: code("CN-SH"), reservation };
            return Deed::Cancel(Cancel { at, party: Party::Enterprise, reason: "plans changed".into() });
        }
        // Working days of one week, from 9 to 18.
        let start = at(2 + rng.below(4) as u8, 9).plus_seconds(rng.below(16) as i64 * HALF_HOUR);
        let length = (1 + rng.below(3) as i64) * HALF_HOUR;
        Deed::Reserve(Reserve {
            reservation: id,
            home: code("CN-SH"),
            listing: INSTRUMENTS[rng.below(3) as usize],
            enterprise_home: code("CN-ZJ"),
            enterprise: ENTERPRISE,
            interval: Interval::new(start, start.plus_seconds(length)).unwrap(),
            samples: 0,
            service: Service::InstrumentTime,
            agreed_minor: None,
            how: Default::default(),
        })
    }

    /// Gives the command; its answer as the chain would hold it.
    pub fn run(self, exchange: &Exchange, id: Id, now: Instant) -> Result<String, Failure> {
        let envelope = Envelope { id, actor: engineer(), at: now };
        Ok(match self {
            Deed::Reserve(command) => serde_json::to_string(&exchange.run(envelope, command)?).unwrap(),
            Deed::Cancel(command) => serde_json::to_string(&exchange.run(envelope, command)?).unwrap(),
        })
    }
}
