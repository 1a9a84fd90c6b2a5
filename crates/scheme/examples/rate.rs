//! Counts decisions per second on one core and on two, beside a function written by hand for the same scheme:
//! `cargo run --release -p jiangnan-scheme --example rate`.

use std::hint::black_box;
use std::time::Instant;

use jiangnan_kernel::{Currency, Id, PlaceTree, Rng, SplitMix64};
use jiangnan_scheme::{
    CapUse, Columns, Credit, Fact, Order, Scheme, Sector, Service, Size, Value, day, quote, subsidy,
};

/// Six rules that refuse, a rate by size, two caps.
const SCHEME: &str = r#"
scheme = "bench"
title = "Bench"
funder = "CN-ZJ"
currency = "CNY"
status = "illustrative"
effective = { from = "2026-01-01", until = "2026-12-31" }
[[clause]]
id = "1"
require = { enterprise.registered-in = "CN-ZJ" }
[[clause]]
id = "2"
require = { enterprise.credit = "clear" }
[[clause]]
id = "3"
forbid = { enterprise.sector = ["finance", "real-estate"] }
[[clause]]
id = "4"
require = { provider.located-in = "YRD" }
[[clause]]
id = "5"
require = { order.date = { from = "voucher.granted-on" } }
[[clause]]
id = "6"
forbid = { order.related-party = true }
[[clause]]
id = "7a"
when = { enterprise.size = ["micro", "small"] }
subsidise = { rate = "50%", of = "price-without-tax", service = ["instrument-time", "testing", "expert-time"] }
[[clause]]
id = "7b"
when = { enterprise.size = "medium" }
subsidise = { rate = "30%", of = "price-without-tax", service = ["instrument-time", "testing", "expert-time"] }
[[clause]]
id = "8"
cap = { amount = "50000.00", per = "order" }
[[clause]]
id = "9"
cap = { amount = "300000.00", per = "enterprise-year" }
[[clause]]
id = "10"
pay = { to = "provider" }
"#;

const ORDERS: usize = 1_000_000;
const ENTERPRISES: u64 = 30_000;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let places = PlaceTree::read_csv(include_str!("../../../data/places/yrd.csv"))?;
    let scheme = Scheme::load("bench.toml", SCHEME, &places).map_err(|found| format!("{found:?}"))?;
    let orders = population(&places)?;
    let none = CapUse::new();
    let few = orders.get(..100_000).unwrap_or(&orders);
    let explained = measure("row, with full explanation", few.len(), || {
        few.iter().map(|order| quote(&[&scheme], black_box(order), &none).subsidy_minor()).sum()
    });
    let quick = measure("row, without explanation", orders.len(), || {
        orders.iter().map(|order| subsidy(&[&scheme], black_box(order), &none)).sum()
    });
    let mut columns = Columns::new(Currency::CNY);
    columns.extend(orders.iter().cloned());
    let columnar =
        measure("columnar", orders.len(), || columns.decide(&scheme, &none).0.amounts.iter().sum());
    let rows = hand_rows(&orders, &places)?;
    let by_hand = measure("written by hand", orders.len(), || by_hand(black_box(&rows)));
    println!("columnar takes {:.2} times as long as the function written by hand", columnar / by_hand);
    println!("explained {explained:.0} ns, quick {quick:.0} ns");
    two_cores(&scheme, &orders)
}

/// The same work on two threads, each with the enterprises of one half.
fn two_cores(scheme: &Scheme, orders: &[Order]) -> Result<(), Failure> {
    let mut halves = [Columns::new(Currency::CNY), Columns::new(Currency::CNY)];
    for order in orders {
        let half = order.subject(Fact::EnterpriseId).map_or(0, |id| usize::from(id.0 % 2 == 1));
        if let Some(half) = halves.get_mut(half) {
            half.push(order);
        }
    }
    let none = CapUse::new();
    measure("columnar on two cores", orders.len(), || {
        std::thread::scope(|scope| {
            let runs: Vec<_> = halves
                .iter()
                .map(|half| scope.spawn(|| half.decide(scheme, &none).0.amounts.iter().sum::<i64>()))
                .collect();
            runs.into_iter().filter_map(|run| run.join().ok()).sum()
        })
    });
    Ok(())
}

fn population(places: &PlaceTree) -> Result<Vec<Order>, Failure> {
    let mut rng = SplitMix64::new(7);
    let mut pick = move |below: u64| rng.next_u64() % below;
    let cities: Vec<_> = places.places().iter().skip(6).map(|place| place.code).collect();
    let one = |number: u64| Ok::<_, Failure>(*cities.get(number as usize % cities.len()).ok_or("no city")?);
    (0..ORDERS)
        .map(|_| {
            let id = Id(u128::from(pick(ENTERPRISES)) + 1);
            let price = 10_000 + pick(20_000_000).cast_signed();
            let date = |number: u64| day::date_of(20_454 + number.cast_signed()).ok_or("no date");
            let related = Value::Flag(pick(50) == 0);
            let seat = if pick(4) == 0 { one(pick(41))? } else { "CN-330100".parse()? };
            Ok(Order::new(Currency::CNY)
                .enterprise(id, id)
                .registered_in(seat, places)
                .located_in(one(pick(41))?, places)
                .size(*Size::ALL.get(pick(4) as usize).ok_or("no size")?)
                .sector(*Sector::ALL.get(pick(21) as usize).ok_or("no sector")?)
                .service(*Service::ALL.get(pick(4) as usize).ok_or("no service")?)
                .with(
                    Fact::EnterpriseCredit,
                    Value::Word(if pick(20) == 0 { Credit::Irregular } else { Credit::Clear } as u8),
                )
                .with(Fact::OrderRelatedParty, related)
                .price(price, price * 106 / 100)
                .on(date(60 + pick(300))?)
                .granted_on(date(pick(70))?))
        })
        .collect()
}

/// What the function written by hand reads, as narrow as the columns.
struct Row {
    enterprise: u32,
    granted_on: i32,
    date: i32,
    seat: u16,
    provider: u16,
    size: u8,
    sector: u8,
    service: u8,
    credit: u8,
    related: u8,
    price: i64,
    with_tax: i64,
}

struct Rows {
    rows: Vec<Row>,
    zhejiang: (u16, u16),
    delta: (u16, u16),
    year: (i32, i32),
}

fn hand_rows(orders: &[Order], places: &PlaceTree) -> Result<Rows, Failure> {
    let row = |order: &Order| {
        let byte = |fact| order.number(fact) as u8;
        Row {
            enterprise: order.subject(Fact::EnterpriseId).map_or(0, |id| id.0 as u32),
            granted_on: order.number(Fact::VoucherGrantedOn) as i32,
            date: order.number(Fact::OrderDate) as i32,
            seat: order.number(Fact::EnterpriseRegisteredIn) as u16,
            provider: order.number(Fact::ProviderLocatedIn) as u16,
            size: byte(Fact::EnterpriseSize),
            sector: byte(Fact::EnterpriseSector),
            service: byte(Fact::OrderService),
            credit: byte(Fact::EnterpriseCredit),
            related: byte(Fact::OrderRelatedParty),
            price: order.number(Fact::OrderPriceWithoutTax),
            with_tax: order.number(Fact::OrderPriceWithTax),
        }
    };
    let range = |code: &str| {
        let index = places.index(code.parse().map_err(|_| "no code")?).ok_or("no place")?;
        Ok::<_, Failure>((index.0, places.end(index)))
    };
    let year = (20_454, 20_818);
    Ok(Rows { rows: orders.iter().map(row).collect(), zhejiang: range("CN-ZJ")?, delta: range("YRD")?, year })
}

fn by_hand(rows: &Rows) -> i64 {
    let mut used = vec![0i64; ENTERPRISES as usize + 1];
    let mut amounts = Vec::with_capacity(rows.rows.len());
    let within = |place: u16, range: (u16, u16)| range.0 <= place && place < range.1;
    for row in &rows.rows {
        let refused = !(rows.year.0..=rows.year.1).contains(&row.date)
            || !within(row.seat, rows.zhejiang)
            || row.credit != 0
            || row.sector == Sector::Finance as u8
            || row.sector == Sector::RealEstate as u8
            || !within(row.provider, rows.delta)
            || row.date < row.granted_on
            || row.related == 1
            || row.service > Service::ExpertTime as u8;
        let rate = match row.size {
            0 | 1 => 5_000,
            2 => 3_000,
            _ => 0,
        };
        if refused || rate == 0 {
            amounts.push(0);
            continue;
        }
        let amount = (row.price * rate / 10_000).min(row.with_tax).min(5_000_000);
        let Some(used) = used.get_mut(row.enterprise as usize) else { continue };
        let paid = amount.min(30_000_000 - *used);
        *used += paid;
        amounts.push(paid);
    }
    amounts.iter().sum()
}

/// The best of seven runs, in nanoseconds for each order.
fn measure(what: &str, count: usize, mut run: impl FnMut() -> i64) -> f64 {
    let mut best = f64::INFINITY;
    let mut sum = 0;
    for _ in 0..7 {
        let start = Instant::now();
        sum = black_box(run());
        best = best.min(start.elapsed().as_secs_f64());
    }
    let each = best * 1e9 / count as f64;
    println!("{what}: {:.1} million a second, {each:.1} ns each (sum {sum})", 1_000.0 / each);
    each
}
