//! What a good row gives: an instrument or expert, its host, and how it differs from what is stored.

use jiangnan_kernel::{Id, PlaceCode, Text};
use jiangnan_scheme::ProviderKind;
use sha2::{Digest, Sha256};

use crate::expert::Expert;
use crate::identifier::OrganisationIdentifier;
use crate::instrument::Instrument;
use crate::listing::Listing;
use crate::organisation::{Organisation, Profile, ProviderProfile};
use crate::terms::Terms;

/// The provider that a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Derived from its identifier, or from its name and country.
    pub id: Id,
    /// Its name.
    pub name: Text,
    /// Its identifier, where the row has one.
    pub identifier: Option<OrganisationIdentifier>,
    /// The place of the listing, the best that is known of the provider's.
    pub place: PlaceCode,
}

/// An instrument or expert of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line on which its row starts.
    pub line: u64,
    /// The instrument or expert. Its host is [`Host::id`]; whoever knows the provider under another id puts that
    /// there before comparing.
    pub listing: Listing,
    /// The provider that the row names.
    pub host: Host,
    /// Whether the row says who may use it.
    pub says_access: bool,
}

/// How an entry differs from what is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is not stored yet.
    New(Box<Listing>),
    /// It is stored with other content: this is what it becomes.
    Changed(Box<Listing>),
    /// Nothing has to be written.
    Unchanged,
}

impl Entry {
    /// What has to be written, given what is stored under its id.
    pub fn change(&self, stored: Option<&Listing>) -> Change {
        let Some(stored) = stored else { return Change::New(Box::new(self.listing.clone())) };
        let merged = self.merged_into(stored);
        if merged == *stored { Change::Unchanged } else { Change::Changed(Box::new(merged)) }
    }

    /// What is stored with what the file says. What a file leaves open is kept, so that a provider who opens hours,
    /// publishes prices or files a consent here does not lose them by the next import.
    fn merged_into(&self, stored: &Listing) -> Listing {
        let mut merged = self.listing.clone();
        match (&mut merged, stored) {
            (Listing::Instrument(new), Listing::Instrument(old)) => {
                self.keep_terms(&mut new.terms, &old.terms)
            }
            (Listing::Expert(new), Listing::Expert(old)) => {
                self.keep_terms(&mut new.terms, &old.terms);
                new.consent = new.consent.or(old.consent);
                keep(&mut new.travels_to, &old.travels_to, Vec::is_empty);
                keep(&mut new.deliverable, &old.deliverable, Text::is_empty);
            }
            // The ids of instruments and experts are made of different parts, so that this cannot be.
            (Listing::Instrument(_), Listing::Expert(_)) | (Listing::Expert(_), Listing::Instrument(_)) => {}
        }
        merged
    }

    /// Keeps opening hours and access where the file has none, outages always, and every tariff that does not begin
    /// on the file's day.
    fn keep_terms(&self, new: &mut Terms, old: &Terms) {
        match (&mut new.opening, &old.opening) {
            (Some(new), Some(old)) => new.closed_on.clone_from(&old.closed_on),
            (new @ None, old) => new.clone_from(old),
            (Some(_), None) => {}
        }
        if !self.says_access {
            new.access = old.access;
        }
        new.outages.clone_from(&old.outages);
        let mut tariffs = old.tariffs.clone();
        for tariff in std::mem::take(&mut new.tariffs) {
            match tariffs.iter_mut().find(|known| known.from == tariff.from) {
                Some(known) => *known = tariff,
                None => tariffs.push(tariff),
            }
        }
        new.tariffs = tariffs;
    }
}

/// What is stored stays where the file says nothing.
fn keep<T: Clone>(new: &mut T, old: &T, says_nothing: impl Fn(&T) -> bool) {
    if says_nothing(new) {
        new.clone_from(old);
    }
}

impl Host {
    /// The provider as an organisation, for when it is not known yet. Nobody has admitted it.
    pub fn organisation(&self) -> Organisation {
        Organisation {
            id: self.id,
            name: self.name.clone(),
            place: self.place,
            identifier: self.identifier.clone(),
            controller: None,
            founded_on: None,
            profile: Profile::Provider(ProviderProfile::new(self.kind())),
        }
    }

    /// What kind of body its name speaks of; an institute where it speaks of none.
    fn kind(&self) -> ProviderKind {
        let name = format!("{} {}", self.name.en.to_lowercase(), self.name.zh);
        let kinds: [(ProviderKind, &[&str]); 4] = [
            (ProviderKind::Hospital, &["hospital", "clinic", "医院"]),
            (ProviderKind::University, &["universi", "college", "hochschule", "大学", "学院"]),
            (ProviderKind::Company, &["gmbh", " ltd", " inc", "company", "公司"]),
            (ProviderKind::Platform, &["platform", "平台"]),
        ];
        let found = kinds.iter().find(|(_, words)| words.iter().any(|word| name.contains(word)));
        found.map_or(ProviderKind::Institute, |(kind, _)| *kind)
    }
}

/// The id of a host.
pub(super) fn host_id(identifier: Option<&OrganisationIdentifier>, name: &Text, country: &str) -> Id {
    match identifier {
        Some(identifier) => id_of(&["provider", identifier.as_str()]),
        None => id_of(&["provider", &name.en, &name.zh, country]),
    }
}

/// The id of an instrument: from an identifier that is unique in the world, else from the host and the host's
/// own number, else from host, name, model and serial number.
pub(super) fn instrument_id(instrument: &Instrument) -> Id {
    let host = instrument.host.to_string();
    match &instrument.identifier {
        Some(identifier) if identifier.is_local() => id_of(&["local", &host, &identifier.value]),
        Some(identifier) => id_of(&["instrument", &identifier.kind, &identifier.value]),
        None => {
            let Instrument { name, unit, model, serial, .. } = instrument;
            id_of(&["natural", &host, unit, &name.en, &name.zh, model, serial])
        }
    }
}

/// The id of an expert: from the host and the host's own number, else from host, unit and what the expert is an
/// expert of.
pub(super) fn expert_id(expert: &Expert, number: &str, unit: &str) -> Id {
    let host = expert.host.to_string();
    match number {
        "" => id_of(&["expert of", &host, unit, &expert.role.en, &expert.role.zh]),
        number => id_of(&["expert", &host, number]),
    }
}

/// The first 128 bits of a hash over parts, in any case of letters. Each part carries its length, so that no
/// two lists of parts are hashed alike.
fn id_of(parts: &[&str]) -> Id {
    let mut hash = Sha256::new();
    for part in parts {
        let folded = part.to_lowercase();
        hash.update((folded.len() as u64).to_be_bytes());
        hash.update(folded.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(byte, hashed)| *byte = hashed);
    Id::from_bytes(bytes)
}
