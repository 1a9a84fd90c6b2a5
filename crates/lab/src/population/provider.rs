//! Providers, which are real, and governments.

use jiangnan_catalogue::{Admission, Organisation, Profile, ProviderProfile};
use jiangnan_kernel::{Date, Id, PlaceCode, PlaceKind, Text};
use jiangnan_scheme::ProviderKind;
use serde::Serialize;

use super::Workshop;
use crate::LabError;
use crate::draw::{between, stream};
use crate::facts::ProviderFact;

/// A real institution. That it opens instruments, and since when, is invented. It carries no identifier and no
/// founding date, because the facts have none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// Its id.
    pub id: Id,
    /// The short code of the facts.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Its city.
    pub place: PlaceCode,
    /// The jurisdiction whose treasury it belongs to.
    pub jurisdiction: PlaceCode,
    /// What kind of body it is.
    pub kind: ProviderKind,
    /// The fields it works in.
    pub fields: Vec<String>,
    /// Every jurisdiction has admitted it, so that only the rules of a scheme draw a border (invented).
    pub admitted: Vec<Admission>,
}

/// A government that funds and settles, or oversees those that do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Government {
    /// Its id.
    pub id: Id,
    /// Its place.
    pub place: PlaceCode,
    /// The name of its place.
    pub name: Text,
    /// Whether it has a treasury; the city group has none.
    pub treasury: bool,
}

impl Provider {
    /// The provider as an organisation of the catalogue.
    pub fn organisation(&self) -> Organisation {
        Organisation {
            id: self.id,
            name: self.name.clone(),
            place: self.place,
            identifier: None,
            controller: None,
            founded_on: None,
            profile: Profile::Provider(ProviderProfile { kind: self.kind, admitted: self.admitted.clone() }),
        }
    }
}

impl Government {
    /// The government as an organisation of the catalogue.
    pub fn organisation(&self) -> Organisation {
        Organisation {
            id: self.id,
            name: self.name.clone(),
            place: self.place,
            identifier: None,
            controller: None,
            founded_on: None,
            profile: Profile::Government,
        }
    }
}

impl Workshop<'_> {
    /// Every place with a treasury, and the city group.
    pub(super) fn governments(&self) -> Vec<Government> {
        let mut rng = stream(self.plan.seed, "governments");
        let places = self.places.places().iter();
        let governing = places.filter(|place| place.treasury || place.kind == PlaceKind::Group);
        let make = |place: &jiangnan_kernel::Place| Government {
            id: self.id(&mut rng),
            place: place.code,
            name: place.name.clone(),
            treasury: place.treasury,
        };
        governing.map(make).collect()
    }

    pub(super) fn providers(&self) -> Result<Vec<Provider>, LabError> {
        let mut rng = stream(self.plan.seed, "providers");
        let make = |fact: &ProviderFact| {
            let years_ago = i16::try_from(between(1, 4, &mut rng)).unwrap_or(1);
            let from = Date::new(self.plan.first.year() - years_ago, 7, 1).unwrap_or(self.plan.first);
            Ok(Provider {
                id: self.id(&mut rng),
                code: fact.code.clone(),
                name: fact.name.clone(),
                place: fact.place,
                jurisdiction: self.jurisdiction("providers", fact.place)?,
                kind: fact.kind,
                fields: fact.fields.clone(),
                admitted: self.treasuries().map(|by| Admission { by, from, until: None }).collect(),
            })
        };
        self.facts.providers.iter().map(make).collect()
    }

    /// Every jurisdiction.
    pub(super) fn treasuries(&self) -> impl Iterator<Item = PlaceCode> {
        self.places.places().iter().filter(|place| place.treasury).map(|place| place.code)
    }
}
