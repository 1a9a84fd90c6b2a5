//! The start page and what is said of the site.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::account::id_of;
use jiangnan_kernel::{Money, Period};
use jiangnan_lab::compare::{Comparison, Outcome};
use jiangnan_store::list;

use super::{Ask, Halt, Sight, Site, sign};
use crate::page::{AboutPage, StartPage};
use crate::view::start::{self, About, Border, Start};

/// The study that holds what the border cost.
const BORDER_STUDY: &str = "border";

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/", get(show)).route("/about", get(about))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let v = ask.read(start).await?;
    Ok(ask.show(&StartPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn about(ask: Ask) -> Response {
    ask.show(&AboutPage { l: ask.locale(), frame: ask.frame(), v: About })
}

fn start(sight: &mut Sight) -> Result<Start, Halt> {
    let size = sight.catalogue()?.size;
    let stranger = sight.envelope.actor.organisation == jiangnan_kernel::Id(0);
    let people = if stranger { sign::people(sight)? } else { Vec::new() };
    Ok(Start { group: sight.place_name(sight.site.group), size, border: border(sight)?, people })
}

fn border(sight: &Sight) -> Result<Option<Border>, Halt> {
    let Some(study) = list::study(sight.reader(), BORDER_STUDY)? else { return Ok(None) };
    let Ok(comparison) = serde_json::from_value::<Comparison>(study.body.0) else { return Ok(None) };
    // The result was kept on the last day of the quarter that it is about.
    let kept = list::events_about(sight.reader(), id_of(BORDER_STUDY.as_bytes()))?;
    let kept = kept.last().map(|event| sight.local(event.at, sight.site.group).date());
    Ok(Some(Border {
        period: kept.map(|day| Period::quarter_of(day).to_string()).unwrap_or_default(),
        closed: outcome(&comparison.baseline),
        open: outcome(&comparison.reform),
    }))
}

fn outcome(outcome: &Outcome) -> start::Outcome {
    let money = |minor| Money::new(minor, outcome.currency);
    // A share lies between 0 and 1, so its basis points fit.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let basis_points = |share: f64| (share.clamp(0.0, 1.0) * 10_000.0).round() as u32;
    start::Outcome {
        cross_border_bp: outcome.cross_border_share.map_or(0, basis_points),
        claims: outcome.met,
        subsidy: money(outcome.subsidy_minor),
        own_part: money(outcome.own_part_minor),
    }
}
