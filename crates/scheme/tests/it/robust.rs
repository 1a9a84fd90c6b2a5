//! Texts that nobody means: read in bounded time, refused with findings, never with a panic.

use std::time::{Duration, Instant};

use jiangnan_kernel::Id;
use jiangnan_scheme::{CapUse, Diagnostic, Fact, Order, Scheme, Value, format_scheme, quote};
use proptest::prelude::*;

use crate::world::{DELTA, example_order, file, scheme};

/// A debug build on a busy machine; a release build takes a hundredth.
const PATIENCE: Duration = Duration::from_secs(20);

fn zhejiang() -> String {
    std::fs::read_to_string(file("schemes/yrd/zhejiang-2026.toml")).unwrap()
}

/// Reads a text, and says how many findings there were.
fn findings_of(text: &str) -> usize {
    let start = Instant::now();
    let found = Scheme::load("any.toml", text, &DELTA);
    if let Ok(scheme) = &found {
        assert_eq!(scheme.clauses().len(), clauses_in(text), "no clause is left out unseen: {text}");
    }
    let _ = format_scheme("any.toml", text);
    assert!(start.elapsed() < PATIENCE, "{:?} for {} bytes", start.elapsed(), text.len());
    let found = found.err().unwrap_or_default();
    found.iter().for_each(speaks_chinese);
    found.len()
}

/// How many clauses a text has, as any reader of TOML counts them.
fn clauses_in(text: &str) -> usize {
    let table: toml::Table = toml::from_str(text).unwrap();
    table["clause"].as_array().unwrap().len()
}

/// A finding says all that it says in Chinese too.
pub fn speaks_chinese(finding: &Diagnostic) {
    let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    assert!(is_chinese(&finding.message_zh), "{}", finding.message);
    if let (Some(help), Some(zh)) = (&finding.help, &finding.help_zh) {
        assert!(is_chinese(zh), "{help}");
    }
}

#[test]
fn a_megabyte_of_brackets_is_refused_soon() {
    let million = 1 << 20;
    for text in [
        "[".repeat(million),
        "{".repeat(million),
        format!("a = {}", "[".repeat(million)),
        format!("a = {}{}", "[".repeat(million / 2), "]".repeat(million / 2)),
        format!("a = {}", "{a=".repeat(million / 3)),
        "[[a]]\n".repeat(million / 6),
        "a.".repeat(million / 2),
        "\"".repeat(million),
    ] {
        assert!(findings_of(&text) > 0);
    }
}

#[test]
fn ten_thousand_clauses_are_checked() {
    let rule = |at: usize| {
        format!("[[clause]]\nid = \"g{at}\"\nrequire = {{ enterprise.jobs = {{ from = {} }} }}\n", at % 50)
    };
    let text = zhejiang() + &(0..10_000).map(rule).collect::<String>();
    let start = Instant::now();
    let large = Scheme::load("large.toml", &text, &DELTA).unwrap();
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    assert!(large.clauses().len() > 10_000);
}

#[test]
fn many_errors_of_one_kind_take_no_longer_than_one() {
    let rate = |at: usize, more: &str| {
        format!(
            "[[clause]]\nid = \"r{at}\"\nsubsidise = {{ rate = \"1%\", of = \"price-without-tax\"{more} }}\n"
        )
    };
    let unknown = |at: usize| rate(at, &format!(", overrides = \"x{at}\""));
    let chain = |at: usize| rate(at, &format!(", overrides = \"r{}\"", at.saturating_sub(1)));
    let clause = |at: usize| format!("{{ id = \"c{at}\", cap = {{ amount = \"1.00\", pr = \"order\" }} }}, ");
    let numbers = |count: usize| 0..count;
    for text in [
        zhejiang() + &numbers(10_000).map(unknown).collect::<String>(),
        zhejiang() + &numbers(10_000).map(chain).collect::<String>(),
        format!("clause = [ {} ]", numbers(10_000).map(clause).collect::<String>()),
        zhejiang() + &numbers(20_000).map(|at| format!("x{at} = 1\n")).collect::<String>(),
        zhejiang()
            + "[[clause]]\nid = \"p\"\nrequire = { provider.located-in = ["
            + &"\"CN-ZJ\", ".repeat(50_000)
            + "] }\n",
    ] {
        findings_of(&text);
    }
}

/// Numbers at and beyond the ends of what can be counted.
fn odd_number() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("0".to_owned()),
        Just("-1".to_owned()),
        Just("9223372036854775807".to_owned()),
        Just("92233720368547758.08".to_owned()),
        Just("99999999999999999999999999".to_owned()),
        Just("1e400".to_owned()),
        Just("nan".to_owned()),
        Just("0.000000000001".to_owned()),
        Just("10000000000000.00".to_owned()),
        (0..i64::MAX).prop_map(|number| number.to_string()),
    ]
}

/// A piece of TOML that may stand where a value is expected.
fn odd_value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        odd_number().prop_map(|number| format!("\"{number}\"")),
        odd_number(),
        Just("true".to_owned()),
        Just("\"voucher.granted-on + 99999999 months\"".to_owned()),
        Just("\"2026-02-30\"".to_owned()),
        Just("9999-12-31".to_owned()),
        (0..100_000i64).prop_map(|number| format!("{{ months = {number} }}")),
        (0..100_000i64).prop_map(|number| format!("{{ stages = \"city\", within = {{ days = {number} }} }}")),
        "[a-z%.\u{4e00}-\u{4e10} -]{0,12}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(6, 40, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(", "))),
            proptest::collection::vec(("[a-z]{1,6}(-[a-z]{1,4})?", inner), 0..4).prop_map(|list| {
                let fields: Vec<String> =
                    list.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{{ {} }}", fields.join(", "))
            }),
        ]
    })
}

const BODIES: &[&str] = &[
    "require",
    "forbid",
    "subsidise",
    "cap",
    "pay",
    "evidence",
    "validity",
    "round",
    "budget",
    "stack",
    "convert",
    "review",
    "sanction",
    "publish",
    "transition",
    "when",
    "effective",
    "override",
    "text",
];

proptest! {
    #[test]
    fn any_value_in_any_place_is_read_or_refused(at in 0..BODIES.len(), value in odd_value()) {
        let text = zhejiang() + &format!("[[clause]]\nid = \"odd\"\n{} = {value}\n", BODIES[at]);
        findings_of(&text);
    }

    #[test]
    fn a_number_changed_to_any_other_is_read_or_refused(number in odd_number(), at in 0..6usize) {
        let old = ["\"50%\"", "\"50000.00\"", "\"300000.00\"", "12 }", "\"0.01\"", "2026-01-01"][at];
        let new = if old.starts_with('"') { format!("\"{number}\"") } else { number };
        let text = zhejiang().replacen(old, &new, 1);
        if let Ok(scheme) = Scheme::load("any.toml", &text, &DELTA) {
            let answer = quote(&[&scheme], &example_order(), &CapUse::new());
            prop_assert_eq!(answer.subsidy_minor() + answer.own_part_minor, answer.price_minor);
        }
    }

    #[test]
    fn a_text_with_a_few_bytes_changed_is_read_or_refused(
        changes in proptest::collection::vec((0..4_000usize, any::<u8>()), 1..8),
    ) {
        let mut bytes = zhejiang().into_bytes();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        findings_of(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn amounts_up_to_a_thousand_billion_are_exact(
        price in 0..=1_000_000_000_000_000i64,
        points in 0..=10_000u32,
        used in 0..=1_000_000_000_000_000i64,
    ) {
        let rules = scheme(&format!(
            "scheme = \"s\"\ntitle = \"T\"\nfunder = \"CN-ZJ\"\ncurrency = \"CNY\"\nstatus = \"illustrative\"\n\
             [[clause]]\nid = \"1\"\nsubsidise = {{ rate = \"{}.{:02}%\", of = \"price-without-tax\" }}\n\
             [[clause]]\nid = \"2\"\ncap = {{ amount = \"10000000000000.00\", per = \"enterprise-year\" }}\n\
             [[clause]]\nid = \"3\"\npay = {{ to = \"provider\" }}\n",
            points / 100,
            points % 100
        ));
        let order = example_order().price(price, price).enterprise(Id(1), Id(1)).with(Fact::OrderHeads, Value::Count(1));
        let uses: CapUse = rules.cap_keys(&order).into_iter().map(|key| (key, used)).collect();
        let paid = quote(&[&rules], &order, &uses).subsidy_minor();
        // In whole numbers of twice the width, nothing is lost.
        let share = i128::from(price) * i128::from(points) / 10_000;
        let left = 1_000_000_000_000_000 - i128::from(used);
        prop_assert_eq!(i128::from(paid), share.min(left).max(0));
    }

    #[test]
    fn any_text_is_an_order_or_is_not(text in "(?s).{0,200}") {
        if let Ok(order) = Order::read_json(&text, &DELTA) {
            prop_assert_eq!(Order::read_json(&order.to_json().to_string(), &DELTA).unwrap(), order);
        }
    }
}
