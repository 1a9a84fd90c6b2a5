//! A small market behind a real site: one provider in Shanghai, one enterprise in Zhejiang, one scheme; and a
//! browser without scripts.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::{
    EnterpriseProfile, Instrument, Organisation, Profile, ProviderProfile, Tariff, Unit,
};
use jiangnan_exchange::case::catalogue::{Admit, PutListing, PutOrganisation};
use jiangnan_exchange::case::fund::{Appropriate, Grant};
use jiangnan_exchange::case::people::{PutPerson, SignIn};
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::case::rule::{DraftScheme, EnactScheme};
use jiangnan_exchange::{Actor, Command, Envelope, Exchange, ExchangeOptions};
use jiangnan_kernel::{
    Clock, Currency, Id, Instant, Interval, OpeningHours, PlaceCode, PlaceTree, Rate, SplitMix64, Text,
};
use jiangnan_scheme::{ApplicantKind, Credit, ProviderKind, Sector, Size};
use jiangnan_store::Database;
use jiangnan_store::entity::catalogue::Listing;
use jiangnan_store::entity::people::Role;
use jiangnan_testbed::TestDatabase;
use jiangnan_web::site::{Site, router};
use jiff::civil::time;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

pub const ENTERPRISE: Id = Id(11);
pub const RIVAL: Id = Id(12);
pub const PROVIDER: Id = Id(22);
pub const INSTRUMENT: &str = "CN-SH.00000000000000000000000011";
const HOST: &str = "jiangnan.example";

/// One half is paid to the provider, up to 1,000.00 an order.
pub const SCHEME: &str = r#"
scheme    = "zj-test"
title     = { en = "Test voucher", zh = "测试券" }
funder    = "CN-ZJ"
currency  = "CNY"
status    = "illustrative"
effective = { from = "2026-01-01", until = "2026-12-31" }

[[clause]]
id      = "1"
text    = { en = "Small enterprises in Zhejiang", zh = "浙江小微企业" }
require = { enterprise.registered-in = "CN-ZJ", enterprise.size = ["micro", "small", "medium"] }

[[clause]]
id      = "2"
require = { provider.located-in = "YRD", provider.admitted = true }

[[clause]]
id        = "4"
text      = { en = "Half of the price", zh = "价格的一半" }
subsidise = { rate = "50%", of = "price-without-tax" }

[[clause]]
id  = "5"
cap = { amount = "1000.00", per = "order" }

[[clause]]
id  = "7"
pay = { to = "provider" }

[[clause]]
id       = "8"
evidence = { documents = ["invoice", "usage-record"] }
"#;

/// A clock that the test sets.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant::from_seconds(self.0.load(Ordering::Relaxed))
    }
}

/// A market and its site.
pub struct Market {
    pub exchange: Exchange,
    router: Router,
    pub clock: TestClock,
    database: TestDatabase,
}

pub fn code(text: &str) -> PlaceCode {
    text.parse().unwrap()
}

/// A moment of June 2026 in Shanghai; the first is a Monday.
pub fn at(day: i8, hour: i8) -> Instant {
    Instant::of_civil(jiff::civil::date(2026, 6, day).at(hour, 0, 0, 0), "Asia/Shanghai").unwrap()
}

impl Market {
    /// A market in which the enterprise holds a voucher over 5,000.00.
    pub fn ready() -> Market {
        let test_database = TestDatabase::fresh();
        let places = PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap();
        let database = Database::create(test_database.url()).unwrap();
        let exchange = Exchange::open(database, Arc::new(places), ExchangeOptions::default()).unwrap();
        let clock = TestClock(Arc::new(AtomicI64::new(at(1, 8).seconds())));
        let site =
            Site::new(exchange.clone(), Arc::new(clock.clone()), Box::new(SplitMix64::new(1)), true).unwrap();
        let site = site.with_mails();
        let market = Market { exchange, router: router(Arc::new(site)), clock, database: test_database };
        market.fill();
        market
    }

    pub fn set_now(&self, now: Instant) {
        self.clock.0.store(now.seconds(), Ordering::Relaxed);
    }

    pub fn must<C: Command>(&self, actor: Actor, command: C) -> C::Answer {
        let mut rng = SplitMix64::new(self.events() + 7);
        let envelope = Envelope { id: Id::make(&self.clock, &mut rng), actor, at: self.clock.now() };
        self.exchange.run(envelope, command).unwrap_or_else(|failure| panic!("{}: {failure}", C::KIND))
    }

    /// How many events the chain has.
    pub fn events(&self) -> u64 {
        let reader = self.exchange.reader().unwrap();
        jiangnan_store::list::count(&reader, jiangnan_store::list::Countable::Events).unwrap()
    }

    /// How many reservations there are.
    pub fn reservations(&self) -> u64 {
        let reader = self.exchange.reader().unwrap();
        jiangnan_store::list::count(&reader, jiangnan_store::list::Countable::Reservations).unwrap()
    }

    fn fill(&self) {
        let profile = EnterpriseProfile {
            applicant: Some(ApplicantKind::Company),
            size: Some(Size::Small),
            group_size: Some(Size::Small),
            sector: Some(Sector::Manufacturing),
            credit: Some(Credit::Clear),
            ..EnterpriseProfile::default()
        };
        self.organisation(ENTERPRISE, "CN-330100", Profile::Enterprise(profile.clone()));
        self.organisation(RIVAL, "CN-330100", Profile::Enterprise(profile));
        self.organisation(
            PROVIDER,
            "CN-310100",
            Profile::Provider(ProviderProfile::new(ProviderKind::University)),
        );
        self.person("engineer", "CN-ZJ", Role::Engineer, ENTERPRISE, 101);
        self.person("lab-manager", "CN-SH", Role::LabManager, PROVIDER, 102);
        self.person("officer", "CN-ZJ", Role::Officer, Id(9), 201);
        self.person("auditor", "CN-ZJ", Role::Auditor, RIVAL, 301);
        self.list();
        let version = self.must(officer(201), DraftScheme { text: SCHEME.to_owned() }).version;
        let (funder, scheme) = (code("CN-ZJ"), "zj-test".to_owned());
        self.must(officer(202), EnactScheme { funder, scheme: scheme.clone(), version });
        self.must(officer(201), Appropriate { funder, scheme: scheme.clone(), amount_minor: 10_000_000 });
        let admit = Admit { by: funder, home: code("CN-SH"), provider: PROVIDER, until: None };
        self.must(officer(201), admit);
        let grant = Grant {
            voucher: Id(44),
            funder,
            scheme,
            enterprise_home: funder,
            enterprise: ENTERPRISE,
            amount_minor: 500_000,
        };
        self.must(officer(201), grant);
    }

    pub fn person(&self, login: &str, home: &str, role: Role, organisation: Id, person: u128) {
        let put = PutPerson {
            home: code(home),
            person: Id(person),
            login: login.to_owned(),
            role,
            organisation,
            name: format!("The {login}"),
            password_hash: String::new(),
        };
        self.must(actor(Role::Operator, home, Id(0), 1), put);
    }

    fn organisation(&self, id: Id, place: &str, profile: Profile) {
        let organisation = Organisation {
            id,
            name: Text::new(format!("Organisation {}", id.0), format!("机构{}", id.0)),
            place: code(place),
            identifier: None,
            controller: None,
            founded_on: None,
            profile,
        };
        self.must(actor(Role::Operator, "CN-ZJ", Id(0), 1), PutOrganisation { organisation });
    }

    /// Lists an instrument at 600.00 an hour, tax 6 % on top, open on workdays from 9 to 18.
    fn list(&self) {
        let (_, id) = INSTRUMENT.split_once('.').unwrap();
        let name = Text::new("Scanning electron microscope", "扫描电镜");
        let mut instrument = Instrument::new(id.parse().unwrap(), PROVIDER, name, code("CN-310100"));
        instrument.technique = Some("CHMO:0000073".to_owned());
        instrument.maker = "ZEISS".to_owned();
        self.put(instrument, 60_000);
    }

    /// Lists an instrument of the provider at a price for an hour.
    pub fn put(&self, mut instrument: Instrument, hour_minor: i64) {
        let from = jiff::civil::date(2026, 1, 1);
        let tariff = Tariff::per(Unit::Hour, hour_minor, Currency::CNY, from);
        instrument.terms.tariffs = vec![Tariff { tax: Rate(600), ..tariff }];
        instrument.terms.opening =
            Some(OpeningHours::workdays("Asia/Shanghai", time(9, 0, 0, 0), time(18, 0, 0, 0)));
        let policy = BookingPolicy::default();
        let listing = Listing::Instrument(instrument);
        self.must(actor(Role::LabManager, "CN-SH", PROVIDER, 102), PutListing { listing, policy });
    }

    /// Reserves a day of June from hour to hour for somebody's enterprise.
    pub fn reserve_for(&self, who: Actor, reservation: Id, (day, from, until): (i8, i8, i8)) -> Id {
        let (home, id) = INSTRUMENT.split_once('.').unwrap();
        let reserve = Reserve {
            reservation,
            home: code(home),
            listing: id.parse().unwrap(),
            enterprise_home: who.home,
            enterprise: who.organisation,
            interval: Interval::new(at(day, from), at(day, until)).unwrap(),
            samples: 0,
            service: jiangnan_scheme::Service::InstrumentTime,
            agreed_minor: None,
            how: Particulars::default(),
        };
        self.must(who, reserve);
        reservation
    }

    /// A browser of somebody who is signed in.
    pub async fn browser(&self, login: &str) -> Browser {
        let mut browser = self.stranger();
        let page = browser.post("/sign-in", &[("person", login)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.html);
        browser
    }

    /// A browser of somebody who has signed in with a token.
    pub fn signed_in(&self, person: Actor, token: &str) -> Browser {
        let token_hash = Sha256::digest(token.as_bytes()).into();
        self.must(person, SignIn { token_hash });
        Browser { cookie: format!("session={token}"), ..self.stranger() }
    }

    /// Changes the database behind the back of the exchange.
    pub fn tamper(&self, sql: &str) {
        let Some(path) = self.database.path() else {
            self.database.sql(sql).unwrap();
            return;
        };
        let database = rusqlite::Connection::open(path).unwrap();
        assert!(database.execute(sql, []).unwrap() > 0, "{sql} changes something");
    }

    /// Hands out the router, for those who speak to it without a browser.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// A stranger's browser at another node of the same database.
    pub fn at_another_node(&self) -> Browser {
        let database = Database::open(self.database.url()).unwrap();
        let places = Arc::clone(self.exchange.places());
        let exchange = Exchange::open(database, places, ExchangeOptions::default()).unwrap();
        let site = Site::new(exchange, Arc::new(self.clock.clone()), Box::new(SplitMix64::new(2)), true);
        Browser { router: router(Arc::new(site.unwrap())), cookie: String::new() }
    }

    /// A browser of nobody.
    pub fn stranger(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: String::new() }
    }
}

fn actor(role: Role, home: &str, organisation: Id, person: u128) -> Actor {
    Actor { person: Id(person), home: code(home), role, organisation }
}

/// The engineer of the enterprise.
pub fn engineer_of() -> Actor {
    actor(Role::Engineer, "CN-ZJ", ENTERPRISE, 101)
}

/// The engineer of another enterprise.
pub fn rival() -> Actor {
    actor(Role::Engineer, "CN-ZJ", RIVAL, 105)
}

pub fn officer(person: u128) -> Actor {
    actor(Role::Officer, "CN-ZJ", Id(9), person)
}

/// A browser without scripts that reads English.
pub struct Browser {
    pub router: Router,
    cookie: String,
}

/// What a browser got.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub html: String,
}

impl Browser {
    /// The same browser, sent on to another node by the proxy.
    pub fn moved_to(self, other: Browser) -> Browser {
        Browser { router: other.router, cookie: self.cookie }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.ask(Request::get(path), Body::empty()).await
    }

    /// Asks for a file that is no text, which must be there.
    pub async fn get_file(&mut self, path: &str) -> Vec<u8> {
        let request =
            Request::get(path).header(header::HOST, HOST).header(header::COOKIE, self.cookie.clone());
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Page {
        let body: Vec<String> = pairs
            .iter()
            .map(|(name, value)| jiangnan_web::form::address("", &[(name, value)]).split_off(1))
            .collect();
        let request = Request::post(path)
            .header(header::ORIGIN, format!("https://{HOST}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, body.join("&").into()).await
    }

    /// Sends a form with files: fields as texts, files as name, file name and content.
    pub async fn post_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &str)],
    ) -> Page {
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!(
                "--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        for (name, file, content) in files {
            let head = format!("form-data; name=\"{name}\"; filename=\"{file}\"");
            body.push_str(&format!("--xyz\r\nContent-Disposition: {head}\r\n\r\n{content}\r\n"));
        }
        body.push_str("--xyz--\r\n");
        let request = Request::post(path)
            .header(header::ORIGIN, format!("https://{HOST}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=xyz");
        self.ask(request, body.into()).await
    }

    /// Presses the button of the form that leads to an address, with every hidden field that it has.
    pub async fn press(&mut self, page: &Page, action: &str) -> Page {
        let fields = page.hidden(action);
        let pairs: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(action, &pairs).await
    }

    pub async fn ask(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let request = request
            .header(header::HOST, HOST)
            .header(header::ACCEPT_LANGUAGE, "en")
            .header(header::COOKIE, self.cookie.clone());
        let answer = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let header = |name| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        if let Some((pair, _)) = header(header::SET_COOKIE).split_once(';') {
            self.cookie = pair.to_owned();
        }
        let (status, location) = (answer.status(), header(header::LOCATION));
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        Page { status, location, html: String::from_utf8(body.to_vec()).unwrap() }
    }
}
