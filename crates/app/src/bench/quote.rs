//! Quotes with their full explanation, against reading the rule text anew for each.

use std::hint::black_box;
use std::time::Duration;

use jiangnan_kernel::Id;
use jiangnan_scheme::{CapUse, Order, Scheme, Size, quote};

use super::{Measured, rate};
use crate::failure::Failure;
use crate::market::{DELTA, read_places};

const TEXT: &str = include_str!("../../../../schemes/yrd/zhejiang-2026.toml");
const ORDER: &str = include_str!("../../../../examples/order.json");

/// Measures.
///
/// # Errors
/// Where the embedded texts cannot be read.
pub fn measure(least: Duration) -> Result<Measured, Failure> {
    let places = read_places(DELTA)?;
    let broken = |what: String| Failure::System(what);
    let load =
        || Scheme::load("zhejiang-2026.toml", TEXT, &places).map_err(|found| broken(format!("{found:?}")));
    let scheme = load()?;
    let example = Order::read_json(ORDER, &places).map_err(|error| broken(error.to_string()))?;
    let orders: Vec<Order> = (0..10_000).map(|number| vary(&example, number)).collect();
    let used: CapUse = orders.iter().flat_map(|order| scheme.cap_keys(order)).map(|key| (key, 0)).collect();
    let value = rate(least, || {
        for order in &orders {
            black_box(quote(&[&scheme], black_box(order), &used));
        }
        orders.len() as u64
    });
    let mut next = orders.iter().cycle();
    let baseline = rate(least, || {
        let (Ok(scheme), Some(order)) = (load(), next.next()) else { return 0 };
        black_box(quote(&[&scheme], black_box(order), &used));
        1
    });
    Ok(Measured {
        name: "quote",
        value,
        unit: "explained quotes a second on one core",
        baseline: "the rule text read anew for each quote",
        ratio: value / baseline.max(f64::MIN_POSITIVE),
        p50_ms: None,
        p99_ms: None,
    })
}

/// Orders that differ in who asks, how large it is and what it costs.
fn vary(example: &Order, number: u32) -> Order {
    let size = Size::ALL.get(number as usize % Size::ALL.len()).copied().unwrap_or(Size::Small);
    let price = 100_000 + i64::from(number) * 37;
    let id = Id(u128::from(number % 3_000) + 1);
    example.clone().enterprise(id, id).size(size).price(price, price * 106 / 100)
}
