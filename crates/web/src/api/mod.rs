//! The JSON interface: the same use cases as the pages, through the same commands, for programs.
//!
//! A program acts for a person by a token ([`crate::site`] makes them on a page). Cookies mean nothing here, so no
//! other site can make a browser act. Every answer that is no success is a problem document of RFC 9457.

#![allow(clippy::result_large_err, reason = "a problem ends a request and is moved once or twice")]

mod account;
mod claim;
mod claim_body;
mod common;
mod dispute;
mod document;
mod door;
mod duty;
mod extract;
mod find;
mod limit;
mod money;
mod notice;
mod office;
mod problem;
mod quote;
mod reservation;
mod settle;
mod value;
mod wait;

pub use document::document;
pub use limit::{Limiter, Limits};
pub use problem::{PROBLEMS, TYPES, refusal};

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::site::{Site, hurry};
use problem::Trouble;

/// Where every address of the interface begins.
pub const ROOT: &str = "/api/v1";
/// The most bytes of a body.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// The most bytes of a body with a file of the bank; written as JSON it is a little longer than itself.
const FILE_BYTES_MAX: usize = 2 * crate::site::parts::BANK_BYTES_MAX;

/// Every address of the interface.
pub fn routes(site: Arc<Site>) -> Router<Arc<Site>> {
    let all = Router::new()
        .route("/me", get(account::me))
        .route("/instruments", get(find::search))
        .route("/instruments/{key}", get(find::instrument))
        .route("/instruments/{key}/slots", get(find::slots))
        .route("/instruments/{key}/quote", get(quote::quote))
        .route("/reservations", get(reservation::list).post(reservation::make))
        .route("/reservations/{key}", get(reservation::show))
        .route("/reservations/{key}/cancel", post(reservation::cancel))
        .route("/reservations/{key}/move", post(reservation::change))
        .route("/reservations/{key}/approve", post(reservation::approve))
        .route("/reservations/{key}/decline", post(reservation::decline))
        .route("/reservations/{key}/usage", post(reservation::usage))
        .route("/reservations/{key}/no-show", post(reservation::no_show))
        .route("/reservations/{key}/confirm", post(reservation::confirm))
        .route("/reservations/{key}/dispute", post(reservation::dispute))
        .route("/reservations/{key}/give-in", post(dispute::give_in))
        .route("/reservations/{key}/stand-by", post(dispute::stand_by))
        .route("/reservations/{key}/ruling", post(dispute::propose))
        .route("/reservations/{key}/ruling/confirm", post(dispute::confirm))
        .route("/series", post(wait::reserve_series))
        .route("/series/{key}/cancel", post(wait::cancel_series))
        .route("/waits", get(wait::list_waits).post(wait::join))
        .route("/waits/{key}/leave", post(wait::leave))
        .route("/notices", get(notice::list))
        .route("/notices/read", post(notice::read_all))
        .route("/notices/{key}/read", post(notice::read))
        .route("/claims", get(claim::list).post(claim::lodge))
        .route("/claims/{key}", get(claim::show))
        .route("/claims/{key}/recommend", post(claim::recommend))
        .route("/claims/{key}/decide", post(claim::decide))
        .route("/claims/{key}/withdraw", post(claim::withdraw))
        .route("/claims/{key}/documents", post(duty::hand_in))
        .route("/instalments", get(duty::instalments))
        .route("/claims/{key}/claw-back", post(office::propose_back))
        .route("/claims/{key}/claw-back/confirm", post(office::confirm_back))
        .route("/schemes", get(office::list_schemes).post(office::draft))
        .route("/schemes/enact", post(office::enact))
        .route("/schemes/{scheme}/open-orders", get(duty::open_orders).post(duty::move_orders))
        .route("/bank-files", post(office::import).layer(DefaultBodyLimit::max(FILE_BYTES_MAX)))
        .route("/wallet", get(money::wallet))
        .route("/funds", get(money::funds).post(money::appropriate))
        .route("/vouchers", post(money::grant))
        .route("/cycles", get(settle::list).post(settle::open))
        .route("/cycles/{key}", get(settle::show))
        .route("/cycles/{key}/payments", get(settle::payments))
        .route("/cycles/{key}/close", post(settle::close))
        .route("/cycles/{key}/export", post(settle::export))
        .route("/cycles/{key}/settle", post(settle::settle))
        .route("/payments/{key}/again", post(settle::again))
        .route("/audit/head", get(account::head))
        .fallback(async || Trouble::of("not-found"))
        .method_not_allowed_fallback(async || Trouble::of("method-not-allowed"))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(hurry))
        .layer(middleware::from_fn_with_state(site, door::enter));
    Router::new().nest(ROOT, all)
}
