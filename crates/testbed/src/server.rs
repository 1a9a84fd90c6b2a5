//! A private PostgreSQL server.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The user of the database; the server trusts whoever reaches its socket.
pub(crate) const USER: &str = "jiangnan";
/// Settings of every server.
const SETTINGS: &str = "listen_addresses = ''\nmax_connections = 200\nshared_buffers = 128MB\n\
                        track_commit_timestamp = on\n";
/// Nothing of such a server has to outlive the machine.
const FORGETFUL: &str = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";
/// Waits until the test is gone, however it goes, then stops the server and removes its folder.
const GUARDIAN: &str = "cat > /dev/null; \"$1/pg_ctl\" -D \"$2/data\" -m immediate stop > /dev/null 2>&1; \
                        rm -rf \"$2\"";

/// A running server, or the address of one that somebody else keeps.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    guardian: Option<Child>,
}

impl Server {
    /// Starts a server. One that is not `durable` forgets what it was told when the machine goes down, and is
    /// faster.
    ///
    /// # Errors
    /// Why there is none: PostgreSQL is not installed, or did not start.
    pub fn start(durable: bool) -> Result<Server, String> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("jiangnan-pg-").tempdir().map_err(told)?.keep();
        let mut server = Server { folder, programs, guardian: None };
        if is_root() {
            let owner = format!("{0}:{0}", servant());
            run(Command::new("chown").arg(&owner).arg(&server.folder))?;
        }
        let mut guardian = as_servant("sh");
        guardian.args(["-c", GUARDIAN, "sh"]).arg(&server.programs).arg(&server.folder);
        guardian.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        server.guardian = Some(guardian.spawn().map_err(told)?);
        let data = server.data();
        let mut made = server.program("initdb");
        made.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "-U", USER, "-D"]).arg(&data);
        run(if durable { &mut made } else { made.arg("--no-sync") })?;
        let kept = if durable { "" } else { FORGETFUL };
        let settings = format!("{SETTINGS}{kept}unix_socket_directories = '{}'\n", server.folder.display());
        let config = data.join("postgresql.conf");
        let before = std::fs::read_to_string(&config).map_err(told)?;
        std::fs::write(&config, before + &settings).map_err(told)?;
        server.start_again()?;
        Ok(server)
    }

    /// The server of another process, by its folder.
    ///
    /// # Errors
    /// Where PostgreSQL is not installed.
    pub fn of_folder(folder: &Path) -> Result<Server, String> {
        Ok(Server { folder: folder.to_owned(), programs: programs()?, guardian: None })
    }

    /// The folder of its socket and its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = as_servant(self.programs.join(name));
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    /// The URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user={USER}", self.folder.display())
    }

    /// Carries out SQL in a database; what it prints, one row a line.
    ///
    /// # Errors
    /// What the server says.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut psql = self.program("psql");
        psql.args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            USER,
            "-d",
            database,
            "-c",
            sql,
            "-h",
        ]);
        run(psql.arg(&self.folder))
    }

    /// Carries out a file of SQL and of `psql`'s own commands in a database; what it prints.
    ///
    /// # Errors
    /// What the server says.
    pub fn run_file(&self, database: &str, file: &Path) -> Result<String, String> {
        let mut psql = self.program("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", USER, "-d", database, "-h"]);
        run(psql.arg(&self.folder).arg("-f").arg(file))
    }

    /// Stops the server as a failure would: nothing is finished, nothing is said to anybody.
    ///
    /// # Errors
    /// Where it does not stop.
    pub fn crash(&self) -> Result<(), String> {
        run(self.program("pg_ctl").arg("-D").arg(self.data()).args(["-m", "immediate", "stop"])).map(|_| ())
    }

    /// Starts the server again with a library in front of the C library, from now on: one that lets calls of the
    /// system fail. It finds the name `full` in the server's folder in the variable `DISK_FULL`.
    ///
    /// # Errors
    /// Where it cannot be copied or the server does not start.
    pub fn preload(&self, library: &Path) -> Result<(), String> {
        std::fs::copy(library, self.library()).map_err(told)?;
        self.crash()?;
        self.start_again()
    }

    fn library(&self) -> PathBuf {
        self.folder.join("preload.so")
    }

    /// Starts a server that was stopped.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn start_again(&self) -> Result<(), String> {
        let log = self.folder.join("log");
        let mut start = self.program("pg_ctl");
        start.arg("-D").arg(self.data()).arg("-l").arg(&log).args(["-w", "-t", "60", "start"]);
        if self.library().exists() {
            start.env("LD_PRELOAD", self.library()).env("DISK_FULL", self.folder.join("full"));
        }
        // What it starts would hold a pipe open for ever.
        start.stdout(Stdio::null()).stderr(Stdio::null());
        match start.status() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(std::fs::read_to_string(&log).unwrap_or_default()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut guardian) = self.guardian.take() {
            drop(guardian.stdin.take());
            let _ = guardian.wait();
        }
    }
}

/// The folder of the newest PostgreSQL that is installed.
pub(crate) fn programs() -> Result<PathBuf, String> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").exists())
        .collect();
    versions.sort();
    if let Some((_, programs)) = versions.pop() {
        return Ok(programs);
    }
    let named = Command::new("pg_config").arg("--bindir").output().ok();
    let named = named.and_then(|output| String::from_utf8(output.stdout).ok());
    let programs = PathBuf::from(named.unwrap_or_default().trim());
    if programs.join("initdb").exists() {
        return Ok(programs);
    }
    Err("PostgreSQL is not installed (Debian: `apt-get install postgresql`)".to_owned())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// PostgreSQL does not run as root: the user of Debian's package does it then, or nobody.
pub(crate) fn servant() -> &'static str {
    let known = Command::new("id").arg("postgres").output();
    if known.is_ok_and(|known| known.status.success()) { "postgres" } else { "nobody" }
}

fn as_servant(program: impl AsRef<std::ffi::OsStr>) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", servant(), "--regid"]);
    let group = Command::new("id").args(["-gn", servant()]).output().ok();
    let group = group.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    command.arg(group.trim()).arg("--clear-groups").arg(program);
    command
}

/// Runs a command to its end; what it printed.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(told)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`, which hands the error over")]
fn told(cause: std::io::Error) -> String {
    cause.to_string()
}
