//! What one treasury owed and was owed in a cycle, claim by claim: as a page and as a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::Actor;
use jiangnan_kernel::{Currency, Money, PlaceCode, Text};
use jiangnan_store::entity::cycle::CycleRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::settlement::owed;
use super::{READERS, cycles, file, named, treasuries};
use crate::form::{Input, address};
use crate::page::StatementPage;
use crate::site::sheet::quoted;
use crate::site::{Ask, Halt, Sight, Site, missing};
use crate::view::Key;
use crate::view::treasury::{Net, Statement, StatementLine};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/treasury/statement", get(show)).route("/treasury/statement.csv", get(download))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let v = statement_of(&ask, &input).await?;
    Ok(ask.show(&StatementPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn download(ask: Ask, input: Input) -> Result<Response, Halt> {
    let v = statement_of(&ask, &input).await?;
    let name = format!("statement-{}-{}.csv", place_in(&input).unwrap_or("own"), v.cycle);
    let language = ask.reader.language.tag();
    Ok(file("text/csv; charset=utf-8", &name, csv(&v, language)))
}

/// The place that is asked for, where it may stand in a file name.
fn place_in(input: &Input) -> Option<&str> {
    let place = input.get("of");
    place.parse::<PlaceCode>().is_ok().then_some(place)
}

async fn statement_of(ask: &Ask, input: &Input) -> Result<Statement, Halt> {
    let actor = ask.needs(&READERS)?;
    let place: Option<PlaceCode> = input.get("of").parse().ok();
    let name = input.get("cycle").to_owned();
    ask.read(move |sight| view(sight, &actor, place, &name)).await
}

fn view(sight: &mut Sight, actor: &Actor, place: Option<PlaceCode>, name: &str) -> Result<Statement, Halt> {
    let treasuries = treasuries(sight);
    let own = (actor.role == Role::Treasurer).then_some(actor.home);
    let known = |place: &PlaceCode| treasuries.contains(place);
    let place = place.or(own).filter(known).or(treasuries.first().copied()).ok_or_else(missing)?;
    let cycles = cycles(sight)?;
    let cycle = if name.is_empty() { cycles.first() } else { Some(named(&cycles, name)?) };
    let number = cycle.map(|row| row.number.to_string()).unwrap_or_default();
    let lines = match cycle {
        Some(row) => lines(sight, row, place)?,
        None => Vec::new(),
    };
    let at = |path: &str, place: PlaceCode| {
        let pairs = [("of", place.as_str()), ("cycle", number.as_str())];
        // Without a cycle the address asks for the last one.
        address(path, if number.is_empty() { &pairs[..1] } else { &pairs })
    };
    let others = treasuries.iter().map(|other| (at("/treasury/statement", *other), sight.place_name(*other)));
    Ok(Statement {
        jurisdiction: sight.place_name(place),
        others: others.collect(),
        nets: nets(sight, place, &lines),
        file: at("/treasury/statement.csv", place),
        cycle: number,
        lines,
    })
}

fn lines(sight: &mut Sight, cycle: &CycleRow, place: PlaceCode) -> Result<Vec<StatementLine>, Halt> {
    let titles = titles(sight)?;
    let mut lines = Vec::new();
    for owed in owed(sight, &cycle.body)? {
        let Some(movement) = owed.due.movement(place, owed.at) else { continue };
        let draft = &owed.claim.body.draft;
        let title = titles.get(&(owed.claim.jurisdiction, draft.scheme.clone())).cloned();
        lines.push(StatementLine {
            claim: Key { home: owed.claim.jurisdiction, id: owed.claim.id },
            at: sight.local(movement.at, place),
            other: sight.place_name(movement.counterparty),
            provider: sight.organisation_name(owed.claim.provider_home, owed.claim.provider)?,
            scheme: title.unwrap_or_else(|| Text::new(draft.scheme.clone(), draft.scheme.clone())),
            amount: movement.money,
        });
    }
    lines.sort_by_key(|line| (line.at, line.claim));
    Ok(lines)
}

/// The titles of all schemes, by funder and name.
fn titles(sight: &mut Sight) -> Result<BTreeMap<(PlaceCode, String), Text>, Halt> {
    let mut titles = BTreeMap::new();
    for row in list::scheme_versions(sight.reader())? {
        let key = (row.jurisdiction, row.scheme.clone());
        if row.enacted_at.is_some() && !titles.contains_key(&key) {
            let scheme = sight.ask(|desk| desk.scheme_version(key.0, &key.1, &row.version))?;
            titles.insert(key, scheme.title().clone());
        }
    }
    Ok(titles)
}

/// What remains, in each currency.
fn nets(sight: &Sight, place: PlaceCode, lines: &[StatementLine]) -> Vec<Net> {
    let mut currencies: Vec<Currency> = lines.iter().map(|line| line.amount.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    if currencies.is_empty() {
        currencies.push(sight.currency());
    }
    currencies.into_iter().map(|currency| net(sight, place, lines, currency)).collect()
}

fn net(sight: &Sight, place: PlaceCode, lines: &[StatementLine], currency: Currency) -> Net {
    let same = lines.iter().map(|line| line.amount).filter(|money| money.currency == currency);
    let (mut owes, mut owed) = (0_i64, 0_i64);
    for money in same {
        let side = if money.minor < 0 { &mut owes } else { &mut owed };
        *side = side.saturating_add(money.minor.saturating_abs());
    }
    let money = |minor| Money::new(minor, currency);
    Net {
        jurisdiction: sight.place_name(place),
        owes: money(owes),
        owed: money(owed),
        net: money(owed.saturating_sub(owes)),
    }
}

/// The lines as comma-separated values, with a mark by which spreadsheets know the encoding.
fn csv(statement: &Statement, language: &str) -> String {
    let mut text = "\u{feff}claim,accepted,other,provider,scheme,currency,amount\r\n".to_owned();
    for line in &statement.lines {
        let cells = [
            line.claim.to_string(),
            line.at.strftime("%Y-%m-%d %H:%M").to_string(),
            line.other.get(language).to_owned(),
            line.provider.get(language).to_owned(),
            line.scheme.get(language).to_owned(),
            line.amount.currency.code().to_owned(),
        ];
        for cell in cells {
            text.push_str(&quoted(&cell));
            text.push(',');
        }
        // An amount is a number and stays one, also below zero.
        text.push_str(&line.amount.currency.format_minor(line.amount.minor));
        text.push_str("\r\n");
    }
    text
}
