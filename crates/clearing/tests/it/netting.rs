//! Netting: what a set of dues comes to, and what no set of dues can break.

use std::collections::BTreeMap;

use jiangnan_clearing::{Due, Net, Plan, Positions, SettlementForm, plan, settle};
use jiangnan_kernel::{Currency, Money, PlaceCode};
use proptest::prelude::*;

use crate::sample::{due, jurisdictions, place};

const FORMS: [SettlementForm; 2] = [SettlementForm::Direct, SettlementForm::ThroughTreasuries];

/// Reads lines of `PAYER HOME PARTY AMOUNT CURRENCY`, plans them and writes the plan as sorted lines.
fn planned(dues: &str, form: SettlementForm) -> Vec<String> {
    let read = |(number, line): (usize, &str)| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let currency: Currency = words[4].parse().unwrap();
        let money = Money::new(words[3].parse().unwrap(), currency);
        let jurisdiction = |word: &str| word[1..].parse::<usize>().unwrap();
        let party = u128::from(words[2].as_bytes()[0]);
        due(number as u128 + 1, jurisdiction(words[0]), jurisdiction(words[1]), party, money)
    };
    let dues: Vec<Due> = dues.lines().enumerate().map(read).collect();
    let plan = plan(&dues, form, &jurisdictions(4)).unwrap();
    let party = |minor: u128| char::from(u8::try_from(minor).unwrap());
    let mut lines: Vec<String> = Vec::new();
    lines.extend(
        plan.nets.iter().map(|n| format!("net {} {} {}", n.jurisdiction, n.money.minor, n.money.currency)),
    );
    lines.extend(plan.payouts.iter().map(|p| {
        format!("{} pays {} {} {}", p.payer, party(p.payee.party.0), p.money.minor, p.money.currency)
    }));
    lines.extend(
        plan.transfers
            .iter()
            .map(|t| format!("{} to {} {} {}", t.from, t.to, t.money.minor, t.money.currency)),
    );
    lines.extend(plan.carried.iter().map(|due| format!("carried {}", due.claim.0)));
    lines
}

const CLAIMS: &str = "J0 J1 a 100 CNY
J0 J1 b 50 CNY
J2 J1 a 30 CNY
J1 J0 c 80 CNY
J0 J0 d 7 CNY
J1 J2 e 9 EUR";

#[test]
fn directly_each_funder_pays_each_payee() {
    let lines = [
        "net J0 -70 CNY",
        "net J1 100 CNY",
        "net J2 -30 CNY",
        "net J1 -9 EUR",
        "net J2 9 EUR",
        "J0 pays d 7 CNY",
        "J0 pays a 100 CNY",
        "J0 pays b 50 CNY",
        "J1 pays c 80 CNY",
        "J1 pays e 9 EUR",
        "J2 pays a 30 CNY",
    ];
    assert_eq!(planned(CLAIMS, SettlementForm::Direct), lines);
}

#[test]
fn through_treasuries_each_payee_is_paid_at_home_and_nets_cross_the_border() {
    let lines = [
        "net J0 -70 CNY",
        "net J1 100 CNY",
        "net J2 -30 CNY",
        "net J1 -9 EUR",
        "net J2 9 EUR",
        "J0 pays c 80 CNY",
        "J0 pays d 7 CNY",
        "J1 pays a 130 CNY",
        "J1 pays b 50 CNY",
        "J2 pays e 9 EUR",
        "J0 to J1 70 CNY",
        "J2 to J1 30 CNY",
        "J1 to J2 9 EUR",
    ];
    assert_eq!(planned(CLAIMS, SettlementForm::ThroughTreasuries), lines);
}

#[test]
fn a_claw_back_is_set_off_and_what_cannot_be_collected_waits() {
    let dues =
        "J0 J1 a 100 CNY\nJ0 J1 a -60 CNY\nJ0 J1 b 10 CNY\nJ0 J1 b -30 CNY\nJ2 J1 c 5 CNY\nJ2 J1 c -5 CNY";
    let lines = [
        "net J0 -40 CNY",
        "net J1 40 CNY",
        "J1 pays a 40 CNY",
        "J1 pays c 0 CNY",
        "J0 to J1 40 CNY",
        "carried 3",
        "carried 4",
    ];
    assert_eq!(planned(dues, SettlementForm::ThroughTreasuries), lines);
}

#[test]
fn the_fewest_transfers_are_found() {
    let net = |(number, minor): (usize, i64)| Net {
        jurisdiction: place(&format!("J{number}")),
        money: Money::new(minor, Currency::CNY),
    };
    // Two groups of three, which paying the largest first would mix into five transfers.
    for (nets, fewest) in [
        (vec![7, -4, -3, 11, -9, -2], 4),
        (vec![5, -5, 3, -3], 2),
        (vec![6, 6, -4, -4, -4], 4),
        (vec![1, 2, 3, -6], 3),
        (vec![0, 0], 0),
    ] {
        let nets: Vec<Net> = nets.into_iter().enumerate().map(net).collect();
        assert_eq!(settle(&nets).len(), fewest, "{nets:?}");
    }
}

#[test]
fn a_place_without_a_treasury_is_named() {
    let mut positions = Positions::of(&jurisdictions(2));
    let refused = positions.add(place("J0"), place("J9"), Money::new(1, Currency::CNY)).unwrap_err();
    assert!(refused.to_string().starts_with("`J9` keeps no treasury"));
    let most = Money::new(i64::MAX, Currency::CNY);
    positions.add(place("J0"), place("J1"), most).unwrap();
    assert!(positions.add(place("J0"), place("J1"), most).is_err());
    assert_eq!(positions.owed_minor(place("J0"), place("J1"), Currency::CNY), i64::MAX);
}

type Sums = BTreeMap<(PlaceCode, Currency), i128>;

/// What each jurisdiction gains under a plan: payouts leave the paying treasury and count for the payee's
/// home; transfers move from treasury to treasury.
fn gains(plan: &Plan) -> Sums {
    let mut sums = Sums::new();
    let mut shift = |place: PlaceCode, money: Money, sign: i128| {
        *sums.entry((place, money.currency)).or_default() += sign * i128::from(money.minor);
    };
    for payout in &plan.payouts {
        shift(payout.payer, payout.money, -1);
        shift(payout.payee.home, payout.money, 1);
    }
    for transfer in &plan.transfers {
        shift(transfer.from, transfer.money, -1);
        shift(transfer.to, transfer.money, 1);
    }
    sums
}

/// What each jurisdiction's dues come to.
fn owed(dues: &[&Due]) -> Sums {
    let mut sums = Sums::new();
    for due in dues {
        let minor = i128::from(due.money.minor);
        *sums.entry((due.payer, due.money.currency)).or_default() -= minor;
        *sums.entry((due.payee.home, due.money.currency)).or_default() += minor;
    }
    sums
}

fn some(sums: Sums) -> Sums {
    sums.into_iter().filter(|&(_, minor)| minor != 0).collect()
}

fn dues() -> impl Strategy<Value = Vec<Due>> {
    let one = (0usize..20, 0usize..20, 0u128..12, -500i64..2_000, 0u8..3);
    prop::collection::vec(one, 0..200).prop_map(|list| {
        let make =
            |(number, (payer, home, party, minor, currency)): (usize, (usize, usize, u128, i64, u8))| {
                let currency = [Currency::CNY, Currency::EUR, Currency::CHF][usize::from(currency)];
                let minor = if minor == 0 { 1 } else { minor };
                due(number as u128, payer, home, party + 100 * home as u128, Money::new(minor, currency))
            };
        list.into_iter().enumerate().map(make).collect()
    })
}

proptest! {
    #[test]
    fn every_net_is_preserved_and_nets_sum_to_zero(dues in dues()) {
        let tree = jurisdictions(20);
        for form in FORMS {
            let plan = plan(&dues, form, &tree).unwrap();
            let taken: Vec<&Due> = dues.iter().filter(|due| !plan.carried.contains(&due.reference())).collect();
            prop_assert_eq!(taken.len(), plan.taken_up().count());
            prop_assert_eq!(some(gains(&plan)), some(owed(&taken)));
            let nets: Sums = plan.nets.iter().map(|net| ((net.jurisdiction, net.money.currency), i128::from(net.money.minor))).collect();
            prop_assert_eq!(some(nets.clone()), some(owed(&taken)));
            for currency in [Currency::CNY, Currency::EUR, Currency::CHF] {
                let sum: i128 = nets.iter().filter(|((_, c), _)| *c == currency).map(|(_, minor)| minor).sum();
                prop_assert_eq!(sum, 0);
                let parties = nets.iter().filter(|((_, c), minor)| *c == currency && **minor != 0).count();
                let transfers = plan.transfers.iter().filter(|t| t.money.currency == currency).count();
                prop_assert!(transfers <= parties.saturating_sub(1));
            }
            prop_assert!(plan.payouts.iter().all(|payout| payout.money.minor >= 0));
            prop_assert!(plan.transfers.iter().all(|transfer| transfer.money.minor > 0 && transfer.from != transfer.to));
        }
    }

    #[test]
    fn both_ways_of_adding_agree(dues in dues()) {
        let tree = jurisdictions(20);
        let (mut by_code, mut by_index) = (Positions::of(&tree), Positions::of(&tree));
        for due in &dues {
            by_code.add(due.payer, due.payee.home, due.money).unwrap();
            let (payer, payee) = (tree.index(due.payer).unwrap(), tree.index(due.payee.home).unwrap());
            by_index.add_indexed(payer, payee, due.money, |ix| tree.at(ix).unwrap().code).unwrap();
        }
        prop_assert_eq!(by_code.nets(), by_index.nets());
        prop_assert_eq!(by_code.list(), by_index.list());
        let mut again = Positions::of(&tree);
        for position in by_code.list() {
            again.add(position.payer, position.payee, position.money).unwrap();
        }
        // Dues that cancel leave no line, so only the nets that are not zero must agree.
        let set = |positions: &Positions| positions.nets().unwrap().into_iter().filter(|net| net.money.minor != 0).collect::<Vec<_>>();
        prop_assert_eq!(set(&again), set(&by_code));
    }
}
