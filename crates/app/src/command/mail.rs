//! `jiangnan mail`.

use jiangnan_exchange::case::contact::{PutAddress, secret_hash};
use jiangnan_exchange::case::mail::{MailKey, RetryMail};
use jiangnan_store::entity::notice::{MailRow, MailState};
use jiangnan_store::{Database, list};

use super::person::named;
use crate::cli::MailCommand;
use crate::failure::Failure;
use crate::market;

/// How many mails are listed or tried anew at a time.
const MAILS_MAX: i64 = 1_000;

/// Carries it out.
///
/// # Errors
/// Where the database cannot be used, or what was asked for makes no sense.
pub fn run(command: &MailCommand) -> Result<(), Failure> {
    match command {
        MailCommand::List { at } => show(&Database::open(&at.database)?),
        MailCommand::Retry { at, mail } => retry(Database::open(&at.database)?, mail.as_deref()),
        MailCommand::Address { at, login, address, language } => {
            put_address(Database::open(&at.database)?, login, address, language)
        }
    }
}

fn show(database: &Database) -> Result<(), Failure> {
    let reader = database.reader()?;
    for row in list::mails_dead(&reader, MAILS_MAX)? {
        say!("{}\t{}\t{}\ttries {}\t{}", name(&row), row.address, row.kind.name(), row.attempts, row.problem);
    }
    let count = |state| list::mails_in(&reader, state);
    let (due, sent) = (count(MailState::Due)?, count(MailState::Sent)?);
    say!("{due} wait, {sent} were sent, {} could not be delivered", count(MailState::Dead)?);
    Ok(())
}

fn name(row: &MailRow) -> String {
    format!("{}.{}", row.jurisdiction, row.id)
}

fn retry(database: Database, mail: Option<&str>) -> Result<(), Failure> {
    let keys: Vec<MailKey> = match mail {
        Some(mail) => vec![key(mail)?],
        None => {
            let dead = list::mails_dead(&database.reader()?, MAILS_MAX)?;
            dead.iter().map(|row| (row.jurisdiction, row.id)).collect()
        }
    };
    let exchange = market::open(database)?;
    for mail in &keys {
        exchange.run(market::envelope(mail.0), RetryMail { mail: *mail })?;
    }
    say!("{} are tried anew", keys.len());
    Ok(())
}

fn key(mail: &str) -> Result<MailKey, Failure> {
    let read = mail.split_once('.').and_then(|(home, id)| Some((home.parse().ok()?, id.parse().ok()?)));
    read.ok_or_else(|| Failure::Input(format!("`{mail}` is no number of a mail: see `jiangnan mail list`")))
}

fn put_address(database: Database, login: &str, address: &str, language: &str) -> Result<(), Failure> {
    let exchange = market::open(database)?;
    let (home, person) = named(&exchange, login)?;
    let command = PutAddress {
        home,
        person,
        address_hash: secret_hash(address),
        language: language.to_owned(),
        address: address.to_owned(),
    };
    exchange.run(market::envelope(home), command)?;
    say!("mails to `{login}` go to {address}");
    Ok(())
}
