//! `jiangnan person`.

use std::io::BufRead;

use jiangnan_exchange::Exchange;
use jiangnan_exchange::case::catalogue::PutOrganisation;
use jiangnan_exchange::case::people::PutPerson;
use jiangnan_exchange::case::staff::{self, SetPassword, SuspendPerson};
use jiangnan_kernel::{Id, PlaceCode, Rng};
use jiangnan_store::entity::catalogue::OrganisationRow;
use jiangnan_store::entity::people::{Login, Role};
use jiangnan_store::{Database, Lookup, Query, list};
use jiangnan_web::password;

use crate::cli::{AddPersonArgs, NamedPersonArgs, PersonCommand};
use crate::failure::Failure;
use crate::market;
use crate::system::SystemRng;

/// Carries it out.
///
/// # Errors
/// Where the database cannot be used, or what was asked for makes no sense.
pub fn run(command: &PersonCommand) -> Result<(), Failure> {
    match command {
        PersonCommand::Add(args) => add(args),
        PersonCommand::Password(args) => set_password(args),
        PersonCommand::Suspend(args) => suspend(args),
        PersonCommand::List { at } => show_all(&Database::open(&at.database)?),
    }
}

fn add(args: &AddPersonArgs) -> Result<(), Failure> {
    let exchange = market::open(Database::open(&args.at.database)?)?;
    let home = jurisdiction(&exchange, &args.home)?;
    let role = Role::of_name(&args.role).ok_or_else(|| unknown_role(&args.role))?;
    if Login::fetch(&exchange.reader()?, &args.login)?.is_some() {
        return Err(Failure::Input(format!("somebody signs in as `{}` already: choose another", args.login)));
    }
    let (home, organisation) = match &args.organisation {
        Some(code) => organisation(&exchange, code)?,
        None => (home, government(&exchange, home)?),
    };
    let password_hash = hash_of_input(&args.login)?;
    let command = PutPerson {
        home,
        person: market::make_id(),
        login: args.login.clone(),
        role,
        organisation,
        name: args.name.clone(),
        password_hash,
    };
    exchange.run(market::envelope(home), command)?;
    say!("{} can sign in as `{}`: {} in {home}", args.name, args.login, role.name());
    Ok(())
}

fn set_password(args: &NamedPersonArgs) -> Result<(), Failure> {
    let exchange = market::open(Database::open(&args.at.database)?)?;
    let (home, person) = named(&exchange, &args.login)?;
    let password_hash = hash_of_input(&args.login)?;
    let ended =
        exchange.run(market::envelope(home), SetPassword { home, person, password_hash, keep: None })?;
    say!("`{}` has a new password; {} sessions ended", args.login, ended.sessions);
    Ok(())
}

fn suspend(args: &NamedPersonArgs) -> Result<(), Failure> {
    let exchange = market::open(Database::open(&args.at.database)?)?;
    let (home, person) = named(&exchange, &args.login)?;
    let ended = exchange.run(market::envelope(home), SuspendPerson { home, person })?;
    say!("`{}` cannot sign in any more; {} sessions ended", args.login, ended.sessions);
    Ok(())
}

fn show_all(database: &Database) -> Result<(), Failure> {
    let people = list::people_with_password(&database.reader()?)?;
    for person in &people {
        say!("{}\t{}\t{}\t{}", person.login, person.role.name(), person.jurisdiction, person.name);
    }
    say!("{} can sign in with a password", people.len());
    Ok(())
}

/// Who signs in under a name.
///
/// # Errors
/// Where nobody does.
pub fn named(exchange: &Exchange, login: &str) -> Result<(PlaceCode, Id), Failure> {
    let found = Login::fetch(&exchange.reader()?, &login.to_owned())?;
    let nobody = || Failure::Input(format!("nobody signs in as `{login}`: see `jiangnan person list`"));
    found.map(|found| found.person).ok_or_else(nobody)
}

fn jurisdiction(exchange: &Exchange, code: &str) -> Result<PlaceCode, Failure> {
    let known = code.parse().ok().and_then(|code| exchange.places().jurisdiction_of(code));
    let unknown =
        || Failure::Input(format!("`{code}` is no place of this database: write one such as CN-ZJ"));
    known.map(|place| place.code).ok_or_else(unknown)
}

fn unknown_role(role: &str) -> Failure {
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    Failure::Input(format!("`{role}` is no role: choose one of {}", known.join(", ")))
}

/// The organisation of a registered code or of an id, with its jurisdiction.
///
/// # Errors
/// Where there is none.
pub fn organisation(exchange: &Exchange, code: &str) -> Result<(PlaceCode, Id), Failure> {
    let reader = exchange.reader()?;
    if let Some(found) = list::organisation_with_code(&reader, code)? {
        return Ok((found.jurisdiction, found.id));
    }
    let unknown =
        || Failure::Input(format!("no organisation has the code or id `{code}`: it must be there first"));
    let id: Id = code.parse().map_err(|_| unknown())?;
    let home = list::seat_of(&reader, id)?.ok_or_else(unknown)?;
    Ok((home, id))
}

/// The government of a jurisdiction, which is made where it is not there yet.
fn government(exchange: &Exchange, home: PlaceCode) -> Result<Id, Failure> {
    let organisation = staff::government(exchange.places(), home);
    let id = organisation.id;
    if exchange.reader()?.find::<OrganisationRow>(&(home, id))?.is_none() {
        exchange.run(market::envelope(home), PutOrganisation { organisation })?;
    }
    Ok(id)
}

/// The hash of the password on the first line of the standard input.
fn hash_of_input(login: &str) -> Result<String, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|cause| Failure::Input(format!("the standard input cannot be read: {cause}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if let Some(fault) = password::fault(password, login) {
        return Err(Failure::Input(why(fault)));
    }
    let mut salt = [0; 16];
    for part in salt.chunks_mut(8) {
        part.copy_from_slice(&SystemRng.next_u64().to_be_bytes());
    }
    let failed = || Failure::System("the password could not be hashed".to_owned());
    password::hash(password, salt).ok_or_else(failed)
}

fn why(fault: password::PasswordFault) -> String {
    match fault {
        password::PasswordFault::TooShort => format!(
            "the password on the standard input is too short: take {} characters or more, such as three words",
            password::LENGTH_MIN
        ),
        password::PasswordFault::TooLong => {
            format!("the password is longer than {} characters", password::LENGTH_MAX)
        }
        password::PasswordFault::TooPlain => {
            "the password is the name to sign in with, or has fewer than five different characters".to_owned()
        }
    }
}
