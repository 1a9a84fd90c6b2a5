//! Settlement cycles, their payments, and what the bank reported.

use jiangnan_clearing::iso::BankParty;
use jiangnan_clearing::{Cycle, CycleState, MatchLine, Payment, PaymentState, Resolution};
use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::row::Column;
use crate::{Fields, Json, Lookup, Query, StoreError, Value};

table! {
    /// A settlement cycle of a city group.
    pub struct CycleRow in "cycle" {
        key {
            /// The city group.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// Its number, from 1.
        number: i64,
        /// Where it stands.
        state: CycleState,
        /// The cycle as the clearing room knows it.
        body: Json<Cycle>,
    }
}

table! {
    /// A payment of a cycle.
    pub struct PaymentRow in "payment" {
        key {
            /// The jurisdiction that pays.
            jurisdiction: PlaceCode,
            /// Its id, which the bank sees as end-to-end id.
            id: Id,
        }
        /// The cycle.
        cycle: Id,
        /// Where it stands.
        state: PaymentState,
        /// The payment as the clearing room knows it.
        body: Json<Payment>,
        /// The transfers of the ledger that it carries out: who keeps each, and its id.
        transfers: Json<Vec<(PlaceCode, Id)>>,
        /// The organisation that it goes to, as it is written; empty where a treasury is paid.
        party: String,
    }
}

table! {
    /// A line of a bank's message.
    pub struct BankEntryRow in "bank_entry" {
        key {
            /// The jurisdiction whose bank sent it.
            jurisdiction: PlaceCode,
            /// Its id, which follows from the message and the line.
            id: Id,
        }
        /// The message, under the id of the command that imported it.
        message: Id,
        /// The cycle whose payment it is about.
        cycle: Option<Id>,
        /// Whether somebody has to look at it.
        attention: bool,
        /// What the bank reported and what it was compared with.
        body: Json<MatchLine>,
        /// What somebody made of it.
        resolution: Option<Json<Resolution>>,
    }
}

table! {
    /// The bank account of an organisation or a treasury.
    pub struct BankAccountRow in "bank_account" {
        key {
            /// The jurisdiction to which it belongs.
            jurisdiction: PlaceCode,
            /// The organisation; for a treasury the id that follows from its jurisdiction.
            party: Id,
        }
        /// Holder, number and bank.
        body: Json<BankParty>,
    }
}

table! {
    /// A change of a bank account: proposed by one person, confirmed by another.
    pub struct BankAccountChangeRow in "bank_account_change" {
        key {
            /// The jurisdiction to which the account belongs.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// Whose account it is, as in [`BankAccountRow`].
        party: Id,
        /// Where it stands.
        state: ChangeState,
        /// Who proposed it.
        proposed_by: Id,
        /// When.
        proposed_at: Instant,
        /// Who confirmed or refused it.
        decided_by: Option<Id>,
        /// When.
        decided_at: Option<Instant>,
        /// Why it was refused; empty where it was not.
        reason: String,
        /// The account at the time of the proposal; none where there was none.
        before: Option<Json<BankParty>>,
        /// The account that is proposed.
        body: Json<BankParty>,
    }
}

/// Where a change of a bank account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeState {
    /// Nobody else has looked at it yet.
    Proposed,
    /// It holds.
    Confirmed,
    /// It does not.
    Refused,
}

word_column!(ChangeState { Proposed = "proposed", Confirmed = "confirmed", Refused = "refused" });

impl ChangeState {
    /// The word in the database and in messages.
    pub fn name(self) -> &'static str {
        match self {
            ChangeState::Proposed => "proposed",
            ChangeState::Confirmed => "confirmed",
            ChangeState::Refused => "refused",
        }
    }
}

impl CycleRow {
    /// The row of a cycle.
    pub fn new(cycle: Cycle) -> CycleRow {
        CycleRow {
            jurisdiction: cycle.jurisdiction,
            id: cycle.id,
            number: i64::from(cycle.number),
            state: cycle.state,
            body: Json(cycle),
        }
    }
}

impl PaymentRow {
    /// The same row after a step of its payment.
    #[must_use]
    pub fn with(self, payment: Payment) -> PaymentRow {
        PaymentRow { state: payment.state, body: Json(payment), ..self }
    }
}

/// Declares a question whose answer is a list of keys.
macro_rules! key_list {
    ($(#[$doc:meta])* $name:ident, $key_type:ty, $table:literal, $condition:literal, $values:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            /// What was asked for.
            pub of: $key_type,
            /// The keys of the rows.
            pub keys: Vec<(PlaceCode, Id)>,
        }

        impl Lookup for $name {
            type Key = $key_type;

            fn key(&self) -> $key_type {
                self.of.clone()
            }

            fn fetch_all(source: &impl Query, keys: &[$key_type]) -> Result<Vec<Option<$name>>, StoreError> {
                let sql = concat!("SELECT jurisdiction, id FROM ", $table, " WHERE ", $condition);
                let values: Vec<Vec<Value>> = keys.iter().map($values).collect();
                let read = |fields: &mut Fields<'_>| Ok((fields.take()?, fields.take()?));
                let found = source.rows_for_each($table, sql, &values, read)?;
                Ok(keys.iter().zip(found).map(|(of, keys)| Some($name { of: of.clone(), keys })).collect())
            }
        }
    };
}

key_list!(
    /// The claims of which a cycle has something to pay or to collect.
    ClaimsDue, (), "claim", "due = 1 ORDER BY jurisdiction, id", |_: &()| Vec::new()
);
key_list!(
    /// The cycles of a city group, first to last.
    CyclesOf, PlaceCode, "cycle", "jurisdiction = $1 ORDER BY number", |group: &PlaceCode| vec![group.to_value()]
);
key_list!(
    /// The payments of a cycle.
    PaymentsOf, Id, "payment", "cycle = $1 ORDER BY jurisdiction, id", |cycle: &Id| vec![cycle.to_value()]
);
key_list!(
    /// The claim of an id, whoever its funder is.
    ClaimOf, Id, "claim", "id = $1", |id: &Id| vec![id.to_value()]
);
