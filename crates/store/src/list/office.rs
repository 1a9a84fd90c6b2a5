//! What administration lists: people, bank accounts and their changes.

use jiangnan_kernel::{Id, PlaceCode};

use crate::entity::cycle::{BankAccountChangeRow, BankAccountRow, ChangeState};
use crate::entity::people::PersonRow;
use crate::row::Column;
use crate::{Entity, Query, StoreError, Value};

/// The people who can sign in with a password, by their names to sign in with.
///
/// # Errors
/// Where the database fails; so for all functions here.
pub fn people_with_password(source: &impl Query) -> Result<Vec<PersonRow>, StoreError> {
    source.list("WHERE password_hash <> '' ORDER BY login", &[])
}

/// People whose name, or name to sign in with, contains some words; at most so many. Words of nothing find
/// everybody.
///
/// # Errors
/// Where the database fails.
pub fn people_called(source: &impl Query, words: &str, count: i64) -> Result<Vec<PersonRow>, StoreError> {
    let stands_in = |column| source.link().position_in(column, "lower($1)");
    let (name, login) = (stands_in("lower(name)"), stands_in("lower(login)"));
    source.list(
        &format!("WHERE {name} > 0 OR {login} > 0 ORDER BY login LIMIT $2"),
        &[words.to_owned().to_value(), Value::Int(count)],
    )
}

/// The bank accounts that a jurisdiction keeps.
///
/// # Errors
/// Where the database fails.
pub fn bank_accounts_of(source: &impl Query, home: PlaceCode) -> Result<Vec<BankAccountRow>, StoreError> {
    source.list("WHERE jurisdiction = $1 ORDER BY party", &[home.to_value()])
}

/// The changes of bank accounts of a jurisdiction in a state, the oldest first.
///
/// # Errors
/// Where the database fails.
pub fn bank_account_changes_in(
    source: &impl Query,
    home: PlaceCode,
    state: ChangeState,
) -> Result<Vec<BankAccountChangeRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND state = $2 ORDER BY proposed_at, id";
    source.list(condition, &[home.to_value(), state.to_value()])
}

/// The changes of one party's bank account, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn bank_account_changes_of(
    source: &impl Query,
    home: PlaceCode,
    party: Id,
) -> Result<Vec<BankAccountChangeRow>, StoreError> {
    let condition = "WHERE jurisdiction = $1 AND party = $2 ORDER BY proposed_at DESC, id DESC";
    source.list(condition, &[home.to_value(), party.to_value()])
}

/// The newest rows of a table, of one jurisdiction or of all; at most so many.
///
/// # Errors
/// Where the database fails.
pub fn newest<E: Entity>(
    source: &impl Query,
    home: Option<PlaceCode>,
    count: i64,
) -> Result<Vec<E>, StoreError> {
    match home {
        Some(home) => source
            .list("WHERE jurisdiction = $1 ORDER BY id DESC LIMIT $2", &[home.to_value(), Value::Int(count)]),
        None => source.list("ORDER BY id DESC LIMIT $1", &[Value::Int(count)]),
    }
}

/// How many rows a table has, of one jurisdiction or of all.
///
/// # Errors
/// Where the database fails.
pub fn count_of<E: Entity>(source: &impl Query, home: Option<PlaceCode>) -> Result<u64, StoreError> {
    let (condition, values) = match home {
        Some(home) => ("WHERE jurisdiction = $1", vec![home.to_value()]),
        None => ("", Vec::new()),
    };
    let sql = format!("SELECT COUNT(*) FROM {} {condition}", E::TABLE);
    let found: Vec<i64> = source.rows(E::TABLE, &sql, &values, |fields| fields.take())?;
    Ok(found.first().and_then(|count| u64::try_from(*count).ok()).unwrap_or(0))
}
