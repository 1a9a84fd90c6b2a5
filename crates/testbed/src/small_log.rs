//! A PostgreSQL server whose write-ahead log lies on a small disk of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Server;
use crate::server::{USER, programs, servant};

/// Makes disk and server where nobody else sees the disk, then does what it is told, line by line, and stops the
/// server when nothing more comes. Lines answer with an exit status.
const SHELL: &str = r#"
cd / && mkdir "$HERE/wal" && mount -t tmpfs -o size="$1" none "$HERE/wal" || exit 99
"$BIN/initdb" --auth=trust --encoding=UTF8 --locale=C --wal-segsize=1 -U "$OWNER" -X "$HERE/wal/log" -D "$HERE/data" \
    >/dev/null 2>&1 || exit 98
printf "listen_addresses = ''\nunix_socket_directories = '%s'\n" "$HERE" >>"$HERE/data/postgresql.conf"
start() { "$BIN/pg_ctl" -D "$HERE/data" -l "$HERE/log" -w -t 60 start >/dev/null 2>&1; }
answers() { "$BIN/pg_isready" -q -h "$HERE"; }
enlarge() {
    mount -o remount,size="$1" "$HERE/wal" || return 1
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        answers && return 0
        "$BIN/pg_ctl" -D "$HERE/data" status >/dev/null 2>&1 || start
        sleep 0.5
    done
    return 1
}
start; echo "$?"
while read -r line; do eval "$line"; echo "$?"; done
"$BIN/pg_ctl" -D "$HERE/data" -m immediate stop >/dev/null 2>&1
"#;

/// The server; it and its folder are gone when dropped.
#[derive(Debug)]
pub struct SmallLog {
    shell: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    folder: tempfile::TempDir,
}

impl SmallLog {
    /// Starts a server with so much room for its log (`24m`).
    ///
    /// # Errors
    /// Why there is none: PostgreSQL is not installed, or this system lets nobody mount a disk.
    pub fn start(size: &str) -> Result<SmallLog, String> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("jiangnan-pg-").tempdir().map_err(told)?;
        open_to_all(folder.path()).map_err(told)?;
        // PostgreSQL does not run as root, not even where that is only a name.
        let id = |of: &str| {
            let asked = Command::new("id").args([of, servant()]).output().map_err(told)?;
            String::from_utf8(asked.stdout)
                .map(|text| text.trim().to_owned())
                .map_err(|error| error.to_string())
        };
        let mut shell = Command::new("unshare");
        shell
            .arg("--user")
            .arg(format!("--map-user={}", id("-u")?))
            .arg(format!("--map-group={}", id("-g")?));
        shell.args(["--keep-caps", "--mount", "sh", "-c", SHELL, "sh", size]);
        shell.env("HERE", folder.path()).env("BIN", programs).env("OWNER", USER);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = shell.spawn().map_err(told)?;
        let to = shell.stdin.take();
        let from = BufReader::new(shell.stdout.take().ok_or("no pipe")?);
        let mut server = SmallLog { shell, to, from, folder };
        server.answer().map(|()| server)
    }

    /// The address of the server.
    ///
    /// # Errors
    /// Where PostgreSQL is not installed.
    pub fn server(&self) -> Result<Server, String> {
        Server::of_folder(self.folder.path())
    }

    /// Makes the log's disk larger, and starts the server again where it has ended.
    ///
    /// # Errors
    /// Where that fails.
    pub fn enlarge(&mut self, size: &str) -> Result<(), String> {
        let to = self.to.as_mut().ok_or("no pipe")?;
        writeln!(to, "enlarge {size}").map_err(told)?;
        self.answer()
    }

    fn answer(&mut self) -> Result<(), String> {
        let mut line = String::new();
        self.from.read_line(&mut line).map_err(told)?;
        if line.trim() == "0" {
            return Ok(());
        }
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        Err(format!("no server on a small disk ({}): {log}", line.trim()))
    }
}

impl Drop for SmallLog {
    fn drop(&mut self) {
        drop(self.to.take());
        let _ = self.shell.wait();
    }
}

fn open_to_all(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`, which hands the error over")]
fn told(cause: std::io::Error) -> String {
    cause.to_string()
}
