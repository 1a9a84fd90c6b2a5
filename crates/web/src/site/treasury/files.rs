//! Files to the bank and from it, and what of theirs somebody has to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::{Finding, LineOutcome};
use jiangnan_exchange::account::id_of;
use jiangnan_exchange::bank_file::treasury;
use jiangnan_exchange::case::bank::{BankImported, ImportBankFile};
use jiangnan_exchange::case::payment::ExportPayments;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, Instant, Money, PlaceCode, Text};
use jiangnan_store::entity::cycle::{BankEntryRow, CycleRow, PaymentRow};
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Event, Query, list};

use super::{READERS, cycles, of_reader, receiver_name};
use crate::form::{BankForm, Input, address};
use crate::page::FilesPage;
use crate::site::limit::BANK_BYTES_MAX;
use crate::site::{Ask, Halt, Sight, Site, see_other};
use crate::view::Key;
use crate::view::error::Fault;
use crate::view::line::ByHand;
use crate::view::treasury::{BankEntry, FileRead, FileRow, Files};

/// The files of so many cycles are shown.
const CYCLES_MAX: usize = 12;
/// How many files that came in are shown.
const INCOMING_MAX: usize = 60;

pub(super) fn routes() -> Router<Arc<Site>> {
    let files = get(show).post(upload).layer(DefaultBodyLimit::max(BANK_BYTES_MAX));
    Router::new().route("/treasury/files", files)
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let number = |name| input.get(name).parse::<u64>().ok();
    let read = number("lines").zip(number("changed")).zip(number("attention"));
    let read = read.map(|((lines, changed), attention)| FileRead { lines, changed, attention });
    let form = BankForm::default();
    let v = ask.read(move |sight| view(sight, &actor, read, form)).await?;
    Ok(ask.show(&FilesPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn upload(ask: Ask, body: Multipart) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let read = Input::of_multipart(body).await.map_err(|_| Halt::of(Fault::TooLarge))?;
    let upload = read.1.into_iter().find(|file| file.field == "file").unwrap_or_default();
    let form = match BankForm::parse(upload) {
        Err(form) => *form,
        Ok(upload) => match std::str::from_utf8(&upload.content) {
            Err(_) => BankForm::unreadable(&upload),
            Ok(text) => match import(&ask, &actor, text).await {
                Ok(found) => return Ok(see_other(&after(found))),
                Err(Failure::Refused(Refusal::BankFile(_))) => BankForm::unreadable(&upload),
                Err(failure) => return Err(failure.into()),
            },
        },
    };
    let v = ask.read(move |sight| view(sight, &actor, None, form)).await?;
    Ok(ask.show(&FilesPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
}

/// Reads a file. The command's id follows from treasury and content, so that the same file counts once.
async fn import(ask: &Ask, actor: &Actor, text: &str) -> Result<BankImported, Failure> {
    let home = actor.home;
    let id = id_of(format!("bank-file:{home}:{text}").as_bytes());
    let command = ImportBankFile { home, group: ask.site.group, text: text.to_owned() };
    ask.run_once(id, actor.clone(), command).await
}

fn after(found: BankImported) -> String {
    let [lines, changed, attention] =
        [found.lines, found.changed, found.attention].map(|number| number.to_string());
    let pairs = [("lines", lines.as_str()), ("changed", changed.as_str()), ("attention", attention.as_str())];
    address("/treasury/files", &pairs)
}

fn view(sight: &mut Sight, actor: &Actor, read: Option<FileRead>, form: BankForm) -> Result<Files, Halt> {
    let homes = of_reader(sight, actor);
    let cycles = cycles(sight)?;
    let last = cycles.iter().find(|row| row.body.taken_up > 0).or(cycles.first());
    let (mut outgoing, mut payments) = (Vec::new(), BTreeMap::new());
    for cycle in cycles.iter().take(CYCLES_MAX) {
        let rows = list::payments_of(sight.reader(), cycle.id)?;
        outgoing.extend(sent(sight, cycle, &rows, &homes)?);
        payments.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    let (mut incoming, mut unmatched, mut by_hand) = (Vec::new(), Vec::new(), Vec::new());
    for home in homes {
        let events = list::events_of_kind(sight.reader(), "import-bank-file", treasury(home))?;
        let entries = list::bank_entries_of(sight.reader(), home)?;
        incoming.extend(events.iter().map(|event| came(sight, home, event, &entries)));
        let at: BTreeMap<Id, Instant> = events.iter().map(|event| (event.command, event.at)).collect();
        by_hand.extend(entries.iter().filter_map(settled_by_hand));
        for entry in entries.iter().filter(|entry| is_open(entry, &payments)) {
            let at = at.get(&entry.message).copied().unwrap_or_default();
            unmatched.push(open_entry(sight, entry, at, &payments)?);
        }
    }
    incoming.sort_by_key(|row| std::cmp::Reverse(row.at));
    incoming.truncate(INCOMING_MAX);
    by_hand.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let by_hand = by_hand.into_iter().take(INCOMING_MAX).map(|(_, row)| row).collect();
    Ok(Files {
        cycle: last.map(|row| row.number.to_string()).unwrap_or_default(),
        outgoing,
        incoming,
        unmatched,
        by_hand,
        read,
        form: (actor.role == Role::Treasurer).then_some(form),
    })
}

/// A line that somebody settled by hand, and when.
fn settled_by_hand(entry: &BankEntryRow) -> Option<(Instant, ByHand)> {
    let resolution = entry.resolution.as_ref()?;
    let row = ByHand {
        href: format!("/treasury/lines/{}", Key { home: entry.jurisdiction, id: entry.id }),
        reference: entry.body.reference.clone(),
        amount: entry.body.money,
        assigned: matches!(resolution.outcome, LineOutcome::Assigned(_)),
        reason: resolution.reason.clone(),
    };
    Some((resolution.at, row))
}

/// The files that were written for a cycle, one for each message.
fn sent(
    sight: &Sight,
    cycle: &CycleRow,
    payments: &[PaymentRow],
    homes: &[PlaceCode],
) -> Result<Vec<FileRow>, Halt> {
    let mut messages: BTreeMap<Id, Vec<&PaymentRow>> = BTreeMap::new();
    for row in payments.iter().filter(|row| homes.contains(&row.jurisdiction)) {
        if let Some(message) = row.body.message {
            messages.entry(message).or_default().push(row);
        }
    }
    let at = exported_at(sight, cycle.id)?;
    let file = |(message, rows): (Id, Vec<&PaymentRow>)| {
        let first = rows.first()?;
        let (home, currency) = (first.jurisdiction, first.body.money.currency);
        let sum = rows.iter().fold(0_i64, |sum, row| sum.saturating_add(row.body.money.minor));
        Some(FileRow {
            id: Key { home, id: message },
            name: format!("pain001-{home}-{}-{message}.xml", cycle.number),
            message: "pain.001.001.09",
            at: sight.local(at.get(&message).copied().unwrap_or_default(), home),
            entries: u64::try_from(rows.len()).unwrap_or(u64::MAX),
            total: Some(Money::new(sum, currency)),
        })
    };
    Ok(messages.into_iter().filter_map(file).collect())
}

/// When each message of a cycle was exported.
pub(super) fn exported_at(sight: &Sight, cycle: Id) -> Result<BTreeMap<Id, Instant>, Halt> {
    let events = list::events_of_kind(sight.reader(), "export-payments", cycle)?;
    let message = |event: &Event| {
        let command: ExportPayments = serde_json::from_str(&event.body).ok()?;
        Some((command.message, event.at))
    };
    Ok(events.iter().filter_map(message).collect())
}

/// A file that came from the bank of a jurisdiction.
fn came(sight: &Sight, home: PlaceCode, event: &Event, entries: &[BankEntryRow]) -> FileRow {
    let found: BankImported = serde_json::from_str(&event.answer).unwrap_or_default();
    let lines = entries.iter().filter(|entry| entry.message == event.command);
    let amounts: Vec<Money> = lines.filter_map(|entry| entry.body.money).collect();
    let sum = amounts.iter().fold(0_i64, |sum, money| sum.saturating_add(money.minor));
    let at = sight.local(event.at, home);
    let (kind, message) = kind_of(&event.body);
    FileRow {
        id: Key { home, id: event.command },
        name: format!("{kind}-{home}-{}.xml", at.date()),
        message,
        at,
        entries: u64::from(found.lines),
        total: amounts.first().map(|first| Money::new(sum, first.currency)),
    }
}

/// Which message a text of the bank holds: in file names, and in full.
pub(super) fn kind_of(text: &str) -> (&'static str, &'static str) {
    if text.contains("BkToCstmrStmt") { ("camt053", "camt.053") } else { ("pain002", "pain.002") }
}

/// How many lines of the banks of some treasuries somebody still has to look at.
///
/// # Errors
/// Where the database cannot be read.
pub fn open_lines(sight: &mut Sight, homes: &[PlaceCode]) -> Result<usize, Halt> {
    let mut open = 0;
    for home in homes {
        let entries = list::bank_entries_waiting(sight.reader(), *home)?;
        let ids: BTreeSet<Id> = entries.iter().filter_map(|entry| entry.body.payment).collect();
        let mut payments = BTreeMap::new();
        for id in ids {
            let row = sight.reader().find::<PaymentRow>(&(*home, id))?;
            payments.extend(row.map(|row| (id, row)));
        }
        open += entries.iter().filter(|entry| is_open(entry, &payments)).count();
    }
    Ok(open)
}

/// Whether somebody still has to look at a line: a failed payment that was made again is done with.
fn is_open(entry: &BankEntryRow, payments: &BTreeMap<Id, PaymentRow>) -> bool {
    let payment = entry.body.payment.and_then(|id| payments.get(&id));
    let failed = matches!(entry.body.finding, Finding::Rejected { .. } | Finding::Returned { .. });
    entry.attention
        && entry.resolution.is_none()
        && !(failed && payment.is_some_and(|row| row.body.replaced_by.is_some()))
}

fn open_entry(
    sight: &mut Sight,
    entry: &BankEntryRow,
    at: Instant,
    payments: &BTreeMap<Id, PaymentRow>,
) -> Result<BankEntry, Halt> {
    let payment = entry.body.payment.and_then(|id| payments.get(&id));
    Ok(BankEntry {
        href: format!("/treasury/lines/{}", Key { home: entry.jurisdiction, id: entry.id }),
        at: sight.local(at, entry.jurisdiction),
        reference: entry.body.reference.clone(),
        party: match payment {
            Some(row) => receiver_name(sight, &row.body.receiver)?,
            None => Text::new("--", "--"),
        },
        amount: entry.body.money.or(payment.map(|row| row.body.money)),
        reason: reason(&entry.body.finding),
    })
}

/// What a line of the bank comes to, and what to do.
pub(super) fn reason(finding: &Finding) -> Text {
    match finding {
        Finding::Rejected { reason } => Text::new(
            format!("The bank refused it: {reason}. Make the payment again."),
            format!("银行拒绝付款：{reason}。请重新付款。"),
        ),
        Finding::Returned { reason } => Text::new(
            format!("It came back: {reason}. Make the payment again."),
            format!("款项被退回：{reason}。请重新付款。"),
        ),
        Finding::AmountDiffers { ordered, booked } => Text::new(
            format!("{ordered} was ordered, {booked} was booked. Ask the bank."),
            format!("指令金额 {ordered}，入账金额 {booked}，请向银行查询。"),
        ),
        Finding::Duplicate => Text::new(
            "It was booked or named a second time: it may have been paid twice.",
            "重复入账或重复通知，可能已支付两次。",
        ),
        Finding::Contradicts { state } => Text::new(
            format!("It cannot follow on a payment that is `{state}`. Ask the bank."),
            format!("与付款当前状态“{state}”不符，请向银行查询。"),
        ),
        Finding::Unknown => Text::new("No payment has this reference.", "没有付款使用该参考号。"),
        Finding::TakenOn
        | Finding::Booked
        | Finding::Received
        | Finding::Waiting
        | Finding::AlreadyMatched => Text::new("In order.", "正常。"),
    }
}
