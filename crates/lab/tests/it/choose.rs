//! The choice is a logit: probabilities add up to 1, cheaper is never less likely, and draws follow them.

use jiangnan_kernel::{Id, Money};
use jiangnan_lab::{Candidate, Need, Taste, chances, choose};
use proptest::prelude::*;

use crate::demo::DEMAND;

const TASTE: Taste = Taste { money: 4.0, distance: 0.8, quality: 1.0, nothing: 0.5 };

fn need(number: usize) -> Need {
    let like = &DEMAND.needs[number % DEMAND.needs.len()];
    Need { reach_km: 300, worth: Money { minor: 100_000, ..like.worth }, ..like.clone() }
}

fn candidate(id: u128, own_part_minor: i64, distance_km: f64) -> Candidate {
    Candidate { id: Id(id), own_part_minor, distance_km, quality: 0.5, free: true }
}

fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (0i64..200_000, 0.0..400.0f64, 0.0..1.0f64, prop::bool::weighted(0.8));
    prop::collection::vec(one, 0..12).prop_map(|all| {
        let made = all.into_iter().zip(1u128..).map(|((own_part_minor, distance_km, quality, free), id)| {
            Candidate { id: Id(id), own_part_minor, distance_km, quality, free }
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn probabilities_add_up_to_one(all in candidates()) {
        let chances = chances(&TASTE, &need(0), &all);
        let sum = chances.nothing + chances.candidates.iter().sum::<f64>();
        prop_assert!((sum - 1.0).abs() < 1e-9);
        for (candidate, chance) in all.iter().zip(&chances.candidates) {
            let possible = candidate.free && candidate.distance_km <= 300.0;
            prop_assert_eq!(*chance > 0.0, possible);
        }
    }

    #[test]
    fn cheaper_is_never_less_likely(all in candidates(), at: prop::sample::Index, cut in 0i64..100_000) {
        prop_assume!(!all.is_empty());
        let at = at.index(all.len());
        let mut cheaper = all.clone();
        cheaper[at].own_part_minor -= cut;
        let before = chances(&TASTE, &need(0), &all);
        let after = chances(&TASTE, &need(0), &cheaper);
        prop_assert!(after.candidates[at] >= before.candidates[at] - 1e-12);
        prop_assert!(after.nothing <= before.nothing + 1e-12);
    }

    #[test]
    fn who_chose_an_offer_still_chooses_it_where_only_that_one_gets_cheaper(
        all in candidates(), seed: u64, number: usize, cut in 0i64..100_000
    ) {
        let need = need(number);
        if let Some(chosen) = choose(seed, &TASTE, &need, &all).copied() {
            prop_assert!(chosen.free && chosen.distance_km <= 300.0);
            let mut cheaper = all.clone();
            cheaper.iter_mut().filter(|it| it.id == chosen.id).for_each(|it| it.own_part_minor -= cut);
            prop_assert_eq!(choose(seed, &TASTE, &need, &cheaper).map(|it| it.id), Some(chosen.id));
        }
    }

    #[test]
    fn offers_that_are_not_taken_do_not_matter(all in candidates(), seed: u64, at: prop::sample::Index) {
        prop_assume!(!all.is_empty());
        let need = need(1);
        let chosen = choose(seed, &TASTE, &need, &all).map(|it| it.id);
        let dropped = all[at.index(all.len())].id;
        prop_assume!(chosen != Some(dropped));
        let fewer: Vec<Candidate> = all.iter().rev().filter(|it| it.id != dropped).copied().collect();
        prop_assert_eq!(choose(seed, &TASTE, &need, &fewer).map(|it| it.id), chosen);
    }
}

#[test]
fn draws_follow_the_probabilities() {
    let all = [candidate(1, 50_000, 150.0), candidate(2, 90_000, 10.0), candidate(3, 20_000, 280.0)];
    let need = need(0);
    let chances = chances(&TASTE, &need, &all);
    let draws = 40_000u64;
    let drawn: Vec<_> = (0..draws).map(|seed| choose(seed, &TASTE, &need, &all).map(|it| it.id)).collect();
    let expected = [(None, chances.nothing)]
        .into_iter()
        .chain(all.iter().zip(&chances.candidates).map(|(candidate, &chance)| (Some(candidate.id), chance)));
    for (id, chance) in expected {
        let got = drawn.iter().filter(|&&it| it == id).count() as f64;
        let deviation = (draws as f64 * chance * (1.0 - chance)).sqrt();
        assert!((got - draws as f64 * chance).abs() < 4.0 * deviation, "{id:?}: {got} of {chance}");
    }
}

#[test]
fn a_distance_that_is_no_number_is_no_offer_and_extremes_do_not_overflow() {
    let all = [candidate(1, 0, f64::NAN), candidate(2, i64::MIN, 0.0), candidate(3, i64::MAX, 0.0)];
    let chances = chances(&TASTE, &need(0), &all);
    assert!(chances.candidates[0].abs() < f64::EPSILON);
    assert!((chances.candidates[1] - 1.0).abs() < f64::EPSILON);
}
