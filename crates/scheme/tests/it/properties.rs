//! Properties of every quote, whatever the scheme and the order.

use jiangnan_kernel::{Currency, Id};
use jiangnan_scheme::{CapUse, Fact, FactKind, Order, Scheme, Value, quote, subsidy};
use proptest::prelude::*;

use crate::world::{DELTA, scheme};

/// A condition that the language can write, as TOML.
fn condition() -> impl Strategy<Value = String> {
    let sizes = proptest::sample::subsequence(vec!["micro", "small", "medium", "large"], 1..4);
    let places = prop_oneof![Just("YRD"), Just("CN-ZJ"), Just("CN-SH"), Just("CN-330100")];
    prop_oneof![
        sizes.prop_map(|sizes| format!("enterprise.size = {sizes:?}")),
        places.clone().prop_map(|place| format!("provider.located-in = \"{place}\"")),
        places.prop_map(|place| format!("enterprise.registered-in = \"{place}\"")),
        any::<bool>().prop_map(|flag| format!("order.related-party = {flag}")),
        (0..300i64).prop_map(|jobs| format!("enterprise.jobs = {{ from = {jobs} }}")),
        Just(
            "order.date = { from = \"voucher.granted-on\", until = \"voucher.granted-on + 4 months\" }"
                .to_owned()
        ),
        (1..90_000i64).prop_map(|price| format!("order.price-without-tax = {{ below = \"{price}.50\" }}")),
    ]
}

/// A scheme with gates, two rates by size, up to four caps and a step.
fn any_scheme(id: &'static str) -> impl Strategy<Value = Scheme> {
    let gates = proptest::collection::vec((any::<bool>(), condition()), 0..4);
    let rates = (0..=10_000u32, 0..=10_000u32, any::<bool>());
    let pers =
        vec!["order", "hour", "head", "enterprise-year", "controller-year", "enterprise", "controller"];
    let caps = proptest::collection::vec(0..5_000_000i64, 4);
    let caps = (proptest::sample::subsequence(pers, 0..4), caps);
    let steps = (prop_oneof![Just("0.01"), Just("1.00"), Just("100.00")], 0..4usize);
    (gates, rates, caps, steps).prop_map(move |(gates, (one, two, with_tax), (pers, amounts), (to, mode))| {
        let mut text = format!(
            "scheme = \"{id}\"\ntitle = \"T\"\nfunder = \"CN-ZJ\"\ncurrency = \"CNY\"\nstatus = \"illustrative\"\n"
        );
        let mut number = 0;
        let mut clause = |text: &mut String, body: &str| {
            number += 1;
            text.push_str(&format!("[[clause]]\nid = \"{number}\"\n{body}\n"));
        };
        for (require, condition) in gates {
            let body = if require { "require" } else { "forbid" };
            clause(&mut text, &format!("{body} = {{ {condition} }}"));
        }
        let percent = |points: u32| format!("{}.{:02}%", points / 100, points % 100);
        let of = if with_tax { "price-with-tax" } else { "price-without-tax" };
        for (rate, sizes) in [(one, "[\"micro\", \"small\"]"), (two, "\"medium\"")] {
            let rate = percent(rate);
            clause(
                &mut text,
                &format!("when = {{ enterprise.size = {sizes} }}\nsubsidise = {{ rate = \"{rate}\", of = \"{of}\" }}"),
            );
        }
        for (per, amount) in pers.iter().zip(amounts) {
            let amount = Currency::CNY.format_minor(amount);
            clause(&mut text, &format!("cap = {{ amount = \"{amount}\", per = \"{per}\" }}"));
        }
        let mode = ["down", "up", "half-up", "half-even"][mode];
        clause(&mut text, &format!("round = {{ mode = \"{mode}\", to = \"{to}\" }}"));
        clause(&mut text, "pay = { to = \"provider\" }");
        scheme(&text)
    })
}

/// An order of which nearly everything is known.
fn any_order() -> impl Strategy<Value = Order> {
    let codes = || prop_oneof![Just("CN-330100"), Just("CN-310100"), Just("CN-320500"), Just("CN")];
    let who = (1..4u128, 1..4u128, 5..7u128, codes(), codes());
    let what = (0..4u8, 0..10_i64.pow(15), 0..200i64, 0..500i64, 20_400..20_800i64, 20_400..20_800i64);
    let missing = proptest::option::weighted(0.3, 0..jiangnan_scheme::FACT_COUNT);
    (who, what, missing).prop_map(|(who, (size, price, hours, jobs, day, granted), missing)| {
        let date = |day| jiangnan_scheme::day::date_of(day).unwrap();
        let order = Order::new(Currency::CNY)
            .enterprise(Id(who.0), Id(who.1))
            .provider(Id(who.2), Id(who.2))
            .registered_in(who.3.parse().unwrap(), &DELTA)
            .located_in(who.4.parse().unwrap(), &DELTA)
            .with(Fact::EnterpriseSize, Value::Word(size))
            .with(Fact::EnterpriseJobs, Value::Count(jobs))
            .with(Fact::OrderHours, Value::Seconds(hours * 1_800))
            .with(Fact::OrderHeads, Value::Count(hours))
            .price(price, price + price / 16)
            .on(date(day))
            .granted_on(date(granted));
        match missing {
            Some(at) => order.without(Fact::ALL[at]),
            None => order,
        }
    })
}

proptest! {
    #[test]
    fn what_is_paid_adds_up_and_stays_within_price_and_caps(
        one in any_scheme("a"),
        two in any_scheme("b"),
        orders in proptest::collection::vec(any_order(), 1..12),
    ) {
        let schemes = [&one, &two];
        let mut used = CapUse::new();
        for order in &orders {
            let answer = quote(&schemes, order, &used);
            let paid: i64 = answer.subsidies.iter().map(|line| line.amount_minor).sum();
            prop_assert_eq!(paid + answer.own_part_minor, answer.price_minor);
            prop_assert!(answer.own_part_minor >= 0);
            prop_assert_eq!(subsidy(&schemes, order, &used), paid);
            for scheme in schemes {
                let refused = answer.refusals.iter().any(|one| &*one.scheme == scheme.id());
                let paying = answer.subsidies.iter().any(|one| &*one.scheme == scheme.id());
                prop_assert_ne!(refused, paying, "a scheme either pays or says why not");
            }
            for line in &answer.subsidies {
                prop_assert!(line.amount_minor >= 0);
                for cap in line.caps.iter().filter(|cap| !cap.counts_orders()) {
                    prop_assert!(cap.used_minor + line.amount_minor <= cap.limit_minor);
                }
                for (key, number) in line.increments() {
                    used.add(key.clone(), number);
                }
                for (key, limit) in line.uses() {
                    prop_assert!(used.used(key) <= limit);
                }
            }
        }
    }

    #[test]
    fn a_missing_fact_never_turns_a_refusal_into_a_payment(
        rules in any_scheme("a"),
        order in any_order(),
        at in 0..jiangnan_scheme::FACT_COUNT,
    ) {
        let fact = Fact::ALL[at];
        // Who the parties are decides which cap counts; what is forgotten there is another order.
        prop_assume!(fact.kind() != FactKind::Subject);
        let less = order.clone().without(fact);
        let (with, without) = (quote(&[&rules], &order, &CapUse::new()), quote(&[&rules], &less, &CapUse::new()));
        prop_assert!(without.subsidies.is_empty() || without.subsidies == with.subsidies);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,200}", at in 0..2_000usize) {
        let whole = std::fs::read_to_string(crate::world::file("schemes/yrd/zhejiang-2026.toml")).unwrap();
        let cut = whole.char_indices().nth(at).map_or(whole.len(), |(at, _)| at);
        for text in [text.clone(), format!("{}{text}", &whole[..cut]), format!("{}{text}{}", &whole[..cut], &whole[cut..])] {
            if let Err(findings) = Scheme::load("any.toml", &text, &DELTA) {
                prop_assert!(!findings.is_empty());
            }
        }
    }
}
