//! Values that many tests need.

use jiangnan_clearing::{ClaimDraft, Due, Evidence, Invoice, Payee, PaymentMode, Wanted};
use jiangnan_kernel::{Currency, Date, Id, Instant, Money, Place, PlaceCode, PlaceKind, PlaceTree, Text};

/// The id of a word: its bytes as a number, so that equal words are equal ids.
pub fn id(word: &str) -> Id {
    Id(word.bytes().fold(0, |number, byte| (number << 8) | u128::from(byte)))
}

/// A place.
pub fn place(code: &str) -> PlaceCode {
    code.parse().unwrap()
}

/// A date.
pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// So many seconds after the beginning of time.
pub fn at(seconds: i64) -> Instant {
    Instant::from_seconds(seconds)
}

/// What the sample claims must bring.
pub fn wanted(now: Instant) -> Wanted<'static> {
    Wanted { evidence: &["contract", "report"], today: day("2026-03-20"), now }
}

/// A document of a kind.
pub fn paper(kind: &str) -> Evidence {
    Evidence { kind: kind.into(), name: format!("{kind}.pdf"), sha256: String::new() }
}

/// An invoice of a number.
pub fn invoice(number: &str) -> Invoice {
    Invoice { number: number.into(), date: day("2026-03-18"), issuer: "91310000X".into() }
}

/// 800.00 of a price of 1,000.00, lodged by `ann`, paid by Zhejiang to a provider in Shanghai.
pub fn draft(name: &str) -> ClaimDraft {
    ClaimDraft {
        id: id(name),
        funder: place("CN-ZJ"),
        reservation: id("reservation"),
        scheme: "zj-2026".into(),
        version: String::new(),
        stages: Vec::new(),
        voucher: id("voucher"),
        enterprise: id("enterprise"),
        provider: id("provider"),
        mode: PaymentMode::Redemption,
        payee: Payee { home: place("CN-SH"), party: id("provider") },
        currency: Currency::CNY,
        price_minor: 100_000,
        subsidy_minor: 80_000,
        own_part_minor: 20_000,
        evidence: vec![paper("contract"), paper("report")],
        invoice: invoice("No. 7"),
        lodged_by: id("ann"),
    }
}

/// `count` jurisdictions `J0`, `J1`, … without anything above them.
pub fn jurisdictions(count: usize) -> PlaceTree {
    let place = |number: usize| Place {
        code: place(&format!("J{number}")),
        kind: PlaceKind::Province,
        parent: None,
        name: Text::default(),
        other_code: String::new(),
        position: None,
        zone: "Asia/Shanghai".into(),
        currency: Currency::CNY,
        treasury: true,
    };
    PlaceTree::new((0..count).map(place).collect()).unwrap()
}

/// A due of a payee that is served by a treasury.
pub fn due(number: u128, payer: usize, home: usize, party: u128, money: Money) -> Due {
    Due {
        claim: Id(number),
        claw_back: (money.minor < 0).then_some(Id(number)),
        instalment: None,
        not_before: None,
        payer: place(&format!("J{payer}")),
        payee: Payee { home: place(&format!("J{home}")), party: Id(party) },
        money,
    }
}
