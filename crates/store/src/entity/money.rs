//! Accounts, transfers and what caps have counted.

use jiangnan_kernel::{Currency, Id, Instant, PlaceCode};
use jiangnan_ledger::{Account, Constraint, Kind, Record, State, Transfer};

table! {
    /// An account of the ledger with the name that people read.
    pub struct AccountRow in "account" {
        key {
            /// The jurisdiction that keeps it.
            jurisdiction: PlaceCode,
            /// Its id, which follows from its code.
            id: Id,
        }
        /// Its name, such as `wallet:<voucher>`.
        code: String,
        /// Its currency.
        currency: Currency,
        /// What the ledger keeps true of it.
        kept: Constraint,
        /// Set aside to leave it, in minor units; so for the three that follow.
        debits_pending: i64,
        /// Left it.
        debits_posted: i64,
        /// Set aside to reach it.
        credits_pending: i64,
        /// Reached it.
        credits_posted: i64,
    }
}

table! {
    /// A transfer as the ledger keeps it.
    pub struct TransferRow in "transfer" {
        key {
            /// The jurisdiction of the debited account.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// The jurisdiction that keeps the debited account.
        debit_home: PlaceCode,
        /// The account debited.
        debit: Id,
        /// The jurisdiction that keeps the credited account.
        credit_home: PlaceCode,
        /// The account credited.
        credit: Id,
        /// How much.
        amount_minor: i64,
        /// In which currency.
        currency: Currency,
        /// What it does.
        kind: TransferKind,
        /// What became of it.
        state: State,
        /// The transfer that it refers to.
        referred: Option<Id>,
        /// When a pending one may expire.
        expires: Option<Instant>,
        /// How much of it has been reversed.
        reversed_minor: i64,
        /// Why it happened.
        reference: Id,
        /// When it happened.
        at: Instant,
    }
}

table! {
    /// How much of a cap is used up.
    pub struct CapUseRow in "cap_use" {
        key {
            /// The jurisdiction of the scheme.
            jurisdiction: PlaceCode,
            /// What counts together: scheme, clause, subject, period.
            cap: String,
        }
        /// Minor units, or whatever the cap counts.
        used: i64,
    }
}

/// [`Kind`] without the data that other columns hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the kind of the same name")]
pub enum TransferKind {
    Posted,
    Pending,
    PostPending,
    VoidPending,
    ExpirePending,
    Reverse,
}

word_column!(Constraint {
    None = "none",
    DebitsNotAboveCredits = "debits-not-above-credits",
    CreditsNotAboveDebits = "credits-not-above-debits",
});
word_column!(TransferKind {
    Posted = "posted",
    Pending = "pending",
    PostPending = "post",
    VoidPending = "void",
    ExpirePending = "expire",
    Reverse = "reverse",
});
word_column!(State { Posted = "posted", Pending = "pending", Voided = "voided", Expired = "expired" });

impl TransferKind {
    /// The word in the database and in tables that are taken away.
    pub fn name(self) -> &'static str {
        match self {
            TransferKind::Posted => "posted",
            TransferKind::Pending => "pending",
            TransferKind::PostPending => "post",
            TransferKind::VoidPending => "void",
            TransferKind::ExpirePending => "expire",
            TransferKind::Reverse => "reverse",
        }
    }
}

impl AccountRow {
    /// A row for an account of the ledger.
    pub fn new(jurisdiction: PlaceCode, code: String, account: &Account) -> AccountRow {
        AccountRow {
            jurisdiction,
            id: account.id,
            code,
            currency: account.currency,
            kept: account.constraint,
            debits_pending: account.debits_pending,
            debits_posted: account.debits_posted,
            credits_pending: account.credits_pending,
            credits_posted: account.credits_posted,
        }
    }

    /// The account as the ledger knows it.
    pub fn account(&self) -> Account {
        Account {
            id: self.id,
            currency: self.currency,
            constraint: self.kept,
            debits_pending: self.debits_pending,
            debits_posted: self.debits_posted,
            credits_pending: self.credits_pending,
            credits_posted: self.credits_posted,
        }
    }
}

impl TransferRow {
    /// A row for a record of the ledger, with the jurisdictions that keep the two accounts.
    pub fn new(debit_home: PlaceCode, credit_home: PlaceCode, record: &Record) -> TransferRow {
        let transfer = &record.transfer;
        let (kind, expires) = match transfer.kind {
            Kind::Posted => (TransferKind::Posted, None),
            Kind::Pending { expires } => (TransferKind::Pending, expires),
            Kind::PostPending { .. } => (TransferKind::PostPending, None),
            Kind::VoidPending { .. } => (TransferKind::VoidPending, None),
            Kind::ExpirePending { .. } => (TransferKind::ExpirePending, None),
            Kind::Reverse { .. } => (TransferKind::Reverse, None),
        };
        TransferRow {
            jurisdiction: debit_home,
            id: transfer.id,
            debit_home,
            debit: transfer.debit,
            credit_home,
            credit: transfer.credit,
            amount_minor: transfer.amount_minor,
            currency: transfer.currency,
            kind,
            state: record.state,
            referred: transfer.kind.refers_to(),
            expires,
            reversed_minor: record.reversed_minor,
            reference: transfer.reference,
            at: transfer.at,
        }
    }

    /// The record as the ledger knows it.
    pub fn record(&self) -> Record {
        let referred = self.referred.unwrap_or_default();
        let kind = match self.kind {
            TransferKind::Posted => Kind::Posted,
            TransferKind::Pending => Kind::Pending { expires: self.expires },
            TransferKind::PostPending => Kind::PostPending { pending: referred },
            TransferKind::VoidPending => Kind::VoidPending { pending: referred },
            TransferKind::ExpirePending => Kind::ExpirePending { pending: referred },
            TransferKind::Reverse => Kind::Reverse { of: referred },
        };
        let transfer = Transfer {
            id: self.id,
            debit: self.debit,
            credit: self.credit,
            amount_minor: self.amount_minor,
            currency: self.currency,
            kind,
            reference: self.reference,
            at: self.at,
        };
        Record { transfer, state: self.state, reversed_minor: self.reversed_minor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_survives_its_row_whatever_its_kind() {
        let id = Id(7);
        let kinds = [
            Kind::Posted,
            Kind::Pending { expires: None },
            Kind::Pending { expires: Some(Instant::from_seconds(9)) },
            Kind::PostPending { pending: id },
            Kind::VoidPending { pending: id },
            Kind::ExpirePending { pending: id },
            Kind::Reverse { of: id },
        ];
        let home: PlaceCode = "CN-ZJ".parse().unwrap();
        for kind in kinds {
            let transfer = Transfer {
                id: Id(1),
                debit: Id(2),
                credit: Id(3),
                amount_minor: 5,
                currency: Currency::CNY,
                kind,
                reference: Id(4),
                at: Instant::from_seconds(3),
            };
            let record = Record { transfer, state: State::Posted, reversed_minor: 1 };
            assert_eq!(TransferRow::new(home, home, &record).record(), record);
        }
    }
}
