//! A scheme of six rules that refuse, a rate by size and two caps; and what a programmer would write for it.

use jiangnan_kernel::{Currency, Id, PlaceCode, PlaceTree, Rng, SplitMix64};
use jiangnan_scheme::{Credit, Fact, Order, Sector, Service, Size, Value, day};

use crate::failure::Failure;

/// The scheme.
pub const SCHEME: &str = include_str!("../../../../bench/peers/openfisca/bench.toml");

const ENTERPRISES: u64 = 30_000;
/// The first day of 2026, in days since 1970.
const YEAR_START: i64 = 20_454;
const YEAR_DAYS: i64 = 365;

/// Orders without end, the same ones every time.
///
/// # Errors
/// Where the places do not hold the delta's cities.
pub fn orders(places: &PlaceTree) -> Result<impl Iterator<Item = Order>, Failure> {
    let missing = || Failure::System("the table of places has no cities".to_owned());
    let cities: Vec<PlaceCode> = places.places().iter().skip(6).map(|place| place.code).collect();
    let first = *cities.first().ok_or_else(missing)?;
    let home: PlaceCode = "CN-330100".parse().map_err(|_| missing())?;
    let mut rng = SplitMix64::new(7);
    Ok(std::iter::repeat_with(move || {
        let mut pick = |below: u64| rng.next_u64() % below;
        let id = Id(u128::from(pick(ENTERPRISES)) + 1);
        let price = 10_000 + pick(20_000_000).cast_signed();
        let related = pick(50) == 0;
        let city = |number: u64| cities.get(number as usize % cities.len()).copied().unwrap_or(first);
        let seat = if pick(4) == 0 { city(pick(41)) } else { home };
        let credit = if pick(20) == 0 { Credit::Irregular } else { Credit::Clear };
        let order = Order::new(Currency::CNY)
            .enterprise(id, id)
            .registered_in(seat, places)
            .located_in(city(pick(41)), places)
            .size(*Size::ALL.get(pick(4) as usize).unwrap_or(&Size::Large))
            .sector(*Sector::ALL.get(pick(21) as usize).unwrap_or(&Sector::Finance))
            .service(*Service::ALL.get(pick(4) as usize).unwrap_or(&Service::Testing))
            .with(Fact::EnterpriseCredit, Value::Word(credit as u8))
            .with(Fact::OrderRelatedParty, Value::Flag(related))
            .price(price, price * 106 / 100);
        let date = |number: u64| day::date_of(YEAR_START + number.cast_signed()).unwrap_or_default();
        order.on(date(60 + pick(300))).granted_on(date(pick(70)))
    }))
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

/// The orders as the function written by hand reads them.
pub struct Rows {
    rows: Vec<Row>,
    zhejiang: (u16, u16),
    delta: (u16, u16),
}

impl Rows {
    /// No orders yet.
    ///
    /// # Errors
    /// Where the places do not hold the delta.
    pub fn new(places: &PlaceTree) -> Result<Rows, Failure> {
        let range = |code: &str| {
            let index = code.parse().ok().and_then(|code| places.index(code));
            let index = index.ok_or_else(|| Failure::System(format!("there is no place `{code}`")))?;
            Ok::<_, Failure>((index.0, places.end(index)))
        };
        Ok(Rows { rows: Vec::new(), zhejiang: range("CN-ZJ")?, delta: range("YRD")? })
    }

    /// Adds an order.
    pub fn push(&mut self, order: &Order) {
        let byte = |fact| order.number(fact) as u8;
        self.rows.push(Row {
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
        });
    }

    /// What the scheme pays of each order, in order.
    pub fn decide_into(&self, amounts: &mut Vec<i64>) {
        let mut used = vec![0i64; ENTERPRISES as usize + 1];
        amounts.clear();
        amounts.extend(self.rows.iter().map(|row| self.pays(row, &mut used)));
    }

    fn pays(&self, row: &Row, used: &mut [i64]) -> i64 {
        let within = |place: u16, range: (u16, u16)| range.0 <= place && place < range.1;
        let year = YEAR_START as i32..(YEAR_START + YEAR_DAYS) as i32;
        let refused = !year.contains(&row.date)
            || !within(row.seat, self.zhejiang)
            || row.credit != Credit::Clear as u8
            || row.sector == Sector::Finance as u8
            || row.sector == Sector::RealEstate as u8
            || !within(row.provider, self.delta)
            || row.date < row.granted_on
            || row.related == 1
            || row.service > Service::ExpertTime as u8;
        let rate = match row.size {
            0 | 1 => 5_000,
            2 => 3_000,
            _ => 0,
        };
        if refused || rate == 0 {
            return 0;
        }
        let amount = (row.price * rate / 10_000).min(row.with_tax).min(5_000_000);
        let Some(used) = used.get_mut(row.enterprise as usize) else { return 0 };
        let paid = amount.min(30_000_000 - *used);
        *used += paid;
        paid
    }
}
