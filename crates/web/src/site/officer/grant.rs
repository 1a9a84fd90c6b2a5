//! Vouchers: what was granted last, and granting another.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::case::fund;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, Money};
use jiangnan_store::entity::catalogue::OrganisationRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::VoucherRow;
use jiangnan_store::list;

use super::fund::sums;
use super::{Enacted, READERS, enacted};
use crate::form::{Grant, GrantForm, Input};
use crate::page::GrantsPage;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::Key;
use crate::view::officer::{GrantRow, Grants};

/// How many vouchers the list shows.
const LIST_MAX: i64 = 50;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/officer/grants", get(show).post(grant))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let voucher = ask.site.make_id();
    let v = ask.read(move |sight| view(sight, &actor, voucher, GrantForm::default())).await?;
    Ok(ask.show(&GrantsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn grant(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let voucher: Id = input.get("voucher").parse().map_err(|_| missing())?;
    let (reader, scheme) = (actor.clone(), input.get("scheme").to_owned());
    let currency = ask.read(move |sight| {
        let known = enacted(sight, &reader)?;
        let named = known.iter().find(|one| one.row.scheme == scheme).or(known.first());
        Ok(named.map_or_else(|| sight.currency(), |one| one.scheme.currency()))
    });
    let form = match GrantForm::parse(&input, currency.await?) {
        Err(form) => *form,
        Ok(wanted) => match carry_out(&ask, &actor, voucher, wanted).await? {
            None => return Ok(see_other("/officer/grants")),
            Some((field, key)) => {
                let mut form = GrantForm::read(&input);
                if field == "enterprise" {
                    form.enterprise.refuse(key)
                } else {
                    form.amount.refuse(key)
                }
                form
            }
        },
    };
    let v = ask.read(move |sight| view(sight, &actor, voucher, form)).await?;
    Ok(ask.show(&GrantsPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

/// Grants a voucher; the field that is wrong and why, where one is.
async fn carry_out(
    ask: &Ask,
    actor: &Actor,
    voucher: Id,
    wanted: Grant,
) -> Result<Option<(&'static str, &'static str)>, Halt> {
    let code = wanted.enterprise.clone();
    let Some(enterprise) = ask.read(move |sight| enterprise(sight, &code)).await? else {
        return Ok(Some(("enterprise", "grant-enterprise-unknown")));
    };
    let command = fund::Grant {
        voucher,
        funder: actor.home,
        scheme: wanted.scheme,
        enterprise_home: enterprise.jurisdiction,
        enterprise: enterprise.id,
        amount_minor: wanted.amount.minor,
    };
    // The voucher's id serves as the command's: a second press of the same page finds the first.
    match ask.run_once(voucher, actor.clone(), command).await {
        Ok(_) => Ok(None),
        Err(Failure::Refused(Refusal::Ledger(_))) => Ok(Some(("amount", "grant-amount-too-large"))),
        Err(failure) => Err(failure.into()),
    }
}

/// The enterprise of a registered number, or of its key here.
pub(super) fn enterprise(sight: &mut Sight, code: &str) -> Result<Option<OrganisationRow>, Halt> {
    let found = match code.parse::<Key>() {
        Ok(key) => sight.organisation(key.home, key.id).ok(),
        Err(_) => list::organisation_with_code(sight.reader(), &code.to_uppercase())?,
    };
    Ok(found.filter(|row| row.body.enterprise().is_some()))
}

fn view(sight: &mut Sight, actor: &Actor, voucher: Id, form: GrantForm) -> Result<Grants, Halt> {
    let known = enacted(sight, actor)?;
    let mut free = Vec::new();
    let mut vouchers: Vec<(&Enacted, VoucherRow)> = Vec::new();
    for one in &known {
        let (funder, currency) = (one.row.jurisdiction, one.scheme.currency());
        let left = sums(sight, funder, &one.row.scheme, currency)?.free;
        free.push((one.scheme.title().clone(), Money::new(left, currency)));
        let granted = list::vouchers_granted_last(sight.reader(), funder, &one.row.scheme, LIST_MAX)?;
        vouchers.extend(granted.into_iter().map(|row| (one, row)));
    }
    vouchers.sort_by_key(|(_, row)| (std::cmp::Reverse(row.granted_on), std::cmp::Reverse(row.id)));
    let mut rows = Vec::new();
    vouchers.truncate(usize::try_from(LIST_MAX).unwrap_or(0));
    for (one, row) in vouchers {
        rows.push(GrantRow {
            number: row.id.to_string(),
            on: row.granted_on,
            enterprise: sight.organisation_name(row.enterprise_home, row.enterprise)?,
            scheme: one.scheme.title().clone(),
            amount: Money::new(row.amount_minor, row.currency),
            until: row.valid_until,
        });
    }
    let schemes = known.iter().map(|one| (one.row.scheme.clone(), one.scheme.title().clone()));
    let voucher = (actor.role == Role::Officer).then_some(voucher);
    Ok(Grants { schemes: schemes.collect(), free, voucher, form, rows })
}
