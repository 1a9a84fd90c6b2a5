//! Tables to take away: which there are, for whom, and what stands in them. None holds a person's name.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::Actor;
use jiangnan_exchange::writer::CHAIN;
use jiangnan_kernel::{Id, Money, PlaceCode, Text};
use jiangnan_ledger::State;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::cycle::PaymentRow;
use jiangnan_store::entity::money::TransferRow;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::{VoucherRow, VoucherState};
use jiangnan_store::list::{self, Countable, EventSearch};

use super::sheet::{Cell, ROWS_MAX, Sheet, Taken};
use super::{Ask, Halt, Sight, Site, missing};
use crate::page::ExportsPage;
use crate::view::error::Fault;
use crate::view::export::{ExportRow, Exports};

/// Who takes tables away.
const READERS: [Role; 3] = [Role::Officer, Role::Treasurer, Role::Auditor];

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/exports", get(show)).route("/exports/{file}", get(download))
}

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Reservations,
    Claims,
    Vouchers,
    Transfers,
    Payments,
    Events,
}

const TABLES: [Table; 6] =
    [Table::Reservations, Table::Claims, Table::Vouchers, Table::Transfers, Table::Payments, Table::Events];

impl Table {
    fn name(self) -> &'static str {
        match self {
            Table::Reservations => "reservations",
            Table::Claims => "claims",
            Table::Vouchers => "vouchers",
            Table::Transfers => "transfers",
            Table::Payments => "payments",
            Table::Events => "events",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Table::Reservations => "export-reservations",
            Table::Claims => "export-claims",
            Table::Vouchers => "export-vouchers",
            Table::Transfers => "export-transfers",
            Table::Payments => "export-payments",
            Table::Events => "export-events",
        }
    }

    /// Whether a role may take it away; an auditor takes all.
    fn is_for(self, role: Role) -> bool {
        match role {
            Role::Auditor => true,
            Role::Officer => matches!(self, Table::Claims | Table::Vouchers),
            Role::Treasurer => matches!(self, Table::Transfers | Table::Payments),
            _ => false,
        }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Reservations => &[
                "jurisdiction",
                "id",
                "provider",
                "enterprise",
                "state",
                "start",
                "end",
                "price",
                "own_part",
                "currency",
            ],
            Table::Claims => &[
                "funder",
                "id",
                "reservation",
                "scheme",
                "provider",
                "enterprise",
                "state",
                "invoice",
                "lodged",
                "accepted_at",
                "price",
                "asked",
                "granted",
                "currency",
            ],
            Table::Vouchers => &[
                "funder",
                "id",
                "scheme",
                "enterprise",
                "state",
                "granted_on",
                "valid_until",
                "amount",
                "currency",
            ],
            Table::Transfers => &[
                "jurisdiction",
                "id",
                "debit",
                "credit",
                "kind",
                "state",
                "reference",
                "at",
                "amount",
                "currency",
            ],
            Table::Payments => &[
                "payer",
                "id",
                "cycle",
                "receiver",
                "state",
                "bank_reference",
                "booked_on",
                "reason",
                "amount",
                "currency",
            ],
            Table::Events => &["number", "at", "kind", "subject", "command", "hash"],
        }
    }
}

/// The jurisdiction whose rows somebody sees; an auditor's is none, which is all.
fn home(actor: &Actor) -> Option<PlaceCode> {
    (actor.role != Role::Auditor).then_some(actor.home)
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let v = ask
        .read(move |sight| {
            let mut rows = Vec::new();
            for table in TABLES.into_iter().filter(|table| table.is_for(actor.role)) {
                let count = count(sight, table, home(&actor))?;
                let columns = table.columns().join(", ");
                rows.push(ExportRow { name: table.name(), key: table.key(), columns, count });
            }
            let place = home(&actor).unwrap_or(sight.site.group);
            let most = u64::try_from(ROWS_MAX).unwrap_or(u64::MAX);
            Ok(Exports { place: sight.place_name(place), rows, most })
        })
        .await?;
    Ok(ask.show(&ExportsPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn count(sight: &Sight, table: Table, home: Option<PlaceCode>) -> Result<u64, Halt> {
    let reader = sight.reader();
    Ok(match table {
        Table::Reservations => list::count_of::<ReservationRow>(reader, home)?,
        Table::Claims => list::count_of::<ClaimRow>(reader, home)?,
        Table::Vouchers => list::count_of::<VoucherRow>(reader, home)?,
        Table::Transfers => list::count_of::<TransferRow>(reader, home)?,
        Table::Payments => list::count_of::<PaymentRow>(reader, home)?,
        Table::Events => list::count(reader, Countable::Events)?,
    })
}

async fn download(ask: Ask, Path(file): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let (name, ending) = file.rsplit_once('.').ok_or_else(missing)?;
    let taken = Taken::of_ending(ending).ok_or_else(missing)?;
    let table = TABLES.into_iter().find(|table| table.name() == name).ok_or_else(missing)?;
    if !table.is_for(actor.role) {
        return Err(Halt::of(Fault::Forbidden));
    }
    let language = ask.reader.language.tag();
    ask.read(move |sight| {
        let rows = rows(sight, table, home(&actor), language)?;
        let sheet = Sheet { name: table.name(), columns: table.columns(), rows };
        sheet.answer(taken, sight.local(sight.now(), sight.site.group))
    })
    .await
}

fn rows(
    sight: &mut Sight,
    table: Table,
    home: Option<PlaceCode>,
    language: &str,
) -> Result<Vec<Vec<Cell>>, Halt> {
    let most = i64::try_from(ROWS_MAX).unwrap_or(i64::MAX);
    let mut rows = Vec::new();
    match table {
        Table::Reservations => {
            for row in list::newest::<ReservationRow>(sight.reader(), home, most)? {
                rows.push(reservation(sight, &row, language));
            }
        }
        Table::Claims => {
            for row in list::newest::<ClaimRow>(sight.reader(), home, most)? {
                rows.push(claim(sight, &row, language));
            }
        }
        Table::Vouchers => {
            for row in list::newest::<VoucherRow>(sight.reader(), home, most)? {
                rows.push(voucher(sight, &row, language));
            }
        }
        Table::Transfers => {
            let found = list::newest::<TransferRow>(sight.reader(), home, most)?;
            rows.extend(found.iter().map(|row| transfer(sight, row)));
        }
        Table::Payments => {
            let found = list::newest::<PaymentRow>(sight.reader(), home, most)?;
            rows.extend(found.iter().map(|row| payment(sight, row, language)));
        }
        Table::Events => {
            let all = EventSearch::default();
            let found = list::events_before(sight.reader(), CHAIN, &all, i64::MAX, most)?;
            rows.extend(found.iter().map(|event| {
                let hash: String = event.hash.iter().map(|byte| format!("{byte:02x}")).collect();
                let at = Cell::Moment(sight.local(event.at, sight.site.group));
                let (kind, subject) = (text(&event.kind), text(event.subject));
                vec![Cell::Number(event.seq), at, kind, subject, text(event.command), text(hash)]
            }));
        }
    }
    Ok(rows)
}

fn text(value: impl std::fmt::Display) -> Cell {
    Cell::Text(value.to_string())
}

/// The name of an organisation in the reader's language; its id where it is not known.
fn name(sight: &mut Sight, (home, id): (PlaceCode, Id), language: &str) -> Cell {
    let known: Option<Text> = sight.organisation_name(home, id).ok();
    text(known.map_or_else(|| id.to_string(), |name| name.get(language).to_owned()))
}

fn amounts(currency: jiangnan_kernel::Currency, minor: &[i64]) -> Vec<Cell> {
    let amounts = minor.iter().map(|minor| Cell::Amount(Money::new(*minor, currency)));
    amounts.chain([text(currency.code())]).collect()
}

fn reservation(sight: &mut Sight, row: &ReservationRow, language: &str) -> Vec<Cell> {
    let span = sight.span(row.body.interval, row.jurisdiction);
    let mut cells = vec![
        text(row.jurisdiction),
        text(row.id),
        name(sight, (row.jurisdiction, row.provider), language),
        name(sight, (row.enterprise_home, row.enterprise), language),
        text(row.state),
        Cell::Moment(span.from),
        Cell::Moment(span.until),
    ];
    cells.extend(amounts(row.terms.currency, &[row.terms.price_minor, row.terms.own_part_minor]));
    cells
}

fn claim(sight: &mut Sight, row: &ClaimRow, language: &str) -> Vec<Cell> {
    let (draft, home) = (&row.body.draft, row.jurisdiction);
    let enterprise = list::seat_of(sight.reader(), draft.enterprise).ok().flatten().unwrap_or(home);
    let accepted = row.body.accepted_at.map(|at| sight.local(at, home).date());
    let mut cells = vec![
        text(home),
        text(row.id),
        text(row.reservation),
        text(&draft.scheme),
        name(sight, (row.provider_home, row.provider), language),
        name(sight, (enterprise, draft.enterprise), language),
        text(row.state),
        text(&draft.invoice.number),
        Cell::Moment(sight.local(row.submitted_at, home)),
        Cell::Day(accepted),
    ];
    let minor = [draft.price_minor, draft.subsidy_minor, row.body.granted_minor()];
    cells.extend(amounts(draft.currency, &minor));
    cells
}

fn voucher(sight: &mut Sight, row: &VoucherRow, language: &str) -> Vec<Cell> {
    let state = match row.state {
        VoucherState::Granted => "granted",
        VoucherState::Expired => "expired",
    };
    let mut cells = vec![
        text(row.jurisdiction),
        text(row.id),
        text(&row.scheme),
        name(sight, (row.enterprise_home, row.enterprise), language),
        text(state),
        Cell::Day(Some(row.granted_on)),
        Cell::Day(row.valid_until),
    ];
    cells.extend(amounts(row.currency, &[row.amount_minor]));
    cells
}

fn transfer(sight: &Sight, row: &TransferRow) -> Vec<Cell> {
    let mut cells = vec![
        text(row.jurisdiction),
        text(row.id),
        text(row.debit),
        text(row.credit),
        text(row.kind.name()),
        text(state(row.state)),
        text(row.reference),
        Cell::Moment(sight.local(row.at, row.jurisdiction)),
    ];
    cells.extend(amounts(row.currency, &[row.amount_minor]));
    cells
}

fn state(state: State) -> &'static str {
    match state {
        State::Pending => "pending",
        State::Posted => "posted",
        State::Voided => "voided",
        State::Expired => "expired",
    }
}

fn payment(sight: &mut Sight, row: &PaymentRow, language: &str) -> Vec<Cell> {
    let (home, id) = jiangnan_exchange::bank_file::receiver(&row.body);
    let receiver = match &row.body.receiver {
        jiangnan_clearing::Receiver::Party(_) => name(sight, (home, id), language),
        jiangnan_clearing::Receiver::Treasury(place) => text(place),
    };
    let mut cells = vec![
        text(row.jurisdiction),
        text(row.id),
        text(row.cycle),
        receiver,
        text(row.state),
        text(&row.body.bank_reference),
        Cell::Day(row.body.booked_on),
        text(&row.body.reason),
    ];
    cells.extend(amounts(row.body.money.currency, &[row.body.money.minor]));
    cells
}
