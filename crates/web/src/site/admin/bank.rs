//! Bank accounts: the list of a jurisdiction, the account of one party, proposing a change of it.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use jiangnan_clearing::iso::BankParty;
use jiangnan_exchange::bank_file::{receiver, treasury};
use jiangnan_exchange::case::account::ProposeBankAccount;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, PlaceCode, Text};
use jiangnan_store::entity::cycle::{BankAccountChangeRow, BankAccountRow, ChangeState};
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Query, list};

use crate::form::{AccountForm, Input, address};
use crate::page::{AccountCheckPage, AccountPage, AccountsPage};
use crate::site::names::Names;
use crate::site::treasury::{cycles, treasuries};
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::Key;
use crate::view::admin::{Account, AccountCheck, AccountRow, AccountView, Accounts, ChangeRow};
use crate::view::error::Fault;

/// Who sees the list.
pub(super) const READERS: [Role; 2] = [Role::Treasurer, Role::Auditor];
/// How many accounts the list shows.
const LIST_MAX: usize = 100;
/// Where the list is.
const LIST: &str = "/treasury/accounts";
/// Where a party's own people see their account.
pub(super) const OWN: &str = "/account/bank";

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route(LIST, get(show_all))
        .route("/treasury/accounts/{party}", get(show).post(propose))
        .route(OWN, get(show_own).post(propose_own))
}

/// Whose account it is: a party, or the treasury itself.
#[derive(Clone, Copy)]
struct Whose {
    home: PlaceCode,
    party: Option<Id>,
    own: bool,
}

impl Whose {
    fn key(self) -> (PlaceCode, Id) {
        (self.home, self.party.unwrap_or_else(|| treasury(self.home)))
    }

    fn action(self) -> String {
        if self.own { OWN.to_owned() } else { href(self.key()) }
    }
}

fn href((home, id): (PlaceCode, Id)) -> String {
    format!("{LIST}/{}", Key { home, id })
}

async fn show_all(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let of: Option<PlaceCode> = input.get("of").parse().ok();
    let q = input.get("q").to_owned();
    let language = ask.reader.language.tag();
    let v = ask.read(move |sight| accounts(sight, &actor, of, q, language)).await?;
    Ok(ask.show(&AccountsPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn show(ask: Ask, Path(party): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let whose = whose(&actor, &party)?;
    page(&ask, actor, whose, None).await
}

async fn show_own(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager])?;
    let whose = own(&actor);
    page(&ask, actor, whose, None).await
}

async fn propose(ask: Ask, Path(party): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Treasurer])?;
    let whose = whose(&actor, &party)?;
    carry_out(&ask, actor, whose, input).await
}

async fn propose_own(ask: Ask, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Engineer, Role::LabManager])?;
    let whose = own(&actor);
    carry_out(&ask, actor, whose, input).await
}

fn own(actor: &Actor) -> Whose {
    Whose { home: actor.home, party: Some(actor.organisation), own: true }
}

/// A party of the reader's jurisdiction; an auditor reads all.
fn whose(actor: &Actor, party: &str) -> Result<Whose, Halt> {
    let key: Key = party.parse()?;
    if actor.role != Role::Auditor && actor.home != key.home {
        return Err(Halt::of(Fault::Forbidden));
    }
    let party = (key.id != treasury(key.home)).then_some(key.id);
    Ok(Whose { home: key.home, party, own: false })
}

/// Shows the answers first; with the id of the change that they carry, proposes it.
async fn carry_out(ask: &Ask, actor: Actor, whose: Whose, input: Input) -> Result<Response, Halt> {
    let account = match AccountForm::parse(&input, ask.locale()) {
        Ok(account) if input.get("do") != "back" => account,
        Ok(_) => return page(ask, actor, whose, Some(AccountForm::read(&input))).await,
        Err(form) => return page(ask, actor, whose, Some(*form)).await,
    };
    let Ok(change) = input.get("change").parse::<Id>() else {
        return check(ask, whose, &account).await;
    };
    let command = ProposeBankAccount { change, home: whose.home, party: whose.party, account };
    match ask.run_once(change, actor.clone(), command).await {
        Ok(()) => Ok(see_other(&whose.action())),
        Err(Failure::Refused(Refusal::Invalid { field: "number", .. })) => {
            let mut form = AccountForm::read(&input);
            form.number.refuse("account-same");
            page(ask, actor, whose, Some(form)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn check(ask: &Ask, whose: Whose, account: &BankParty) -> Result<Response, Halt> {
    let change = ask.site.make_id();
    let (account, form) = (Account::of(account), AccountForm::of(account));
    let v = ask
        .read(move |sight| {
            let now = recorded(sight, whose.key())?;
            let party = party_name(sight, whose.key())?;
            Ok(AccountCheck { party, action: whose.action(), now, account, form, change })
        })
        .await?;
    Ok(ask.show(&AccountCheckPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn page(ask: &Ask, actor: Actor, whose: Whose, form: Option<AccountForm>) -> Result<Response, Halt> {
    let wrong = form.as_ref().is_some_and(|form| !form.problems().is_empty());
    let frame = if wrong { ask.wrong_frame() } else { ask.frame() };
    let v = ask
        .read(move |sight| {
            let key = whose.key();
            let rows = list::bank_account_changes_of(sight.reader(), key.0, key.1)?;
            let may = whose.own || actor.role == Role::Treasurer;
            Ok(AccountView {
                party: party_name(sight, key)?,
                list: (!whose.own).then(|| address(LIST, &[("of", whose.home.as_str())])),
                action: whose.action(),
                now: recorded(sight, key)?,
                changes: change_rows(sight, &rows)?,
                form: may.then(|| form.unwrap_or_default()),
            })
        })
        .await?;
    Ok(ask.show(&AccountPage { l: ask.locale(), frame, v }))
}

fn recorded(sight: &Sight, key: (PlaceCode, Id)) -> Result<Option<Account>, Halt> {
    let found: Option<BankAccountRow> = sight.reader().find(&key)?;
    Ok(found.map(|row| Account::of(&row.body)))
}

/// The name of a party, or of the treasury.
pub(super) fn party_name(sight: &mut Sight, (home, id): (PlaceCode, Id)) -> Result<Text, Halt> {
    if id != treasury(home) {
        return sight.organisation_name(home, id);
    }
    let name = sight.place_name(home);
    Ok(Text::new(format!("Treasury of {}", name.en), format!("{}财政", name.zh)))
}

/// Changes for people.
pub(super) fn change_rows(sight: &mut Sight, rows: &[BankAccountChangeRow]) -> Result<Vec<ChangeRow>, Halt> {
    let people = rows.iter().flat_map(|row| [Some(row.proposed_by), row.decided_by]).flatten();
    let names = Names::of(sight, people)?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(ChangeRow {
            id: Key { home: row.jurisdiction, id: row.id },
            party: party_name(sight, (row.jurisdiction, row.party))?,
            state: row.state,
            maker: names.get(row.proposed_by),
            at: sight.local(row.proposed_at, row.jurisdiction),
            checker: row.decided_by.map(|by| names.get(by)),
            reason: row.reason.clone(),
            account: Account::of(&row.body),
        });
    }
    Ok(found)
}

fn accounts(
    sight: &mut Sight,
    actor: &Actor,
    of: Option<PlaceCode>,
    q: String,
    language: &str,
) -> Result<Accounts, Halt> {
    let all = if actor.role == Role::Auditor { treasuries(sight) } else { vec![actor.home] };
    let home = of.filter(|home| all.contains(home)).or(all.first().copied()).ok_or_else(missing)?;
    let waiting = list::bank_account_changes_in(sight.reader(), home, ChangeState::Proposed)?;
    let known = list::bank_accounts_of(sight.reader(), home)?;
    let total = u64::try_from(known.len()).unwrap_or(u64::MAX);
    let words = q.to_lowercase();
    let mut rows = Vec::new();
    for row in &known {
        let party = party_name(sight, (home, row.party))?;
        let fits = [party.en.as_str(), party.zh.as_str(), row.body.account.as_str()];
        if fits.iter().any(|text| text.to_lowercase().contains(&words)) {
            rows.push(AccountRow { href: href((home, row.party)), party, account: Account::of(&row.body) });
        }
    }
    rows.sort_by(|one, other| one.party.get(language).cmp(other.party.get(language)));
    rows.truncate(LIST_MAX);
    let others = all.iter().map(|other| (address(LIST, &[("of", other.as_str())]), sight.place_name(*other)));
    Ok(Accounts {
        jurisdiction: sight.place_name(home),
        others: if all.len() > 1 { others.collect() } else { Vec::new() },
        path: LIST.to_owned(),
        of: home.to_string(),
        waiting: change_rows(sight, &waiting)?,
        lacking: lacking(sight, home)?,
        q,
        rows,
        total,
    })
}

/// Who is paid in the last cycles, or is the treasury, and has no account.
fn lacking(sight: &mut Sight, home: PlaceCode) -> Result<Vec<(String, Text)>, Halt> {
    let mut keys = vec![(home, treasury(home))];
    for cycle in cycles(sight)?.iter().take(2) {
        let payments = list::payments_of(sight.reader(), cycle.id)?;
        keys.extend(payments.iter().map(|row| receiver(&row.body)).filter(|(at, _)| *at == home));
    }
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::new();
    for key in keys {
        if sight.reader().find::<BankAccountRow>(&key)?.is_none() {
            found.push((href(key), party_name(sight, key)?));
        }
    }
    Ok(found)
}
