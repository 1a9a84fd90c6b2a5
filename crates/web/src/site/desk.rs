//! Where officers, treasurers and auditors begin: what went wrong, what waits for them, what comes next.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::{ClaimState, CycleState, PaymentState};
use jiangnan_exchange::Actor;
use jiangnan_exchange::bank_file::treasury;
use jiangnan_exchange::deadline::Duty;
use jiangnan_store::entity::cycle::{BankAccountRow, ChangeState};
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Query, list};

use super::dispute::{disputed, to_rule_on};
use super::officer::{enacted, overdue, sums};
use super::treasury::{cycles, open_lines, treasuries};
use super::{Ask, Halt, Sight, Site};
use crate::page::DeskPage;
use crate::view::desk::{Coming, Desk, Item};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/desk/officer", get(officer))
        .route("/desk/treasurer", get(treasurer))
        .route("/desk/auditor", get(auditor))
}

/// The items that are not nothing.
fn items(all: Vec<(&'static str, usize, &str)>) -> Vec<Item> {
    let some = all.into_iter().filter(|(_, n, _)| *n > 0);
    let item = |(key, n, href): (&'static str, usize, &str)| Item {
        key,
        n: u64::try_from(n).unwrap_or(u64::MAX),
        href: href.to_owned(),
    };
    some.map(item).collect()
}

async fn officer(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let v = ask.read(move |sight| of_officer(sight, &actor)).await?;
    Ok(ask.show(&DeskPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn of_officer(sight: &mut Sight, actor: &Actor) -> Result<Desk, Halt> {
    let lodged = list::claims_of_funder(sight.reader(), actor.home, ClaimState::Lodged)?;
    let advised = list::claims_of_funder(sight.reader(), actor.home, ClaimState::InReview)?;
    let others = advised
        .iter()
        .filter(|row| row.body.first_review.as_ref().is_none_or(|first| first.by != actor.person));
    let second = others.count();
    let versions = list::scheme_versions(sight.reader())?;
    let drafts = versions.iter().filter(|row| row.jurisdiction == actor.home && row.enacted_at.is_none());
    let drafts = drafts.filter(|row| row.drafted_by != actor.person).count();
    let disputes = to_rule_on(sight, actor)?;
    let (mut low, mut next) = (0, Vec::new());
    for one in enacted(sight, actor)? {
        let (funder, currency) = (one.row.jurisdiction, one.scheme.currency());
        let money = sums(sight, funder, &one.row.scheme, currency)?;
        low += usize::from(money.appropriated > 0 && money.free < money.appropriated / 10);
        if let Some(last) = one.scheme.effective().1.filter(|last| *last >= sight.today(funder)) {
            let href = format!("/officer/schemes/{}", one.row.scheme);
            let (name, at) = (one.scheme.title().clone(), last.at(23, 59, 0, 0));
            next.push(Coming { key: "desk-scheme-ends", name, at, href });
        }
    }
    next.sort_by_key(|coming| coming.at);
    let overdue = overdue(sight, actor)?;
    let late = |duty| overdue.iter().filter(|(_, one)| one.duty == duty).count();
    Ok(Desk {
        place: sight.place_name(actor.home),
        lede: "desk-officer",
        wrong: items(vec![
            ("desk-claims-late", late(Duty::Review), "/officer/late"),
            ("desk-payments-late", late(Duty::Payment), "/officer/late"),
            ("desk-publications-late", late(Duty::Publication), "/officer/late"),
            ("desk-funds-low", low, "/officer/fund"),
        ]),
        waits: items(vec![
            ("desk-claims-first", lodged.len(), "/officer/claims"),
            ("desk-claims-second", second, "/officer/claims"),
            ("desk-drafts", drafts, "/officer/schemes"),
            ("desk-disputes", disputes, "/officer/disputes"),
        ]),
        next,
        pages: vec![
            ("/officer/fund", "nav-fund", "desk-fund"),
            ("/officer/grants", "nav-grants", "desk-grants"),
            ("/officer/schemes", "nav-schemes", "desk-schemes"),
            ("/exports", "nav-exports", "desk-exports"),
        ],
    })
}

async fn treasurer(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let v = ask.read(move |sight| of_treasurer(sight, &actor)).await?;
    Ok(ask.show(&DeskPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn of_treasurer(sight: &mut Sight, actor: &Actor) -> Result<Desk, Halt> {
    let (mut planned, mut failed, mut waiting) = (0, 0, 0);
    let (mut due, mut next) = (0, Vec::new());
    for cycle in cycles(sight)? {
        let href = format!("/treasury/cycle/{}", cycle.number);
        if cycle.state == CycleState::Open {
            if cycle.body.cut_off <= sight.now() {
                due += 1;
            } else {
                let number = cycle.number.to_string();
                let name = jiangnan_kernel::Text::new(number.clone(), number);
                let at = sight.local(cycle.body.cut_off, sight.site.group);
                next.push(Coming { key: "desk-cut-off", name, at, href });
            }
        }
        if cycle.state == CycleState::Settled {
            continue;
        }
        for payment in list::payments_of(sight.reader(), cycle.id)? {
            if payment.jurisdiction == actor.home {
                planned += usize::from(payment.state == PaymentState::Planned);
                failed += usize::from(payment.body.is_failure());
                waiting += usize::from(matches!(payment.state, PaymentState::Sent | PaymentState::InProcess));
            }
        }
    }
    let open = open_lines(sight, &[actor.home])?;
    let changes = list::bank_account_changes_in(sight.reader(), actor.home, ChangeState::Proposed)?;
    let changes = changes.iter().filter(|row| row.proposed_by != actor.person).count();
    let own = sight.reader().find::<BankAccountRow>(&(actor.home, treasury(actor.home)))?;
    Ok(Desk {
        place: sight.place_name(actor.home),
        lede: "desk-treasurer",
        wrong: items(vec![
            ("desk-payments-failed", failed, "/treasury/cycle"),
            ("desk-lines-open", open, "/treasury/files"),
            ("desk-no-account", usize::from(own.is_none()), "/treasury/accounts"),
        ]),
        waits: items(vec![
            ("desk-cycle-due", due, "/treasury/cycle"),
            ("desk-payments-planned", planned, "/treasury/cycle"),
            ("desk-payments-waiting", waiting, "/treasury/files"),
            ("desk-changes", changes, "/treasury/accounts"),
        ]),
        next,
        pages: vec![
            ("/treasury/cycle", "nav-cycle", "desk-cycle"),
            ("/treasury/files", "nav-files", "desk-files"),
            ("/treasury/statement", "nav-statement", "desk-statement"),
            ("/treasury/accounts", "nav-accounts", "desk-accounts"),
            ("/exports", "nav-exports", "desk-exports"),
        ],
    })
}

async fn auditor(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Auditor])?;
    let v = ask.read(move |sight| of_auditor(sight, &actor)).await?;
    Ok(ask.show(&DeskPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn of_auditor(sight: &mut Sight, actor: &Actor) -> Result<Desk, Halt> {
    let homes = treasuries(sight);
    let open = open_lines(sight, &homes)?;
    let (mut by_hand, mut changes) = (0, 0);
    for home in homes {
        by_hand += list::bank_entries_by_hand(sight.reader(), home)?.len();
        changes += list::bank_account_changes_in(sight.reader(), home, ChangeState::Confirmed)?.len();
    }
    let overdue = overdue(sight, actor)?;
    let late = |duty| overdue.iter().filter(|(_, one)| one.duty == duty).count();
    Ok(Desk {
        place: sight.place_name(sight.site.group),
        lede: "desk-auditor",
        wrong: items(vec![
            ("desk-claims-late", late(Duty::Review), "/officer/late"),
            ("desk-payments-late", late(Duty::Payment), "/officer/late"),
            ("desk-publications-late", late(Duty::Publication), "/officer/late"),
            ("desk-lines-open", open, "/treasury/files"),
        ]),
        waits: items(vec![
            ("desk-by-hand", by_hand, "/treasury/files"),
            ("desk-changed-accounts", changes, "/treasury/accounts"),
            ("desk-disputes-open", disputed(sight, actor)?.len(), "/officer/disputes"),
        ]),
        next: Vec::new(),
        pages: vec![
            ("/audit", "nav-audit", "desk-audit"),
            ("/exports", "nav-exports", "desk-exports"),
            ("/officer/claims", "nav-review", "desk-review"),
            ("/officer/fund", "nav-fund", "desk-fund"),
            ("/officer/grants", "nav-grants", "desk-grants"),
            ("/officer/schemes", "nav-schemes", "desk-schemes"),
            ("/treasury/cycle", "nav-cycle", "desk-cycle"),
            ("/treasury/statement", "nav-statement", "desk-statement"),
        ],
    })
}
