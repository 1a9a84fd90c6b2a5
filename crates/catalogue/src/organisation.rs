//! Organisations: enterprises, providers, governments, and who owns whom.

use jiangnan_kernel::{Date, Id, PlaceCode, Rate, Text};
use jiangnan_scheme::{ApplicantKind, Credit, ProviderKind, Sector, Size};
use serde::{Deserialize, Serialize};

use crate::identifier::OrganisationIdentifier;

/// An enterprise, a provider or a government.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its id here.
    pub id: Id,
    /// Its name.
    pub name: Text,
    /// Where it has its seat, or where a provider works.
    pub place: PlaceCode,
    /// By what it is known outside, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<OrganisationIdentifier>,
    /// The organisation at the top of those that own it. None: nobody controls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller: Option<Id>,
    /// When it was founded, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub founded_on: Option<Date>,
    /// What is known of it by its kind.
    pub profile: Profile,
}

/// What kind an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// Orders services and may get vouchers.
    Enterprise,
    /// Offers instruments and experts.
    Provider,
    /// Funds vouchers, or settles for a place.
    Government,
}

/// What is known of an organisation by its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// An enterprise.
    Enterprise(EnterpriseProfile),
    /// A provider.
    Provider(ProviderProfile),
    /// A government.
    Government,
}

/// What a scheme may ask of an enterprise. A fact that is not known stays none: a rule then refuses and names
/// it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EnterpriseProfile {
    /// What kind of applicant it is.
    pub applicant: Option<ApplicantKind>,
    /// Its own size class.
    pub size: Option<Size>,
    /// The size class of the whole group that it belongs to.
    pub group_size: Option<Size>,
    /// Its economic section.
    pub sector: Option<Sector>,
    /// How many people it employs.
    pub jobs: Option<u32>,
    /// Its equity in minor units of the currency of its place.
    pub equity_minor: Option<i64>,
    /// Whether its shares are listed.
    pub listed: Option<bool>,
    /// Whether it is an undertaking in difficulty.
    pub in_difficulty: Option<bool>,
    /// Its public credit record.
    pub credit: Option<Credit>,
    /// The share that public bodies hold.
    pub public_share: Option<Rate>,
    /// The share that its group holds.
    pub group_share: Option<Rate>,
}

/// What is known of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderProfile {
    /// What kind of body it is.
    pub kind: ProviderKind,
    /// Who admitted it, each at most once at a time.
    #[serde(default)]
    pub admitted: Vec<Admission>,
}

/// A funder's admission of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// The jurisdiction that admitted it.
    pub by: PlaceCode,
    /// The first day.
    pub from: Date,
    /// The last day, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Organisation {
    /// What kind it is.
    pub fn kind(&self) -> OrganisationKind {
        match self.profile {
            Profile::Enterprise(_) => OrganisationKind::Enterprise,
            Profile::Provider(_) => OrganisationKind::Provider,
            Profile::Government => OrganisationKind::Government,
        }
    }

    /// The facts of an enterprise.
    pub fn enterprise(&self) -> Option<&EnterpriseProfile> {
        match &self.profile {
            Profile::Enterprise(profile) => Some(profile),
            _ => None,
        }
    }

    /// The facts of a provider.
    pub fn provider(&self) -> Option<&ProviderProfile> {
        match &self.profile {
            Profile::Provider(profile) => Some(profile),
            _ => None,
        }
    }

    /// The one whose caps it shares: its controller, or itself where nobody controls it.
    pub fn controlled_by(&self) -> Id {
        self.controller.unwrap_or(self.id)
    }

    /// Whether one owns the other or the same one owns both.
    pub fn is_related_to(&self, other: &Organisation) -> bool {
        self.controlled_by() == other.controlled_by()
    }
}

impl ProviderProfile {
    /// A provider that nobody has admitted yet.
    pub fn new(kind: ProviderKind) -> ProviderProfile {
        ProviderProfile { kind, admitted: Vec::new() }
    }

    /// The admission by a jurisdiction that holds on a date.
    pub fn admission(&self, by: PlaceCode, on: Date) -> Option<&Admission> {
        self.admitted.iter().find(|admission| admission.by == by && admission.holds_on(on))
    }
}

impl Admission {
    /// Whether it holds on a date.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }
}
