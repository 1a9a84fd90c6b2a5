//! The positions of a cycle as a table to take away.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;

use super::settlement::Settlement;
use super::{READERS, cycles, named};
use crate::form::Input;
use crate::site::sheet::{Cell, Sheet, Taken};
use crate::site::{Ask, Halt, Site, missing};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/treasury/positions/{file}", get(download))
}

async fn download(ask: Ask, Path(file): Path<String>, input: Input) -> Result<Response, Halt> {
    ask.needs(&READERS)?;
    let ending = file.strip_prefix("positions.").ok_or_else(missing)?;
    let taken = Taken::of_ending(ending).ok_or_else(missing)?;
    let name = input.get("cycle").to_owned();
    ask.read(move |sight| {
        let cycles = cycles(sight)?;
        let cycle = named(&cycles, &name)?;
        let text = |text: String| Cell::Text(text);
        let mut rows = Vec::new();
        for settlement in Settlement::all(sight, &cycle.body)? {
            for at in &settlement.positions {
                rows.push(vec![
                    Cell::Number(cycle.number),
                    text(at.payer.to_string()),
                    text(at.payee.to_string()),
                    Cell::Amount(at.money),
                    text(at.money.currency.code().to_owned()),
                ]);
            }
        }
        let columns = &["cycle", "payer", "payee", "amount", "currency"];
        Sheet { name: "positions", columns, rows }.answer(taken, sight.local(sight.now(), sight.site.group))
    })
    .await
}
