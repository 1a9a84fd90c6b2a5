//! The population is the same for the same seed, keeps its weights, and fits itself and the place tree.

use std::collections::{HashMap, HashSet};

use jiangnan_kernel::{PlaceCode, PlaceTree};
use jiangnan_lab::{FactTables, Facts, LabError, Plan, Population, Role, Workplace};
use jiangnan_scheme::{Credit, Size};
use proptest::prelude::*;

use crate::demo::{DEMO, FACTS, PLACES, TABLES};

fn small(seed: u64) -> Plan {
    Plan { instruments: 60, experts: 5, enterprises: 80, needs: 50, ..Plan::demo(seed) }
}

#[test]
fn the_demo_has_the_promised_size() {
    assert_eq!(DEMO.providers.len(), 43);
    assert_eq!(DEMO.instruments.len(), 2_000);
    assert_eq!(DEMO.experts.len(), 60);
    assert_eq!(DEMO.enterprises.len(), 3_000);
    assert_eq!(DEMO.funds.len(), 4);
    assert!((1_000..2_000).contains(&DEMO.grants.len()), "{}", DEMO.grants.len());
}

#[test]
fn every_part_points_at_parts_that_are_there() {
    let providers = DEMO.providers_by_id();
    let enterprises = DEMO.enterprises_by_id();
    for instrument in &DEMO.instruments {
        assert_eq!(providers[&instrument.provider].place, instrument.place);
        assert!(FACTS.technique(&instrument.technique).is_some());
        assert!(instrument.price.per_hour.minor > 0 && (0.0..=1.0).contains(&instrument.quality));
    }
    for expert in &DEMO.experts {
        assert!(expert.consent_until >= Plan::demo(0).last && expert.per_hour.minor > 0);
        assert_eq!(expert.travels_to.first(), Some(&providers[&expert.provider].jurisdiction));
    }
    for enterprise in &DEMO.enterprises {
        assert!(enterprise.group_size >= enterprise.size);
        let head = enterprise.controller.map(|id| enterprises[&id]);
        assert!(head.is_none_or(|head| head.controller.is_none() && head.size == enterprise.group_size));
    }
    for grant in &DEMO.grants {
        let holder = enterprises[&grant.enterprise];
        assert_eq!(holder.jurisdiction, grant.funder);
        assert!(holder.group_size < Size::Large && holder.credit == Credit::Clear);
        assert!(grant.granted_on < Plan::demo(0).first && grant.amount.minor > 0);
    }
    for fund in &DEMO.funds {
        let granted = DEMO.grants.iter().filter(|grant| grant.funder == fund.funder);
        assert!(granted.map(|grant| grant.amount.minor).sum::<i64>() <= fund.appropriation.minor);
    }
}

#[test]
fn every_place_is_in_the_tree_and_every_city_has_an_enterprise() {
    let seats: HashSet<PlaceCode> = DEMO.enterprises.iter().map(|enterprise| enterprise.place).collect();
    assert_eq!(seats.len(), 41);
    let places = seats.iter().copied().chain(DEMO.instruments.iter().map(|instrument| instrument.place));
    for place in places.chain(DEMO.funds.iter().map(|fund| fund.funder)) {
        assert!(PLACES.get(place).is_some());
    }
}

#[test]
fn weights_are_respected() {
    let total = DEMO.enterprises.len() as f64;
    // Four standard deviations of a binomial share.
    let near = |got: usize, share: f64| {
        (got as f64 - total * share).abs() <= 4.0 * (total * share * (1.0 - share)).sqrt()
    };
    for (size, share) in [(Size::Micro, 0.30), (Size::Small, 0.45), (Size::Medium, 0.20), (Size::Large, 0.05)]
    {
        assert!(near(DEMO.enterprises.iter().filter(|it| it.size == size).count(), share), "{size}");
    }
    let people: f64 = FACTS.cities.iter().map(|city| f64::from(city.weight)).sum();
    for city in &FACTS.cities {
        let here = DEMO.enterprises.iter().filter(|it| it.place == city.place).count();
        assert!(near(here, f64::from(city.weight) / people), "{:?}: {here}", city.place);
    }
    let weights: u32 = FACTS.sectors.iter().map(|sector| sector.weight).sum();
    for sector in &FACTS.sectors {
        let here = DEMO.enterprises.iter().filter(|it| it.sector_code == sector.code).count();
        assert!(near(here, f64::from(sector.weight) / f64::from(weights)), "{}: {here}", sector.code);
    }
    let mut owned = HashMap::new();
    for instrument in &DEMO.instruments {
        *owned.entry(instrument.provider).or_insert(0usize) += 1;
    }
    let weights: u32 = FACTS.providers.iter().map(|provider| provider.weight).sum();
    for (provider, fact) in DEMO.providers.iter().zip(&FACTS.providers) {
        let exact = 2_000.0 * f64::from(fact.weight) / f64::from(weights);
        assert!((owned[&provider.id] as f64 - exact).abs() <= 1.0, "{}", provider.code);
    }
}

#[test]
fn the_five_people_can_play_the_main_job_across_a_border() {
    let person = |login: &str| DEMO.people.iter().find(|person| person.login == login).unwrap();
    let enterprises = DEMO.enterprises_by_id();
    let Workplace::Enterprise(enterprise) = person("engineer").at else {
        panic!("an engineer works elsewhere")
    };
    let Workplace::Provider(provider) = person("lab-manager").at else { panic!("a manager works elsewhere") };
    let home = enterprises[&enterprise].jurisdiction;
    assert_ne!(DEMO.providers_by_id()[&provider].jurisdiction, home);
    assert!(DEMO.grants.iter().any(|grant| grant.enterprise == enterprise));
    assert_eq!(person("officer").at, Workplace::Place(home));
    assert_eq!(person("treasurer").at, Workplace::Place(home));
    assert_eq!(person("auditor").at, Workplace::Place("YRD".parse().unwrap()));

    let logins: HashSet<&str> = DEMO.people.iter().map(|person| person.login.as_str()).collect();
    assert_eq!(logins.len(), DEMO.people.len());
    for role in Role::ALL {
        assert!(logins.contains(role.login()));
    }
    for fund in &DEMO.funds {
        let here = |role| {
            DEMO.people.iter().filter(move |it| it.role == role && it.at == Workplace::Place(fund.funder))
        };
        assert_eq!((here(Role::Officer).count(), here(Role::Treasurer).count()), (2, 1));
    }
}

#[test]
fn names_and_codes_are_unique_and_the_codes_valid() {
    let names: HashSet<&str> = DEMO.enterprises.iter().map(|it| it.name.zh.as_str()).collect();
    assert_eq!(names.len(), 3_000);
    let codes: HashSet<&str> = DEMO.enterprises.iter().filter_map(|it| it.credit_code.as_deref()).collect();
    assert_eq!(codes.len(), 3_000);
    assert!(codes.iter().all(|code| is_credit_code(code)));
    assert!(!is_credit_code("91330100716105852E") && is_credit_code("91330100716105852F"));
}

/// Both check characters, computed with tables instead of the production code's running weights.
fn is_credit_code(code: &str) -> bool {
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    const BODY: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let characters: Vec<char> = code.chars().collect();
    let values: Option<Vec<usize>> = characters.iter().map(|&it| alphabet.find(it)).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else { return false };
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    let body: u32 =
        characters[8..16].iter().zip(BODY).map(|(it, weight)| it.to_digit(36).unwrap() * weight).sum();
    let ninth = if characters[16] == 'X' { 10 } else { characters[16].to_digit(10).unwrap() };
    (sum + values[17]).is_multiple_of(31) && (body + ninth).is_multiple_of(11)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_same_seed_gives_the_same_population(seed: u64) {
        let make = |seed| Population::make(&FACTS, &PLACES, &small(seed)).unwrap();
        prop_assert_eq!(make(seed), make(seed));
        prop_assert_ne!(make(seed), make(seed.wrapping_add(1)));
    }
}

#[test]
fn more_instruments_leave_the_enterprises_as_they_were() {
    let few = Population::make(&FACTS, &PLACES, &small(7)).unwrap();
    let many = Population::make(&FACTS, &PLACES, &Plan { instruments: 90, ..small(7) }).unwrap();
    assert_eq!(few.enterprises, many.enterprises);
    assert_eq!(few.people, many.people);
}

#[test]
fn facts_that_do_not_fit_are_refused() {
    let refusal = |tables: &FactTables<'_>, places: &PlaceTree| {
        Population::make(&Facts::read(tables).unwrap(), places, &small(1)).unwrap_err()
    };
    let rhine = PlaceTree::read_csv(include_str!("../../../../data/places/upper-rhine.csv")).unwrap();
    assert!(matches!(refusal(&TABLES, &rhine), LabError::NoTreasury { table: "providers", .. }));
    let cities = "place,population_2020\nCN-310100,0\n";
    assert_eq!(refusal(&FactTables { cities, ..TABLES }, &PLACES), LabError::NoWeight("cities"));
    let names = "part,zh,en\nstem,青澜,Qinglan\ntail,科,Ke\n";
    let cities = "place,population_2020\nCN-310100,1\n";
    let out = refusal(&FactTables { cities, names, ..TABLES }, &PLACES);
    assert!(matches!(out, LabError::NamesRunOut { made } if made <= 23), "{out}");
}
