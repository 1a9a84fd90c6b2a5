//! Two texts compared: in words, on a population, by the smallest order on which they differ.

use jiangnan_kernel::{Currency, Id, Period, PlaceTree};
use jiangnan_scheme::compare::{Change, changes, compare, differ, falls_in_price, stricter, witness};
use jiangnan_scheme::{CapUse, Fact, Order, Scheme, Size, quote};

use crate::properties::in_currency;
use crate::world::{DELTA, example_order, file, scheme, shipped};

fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

fn zhejiang() -> [Scheme; 2] {
    ["yrd-closed", "yrd"].map(|folder| shipped(&format!("schemes/{folder}/zhejiang-2026.toml")))
}

#[test]
fn opening_the_border_is_one_clause() {
    let [closed, open] = zhejiang();
    let found = changes(&closed, &open);
    assert_eq!(found.len(), 1);
    assert_eq!(&*found[0].clause, "7.2");
    let Change::Changed { before, after } = &found[0].change else { panic!("{found:?}") };
    assert_eq!(before.en, "`provider.located-in` (where the provider is) must be in Zhejiang (CN-ZJ)");
    assert_eq!(after.zh, "“服务机构所在地”（`provider.located-in`）须为长江三角洲（YRD）境内");
    assert_eq!(changes(&open, &open), []);
}

#[test]
fn added_removed_reworded_and_dated_clauses_are_told() {
    let old = text("schemes/yrd/anhui-2026.toml");
    let new = old
        .replace("2026-12-31", "2027-12-31")
        .replace(
            "At most 200,000 yuan a year for an enterprise.",
            "No enterprise gets more than 200,000 yuan.",
        )
        .replace("rate = \"40%\"", "rate = \"45%\"")
        .replace("[[clause]]\nid     = \"7\"", "[[clause]]\nid     = \"7x\"");
    let found = changes(&scheme(&old), &scheme(&new));
    let told: Vec<String> = found
        .iter()
        .map(|one| {
            let what = match &one.change {
                Change::Added(text) => format!("new: {}", text.en),
                Change::Removed(text) => format!("gone: {}", text.en),
                Change::Changed { before, after } => format!("{} -> {}", before.en, after.en),
                Change::Reworded { before, after } => format!("\"{}\" -> \"{}\"", before.en, after.en),
            };
            format!("{}: {what}", one.clause)
        })
        .collect();
    let related = "`order.related-party` (whether enterprise and provider are related; computed where both controllers are known) must not be yes";
    let rate = |percent| {
        format!(
            "pays {percent} of the price without tax; when `order.service` (what the order buys) must be use of an instrument, testing and measurement or time of an expert"
        )
    };
    assert_eq!(
        told,
        [
            "effective: orders dated 2026-01-01 to 2026-12-31 -> orders dated 2026-01-01 to 2027-12-31".to_owned(),
            format!("7x: new: {related}"),
            format!("9.1: {} -> {}", rate("40%"), rate("45%")),
            "10.2: \"At most 200,000 yuan a year for an enterprise.\" -> \"No enterprise gets more than 200,000 yuan.\"".to_owned(),
            format!("7: gone: {related}"),
        ]
    );
}

#[test]
fn a_population_shows_who_gains_and_when_the_budget_is_gone() {
    let budget = "\n[[clause]]\nid = \"99\"\nbudget = { amount = \"20000.00\", per = \"year\", award = \"first-come\" }\n";
    let [closed, open] = ["yrd-closed", "yrd"]
        .map(|folder| scheme(&(text(&format!("schemes/{folder}/zhejiang-2026.toml")) + budget)));
    let orders: Vec<Order> = (1..=6u8)
        .map(|month| {
            let id = Id(u128::from(month));
            let place = if month % 2 == 0 { "CN-310100" } else { "CN-330200" };
            let size = if month > 3 { Size::Small } else { Size::Medium };
            example_order()
                .enterprise(id, id)
                .size(size)
                .located_in(place.parse().unwrap(), &DELTA)
                .on(format!("2026-{month:02}-20").parse().unwrap())
        })
        .collect();
    let effect = compare(&closed, &open, &orders, &DELTA);
    let backwards: Vec<Order> = orders.iter().rev().cloned().collect();
    assert_eq!(compare(&closed, &open, &backwards, &DELTA), effect, "who orders first comes first");
    assert_eq!((effect.all.orders, effect.all.gain, effect.all.lose), (6, 2, 1));
    assert_eq!((effect.all.old_minor, effect.all.new_minor), (1_500_000, 2_000_000));
    assert_eq!(effect.across_border_bp, (Some(0), Some(5_000)));
    assert_eq!(effect.budget_gone, (None, Some(Period::Month(2026, 4))));
    let group = |size| &effect.groups[&("CN-ZJ".parse().unwrap(), size)];
    assert_eq!((group(Size::Medium).orders, group(Size::Medium).gain), (3, 1));
    assert_eq!((group(Size::Small).gain, group(Size::Small).lose), (1, 1), "who comes later finds no money");
}

#[test]
fn a_budget_counts_what_is_paid_in_its_own_currency() {
    let more = "\n[[clause]]\nid = \"98\"\nconvert = { from = \"EUR\", rate = \"8.000000\" }\n\n[[clause]]\nid = \"99\"\n\
                budget = { amount = \"20000.00\", per = \"year\", award = \"first-come\" }\n";
    let rules = scheme(&(text("schemes/yrd/zhejiang-2026.toml") + more));
    let march =
        example_order().located_in("CN-330200".parse().unwrap(), &DELTA).on("2026-03-20".parse().unwrap());
    let orders = [in_currency(&march, Currency::EUR)];
    let effect = compare(&rules, &rules, &orders, &DELTA);
    assert!(effect.all.new_minor < 2_000_000, "no amount in euro reaches the budget in yuan");
    assert_eq!(effect.budget_gone.1, Some(Period::Month(2026, 3)));
}

#[test]
fn the_smallest_difference_is_found_and_is_one() {
    let [closed, open] = zhejiang();
    let found = differ(&closed, &open, &DELTA).unwrap();
    assert_eq!(found.changed, [Fact::ProviderLocatedIn]);
    assert!(found.one_minor == 0 && found.two_minor > 0);
    assert!(differ(&open, &open, &DELTA).is_none());
    let raised = scheme(&text("schemes/yrd/zhejiang-2026.toml").replace("\"50000.00\"", "\"50000.01\""));
    let found = differ(&open, &raised, &DELTA).unwrap();
    assert_eq!((found.one_minor, found.two_minor), (5_000_000, 5_000_001));
}

#[test]
fn a_member_that_is_stricter_than_the_group_is_found() {
    let [closed, open] = zhejiang();
    assert!(stricter(&closed, &open, &DELTA).is_some());
    assert!(stricter(&open, &closed, &DELTA).is_none());
    let frame = shipped("schemes/frame/delta-frame.toml");
    let name = "schemes/frame/zhejiang-frame.toml";
    let member = Scheme::load_beside(name, &text(name), &DELTA, std::slice::from_ref(&frame)).unwrap();
    assert!(stricter(&member, &frame, &DELTA).is_none(), "the province promised not to be");
}

#[test]
fn a_clause_that_forbids_to_be_overridden_is_not() {
    let frame = shipped("schemes/frame/delta-frame.toml");
    let name = "schemes/frame/zhejiang-frame.toml";
    let narrowed = text(name)
        + "\n[[clause]]\nid = \"zj.2\"\noverride = \"2\"\nrequire = { provider.located-in = \"CN-ZJ\" }\n";
    let found = Scheme::load_beside(name, &narrowed, &DELTA, std::slice::from_ref(&frame)).unwrap_err();
    assert_eq!(found[0].message, "clause `2` of `yrd-frame` forbids to be overridden");
    let again = text(name) + "\n[[clause]]\nid = \"2\"\nrequire = { provider.admitted = true }\n";
    let found = Scheme::load_beside(name, &again, &DELTA, std::slice::from_ref(&frame)).unwrap_err();
    assert_eq!(found[0].message, "clause `2` stands in `yrd-frame` already, which this scheme extends");
    assert!(found[0].message_zh.contains("已在本文本所扩展的"), "{}", found[0].message_zh);
    let alone = Scheme::load(name, &text(name), &DELTA).unwrap_err();
    assert!(alone[0].message.contains("`yrd-frame`, which this one extends, is not at hand"));
}

#[test]
fn a_higher_price_never_brings_less_but_where_the_text_says_so() {
    for name in ["shanghai", "jiangsu", "zhejiang", "anhui"] {
        let scheme = shipped(&format!("schemes/yrd/{name}-2026.toml"));
        assert!(falls_in_price(&scheme, &DELTA).is_none(), "{name}");
    }
    let places = PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap();
    let name = "schemes/elsewhere/netherlands.toml";
    let dutch = Scheme::load(name, &text(name), &places).unwrap();
    // 10,000.00 is a small question, paid at 70 %; 10,000.01 a large one, paid at 40 %.
    let found = falls_in_price(&dutch, &places).unwrap();
    assert_eq!((found.two_minor, found.one_minor), (525_000, 400_000));
}

#[test]
fn every_shipped_scheme_pays_for_some_order() {
    let places = PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap();
    let elsewhere = std::fs::read_dir(file("schemes/elsewhere")).unwrap().map(|entry| entry.unwrap().path());
    for path in elsewhere.filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let scheme = Scheme::load("x.toml", &std::fs::read_to_string(&path).unwrap(), &places).unwrap();
        let order = witness(&scheme, &places).unwrap_or_else(|| panic!("{}", path.display()));
        assert!(!quote(&[&scheme], &order, &CapUse::new()).subsidies.is_empty());
    }
}
