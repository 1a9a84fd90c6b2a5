//! The vouchers of an enterprise and every movement of them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::fund::wallet as wallet_of;
use jiangnan_kernel::{Date, Id, Money, Text};
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::money::{TransferKind as Kind, TransferRow};
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::VoucherRow;
use jiangnan_store::list;
use jiff::ToSpan;

use super::reservation::listing_of;
use super::{Ask, Halt, Sight, Site};
use crate::page::WalletPage;
use crate::view::Key;
use crate::view::wallet::{self, TransferKind, Voucher, Wallet};

/// The last day of a voucher is near from so many days before.
const SOON_DAYS: i64 = 30;
/// The most movements that the page shows.
const TRANSFERS_MAX: usize = 60;
/// The most reservations whose names movements can bear.
const RESERVATIONS_MAX: i64 = 2_000;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/wallet", get(show))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer])?;
    let v = ask.read(move |sight| wallet(sight, &actor)).await?;
    Ok(ask.show(&WalletPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// The vouchers of an enterprise, each with every movement of it, the oldest first.
///
/// # Errors
/// Where the database cannot be read.
pub fn movements_of(
    sight: &mut Sight,
    actor: &Actor,
) -> Result<Vec<(Voucher, Vec<wallet::TransferRow>)>, Halt> {
    let rows = list::vouchers_of_enterprise(sight.reader(), actor.home, actor.organisation)?;
    let known =
        list::reservations_of_enterprise(sight.reader(), actor.home, actor.organisation, RESERVATIONS_MAX)?;
    let reservations: HashMap<Id, ReservationRow> = known.into_iter().map(|row| (row.id, row)).collect();
    let mut all = Vec::new();
    for row in rows {
        let voucher = voucher(sight, &row)?;
        let movements = movements(sight, &row, &voucher, &reservations)?;
        all.push((voucher, movements));
    }
    Ok(all)
}

/// The wallet of an enterprise.
///
/// # Errors
/// Where the database cannot be read.
pub fn wallet(sight: &mut Sight, actor: &Actor) -> Result<Wallet, Halt> {
    let (mut vouchers, mut transfers) = (Vec::new(), Vec::new());
    for (voucher, movements) in movements_of(sight, actor)? {
        transfers.extend(movements);
        vouchers.push(voucher);
    }
    vouchers.sort_by_key(|voucher| (voucher.until.is_none(), voucher.until));
    // Read the oldest first: turned round, those of one moment keep their order too.
    transfers.sort_by_key(|row| row.at);
    transfers.reverse();
    let all = u64::try_from(transfers.len()).unwrap_or(u64::MAX);
    transfers.truncate(TRANSFERS_MAX);
    let currency = vouchers.first().map_or(sight.currency(), |voucher| voucher.face.currency);
    // Vouchers in another currency than the first stand in the table; a sum over both would mean nothing.
    let sum = |of: fn(&Voucher) -> Money| {
        let amounts = vouchers.iter().map(of).filter(|money| money.currency == currency);
        Money::new(amounts.map(|money| money.minor).sum(), currency)
    };
    Ok(Wallet {
        enterprise: sight.organisation_name(actor.home, actor.organisation)?,
        available: sum(|voucher| voucher.available),
        pending: sum(|voucher| voucher.pending),
        spent: sum(|voucher| voucher.spent),
        older: all.saturating_sub(u64::try_from(transfers.len()).unwrap_or(u64::MAX)),
        vouchers,
        transfers,
    })
}

fn voucher(sight: &mut Sight, row: &VoucherRow) -> Result<Voucher, Halt> {
    let today = sight.today(row.jurisdiction);
    let account = sight.ask(|desk| desk.account(&wallet_of(row.jurisdiction, row.id, row.currency)))?;
    let money = |minor| Money::new(minor, row.currency);
    let near = |until: Date| today.checked_add(SOON_DAYS.days()).is_ok_and(|soon| until <= soon);
    Ok(Voucher {
        number: Key { home: row.jurisdiction, id: row.id }.to_string(),
        scheme: scheme_title(sight, row)?,
        funder: sight.place_name(row.jurisdiction),
        face: money(row.amount_minor),
        spent: money(account.debits_posted),
        pending: money(account.debits_pending),
        available: money(account.account().available_minor()),
        until: row.valid_until,
        soon: row.valid_until.is_some_and(|until| today <= until && near(until)),
    })
}

/// The title of a voucher's scheme, as it is in force on the day of its grant.
fn scheme_title(sight: &mut Sight, row: &VoucherRow) -> Result<Text, Halt> {
    let scheme = sight.ask(|desk| desk.scheme_in_force(row.jurisdiction, &row.scheme, row.granted_on))?;
    Ok(scheme
        .map_or_else(|| Text::new(row.scheme.clone(), row.scheme.clone()), |scheme| scheme.title().clone()))
}

/// The movements of a voucher, each with what could be used after it.
fn movements(
    sight: &mut Sight,
    row: &VoucherRow,
    voucher: &Voucher,
    reservations: &HashMap<Id, ReservationRow>,
) -> Result<Vec<wallet::TransferRow>, Halt> {
    let account = wallet_of(row.jurisdiction, row.id, row.currency);
    let owner = (row.enterprise_home, row.enterprise);
    let transfers = list::transfers_of_wallet(sight.reader(), account.id, owner)?;
    let amounts: HashMap<Id, i64> = transfers.iter().map(|one| (one.id, one.amount_minor)).collect();
    let mut available = 0;
    let mut rows = Vec::new();
    for transfer in transfers {
        let (kind, change) = change(&transfer, account.id, &amounts);
        available += change;
        let reservation = reservations.get(&transfer.reference);
        let what = match reservation {
            Some(reservation) => listing_of(sight, reservation)?.body.name().clone(),
            None => voucher.scheme.clone(),
        };
        rows.push(wallet::TransferRow {
            at: sight.local(transfer.at, row.enterprise_home),
            kind,
            what,
            href: reservation
                .map(|row| format!("/reservations/{}", Key { home: row.jurisdiction, id: row.id })),
            voucher: voucher.number.clone(),
            paid: (kind == TransferKind::Post).then(|| Money::new(transfer.amount_minor, row.currency)),
            amount: Money::new(change, row.currency),
            available: Money::new(available, row.currency),
        });
    }
    Ok(rows)
}

/// What a transfer is to a wallet, and how it changes what can be used. A post pays what was set aside before:
/// what it leaves over comes back.
fn change(transfer: &TransferRow, account: Id, amounts: &HashMap<Id, i64>) -> (TransferKind, i64) {
    let minor = transfer.amount_minor;
    let pending = transfer.referred.and_then(|id| amounts.get(&id)).copied().unwrap_or(minor);
    let out = transfer.debit == account;
    match transfer.kind {
        Kind::Pending => (TransferKind::Pending, -minor),
        Kind::PostPending => (TransferKind::Post, pending - minor),
        Kind::VoidPending | Kind::ExpirePending => (TransferKind::Void, pending),
        Kind::Reverse => (TransferKind::Reverse, if out { -minor } else { minor }),
        Kind::Posted if out => (TransferKind::Expire, -minor),
        Kind::Posted => (TransferKind::Grant, minor),
    }
}
