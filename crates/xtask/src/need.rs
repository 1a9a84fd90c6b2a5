//! What has to be on the machine: found, installed where that is possible, else named in one line.

use std::path::{Path, PathBuf};
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
    if apt(&["gcc", "libc6-dev"]) && answers(Command::new("cc").arg("--version")) {
        return Ok(());
    }
    Err("a C compiler is missing: install one (Debian: `apt-get install gcc libc6-dev`, Fedora: \
         `dnf install gcc`, macOS: `xcode-select --install`) and start again"
        .to_owned())
}

/// Makes sure that there is a PostgreSQL server to test on: Debian's package is installed where that is possible.
///
/// # Errors
/// One line that says what to install. The tests run without it, but then say nothing about that engine.
pub fn postgres() -> Result<(), String> {
    let debian = || std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|versions| versions.count() > 0);
    let found = || debian() || answers(Command::new("pg_config").arg("--bindir"));
    if found() {
        return Ok(());
    }
    if is_root() && answers(Command::new("apt-get").arg("--version")) {
        eprintln!("xtask: installing PostgreSQL (apt-get install postgresql)");
        let install = ["install", "--yes", "--no-install-recommends", "postgresql"];
        let installed = runs(Command::new("apt-get").args(install))
            || (runs(Command::new("apt-get").arg("update")) && runs(Command::new("apt-get").args(install)));
        if installed && found() {
            return Ok(());
        }
    }
    Err("PostgreSQL is missing: install it (Debian: `apt-get install postgresql`, macOS: `brew install \
         postgresql`)"
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

/// Makes sure that there is a Chromium and its driver.
///
/// # Errors
/// One line that says what to install.
pub fn browser() -> Result<(), String> {
    let found = || {
        answers(Command::new("chromedriver").arg("--version"))
            && ["chromium", "google-chrome", "chromium-browser"]
                .iter()
                .any(|name| answers(Command::new(name).arg("--version")))
    };
    if found() || (apt(&["chromium", "chromium-driver"]) && found()) {
        return Ok(());
    }
    Err("Chromium and its driver are missing: install them (Debian: `apt-get install chromium chromium-driver`) \
         and start again"
        .to_owned())
}

/// Makes sure that Chinese can be shown, where fontconfig says which fonts there are: macOS and Windows bring some along.
///
/// # Errors
/// One line that says what to install.
pub fn chinese_font() -> Result<(), String> {
    let found = || {
        let list = Command::new("fc-list").arg(":lang=zh").output();
        list.map_or(!cfg!(target_os = "linux"), |list| !list.stdout.trim_ascii().is_empty())
    };
    if found() || (apt(&["fontconfig", "fonts-noto-cjk"]) && found()) {
        return Ok(());
    }
    Err("a Chinese font is missing, without which pages show boxes: install one (Debian: `apt-get install \
         fonts-noto-cjk`) and start again"
        .to_owned())
}

/// Makes sure that a folder holds axe-core, which judges pages by WCAG; gives its file.
///
/// # Errors
/// One line that says what to install.
pub fn axe(folder: &Path) -> Result<PathBuf, String> {
    let file = folder.join("node_modules/axe-core/axe.min.js");
    if file.is_file() {
        return Ok(file);
    }
    let npm = || answers(Command::new("npm").arg("--version"));
    if npm() || (apt(&["npm"]) && npm()) {
        eprintln!("xtask: fetching axe-core into {} (npm install axe-core)", folder.display());
        let fetch =
            ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@4", "--prefix"];
        let fetched =
            std::fs::create_dir_all(folder).is_ok() && runs(Command::new("npm").args(fetch).arg(folder));
        if fetched && file.is_file() {
            return Ok(file);
        }
    }
    Err(format!(
        "axe-core is missing: `npm install axe-core@4 --prefix {}` and start again",
        folder.display()
    ))
}

/// Installs packages where the machine has Debian's tool and we may.
fn apt(packages: &[&str]) -> bool {
    if !is_root() || !answers(Command::new("apt-get").arg("--version")) {
        return false;
    }
    eprintln!("xtask: installing (apt-get install {})", packages.join(" "));
    let install = || {
        let args = ["install", "--yes", "--no-install-recommends"];
        runs(Command::new("apt-get").args(args).args(packages))
    };
    install() || (runs(Command::new("apt-get").arg("update")) && install())
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
