//! A subsidy that is paid in parts: whatever happens, the payee ends with what is left of the grant.

use jiangnan_clearing::{Claim, ClaimState, ClawBack, Instalment, PaymentMode};
use jiangnan_kernel::Id;
use proptest::prelude::*;

use crate::claims::{check, run};
use crate::sample::{at, draft, id, wanted};

fn part(name: &str, minor: i64, waits: bool) -> Instalment {
    let waits_for = waits.then(|| "final-report".to_owned());
    Instalment {
        id: id(name),
        minor,
        not_before: None,
        waits_for,
        released_at: None,
        cycle: None,
        cleared_at: None,
        paid: false,
    }
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let lodged = Claim::lodge(draft("claim"), &wanted(at(0))).unwrap().claim;
    let advised = run(&lodged, &["bob", "recommends", "60000"]).unwrap().claim;
    let claim = run(&advised, &["cui", "accepts", "60000"]).unwrap().claim;
    for (minors, fits) in [
        (vec![], true),
        (vec![59_999], true),
        (vec![60_000], false),
        (vec![0], false),
        (vec![-1, 2], false),
        (vec![i64::MAX, i64::MAX], false),
    ] {
        let parts = minors.iter().map(|minor| part("p", *minor, false)).collect();
        assert_eq!(claim.clone().divided(None, parts).is_ok(), fits, "{minors:?}");
    }
}

proptest! {
    #[test]
    fn no_history_pays_more_than_was_granted_whatever_the_parts(
        parts in prop::collection::vec((1i64..20_000, any::<bool>()), 0..3),
        stages in 0usize..4,
        deposit in any::<bool>(),
        deeds in prop::collection::vec((0usize..12, 1i64..60_000, 0u8..4), 1..60),
    ) {
        const DEEDS: [&str; 12] = [
            "clears", "settles", "carries-over", "claws-back", "collects", "fails-to-collect", "hands-in",
            "clears-part", "settles-part", "carries-part-over", "clears-part", "settles-part",
        ];
        let mut draft = draft("claim");
        draft.stages = vec!["city".to_owned(); stages];
        let own_part = if deposit { draft.own_part_minor } else { 0 };
        draft.mode = if deposit { PaymentMode::Deposit } else { PaymentMode::Redemption };
        let mut claim = Claim::lodge(draft, &wanted(at(0))).unwrap().claim;
        let people = ["bob", "cui", "dan", "eva"];
        for (at, person) in people.iter().enumerate() {
            let deed = if claim.wants_advice() { "recommends" } else { "accepts" };
            claim = run(&claim, &[person, deed, "60000"]).unwrap().claim;
            if claim.state == ClaimState::Accepted {
                prop_assert_eq!(at + 1, stages.max(2), "each stage took one person, and two at least");
                break;
            }
        }
        let later: Vec<Instalment> =
            parts.iter().enumerate().map(|(at, (minor, waits))| part(&format!("c{at}"), *minor, *waits)).collect();
        claim = claim.divided(None, later).unwrap();
        let (mut cash, mut own_part_out) = (0, 0);
        for (deed, minor, other) in deeds {
            let (minor, name) = (minor.to_string(), format!("c{other}"));
            let words = match DEEDS[deed] {
                deed @ "claws-back" => vec!["bob", deed, &minor, &name, "cui"],
                deed => vec!["bob", deed, &name],
            };
            if let Ok(step) = run(&claim, &words) {
                cash += moved(&claim, &words);
                own_part_out = match words[1] {
                    "settles" => own_part,
                    "carries-over" => 0,
                    _ => own_part_out,
                };
                claim = step.claim;
            }
            let collected: i64 = claim.claw_backs.iter().map(ClawBack::to_collect_minor).sum();
            prop_assert_eq!(
                claim.payable_minor() + claim.in_instalments_minor() - collected,
                claim.granted_minor() + own_part,
                "first part, later parts and claw-backs make up what is left of the grant"
            );
            // What a cycle has not collected yet is off what was received already.
            let uncollected = claim.claw_backs.iter().filter(|back| back.cycle.is_none());
            let uncollected: i64 = uncollected.map(ClawBack::to_collect_minor).sum();
            prop_assert_eq!(claim.received_minor(), (cash - uncollected).max(own_part_out));
            prop_assert!(claim.payable_minor() >= 0 && claim.instalments.iter().all(|part| part.minor >= 0));
            prop_assert!((0..=claim.accepted_minor).contains(&claim.paid_minor()), "{}", claim.paid_minor());
            for due in claim.dues().iter().filter(|due| due.claw_back.is_none()) {
                prop_assert!(due.money.minor > 0);
            }
            let stored = serde_json::to_string(&claim).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Claim>(&stored).unwrap(), &claim);
        }
        cash += paid_to_the_end(&mut claim);
        let waiting: i64 = claim.instalments.iter().filter(|part| part.waits_for.is_some()).map(|part| part.minor).sum();
        let whole = claim.granted_minor() + own_part;
        prop_assert_eq!(cash, whole - waiting, "the payee has what is left of the grant");
        prop_assert_eq!((claim.received_minor(), claim.outstanding_minor()), (cash, waiting));
    }
}

/// What a deed that succeeded moved to the payee, in minor units; negative where the money went back.
fn moved(before: &Claim, words: &[&str]) -> i64 {
    let part = || before.instalments.iter().find(|part| part.id == id(words[2])).unwrap();
    let back = || before.claw_backs.iter().find(|back| back.id == id(words[2])).unwrap();
    let first = before.payable_minor();
    match words[1] {
        "settles" => first,
        "carries-over" if before.state != ClaimState::InCycle => -first,
        "settles-part" => part().minor,
        "carries-part-over" if part().paid => -part().minor,
        "collects" => back().set_off_minor - back().minor,
        "fails-to-collect" => back().minor - back().set_off_minor,
        _ => 0,
    }
}

/// Lets cycles pay and collect until nothing is due; what that moved to the payee, in minor units.
fn paid_to_the_end(claim: &mut Claim) -> i64 {
    let mut cash = 0;
    let mut go = |claim: &mut Claim, words: &[&str]| {
        let step = run(claim, words).unwrap();
        cash += moved(claim, words);
        *claim = step.claim;
    };
    let names: Vec<String> = (0..4).map(|n| format!("c{n}")).collect();
    let name = |wanted: Id| names.iter().find(|name| id(name) == wanted).unwrap();
    if claim.state == ClaimState::InCycle {
        go(claim, &["bank", "settles"]);
    }
    for part in claim.instalments.clone().iter().filter(|part| part.cycle.is_some() && !part.paid) {
        go(claim, &["bank", "settles-part", name(part.id)]);
    }
    while let Some(due) = claim.dues().first().cloned() {
        match (due.claw_back, due.instalment) {
            (Some(back), _) => go(claim, &["bank", "collects", name(back)]),
            (None, Some(part)) => {
                go(claim, &["bank", "clears-part", name(part)]);
                go(claim, &["bank", "settles-part", name(part)]);
            }
            (None, None) => {
                go(claim, &["bank", "clears"]);
                go(claim, &["bank", "settles"]);
            }
        }
    }
    cash
}

#[test]
fn what_came_back_from_the_bank_is_kept_instead_of_collected() {
    let claim = check(
        "bob  recommends 60000             = in-review
         cui  accepts 60000                = accepted
         bank clears                       = in-cycle
         bank settles                      = settled
         bob  claws-back 20000 c1 cui      = settled
         bank carries-over                 = accepted
         bank collects c1                  = ClawBack
         bob  claws-back 40000 c2 cui      = clawed-back",
    );
    assert_eq!((claim.payable_minor(), claim.dues()), (0, vec![]));
}
