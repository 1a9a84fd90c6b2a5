//! Who is told of what: a pure function of the kind of thing and of who takes part in it.

use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;

/// An organisation or a person with the jurisdiction that keeps it.
pub type Keyed = (PlaceCode, Id);

/// Who takes part in what happened, as far as anybody is to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// The person who asked for it.
    pub person: Option<Keyed>,
    /// The enterprise.
    pub enterprise: Option<Keyed>,
    /// The provider.
    pub provider: Option<Keyed>,
    /// Who is paid; the enterprise or the provider.
    pub payee: Option<Keyed>,
    /// The jurisdiction whose officers or treasurers have something to do.
    pub office: Option<PlaceCode>,
}

/// Somebody who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// One person.
    Person(PlaceCode, Id),
    /// All who work for an organisation in a role.
    Staff(PlaceCode, Id, Role),
    /// All who hold an office of a jurisdiction.
    Office(PlaceCode, Role),
}

/// A part that somebody takes in what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The person who asked for it.
    Person,
    /// The engineers of the enterprise.
    Enterprise,
    /// The lab managers of the provider.
    Provider,
    /// The people of who is paid.
    Payee,
    /// The officers.
    Officers,
    /// The treasurers.
    Treasurers,
    /// The auditors.
    Auditors,
}

use NoticeKind as Kind;

/// Which parts are told of a kind.
pub fn parts(kind: NoticeKind) -> &'static [Part] {
    match kind {
        Kind::RequestAccepted
        | Kind::RequestDeclined
        | Kind::CancelledByProvider
        | Kind::SlotOffered
        | Kind::OfferLapsed
        | Kind::UsageRecorded
        | Kind::UsageCorrected
        | Kind::NoShowRecorded
        | Kind::OwnReserved
        | Kind::OwnMoved
        | Kind::OwnCancelled
        | Kind::AccountRefused
        | Kind::ConfirmAddress => &[Part::Person],
        Kind::RequestLapsed | Kind::DisputeSettled => &[Part::Person, Part::Provider],
        Kind::VoucherGranted => &[Part::Enterprise],
        Kind::ReservationMade
        | Kind::RequestMade
        | Kind::ReservationMoved
        | Kind::MoveRequested
        | Kind::CancelledByEnterprise
        | Kind::UsageConfirmed => &[Part::Provider],
        Kind::UsageDisputed => &[Part::Provider, Part::Officers],
        Kind::RecordDefended => &[Part::Person, Part::Officers],
        Kind::ClaimAccepted | Kind::ClaimRejected | Kind::ClaimReturned | Kind::PaymentBooked => {
            &[Part::Payee]
        }
        Kind::ClawedBack => &[Part::Payee, Part::Auditors],
        // Where payments are diverted: somebody who changes nothing looks on.
        Kind::AccountConfirmed => &[Part::Person, Part::Auditors],
        Kind::ClaimLodged
        | Kind::ClaimAdvised
        | Kind::SchemeDrafted
        | Kind::ClawBackProposed
        | Kind::SanctionProposed
        | Kind::RulingProposed
        | Kind::EnterpriseProposed => &[Part::Officers],
        Kind::SchemeEnacted => &[Part::Officers, Part::Auditors],
        Kind::AccountProposed => &[Part::Treasurers],
        Kind::CycleClosed | Kind::PaymentFailed => &[Part::Treasurers, Part::Auditors],
    }
}

/// Who is told of what happened to these parties. A part that nobody takes is told nothing.
pub fn addressees(kind: NoticeKind, parties: &Parties) -> Vec<To> {
    parts(kind).iter().filter_map(|part| of_part(*part, parties)).collect()
}

fn of_part(part: Part, parties: &Parties) -> Option<To> {
    let staff = |(home, organisation): Keyed, role| To::Staff(home, organisation, role);
    match part {
        Part::Person => parties.person.map(|(home, person)| To::Person(home, person)),
        Part::Enterprise => parties.enterprise.map(|key| staff(key, Role::Engineer)),
        Part::Provider => parties.provider.map(|key| staff(key, Role::LabManager)),
        Part::Payee => parties.payee.map(|key| {
            let provides = parties.provider.is_some_and(|(_, provider)| provider == key.1);
            staff(key, if provides { Role::LabManager } else { Role::Engineer })
        }),
        Part::Officers => parties.office.map(|home| To::Office(home, Role::Officer)),
        Part::Auditors => parties.office.map(|home| To::Office(home, Role::Auditor)),
        Part::Treasurers => parties.office.map(|home| To::Office(home, Role::Treasurer)),
    }
}
