//! Instruments.

use std::collections::BTreeMap;

use jiangnan_kernel::{Id, PlaceCode, Text};
use serde::{Deserialize, Serialize};

use crate::terms::Terms;

/// An instrument or facility of a provider. As a body in a store it is written with serde; whoever hands it
/// around keeps it in an `Arc`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Its id here: for an imported one, derived from what identifies it in the file.
    pub id: Id,
    /// The organisation that runs it.
    pub host: Id,
    /// The part of the organisation, as the provider calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Its name.
    pub name: Text,
    /// Who made it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub maker: String,
    /// The maker's name of its kind.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// The maker's number of this one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// The code of its technique in the technique tree, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technique: Option<String>,
    /// The code of its class in the technique tree, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Words of the provider for technique and class that the tree does not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// What it can do.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// Where it stands.
    pub place: PlaceCode,
    /// Where exactly, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// By what it is known outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<InstrumentIdentifier>,
    /// The address of its page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// What else the provider says of it, by the name of the field (`fee_note`, `commissioned`, …), as text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub remarks: BTreeMap<String, String>,
    /// When, by whom and for how much it can be reserved.
    pub terms: Terms,
}

/// A position in millionths of a degree (WGS 84): whole numbers, so that two imports compare exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Latitude, positive to the north.
    pub lat_micro: i32,
    /// Longitude, positive to the east.
    pub lon_micro: i32,
}

/// By what an instrument is known outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstrumentIdentifier {
    /// The kind in lower case: `doi`, `handle`, `url`, … or `local` for a number of the host's own.
    pub kind: String,
    /// The identifier.
    pub value: String,
}

impl Instrument {
    /// An instrument of which only the least is known.
    pub fn new(id: Id, host: Id, name: Text, place: PlaceCode) -> Instrument {
        Instrument {
            id,
            host,
            unit: String::new(),
            name,
            maker: String::new(),
            model: String::new(),
            serial: String::new(),
            technique: None,
            class: None,
            keywords: Vec::new(),
            description: Text::default(),
            place,
            position: None,
            identifier: None,
            url: String::new(),
            remarks: BTreeMap::new(),
            terms: Terms::default(),
        }
    }
}

impl Position {
    /// The position of a latitude and longitude in degrees, where it is on the globe.
    pub fn of_degrees(lat: f64, lon: f64) -> Option<Position> {
        let on_globe = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        // Within the globe the rounded numbers fit 32 bits, so the conversion cuts nothing off.
        #[allow(clippy::cast_possible_truncation)]
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        on_globe.then(|| Position { lat_micro: micro(lat), lon_micro: micro(lon) })
    }

    /// Latitude and longitude in degrees.
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat_micro) / 1e6, f64::from(self.lon_micro) / 1e6)
    }
}

impl InstrumentIdentifier {
    /// An identifier of a kind.
    pub fn new(kind: impl Into<String>, value: impl Into<String>) -> InstrumentIdentifier {
        InstrumentIdentifier { kind: kind.into(), value: value.into() }
    }

    /// Whether it is unique only within its host.
    pub fn is_local(&self) -> bool {
        self.kind == "local"
    }
}
