//! Demand is the same for the same seed, in order, and asks for what fits the enterprise.

use jiangnan_kernel::Weekday;
use jiangnan_kernel::hours::weekday_of;
use jiangnan_lab::{Demand, LabError, Plan, Population};
use jiangnan_scheme::Service;
use proptest::prelude::*;

use crate::demo::{DEMAND, DEMO, FACTS, PLACES};

#[test]
fn needs_stand_in_order_and_arise_in_office_hours_of_the_stretch() {
    assert_eq!(DEMAND.needs.len(), 6_000);
    assert!(DEMAND.needs.is_sorted_by_key(|need| (need.raised, need.id)));
    let plan = Plan::demo(0);
    for need in &DEMAND.needs {
        let local = need.raised.in_zone("Asia/Shanghai").unwrap();
        let day = local.date();
        assert!(plan.first <= day && need.not_after <= plan.last, "{day} {}", need.not_after);
        assert!(!matches!(weekday_of(day), Weekday::Sat | Weekday::Sun) && !FACTS.closed.contains(&day));
        assert!((8..=17).contains(&local.hour()));
        assert!(day < need.not_before && need.not_before < need.not_after);
    }
}

#[test]
fn an_enterprise_needs_what_serves_its_sector() {
    let enterprises = DEMO.enterprises_by_id();
    for need in &DEMAND.needs {
        let enterprise = enterprises[&need.enterprise];
        let sector = FACTS.sectors.iter().find(|it| it.code == enterprise.sector_code).unwrap();
        let technique = FACTS.technique(&need.technique).unwrap();
        assert!(technique.fields.iter().any(|field| sector.fields.contains(field)));
        assert_eq!(need.place, enterprise.place);
        assert_eq!(need.samples.is_some(), need.service == Service::Testing);
        assert!(need.hours > 0 && need.worth.minor > 0 && need.reach_km > 0);
    }
    let count = |service| DEMAND.needs.iter().filter(|need| need.service == service).count();
    assert!((2_300..2_750).contains(&count(Service::Testing)));
    assert!((300..600).contains(&count(Service::ExpertTime)));
}

#[test]
fn voucher_holders_need_more() {
    let holders: std::collections::HashSet<_> = DEMO.grants.iter().map(|grant| grant.enterprise).collect();
    let held = DEMAND.needs.iter().filter(|need| holders.contains(&need.enterprise)).count();
    assert!(held > 4_000, "{held}");
}

#[test]
fn a_stretch_without_a_working_day_or_anybody_is_refused() {
    let plan = Plan { last: Plan::demo(1).first, ..Plan::demo(1) };
    let refusal = Demand::make(&FACTS, &PLACES, &DEMO, &plan).unwrap_err();
    assert_eq!(refusal, LabError::NoWorkingDay { first: plan.first, last: plan.last });
    let nobody = Plan { enterprises: 0, ..Plan::demo(1) };
    let empty = Population::make(&FACTS, &PLACES, &nobody).unwrap();
    assert_eq!(Demand::make(&FACTS, &PLACES, &empty, &nobody).unwrap_err(), LabError::NoEnterprise);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_same_seed_gives_the_same_demand(seed: u64) {
        let make = |seed| {
            let plan = Plan { instruments: 20, enterprises: 40, needs: 60, ..Plan::demo(seed) };
            let population = Population::make(&FACTS, &PLACES, &plan).unwrap();
            Demand::make(&FACTS, &PLACES, &population, &plan).unwrap()
        };
        prop_assert_eq!(make(seed), make(seed));
        prop_assert_ne!(make(seed), make(seed.wrapping_add(1)));
    }
}
