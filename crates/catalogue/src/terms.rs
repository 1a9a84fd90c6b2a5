//! On what terms an instrument or expert can be reserved: when, by whom, for how much.

use jiangnan_kernel::time::TimeError;
use jiangnan_kernel::{Date, Interval, OpeningHours, Text};
use serde::{Deserialize, Serialize};

use crate::price::{Audience, Price, PriceRefusal, Usage, price_on};
use crate::tariff::Tariff;

/// When, by whom and for how much something can be reserved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// When it is open. None: nobody has said, so nothing can be reserved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening: Option<OpeningHours>,
    /// When it cannot be used in spite of its opening hours.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outages: Vec<Outage>,
    /// Who may use it.
    pub access: Access,
    /// What it costs, by version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tariffs: Vec<Tariff>,
}

/// A stretch in which an instrument or expert is out of service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// From when to when.
    pub interval: Interval,
    /// Why.
    #[serde(default)]
    pub reason: Text,
}

/// Who may use an instrument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Everybody; the provider's staff may do the work.
    #[default]
    Open,
    /// Whoever the provider has trained on it.
    Trained,
    /// The provider's own people only.
    OwnOrganisation,
}

/// Who asks to use an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct User {
    /// Whether the user belongs to the provider.
    pub own: bool,
    /// Whether the provider has trained the user on it.
    pub trained: bool,
}

/// Why a user may not use an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessRefusal {
    /// Training is needed.
    #[error("only trained users may use it: ask the provider for a training")]
    TrainingNeeded,
    /// Only the provider's own people.
    #[error("only people of its own organisation may use it: look for another instrument of the technique")]
    OwnOrganisationOnly,
}

impl Access {
    /// Every value.
    pub const ALL: [Access; 3] = [Access::Open, Access::Trained, Access::OwnOrganisation];

    /// The word for it in files.
    pub fn name(self) -> &'static str {
        match self {
            Access::Open => "open",
            Access::Trained => "trained",
            Access::OwnOrganisation => "own-organisation",
        }
    }

    /// Whether a user may use it.
    ///
    /// # Errors
    /// Why not.
    pub fn check(self, user: User) -> Result<(), AccessRefusal> {
        match self {
            Access::Open => Ok(()),
            Access::Trained if user.trained => Ok(()),
            Access::Trained => Err(AccessRefusal::TrainingNeeded),
            Access::OwnOrganisation if user.own => Ok(()),
            Access::OwnOrganisation => Err(AccessRefusal::OwnOrganisationOnly),
        }
    }
}

impl Terms {
    /// What a use costs on a date.
    ///
    /// # Errors
    /// Why there is no price.
    pub fn price(&self, usage: Usage, audience: Audience, date: Date) -> Result<Price, PriceRefusal> {
        price_on(&self.tariffs, usage, audience, date)
    }

    /// The tariff that holds on a date.
    pub fn tariff_on(&self, date: Date) -> Option<&Tariff> {
        self.tariffs.iter().find(|tariff| tariff.holds_on(date))
    }

    /// The stretches of a window in which it is open and not out of service, in order.
    ///
    /// # Errors
    /// Where the zone of the opening hours is unknown.
    pub fn open_within(&self, window: Interval) -> Result<Vec<Interval>, TimeError> {
        let Some(opening) = &self.opening else { return Ok(Vec::new()) };
        let mut open = opening.within(window)?;
        for outage in &self.outages {
            open = open.into_iter().flat_map(|stretch| without(stretch, outage.interval)).collect();
        }
        Ok(open)
    }
}

/// What is left of a stretch when a part is taken out: nothing, one piece or two.
fn without(stretch: Interval, taken: Interval) -> impl Iterator<Item = Interval> {
    let before = Interval::new(stretch.start(), stretch.end().min(taken.start()));
    let after = Interval::new(stretch.start().max(taken.end()), stretch.end());
    [before, after].into_iter().flatten()
}
