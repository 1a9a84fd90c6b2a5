//! The house rules as tests: what ARCHITECTURE.md says must hold of the source text.

mod absences;
mod documents;
mod map;
mod rooms;
mod source;
