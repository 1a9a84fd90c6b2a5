//! A month of a wallet: opening, every movement, closing; to print, and as a table of values.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiangnan_exchange::Actor;
use jiangnan_kernel::{Date, Money};
use jiangnan_store::entity::people::Role;
use jiff::ToSpan;

use super::evidence::disposition;
use super::wallet::movements_of;
use super::{Ask, Halt, Sight, Site};
use crate::form::Input;
use crate::page::WalletStatementPage;
use crate::view::own::{VoucherMonth, WalletStatement};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/wallet/statement", get(show)).route("/wallet/statement.csv", get(table))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let v = statement_of(&ask, &input).await?;
    Ok(ask.show(&WalletStatementPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn table(ask: Ask, input: Input) -> Result<Response, Halt> {
    let v = statement_of(&ask, &input).await?;
    let l = ask.locale();
    let mut lines = vec![["voucher", "time", "movement", "for", "currency", "amount", "available"].join(",")];
    for month in &v.vouchers {
        for row in &month.transfers {
            let plain = |money: Money| money.currency.format_minor(money.minor);
            let cells = [
                row.voucher.clone(),
                l.moment(&row.at),
                l.t(row.kind.key()).into_owned(),
                l.text(&row.what).to_owned(),
                row.amount.currency.to_string(),
                plain(row.amount),
                plain(row.available),
            ];
            lines.push(cells.map(|cell| csv_cell(&cell)).join(","));
        }
    }
    let name = format!("wallet-{:04}-{:02}.csv", v.first.year(), v.first.month());
    Ok(csv_answer(&name, &lines))
}

/// A cell of a table of values: quoted where it must be, and never read as a formula.
pub fn csv_cell(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    let formula = !is_number && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The lines of a table as a file; the mark at its head tells spreadsheets that it is UTF-8.
pub fn csv_answer(name: &str, lines: &[String]) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, disposition(name)),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, format!("\u{feff}{}\r\n", lines.join("\r\n"))).into_response()
}

async fn statement_of(ask: &Ask, input: &Input) -> Result<WalletStatement, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let month: Option<Date> = format!("{}-01", input.get("month")).parse().ok();
    ask.read(move |sight| statement(sight, &actor, month)).await
}

/// The first day of a date's month.
pub fn first_of_month(date: Date) -> Date {
    date.first_of_month()
}

/// A month as it stands in addresses: `2026-06`.
pub fn month_name(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

fn statement(sight: &mut Sight, actor: &Actor, month: Option<Date>) -> Result<WalletStatement, Halt> {
    let today = sight.today(actor.home);
    let first = first_of_month(month.unwrap_or(today).min(today));
    let last = first.last_of_month();
    let enterprise = sight.organisation(actor.home, actor.organisation)?;
    let mut vouchers = Vec::new();
    for (voucher, transfers) in movements_of(sight, actor)? {
        let before = transfers.iter().take_while(|row| row.at.date() < first);
        let zero = Money::zero(voucher.face.currency);
        let opening = before.last().map_or(zero, |row| row.available);
        let within = |row: &&crate::view::wallet::TransferRow| {
            let day = row.at.date();
            first <= day && day <= last
        };
        let transfers: Vec<_> = transfers.iter().filter(within).cloned().collect();
        let closing = transfers.last().map_or(opening, |row| row.available);
        // A voucher of which nothing is left and nothing moved is of no interest in this month.
        if !transfers.is_empty() || opening.minor != 0 {
            vouchers.push(VoucherMonth { voucher, opening, closing, transfers });
        }
    }
    let next = first.checked_add(1.month()).unwrap_or(first);
    let previous = first.checked_sub(1.month()).unwrap_or(first);
    Ok(WalletStatement {
        enterprise: enterprise.body.name.clone(),
        code: enterprise.code.clone(),
        first,
        last,
        beside: (month_name(previous), (next <= today).then(|| month_name(next))),
        vouchers,
        made_at: sight.local(sight.now(), actor.home),
    })
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn a_cell_is_quoted_and_no_formula() {
        assert_eq!(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell("-600.00"), "-600.00");
        assert_eq!(csv_cell("扫描电镜"), "扫描电镜");
    }
}
