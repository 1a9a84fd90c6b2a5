//! Properties of every quote, whatever the scheme and the order.

use jiangnan_kernel::{Currency, Id};
use jiangnan_scheme::clause::Limited;
use jiangnan_scheme::{CapUse, Columns, Decisions, Fact, FactKind, Order, Scheme, Value, quote, subsidy};
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
        Just("order.date = { from = \"voucher.granted-on\" }".to_owned()),
        (0..200i64)
            .prop_map(|days| format!("order.date = {{ until = \"voucher.granted-on + {days} days\" }}")),
        (1..90_000i64).prop_map(|price| format!("order.price-without-tax = {{ below = \"{price}.50\" }}")),
    ]
}

/// A clause's `when` and `effective`, or neither.
fn narrowing() -> impl Strategy<Value = String> {
    let dates = (20_380..20_820i64, 0..300i64).prop_map(|(from, days)| {
        let date = |day| jiangnan_scheme::day::date_of(day).unwrap();
        format!("effective = {{ from = \"{}\", until = \"{}\" }}\n", date(from), date(from + days))
    });
    let when = condition().prop_map(|condition| format!("when = {{ {condition} }}\n"));
    prop_oneof![3 => Just(String::new()), 1 => when, 1 => dates]
}

/// The body of a cap.
fn cap() -> impl Strategy<Value = String> {
    let amount = (0..5_000_000i64).prop_map(|minor| Currency::CNY.format_minor(minor));
    let once = prop_oneof![Just("order"), Just("hour"), Just("head")];
    let on = prop_oneof![Just("base"), Just("subsidy")];
    let yearly = prop_oneof![Just("enterprise-year"), Just("controller-year"), Just("year")];
    let ever = prop_oneof![Just("enterprise"), Just("controller"), Just("scheme")];
    prop_oneof![
        (amount.clone(), once, on)
            .prop_map(|(amount, per, on)| format!("amount = \"{amount}\", per = \"{per}\", on = \"{on}\"")),
        (amount.clone(), yearly, 1..4).prop_map(|(amount, per, years)| format!(
            "amount = \"{amount}\", per = \"{per}\", years = {years}"
        )),
        (amount, ever.clone()).prop_map(|(amount, per)| format!("amount = \"{amount}\", per = \"{per}\"")),
        (0..5, ever).prop_map(|(orders, per)| format!("orders = {orders}, per = \"{per}\"")),
    ]
}

/// The scheme of a text, unless its rules contradict each other.
fn sensible(text: &str) -> Option<Scheme> {
    let contradiction = |finding: &jiangnan_scheme::Diagnostic| {
        let said = |part: &str| finding.message.contains(part);
        said("can never both hold") || said("contradicts itself") || said("both limit each")
    };
    match Scheme::load("any.toml", text, &DELTA) {
        Err(findings) if findings.iter().any(contradiction) => None,
        _ => Some(scheme(text)),
    }
}

/// A scheme with every kind of clause that changes an amount.
pub fn any_scheme(id: &'static str) -> impl Strategy<Value = Scheme> {
    let gates = proptest::collection::vec((any::<bool>(), condition(), narrowing()), 0..4);
    let rates = (0..=5_000u32, 0..=5_000u32, 0..=5_000u32, any::<bool>(), narrowing());
    let caps = proptest::collection::vec((cap(), proptest::option::weighted(0.6, condition())), 0..4);
    let steps = (prop_oneof![Just("0.01"), Just("1.00"), Just("100.00")], 0..4usize, narrowing());
    let shared =
        proptest::option::of((0..4_000_000i64, prop_oneof![Just("controller-year"), Just("scheme")]));
    let rest = (narrowing(), proptest::option::of(1..14), any::<bool>(), any::<bool>(), shared);
    (gates, rates, caps, steps, rest).prop_filter_map("rules that never hold together", move |(gates, rates, caps, (to, mode, round), rest)| {
        let mut text = format!(
            "scheme = \"{id}\"\ntitle = \"T\"\nfunder = \"CN-ZJ\"\ncurrency = \"CNY\"\nstatus = \"illustrative\"\n"
        );
        let mut clause = |id: &str, body: &str| {
            text.push_str(&format!("[[clause]]\nid = \"{id}\"\n{body}\n"));
        };
        for (at, (require, condition, narrowing)) in gates.iter().enumerate() {
            let body = if *require { "require" } else { "forbid" };
            clause(&format!("g{at}"), &format!("{narrowing}{body} = {{ {condition} }}"));
        }
        let percent = |points: u32| format!("{}.{:02}%", points / 100, points % 100);
        let (one, two, added, with_tax, narrowing) = rates;
        let of = if with_tax { "price-with-tax" } else { "price-without-tax" };
        let (one, two, added) = (percent(one), percent(two), percent(added));
        let small = "when = { enterprise.size = [\"micro\", \"small\"] }";
        clause("r1", &format!("{small}\nsubsidise = {{ rate = \"{one}\", of = \"{of}\", overrides = \"r2\" }}"));
        clause("r2", &format!("subsidise = {{ rate = \"{two}\", of = \"price-without-tax\" }}"));
        clause("r3", &format!("{narrowing}subsidise = {{ rate = \"{added}\", of = \"price-without-tax\", adds-to = \"r2\" }}"));
        for (at, (cap, condition)) in caps.iter().enumerate() {
            let when = condition.as_ref().map_or(String::new(), |one| format!("when = {{ {one} }}\n"));
            clause(&format!("c{at}"), &format!("{when}cap = {{ {cap} }}"));
        }
        let mode = ["down", "up", "half-up", "half-even"][mode];
        clause("s", &format!("{round}round = {{ mode = \"{mode}\", to = \"{to}\" }}"));
        let (pay, months, ceiling, exchange, shared) = rest;
        if let Some((minor, per)) = shared {
            let amount = Currency::CNY.format_minor(minor);
            clause("q", &format!("cap = {{ amount = \"{amount}\", per = \"{per}\", shared = \"pot\", kept-by = \"YRD\" }}"));
        }
        clause("p", &format!("{pay}pay = {{ to = \"provider\" }}"));
        if let Some(months) = months {
            clause("v", &format!("validity = {{ months = {months} }}"));
        }
        if ceiling {
            let after = if id == "a" { "" } else { "after = \"a\", " };
            clause("t", &format!("stack = {{ {after}ceiling = \"40%\", of = \"price-with-tax\" }}"));
        }
        if exchange {
            clause("x", "effective = { from = \"2026-03-01\" }\nconvert = { from = \"EUR\", rate = \"7.812345\" }");
        }
        sensible(&text)
    })
}

/// An order of which nearly everything is known.
pub fn any_order() -> impl Strategy<Value = Order> {
    let codes = || prop_oneof![Just("CN-330100"), Just("CN-310100"), Just("CN-320500"), Just("CN")];
    let who = (1..4u128, 1..4u128, 5..7u128, codes(), codes());
    // Numbers on both sides of where a column becomes wider, and far beyond.
    let price = prop_oneof![0..100_000i64, 4_294_967_290..4_294_967_300i64, 0..10_i64.pow(15)];
    let granted = prop_oneof![9 => 20_400..20_800i64, 1 => -400..400i64, 1 => 65_500..65_600i64];
    let what = (0..4u8, price, 0..200i64, 0..500i64, 20_400..20_800i64, granted);
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

/// The same numbers in another currency of two decimals.
pub fn in_currency(order: &Order, currency: Currency) -> Order {
    let mut other = Order::new(currency);
    for &fact in Fact::ALL {
        let Some(number) = order.get(fact) else { continue };
        let value = match fact.kind() {
            FactKind::Place => {
                other.set_place(fact, order.place(fact).unwrap(), &DELTA);
                continue;
            }
            FactKind::Word(_) => Value::Word(u8::try_from(number).unwrap()),
            FactKind::Flag => Value::Flag(number == 1),
            FactKind::Money => Value::Minor(number),
            FactKind::Date => Value::Date(order.date_of(fact).unwrap()),
            FactKind::Count => Value::Count(number),
            FactKind::Hours => Value::Seconds(number),
            FactKind::Share => Value::Share(u32::try_from(number).unwrap()),
            FactKind::Subject => Value::Subject(order.subject(fact).unwrap()),
        };
        other.set(fact, value);
    }
    other
}

/// The same order of another enterprise, where it is known whose it is; of the same one the first time.
fn as_another(order: &Order, time: u128) -> Order {
    match order.subject(Fact::EnterpriseId) {
        Some(id) => order.clone().with(Fact::EnterpriseId, Value::Subject(Id(id.0 + 10 * time))),
        None => order.clone(),
    }
}

/// Whether a clause limits the base rather than the subsidy.
fn limits_base(schemes: &[&Scheme], scheme: &str, clause: &str) -> bool {
    let of_scheme = schemes.iter().filter(|one| one.id() == scheme).flat_map(|one| one.clauses());
    of_scheme
        .filter(|one| &*one.id == clause)
        .filter_map(|one| one.body.cap())
        .any(|cap| cap.on == Limited::Base)
}

#[test]
fn an_order_of_nobody_counts_under_no_cap() {
    let rules = scheme(concat!(
        "scheme = \"a\"\ntitle = \"T\"\nfunder = \"CN-ZJ\"\ncurrency = \"CNY\"\nstatus = \"illustrative\"\n",
        "[[clause]]\nid = \"1\"\nsubsidise = { rate = \"50%\", of = \"price-with-tax\" }\n",
        "[[clause]]\nid = \"2\"\ncap = { amount = \"80.00\", per = \"enterprise\" }\n",
        "[[clause]]\nid = \"3\"\npay = { to = \"provider\" }\n",
    ));
    // Each enterprise has a controller of its own, so that these are two numbers each. The number that marks nobody in
    // a column of 8 or 16 bits is that of the last controller where there are 128 or 32,768.
    let none = CapUse::new();
    for enterprises in [1, 127, 128, 129, 32_767, 32_768, 32_769] {
        let mut columns = Columns::new(Currency::CNY);
        let order =
            Order::new(Currency::CNY).price(10_000, 10_000).on(jiangnan_kernel::Date::constant(2026, 3, 1));
        for id in 0..enterprises {
            let id = Id(id + 1);
            columns.push(&order.clone().enterprise(id, Id(id.0 + 100_000)));
        }
        columns.push(&order);
        columns.push(&order.clone().enterprise(Id(1), Id(1)));
        let (decisions, counted) = columns.decide(&rules, &none);
        let mut expected = vec![Some(5_000); enterprises as usize];
        expected.extend([None, Some(3_000)]);
        let found: Vec<Option<i64>> = (0..decisions.len()).map(|row| decisions.get(row)).collect();
        assert_eq!(found, expected);
        let counted: i64 = counted.into_use().iter().map(|(_, number)| number).sum();
        assert_eq!(i128::from(counted), decisions.total_minor());
    }
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
                let explained = quote(&[scheme], order, &used).subsidy_minor();
                prop_assert_eq!(subsidy(&[scheme], order, &used), explained, "the amount alone");
            }
            for scheme in schemes {
                let refused = answer.refusals.iter().any(|one| &*one.scheme == scheme.id());
                let paying = answer.subsidies.iter().any(|one| &*one.scheme == scheme.id());
                prop_assert_ne!(refused, paying, "a scheme either pays or says why not");
            }
            for line in &answer.subsidies {
                prop_assert!(line.amount_minor >= 0);
                // Another scheme may have counted more under a shared cap; then this one pays nothing.
                let pays = |_: &&jiangnan_scheme::CapLine| line.amount_minor > 0;
                // A limit of the base bounds what the rate is of; rounding up may then step over it.
                let of_subsidy = |cap: &&jiangnan_scheme::CapLine| !limits_base(&schemes, &line.scheme, &cap.clause);
                for cap in line.caps.iter().filter(|cap| !cap.counts_orders()).filter(pays).filter(of_subsidy) {
                    prop_assert!(cap.used_minor + line.amount_minor <= cap.limit_minor);
                }
                for (key, number) in line.increments() {
                    used.add(key.clone(), number);
                }
                for (key, limit) in line.uses() {
                    prop_assert!(line.amount_minor == 0 || used.used(key) <= limit);
                }
            }
        }
    }

    #[test]
    fn both_evaluators_agree_on_every_order(
        rules in any_scheme("a"),
        orders in proptest::collection::vec(any_order(), 1..40),
        // The columns are swept in blocks; a few cases reach beyond one.
        times in prop_oneof![9 => Just(1), 1 => Just(100u128)],
        used_before in 0..3_000_000i64,
        currency in prop_oneof![Just(Currency::CNY), Just(Currency::EUR)],
        // What another run left in the place of the answers.
        others in any_scheme("b"),
        left in proptest::collection::vec(any_order(), 0..60),
    ) {
        let orders: Vec<Order> = orders.iter().map(|order| in_currency(order, currency)).collect();
        let before: CapUse = rules.cap_keys(&orders[0]).into_iter()

            .map(|key| (key, used_before))
            .collect();
        let mut used = before.clone();
        let mut columns = Columns::new(currency);
        let mut expected = Vec::new();
        for (order, time) in (0..times).flat_map(|time| orders.iter().map(move |order| (order, time))) {
            let order = as_another(order, time);
            prop_assert!(columns.push(&order));
            let answer = quote(&[&rules], &order, &used);
            for line in &answer.subsidies {
                line.increments().for_each(|(key, number)| used.add(key.clone(), number));
            }
            expected.push((answer.subsidy_minor(), !answer.subsidies.is_empty()));
        }
        let mut decisions = Decisions::default();
        let mut earlier = Columns::new(Currency::CNY);
        earlier.extend(left);
        let empty = CapUse::new();
        drop(earlier.decide_into(&mut decisions, &others, &empty));
        let counted = columns.decide_into(&mut decisions, &rules, &before).into_use();
        let found: Vec<(i64, bool)> = decisions.amounts().zip(decisions.passed()).collect();
        prop_assert_eq!(decisions.total_minor(), found.iter().map(|(minor, _)| i128::from(*minor)).sum());
        prop_assert_eq!(found, expected);
        for (key, number) in used.iter() {
            prop_assert_eq!(counted.used(key), number, "{}", key);
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
