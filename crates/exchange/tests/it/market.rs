//! A small market of two provinces: one provider in Shanghai, one enterprise in Zhejiang, one scheme.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::{
    EnterpriseProfile, Instrument, Organisation, Profile, ProviderProfile, Tariff, Unit,
};
use jiangnan_exchange::case::catalogue::{Admit, PutListing, PutOrganisation};
use jiangnan_exchange::case::fund::{Appropriate, Grant};
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::case::rule::{DraftScheme, EnactScheme};
use jiangnan_exchange::{Actor, Command, Envelope, Exchange, ExchangeOptions, Failure};
use jiangnan_kernel::{Currency, Id, Instant, Interval, OpeningHours, PlaceCode, PlaceTree, Text};
use jiangnan_scheme::{ApplicantKind, Credit, ProviderKind, Sector, Service, Size};
use jiangnan_store::Database;
use jiangnan_store::entity::catalogue::Listing;
use jiangnan_store::entity::people::Role;
use jiangnan_testbed::TestDatabase;
use jiff::civil::time;

pub const ENTERPRISE: Id = Id(11);
pub const PROVIDER: Id = Id(22);
pub const INSTRUMENT: Id = Id(33);
pub const VOUCHER: Id = Id(44);
/// What an hour of an instrument costs where nobody says otherwise, in minor units.
pub const HOUR_MINOR: i64 = 60_000;

/// Redemption: the provider is paid. One half, up to 1,000.00 an order and 3,000.00 a year.
pub const SCHEME: &str = r#"
scheme    = "zj-test"
title     = { en = "Test voucher", zh = "测试券" }
funder    = "CN-ZJ"
currency  = "CNY"
status    = "illustrative"
effective = { from = "2026-01-01", until = "2026-12-31" }

[[clause]]
id      = "1"
require = { enterprise.registered-in = "CN-ZJ", enterprise.size = ["micro", "small", "medium"] }

[[clause]]
id      = "2"
require = { provider.located-in = "YRD", provider.admitted = true }

[[clause]]
id     = "3"
forbid = { order.related-party = true }

[[clause]]
id        = "4"
subsidise = { rate = "50%", of = "price-without-tax" }

[[clause]]
id  = "5"
cap = { amount = "1000.00", per = "order" }

[[clause]]
id  = "6"
cap = { amount = "3000.00", per = "controller-year" }

[[clause]]
id  = "7"
pay = { to = "provider" }

[[clause]]
id       = "8"
evidence = { documents = ["invoice", "usage-record"] }
"#;

/// A market on a database file of its own.
pub struct Market {
    pub exchange: Exchange,
    _database: Option<TestDatabase>,
    now: AtomicI64,
    ids: AtomicU64,
}

pub fn code(text: &str) -> PlaceCode {
    text.parse().unwrap()
}

/// A moment of June 2026 in Shanghai.
pub fn at(day: u8, hour: i8) -> Instant {
    let civil = jiff::civil::date(2026, 6, day as i8).at(hour, 0, 0, 0);
    Instant::of_civil(civil, "Asia/Shanghai").unwrap()
}

pub fn span(day: u8, from: i8, until: i8) -> Interval {
    Interval::new(at(day, from), at(day, until)).unwrap()
}

pub fn actor(role: Role, home: &str, organisation: Id, person: u128) -> Actor {
    Actor { person: Id(person), home: code(home), role, organisation }
}

/// The Yangtze River Delta.
pub const DELTA: &str = include_str!("../../../../data/places/yrd.csv");

fn open(url: &str, places: &str) -> Exchange {
    let places = PlaceTree::read_csv(places).unwrap();
    let database = Database::create(url).unwrap();
    Exchange::open(database, Arc::new(places), ExchangeOptions::default()).unwrap()
}

pub fn engineer() -> Actor {
    actor(Role::Engineer, "CN-ZJ", ENTERPRISE, 101)
}

pub fn lab_manager() -> Actor {
    actor(Role::LabManager, "CN-SH", PROVIDER, 102)
}

pub fn officer(person: u128) -> Actor {
    actor(Role::Officer, "CN-ZJ", Id(9), person)
}

pub fn operator() -> Actor {
    actor(Role::Operator, "CN-ZJ", Id(0), 1)
}

impl Market {
    /// An empty market.
    pub fn empty() -> Market {
        Market::on(DELTA)
    }

    /// An empty market on a table of places.
    pub fn on(places: &str) -> Market {
        let database = TestDatabase::fresh();
        let exchange = open(database.url(), places);
        Market {
            exchange,
            _database: Some(database),
            now: AtomicI64::new(at(1, 8).seconds()),
            ids: AtomicU64::new(1_000),
        }
    }

    /// The market of a database that another process made. Different rounds make different ids.
    pub fn open(url: &str, round: u64) -> Market {
        Market::of(Database::create(url).unwrap(), round)
    }

    /// The same, of a database that is open.
    pub fn of(database: Database, round: u64) -> Market {
        let places = Arc::new(PlaceTree::read_csv(DELTA).unwrap());
        let exchange = Exchange::open(database, places, ExchangeOptions::default()).unwrap();
        let now = AtomicI64::new(at(1, 8).seconds());
        Market { exchange, _database: None, now, ids: AtomicU64::new((round + 1) << 32) }
    }

    /// Makes a market at a URL, with an instrument for each of so many clients.
    pub fn prepared(url: &str, clients: u8) -> Market {
        let market = Market::prepared_with(url, SCHEME, 500_000);
        for number in 0..clients {
            market.list(Id(800 + u128::from(number)));
        }
        market
    }

    /// Makes a market at a URL under a rule text, with a voucher over some amount.
    pub fn prepared_with(url: &str, text: &str, amount_minor: i64) -> Market {
        Market::open(url, 0).set_up(text, amount_minor)
    }

    /// A market in which the enterprise holds a voucher and the provider lists an instrument.
    pub fn ready() -> Market {
        Market::with_voucher(500_000)
    }

    /// The same with a voucher over some amount.
    pub fn with_voucher(amount_minor: i64) -> Market {
        Market::with_scheme(SCHEME, amount_minor)
    }

    /// The same under another rule text.
    pub fn with_scheme(text: &str, amount_minor: i64) -> Market {
        Market::empty().set_up(text, amount_minor)
    }

    fn set_up(self, text: &str, amount_minor: i64) -> Market {
        let market = self;
        market.organisations();
        market.list(INSTRUMENT);
        let version = market.must(officer(201), DraftScheme { text: text.to_owned() }).version;
        let (funder, scheme) = (code("CN-ZJ"), "zj-test".to_owned());
        market.must(officer(202), EnactScheme { funder, scheme: scheme.clone(), version });
        market.must(officer(201), Appropriate { funder, scheme, amount_minor: 10_000_000 });
        market.grant(VOUCHER, amount_minor).unwrap();
        market
    }

    pub fn grant(&self, voucher: Id, amount_minor: i64) -> Result<(), Failure> {
        let grant = Grant {
            voucher,
            funder: code("CN-ZJ"),
            scheme: "zj-test".to_owned(),
            enterprise_home: code("CN-ZJ"),
            enterprise: ENTERPRISE,
            amount_minor,
        };
        self.run(officer(201), grant).map(|_| ())
    }

    fn organisations(&self) {
        let profile = small_enterprise();
        self.organisation(ENTERPRISE, "CN-330100", Profile::Enterprise(profile));
        let profile = ProviderProfile::new(ProviderKind::University);
        self.organisation(PROVIDER, "CN-310100", Profile::Provider(profile));
        let admit = Admit { by: code("CN-ZJ"), home: code("CN-SH"), provider: PROVIDER, until: None };
        self.must(officer(201), admit);
    }

    pub fn organisation(&self, id: Id, place: &str, profile: Profile) {
        let organisation = Organisation {
            id,
            name: Text::new(format!("Organisation {id}"), "机构"),
            place: code(place),
            identifier: None,
            controller: None,
            founded_on: None,
            profile,
        };
        self.must(operator(), PutOrganisation { organisation });
    }

    /// A further enterprise of Hangzhou, with a voucher over some amount.
    pub fn found_enterprise(&self, enterprise: Id, voucher: Id, amount_minor: i64) {
        self.organisation(enterprise, "CN-330100", Profile::Enterprise(small_enterprise()));
        let (funder, enterprise_home, scheme) = (code("CN-ZJ"), code("CN-ZJ"), "zj-test".to_owned());
        self.must(officer(201), Grant { voucher, funder, scheme, enterprise_home, enterprise, amount_minor });
    }

    /// Lists an instrument at [`HOUR_MINOR`] an hour, tax 6 % on top, open on workdays from 9 to 18.
    pub fn list(&self, id: Id) {
        self.list_for(id, HOUR_MINOR);
    }

    /// The same at another price of an hour, in minor units.
    pub fn list_for(&self, id: Id, hour_minor: i64) {
        let mut instrument = Instrument::new(id, PROVIDER, Text::new("SEM", "扫描电镜"), code("CN-310100"));
        let from = jiff::civil::date(2026, 1, 1);
        let tariff = Tariff::per(Unit::Hour, hour_minor, Currency::CNY, from);
        instrument.terms.tariffs = vec![Tariff { tax: jiangnan_kernel::Rate(600), ..tariff }];
        instrument.terms.opening =
            Some(OpeningHours::workdays("Asia/Shanghai", time(9, 0, 0, 0), time(18, 0, 0, 0)));
        let policy = BookingPolicy::default();
        self.must(lab_manager(), PutListing { listing: Listing::Instrument(instrument), policy });
    }

    pub fn make_id(&self) -> Id {
        Id(u128::from(self.ids.fetch_add(1, Ordering::Relaxed)))
    }

    pub fn set_now(&self, now: Instant) {
        self.now.store(now.seconds(), Ordering::Relaxed);
    }

    pub fn envelope(&self, actor: Actor) -> Envelope {
        let at = Instant::from_seconds(self.now.load(Ordering::Relaxed));
        Envelope { id: self.make_id(), actor, at }
    }

    pub fn run<C: Command>(&self, actor: Actor, command: C) -> Result<C::Answer, Failure> {
        self.exchange.run(self.envelope(actor), command)
    }

    pub fn must<C: Command>(&self, actor: Actor, command: C) -> C::Answer {
        self.run(actor, command).unwrap_or_else(|failure| panic!("{}: {failure}", C::KIND))
    }

    pub fn reserve(&self, reservation: u128, interval: Interval) -> Reserve {
        reserve(reservation, interval)
    }

    /// The audit must find nothing wrong.
    pub fn verify(&self) {
        let reader = self.exchange.reader().unwrap();
        let verify = |reader: &_| jiangnan_exchange::audit::verify(reader, |_, _| {});
        let report = reader.at_one_moment(verify).unwrap().unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
    }
}

pub fn reserve(reservation: u128, interval: Interval) -> Reserve {
    Reserve {
        reservation: Id(reservation),
        home: code("CN-SH"),
        listing: INSTRUMENT,
        enterprise_home: code("CN-ZJ"),
        enterprise: ENTERPRISE,
        interval,
        samples: 0,
        service: Service::InstrumentTime,
        agreed_minor: None,
        how: Particulars::default(),
    }
}

/// Leaves a prepared market at a path, as one file: with its last connection a database gives up its log.
pub fn prepare(path: &std::path::Path, clients: u8) {
    let url = format!("sqlite:{}", path.display());
    drop(Market::prepared(&url, clients));
    let log = std::path::PathBuf::from(format!("{}-wal", path.display()));
    while log.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// A small manufacturer of good standing.
pub fn small_enterprise() -> EnterpriseProfile {
    EnterpriseProfile {
        applicant: Some(ApplicantKind::Company),
        size: Some(Size::Small),
        group_size: Some(Size::Small),
        sector: Some(Sector::Manufacturing),
        credit: Some(Credit::Clear),
        ..EnterpriseProfile::default()
    }
}

/// Lets the server of a database count how often functions are called.
pub fn count_calls(place: &TestDatabase) {
    let alter = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET track_functions = pl', current_database()); END $$";
    place.sql(alter).unwrap();
}

/// How many batches were written without a look at the tables since the server counts, or since it crashed.
pub fn written_blind(place: &TestDatabase) -> u64 {
    let calls = "SELECT COALESCE(SUM(calls), 0) FROM pg_stat_user_functions WHERE funcname = 'count_caps'";
    place.sql(calls).unwrap().trim().parse().unwrap()
}
