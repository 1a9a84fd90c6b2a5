//! The figures of runs, on a small table of deals.

use jiangnan_kernel::{Currency, PlaceCode};
use jiangnan_lab::{CompareError, Comparison, Deal, Outcome};
use proptest::prelude::*;

/// One deal a line: from, to, price, subsidy, kilometres.
fn deals(table: &str) -> Vec<Deal> {
    let deal = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let (price_minor, subsidy_minor) = (cells[2].parse().unwrap(), cells[3].parse().unwrap());
        Deal {
            from: cells[0].parse().unwrap(),
            to: cells[1].parse().unwrap(),
            price_minor,
            subsidy_minor,
            own_part_minor: price_minor - subsidy_minor,
            distance_km: cells[4].parse().unwrap(),
        }
    };
    table.lines().map(str::trim).filter(|line| !line.is_empty()).map(deal).collect()
}

const CLOSED: &str = "
    ZJ ZJ 1000 500 10
    ZJ SH 2000   0 160
    SH SH  600 300 0
";

const OPEN: &str = "
    ZJ ZJ 1000 500 10
    ZJ SH 2000 1000 160
    SH SH  600 300 0
    ZJ SH 400 200 150
";

#[test]
fn the_border_costs_what_the_two_runs_differ_in() {
    let outcome = |table| Outcome::of(Currency::CNY, 5, &deals(table));
    let comparison = Comparison::of(outcome(CLOSED), outcome(OPEN)).unwrap();
    let (baseline, reform) = (&comparison.baseline, &comparison.reform);
    assert_eq!(
        (baseline.met, baseline.unmet, baseline.subsidy_minor, baseline.own_part_minor),
        (3, 2, 800, 2_800)
    );
    assert_eq!((reform.met, reform.unmet, reform.subsidy_minor, reform.own_part_minor), (4, 1, 2_000, 2_000));
    assert_eq!(baseline.cross_border_share, Some(0.0));
    assert_eq!(reform.cross_border_share, Some(0.6));
    assert_eq!(baseline.median_distance_km, Some(10.0));
    assert_eq!(reform.median_distance_km, Some(80.0));
    let change = comparison.change;
    assert_eq!((change.met, change.subsidy_minor, change.own_part_minor), (1, 1_200, -800));
    assert_eq!(change.cross_border_share, Some(0.6));

    let place = |text: &str| text.parse::<PlaceCode>().unwrap();
    let pairs: Vec<_> = reform.flows.iter().map(|flow| (flow.from, flow.to, flow.deals)).collect();
    let (sh, zj) = (place("SH"), place("ZJ"));
    assert_eq!(pairs, [(sh, sh, 1), (sh, zj, 0), (zj, sh, 2), (zj, zj, 1)]);
}

#[test]
fn a_run_without_deals_has_no_shares() {
    let empty = Outcome::of(Currency::CNY, 3, &[]);
    assert_eq!(
        (empty.cross_border_share, empty.median_distance_km, empty.own_part_share()),
        (None, None, None)
    );
    assert_eq!(empty.unmet, 3);
    assert_eq!(Comparison::of(empty.clone(), empty).unwrap().change.cross_border_share, None);
}

#[test]
fn unlike_runs_are_not_compared() {
    let of = |currency, needs| Outcome::of(currency, needs, &[]);
    let differ = CompareError::DemandDiffers { baseline: 3, reform: 4 };
    assert_eq!(Comparison::of(of(Currency::CNY, 3), of(Currency::CNY, 4)).unwrap_err(), differ);
    let differ = CompareError::CurrenciesDiffer { baseline: Currency::CNY, reform: Currency::EUR };
    assert_eq!(Comparison::of(of(Currency::CNY, 3), of(Currency::EUR, 3)).unwrap_err(), differ);
}

proptest! {
    #[test]
    fn flows_add_up_to_the_totals(
        rows in prop::collection::vec((0usize..4, 0usize..4, 1i64..10_000, 0i64..5_000, 0.0..500.0f64), 0..60)
    ) {
        let places = ["CN-SH", "CN-JS", "CN-ZJ", "CN-AH"];
        let table: String = rows.iter().map(|(from, to, own, subsidy, km)| {
            format!("{} {} {} {subsidy} {km}\n", places[*from], places[*to], own + subsidy)
        }).collect();
        let outcome = Outcome::of(Currency::CNY, rows.len() as u64, &deals(&table));
        prop_assert_eq!(outcome.flows.iter().map(|flow| flow.deals).sum::<u64>(), outcome.met);
        prop_assert_eq!(outcome.flows.iter().map(|flow| flow.price_minor).sum::<i64>(), outcome.price_minor);
        prop_assert_eq!(outcome.flows.iter().map(|flow| flow.subsidy_minor).sum::<i64>(), outcome.subsidy_minor);
        prop_assert_eq!(outcome.subsidy_minor + outcome.own_part_minor, outcome.price_minor);
        prop_assert!(outcome.cross_border_share.is_none_or(|share| (0.0..=1.0).contains(&share)));
    }
}
