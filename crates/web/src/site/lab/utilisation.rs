//! How well a provider's listings are used in a month: open, reserved and worked hours; as a picture with its
//! table, and as a file.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::Actor;
use jiangnan_kernel::{Date, Id, Instant, Interval, Text};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use jiff::ToSpan;
use jiff::civil::Time;

use crate::chart::stack;
use crate::form::Input;
use crate::page::UtilisationPage;
use crate::site::index::full_name;
use crate::site::wallet_month::{csv_answer, csv_cell, month_name};
use crate::site::{Ask, Halt, Sight, Site};
use crate::view::Key;
use crate::view::lab::{Utilisation, UtilisationRow};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/provider/utilisation", get(show)).route("/provider/utilisation.csv", get(table))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let v = of_month(&ask, &input).await?;
    Ok(ask.show(&UtilisationPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn table(ask: Ask, input: Input) -> Result<Response, Halt> {
    let v = of_month(&ask, &input).await?;
    let l = ask.locale();
    let head =
        ["listing", "name", "open_hours", "reserved_hours", "worked_hours", "reservations", "share_percent"];
    let mut lines = vec![head.join(",")];
    for row in v.rows.iter().chain([&v.total]) {
        let cells = [
            row.id.map(|key| key.to_string()).unwrap_or_default(),
            l.text(&row.name).to_owned(),
            UtilisationRow::hours(&row.open_seconds),
            UtilisationRow::hours(&row.used_seconds),
            UtilisationRow::hours(&row.worked_seconds),
            row.count.to_string(),
            row.share().map(|share| format!("{}.{:02}", share / 100, share % 100)).unwrap_or_default(),
        ];
        lines.push(cells.map(|cell| csv_cell(&cell)).join(","));
    }
    Ok(csv_answer(&format!("utilisation-{}.csv", month_name(v.first)), &lines))
}

async fn of_month(ask: &Ask, input: &Input) -> Result<Utilisation, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let month: Option<Date> = format!("{}-01", input.get("month")).parse().ok();
    ask.read(move |sight| utilisation(sight, &actor, month)).await
}

fn utilisation(sight: &mut Sight, actor: &Actor, month: Option<Date>) -> Result<Utilisation, Halt> {
    let today = sight.today(actor.home);
    // The last whole month says more than the beginning of this one.
    let last_month = today.first_of_month().yesterday().unwrap_or(today);
    let first = month.unwrap_or(last_month).min(today).first_of_month();
    let last = first.last_of_month();
    let next = first.checked_add(1.month()).unwrap_or(first);
    let zone = sight.zone(actor.home);
    let midnight =
        |day: Date| Instant::of_civil(day.to_datetime(Time::midnight()), &zone).unwrap_or_default();
    let (from, until) = (midnight(first), midnight(next));
    let between = list::reservations_of_provider_between(
        sight.reader(),
        actor.home,
        actor.organisation,
        (from, until),
    )?;
    let mut by_listing: HashMap<Id, Vec<&ReservationRow>> = HashMap::new();
    for row in between.iter().filter(|row| row.state.occupies()) {
        by_listing.entry(row.body.instrument).or_default().push(row);
    }
    let mut rows = Vec::new();
    for listing in list::listings_of_provider(sight.reader(), actor.home, actor.organisation)? {
        let open = match Interval::new(from, until) {
            Ok(window) => listing.body.terms().open_within(window).unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        let reserved = by_listing.get(&listing.id).map_or(&[][..], Vec::as_slice);
        let worked = reserved.iter().filter_map(|row| row.body.usage.as_ref());
        rows.push(UtilisationRow {
            id: Some(Key { home: listing.jurisdiction, id: listing.id }),
            name: full_name(&listing.body),
            open_seconds: open.iter().map(|stretch| stretch.seconds()).sum(),
            used_seconds: reserved.iter().map(|row| row.body.interval.seconds()).sum(),
            worked_seconds: worked.map(|usage| usage.actual.seconds()).sum(),
            count: u64::try_from(reserved.len()).unwrap_or(u64::MAX),
            bars: Default::default(),
        });
    }
    for row in &mut rows {
        draw(row);
    }
    rows.sort_by_key(|row| (row.share(), row.id));
    let sum = |of: fn(&UtilisationRow) -> i64| rows.iter().map(of).sum::<i64>();
    let mut total = UtilisationRow {
        id: None,
        name: Text::new("All", "全部"),
        open_seconds: sum(|row| row.open_seconds),
        used_seconds: sum(|row| row.used_seconds),
        worked_seconds: sum(|row| row.worked_seconds),
        count: rows.iter().map(|row| row.count).sum(),
        bars: Default::default(),
    };
    draw(&mut total);
    let previous = first.checked_sub(1.month()).unwrap_or(first);
    Ok(Utilisation {
        first,
        last,
        beside: (month_name(previous), (next <= today).then(|| month_name(next))),
        rows,
        total,
    })
}

/// Lays the bars of a row out: worked first, then what was reserved beyond it, of the time open.
fn draw(row: &mut UtilisationRow) {
    let worked = row.worked_seconds.min(row.used_seconds);
    if let [one, other] = stack(row.open_seconds, &[worked, row.used_seconds - worked])[..] {
        row.bars = (one, other);
    }
}
