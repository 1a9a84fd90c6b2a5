//! The rule language: parse, check, quote with explanation.

mod candidate;
mod cap;
pub mod cases;
pub mod clause;
pub mod columns;
pub mod compare;
mod condition;
pub mod day;
mod describe;
pub mod diagnostic;
pub mod explain;
pub mod fact;
mod format;
pub mod guide;
mod lottery;
pub mod order;
mod promise;
pub mod quote;
mod read;
mod read_order;
mod scheme;
mod screen;
pub mod vocabulary;
mod wording;
mod write_order;

pub use cap::{CapKey, CapUnit, CapUse};
pub use cases::{Cases, Outcome, Report};
pub use clause::{Body, Clause};
pub use columns::{Columns, Counted, Decisions, Stacked};
pub use diagnostic::{Diagnostic, Severity};
pub use explain::{Lift, letter, lift};
pub use fact::{FACT_COUNT, Fact, FactKind};
pub use format::format_scheme;
pub use lottery::draw;
pub use order::{Order, Value};
pub use promise::broken_promise;
pub use quote::{CapLine, Quote, Refusal, SubsidyLine, quote, subsidy};
pub use read_order::{OrderError, subject_id};
pub use scheme::{Scheme, Status};
pub use vocabulary::{
    ApplicantKind, Award, Breach, Credit, Disclosure, Evidence, Level, OpenOrders, Payee, ProviderKind,
    Sanction, Schedule, Sector, Service, Size, Vocabulary,
};
