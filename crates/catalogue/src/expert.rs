//! Experts: reserved like instruments, with places they travel to and their employer's consent.

use jiangnan_kernel::{Date, Id, PlaceCode, PlaceTree, Text};
use serde::{Deserialize, Serialize};

use crate::terms::Terms;

/// An expert of a provider. The role is public; a person's name is kept by the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expert {
    /// Its id here.
    pub id: Id,
    /// The employer.
    pub host: Id,
    /// What the expert is an expert of.
    pub role: Text,
    /// The code of the technique in the technique tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technique: Option<String>,
    /// The codes of further techniques.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Where the expert works.
    pub place: PlaceCode,
    /// Places to which the expert travels, with everything in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub travels_to: Vec<PlaceCode>,
    /// The employer's consent. None: there is none, and nothing can be reserved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// What the enterprise gets in the end.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub deliverable: Text,
    /// When, by whom and for how much the expert can be reserved.
    pub terms: Terms,
}

/// An employer's consent to work for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// Why an expert cannot be reserved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpertRefusal {
    /// The employer has not consented.
    #[error("the employer has not consented: the provider must file a consent first")]
    NoConsent,
    /// The consent does not hold on the date.
    #[error("the employer's consent holds from {from} to {until}, not on {date}: choose a day within it")]
    ConsentNotOn {
        /// The date.
        date: Date,
        /// The first day of the consent.
        from: Date,
        /// The last day of the consent.
        until: Date,
    },
    /// The expert does not travel there.
    #[error("the expert does not travel to {0}: choose remote work or another expert")]
    DoesNotTravelTo(PlaceCode),
}

impl Consent {
    /// Whether it holds on a date.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && date <= self.until
    }
}

impl Expert {
    /// Whether the expert knows a technique, by its code: as the first or beside others.
    pub fn knows(&self, technique: &str) -> bool {
        self.technique.as_deref() == Some(technique) || self.also.iter().any(|code| code == technique)
    }

    /// Everything that stands against work on a date in a place; nothing where the work can be done.
    pub fn check(&self, date: Date, at: PlaceCode, places: &PlaceTree) -> Vec<ExpertRefusal> {
        let consent = match self.consent {
            None => Some(ExpertRefusal::NoConsent),
            Some(consent) if consent.holds_on(date) => None,
            Some(Consent { from, until }) => Some(ExpertRefusal::ConsentNotOn { date, from, until }),
        };
        let reachable = [self.place].iter().chain(&self.travels_to).any(|to| places.is_within(at, *to));
        let travel = (!reachable).then_some(ExpertRefusal::DoesNotTravelTo(at));
        consent.into_iter().chain(travel).collect()
    }
}
