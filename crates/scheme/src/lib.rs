//! The rule language: parse, check, quote with explanation.

pub mod day;
pub mod diagnostic;
pub mod fact;
pub mod order;
pub mod vocabulary;

pub use diagnostic::{Diagnostic, Severity};
pub use fact::{FACT_COUNT, Fact, FactKind};
pub use order::{Order, Value};
pub use vocabulary::{
    ApplicantKind, Credit, Evidence, Payee, ProviderKind, Sector, Service, Size, Vocabulary,
};
