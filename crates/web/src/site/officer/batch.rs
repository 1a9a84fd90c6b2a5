//! Vouchers by file: what it would grant is shown first; bad rows are told, good ones are granted and counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_catalogue::import::plain::{PlainTable, read_table};
use jiangnan_exchange::account::id_of;
use jiangnan_exchange::case::fund;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Currency, Id, Money, PlaceCode, Text};
use jiangnan_store::entity::people::Role;

use super::enacted;
use super::fund::sums;
use super::grant::enterprise;
use crate::form::{BatchForm, Field, Input};
use crate::page::{BatchCheckPage, BatchDonePage, BatchPage};
use crate::site::limit::GRANTS_BYTES_MAX;
use crate::site::{Ask, Halt, Sight, Site, missing};
use crate::view::batch::{BadRow, BatchCheck, BatchDone, BatchRow, BatchStart};
use crate::view::error::Fault;

/// The most rows of one file.
const ROWS_MAX: usize = 2_000;

pub(super) fn routes() -> Router<Arc<Site>> {
    let limit = DefaultBodyLimit::max(GRANTS_BYTES_MAX);
    Router::new()
        .route("/officer/grants/file", get(show).post(preview).layer(limit))
        .route("/officer/grants/file/confirm", post(confirm).layer(limit))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    page(&ask, actor, BatchForm::default()).await
}

async fn page(ask: &Ask, actor: Actor, form: BatchForm) -> Result<Response, Halt> {
    let frame = if form.problems().is_empty() { ask.frame() } else { ask.wrong_frame() };
    let v = ask.read(move |sight| Ok(BatchStart { schemes: schemes(sight, &actor)?, form })).await?;
    Ok(ask.show(&BatchPage { l: ask.locale(), frame, v }))
}

/// The schemes of the officer, with what can still be granted.
fn schemes(sight: &mut Sight, actor: &Actor) -> Result<Vec<(String, Text, Money)>, Halt> {
    let mut found = Vec::new();
    for one in enacted(sight, actor)? {
        let currency = one.scheme.currency();
        let free = sums(sight, one.row.jurisdiction, &one.row.scheme, currency)?.free;
        found.push((one.row.scheme.clone(), one.scheme.title().clone(), Money::new(free, currency)));
    }
    Ok(found)
}

async fn preview(ask: Ask, body: Multipart) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let (input, uploads) = Input::of_multipart(body).await.map_err(|_| Halt::of(Fault::TooLarge))?;
    let upload = uploads.into_iter().find(|file| file.field == "file").unwrap_or_default();
    let (scheme, upload) = match BatchForm::parse(&input, upload) {
        Ok(chosen) => chosen,
        Err(form) => return page(&ask, actor, *form).await,
    };
    let batch = ask.site.make_id();
    let (name, reader) = (upload.name.clone(), actor.clone());
    let read = ask.work(move || Ok(read_table(&upload.name, &upload.content)));
    let table = match read.await? {
        Ok(table) if table.rows.len() <= ROWS_MAX => table,
        Ok(_) => return refused(&ask, actor, &input, &name, "batch-too-long").await,
        Err(_) => return refused(&ask, actor, &input, &name, "batch-unreadable").await,
    };
    let columns =
        table.column(&["code", "enterprise", "代码", "企业"]).zip(table.column(&["amount", "金额", "额度"]));
    let Some(columns) = columns else { return refused(&ask, actor, &input, &name, "batch-columns").await };
    let v = ask
        .read(move |sight| {
            let known = schemes(sight, &reader)?;
            let (code, title, free) = known.into_iter().find(|one| one.0 == scheme).ok_or_else(missing)?;
            let (good, bad) = judged(sight, &table, columns, free.currency)?;
            let total = good.iter().fold(0_i64, |sum, row| sum.saturating_add(row.amount.minor));
            let total = Money::new(total, free.currency);
            let rows = written(&good);
            Ok(BatchCheck { file: name, scheme: (code, title), free, total, good, bad, rows, batch })
        })
        .await?;
    Ok(ask.show(&BatchCheckPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn refused(
    ask: &Ask,
    actor: Actor,
    input: &Input,
    name: &str,
    key: &'static str,
) -> Result<Response, Halt> {
    let mut form = BatchForm::read(input);
    form.file = Field::of(name);
    form.file.refuse(key);
    page(ask, actor, form).await
}

/// Which rows can be granted, and which cannot.
fn judged(
    sight: &mut Sight,
    table: &PlainTable,
    (code, amount): (usize, usize),
    currency: Currency,
) -> Result<(Vec<BatchRow>, Vec<BadRow>), Halt> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for (line, cells) in &table.rows {
        let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
        let (code, mut amount) = (cell(code), Field::of(cell(amount)));
        let wrong =
            |key, value: &str| BadRow {
                line: *line, cells: cells.join(" · "), key, value: value.to_owned()
            };
        let found = if code.is_empty() { None } else { enterprise(sight, &code)? };
        let money = amount.money(currency, "grant-amount-missing");
        match (found, money) {
            _ if code.is_empty() => bad.push(wrong("grant-enterprise-missing", "")),
            (None, _) => bad.push(wrong("batch-enterprise-unknown", &code)),
            (_, None) => {
                let told = amount.wrong.unwrap_or_else(|| crate::form::Wrong {
                    key: "grant-amount-missing",
                    value: String::new(),
                });
                bad.push(wrong(told.key, &told.value));
            }
            (Some(_), Some(_)) if seen.contains_key(&code) => {
                let first = seen.get(&code).copied().unwrap_or_default();
                bad.push(wrong("batch-twice", &first.to_string()));
            }
            (Some(row), Some(amount)) => {
                seen.insert(code.clone(), *line);
                good.push(BatchRow { line: *line, code, enterprise: row.body.name.clone(), amount });
            }
        }
    }
    Ok((good, bad))
}

/// The good rows in one field: line, code and minor units.
fn written(good: &[BatchRow]) -> String {
    let rows = good.iter().map(|row| format!("{} {} {}", row.line, row.code, row.amount.minor));
    rows.collect::<Vec<_>>().join(";")
}

fn read_rows(text: &str) -> Vec<(u64, String, i64)> {
    let row = |text: &str| {
        let mut parts = text.split(' ');
        Some((parts.next()?.parse().ok()?, parts.next()?.to_owned(), parts.next()?.parse().ok()?))
    };
    text.split(';').filter_map(row).take(ROWS_MAX).collect()
}

async fn confirm(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let batch: Id = input.get("batch").parse().map_err(|_| missing())?;
    let (scheme, rows) = (input.get("scheme").to_owned(), read_rows(input.get("rows")));
    let (reader, of, asked) = (actor.clone(), scheme.clone(), rows.clone());
    let (currency, enterprises) = ask
        .read(move |sight| {
            let known = schemes(sight, &reader)?;
            let currency = known.iter().find(|one| one.0 == of).ok_or_else(missing)?.2.currency;
            let mut found = Vec::with_capacity(asked.len());
            for (_, code, _) in &asked {
                found.push(enterprise(sight, code)?.map(|row| (row.jurisdiction, row.id)));
            }
            Ok((currency, found))
        })
        .await?;
    let grants: Vec<_> = rows
        .iter()
        .zip(enterprises)
        .filter_map(|((line, _, minor), enterprise)| {
            Some(grant(batch, *line, &actor, &scheme, enterprise?, *minor))
        })
        .collect();
    let answers = ask.run_all(&actor, grants).await;
    let mut done = BatchDone { granted: 0, total: Money::new(0, currency), refused: Vec::new() };
    for ((line, code, minor), answer) in rows.into_iter().zip(answers) {
        match answer {
            Ok(_) => {
                done.granted += 1;
                done.total.minor = done.total.minor.saturating_add(minor);
            }
            Err(Failure::Refused(refusal)) => done.refused.push((line, code, why(&refusal))),
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(ask.show(&BatchDonePage { l: ask.locale(), frame: ask.frame(), v: done }))
}

fn why(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::Ledger(_) => Text::new(
            "The fund does not hold this much any more: add budget, then read the file again.",
            "资金余额不足，请先追加预算，再重新读取文件。",
        ),
        other => other.text(),
    }
}

/// The grant of a row. Its id follows from batch and line, so that each row is granted once.
fn grant(
    batch: Id,
    line: u64,
    actor: &Actor,
    scheme: &str,
    (enterprise_home, enterprise): (PlaceCode, Id),
    amount_minor: i64,
) -> (Id, fund::Grant) {
    let moment = batch.0 >> 80 << 80;
    let voucher = Id(moment | (id_of(format!("grant:{batch}:{line}").as_bytes()).0 >> 48));
    let scheme = scheme.to_owned();
    (voucher, fund::Grant { voucher, funder: actor.home, scheme, enterprise_home, enterprise, amount_minor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_rows_travel_in_one_field() {
        let row = |line, code: &str, minor| BatchRow {
            line,
            code: code.to_owned(),
            enterprise: Text::default(),
            amount: Money::new(minor, Currency::CNY),
        };
        let text = written(&[row(2, "91330000X", 500), row(7, "CN-ZJ.01", 12)]);
        assert_eq!(read_rows(&text), [(2, "91330000X".to_owned(), 500), (7, "CN-ZJ.01".to_owned(), 12)]);
        assert_eq!(read_rows("x y z;;1 a"), []);
        let one = |line| grant(Id(9), line, &sample(), "s", ("CN-ZJ".parse().unwrap(), Id(1)), 5).0;
        assert!(one(2) == one(2) && one(2) != one(3));
    }

    fn sample() -> Actor {
        Actor { person: Id(1), home: "CN-ZJ".parse().unwrap(), role: Role::Officer, organisation: Id(2) }
    }
}
