//! Administration: bank accounts with four eyes, people, and what everybody does with the own account.

mod bank;
mod change;
mod mail;
mod own;
mod people;
mod person;

use std::sync::Arc;

use axum::Router;

use super::Site;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .merge(bank::routes())
        .merge(change::routes())
        .merge(mail::routes())
        .merge(own::routes())
        .merge(people::routes())
        .merge(person::routes())
}
