//! A population: real institutions and models of the facts, with everything else invented from the seed.

mod enterprise;
mod expert;
mod instrument;
mod people;
mod provider;
mod subsidy;

use std::collections::HashMap;

use jiangnan_catalogue::{Expert, Organisation};
use jiangnan_kernel::{Currency, Id, PlaceCode, PlaceTree, Rng};
use serde::Serialize;

pub use enterprise::Enterprise;
pub use instrument::Instrument;
pub use people::{Person, Role};
pub use provider::{Government, Provider};
pub use subsidy::{Fund, Grant};

use crate::facts::{Facts, TechniqueFact};
use crate::{LabError, Plan};

/// Who and what there is before the first day of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Population {
    /// Governments: each jurisdiction, and the city group, for which the auditor works.
    pub governments: Vec<Government>,
    /// Providers, in the order of the facts.
    pub providers: Vec<Provider>,
    /// Instruments, those of one provider together.
    pub instruments: Vec<Instrument>,
    /// Experts, who carry a role and a number and never a person's name. All invented.
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

impl Population {
    /// Makes the population of a plan. The same facts, places and plan give the same population.
    ///
    /// # Errors
    /// Where facts and places do not fit each other, or the names do not suffice.
    pub fn make(facts: &Facts, places: &PlaceTree, plan: &Plan) -> Result<Population, LabError> {
        let workshop = Workshop { facts, places, plan };
        let governments = workshop.governments();
        let providers = workshop.providers()?;
        let enterprises = workshop.enterprises()?;
        let (funds, grants) = workshop.subsidies(&enterprises);
        Ok(Population {
            instruments: workshop.instruments(&providers)?,
            experts: workshop.experts(&providers),
            people: workshop.people(&governments, &providers, &enterprises, &grants),
            governments,
            providers,
            enterprises,
            funds,
            grants,
        })
    }

    /// All organisations: governments, providers, enterprises; a controller may follow whom it controls.
    pub fn organisations(&self) -> impl Iterator<Item = Organisation> {
        let governments = self.governments.iter().map(Government::organisation);
        let providers = self.providers.iter().map(Provider::organisation);
        governments.chain(providers).chain(self.enterprises.iter().map(Enterprise::organisation))
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
        Id::make(&self.plan.start(), rng)
    }

    fn jurisdiction(&self, table: &'static str, place: PlaceCode) -> Result<PlaceCode, LabError> {
        let above = self.places.jurisdiction_of(place).ok_or(LabError::NoTreasury { table, place })?;
        Ok(above.code)
    }

    fn zone(&self, place: PlaceCode) -> String {
        self.places.get(place).map_or_else(|| "UTC".to_owned(), |place| place.zone.clone())
    }

    /// The currency of the public money where a place lies.
    fn currency(&self, place: PlaceCode) -> Currency {
        self.places.get(place).map_or(Currency::CNY, |place| place.currency)
    }
}

/// The techniques that serve one of the fields and of which there is a model.
pub(crate) fn techniques_of<'a>(facts: &'a Facts, fields: &[String]) -> Vec<&'a TechniqueFact> {
    let serves = |technique: &&TechniqueFact| technique.fields.iter().any(|field| fields.contains(field));
    let has_model =
        |technique: &&TechniqueFact| facts.models.iter().any(|model| model.technique == technique.code);
    facts.techniques.iter().filter(serves).filter(has_model).collect()
}
