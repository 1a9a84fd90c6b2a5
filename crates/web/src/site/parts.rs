//! What pages and the JSON interface share: one computation, shown in two ways.

pub(crate) use super::find::{look_up, payer};
pub(crate) use super::instalment::view as instalments;
pub(crate) use super::instrument::brief;
pub(crate) use super::limit::BANK_BYTES_MAX;
pub(crate) use super::officer::{balances, open_orders};
pub(crate) use super::price::{list_price, one_unit, quote, service_of};
pub(crate) use super::reservation::{at, may_see};
pub(crate) use super::slots::{cell_seconds, monday_of, week};
pub(crate) use super::wallet::wallet;
