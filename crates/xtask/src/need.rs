//! What has to be on the machine: found, installed where that is possible, else named in one line.

use std::process::{Command, Stdio};

/// Makes sure that there is a C compiler: the embedded SQLite is compiled from its source.
///
/// # Errors
/// One line that says what to install.
pub fn c_compiler() -> Result<(), String> {
    let named = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    // Microsoft's compiler is found through its installer, not through the path.
    if cfg!(windows) || answers(Command::new(named).arg("--version")) {
        return Ok(());
    }
    if is_root() && answers(Command::new("apt-get").arg("--version")) {
        eprintln!("xtask: installing a C compiler (apt-get install gcc libc6-dev)");
        let install = ["install", "--yes", "--no-install-recommends", "gcc", "libc6-dev"];
        let installed = runs(Command::new("apt-get").args(install))
            || (runs(Command::new("apt-get").arg("update")) && runs(Command::new("apt-get").args(install)));
        if installed && answers(Command::new("cc").arg("--version")) {
            return Ok(());
        }
    }
    Err("a C compiler is missing: install one (Debian: `apt-get install gcc libc6-dev`, Fedora: \
         `dnf install gcc`, macOS: `xcode-select --install`) and start again"
        .to_owned())
}

/// Makes sure that a component of the Rust toolchain is there: rustup adds it where it can.
///
/// # Errors
/// One line that says what to install.
pub fn component(name: &str) -> Result<(), String> {
    let command = if name == "rustfmt" { "fmt" } else { name };
    let found = || answers(Command::new("cargo").args([command, "--version"]));
    if found() || (runs(Command::new("rustup").args(["component", "add", name])) && found()) {
        return Ok(());
    }
    Err(format!("`{name}` is missing: add it with `rustup component add {name}`"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Whether a program can be started and ends well; what it prints is dropped.
fn answers(command: &mut Command) -> bool {
    runs(command.stdout(Stdio::null()).stderr(Stdio::null()))
}

fn runs(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).status().is_ok_and(|status| status.success())
}
