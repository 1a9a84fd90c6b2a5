//! Where the money of a scheme is, and adding to it.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::Actor;
use jiangnan_exchange::account::{AccountName, AccountRef};
use jiangnan_exchange::case::fund::{Appropriate, fund};
use jiangnan_kernel::{Currency, Date, Money, PlaceCode, Text};
use jiangnan_store::entity::money::AccountRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::SchemeVersionRow;
use jiangnan_store::{Query, list};

use super::{Enacted, READERS, enacted};
use crate::form::{AppropriateForm, Field, Input, address};
use crate::page::FundPage;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::officer::{Fund, Month};

/// The pace is that of so many months.
pub(super) const PACE_MONTHS: usize = 3;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/officer/fund", get(show).post(appropriate))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let wanted = input.get("scheme").to_owned();
    let v = ask.read(move |sight| view(sight, &actor, &wanted, None)).await?;
    Ok(ask.show(&FundPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn appropriate(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let wanted = input.get("scheme").to_owned();
    let reader = actor.clone();
    let of = wanted.clone();
    let currency = ask.read(move |sight| Ok(chosen(sight, &reader, &of)?.scheme.currency())).await?;
    match AppropriateForm::parse(&input, currency) {
        Ok(budget) => {
            let to = address("/officer/fund", &[("scheme", &budget.scheme)]);
            let (funder, amount_minor) = (actor.home, budget.amount.minor);
            let command = Appropriate { funder, scheme: budget.scheme, amount_minor };
            ask.run_once(budget.command, actor, command).await?;
            Ok(see_other(&to))
        }
        Err(form) => {
            let v = ask.read(move |sight| view(sight, &actor, &wanted, Some(*form))).await?;
            Ok(ask.show(&FundPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}

/// The scheme that is asked for, or the first; of an officer's own jurisdiction only.
pub(super) fn chosen(sight: &mut Sight, actor: &Actor, wanted: &str) -> Result<Enacted, Halt> {
    let mut known = enacted(sight, actor)?;
    let at = position(&known, wanted);
    if at < known.len() { Ok(known.swap_remove(at)) } else { Err(missing()) }
}

fn position(known: &[Enacted], wanted: &str) -> usize {
    known.iter().position(|one| one.row.scheme == wanted).unwrap_or(0)
}

fn view(sight: &mut Sight, actor: &Actor, wanted: &str, form: Option<AppropriateForm>) -> Result<Fund, Halt> {
    let others = enacted(sight, actor)?;
    let Enacted { row, scheme } = others.get(position(&others, wanted)).ok_or_else(missing)?;
    let (funder, currency) = (row.jurisdiction, scheme.currency());
    let sums = sums(sight, funder, &row.scheme, currency)?;
    let granted = granted(sight, row)?;
    let months = months(&granted, currency);
    let last = scheme.effective().1;
    let runs_out = runs_out(&months, sums.left(), sight.today(funder), last);
    let burn = super::burn::points(sight, row, &granted, &months, runs_out.as_deref(), currency)?;
    let money = |minor| Money::new(minor, currency);
    let link = |other: &Enacted| {
        (address("/officer/fund", &[("scheme", &other.row.scheme)]), other.scheme.title().clone())
    };
    let fresh = || AppropriateForm {
        scheme: Field::of(row.scheme.clone()),
        command: Field::of(sight.site.make_id().to_string()),
        ..AppropriateForm::default()
    };
    Ok(Fund {
        scheme: scheme.title().clone(),
        appropriated: money(sums.appropriated),
        granted: money(sums.unused),
        pending: money(sums.pending),
        spent: money(sums.spent()),
        free: money(sums.free),
        runs_out,
        burn,
        code: row.scheme.clone(),
        months,
        others: if others.len() > 1 { others.iter().map(link).collect() } else { Vec::new() },
        form: (actor.role == Role::Officer).then(|| form.unwrap_or_else(fresh)),
    })
}

/// Where the money of one scheme is.
pub struct Balance {
    /// The funder.
    pub funder: PlaceCode,
    /// The scheme.
    pub scheme: String,
    /// Its name.
    pub title: Text,
    /// The currency of the sums.
    pub currency: Currency,
    /// The sums.
    pub sums: Sums,
}

/// Where the money of each scheme is that the reader may look at.
///
/// # Errors
/// Where the database cannot be read.
pub fn balances(sight: &mut Sight, actor: &Actor) -> Result<Vec<Balance>, Halt> {
    let mut balances = Vec::new();
    for Enacted { row, scheme } in enacted(sight, actor)? {
        let (funder, currency) = (row.jurisdiction, scheme.currency());
        let sums = sums(sight, funder, &row.scheme, currency)?;
        balances.push(Balance { funder, scheme: row.scheme, title: scheme.title().clone(), currency, sums });
    }
    Ok(balances)
}

/// What a scheme granted in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Granted {
    /// The first day of the month.
    pub month: Date,
    /// What is left of it at providers of the funder's jurisdiction, in minor units.
    pub inside: i64,
    /// The same at providers across the border.
    pub across: i64,
}

/// What a scheme granted in each month in which it granted anything.
pub(super) fn granted(sight: &Sight, row: &SchemeVersionRow) -> Result<Vec<Granted>, Halt> {
    let (funder, scheme) = (row.jurisdiction, row.scheme.as_str());
    let Some(first) = list::first_granted(sight.reader(), funder, scheme)? else { return Ok(Vec::new()) };
    let mut granted = Vec::new();
    let mut month = sight.local(first, funder).date().first_of_month();
    while month <= sight.today(funder) {
        let Ok(next) = month.last_of_month().tomorrow() else { break };
        let Some(span) = sight.days(month, next, funder) else { break };
        let found = list::granted_between(sight.reader(), (funder, scheme), span.start(), span.end())?;
        let mut here = Granted { month, inside: 0, across: 0 };
        for (home, minor) in &found {
            let place = if *home == funder { &mut here.inside } else { &mut here.across };
            *place = place.saturating_add(*minor);
        }
        granted.extend((!found.is_empty()).then_some(here));
        month = next;
    }
    Ok(granted)
}

/// The money of a scheme, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What was appropriated.
    pub appropriated: i64,
    /// What can still be granted.
    pub free: i64,
    /// What lies in vouchers and is not set aside.
    pub unused: i64,
    /// What is set aside for reservations.
    pub pending: i64,
}

impl Sums {
    /// What was paid: all that is in none of the other places.
    pub fn spent(self) -> i64 {
        self.appropriated.saturating_sub(self.left())
    }

    /// What is not paid yet.
    pub fn left(self) -> i64 {
        self.free.saturating_add(self.unused).saturating_add(self.pending)
    }
}

fn account(sight: &Sight, account: &AccountRef) -> Result<Option<AccountRow>, Halt> {
    Ok(sight.reader().find::<AccountRow>(&account.key())?)
}

/// Adds up the accounts of a scheme.
pub(in crate::site) fn sums(
    sight: &Sight,
    funder: PlaceCode,
    scheme: &str,
    currency: Currency,
) -> Result<Sums, Halt> {
    let mut sums = Sums::default();
    let fund = fund(funder, scheme, currency);
    let bank = AccountName::Bank.kept_by(funder, currency);
    for transfer in list::transfers_between(sight.reader(), bank.id, fund.id)? {
        sums.appropriated = sums.appropriated.saturating_add(transfer.amount_minor);
    }
    sums.free = account(sight, &fund)?.map_or(0, |row| row.account().available_minor());
    (sums.unused, sums.pending) = list::money_in_wallets(sight.reader(), funder, fund.id, bank.id)?;
    Ok(sums)
}

/// What was granted in each month, to providers inside and across the border.
pub(super) fn months(granted: &[Granted], currency: Currency) -> Vec<Month> {
    let money = |minor| Money::new(minor, currency);
    let month = |one: &Granted| Month {
        month: one.month.strftime("%Y-%m").to_string(),
        inside: money(one.inside),
        across: money(one.across),
    };
    granted.iter().map(month).collect()
}

/// The month in which what is left is used up at the pace of the last months; none where the scheme ends
/// before, or nothing was spent yet.
pub(super) fn runs_out(months: &[Month], left: i64, today: Date, last: Option<Date>) -> Option<String> {
    let recent = months.iter().rev().take(PACE_MONTHS);
    let spent: i128 =
        recent.clone().map(|month| i128::from(month.inside.minor) + i128::from(month.across.minor)).sum();
    let count = i128::try_from(recent.count()).ok()?;
    if spent <= 0 {
        return None;
    }
    let after = i32::try_from(i128::from(left) * count / spent).ok()?;
    let month = today.first_of_month().checked_add(jiff::Span::new().try_months(after).ok()?).ok()?;
    let ends = last.is_some_and(|last| last < month);
    (!ends).then(|| month.strftime("%Y-%m").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn month(month: &str, minor: i64) -> Month {
        let money = |minor| Money::new(minor, Currency::CNY);
        Month { month: month.to_owned(), inside: money(minor), across: money(minor) }
    }

    #[test]
    fn a_fund_runs_out_at_the_pace_of_the_last_three_months() {
        let months =
            [month("2026-06", 9_999), month("2026-07", 50), month("2026-08", 50), month("2026-09", 50)];
        let today = date(2026, 9, 20);
        for (left, last, expected) in [
            (0, None, Some("2026-09")),
            (99, None, Some("2026-09")),
            (100, None, Some("2026-10")),
            (450, None, Some("2027-01")),
            (450, Some(date(2026, 12, 31)), None),
            (300, Some(date(2026, 12, 31)), Some("2026-12")),
            (i64::MAX, None, None),
        ] {
            assert_eq!(runs_out(&months, left, today, last).as_deref(), expected, "{left} {last:?}");
        }
        assert_eq!(runs_out(&[], 100, today, None), None);
    }
}
