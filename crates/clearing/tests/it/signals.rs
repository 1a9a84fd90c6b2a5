//! Signals of fraud: when they show, when not, and with what evidence.

use jiangnan_clearing::{
    Control, Invoice, InvoiceUse, Signal, SplitOrder, SplitRule, invoice_used_before, price_above_tariff,
    same_controller, split_under_cap,
};
use jiangnan_kernel::{Currency, Id, Money, Rate};

use crate::sample::{day, id, invoice, place};

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

#[test]
fn one_controller_behind_both_sides_is_found_at_any_height() {
    let side = |names: &str| {
        let mut names = names.split_whitespace().map(id);
        Control { organisation: names.next().unwrap(), controllers: names.collect() }
    };
    for (enterprise, provider, found) in [
        ("ent", "pro", None),
        ("ent mother", "pro", None),
        ("ent mother top", "pro other top", Some("top")),
        ("ent mother top", "pro mother top", Some("mother")),
        ("ent pro", "pro", Some("pro")),
        ("ent", "pro ent", Some("ent")),
    ] {
        let signal = same_controller(&side(enterprise), &side(provider));
        let controller = signal.map(|signal| match signal {
            Signal::SameController { controller, .. } => controller,
            other => panic!("{other:?}"),
        });
        assert_eq!(controller, found.map(id), "{enterprise} / {provider}");
    }
}

#[test]
fn an_invoice_is_found_however_it_is_written() {
    let used = |claim: &str, number: &str, issuer: &str| InvoiceUse {
        claim: id(claim),
        jurisdiction: place("CN-SH"),
        invoice: Invoice { issuer: issuer.into(), ..invoice(number) },
    };
    let uses = [
        used("a", "ＳＨ 2026－001", "9131 0000x"),
        used("b", "sh2026001", "other"),
        used("c", "SH2026002", "91310000X"),
    ];
    let found = invoice_used_before(id("d"), &invoice("Sh2026-001"), &uses).unwrap();
    let Signal::InvoiceUsedBefore { earlier, same_issuer, .. } = &found else { panic!("{found:?}") };
    assert_eq!((earlier.len(), *same_issuer), (2, true));
    assert!(found.text().en.contains("CN-SH") && found.text().zh.contains("同一"));
    assert_eq!(invoice_used_before(id("c"), &invoice("SH2026002"), &uses), None);
}

#[test]
fn orders_just_under_a_cap_are_found_within_their_days() {
    let rule = SplitRule { clause: "11.2".into(), cap: yuan(10_000), near: Rate(8_000), days: 30 };
    let orders = |list: &[(&str, i64)]| -> Vec<SplitOrder> {
        let order = |(number, &(date, minor)): (u128, &(&str, i64))| SplitOrder {
            order: Id(number),
            date: day(date),
            money: yuan(minor),
        };
        (1..).zip(list).map(order).collect()
    };
    for (list, found) in [
        (vec![("2026-03-01", 9_900)], None),
        (vec![("2026-03-01", 9_900), ("2026-03-09", 9_800)], Some((2, 19_700))),
        (vec![("2026-03-01", 9_900), ("2026-03-31", 9_800)], None),
        (
            vec![("2026-03-01", 9_900), ("2026-03-30", 9_800), ("2026-04-02", 9_000), ("2026-03-15", 100)],
            Some((2, 19_700)),
        ),
        (vec![("2026-03-01", 7_999), ("2026-03-02", 7_999)], None),
        (vec![("2026-03-01", 10_001), ("2026-03-02", 10_000)], None),
        (vec![("2026-03-03", 8_000), ("2026-03-02", 10_000), ("2026-03-01", 9_000)], Some((3, 27_000))),
    ] {
        let signal = split_under_cap(&orders(&list), &rule).map(|signal| match signal {
            Signal::SplitUnderCap { orders, sum, .. } => (orders.len(), sum.minor),
            other => panic!("{other:?}"),
        });
        assert_eq!(signal, found, "{list:?}");
    }
}

#[test]
fn a_price_above_the_tariff_is_found() {
    let signal = price_above_tariff(yuan(10_001), yuan(10_000)).unwrap();
    assert_eq!(
        signal.text().en,
        "The price 100.01 CNY is above the published tariff, which gives 100.00 CNY."
    );
    assert_eq!(signal.name(), "price-above-tariff");
    assert_eq!(price_above_tariff(yuan(10_000), yuan(10_000)), None);
    assert_eq!(price_above_tariff(Money::new(20_000, Currency::EUR), yuan(10_000)), None);
    let stored = serde_json::to_string(&signal).unwrap();
    assert_eq!(serde_json::from_str::<Signal>(&stored).unwrap(), signal);
}
