//! The schema on many machines: which tables Citus divides by which column, and which stand on every machine.
//!
//! Nearly every key begins with the jurisdiction, so that all rows of a province lie together and can be put on a
//! machine of its own. A key that must hold everywhere and does not say where it belongs is that of a table which
//! stands on every machine; such tables are small, and change seldom.

use crate::postgres::{self, Session};
use crate::{Database, StoreError};

/// How the rows of a table are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// By the values of a column; the tables that are spread by one column lie together.
    By(&'static str),
    /// All of them on every machine.
    Everywhere,
}

/// Every table with its spread. A test compares them with those of the schema.
pub const SPREAD: &[(&str, Spread)] = &[
    // A name to sign in with, and the secret of a feed, are found without knowing whose they are.
    ("person", Spread::Everywhere),
    ("calendar_feed", Spread::Everywhere),
    ("session", Spread::By("token_hash")),
    ("event", Spread::By("writer")),
    ("chain_head", Spread::By("writer")),
    ("organisation", Spread::By("jurisdiction")),
    ("account", Spread::By("jurisdiction")),
    ("api_token", Spread::By("jurisdiction")),
    ("bank_account", Spread::By("jurisdiction")),
    ("bank_account_change", Spread::By("jurisdiction")),
    ("bank_entry", Spread::By("jurisdiction")),
    ("cap_use", Spread::By("jurisdiction")),
    ("claim", Spread::By("jurisdiction")),
    ("contact", Spread::By("jurisdiction")),
    ("cycle", Spread::By("jurisdiction")),
    ("document", Spread::By("jurisdiction")),
    ("listing", Spread::By("jurisdiction")),
    ("mail", Spread::By("jurisdiction")),
    ("missed_search", Spread::By("jurisdiction")),
    ("notice", Spread::By("jurisdiction")),
    ("payment", Spread::By("jurisdiction")),
    ("reservation", Spread::By("jurisdiction")),
    ("reviewer", Spread::By("jurisdiction")),
    ("sanction", Spread::By("jurisdiction")),
    ("scheme_version", Spread::By("jurisdiction")),
    ("slot", Spread::By("jurisdiction")),
    ("study", Spread::By("jurisdiction")),
    ("transfer", Spread::By("jurisdiction")),
    ("voucher", Spread::By("jurisdiction")),
    ("wait_entry", Spread::By("jurisdiction")),
];

/// What is changed before: a command stands in one chain once, which the writer sees to under the lock that all
/// writers share; the net under it reaches, on many machines, as far as one chain. That no two times overlap, which
/// triggers see to on one server, is left to an exclusion constraint. Reservations are not written blind there.
pub const BEFORE: &[&str] = &[
    "DO $$ BEGIN \
         IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'slot_overlap') THEN \
             DROP TRIGGER slot_came ON slot; DROP TRIGGER slot_changed ON slot; DROP FUNCTION slot_overlap(); \
             DROP FUNCTION IF EXISTS hold_times(TEXT[], BYTEA[], BIGINT[], BIGINT[]); \
             ALTER TABLE slot ADD CONSTRAINT slot_overlap EXCLUDE USING gist ( \
                 (('x' || encode(substring(instrument FROM 9), 'hex'))::bit(64)::int8) WITH =, \
                 int8range(start, until) WITH &&, jurisdiction WITH =) DEFERRABLE INITIALLY DEFERRED; \
         END IF; \
     END $$",
    "DROP SEQUENCE IF EXISTS beyond_reserving",
    "DROP FUNCTION IF EXISTS expect_unchanged(BIGINT, TEXT[], TEXT[], BIGINT[])",
    "DROP FUNCTION IF EXISTS count_caps(BIGINT, TEXT[], TEXT[], BIGINT[], BIGINT[])",
    "DROP INDEX IF EXISTS event_command",
    "CREATE UNIQUE INDEX IF NOT EXISTS event_writer_command ON event (writer, command)",
    "CREATE INDEX IF NOT EXISTS event_command_plain ON event (command)",
];

/// The statements that turn the schema of one server into that of many, in their order. They may be repeated.
pub fn statements() -> Vec<String> {
    let mut statements = vec!["CREATE EXTENSION IF NOT EXISTS citus".to_owned()];
    statements.extend(BEFORE.iter().map(|statement| (*statement).to_owned()));
    let mut first: Vec<(&str, &str)> = Vec::new();
    for (table, spread) in SPREAD {
        let made = match spread {
            Spread::Everywhere => format!("create_reference_table('{table}')"),
            Spread::By(column) => {
                let beside = match first.iter().find(|(known, _)| known == column) {
                    Some((_, beside)) => beside,
                    None => {
                        first.push((column, table));
                        "none"
                    }
                };
                format!("create_distributed_table('{table}', '{column}', colocate_with => '{beside}')")
            }
        };
        // What is spread already is left as it is.
        let new =
            format!("NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = '{table}'::regclass)");
        statements.push(format!("SELECT {made} WHERE {new}"));
    }
    statements
}

impl Database {
    /// Spreads the tables over the machines that the server's Citus knows.
    ///
    /// # Errors
    /// Where it is a file, or the server has no Citus, or refuses.
    pub fn distribute(&self) -> Result<(), StoreError> {
        let Some(config) = self.server_config() else {
            return Err(StoreError::Server(
                "a file cannot be spread over machines: use PostgreSQL with Citus".into(),
            ));
        };
        let session: Session = postgres::plain_session(config)?;
        statements().iter().try_for_each(|statement| session.work(statement))
    }
}
