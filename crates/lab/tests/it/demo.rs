//! The tables of the demo, read once for all tests.

use std::sync::LazyLock;

use jiangnan_kernel::PlaceTree;
use jiangnan_lab::{Demand, FactTables, Facts, Plan, Population};

pub const TABLES: FactTables<'static> = FactTables {
    providers: include_str!("../../../../data/demo/providers.csv"),
    techniques: include_str!("../../../../data/demo/techniques.csv"),
    models: include_str!("../../../../data/demo/models.csv"),
    experts: include_str!("../../../../data/demo/experts.csv"),
    sectors: include_str!("../../../../data/demo/sectors.csv"),
    cities: include_str!("../../../../data/demo/cities.csv"),
    names: include_str!("../../../../data/demo/names.csv"),
    closed: include_str!("../../../../data/demo/closed.csv"),
};

pub static FACTS: LazyLock<Facts> = LazyLock::new(|| Facts::read(&TABLES).unwrap());

pub static PLACES: LazyLock<PlaceTree> =
    LazyLock::new(|| PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap());

pub static DEMO: LazyLock<Population> =
    LazyLock::new(|| Population::make(&FACTS, &PLACES, &Plan::demo(2026)).unwrap());

pub static DEMAND: LazyLock<Demand> =
    LazyLock::new(|| Demand::make(&FACTS, &PLACES, &DEMO, &Plan::demo(2026)).unwrap());
