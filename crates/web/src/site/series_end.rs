//! Calling off what is left of a series, with what it costs.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::case::series_end::CancelSeries;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Money, Text};
use jiangnan_store::entity::people::Role;

use super::instrument::brief;
use super::reservation::listing_of;
use super::{Ask, Halt, Sight, Site, missing, see_other};
use crate::form::{CancelForm, Field, Input};
use crate::page::SeriesCancelPage;
use crate::view::Key;
use crate::view::error::{ErrorView, Fault};
use crate::view::own::{SeriesCancel, SeriesCancelRow};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/series/{id}/cancel", get(show).post(deed))
}

async fn show(ask: Ask, Path(id): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let form = CancelForm { command: Field::of(ask.site.make_id().to_string()), ..CancelForm::default() };
    let v = ask.read(move |sight| entry(sight, &actor, key, form)).await?;
    Ok(ask.show(&SeriesCancelPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn deed(ask: Ask, Path(id): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let key: Key = id.parse()?;
    let agreed_minor = input.get("agreed").parse().ok();
    let (reason, command) = match CancelForm::parse(&input) {
        Ok(wanted) => wanted,
        Err(form) => {
            let v = ask.read(move |sight| entry(sight, &actor, key, *form)).await?;
            return Ok(ask.show(&SeriesCancelPage { l: ask.locale(), frame: ask.wrong_frame(), v }));
        }
    };
    let cancel = CancelSeries { series: key.id, home: key.home, reason, agreed_minor };
    match ask.run_once(command, actor, cancel).await {
        Ok(_) => Ok(see_other(&format!("/series/{key}"))),
        Err(Failure::Refused(refusal @ Refusal::PriceChanged { .. })) => {
            let way = (format!("/series/{key}/cancel"), Text::new("See the new fee", "查看新费用"));
            let view = ErrorView {
                details: vec![refusal.text()],
                ways: vec![way],
                ..ErrorView::of(Fault::Conflict)
            };
            Err(Halt::Fault(Box::new(view)))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn entry(sight: &mut Sight, actor: &Actor, key: Key, form: CancelForm) -> Result<SeriesCancel, Halt> {
    let rows = sight.ask(|desk| desk.weeks_of(key.home, key.id))?;
    let first = rows.first().ok_or_else(missing)?;
    if rows.iter().any(|row| row.enterprise != actor.organisation) {
        return Err(Halt::of(Fault::Forbidden));
    }
    let listing = listing_of(sight, first)?;
    let place = listing.body.place();
    let (mut weeks, mut due) = (Vec::new(), Money::new(0, first.terms.currency));
    for row in &rows {
        let Some(fee) = sight.ask(|desk| desk.fee_of(row))? else { continue };
        due.minor = due.minor.saturating_add(fee);
        weeks.push(SeriesCancelRow {
            span: sight.span(row.body.interval, place),
            fee: (fee > 0).then(|| Money::new(fee, row.terms.currency)),
        });
    }
    if weeks.is_empty() {
        let (what, state) = ("series", "over".to_owned());
        return Err(Refusal::WrongState { what, state, asked: "called off any more" }.into());
    }
    Ok(SeriesCancel { id: key, instrument: brief(sight, &listing)?, weeks, due, form })
}
