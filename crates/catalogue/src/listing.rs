//! What a provider lists.

use jiangnan_kernel::{Id, PlaceCode, Text};
use serde::{Deserialize, Serialize};

use crate::expert::Expert;
use crate::instrument::Instrument;
use crate::terms::Terms;

/// An instrument or an expert, with all that is public of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Listing {
    /// An instrument.
    Instrument(Instrument),
    /// An expert.
    Expert(Expert),
}

impl Listing {
    /// Its id.
    pub fn id(&self) -> Id {
        match self {
            Listing::Instrument(instrument) => instrument.id,
            Listing::Expert(expert) => expert.id,
        }
    }

    /// The provider.
    pub fn host(&self) -> Id {
        match self {
            Listing::Instrument(instrument) => instrument.host,
            Listing::Expert(expert) => expert.host,
        }
    }

    /// The instrument's name, or what the expert is an expert of.
    pub fn name(&self) -> &Text {
        match self {
            Listing::Instrument(instrument) => &instrument.name,
            Listing::Expert(expert) => &expert.role,
        }
    }

    /// Where it stands or works.
    pub fn place(&self) -> PlaceCode {
        match self {
            Listing::Instrument(instrument) => instrument.place,
            Listing::Expert(expert) => expert.place,
        }
    }

    /// The code of its technique.
    pub fn technique(&self) -> Option<&str> {
        match self {
            Listing::Instrument(instrument) => instrument.technique.as_deref(),
            Listing::Expert(expert) => expert.technique.as_deref(),
        }
    }

    /// The codes of the techniques beside it.
    pub fn further_techniques(&self) -> &[String] {
        match self {
            Listing::Instrument(_) => &[],
            Listing::Expert(expert) => &expert.also,
        }
    }

    /// When, by whom and for how much it can be reserved.
    pub fn terms(&self) -> &Terms {
        match self {
            Listing::Instrument(instrument) => &instrument.terms,
            Listing::Expert(expert) => &expert.terms,
        }
    }
}
