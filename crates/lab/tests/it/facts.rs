//! The demo's tables are sound, and tables that are not are refused with table, line and reason.

use jiangnan_lab::{FactError, FactTables, Facts};

use crate::demo::{FACTS, PLACES, TABLES};

#[test]
fn the_demo_tables_fit_each_other_and_the_place_tree() {
    assert_eq!(FACTS.providers.len(), 43);
    assert_eq!(FACTS.cities.len(), 41);
    let seats = FACTS.providers.iter().map(|provider| provider.place);
    for place in seats.chain(FACTS.cities.iter().map(|city| city.place)) {
        assert!(PLACES.jurisdiction_of(place).is_some(), "{place:?} has no treasury above it");
    }
    for technique in &FACTS.techniques {
        assert!(FACTS.models.iter().any(|model| model.technique == technique.code), "{}", technique.code);
    }
}

#[test]
fn a_table_that_does_not_fit_is_refused() {
    const MODELS: &str = "maker,model,technique,price_low_minor,price_high_minor\n";
    let with_models = |line: &str| {
        let models = format!("{MODELS}{line}\n");
        Facts::read(&FactTables { models: &models, ..TABLES }).unwrap_err()
    };
    let code = "JN:999".to_owned();
    assert_eq!(with_models("A,B,JN:999,1,2"), FactError::UnknownTechnique { table: "models", code });
    let upside_down = FactError::BadPrices { table: "models", code: "B".into(), low: 5, high: 2 };
    assert_eq!(with_models("A,B,JN:004,5,2"), upside_down);
    assert!(matches!(with_models("A,B,JN:004,x,2"), FactError::BadLine { table: "models", line: 2, .. }));

    let cities = "place,population_2020\nCN-310100,1\nCN-310100,2\n";
    let twice = FactError::Twice { table: "cities", code: "CN-310100".into() };
    assert_eq!(Facts::read(&FactTables { cities, ..TABLES }).unwrap_err(), twice);
    let names = "part,zh,en\nstem,青澜,Qinglan\n";
    assert_eq!(Facts::read(&FactTables { names, ..TABLES }).unwrap_err(), FactError::Empty("names"));
}
