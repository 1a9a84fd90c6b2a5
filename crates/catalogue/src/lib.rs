//! Instruments, experts, organisations, tariffs, and the import of catalogues.
//!
//! Everything here is values: bytes and facts go in, values or reasons come out. Nothing reads a file or a
//! clock, so that the same code prices an hour in a search, in a reservation and in the lab.

pub mod expert;
pub mod identifier;
pub mod import;
pub mod instrument;
pub mod listing;
pub mod organisation;
pub mod price;
pub mod tariff;
pub mod technique;
pub mod terms;

pub use expert::{Consent, Expert};
pub use identifier::{IdentifierError, OrganisationIdentifier, Ror, UnifiedCode};
pub use instrument::{Instrument, InstrumentIdentifier, Position};
pub use listing::Listing;
pub use organisation::{
    Admission, EnterpriseProfile, Organisation, OrganisationKind, Profile, ProviderProfile,
};
pub use price::{Audience, Price, PriceLine, PriceRefusal, Usage, price};
pub use tariff::{Tariff, TariffError, TariffLine, Unit};
pub use technique::{TechniqueError, TechniqueTree};
pub use terms::{Access, Outage, Terms};
