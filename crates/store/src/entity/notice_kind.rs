//! Of what kinds of things people are told, and which of them wait for an answer.

use serde::{Deserialize, Serialize};

use crate::entity::people::Role;

/// Declares the kinds, each with its word in the database, in messages and in addresses.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// Of what somebody is told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum NoticeKind {
            $($(#[$doc])* $variant,)+
        }

        impl NoticeKind {
            /// Every kind.
            pub const ALL: &[NoticeKind] = &[$(NoticeKind::$variant,)+];

            /// Its word.
            pub fn name(self) -> &'static str {
                match self { $(NoticeKind::$variant => $word,)+ }
            }
        }

        word_column!(NoticeKind { $($variant = $word),+ });
    };
}

kinds! {
    /// The provider said yes to a request.
    RequestAccepted = "request-accepted",
    /// The provider said no to a request.
    RequestDeclined = "request-declined",
    /// Nobody answered a request in time.
    RequestLapsed = "request-lapsed",
    /// The provider called a reservation off.
    CancelledByProvider = "cancelled-by-provider",
    /// A slot became free and is kept for who waits for it.
    SlotOffered = "slot-offered",
    /// A slot that was kept was not taken in time.
    OfferLapsed = "offer-lapsed",
    /// The provider recorded what was used: confirm or contest it.
    UsageRecorded = "usage-recorded",
    /// The provider recorded that nobody came.
    NoShowRecorded = "no-show-recorded",
    /// The provider corrected what was contested: confirm or contest it.
    UsageCorrected = "usage-corrected",
    /// The provider stands by what was contested.
    RecordDefended = "record-defended",
    /// A ruling on a dispute waits for another officer.
    RulingProposed = "ruling-proposed",
    /// A dispute was settled.
    DisputeSettled = "dispute-settled",
    /// A voucher was granted.
    VoucherGranted = "voucher-granted",
    /// The reader reserved: a receipt for the own calendar.
    OwnReserved = "own-reserved",
    /// The reader moved a reservation: a receipt for the own calendar.
    OwnMoved = "own-moved",
    /// The reader called a reservation off: a receipt for the own calendar.
    OwnCancelled = "own-cancelled",
    /// Somebody reserved.
    ReservationMade = "reservation-made",
    /// Somebody asks for a time: answer.
    RequestMade = "request-made",
    /// Somebody moved a reservation.
    ReservationMoved = "reservation-moved",
    /// Somebody asks to move a reservation: answer.
    MoveRequested = "move-requested",
    /// The enterprise called a reservation off.
    CancelledByEnterprise = "cancelled-by-enterprise",
    /// The enterprise confirmed the usage: it can be claimed for.
    UsageConfirmed = "usage-confirmed",
    /// The enterprise contests what was recorded.
    UsageDisputed = "usage-disputed",
    /// A claim was granted.
    ClaimAccepted = "claim-accepted",
    /// A claim was refused.
    ClaimRejected = "claim-rejected",
    /// A claim was given back: something is missing.
    ClaimReturned = "claim-returned",
    /// What a claim paid was taken back, whole or in part.
    ClawedBack = "clawed-back",
    /// A payment was booked.
    PaymentBooked = "payment-booked",
    /// A claim waits for a first officer.
    ClaimLodged = "claim-lodged",
    /// A claim waits for another officer.
    ClaimAdvised = "claim-advised",
    /// A rule text waits for another officer to enact it.
    SchemeDrafted = "scheme-drafted",
    /// A rule text was enacted.
    SchemeEnacted = "scheme-enacted",
    /// A claw-back waits for another officer.
    ClawBackProposed = "claw-back-proposed",
    /// A sanction waits for another officer.
    SanctionProposed = "sanction-proposed",
    /// A change of a bank account waits for another treasurer.
    AccountProposed = "account-proposed",
    /// A change of a bank account was confirmed.
    AccountConfirmed = "account-confirmed",
    /// A change of a bank account was refused.
    AccountRefused = "account-refused",
    /// A cycle was closed: payments wait to be handed to the bank.
    CycleClosed = "cycle-closed",
    /// A payment was refused by the bank or came back.
    PaymentFailed = "payment-failed",
    /// An enterprise waits for another officer to register it.
    EnterpriseProposed = "enterprise-proposed",
    /// The reader gave an address: show that it is yours.
    ConfirmAddress = "confirm-address",
}

use NoticeKind as Kind;

impl NoticeKind {
    /// The kind of a word.
    pub fn of_name(name: &str) -> Option<NoticeKind> {
        NoticeKind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether it tells somebody what they have done themselves.
    pub fn is_receipt(self) -> bool {
        matches!(self, Kind::OwnReserved | Kind::OwnMoved | Kind::OwnCancelled | Kind::ConfirmAddress)
    }

    /// Whether it waits for somebody to do something.
    pub fn waits(self) -> bool {
        matches!(
            self,
            Kind::SlotOffered
                | Kind::UsageRecorded
                | Kind::UsageCorrected
                | Kind::RulingProposed
                | Kind::RequestMade
                | Kind::MoveRequested
                | Kind::UsageConfirmed
                | Kind::UsageDisputed
                | Kind::ClaimReturned
                | Kind::ClaimLodged
                | Kind::ClaimAdvised
                | Kind::SchemeDrafted
                | Kind::ClawBackProposed
                | Kind::SanctionProposed
                | Kind::AccountProposed
                | Kind::CycleClosed
                | Kind::PaymentFailed
                | Kind::EnterpriseProposed
        )
    }

    /// The kinds of which somebody of a role can be told.
    pub fn of_role(role: Role) -> &'static [NoticeKind] {
        match role {
            Role::Engineer => ENGINEER,
            Role::LabManager => LAB_MANAGER,
            Role::Officer => OFFICER,
            Role::Treasurer => TREASURER,
            Role::Auditor => AUDITOR,
            Role::Operator => &[],
        }
    }
}

const ENGINEER: &[NoticeKind] = &[
    Kind::RequestAccepted,
    Kind::RequestDeclined,
    Kind::RequestLapsed,
    Kind::CancelledByProvider,
    Kind::SlotOffered,
    Kind::OfferLapsed,
    Kind::UsageRecorded,
    Kind::UsageCorrected,
    Kind::NoShowRecorded,
    Kind::RecordDefended,
    Kind::DisputeSettled,
    Kind::VoucherGranted,
    Kind::ClaimAccepted,
    Kind::ClaimRejected,
    Kind::ClaimReturned,
    Kind::ClawedBack,
    Kind::PaymentBooked,
    Kind::AccountConfirmed,
    Kind::AccountRefused,
    Kind::OwnReserved,
    Kind::OwnMoved,
    Kind::OwnCancelled,
];

const LAB_MANAGER: &[NoticeKind] = &[
    Kind::RequestMade,
    Kind::MoveRequested,
    Kind::ReservationMade,
    Kind::ReservationMoved,
    Kind::CancelledByEnterprise,
    Kind::RequestLapsed,
    Kind::UsageConfirmed,
    Kind::UsageDisputed,
    Kind::DisputeSettled,
    Kind::ClaimAccepted,
    Kind::ClaimRejected,
    Kind::ClaimReturned,
    Kind::ClawedBack,
    Kind::PaymentBooked,
    Kind::AccountConfirmed,
    Kind::AccountRefused,
];

const OFFICER: &[NoticeKind] = &[
    Kind::ClaimLodged,
    Kind::ClaimAdvised,
    Kind::ClawBackProposed,
    Kind::SanctionProposed,
    Kind::SchemeDrafted,
    Kind::SchemeEnacted,
    Kind::UsageDisputed,
    Kind::RecordDefended,
    Kind::RulingProposed,
    Kind::EnterpriseProposed,
];

const TREASURER: &[NoticeKind] = &[
    Kind::CycleClosed,
    Kind::PaymentFailed,
    Kind::AccountProposed,
    Kind::AccountConfirmed,
    Kind::AccountRefused,
];

const AUDITOR: &[NoticeKind] =
    &[Kind::SchemeEnacted, Kind::CycleClosed, Kind::PaymentFailed, Kind::AccountConfirmed, Kind::ClawedBack];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_written_in_json_by_its_word() {
        for kind in NoticeKind::ALL {
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{}\"", kind.name()));
            assert_eq!(NoticeKind::of_name(kind.name()), Some(*kind));
        }
        assert_eq!(NoticeKind::of_name("nothing"), None);
    }

    #[test]
    fn every_kind_can_be_chosen_by_somebody() {
        for kind in NoticeKind::ALL {
            let of_somebody = Role::ALL.iter().any(|role| NoticeKind::of_role(*role).contains(kind));
            assert!(of_somebody || *kind == NoticeKind::ConfirmAddress, "{kind:?}");
        }
    }
}
