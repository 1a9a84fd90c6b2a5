//! What both plays of the quarter share: places, facts, people and needs, all out of the embedded tables.

use std::collections::HashMap;
use std::sync::Arc;

use jiangnan_kernel::{Id, PlaceCode, PlaceTree};
use jiangnan_lab::{Demand, FactTables, Facts, Instrument, LabError, Person, Plan, Population, Role};
use jiangnan_scheme::{Diagnostic, Scheme};

use super::stage::Rules;

/// The tables of the Yangtze River Delta.
pub const PLACES: &str = include_str!("../../../../data/places/yrd.csv");

/// The rule texts under which the border is open: file name and text.
const OPEN: [(&str, &str); 4] = [
    ("shanghai-2026.toml", include_str!("../../../../schemes/yrd/shanghai-2026.toml")),
    ("jiangsu-2026.toml", include_str!("../../../../schemes/yrd/jiangsu-2026.toml")),
    ("zhejiang-2026.toml", include_str!("../../../../schemes/yrd/zhejiang-2026.toml")),
    ("anhui-2026.toml", include_str!("../../../../schemes/yrd/anhui-2026.toml")),
];

/// The same with "providers in my province only".
const CLOSED: [(&str, &str); 4] = [
    ("shanghai-2026.toml", include_str!("../../../../schemes/yrd-closed/shanghai-2026.toml")),
    ("jiangsu-2026.toml", include_str!("../../../../schemes/yrd-closed/jiangsu-2026.toml")),
    ("zhejiang-2026.toml", include_str!("../../../../schemes/yrd-closed/zhejiang-2026.toml")),
    ("anhui-2026.toml", include_str!("../../../../schemes/yrd-closed/anhui-2026.toml")),
];

const TABLES: FactTables<'static> = FactTables {
    providers: include_str!("../../../../data/demo/providers.csv"),
    techniques: include_str!("../../../../data/demo/techniques.csv"),
    models: include_str!("../../../../data/demo/models.csv"),
    experts: include_str!("../../../../data/demo/experts.csv"),
    sectors: include_str!("../../../../data/demo/sectors.csv"),
    cities: include_str!("../../../../data/demo/cities.csv"),
    names: include_str!("../../../../data/demo/names.csv"),
    closed: include_str!("../../../../data/demo/closed.csv"),
};

/// What both plays share.
pub struct World {
    /// The places.
    pub places: Arc<PlaceTree>,
    /// The city group.
    pub group: PlaceCode,
    /// How much is invented, from which seed, for which days.
    pub plan: Plan,
    /// Who and what there is.
    pub population: Population,
    /// What is needed, in order of time.
    pub demand: Demand,
    people: HashMap<Id, Vec<Person>>,
}

/// A rule text with the scheme in it.
pub struct RuleText {
    /// The text.
    pub text: &'static str,
    /// What it says.
    pub scheme: Scheme,
}

/// Why the embedded tables do not make a world. The tests read them, so this tells of a broken build.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The table of places.
    #[error(transparent)]
    Places(#[from] jiangnan_kernel::place::PlaceError),
    /// A table of facts.
    #[error(transparent)]
    Facts(#[from] jiangnan_lab::FactError),
    /// The population or the demand.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// A rule text.
    #[error("the rule text has {} findings, the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Scheme(Vec<Diagnostic>),
}

impl World {
    /// Makes the world of a plan.
    ///
    /// # Errors
    /// Where an embedded table is not what it should be.
    pub fn make(plan: Plan) -> Result<World, WorldError> {
        let places = PlaceTree::read_csv(PLACES)?;
        let facts = Facts::read(&TABLES)?;
        let population = Population::make(&facts, &places, &plan)?;
        let demand = Demand::make(&facts, &places, &population, &plan)?;
        let mut people: HashMap<Id, Vec<Person>> = HashMap::new();
        for person in &population.people {
            people.entry(person.organisation).or_default().push(person.clone());
        }
        let group =
            places.places().iter().find(|place| place.kind == jiangnan_kernel::place::PlaceKind::Group);
        let group = group.map(|place| place.code).ok_or(jiangnan_kernel::place::PlaceError::BadLine {
            line: 1,
            reason: "no city group".to_owned(),
        })?;
        Ok(World { places: Arc::new(places), group, plan, population, demand, people })
    }

    /// The rule texts of one side of the comparison.
    ///
    /// # Errors
    /// Where one of them does not pass its checks.
    pub fn schemes(&self, rules: Rules) -> Result<Vec<RuleText>, WorldError> {
        let files = match rules {
            Rules::Open => OPEN,
            Rules::Closed => CLOSED,
        };
        let load = |(file, text)| {
            let scheme = Scheme::load(file, text, &self.places).map_err(WorldError::Scheme)?;
            Ok(RuleText { text, scheme })
        };
        files.into_iter().map(load).collect()
    }

    /// Who works for an organisation in a role.
    pub fn worker(&self, organisation: Id, role: Role) -> Option<&Person> {
        self.people.get(&organisation)?.iter().find(|person| person.role == role)
    }

    /// Those who work for a jurisdiction in a role.
    pub fn officials(&self, home: PlaceCode, role: Role) -> impl Iterator<Item = &Person> {
        self.population.people.iter().filter(move |person| person.role == role && person.jurisdiction == home)
    }

    /// The jurisdictions that have a treasury.
    pub fn jurisdictions(&self) -> impl Iterator<Item = PlaceCode> {
        self.places.places().iter().filter(|place| place.treasury).map(|place| place.code)
    }

    /// The instruments by the technique they serve.
    pub fn by_technique(&self) -> HashMap<&str, Vec<&Instrument>> {
        let mut by_technique: HashMap<&str, Vec<&Instrument>> = HashMap::new();
        for instrument in &self.population.instruments {
            if let Some(technique) = instrument.record.technique.as_deref() {
                by_technique.entry(technique).or_default().push(instrument);
            }
        }
        by_technique
    }
}
