//! Copies of a database in the engine's own form: of a file while it is written to, of a server by its own tools.

use std::path::Path;
use std::process::Command;

use crate::{Database, Link, Query, StoreError};

fn files(path: &Path, cause: impl std::fmt::Display) -> StoreError {
    StoreError::Files { path: path.display().to_string(), reason: cause.to_string() }
}

impl Database {
    /// Copies the database into a file that must not be there yet, as it is at one moment, while others go on.
    ///
    /// # Errors
    /// Where the file is there, cannot be written, or the engine fails.
    pub fn back_up(&self, target: &Path) -> Result<(), StoreError> {
        if target.exists() {
            return Err(files(target, "the file is there already: name a new one"));
        }
        // Only a finished copy has the name: a broken one is not taken for a backup.
        let partial = target.with_extension("partial");
        let _ = std::fs::remove_file(&partial);
        match self.server_environment() {
            None => {
                let reader = self.reader()?;
                if let Link::Sqlite(connection) = reader.link() {
                    connection.execute("VACUUM INTO $1", [partial.display().to_string()])?;
                }
            }
            Some(environment) => {
                let mut tool = Command::new("pg_dump");
                tool.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(&partial);
                run(tool, environment)?;
            }
        }
        let file = std::fs::File::open(&partial).map_err(|cause| files(&partial, cause))?;
        file.sync_all().map_err(|cause| files(&partial, cause))?;
        std::fs::rename(&partial, target).map_err(|cause| files(target, cause))
    }

    /// Makes the database of a URL out of a backup. A file must not be there yet, a server's database be empty.
    ///
    /// # Errors
    /// Where there is a database already, the backup cannot be read, or the engine fails.
    pub fn restore(url: &str, source: &Path) -> Result<Database, StoreError> {
        if !source.exists() {
            return Err(files(source, "there is no such file"));
        }
        match Database::open(url) {
            Err(StoreError::NoDatabase(_)) => {}
            Err(error) => return Err(error),
            Ok(_) => {
                return Err(files(
                    source,
                    "there is a database already where it should go: restore into a new one",
                ));
            }
        }
        let target = Database::at(url)?;
        match (target.server_environment(), target.path()) {
            (Some(environment), _) => {
                let mut tool = Command::new("pg_restore");
                let name = environment.iter().find(|(name, _)| *name == "PGDATABASE");
                let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
                tool.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]);
                tool.args(["--dbname", &name]).arg(source);
                run(tool, environment)?;
            }
            (None, Some(path)) => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder).map_err(|cause| files(folder, cause))?;
                }
                let partial = path.with_extension("partial");
                std::fs::copy(source, &partial).map_err(|cause| files(&partial, cause))?;
                let file = std::fs::File::open(&partial).map_err(|cause| files(&partial, cause))?;
                file.sync_all().map_err(|cause| files(&partial, cause))?;
                std::fs::rename(&partial, path).map_err(|cause| files(path, cause))?;
            }
            (None, None) => {}
        }
        Database::open(url)
    }

    /// What the engine finds wrong with its own pages and indexes; nothing where all is well. A server checks its
    /// pages itself when it reads them.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        let reader = self.reader()?;
        let Link::Sqlite(_) = reader.link() else { return Ok(Vec::new()) };
        let found: Vec<String> =
            reader.rows("sqlite_schema", "PRAGMA integrity_check", &[], |row| row.take())?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }
}

/// Runs a tool of the server. Address and password go by the environment, which other users cannot read.
fn run(mut tool: Command, environment: Vec<(&'static str, String)>) -> Result<(), StoreError> {
    let name = tool.get_program().to_string_lossy().into_owned();
    let output = tool.envs(environment).output();
    let output = output.map_err(|cause| {
        StoreError::Server(format!("`{name}` cannot be run: {cause}; install the client tools of PostgreSQL"))
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(StoreError::Server(format!("`{name}`: {}", String::from_utf8_lossy(&output.stderr).trim())))
}
