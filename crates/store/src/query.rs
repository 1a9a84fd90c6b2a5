//! Rows read by one statement.

use rusqlite::params_from_iter;

use crate::database::Link;
use crate::{Entity, Fields, Lookup, Set, StoreError, Value};

/// Something that can be asked for rows.
pub trait Query {
    /// The connection to read from.
    fn link(&self) -> Link<'_>;

    /// All rows of a statement, each read by `read`.
    ///
    /// # Errors
    /// Where the database fails or holds what cannot be read; so for all methods here.
    fn rows<T>(
        &self,
        table: &'static str,
        sql: &str,
        values: &[Value],
        read: impl Fn(&mut Fields<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        match self.link() {
            Link::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                debug_assert!(
                    (1..=values.len())
                        .all(|at| statement.parameter_name(at).is_some_and(|name| name == format!("${at}"))),
                    "SQLite counts values in the order in which they first stand in `{sql}`"
                );
                let mut rows = statement.query(params_from_iter(values))?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(read(&mut Fields::of_sqlite(table, row))?);
                }
                Ok(found)
            }
            Link::Postgres(session) => {
                let rows = session.query(sql, values)?;
                rows.iter().map(|row| read(&mut Fields::of_postgres(table, row, 0))).collect()
            }
        }
    }

    /// The rows of a statement for each of many keys, in the order of the keys: one look-up a key in a file, one
    /// statement for all of them on a server.
    ///
    /// # Errors
    /// As [`Query::rows`].
    fn rows_for_each<T>(
        &self,
        table: &'static str,
        sql: &str,
        keys: &[Vec<Value>],
        read: impl Fn(&mut Fields<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<Vec<T>>, StoreError> {
        let session = match self.link() {
            Link::Postgres(session) => session,
            Link::Sqlite(connection) => {
                // Each look-up by itself would take and give back the lock of the file.
                let apart = keys.len() > 1 && connection.is_autocommit();
                let _at_once = apart.then(|| connection.unchecked_transaction()).transpose()?;
                return keys.iter().map(|key| self.rows(table, sql, key, &read)).collect();
            }
        };
        if keys.iter().any(Vec::is_empty) {
            return keys.iter().map(|key| self.rows(table, sql, key, &read)).collect();
        }
        let mut found: Vec<Vec<T>> = keys.iter().map(|_| Vec::new()).collect();
        if keys.is_empty() {
            return Ok(found);
        }
        for row in &session.query_each(sql, keys)? {
            let mut fields = Fields::of_postgres(table, row, 0);
            let number: i64 = fields.take()?;
            let of_key = usize::try_from(number - 1).ok().and_then(|at| found.get_mut(at));
            of_key.ok_or_else(|| fields.damaged("a key that nobody asked for"))?.push(read(&mut fields)?);
        }
        Ok(found)
    }

    /// The entities that meet a condition: `condition` is what follows the table's name.
    ///
    /// # Errors
    /// As [`Query::rows`].
    fn list<E: Entity>(&self, condition: &str, values: &[Value]) -> Result<Vec<E>, StoreError> {
        let sql = format!("{} {condition}", E::statements().select_all);
        self.rows(E::TABLE, &sql, values, E::read)
    }

    /// The entity of a key.
    ///
    /// # Errors
    /// As [`Query::rows`].
    fn find<E: Entity>(&self, key: &E::Key) -> Result<Option<E>, StoreError> {
        let found = self.rows(E::TABLE, &E::statements().select, &E::key_values(key), E::read)?;
        Ok(found.into_iter().next())
    }

    /// Loads what a set wants; says whether it wanted anything.
    ///
    /// # Errors
    /// Where the database fails or holds what cannot be read.
    fn load<E: Lookup>(&self, set: &mut Set<E>) -> Result<bool, StoreError>
    where
        Self: Sized,
    {
        let wanted = set.take_wanted();
        if wanted.is_empty() {
            return Ok(false);
        }
        let rows = E::fetch_all(self, &wanted)?;
        for (key, row) in wanted.into_iter().zip(rows) {
            set.loaded(key, row);
        }
        Ok(true)
    }
}
