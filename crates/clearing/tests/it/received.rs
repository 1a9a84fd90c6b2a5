//! What of a claim has arrived at its payee and what is still to come, after each deed.

use jiangnan_clearing::{Claim, Instalment, PaymentMode};

use crate::claims::run;
use crate::sample::{at, draft, id, wanted};

/// 600.00 is granted: 400.00 at once, 150.00 later, 50.00 after the final report.
fn granted(mode: PaymentMode) -> Claim {
    let mut draft = draft("claim");
    draft.mode = mode;
    let lodged = Claim::lodge(draft, &wanted(at(0))).unwrap().claim;
    let advised = run(&lodged, &["bob", "recommends", "60000"]).unwrap().claim;
    let claim = run(&advised, &["cui", "accepts", "60000"]).unwrap().claim;
    claim.divided(None, vec![part("later", 15_000, None), part("last", 5_000, Some("final-report"))]).unwrap()
}

fn part(name: &str, minor: i64, waits_for: Option<&str>) -> Instalment {
    Instalment {
        id: id(name),
        minor,
        not_before: None,
        waits_for: waits_for.map(str::to_owned),
        released_at: None,
        cycle: None,
        cleared_at: None,
        paid: false,
    }
}

/// Runs a table of `PERSON DEED ARGUMENTS… | RECEIVED OUTSTANDING`, in whole units of money.
fn check(mode: PaymentMode, table: &str) -> Claim {
    let mut claim = granted(mode);
    for line in table.lines() {
        let (deed, amounts) = line.split_once('|').unwrap();
        let words: Vec<&str> = deed.split_whitespace().collect();
        claim = run(&claim, &words).unwrap_or_else(|refused| panic!("{line}: {refused}")).claim;
        let amounts: Vec<i64> =
            amounts.split_whitespace().map(|word| word.parse::<i64>().unwrap() * 100).collect();
        assert_eq!([claim.received_minor(), claim.outstanding_minor()], amounts[..], "{line}");
    }
    claim
}

#[test]
fn parts_arrive_one_after_the_other() {
    let claim = check(
        PaymentMode::Redemption,
        "bank clears               |   0 600
         bank settles              | 400 200
         bank clears-part later    | 400 200
         bank settles-part later   | 550  50
         ann  hands-in             | 550  50
         bank clears-part last     | 550  50
         bank carries-part-over last | 550 50
         bank clears-part last     | 550  50
         bank settles-part last    | 600   0",
    );
    assert_eq!(claim.paid_minor(), 60_000);
}

#[test]
fn what_is_taken_back_is_off_what_was_to_come_first_and_then_off_what_was_received() {
    check(
        PaymentMode::Refund,
        "bob  claws-back 6000 first cui   |   0 540
         bank clears                      |   0 540
         bank settles                     | 400 140
         bob  claws-back 14000 second cui | 400   0
         bob  claws-back 10000 third cui  | 300   0
         bank collects third              | 300   0
         bank fails-to-collect third      | 300   0
         bob  claws-back 30000 fourth cui |   0   0
         bank collects fourth             |   0   0",
    );
}

#[test]
fn nothing_of_a_claim_that_was_taken_back_counts_as_received() {
    let table = "bob claws-back 60000 all cui | 0 0";
    check(PaymentMode::Redemption, table);
    let paid = "bank clears                  |   0 600
                bank settles                 | 400 200
                bob claws-back 60000 all cui |   0   0";
    check(PaymentMode::Redemption, paid);
}

#[test]
fn a_payment_that_came_back_is_to_come_again() {
    check(
        PaymentMode::Redemption,
        "bank clears                  |   0 600
         bank settles                 | 400 200
         bank clears-part later       | 400 200
         bank settles-part later      | 550  50
         bank carries-over            | 150 450
         bank clears                  | 150 450
         bank settles                 | 550  50
         bank carries-part-over later | 400 200",
    );
}

#[test]
fn a_deposited_own_part_is_the_payees_even_where_the_whole_subsidy_is_taken_back() {
    let before = check(
        PaymentMode::Deposit,
        "bob  claws-back 60000 all cui |   0 200
         bank clears                   |   0 200
         bank settles                  | 200   0",
    );
    assert_eq!((before.paid_minor(), before.dues()), (0, vec![]));
    let after = check(
        PaymentMode::Deposit,
        "bank clears                   |   0 800
         bank settles                  | 600 200
         bob  claws-back 60000 all cui | 200   0
         bank collects all             | 200   0",
    );
    assert_eq!((after.paid_minor(), after.granted_minor()), (0, 0));
}

/// What was paid in one year and taken back in the next is less in the next.
#[test]
fn each_time_has_its_own_sum() {
    let claim = check(
        PaymentMode::Redemption,
        "bank clears                      |   0 600
         bank settles                     | 400 200
         bob  claws-back 30000 first cui  | 300   0
         bank collects first              | 300   0",
    );
    // The bank tells of its payment at 5, the claw-back is decided at 6.
    for (from, until, minor) in [(0, 5, 0), (5, 6, 40_000), (6, 9, -10_000), (0, 9, 30_000)] {
        let within = |moment| at(from) <= moment && moment < at(until);
        assert_eq!(claim.received_when(within), minor, "{from}..{until}");
    }
}
