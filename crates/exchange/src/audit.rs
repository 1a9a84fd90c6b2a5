//! The proof: every chain is whole, the accounts are the sum of their transfers, no slot is taken twice.

use std::collections::BTreeMap;

use jiangnan_booking::Calendar;
use jiangnan_kernel::{Id, Interval, PlaceCode};
use jiangnan_ledger::State;
use jiangnan_store::entity::booking::SlotRow;
use jiangnan_store::entity::money::{AccountRow, TransferKind, TransferRow};
use jiangnan_store::list::{chains, events_after, reservations};
use jiangnan_store::{ChainFault, ChainHead, Query, StoreError};
use serde::Serialize;

/// How many events are read at a time.
const PAGE: i64 = 2_000;

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditReport {
    /// How many events were followed.
    pub events: u64,
    /// How many accounts were added up.
    pub accounts: u64,
    /// How many transfers.
    pub transfers: u64,
    /// How many times taken were compared with their reservations.
    pub slots: u64,
    /// Everything that is not as it must be.
    pub faults: Vec<String>,
    /// Where the chain is broken; its sentence is the first of the faults.
    #[serde(skip)]
    pub broken: Option<ChainFault>,
}

impl AuditReport {
    /// Whether everything is as it must be.
    pub fn is_verified(&self) -> bool {
        self.faults.is_empty()
    }

    fn break_at(&mut self, fault: ChainFault) {
        self.faults.push(fault.to_string());
        self.broken.get_or_insert(fault);
    }
}

/// Verifies a market. `progress` is told how many events have been followed and how many there are.
///
/// # Errors
/// Where the database fails. What does not verify is in the report.
pub fn verify(source: &impl Query, progress: impl Fn(u64, u64)) -> Result<AuditReport, StoreError> {
    let mut report =
        AuditReport { events: 0, accounts: 0, transfers: 0, slots: 0, faults: Vec::new(), broken: None };
    verify_chains(source, &mut report, progress)?;
    verify_ledger(source, &mut report)?;
    verify_slots(source, &mut report)?;
    Ok(report)
}

fn verify_chains(
    source: &impl Query,
    report: &mut AuditReport,
    progress: impl Fn(u64, u64),
) -> Result<(), StoreError> {
    let mut heads = Vec::new();
    for chain in chains(source)? {
        let kept = source.find::<ChainHead>(&(chain.clone(),))?;
        heads.push(kept.unwrap_or_else(|| ChainHead::new(chain)));
    }
    let length = heads.iter().filter_map(|head| u64::try_from(head.seq).ok()).sum();
    for kept in &heads {
        verify_chain(source, kept, report, |events| progress(events, length))?;
    }
    Ok(())
}

fn verify_chain(
    source: &impl Query,
    kept: &ChainHead,
    report: &mut AuditReport,
    progress: impl Fn(u64),
) -> Result<(), StoreError> {
    let mut head = ChainHead::new(kept.writer.clone());
    let mut last = 0;
    loop {
        let page = events_after(source, &kept.writer, last, PAGE)?;
        let Some(end) = page.last() else { break };
        last = end.seq;
        for event in &page {
            if let Err(fault) = head.follow(event) {
                report.break_at(fault);
                return Ok(());
            }
            report.events += 1;
        }
        progress(report.events);
    }
    if let Err(fault) = head.ends_at(kept) {
        report.break_at(fault);
    }
    Ok(())
}

/// Debits and credits, pending and posted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    debits_pending: i128,
    debits_posted: i128,
    credits_pending: i128,
    credits_posted: i128,
}

fn verify_ledger(source: &impl Query, report: &mut AuditReport) -> Result<(), StoreError> {
    let mut sums: BTreeMap<(PlaceCode, Id), Sums> = BTreeMap::new();
    for transfer in source.list::<TransferRow>("", &[])? {
        report.transfers += 1;
        let minor = i128::from(transfer.amount_minor);
        let (pending, posted) = match (transfer.kind, transfer.state) {
            (TransferKind::Pending, State::Pending) => (minor, 0),
            (TransferKind::Posted | TransferKind::PostPending | TransferKind::Reverse, _) => (0, minor),
            _ => (0, 0),
        };
        let debit = sums.entry((transfer.debit_home, transfer.debit)).or_default();
        debit.debits_pending += pending;
        debit.debits_posted += posted;
        let credit = sums.entry((transfer.credit_home, transfer.credit)).or_default();
        credit.credits_pending += pending;
        credit.credits_posted += posted;
    }
    for account in source.list::<AccountRow>("", &[])? {
        report.accounts += 1;
        let kept = Sums {
            debits_pending: account.debits_pending.into(),
            debits_posted: account.debits_posted.into(),
            credits_pending: account.credits_pending.into(),
            credits_posted: account.credits_posted.into(),
        };
        let expected = sums.remove(&(account.jurisdiction, account.id)).unwrap_or_default();
        if kept != expected {
            report.faults.push(format!("account `{}` is not the sum of its transfers", account.code));
        }
        if !account.account().keeps_constraint() {
            report.faults.push(format!("account `{}` breaks its constraint", account.code));
        }
    }
    for (home, id) in sums.keys() {
        report.faults.push(format!("account {id} of {home} has transfers but is missing"));
    }
    Ok(())
}

fn verify_slots(source: &impl Query, report: &mut AuditReport) -> Result<(), StoreError> {
    let mut calendars: BTreeMap<(PlaceCode, Id), Calendar> = BTreeMap::new();
    let mut taken: BTreeMap<(PlaceCode, Id), Interval> = BTreeMap::new();
    for slot in source.list::<SlotRow>("", &[])? {
        report.slots += 1;
        let Ok(interval) = Interval::new(slot.start, slot.until) else { continue };
        let calendar = calendars.entry((slot.jurisdiction, slot.instrument)).or_default();
        if let Err(overlap) = calendar.insert(interval, slot.reservation) {
            report.faults.push(format!("two reservations have the same time: {overlap}"));
        }
        taken.insert((slot.jurisdiction, slot.reservation), interval);
    }
    for row in reservations(source)? {
        let slot = taken.remove(&(row.jurisdiction, row.id));
        if slot != row.body.occupied() {
            report.faults.push(format!("reservation {} and its slot do not agree", row.id));
        }
    }
    for (_, reservation) in taken.keys() {
        report.faults.push(format!("a slot belongs to reservation {reservation}, which is missing"));
    }
    Ok(())
}
