//! Durable reservations, each with its slot, its wallet and its event, from many clients at once: written in
//! groups, against one commit for each.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::{
    Admission, EnterpriseProfile, Instrument, Organisation, Profile, ProviderProfile, Tariff, Unit,
};
use jiangnan_exchange::case::catalogue::{PutListing, PutOrganisation};
use jiangnan_exchange::case::fund::{Appropriate, Grant};
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::case::rule::{DraftScheme, EnactScheme};
use jiangnan_exchange::{Actor, Command, Envelope, Exchange, ExchangeOptions};
use jiangnan_kernel::hours::{OpenStretch, Weekday};
use jiangnan_kernel::{Currency, Date, Id, Instant as Moment, Interval, OpeningHours, PlaceCode, Text};
use jiangnan_scheme::{ApplicantKind, Credit, ProviderKind, Sector, Service, Size};
use jiangnan_store::entity::catalogue::Listing;
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Database, list};
use jiff::civil::Time;

use super::{Measured, pgbench};
use crate::cli::ReserveBenchArgs;
use crate::failure::Failure;
use crate::market::{DELTA, read_places};

/// How often the sides take turns.
const ROUNDS: u32 = 3;
/// The length of each reservation, in seconds.
const SLOT_SECONDS: i64 = 1_800;
/// The rules by which the vouchers pay.
const SCHEME: &str = include_str!("../../../../schemes/yrd/zhejiang-2026.toml");
/// When everything happens: a day of the scheme.
const NOW_SECONDS: i64 = 1_772_416_800;

/// Measures.
///
/// # Errors
/// Where the database fails.
pub fn measure(args: &ReserveBenchArgs) -> Result<Vec<Measured>, Failure> {
    let least = super::seconds(args.bench.seconds);
    let Some(url) = &args.database else {
        let (one, grouped) = sides(args.clients, least)?;
        return Ok(vec![grouped.measured("reserve", "one commit for each reservation", one.a_second)]);
    };
    let one = pgbench::transactions_a_second(url, args.bench.seconds)?;
    let mut market = BenchMarket::open(url, usize::MAX, args.nodes.max(1), args.clients)?;
    let (before, count) = (market.bytes()?, market.count()?);
    let fresh = market.drive(least)?;
    let (after, grown) = (market.bytes()?, market.count()?.saturating_sub(count).max(1));
    let each = |bytes: u64| bytes as f64 / grown as f64;
    let (all, tables) = (each(after.0.saturating_sub(before.0)), each(after.1.saturating_sub(before.1)));
    let mut measured = vec![
        fresh.measured("reserve", "pgbench -c 16 -j 2 on the same server", one),
        Measured::plain(
            "reserve-bytes",
            all,
            "bytes a reservation, all indexes included",
            "the same without indexes",
            tables / all.max(1.0),
        ),
    ];
    if let Some(least_count) = args.history {
        let count = market.fill(least_count)?;
        tell!("filled with {count} reservations");
        let filled = market.drive(least)?;
        measured.push(filled.measured(
            "reserve-after-history",
            "the same on an empty database",
            fresh.a_second,
        ));
    }
    Ok(measured)
}

/// What one side of the comparison did.
pub struct Side {
    /// Reservations a second.
    pub a_second: f64,
    /// How long each answer took, in order.
    pub latencies: Vec<Duration>,
}

impl Side {
    /// What a side did that was measured in parts.
    fn of_parts(parts: Vec<Side>) -> Side {
        let took = |part: &Side| part.latencies.len() as f64 / part.a_second.max(f64::MIN_POSITIVE);
        let seconds: f64 = parts.iter().map(took).sum();
        let mut latencies: Vec<Duration> = parts.into_iter().flat_map(|part| part.latencies).collect();
        latencies.sort();
        Side { a_second: latencies.len() as f64 / seconds.max(f64::MIN_POSITIVE), latencies }
    }

    fn measured(&self, name: &'static str, baseline: &'static str, other: f64) -> Measured {
        let ratio = self.a_second / other.max(f64::MIN_POSITIVE);
        Measured {
            p50_ms: Some(self.within(50)),
            p99_ms: Some(self.within(99)),
            ..Measured::plain(name, self.a_second, "durable reservations a second", baseline, ratio)
        }
    }

    /// So many of a hundred answers came within so many milliseconds.
    pub fn within(&self, percent: usize) -> f64 {
        let at = self.latencies.len().saturating_mul(percent) / 100;
        self.latencies
            .get(at)
            .or(self.latencies.last())
            .map_or(0.0, |latency| latency.as_secs_f64() * 1_000.0)
    }
}

/// Runs both sides, each on a database of its own, in the folder in which the program works: a folder in memory would
/// make nothing durable.
fn sides(clients: usize, least: Duration) -> Result<(Side, Side), Failure> {
    let folder = PathBuf::from(format!("jiangnan-data/bench-{}", std::process::id()));
    let measured = sides_in(&folder, clients, least);
    // What remains of a bench is of no use, and its loss no failure.
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

/// The side with one commit for each reservation, and the one with groups, in turns: what else the machine does meanwhile
/// is felt by both.
fn sides_in(folder: &Path, clients: usize, least: Duration) -> Result<(Side, Side), Failure> {
    let open = |name: &str, group_max| {
        BenchMarket::open(&format!("sqlite:{}", folder.join(name).display()), group_max, 1, clients)
    };
    let (mut one, mut grouped) = (open("one.db", 1)?, open("grouped.db", usize::MAX)?);
    let (mut ones, mut groups) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ones.push(one.drive(least / ROUNDS)?);
        groups.push(grouped.drive(least / ROUNDS)?);
    }
    Ok((Side::of_parts(ones), Side::of_parts(groups)))
}

fn code(text: &str) -> Result<PlaceCode, Failure> {
    text.parse().map_err(|error| Failure::System(format!("{error}")))
}

/// The next answer. The clients, who elsewhere are many machines, are one thread here: a sleep and a waking for each answer
/// would be measured as well. So before it sleeps it lets others go on, who give more answers.
fn next_answer(answers: &Receiver<Answer>) -> Option<Answer> {
    answers.try_recv().ok().or_else(|| {
        std::thread::yield_now();
        answers.recv().ok()
    })
}

/// A market in which every client is an enterprise with a voucher and an instrument of its own.
pub struct BenchMarket {
    nodes: Vec<Exchange>,
    home: PlaceCode,
    /// How many reservations each client has asked for.
    next: Vec<i64>,
}

/// An answer on its way back to the driver: who got it, and whether it was good.
type Answer = (usize, bool);

impl BenchMarket {
    /// Makes a market on an empty database, served by so many nodes.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn open(url: &str, group_max: usize, nodes: usize, clients: usize) -> Result<BenchMarket, Failure> {
        let places = Arc::new(read_places(DELTA)?);
        let options = ExchangeOptions { group_max, ..ExchangeOptions::default() };
        let open = |_| -> Result<Exchange, Failure> {
            Ok(Exchange::open(Database::create(url)?, Arc::clone(&places), options)?)
        };
        let nodes = (0..nodes).map(open).collect::<Result<Vec<_>, _>>()?;
        let market = BenchMarket { nodes, home: code("CN-ZJ")?, next: vec![0; clients] };
        market.build()?;
        Ok(market)
    }

    /// How many clients there are.
    pub fn clients(&self) -> usize {
        self.next.len()
    }

    /// The ids of all reservations.
    ///
    /// # Errors
    /// Where the database fails; so for what follows.
    pub fn reservations(&self) -> Result<Vec<Id>, Failure> {
        Ok(list::reservation_ids(&self.node(0)?.reader()?)?)
    }

    fn count(&self) -> Result<u64, Failure> {
        Ok(list::count(&self.node(0)?.reader()?, list::Countable::Reservations)?)
    }

    fn bytes(&self) -> Result<(u64, u64), Failure> {
        Ok(self.node(0)?.database().bytes()?)
    }

    /// Copies what there is into the past until there are so many reservations.
    fn fill(&self, least: u64) -> Result<u64, Failure> {
        let longest = self.next.iter().max().copied().unwrap_or(0);
        Ok(self.node(0)?.database().multiply_reservations(least, (longest + 1) * SLOT_SECONDS)?)
    }

    fn build(&self) -> Result<(), Failure> {
        let provider = self.organisation(Id(1), Profile::Provider(self.provider()));
        self.run(Role::Operator, 1, provider)?;
        let draft = self.run(Role::Officer, 2, DraftScheme { text: SCHEME.to_owned() })?;
        let scheme = draft.scheme.clone();
        let enact = EnactScheme { funder: draft.funder, scheme: scheme.clone(), version: draft.version };
        self.run(Role::Officer, 3, enact)?;
        let amount_minor = 1_000_000_000_000;
        self.run(Role::Officer, 2, Appropriate { funder: self.home, scheme: scheme.clone(), amount_minor })?;
        for client in 0..self.clients() {
            self.client(client, &scheme)?;
        }
        Ok(())
    }

    fn client(&self, client: usize, scheme: &str) -> Result<(), Failure> {
        let enterprise = enterprise_id(client);
        let profile = EnterpriseProfile {
            applicant: Some(ApplicantKind::Company),
            size: Some(Size::Small),
            group_size: Some(Size::Small),
            sector: Some(Sector::Manufacturing),
            credit: Some(Credit::Clear),
            ..EnterpriseProfile::default()
        };
        self.run(Role::Operator, 1, self.organisation(enterprise, Profile::Enterprise(profile)))?;
        self.run(Role::Operator, 1, self.listing(client)?)?;
        let grant = Grant {
            voucher: Id(3_000_000 + client as u128),
            funder: self.home,
            scheme: scheme.to_owned(),
            enterprise_home: self.home,
            enterprise,
            amount_minor: 1_000_000_000,
        };
        self.run(Role::Officer, 2, grant)?;
        Ok(())
    }

    fn provider(&self) -> ProviderProfile {
        let admission = Admission { by: self.home, from: Date::constant(2025, 1, 1), until: None };
        ProviderProfile { admitted: vec![admission], ..ProviderProfile::new(ProviderKind::Institute) }
    }

    fn organisation(&self, id: Id, profile: Profile) -> PutOrganisation {
        let name = Text::new(format!("Organisation {}", id.0), format!("机构 {}", id.0));
        let (identifier, controller, founded_on) = (None, None, None);
        let place = self.home;
        PutOrganisation {
            organisation: Organisation { id, name, place, identifier, controller, founded_on, profile },
        }
    }

    /// An instrument that is open around the clock for 1.00 an hour, so that no cap is ever used up.
    fn listing(&self, client: usize) -> Result<PutListing, Failure> {
        let mut instrument =
            Instrument::new(listing_id(client), Id(1), Text::new("SEM", "扫描电镜"), self.home);
        instrument.terms.tariffs =
            vec![Tariff::per(Unit::Hour, 100, Currency::CNY, Date::constant(2025, 1, 1))];
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        let open = |day| OpenStretch { day, from: Time::midnight(), until: Time::midnight() };
        let week = [Mon, Tue, Wed, Thu, Fri, Sat, Sun].map(open).to_vec();
        let opening = OpeningHours { zone: "Asia/Shanghai".to_owned(), week, closed_on: Vec::new() };
        instrument.terms.opening = Some(opening);
        let policy = BookingPolicy { horizon_days: 200_000, ..BookingPolicy::default() };
        Ok(PutListing { listing: Listing::Instrument(instrument), policy })
    }

    fn run<C: Command>(&self, role: Role, person: u128, command: C) -> Result<C::Answer, Failure> {
        let actor = Actor { person: Id(person), home: self.home, role, organisation: Id(0) };
        let id = crate::market::make_id();
        Ok(self.node(0)?.run(Envelope { id, actor, at: now() }, command)?)
    }

    /// The node that serves a client.
    fn node(&self, client: usize) -> Result<&Exchange, Failure> {
        let node = self.nodes.get(client % self.nodes.len().max(1));
        node.ok_or_else(|| Failure::System("there is no node".to_owned()))
    }

    /// Every client asks again as soon as it is answered.
    ///
    /// # Errors
    /// Where a reservation is refused.
    pub fn drive(&mut self, least: Duration) -> Result<Side, Failure> {
        let (sender, receiver): (Sender<Answer>, Receiver<Answer>) = channel();
        let mut asked = vec![Instant::now(); self.clients()];
        let mut latencies = Vec::new();
        let start = Instant::now();
        let mut open = 0;
        let ask = |market: &mut BenchMarket, client: usize| {
            let sender = sender.clone();
            market.ask(client, move |_, result| {
                let _ = sender.send((client, result.is_ok()));
            })
        };
        for client in 0..self.clients() {
            ask(self, client)?;
            open += 1;
        }
        while open > 0 {
            let Some((client, good)) = next_answer(&receiver) else { break };
            if !good {
                return Err(Failure::System("a reservation of the bench was refused".to_owned()));
            }
            latencies.extend(asked.get(client).map(Instant::elapsed));
            if start.elapsed() < least {
                asked.get_mut(client).into_iter().for_each(|asked| *asked = Instant::now());
                ask(self, client)?;
            } else {
                open -= 1;
            }
        }
        let a_second = latencies.len() as f64 / start.elapsed().as_secs_f64();
        latencies.sort();
        Ok(Side { a_second, latencies })
    }

    /// Asks for the next half an hour of a client.
    ///
    /// # Errors
    /// Where there is no such client.
    pub fn ask(
        &mut self,
        client: usize,
        reply: impl FnOnce(Id, Result<(), jiangnan_exchange::Failure>) + Send + 'static,
    ) -> Result<(), Failure> {
        let missing = || Failure::System("there is no such client".to_owned());
        let number = self.next.get_mut(client).ok_or_else(missing)?;
        let start = now().plus_seconds(7_200 + *number * SLOT_SECONDS);
        *number += 1;
        let interval = Interval::new(start, start.plus_seconds(SLOT_SECONDS));
        let interval = interval.map_err(|error| Failure::System(error.to_string()))?;
        let id = crate::market::make_id();
        let command = Reserve {
            reservation: id,
            home: self.home,
            listing: listing_id(client),
            enterprise_home: self.home,
            enterprise: enterprise_id(client),
            interval,
            samples: 0,
            service: Service::InstrumentTime,
            agreed_minor: None,
            how: Particulars::default(),
        };
        let actor = Actor {
            person: Id(5),
            home: self.home,
            role: Role::Engineer,
            organisation: enterprise_id(client),
        };
        let reply = move |result: Result<_, _>| reply(id, result.map(drop));
        self.node(client)?.submit(Envelope { id, actor, at: now() }, command, reply);
        Ok(())
    }
}

fn enterprise_id(client: usize) -> Id {
    Id(1_000_000 + client as u128)
}

fn listing_id(client: usize) -> Id {
    Id(2_000_000 + client as u128)
}

/// The moment of everything, in the year of the scheme.
fn now() -> Moment {
    Moment::from_seconds(NOW_SECONDS)
}
