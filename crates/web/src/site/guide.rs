//! The style guide, in a demo.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::{Ask, Halt, Site, missing};
use crate::page::GuidePage;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/styleguide", get(show))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    if !ask.site.demo {
        return Err(missing());
    }
    Ok(ask.show(&GuidePage { l: ask.locale(), frame: ask.frame(), v: crate::sample::guide() }))
}
