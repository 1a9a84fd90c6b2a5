//! Statements of treasuries: a cycle that is settled leaves nothing owed.

use jiangnan_clearing::{
    Due, Movement, MovementKind, Payment, SettlementForm, TreasuryAccount, plan, statement,
};
use jiangnan_kernel::{Currency, Id, Money};
use proptest::prelude::*;

use crate::sample::{at, due, id, jurisdictions, place};

fn movements(dues: &[Due], form: SettlementForm, treasury: &str) -> (Vec<Movement>, Vec<Payment>) {
    let plan = plan(dues, form, &jurisdictions(4)).unwrap();
    let mut next = 0;
    let mut make_id = || {
        next += 1;
        Id(next)
    };
    let payments = Payment::of_plan(&plan, id("cycle"), &mut make_id);
    let taken = dues.iter().filter(|due| !plan.carried.contains(&due.reference()));
    let mut movements: Vec<Movement> =
        taken.filter_map(|due| due.movement(place(treasury), at(10))).collect();
    movements.extend(payments.iter().flat_map(|payment| payment.movements(place(treasury), at(20))));
    (movements, payments)
}

#[test]
fn opening_lines_and_closing_follow_each_other() {
    let yuan = |minor| Money::new(minor, Currency::CNY);
    let dues = [due(1, 0, 1, 7, yuan(500)), due(2, 1, 0, 8, yuan(200)), due(3, 0, 0, 9, yuan(50))];
    let (movements, payments) = movements(&dues, SettlementForm::ThroughTreasuries, "J0");
    let before = statement(place("J0"), (at(0), at(20)), &movements);
    assert_eq!(before.sections.len(), 1);
    assert_eq!((before.sections[0].opening_minor, before.sections[0].closing_minor), (0, -300));
    let after = statement(place("J0"), (at(20), at(30)), &movements);
    let [position, bank] = &after.sections[..] else { panic!("{after:?}") };
    assert_eq!(
        (position.account, position.opening_minor, position.closing_minor),
        (TreasuryAccount::Position, -300, 0)
    );
    assert_eq!(
        position.lines.iter().map(|line| line.movement.kind).collect::<Vec<_>>(),
        [MovementKind::Settlement]
    );
    // Its own payees, 200 and 50, and the net of 300.
    assert_eq!((bank.opening_minor, bank.closing_minor, bank.lines.len()), (0, -550, 3));
    let mut returned = movements.clone();
    returned.extend(payments[3].return_movements(place("J0"), at(25)));
    let returned = statement(place("J0"), (at(25), at(30)), &returned);
    assert_eq!((returned.sections[0].closing_minor, returned.sections[1].closing_minor), (-300, -250));
}

proptest! {
    #[test]
    fn a_settled_cycle_leaves_nothing_owed(
        list in prop::collection::vec((0usize..4, 0usize..4, 0u128..3, -50i64..200, any::<bool>()), 0..40)
    ) {
        let make = |(number, (payer, home, party, minor, euro)): (usize, (usize, usize, u128, i64, bool))| {
            let currency = if euro { Currency::EUR } else { Currency::CNY };
            due(number as u128, payer, home, party + 10 * home as u128, Money::new(minor, currency))
        };
        let dues: Vec<Due> = list.into_iter().enumerate().map(make).collect();
        for form in [SettlementForm::Direct, SettlementForm::ThroughTreasuries] {
            for treasury in ["J0", "J1", "J2", "J3"] {
                let (movements, _) = movements(&dues, form, treasury);
                for section in statement(place(treasury), (at(0), at(30)), &movements).sections {
                    let sum: i64 = section.lines.iter().map(|line| line.movement.money.minor).sum();
                    prop_assert_eq!(section.opening_minor + sum, section.closing_minor);
                    if section.account == TreasuryAccount::Position {
                        prop_assert_eq!(section.closing_minor, 0, "{} {}", form, treasury);
                    }
                }
            }
        }
    }
}
