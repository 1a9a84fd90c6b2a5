//! Claims: the life of one claim, line by line, and what the table of edges keeps true.

use std::fmt::Debug;

use jiangnan_clearing::claim_state::CLAIM_EDGES;
use jiangnan_clearing::{
    Claim, ClaimEvent, ClaimRefused, ClaimState, ClaimStep, ClawBack, Recommendation, comparable,
};

use proptest::prelude::*;

use crate::sample::{at, day, draft, id, invoice, paper, wanted};

/// Runs a table of `PERSON DEED ARGUMENTS… = OUTCOME` on a fresh claim; the outcome is the state after or
/// the name of the refusal. Amounts are minor units.
pub fn check(table: &str) -> Claim {
    let mut claim = Claim::lodge(draft("claim"), &wanted(at(0))).unwrap().claim;
    for (number, line) in table.lines().enumerate() {
        let Some((deed, expected)) = line.split_once('=') else { continue };
        let words: Vec<&str> = deed.split_whitespace().collect();
        let got = match run(&claim, &words) {
            Ok(step) => {
                assert_eq!(step.claim.history.last().map(|note| note.event), Some(step.event));
                claim = step.claim;
                claim.state.to_string()
            }
            Err(refused) => variant(&refused),
        };
        assert_eq!(got, expected.trim(), "line {number}: {line}");
    }
    claim
}

fn variant(value: &impl Debug) -> String {
    format!("{value:?}").split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or("").to_owned()
}

pub fn run(claim: &Claim, words: &[&str]) -> Result<ClaimStep, ClaimRefused> {
    let by = id(words[0]);
    let minor = || words[2].parse::<i64>().unwrap();
    match words[1] {
        "recommends" => {
            claim.recommend(by, Recommendation::Accept { minor: minor(), note: String::new() }, at(1))
        }
        "advises-against" => {
            let reason = words.get(2).copied().unwrap_or("").to_owned();
            claim.recommend(by, Recommendation::Reject { clause: "9".into(), reason }, at(1))
        }
        "accepts" => claim.accept(by, minor(), words.get(3).copied().unwrap_or(""), at(2)),
        "rejects" => claim.reject(by, "9", words.get(2).copied().unwrap_or(""), at(2)),
        "sends-back" => claim.send_back(by, "look again", at(2)),
        "returns" => claim.return_for(by, "the report lacks a date", at(2)),
        "relodges" => {
            claim.relodge(by, words[2..].iter().map(|k| paper(k)).collect(), invoice("8"), &wanted(at(3)))
        }
        "withdraws" => claim.withdraw(by, at(3)),
        "clears" => claim.clear(id("cycle"), at(4)),
        "settles" => claim.settle(at(5)),
        "carries-over" => claim.carry_over("AC04", at(5)),
        "claws-back" => {
            let order = ClawBack {
                id: id(words[3]),
                minor: minor(),
                clause: "23".into(),
                reason: "the report was copied".into(),
                proposed_by: by,
                confirmed_by: id(words[4]),
                set_off_minor: 0,
                after_payout: false,
                cycle: None,
            };
            claim.claw_back(order, at(6))
        }
        "collects" => claim.clear_claw_back(id(words[2]), id("next"), at(7)),
        "hands-in" => {
            let claim = claim.release(&paper("final-report"), by, at(6))?;
            Ok(ClaimStep { claim, event: ClaimEvent::InstalmentReleased })
        }
        "clears-part" => claim.clear_instalment(id(words[2]), id("next"), at(7)),
        "settles-part" => claim.settle_instalment(id(words[2]), at(8)),
        "carries-part-over" => claim.carry_instalment_over(id(words[2]), at(8)),
        "fails-to-collect" => claim.carry_claw_back_over(id(words[2]), at(8)),
        other => panic!("no deed `{other}`"),
    }
}

#[test]
fn two_people_grant_a_claim_and_a_cycle_pays_it() {
    let claim = check(
        "bob  accepts 80000     = WrongState
         ann  recommends 80000  = LodgerMayNotReview
         bob  recommends 0      = AmountMustBePositive
         bob  recommends 80001  = AboveAsked
         bob  recommends 70000  = in-review
         bob  accepts 70000     = MakerMayNotCheck
         ann  accepts 70000     = LodgerMayNotReview
         cui  accepts 80000     = AboveRecommended
         cui  accepts 60000     = accepted
         cui  rejects late      = WrongState
         bank settles           = WrongState
         bank clears            = in-cycle
         bank carries-over      = accepted
         bank clears            = in-cycle
         bank settles           = settled",
    );
    assert_eq!((claim.accepted_minor, claim.unspent_minor()), (60_000, 20_000));
    assert_eq!(claim.accepted_at, Some(at(2)));
}

#[test]
fn a_rejection_needs_two_people_and_a_reason() {
    let claim = check(
        "bob advises-against               = ReasonMissing
         bob advises-against related-party = in-review
         cui accepts 1                     = AboveRecommended
         bob rejects related-party         = MakerMayNotCheck
         cui rejects                       = ReasonMissing
         cui sends-back                    = lodged
         dan recommends 80000              = in-review
         cui rejects related-party         = rejected",
    );
    assert_eq!((claim.reason(), claim.unspent_minor()), ("related-party", 80_000));
}

#[test]
fn a_returned_claim_comes_back_with_its_papers() {
    let claim = check(
        "bob recommends 80000          = in-review
         cui returns                   = returned
         cui accepts 80000             = WrongState
         ann relodges contract         = EvidenceMissing
         dan relodges contract report  = lodged
         dan recommends 80000          = LodgerMayNotReview
         cui recommends 80000          = in-review
         bob accepts 80000             = accepted
         ann withdraws                 = WrongState",
    );
    assert_eq!(claim.draft.invoice.number, "8");
    check("ann withdraws = withdrawn");
}

#[test]
fn a_claw_back_is_collected_after_the_payout_and_shrinks_the_claim_before_it() {
    let paid = check(
        "bob  recommends 80000            = in-review
         cui  accepts 80000               = accepted
         bob  claws-back 10000 first bob  = ProposerMayNotConfirm
         bob  claws-back 10000 first cui  = accepted
         bank clears                      = in-cycle
         bob  claws-back 10000 again cui  = WrongState
         bank settles                     = settled
         bob  claws-back 20000 first cui  = ClawBack
         bob  claws-back 20000 second cui = settled
         bob  claws-back 50001 third cui  = AboveGranted
         bank collects first              = ClawBack
         bank collects second             = settled
         bank collects second             = ClawBack
         bank fails-to-collect second     = settled
         bob  claws-back 50000 third cui  = clawed-back
         bank collects third              = clawed-back",
    );
    assert_eq!((paid.payable_minor(), paid.granted_minor()), (70_000, 0));
}

#[test]
fn a_claim_without_its_papers_is_not_lodged() {
    let mut bare = draft("bare");
    bare.evidence.pop();
    let refused = Claim::lodge(bare.clone(), &wanted(at(0))).unwrap_err();
    assert_eq!(refused.to_string(), "the claim lacks evidence: add `report`");
    bare.evidence.push(paper("report"));
    bare.invoice.date = day("2026-03-21");
    let refused = Claim::lodge(bare.clone(), &wanted(at(0))).unwrap_err();
    assert!(matches!(refused, ClaimRefused::InvoiceInFuture { .. }));
    bare.invoice.number = " － ".into();
    let refused = Claim::lodge(bare.clone(), &wanted(at(0))).unwrap_err();
    assert_eq!(refused, ClaimRefused::InvoiceIncomplete { what: "number" });
    bare.own_part_minor += 1;
    assert!(matches!(Claim::lodge(bare, &wanted(at(0))).unwrap_err(), ClaimRefused::AbovePrice { .. }));
}

#[test]
fn writings_of_one_number_agree() {
    for (first, second) in
        [("ab 12-3", "ＡＢ１２３"), ("No.7", "NO．7"), ("1\u{200b}2", "12"), ("沪 01", "沪01")]
    {
        assert_eq!(comparable(first), comparable(second), "{first}");
    }
    assert_ne!(comparable("12"), comparable("21"));
}

#[test]
fn the_table_of_edges_is_a_function_and_reaches_every_state() {
    for (index, edge) in CLAIM_EDGES.iter().enumerate() {
        let same = CLAIM_EDGES.iter().skip(index + 1).any(|o| (o.from, o.event) == (edge.from, edge.event));
        assert!(!same, "{edge:?} stands twice");
    }
    let mut reached = vec![ClaimState::Lodged];
    let mut next = 0;
    while next < reached.len() {
        for event in reached[next].events().collect::<Vec<_>>() {
            let to = reached[next].after(event).unwrap();
            if !reached.contains(&to) {
                reached.push(to);
            }
        }
        next += 1;
    }
    assert!(ClaimState::ALL.iter().all(|state| reached.contains(state)));
    for &event in ClaimEvent::ALL {
        assert!(CLAIM_EDGES.iter().any(|edge| edge.event == event), "{event} never happens");
        assert_eq!(serde_json::to_string(&event).unwrap(), format!("\"{event}\""));
    }
}

proptest! {
    #[test]
    fn no_history_grants_more_than_asked_or_by_one_person(
        deeds in prop::collection::vec((0usize..13, 0usize..4, 1i64..90_000, 0u8..4), 1..40)
    ) {
        const DEEDS: [&str; 13] = [
            "recommends", "accepts", "clears", "settles", "recommends", "accepts", "advises-against",
            "rejects", "sends-back", "returns", "relodges", "carries-over", "claws-back",
        ];
        const PEOPLE: [&str; 4] = ["ann", "bob", "cui", "dan"];
        let mut claim = Claim::lodge(draft("claim"), &wanted(at(0))).unwrap().claim;
        for (deed, person, minor, other) in deeds {
            let minor = minor.to_string();
            let name = format!("c{other}");
            let words = match DEEDS[deed] {
                "relodges" => vec![PEOPLE[person], "relodges", "contract", "report"],
                deed => vec![PEOPLE[person], deed, &minor, &name, PEOPLE[usize::from(other)]],
            };
            if let Ok(step) = run(&claim, &words) {
                claim = step.claim;
            }
            prop_assert!(claim.accepted_minor <= claim.draft.subsidy_minor);
            prop_assert!(claim.granted_minor() >= 0 && claim.payable_minor() >= 0);
            if claim.state.is_granted() {
                let checker = claim.history.iter().rev().find(|n| n.event == ClaimEvent::Accepted).unwrap().by;
                let maker = claim.first_review.as_ref().map(|first| first.by);
                prop_assert!(maker.is_some() && checker != maker && checker != Some(claim.draft.lodged_by));
            }
            let stored = serde_json::to_string(&claim).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Claim>(&stored).unwrap(), &claim);
        }
    }
}

#[test]
fn a_note_on_an_accepted_claim_is_kept() {
    let claim = check("bob recommends 60000 = in-review\ncui accepts 50000 rounded-down = accepted");
    assert_eq!(claim.history.last().map(|note| note.reason.as_str()), Some("rounded-down"));
    assert_eq!(claim.reason(), "rounded-down");
}

#[test]
fn every_stage_advises_and_the_last_decides() {
    let mut draft = draft("claim");
    draft.stages = ["district", "city", "province"].map(String::from).to_vec();
    let mut claim = Claim::lodge(draft, &wanted(at(0))).unwrap().claim;
    assert_eq!(claim.next_level(), Some("district"));
    for (words, outcome, level) in [
        ("bob recommends 70000", "in-review", "city"),
        ("cui accepts 70000", "StageMissing", "city"),
        ("bob recommends 60000", "MakerMayNotCheck", "city"),
        ("ann recommends 60000", "LodgerMayNotReview", "city"),
        ("cui recommends 70001", "AboveRecommended", "city"),
        ("cui recommends 60000", "in-review", "province"),
        ("dan recommends 60000", "WrongState", "province"),
        ("bob accepts 60000", "MakerMayNotCheck", "province"),
        ("dan sends-back", "lodged", "district"),
        ("dan recommends 50000", "in-review", "city"),
        ("bob recommends 50000", "in-review", "province"),
        ("cui accepts 50000", "accepted", "province"),
    ] {
        let got = match run(&claim, &words.split(' ').collect::<Vec<_>>()) {
            Ok(step) => {
                claim = step.claim;
                claim.state.to_string()
            }
            Err(refused) => variant(&refused),
        };
        assert_eq!((got.as_str(), claim.next_level()), (outcome, Some(level)), "{words}");
    }
}
