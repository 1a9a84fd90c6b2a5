//! Several schemes for one order, over columns: the answers are those of the rows.

use jiangnan_kernel::Currency;
use jiangnan_scheme::{CapUse, Columns, Order, quote};
use proptest::prelude::*;

use crate::properties::{any_order, any_scheme, in_currency};
use crate::world::{DELTA, file};

proptest! {
    #[test]
    fn both_evaluators_agree_on_stacked_schemes(
        one in any_scheme("a"),
        two in any_scheme("b"),
        three in any_scheme("c"),
        turned in any::<bool>(),
        orders in proptest::collection::vec(any_order(), 1..30),
        used_before in 0..3_000_000i64,
        currency in prop_oneof![3 => Just(Currency::CNY), 1 => Just(Currency::EUR)],
    ) {
        let schemes = if turned { [&two, &three, &one] } else { [&one, &two, &three] };
        let orders: Vec<Order> = orders.iter().map(|order| in_currency(order, currency)).collect();
        let keys = schemes.iter().flat_map(|scheme| scheme.cap_keys(&orders[0]));
        let before: CapUse = keys.map(|key| (key, used_before)).collect();
        let mut used = before.clone();
        let mut columns = Columns::new(currency);
        let mut expected: Vec<Vec<(i64, bool)>> = vec![Vec::new(); 3];
        for order in &orders {
            prop_assert!(columns.push(order));
            let answer = quote(&schemes, order, &used);
            for (scheme, expected) in schemes.iter().zip(&mut expected) {
                let line = answer.subsidies.iter().find(|line| &*line.scheme == scheme.id());
                expected.push((line.map_or(0, |line| line.amount_minor), line.is_some()));
            }
            for line in &answer.subsidies {
                line.increments().for_each(|(key, number)| used.add(key.clone(), number));
            }
        }
        let stacked = columns.decide_stacked(&schemes, &before);
        for (decisions, expected) in stacked.by_scheme.iter().zip(&expected) {
            let found: Vec<(i64, bool)> = decisions.amounts().zip(decisions.passed()).collect();
            prop_assert_eq!(&found, expected);
        }
        for (key, number) in used.iter() {
            prop_assert_eq!(stacked.used.used(key), number, "{}", key);
        }
        for (sum, order) in stacked.amounts().iter().zip(&orders) {
            prop_assert!(*sum <= order.get(jiangnan_scheme::Fact::OrderPriceWithTax).unwrap_or(0));
        }
    }
}

#[test]
fn province_and_city_pay_under_one_cap_and_one_ceiling() {
    let text = |name: &str| std::fs::read_to_string(file(name)).unwrap();
    let places = jiangnan_kernel::PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap();
    let load = |name: &str| jiangnan_scheme::Scheme::load(name, &text(name), &places).unwrap();
    let [province, city] =
        ["shandong", "liaocheng"].map(|name| load(&format!("schemes/elsewhere/{name}.toml")));
    let mut order = Order::read_json(&text("examples/order.json"), &DELTA).unwrap();
    let seat = "CN-371500".parse().unwrap();
    order = order.registered_in(seat, &places).located_in(seat, &places).price(60_000_000, 63_600_000);
    let mut columns = Columns::new(Currency::CNY);
    (0..3).for_each(|_| assert!(columns.push(&order)));
    let stacked = columns.decide_stacked(&[&city, &province], &CapUse::new());
    // 60 % and 30 % of 600,000; the province's own 500,000 and the 650,000 of both are used up in turn.
    let amounts = |at: usize| stacked.by_scheme[at].amounts().collect::<Vec<i64>>();
    assert_eq!(amounts(1), [36_000_000, 11_000_000, 0]);
    assert_eq!(amounts(0), [18_000_000, 0, 0]);
    assert_eq!(stacked.amounts(), [54_000_000, 11_000_000, 0]);
}
