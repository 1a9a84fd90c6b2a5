//! The population is the same for the same seed, keeps its weights, and fits itself and the place tree.

use std::collections::{HashMap, HashSet};

use jiangnan_catalogue::tariff::check_versions;
use jiangnan_catalogue::{Audience, UnifiedCode, Usage};
use jiangnan_kernel::{PlaceCode, PlaceTree};
use jiangnan_lab::{FactTables, Facts, LabError, Plan, Population, Role};
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
    let day = Plan::demo(0).first;
    let hour = Usage::time(3_600);
    let instruments = DEMO.instruments.iter().map(|it| &it.record);
    for instrument in instruments {
        assert_eq!(providers[&instrument.host].place, instrument.place);
        assert!(FACTS.technique(instrument.technique.as_deref().unwrap()).is_some());
        check_versions(&instrument.terms.tariffs).unwrap();
        let price = instrument.terms.price(hour.with_samples(2), Audience::External, day).unwrap();
        assert!(price.without_tax.minor > 0 && price.tax.minor > 0);
    }
    assert!(DEMO.instruments.iter().all(|it| (0.0..=1.0).contains(&it.quality)));
    for expert in &DEMO.experts {
        let home = providers[&expert.host].jurisdiction;
        assert_eq!(expert.check(day, home, &PLACES), []);
        assert!(expert.terms.price(hour, Audience::External, day).is_ok());
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
    let places =
        seats.iter().copied().chain(DEMO.instruments.iter().map(|instrument| instrument.record.place));
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
        *owned.entry(instrument.record.host).or_insert(0usize) += 1;
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
    let enterprise = DEMO.enterprises_by_id()[&person("engineer").organisation];
    let provider = DEMO.providers_by_id()[&person("lab-manager").organisation];
    assert_ne!(provider.jurisdiction, enterprise.jurisdiction);
    assert!(DEMO.grants.iter().any(|grant| grant.enterprise == enterprise.id));
    assert_eq!(person("officer").jurisdiction, enterprise.jurisdiction);
    assert_eq!(person("treasurer").jurisdiction, enterprise.jurisdiction);
    assert_eq!(person("auditor").jurisdiction.as_str(), "YRD");

    let logins: HashSet<&str> = DEMO.people.iter().map(|person| person.login.as_str()).collect();
    assert_eq!(logins.len(), DEMO.people.len());
    assert!(Role::ALL.iter().all(|role| logins.contains(role.login())));
    for fund in &DEMO.funds {
        let here =
            |role| DEMO.people.iter().filter(move |it| it.role == role && it.jurisdiction == fund.funder);
        assert_eq!((here(Role::Officer).count(), here(Role::Treasurer).count()), (2, 1));
    }
}

#[test]
fn every_person_and_controller_belongs_to_an_organisation() {
    let organisations: HashMap<_, _> = DEMO.organisations().map(|it| (it.id, it)).collect();
    assert_eq!(organisations.len(), 5 + 43 + 3_000);
    for person in &DEMO.people {
        let place = organisations[&person.organisation].place;
        assert!(PLACES.is_within(place, person.jurisdiction));
    }
    for organisation in organisations.values() {
        assert!(organisations.contains_key(&organisation.controlled_by()));
        let admitted =
            organisation.provider().map(|it| it.admission("CN-ZJ".parse().unwrap(), Plan::demo(0).first));
        assert!(admitted.is_none_or(|admission| admission.is_some()));
    }
}

#[test]
fn names_and_codes_are_unique_and_the_codes_valid() {
    let names: HashSet<&str> = DEMO.enterprises.iter().map(|it| it.name.zh.as_str()).collect();
    assert_eq!(names.len(), 3_000);
    let codes: HashSet<&str> =
        DEMO.enterprises.iter().filter_map(|it| Some(it.credit_code.as_ref()?.as_str())).collect();
    assert_eq!(codes.len(), 3_000);
    assert!(codes.iter().all(|code| code.parse::<UnifiedCode>().is_ok()));
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
