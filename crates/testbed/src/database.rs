//! A database for one test.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Server;

/// Names the folder of the server to a test binary that shall run on it.
const SERVER: &str = "JIANGNAN_TEST_SERVER";

/// An empty database of its own for one test, gone when dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    File(tempfile::TempDir),
    Server(Server, String),
}

impl TestDatabase {
    /// A database of the engine that this run of the tests is about.
    ///
    /// # Panics
    /// Where it cannot be made.
    #[expect(clippy::expect_used, reason = "a test may fail by panicking")]
    pub fn fresh() -> TestDatabase {
        match server_folder() {
            None => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = format!("sqlite:{}", folder.path().join("market.db").display());
                TestDatabase { url, place: Place::File(folder) }
            }
            Some(folder) => {
                let server = Server::of_folder(&folder).expect("PostgreSQL is installed");
                TestDatabase::on(server).expect("a fresh database")
            }
        }
    }

    /// A database on a server.
    ///
    /// # Errors
    /// What the server says.
    pub fn on(server: Server) -> Result<TestDatabase, String> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        server.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(TestDatabase { url: server.url(&name), place: Place::Server(server, name) })
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its file, where it is one.
    pub fn path(&self) -> Option<PathBuf> {
        match &self.place {
            Place::File(folder) => Some(folder.path().join("market.db")),
            Place::Server(..) => None,
        }
    }

    /// Carries out SQL behind the program's back, on a server; what it prints.
    ///
    /// # Errors
    /// What the server says, or that it is a file.
    pub fn sql(&self, sql: &str) -> Result<String, String> {
        match &self.place {
            Place::File(_) => Err("a file is opened by the test itself".to_owned()),
            Place::Server(server, name) => server.sql(name, sql),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Server(server, name) = &self.place {
            // What cannot be removed goes with the server.
            let _ = server.sql("postgres", &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test process has no other way to be told its server")]
fn server_folder() -> Option<PathBuf> {
    std::env::var(SERVER).ok().map(PathBuf::from)
}

/// Runs every other test of this binary once more, on a PostgreSQL server of its own. Where there is none it says
/// so, whatever the test runner does with what tests print, and tests nothing.
///
/// # Panics
/// Where one of them fails.
#[expect(clippy::panic, clippy::expect_used, reason = "a test may fail by panicking")]
pub fn every_test_on_postgres() {
    if server_folder().is_some() {
        return;
    }
    let server = match Server::start(false) {
        Ok(server) => server,
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "\nNOT TESTED ON POSTGRESQL: {why}\n");
            return;
        }
    };
    let program = std::env::current_exe().expect("the test binary");
    let output = run_on(&program, server.folder()).expect("the test binary starts");
    if !output.status.success() {
        panic!("on PostgreSQL:\n{}", String::from_utf8_lossy(&output.stdout));
    }
}

fn run_on(program: &Path, folder: &Path) -> std::io::Result<std::process::Output> {
    Command::new(program).env(SERVER, folder).args(["--test-threads", "4"]).output()
}
