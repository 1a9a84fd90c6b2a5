//! What can be done in the market, one file for each part of the work.

pub mod account;
pub mod answer;
pub mod bank;
pub mod bank_line;
pub mod catalogue;
mod change;
pub mod claim;
pub mod cycle;
pub mod document;
pub mod feed;
pub mod fund;
pub mod payment;
pub mod people;
pub mod place;
pub mod reserve;
pub mod review;
pub mod rule;
pub mod series;
pub mod staff;
pub mod study;
pub mod terms;
pub mod token;
pub mod usage;
pub mod wait;
