//! The desks of officers, treasurers and auditors, by forms alone: two people for each decision, a cycle
//! from its opening to the bank's answer, and an auditor who reads everything and changes nothing.

mod admin;
mod auditor;
mod duty;
mod office;
mod officer;
mod treasurer;

use jiangnan_clearing::iso::{AccountNumber, Agent, BankParty};
use jiangnan_clearing::{Evidence, Invoice};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::answer::ReservationKey;
use jiangnan_exchange::case::bank::PutBankAccount;
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::people::PutPerson;
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_kernel::{Id, Interval};
use jiangnan_scheme::Service;
use jiangnan_store::entity::people::Role;

use crate::market::{Browser, ENTERPRISE, INSTRUMENT, Market, PROVIDER, Page, at, code};

fn operator(home: &str) -> Actor {
    Actor { person: Id(1), home: code(home), role: Role::Operator, organisation: Id(0) }
}

/// A market with a lodged claim of 450.00, a second officer, two treasurers and bank accounts.
pub async fn market() -> Market {
    let market = Market::ready();
    for (login, home, role, person) in [
        ("officer-2", "CN-ZJ", Role::Officer, 202),
        ("treasurer", "CN-ZJ", Role::Treasurer, 401),
        ("treasurer-sh", "CN-SH", Role::Treasurer, 402),
        ("treasurer-2", "CN-ZJ", Role::Treasurer, 403),
        ("operator", "CN-ZJ", Role::Operator, 501),
    ] {
        let put = PutPerson {
            home: code(home),
            person: Id(person),
            login: login.to_owned(),
            role,
            organisation: Id(9),
            name: format!("The {login}"),
            password_hash: "a-secret".to_owned(),
        };
        market.must(operator(home), put);
    }
    for (home, party) in [("CN-ZJ", None), ("CN-SH", None), ("CN-SH", Some(PROVIDER))] {
        let account = BankParty {
            name: "户名".to_owned(),
            account: AccountNumber::Other("0000123456789".to_owned()),
            agent: Agent::Unknown,
        };
        market.must(operator(home), PutBankAccount { home: code(home), party, account });
    }
    claimed(&market);
    market
}

/// Two hours are reserved, one and a half are used, confirmed and claimed.
fn claimed(market: &Market) {
    let actor =
        |role, home, organisation, person| Actor { person: Id(person), home: code(home), role, organisation };
    let engineer = || actor(Role::Engineer, "CN-ZJ", ENTERPRISE, 101);
    let manager = || actor(Role::LabManager, "CN-SH", PROVIDER, 102);
    let (_, listing) = INSTRUMENT.split_once('.').unwrap();
    let key = ReservationKey { home: code("CN-SH"), reservation: Id(71) };
    market.must(
        engineer(),
        Reserve {
            reservation: key.reservation,
            home: key.home,
            listing: listing.parse().unwrap(),
            enterprise_home: code("CN-ZJ"),
            enterprise: ENTERPRISE,
            interval: Interval::new(at(2, 10), at(2, 12)).unwrap(),
            samples: 0,
            service: Service::InstrumentTime,
            agreed_minor: None,
            how: Particulars::default(),
        },
    );
    market.set_now(at(2, 13));
    let actual = Interval::new(at(2, 10), at(2, 11).plus_seconds(1_800)).unwrap();
    market.must(manager(), RecordUsage { at: key, actual, samples: 0, operator: "Li".to_owned() });
    market.must(engineer(), Confirm { at: key });
    let paper = |kind: &str| Evidence { kind: kind.into(), name: "No. 7".into(), sha256: String::new() };
    let date = jiff::civil::date(2026, 6, 2);
    let claim = LodgeClaim {
        claim: Id(81),
        at: key,
        voucher: Id(44),
        evidence: vec![paper("invoice"), paper("usage-record")],
        invoice: Invoice { number: "INV-1".to_owned(), date, issuer: "X".to_owned() },
        invoiced_minor: None,
    };
    market.must(manager(), claim);
}

/// A browser of one of the people of this market.
pub async fn browser(market: &Market, login: &str) -> Browser {
    let other =
        |role, home, person| Actor { person: Id(person), home: code(home), role, organisation: Id(9) };
    let token = format!("{login}-{}", market.events());
    match login {
        "officer-2" => market.signed_in(other(Role::Officer, "CN-ZJ", 202), &token),
        "treasurer-2" => market.signed_in(other(Role::Treasurer, "CN-ZJ", 403), &token),
        "operator" => market.signed_in(other(Role::Operator, "CN-ZJ", 501), &token),
        "treasurer-sh" => market.signed_in(other(Role::Treasurer, "CN-SH", 402), &token),
        known => market.browser(known).await,
    }
}

pub async fn claim_of(officer: &mut Browser) -> (String, Page) {
    let list = officer.get("/officer/claims").await.ok();
    let claim = list.link("/officer/claims/");
    let page = officer.get(&claim).await.ok();
    (claim, page)
}

pub const ACCEPT: [(&str, &str); 1] = [("decision", "accept")];

/// Lets two officers grant the claim; gives its address.
pub async fn grant(market: &Market) -> String {
    let (mut first, mut second) = (browser(market, "officer").await, browser(market, "officer-2").await);
    let (claim, _) = claim_of(&mut first).await;
    assert_eq!(first.post(&claim, &ACCEPT).await.leads(), claim);
    assert_eq!(second.post(&claim, &ACCEPT).await.leads(), claim);
    claim
}
