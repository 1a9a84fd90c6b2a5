//! How a fund burns down: what is left at the end of each month, and at the present pace of the months to come.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::account::AccountName;
use jiangnan_exchange::case::fund::fund;
use jiangnan_kernel::{Currency, Date, Money};
use jiangnan_store::entity::voucher::SchemeVersionRow;
use jiangnan_store::list;

use super::fund::{Granted, PACE_MONTHS, chosen, granted, months, runs_out, sums};
use super::{Enacted, READERS};
use crate::form::Input;
use crate::site::sheet::{Cell, Sheet, Taken};
use crate::site::{Ask, Halt, Sight, Site, missing};
use crate::view::burn::BurnPoint;
use crate::view::officer::Month;

/// The most months that are expected.
const EXPECTED_MAX: usize = 24;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/officer/fund/{file}", get(download))
}

async fn download(ask: Ask, Path(file): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let ending = file.strip_prefix("burn.").ok_or_else(missing)?;
    let taken = Taken::of_ending(ending).ok_or_else(missing)?;
    let wanted = input.get("scheme").to_owned();
    ask.read(move |sight| {
        let Enacted { row, scheme } = chosen(sight, &actor, &wanted)?;
        let currency = scheme.currency();
        let granted = granted(sight, &row)?;
        let months = months(&granted, currency);
        let left = sums(sight, row.jurisdiction, &row.scheme, currency)?.left();
        let end = runs_out(&months, left, sight.today(row.jurisdiction), scheme.effective().1);
        let points = points(sight, &row, &granted, &months, end.as_deref(), currency)?;
        let cells = |point: BurnPoint| {
            let kind = if point.expected { "expected" } else { "known" };
            let text = |text: &str| Cell::Text(text.to_owned());
            vec![text(&point.month), text(kind), Cell::Amount(point.left), text(currency.code())]
        };
        let rows = points.into_iter().map(cells).collect();
        let columns = &["month", "kind", "left", "currency"];
        let made = sight.local(sight.now(), row.jurisdiction);
        Sheet { name: "burn", columns, rows }.answer(taken, made)
    })
    .await
}

/// What is left at the end of each month since the first appropriation; then what is expected until the month
/// in which the fund runs out, where it does.
pub(super) fn points(
    sight: &Sight,
    row: &SchemeVersionRow,
    granted: &[Granted],
    months: &[Month],
    runs_out: Option<&str>,
    currency: Currency,
) -> Result<Vec<BurnPoint>, Halt> {
    let (funder, scheme) = (row.jurisdiction, &row.scheme);
    let bank = AccountName::Bank.kept_by(funder, currency);
    let fund = fund(funder, scheme, currency);
    let transfers = list::transfers_between(sight.reader(), bank.id, fund.id)?;
    let came = transfers.iter().map(|row| (sight.local(row.at, funder).date(), row.amount_minor));
    let went = granted.iter().map(|one| (one.month, one.inside.saturating_add(one.across).saturating_neg()));
    let moves: Vec<(Date, i64)> = came.chain(went).collect();
    let recent = months.iter().rev().take(PACE_MONTHS);
    let count = i64::try_from(recent.clone().count()).unwrap_or(1).max(1);
    let pace =
        recent.fold(0_i64, |sum, month| sum.saturating_add(month.inside.minor + month.across.minor)) / count;
    let rows = burnt(&moves, sight.today(funder), pace, runs_out);
    let point = |(month, minor, expected)| BurnPoint { month, left: Money::new(minor, currency), expected };
    Ok(rows.into_iter().map(point).collect())
}

/// Months, what is left at their ends, and whether that is only expected. `moves` are what came and went.
fn burnt(moves: &[(Date, i64)], today: Date, pace: i64, runs_out: Option<&str>) -> Vec<(String, i64, bool)> {
    let Some(first) = moves.iter().map(|(day, _)| *day).min() else { return Vec::new() };
    let mut rows = Vec::new();
    let mut month = first.first_of_month();
    let mut left = 0_i64;
    while month <= today {
        let end = month.last_of_month();
        let now = moves.iter().filter(|(day, _)| *day <= end);
        left = now.fold(0_i64, |sum, (_, minor)| sum.saturating_add(*minor));
        rows.push((name(month), left, false));
        let Some(next) = next(month) else { return rows };
        month = next;
    }
    let Some(last) = runs_out else { return rows };
    for _ in 0..EXPECTED_MAX {
        if name(month).as_str() > last {
            break;
        }
        left = if name(month) == last { 0 } else { left.saturating_sub(pace).max(0) };
        rows.push((name(month), left, true));
        let Some(next) = next(month) else { break };
        month = next;
    }
    rows
}

fn name(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

fn next(month: Date) -> Option<Date> {
    month.last_of_month().tomorrow().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_fund_burns_down_month_by_month_and_on_at_its_pace() {
        let moves = [
            (date(2026, 7, 3), 1_000),
            (date(2026, 7, 20), -100),
            (date(2026, 9, 2), -200),
            (date(2026, 9, 5), 50),
        ];
        let words = |runs_out| {
            let rows = burnt(&moves, date(2026, 9, 30), 300, runs_out);
            let word = |(month, left, expected): &(String, i64, bool)| {
                format!("{month} {left}{}", if *expected { "?" } else { "" })
            };
            rows.iter().map(word).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(words(None), "2026-07 900, 2026-08 900, 2026-09 750");
        assert_eq!(
            words(Some("2026-12")),
            "2026-07 900, 2026-08 900, 2026-09 750, 2026-10 450?, 2026-11 150?, 2026-12 0?"
        );
        assert_eq!(words(Some("2026-09")), "2026-07 900, 2026-08 900, 2026-09 750");
        assert!(burnt(&[], date(2026, 9, 30), 300, None).is_empty());
    }
}
