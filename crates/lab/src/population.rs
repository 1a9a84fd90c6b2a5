//! A population: real institutions and models of the facts, with everything else invented from the seed.

mod enterprise;
mod expert;
mod instrument;
mod people;
mod subsidy;

use std::collections::HashMap;

use jiangnan_kernel::{Id, PlaceCode, PlaceTree, Rng};
use serde::Serialize;

pub use enterprise::Enterprise;
pub use expert::Expert;
pub use instrument::{Instrument, Price};
pub use people::{Person, Role, Workplace};
pub use subsidy::{Fund, Grant};

use crate::draw::stream;
use crate::facts::{Facts, TechniqueFact};
use crate::{LabError, Plan};

/// Who and what there is before the first day of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Population {
    /// Providers, in the order of the facts.
    pub providers: Vec<Provider>,
    /// Instruments, those of one provider together.
    pub instruments: Vec<Instrument>,
    /// Experts.
    pub experts: Vec<Expert>,
    /// Enterprises.
    pub enterprises: Vec<Enterprise>,
    /// People.
    pub people: Vec<Person>,
    /// One fund for each jurisdiction that grants.
    pub funds: Vec<Fund>,
    /// Vouchers granted before the first day.
    pub grants: Vec<Grant>,
}

/// A real institution. That it opens instruments, and since when, is invented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// Its id.
    pub id: Id,
    /// The short code of the facts.
    pub code: String,
    /// Its name.
    pub name: jiangnan_kernel::Text,
    /// Its city.
    pub place: PlaceCode,
    /// The jurisdiction whose treasury it belongs to.
    pub jurisdiction: PlaceCode,
    /// What kind of body it is.
    pub kind: jiangnan_scheme::ProviderKind,
    /// The fields it works in.
    pub fields: Vec<String>,
    /// Since when it is admitted (invented).
    pub admitted_on: jiangnan_kernel::Date,
}

impl Population {
    /// Makes the population of a plan. The same facts, places and plan give the same population.
    ///
    /// # Errors
    /// Where facts and places do not fit each other, or the names do not suffice.
    pub fn make(facts: &Facts, places: &PlaceTree, plan: &Plan) -> Result<Population, LabError> {
        let workshop = Workshop { facts, places, plan };
        let providers = workshop.providers()?;
        let enterprises = workshop.enterprises()?;
        let (funds, grants) = workshop.subsidies(&enterprises);
        let population = Population {
            instruments: workshop.instruments(&providers)?,
            experts: workshop.experts(&providers),
            people: workshop.people(&providers, &enterprises, &grants),
            providers,
            enterprises,
            funds,
            grants,
        };
        Ok(population)
    }

    /// The enterprises by id.
    pub fn enterprises_by_id(&self) -> HashMap<Id, &Enterprise> {
        self.enterprises.iter().map(|enterprise| (enterprise.id, enterprise)).collect()
    }

    /// The providers by id.
    pub fn providers_by_id(&self) -> HashMap<Id, &Provider> {
        self.providers.iter().map(|provider| (provider.id, provider)).collect()
    }
}

/// What every maker of a part needs.
#[derive(Clone, Copy)]
struct Workshop<'a> {
    facts: &'a Facts,
    places: &'a PlaceTree,
    plan: &'a Plan,
}

impl<'a> Workshop<'a> {
    fn id(&self, rng: &mut dyn Rng) -> Id {
        Id::make(self.plan.start(), rng)
    }

    fn jurisdiction(&self, table: &'static str, place: PlaceCode) -> Result<PlaceCode, LabError> {
        let above = self.places.jurisdiction_of(place).ok_or(LabError::NoTreasury { table, place })?;
        Ok(above.code)
    }

    fn zone(&self, place: PlaceCode) -> String {
        self.places.get(place).map_or_else(|| "UTC".to_owned(), |place| place.zone.clone())
    }

    /// The currency of the public money where a place lies.
    fn currency(&self, place: PlaceCode) -> jiangnan_kernel::Currency {
        self.places.get(place).map_or(jiangnan_kernel::Currency::CNY, |place| place.currency)
    }

    fn providers(&self) -> Result<Vec<Provider>, LabError> {
        let mut rng = stream(self.plan.seed, "providers");
        let make = |fact: &crate::facts::ProviderFact| {
            let years_ago = 1 + i16::try_from(rng.below(4)).unwrap_or(0);
            Ok(Provider {
                id: self.id(&mut rng),
                code: fact.code.clone(),
                name: fact.name.clone(),
                place: fact.place,
                jurisdiction: self.jurisdiction("providers", fact.place)?,
                kind: fact.kind,
                fields: fact.fields.clone(),
                admitted_on: first_of_july(self.plan.first.year() - years_ago),
            })
        };
        self.facts.providers.iter().map(make).collect()
    }
}

/// The techniques that serve one of the fields and of which there is a model.
pub(crate) fn techniques_of<'a>(facts: &'a Facts, fields: &[String]) -> Vec<&'a TechniqueFact> {
    let serves = |technique: &&TechniqueFact| technique.fields.iter().any(|field| fields.contains(field));
    let has_model =
        |technique: &&TechniqueFact| facts.models.iter().any(|model| model.technique == technique.code);
    facts.techniques.iter().filter(serves).filter(has_model).collect()
}

fn first_of_july(year: i16) -> jiangnan_kernel::Date {
    jiangnan_kernel::Date::new(year, 7, 1).unwrap_or_default()
}
