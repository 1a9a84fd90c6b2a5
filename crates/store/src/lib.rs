//! The only room that knows SQL.
//!
//! An [`Entity`] says which table and columns hold it. A [`Set`] is the part of one table that a group of
//! commands has read and changed: the exchange decides on sets, and [`Writer::write`] writes their [`Changes`] in
//! one transaction.

#[macro_use]
pub mod entity;
mod backup;
mod blind;
mod bulk;
mod cells;
mod changes;
pub mod database;
pub mod distribute;
pub mod dump;
pub mod error;
pub mod event;
mod group;
pub mod list;
mod migrations;
mod postgres;
mod query;
pub mod row;
mod seal;
pub mod set;
mod sqlite;
mod turn;
mod writer;

pub use blind::Grounds;
pub use cells::Cells;
pub use changes::Changes;
pub use database::{Checkpointer, Database, Link, Reader};
pub use entity::{Entity, Lookup};
pub use error::StoreError;
pub use event::{ChainFault, ChainHead, Event, EventDraft};
pub use group::GroupWriter;
pub use query::Query;
pub use row::{Fields, Json, Value};
pub use seal::Seal;
pub use set::{Missing, Set};
pub use writer::{ForeignCommand, Writer};
