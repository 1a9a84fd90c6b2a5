//! Another city group, of three countries and two currencies: nothing is wired to one region.

use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::{Instrument, Profile, ProviderProfile, Tariff, Unit};
use jiangnan_clearing::iso::{AccountNumber, Agent, BankParty, bank, write_camt053};
use jiangnan_clearing::{ClaimState, Evidence, Invoice, Recommendation, SettlementForm};
use jiangnan_exchange::case::answer::ReservationKey;
use jiangnan_exchange::case::bank::{ImportBankFile, PutBankAccount};
use jiangnan_exchange::case::catalogue::{Admit, PutListing};
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, OpenCycle, SettleCycle};
use jiangnan_exchange::case::fund::{Appropriate, Grant};
use jiangnan_exchange::case::payment::ExportPayments;
use jiangnan_exchange::case::reserve::{Particulars, Reserve, Reserved};
use jiangnan_exchange::case::review::{ClaimKey, DecideClaim, RecommendClaim, Ruling};
use jiangnan_exchange::case::rule::{DraftScheme, EnactScheme};
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_exchange::{Actor, bank_file};
use jiangnan_kernel::{Currency, Id, Instant, Interval, Money, OpeningHours, Text};
use jiangnan_scheme::{ProviderKind, Service};
use jiangnan_store::entity::catalogue::Listing;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list::{claims_in, payments};
use jiff::civil::time;

use crate::market::*;

const FREIBURG_TOOLS: Id = Id(61);
const BASEL_TOOLS: Id = Id(62);
const STRASBOURG_LAB: Id = Id(71);
const BASEL_LAB: Id = Id(72);
fn cycle() -> CycleKey {
    CycleKey { group: code("UPPER-RHINE"), cycle: Id(7_100) }
}

/// Half of the price without tax, for providers in the whole city group.
fn scheme(id: &str, funder: &str, currency: &str) -> String {
    let head =
        SCHEME.replace("zj-test", id).replace("CN-ZJ", funder).replace("\"CNY\"", &format!("\"{currency}\""));
    head.replace("\"YRD\"", "\"UPPER-RHINE\"")
}

fn person(role: Role, home: &str, organisation: Id, person: u128) -> Actor {
    actor(role, home, organisation, person)
}

/// A moment of June 2026 in Berlin, Paris and Zurich alike.
fn moment(day: i8, hour: i8) -> Instant {
    Instant::of_civil(jiff::civil::date(2026, 6, day).at(hour, 0, 0, 0), "Europe/Zurich").unwrap()
}

fn build() -> Market {
    let market = Market::on(include_str!("../../../../data/places/upper-rhine.csv"));
    market.set_now(moment(1, 8));
    for (id, place) in [(FREIBURG_TOOLS, "DE-08311"), (BASEL_TOOLS, "CH-2701")] {
        market.organisation(id, place, Profile::Enterprise(small_enterprise()));
    }
    for (id, place) in [(STRASBOURG_LAB, "FR-67482"), (BASEL_LAB, "CH-2701")] {
        let profile = ProviderProfile::new(ProviderKind::University);
        market.organisation(id, place, Profile::Provider(profile));
    }
    list(&market, STRASBOURG_LAB, "FR-GES", "FR-67482", Currency::EUR);
    list(&market, BASEL_LAB, "CH-BS", "CH-2701", "CHF".parse().unwrap());
    fund(&market, "de-test", "DE-BW", "EUR", FREIBURG_TOOLS);
    fund(&market, "ch-test", "CH-BS", "CHF", BASEL_TOOLS);
    market
}

/// An instrument of a lab, under the lab's own id, for 100.00 an hour.
fn list(market: &Market, lab: Id, home: &str, place: &str, currency: Currency) {
    let mut instrument = Instrument::new(lab, lab, Text::new("XPS", "光电子能谱仪"), code(place));
    instrument.terms.tariffs = vec![Tariff::per(Unit::Hour, 10_000, currency, jiff::civil::date(2026, 1, 1))];
    let hours = OpeningHours::workdays("Europe/Zurich", time(8, 0, 0, 0), time(18, 0, 0, 0));
    instrument.terms.opening = Some(hours);
    let command = PutListing { listing: Listing::Instrument(instrument), policy: BookingPolicy::default() };
    market.must(person(Role::LabManager, home, lab, 80), command);
}

fn fund(market: &Market, scheme_id: &str, funder: &str, currency: &str, enterprise: Id) {
    let officer = |person_id| person(Role::Officer, funder, Id(9), person_id);
    for (lab, home) in [(STRASBOURG_LAB, "FR-GES"), (BASEL_LAB, "CH-BS")] {
        market.must(officer(90), Admit { by: code(funder), home: code(home), provider: lab, until: None });
    }
    let drafted = market.must(officer(90), DraftScheme { text: scheme(scheme_id, funder, currency) });
    let (funder, scheme) = (drafted.funder, drafted.scheme);
    market.must(officer(91), EnactScheme { funder, scheme: scheme.clone(), version: drafted.version });
    market.must(officer(90), Appropriate { funder, scheme: scheme.clone(), amount_minor: 1_000_000 });
    let voucher = voucher_of(enterprise);
    market.must(
        officer(90),
        Grant { voucher, funder, scheme, enterprise_home: funder, enterprise, amount_minor: 100_000 },
    );
}

fn voucher_of(enterprise: Id) -> Id {
    Id(enterprise.0 + 1_000)
}

/// Two hours at a lab.
fn reserve(
    market: &Market,
    number: u128,
    (enterprise, home): (Id, &str),
    (lab, lab_home): (Id, &str),
) -> Reserved {
    let command = Reserve {
        reservation: Id(number),
        home: code(lab_home),
        listing: lab,
        enterprise_home: code(home),
        enterprise,
        interval: slot(number),
        samples: 0,
        service: Service::InstrumentTime,
        agreed_minor: None,
        how: Particulars::default(),
    };
    market.set_now(moment(1, 8));
    market.must(person(Role::Engineer, home, enterprise, 70), command)
}

fn slot(number: u128) -> Interval {
    let day = 2 + (number % 3) as i8;
    Interval::new(moment(day, 9), moment(day, 11)).unwrap()
}

/// The work is done, claimed and granted.
fn work_off(market: &Market, number: u128, (enterprise, home): (Id, &str), (lab, lab_home): (Id, &str)) {
    market.set_now(moment(5, 9));
    let at = ReservationKey { home: code(lab_home), reservation: Id(number) };
    let manager = person(Role::LabManager, lab_home, lab, 80);
    let usage = RecordUsage { at, actual: slot(number), samples: 0, operator: "Weber".into() };
    market.must(manager.clone(), usage);
    market.must(person(Role::Engineer, home, enterprise, 70), Confirm { at });
    let paper = |kind: &str| Evidence { kind: kind.into(), name: "scan.pdf".into(), sha256: String::new() };
    let date = jiff::civil::date(2026, 6, 4);
    let claim = Id(number + 500);
    let lodge = LodgeClaim {
        claim,
        at,
        voucher: voucher_of(enterprise),
        evidence: vec![paper("invoice"), paper("usage-record")],
        invoice: Invoice { number: format!("R-{number}"), date, issuer: "Lab".into() },
        invoiced_minor: None,
    };
    let asked = market.must(manager, lodge).asked_minor;
    let at = ClaimKey { funder: code(home), claim };
    let officer = |person_id| person(Role::Officer, home, Id(9), person_id);
    market.must(
        officer(90),
        RecommendClaim { at, advice: Recommendation::Accept { minor: asked, note: String::new() } },
    );
    market
        .must(officer(91), DecideClaim { at, ruling: Ruling::Accept { minor: asked, note: String::new() } });
}

fn treasurer(home: &str) -> Actor {
    person(Role::Treasurer, home, Id(8), 60)
}

fn pay(market: &Market, home: &str, currency: Currency, message: u128) {
    let (payer, at) = (code(home), cycle());
    market.must(treasurer(home), ExportPayments { at, payer, currency, message: Id(message) });
    let reader = market.exchange.reader().unwrap();
    let (places, rows) = (market.exchange.places(), payments(&reader).unwrap());
    let order = bank_file::order_of(&reader, places, Id(message), &rows, moment(6, 9)).unwrap().unwrap();
    assert_eq!(order.currency, currency);
    let opening = Money::new(0, currency);
    let when = (order.execution, moment(6, 9));
    let statement = bank::book(std::slice::from_ref(&order), opening, when, |_| None).unwrap();
    let text = write_camt053("B", moment(6, 9), &[statement]).unwrap();
    let import = ImportBankFile { home: payer, group: code("UPPER-RHINE"), text };
    assert_eq!(market.must(treasurer(home), import).attention, 0);
}

#[test]
fn three_countries_settle_two_currencies_in_one_cycle() {
    let market = build();
    let chf: Currency = "CHF".parse().unwrap();
    let (freiburg, basel) = ((FREIBURG_TOOLS, "DE-BW"), (BASEL_TOOLS, "CH-BS"));
    let (strasbourg, basel_lab) = ((STRASBOURG_LAB, "FR-GES"), (BASEL_LAB, "CH-BS"));
    let open = OpenCycle { at: cycle(), form: SettlementForm::ThroughTreasuries, cut_off: moment(6, 0) };
    market.must(treasurer("CH-BS"), open);
    let crossed = reserve(&market, 1, freiburg, strasbourg);
    assert_eq!(
        (crossed.currency, crossed.price_minor, crossed.subsidy_minor),
        (Currency::EUR, 20_000, 10_000)
    );
    let home = reserve(&market, 2, basel, basel_lab);
    assert_eq!((home.currency, home.subsidy_minor), (chf, 10_000));
    // A voucher in euros pays no price in francs: the work is done at the full price.
    let abroad = reserve(&market, 3, freiburg, basel_lab);
    assert_eq!((abroad.currency, abroad.subsidy_minor, abroad.own_part_minor), (chf, 0, 20_000));
    work_off(&market, 1, freiburg, strasbourg);
    work_off(&market, 2, basel, basel_lab);
    settle(&market, chf);
    let settled = claims_in(&market.exchange.reader().unwrap(), ClaimState::Settled).unwrap();
    assert_eq!(settled.len(), 2);
    market.verify();
}

fn settle(market: &Market, chf: Currency) {
    for (home, party) in [
        ("DE-BW", None),
        ("FR-GES", None),
        ("CH-BS", None),
        ("FR-GES", Some(STRASBOURG_LAB)),
        ("CH-BS", Some(BASEL_LAB)),
    ] {
        let account = AccountNumber::Other(format!("{home}-{}", party.unwrap_or_default().0));
        let account = BankParty { name: home.to_owned(), account, agent: Agent::Unknown };
        market.must(operator(), PutBankAccount { home: code(home), party, account });
    }
    market.set_now(moment(6, 9));
    let closed = market.must(treasurer("CH-BS"), CloseCycle { at: cycle() });
    let nets: Vec<(&str, i64, Currency)> = closed
        .nets
        .iter()
        .filter(|net| net.money.minor != 0)
        .map(|net| (net.jurisdiction.as_str(), net.money.minor, net.money.currency))
        .collect();
    assert_eq!(nets, [("DE-BW", -10_000, Currency::EUR), ("FR-GES", 10_000, Currency::EUR)]);
    pay(market, "DE-BW", Currency::EUR, 9_101);
    pay(market, "FR-GES", Currency::EUR, 9_102);
    pay(market, "CH-BS", chf, 9_103);
    market.must(treasurer("DE-BW"), SettleCycle { at: cycle() });
}
