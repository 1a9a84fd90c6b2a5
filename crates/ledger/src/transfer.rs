//! Transfers: what moves money from one account to another, and what is kept of them.

use jiangnan_kernel::{Currency, Id, Instant};
use serde::{Deserialize, Serialize};

/// What a transfer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Moves the amount for good.
    Posted,
    /// Sets the amount aside until it is posted, voided or expires.
    Pending {
        /// From when it may be expired and can no longer be posted; never where absent.
        expires: Option<Instant>,
    },
    /// Moves the amount that a pending transfer set aside, or a part of it; the rest is released.
    PostPending {
        /// The pending transfer.
        pending: Id,
    },
    /// Releases what a pending transfer set aside. The amount is the pending transfer's.
    VoidPending {
        /// The pending transfer.
        pending: Id,
    },
    /// Releases what a pending transfer set aside because its time is over. The amount is the pending
    /// transfer's.
    ExpirePending {
        /// The pending transfer.
        pending: Id,
    },
    /// Moves a posted amount back, or a part of it: debit and credit change sides.
    Reverse {
        /// The transfer that moved the amount.
        of: Id,
    },
}

/// A request to move money. The client makes the id, so that a retry is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Transfer {
    /// Its id.
    pub id: Id,
    /// The account debited.
    pub debit: Id,
    /// The account credited.
    pub credit: Id,
    /// How much, in minor units, above zero.
    pub amount_minor: i64,
    /// The currency of the amount and of both accounts.
    pub currency: Currency,
    /// What it does.
    pub kind: Kind,
    /// Why it happens: the id of a thing this crate knows nothing of.
    pub reference: Id,
    /// When it happens.
    pub at: Instant,
}

/// What has become of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The amount is set aside.
    Pending,
    /// The amount, or a part of it, moved for good.
    Posted,
    /// The amount was released on request.
    Voided,
    /// The amount was released because its time was over.
    Expired,
}

/// A transfer that took effect, with what has become of it since.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// The transfer as it was asked for.
    pub transfer: Transfer,
    /// What has become of it.
    pub state: State,
    /// How much of it was moved back since, in minor units.
    pub reversed_minor: i64,
}

impl Kind {
    /// The earlier transfer that this one refers to: the caller loads it into the context.
    pub fn refers_to(self) -> Option<Id> {
        match self {
            Kind::Posted | Kind::Pending { .. } => None,
            Kind::PostPending { pending }
            | Kind::VoidPending { pending }
            | Kind::ExpirePending { pending } => Some(pending),
            Kind::Reverse { of } => Some(of),
        }
    }
}

impl Record {
    /// How much of it may still be reversed, in minor units: 0 where it moved nothing for good itself.
    pub fn reversible_minor(&self) -> i64 {
        let moved_itself = !matches!(self.transfer.kind, Kind::Pending { .. });
        if moved_itself && self.state == State::Posted {
            self.transfer.amount_minor.saturating_sub(self.reversed_minor)
        } else {
            0
        }
    }

    /// The moment from which a pending transfer may be expired, where it has one.
    pub fn expires(&self) -> Option<Instant> {
        match self.transfer.kind {
            Kind::Pending { expires } => expires,
            _ => None,
        }
    }

    /// Whether it is pending and its time is over.
    pub fn is_due(&self, now: Instant) -> bool {
        self.state == State::Pending && self.expires().is_some_and(|expires| expires <= now)
    }

    /// The transfer that posts this pending one, wholly or in part.
    pub fn post(&self, id: Id, amount_minor: i64, at: Instant) -> Transfer {
        Transfer { amount_minor, ..self.follow(id, Kind::PostPending { pending: self.transfer.id }, at) }
    }

    /// The transfer that voids this pending one.
    pub fn void(&self, id: Id, at: Instant) -> Transfer {
        self.follow(id, Kind::VoidPending { pending: self.transfer.id }, at)
    }

    /// The transfer that expires this pending one.
    pub fn expire(&self, id: Id, at: Instant) -> Transfer {
        self.follow(id, Kind::ExpirePending { pending: self.transfer.id }, at)
    }

    /// The transfer that moves this posted one back, wholly or in part.
    pub fn reverse(&self, id: Id, amount_minor: i64, at: Instant) -> Transfer {
        let (debit, credit) = (self.transfer.credit, self.transfer.debit);
        let back = self.follow(id, Kind::Reverse { of: self.transfer.id }, at);
        Transfer { debit, credit, amount_minor, ..back }
    }

    fn follow(&self, id: Id, kind: Kind, at: Instant) -> Transfer {
        Transfer { id, kind, at, ..self.transfer.clone() }
    }
}
