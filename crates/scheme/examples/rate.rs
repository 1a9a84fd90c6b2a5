//! Counts quotes per second on one core: `cargo run --release -p jiangnan-scheme --example rate`.

use std::hint::black_box;
use std::time::Instant;

use jiangnan_kernel::{Id, PlaceTree};
use jiangnan_scheme::{CapUse, Fact, Order, Scheme, Size, Value, quote, subsidy};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let places = PlaceTree::read_csv(include_str!("../../../data/places/yrd.csv"))?;
    let text = include_str!("../../../schemes/yrd/zhejiang-2026.toml");
    let scheme = Scheme::load("zhejiang-2026.toml", text, &places).map_err(|found| format!("{found:?}"))?;
    let example = Order::read_json(include_str!("../../../examples/order.json"), &places)?;
    let orders: Vec<Order> = (0..10_000u32).map(|number| vary(&example, number)).collect();
    let mut used = CapUse::new();
    for order in &orders {
        scheme.cap_keys(order).into_iter().for_each(|key| used.set(key, 0));
    }
    measure("quotes with full explanation", &orders, |order| quote(&[&scheme], order, &used).own_part_minor);
    measure("subsidies without explanation", &orders, |order| subsidy(&[&scheme], order, &used));
    let none = CapUse::new();
    measure("subsidies without explanation, nothing used", &orders, |order| {
        subsidy(&[&scheme], order, &none)
    });
    Ok(())
}

fn vary(example: &Order, number: u32) -> Order {
    let size = Size::ALL.get(number as usize % 4).copied().unwrap_or(Size::Large);
    let price = 100_000 + i64::from(number) * 37;
    let id = Id(u128::from(number % 3_000) + 1);
    let flag = Value::Flag(!number.is_multiple_of(20));
    example
        .clone()
        .enterprise(id, id)
        .size(size)
        .price(price, price * 106 / 100)
        .with(Fact::ProviderAdmitted, flag)
}

fn measure(what: &str, orders: &[Order], mut run: impl FnMut(&Order) -> i64) {
    const ROUNDS: usize = 200;
    let start = Instant::now();
    let mut sum = 0i64;
    for _ in 0..ROUNDS {
        for order in orders {
            sum = sum.wrapping_add(black_box(run(black_box(order))));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let count = (ROUNDS * orders.len()) as f64;
    println!("{what}: {:.0} a second, {:.1} ns each (sum {sum})", count / seconds, seconds / count * 1e9);
}
