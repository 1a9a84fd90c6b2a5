//! Explanations: changes that are known to work, letters in both languages.

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::{CapUse, Fact, Order, Refusal, Scheme, letter, lift, quote};
use proptest::prelude::*;

use crate::properties::{any_order, any_scheme};
use crate::world::{DELTA, example_order, shipped};

const ZHEJIANG: &str = "schemes/yrd-closed/zhejiang-2026.toml";

/// The example with one fact changed, in the words of a case.
fn changed(line: &str) -> Order {
    let mut order = example_order();
    order.read_text(jiangnan_scheme::Fact::ProviderLocatedIn, "CN-330200", &DELTA).unwrap();
    if let Some((fact, value)) = line.split_once(" = ") {
        order.read_text(jiangnan_scheme::Fact::of_name(fact).unwrap(), value, &DELTA).unwrap();
    } else if let Some(fact) = line.strip_suffix(" is unknown") {
        order = order.without(jiangnan_scheme::Fact::of_name(fact).unwrap());
    }
    order
}

#[test]
fn each_refusal_comes_with_the_smallest_change_that_lifts_it() {
    let scheme = shipped(ZHEJIANG);
    let table = [
        ("enterprise.size = large", "enterprise.size", "medium enterprise"),
        ("enterprise.size is unknown", "enterprise.size", "micro enterprise"),
        ("enterprise.sector = finance", "enterprise.sector", "information and communication (J)"),
        ("enterprise.registered-in = CN-310100", "enterprise.registered-in", "Zhejiang (CN-ZJ)"),
        ("provider.located-in = CN-310100", "provider.located-in", "Zhejiang (CN-ZJ)"),
        ("provider.controller = lake-tools", "order.related-party", "no: another provider"),
        ("provider.admitted = no", "provider.admitted", "yes"),
        ("order.date = 2026-01-14", "order.date", "2026-01-15"),
        ("order.date = 2027-01-01", "order.date", "2026-12-31"),
        ("voucher.granted-on = 2024-12-31", "order.date", ""),
        ("order.service = travel", "order.service", "time of an expert"),
    ];
    for (line, fact, value) in table {
        let order = changed(line);
        let answer = quote(&[&scheme], &order, &CapUse::new());
        let refusal = answer.refusals.first().unwrap_or_else(|| panic!("{line}: not refused"));
        assert_eq!(refusal.fact, fact, "{line}");
        let found = lift(&[&scheme], &order, &CapUse::new(), refusal, &DELTA);
        // The voucher of 2024 ended before the scheme began: no date of the order helps.
        assert_eq!(found.is_some(), !value.is_empty(), "{line}");
        let Some(found) = found else { continue };
        assert_eq!((found.fact.name(), found.value.en.as_str()), (fact, value), "{line}");
        assert!(found.pays && found.own_part_minor == 560_000, "{line}: {found:?}");
        let again = quote(&[&scheme], &found.order, &CapUse::new());
        assert_eq!(again.own_part_minor, found.own_part_minor);
    }
}

#[test]
fn a_used_up_cap_is_lifted_by_the_next_year() {
    let text = std::fs::read_to_string(crate::world::file("schemes/yrd/zhejiang-2026.toml")).unwrap();
    let scheme = crate::world::scheme(&text.replace("until = \"2026-12-31\"", "until = \"2027-12-31\""));
    let order = example_order();
    let used: CapUse = scheme.cap_keys(&order).into_iter().map(|key| (key, 30_000_000)).collect();
    let answer = quote(&[&scheme], &order, &used);
    let found = lift(&[&scheme], &order, &used, &answer.refusals[0], &DELTA).unwrap();
    assert_eq!((found.value.en.as_str(), found.pays), ("2027-01-01", true));
}

#[test]
fn a_letter_reads_in_both_languages() {
    let scheme = shipped("schemes/yrd/zhejiang-2026.toml");
    let order = example_order();
    let answer = quote(&[&scheme], &order, &CapUse::new());
    let english = letter(&answer, &order, &CapUse::new(), &DELTA, "en");
    let expected = [
        "Price with tax: 10600.00 CNY".to_owned(),
        format!("Zhejiang innovation voucher 2026 (illustrative), text {}", scheme.version()),
        "  Clause 11.1. Half of the price without tax is paid.".to_owned(),
        "  50% × 10000.00 CNY = 5000.00 CNY".to_owned(),
        "  Clause 11.2. At most 50,000 yuan for one order. Limit 50000.00 CNY, used 0.00 CNY".to_owned(),
        "  Clause 11.3. At most 300,000 yuan a year for all enterprises of one controller. Limit 300000.00 CNY, used 0.00 CNY".to_owned(),
        "  The scheme pays 5000.00 CNY to the provider, who redeems the voucher".to_owned(),
    ];
    assert_eq!(english[..expected.len()], expected);
    assert!(
        english[7].starts_with("  Facts used: where the enterprise has its seat: Hangzhou (CN-330100);"),
        "{}",
        english[7]
    );
    assert_eq!(english[8], "The enterprise pays: 5600.00 CNY");
    let refused = changed("enterprise.size = large");
    let answer = quote(&[&scheme], &refused, &CapUse::new());
    let chinese = letter(&answer, &refused, &CapUse::new(), &DELTA, "zh-CN");
    assert_eq!(
        chinese,
        [
            "含税价格：10600.00 CNY",
            "企业自付：10600.00 CNY",
            "浙江省科技创新券（2026，示例）不予支付：第5.1条 在浙江省注册的中小微企业可以申请。",
            "  企业规模：大型企业",
            "  “企业规模”（`enterprise.size`）须为微型企业或小型企业或中型企业",
            "  若作如下变更即可满足：企业规模：中型企业。届时企业自付5600.00 CNY。",
        ]
    );
}

/// The lines of an English letter between the title and the facts.
fn steps(schemes: &[&Scheme], order: &Order, places: &PlaceTree) -> Vec<String> {
    let answer = quote(schemes, order, &CapUse::new());
    assert_eq!(answer.refusals, [], "{answer:?}");
    let lines = letter(&answer, order, &CapUse::new(), places, "en");
    lines.into_iter().filter(|line| line.starts_with("  ") && !line.starts_with("  Facts used")).collect()
}

#[test]
fn rounding_and_exchange_are_told_step_by_step() {
    let order = |text: &str, places: &PlaceTree| Order::read_json(text, places).unwrap();
    let shanghai = shipped("schemes/yrd/shanghai-2026.toml");
    let text = r#"{ "currency": "CNY", "enterprise.id": "a", "enterprise.controller": "a", "enterprise.registered-in": "CN-SH",
        "enterprise.kind": "team", "enterprise.credit": "clear", "provider.controller": "b", "provider.located-in": "CN-SH",
        "provider.admitted": true, "provider.price-published": true, "provider.admitted-on": "2020-01-01",
        "order.date": "2026-03-02", "order.service": "testing", "order.price-without-tax": "10001.33",
        "order.price-with-tax": "10601.40", "voucher.granted-on": "2026-01-15" }"#;
    assert_eq!(
        steps(&[&shanghai], &order(text, &DELTA), &DELTA),
        [
            "  Clause 10.1. Half of the price without tax is paid.",
            "  50% × 10001.33 CNY = 5000.665 CNY",
            "  Clause 11. The subsidy is paid in full yuan, the rest is dropped. Rounded: 5000.00 CNY",
            "  Clause 10.3. At most 100,000 yuan a year for a team. Limit 100000.00 CNY, used 0.00 CNY",
            "  The scheme pays 5000.00 CNY to the enterprise, refunded after review",
        ]
    );
    let read = |name: &str| std::fs::read_to_string(crate::world::file(name)).unwrap();
    let places = PlaceTree::read_csv(&read("schemes/elsewhere/places.csv")).unwrap();
    let name = "schemes/elsewhere/northern-ireland.toml";
    let belfast = Scheme::load(name, &read(name), &places).unwrap();
    let text = r#"{ "currency": "EUR", "enterprise.id": "a", "enterprise.registered-in": "GB-NIR", "enterprise.jobs": 20,
        "enterprise.sector": "manufacturing", "provider.kind": "university", "provider.located-in": "IE",
        "order.date": "2026-08-02", "order.finished-on": "2026-09-30", "order.service": "research",
        "order.price-without-tax": "7000.00", "order.price-with-tax": "8400.00", "voucher.granted-on": "2026-05-15" }"#;
    assert_eq!(
        steps(&[&belfast], &order(text, &places), &places),
        [
            "  Clause 5. The whole price without tax is paid; the tax stays with the enterprise.",
            "  Clause 7.2. The rate of the second half-year (made up). 1 EUR = 0.80 GBP",
            "  100% × 7000.00 EUR = 7000.00 EUR",
            "  Clause 6. At most 5,000 pounds. Limit 6250.00 EUR, used 0.00 EUR: it binds",
            "  The scheme pays 6250.00 EUR to the provider, who redeems the voucher",
        ]
    );
    // In the scheme's currency this is no whole number of minor units.
    let odd = text.replace("\"7000.00\"", "\"7000.01\"");
    assert_eq!(steps(&[&belfast], &order(&odd, &places), &places)[2], "  100% × 7000.01 EUR = 7000.01 EUR");
}

#[test]
fn what_other_schemes_left_of_the_price_is_told() {
    let half = |id: &str| {
        crate::world::scheme(&format!(
            "scheme = \"{id}\"\ntitle = \"T\"\nfunder = \"CN-ZJ\"\ncurrency = \"CNY\"\nstatus = \"illustrative\"\n\
             [[clause]]\nid = \"1\"\nsubsidise = {{ rate = \"60%\", of = \"price-with-tax\" }}\n\
             [[clause]]\nid = \"2\"\npay = {{ to = \"provider\" }}\n"
        ))
    };
    let (one, two) = (half("one"), half("two"));
    let order = example_order().price(100_001, 100_001);
    assert_eq!(
        steps(&[&one, &two], &order, &DELTA),
        [
            "  Clause 1. ",
            "  60% × 1000.01 CNY = 600.006 CNY",
            "  Rounded down: 600.00 CNY",
            "  The scheme pays 600.00 CNY to the provider, who redeems the voucher",
            "  Clause 1. ",
            "  60% × 1000.01 CNY = 600.006 CNY",
            "  Rounded down: 600.00 CNY",
            "  The schemes before it left 400.01 CNY of the price.",
            "  The scheme pays 400.01 CNY to the provider, who redeems the voucher",
        ]
    );
}

proptest! {
    /// The change that a letter names is of one fact, and the reason is gone with it.
    #[test]
    fn what_is_said_to_lift_a_refusal_lifts_it(rules in any_scheme("a"), order in any_order(), used in 0..3_000_000i64) {
        let used: CapUse = rules.cap_keys(&order).into_iter().map(|key| (key, used)).collect();
        let answer = quote(&[&rules], &order, &used);
        for refusal in &answer.refusals {
            let Some(found) = lift(&[&rules], &order, &used, refusal, &DELTA) else { continue };
            let again = quote(&[&rules], &found.order, &used);
            let same = |other: &&Refusal| other.clause == refusal.clause && other.fact == refusal.fact;
            prop_assert_eq!(again.refusals.iter().find(same), None);
            prop_assert!(again.refusals.len() < answer.refusals.len());
            prop_assert_eq!(again.own_part_minor, found.own_part_minor);
            prop_assert_eq!(found.pays, again.refusals.is_empty());
            let differs = |fact: &&Fact| found.order.get(**fact) != order.get(**fact);
            let changed: Vec<&Fact> = Fact::ALL.iter().filter(differs).filter(|fact| !fact.is_computed()).collect();
            prop_assert!(changed.len() <= 1, "{:?}", changed);
        }
        for language in ["en", "zh-CN"] {
            let lines = letter(&answer, &order, &used, &DELTA, language);
            let own = format!("{} CNY", answer.currency.format_minor(answer.own_part_minor));
            prop_assert!(lines.iter().any(|line| line.ends_with(&own)), "{:#?}", lines);
        }
    }
}
