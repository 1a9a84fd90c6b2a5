//! Open orders under a new text: what would move, what would stay and why, and moving them.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::case::transition::{MoveOpenOrders, OrdersMoved};
use jiangnan_exchange::{Actor, Command, Failure, Refusal};
use jiangnan_kernel::Money;
use jiangnan_store::entity::people::Role;

use super::enacted;
use crate::page::OpenOrdersPage;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::Key;
use crate::view::duty::{MovedRow, OpenOrders};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/officer/schemes/{code}/open-orders", get(show).post(move_all))
}

async fn show(ask: Ask, Path(code): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let v = ask.read(move |sight| view(sight, &actor, &code)).await?;
    Ok(ask.show(&OpenOrdersPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn move_all(ask: Ask, Path(code): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let back = format!("/officer/schemes/{code}/open-orders");
    let command = MoveOpenOrders { funder: actor.home, scheme: code };
    ask.run(actor, command).await?;
    Ok(see_other(&back))
}

/// What the command would do now, decided and not saved.
pub(crate) fn view(sight: &mut Sight, actor: &Actor, code: &str) -> Result<OpenOrders, Halt> {
    let known = enacted(sight, actor)?.into_iter();
    let own = known.filter(|one| one.row.jurisdiction == actor.home);
    let shown = own.into_iter().find(|one| one.row.scheme == code).ok_or_else(missing)?;
    let command = MoveOpenOrders { funder: actor.home, scheme: code.to_owned() };
    let (keeps, orders) = match sight.look.ask(&sight.envelope, |desk| command.decide(desk)) {
        Ok(orders) => (None, orders),
        Err(Failure::Refused(Refusal::Invalid { reason, .. })) => (Some(reason), OrdersMoved::default()),
        Err(failure) => return Err(failure.into()),
    };
    let currency = shown.scheme.currency();
    let moved = orders.moved.iter().map(|order| MovedRow {
        reservation: Key { home: order.home, id: order.reservation },
        before: Money::new(order.before_minor, currency),
        after: Money::new(order.after_minor, currency),
    });
    let kept = orders.kept.into_iter();
    Ok(OpenOrders {
        code: code.to_owned(),
        title: shown.scheme.title().clone(),
        version: shown.row.version.get(..12).unwrap_or(&shown.row.version).to_owned(),
        keeps,
        currency,
        moved: moved.collect(),
        kept: kept.map(|order| (Key { home: order.home, id: order.reservation }, order.why)).collect(),
        may: true,
    })
}
