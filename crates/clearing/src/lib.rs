//! Claims, positions, netting, settlement cycles and ISO 20022 messages.
//!
//! A claim asks one funder for the subsidy of one reservation. Accepted claims are taken up by a cycle,
//! which nets what treasuries owe each other and makes the payments. Everything here is pure: value in,
//! value out; the caller loads, saves, and knows the time.

pub mod account;
pub mod claim;
pub mod claim_state;
pub mod cycle;
pub mod due;
pub mod instalment;
pub mod invoice;
pub mod iso;
pub mod matching;
pub mod netting;
pub mod payment;
pub mod plan;
mod received;
pub mod refused;
pub mod resolution;
mod review;
pub mod settle;
pub mod signal;
pub mod statement;
pub mod words;

pub use account::AccountFault;
pub use claim::{
    Claim, ClaimDraft, ClaimNote, ClaimStep, ClawBack, Evidence, FirstReview, Payee, PaymentMode,
    Recommendation, Wanted,
};
pub use claim_state::{CLAIM_EDGES, ClaimEvent, ClaimState};
pub use cycle::{
    CYCLE_EDGES, Closing, Cycle, CycleEvent, CycleNote, CycleRefused, CycleState, CycleStep, Settlement,
};
pub use due::Due;
pub use instalment::Instalment;
pub use invoice::{Invoice, comparable};
pub use matching::{Finding, MatchLine, Matching, match_report, match_statement};
pub use netting::{Net, NetTransfer, NettingError, Position, Positions};
pub use payment::{
    PAYMENT_EDGES, Payment, PaymentEvent, PaymentRefused, PaymentState, PaymentStep, Receiver,
};
pub use plan::{DueRef, Payout, Plan, SettlementForm, plan};
pub use refused::ClaimRefused;
pub use resolution::{AssignRefused, LineOutcome, Resolution};
pub use settle::settle;
pub use signal::{
    Control, InvoiceUse, Signal, SplitOrder, SplitRule, breach_before, invoice_used_before,
    price_above_tariff, same_controller, split_under_cap,
};
pub use statement::{
    Movement, MovementKind, StatementLine, StatementSection, TreasuryAccount, TreasuryStatement, statement,
};
pub use words::{Edge, UnknownWord};
