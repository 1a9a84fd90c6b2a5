//! Where the data is, and what can be done with it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// The database: `sqlite:` and the path of a file, or `postgres://USER@HOST/DATABASE`
    ///
    /// Where it is not given: what the environment variable JIANGNAN_DATABASE says, else
    /// `sqlite:jiangnan-data/jiangnan.db`. A password belongs into the variable, because everybody on the machine can
    /// read the arguments of a program.
    #[arg(long, value_name = "URL", default_value_t = database_by_default(), hide_default_value = true)]
    pub database: String,
}

#[expect(clippy::disallowed_methods, reason = "the one place where the variable of the database is read")]
fn database_by_default() -> String {
    let told = std::env::var("JIANGNAN_DATABASE").ok().filter(|url| !url.is_empty());
    told.unwrap_or_else(|| "sqlite:jiangnan-data/jiangnan.db".to_owned())
}

/// What can be done with a database.
#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Make the database where it is missing, bring its schema up to date
    Migrate {
        #[command(flatten)]
        at: DatabaseArgs,
        /// Keep this table of places in it, in place of the Yangtze River Delta
        #[arg(long, value_name = "FILE")]
        places: Option<PathBuf>,
    },
    /// Spread the tables over the machines of a PostgreSQL with Citus; docs/scale.md says when
    Distribute {
        #[command(flatten)]
        at: DatabaseArgs,
        /// Print the statements and change nothing
        #[arg(long)]
        print: bool,
    },
    /// Look for damage: the engine's own pages, the chain of events, the ledger, the times taken
    Check {
        #[command(flatten)]
        at: DatabaseArgs,
        /// Print one JSON object instead of a report
        #[arg(long)]
        json: bool,
    },
    /// Copy the database into a file, in the engine's own form, while others go on working
    ///
    /// A server's database is copied by `pg_dump`, which must be installed.
    Backup {
        #[command(flatten)]
        at: DatabaseArgs,
        /// The file to be made
        file: PathBuf,
    },
    /// Make a new database out of a backup, and verify it
    ///
    /// A server's database must be there and empty; `pg_restore` must be installed.
    Restore {
        #[command(flatten)]
        at: DatabaseArgs,
        /// The file that `db backup` made
        file: PathBuf,
    },
    /// Write all of the database into a folder, in a form that no engine owns
    Export {
        #[command(flatten)]
        at: DatabaseArgs,
        /// The folder to be made
        folder: PathBuf,
    },
    /// Read an export into a new database of whatever engine, and verify it
    Import {
        #[command(flatten)]
        at: DatabaseArgs,
        /// The folder that `db export` made
        folder: PathBuf,
    },
}
