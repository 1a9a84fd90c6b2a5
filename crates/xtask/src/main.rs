//! Set-up and checks for who works on jiangnan: `cargo xtask test`.
//!
//! It has no dependencies, so that it starts at once on a fresh clone.

mod need;

use std::path::Path;
use std::process::{Command, ExitCode};

const HELP: &str = "\
cargo xtask test    install or name what is missing, check the format, run every test
cargo xtask lint    check the format, and every warning of the compiler and of clippy
cargo xtask ready   both: what must pass before a change lands";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let done = match (args.next().as_deref(), args.next()) {
        (Some("test"), None) => test(),
        (Some("lint"), None) => lint(),
        (Some("ready"), None) => lint().and_then(|()| test()),
        (None | Some("help" | "--help" | "-h"), None) => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("this command is not known; there are\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn test() -> Result<(), String> {
    need::c_compiler()?;
    match need::component("rustfmt") {
        Ok(()) => cargo(&["fmt", "--all", "--check"])?,
        // The tests say more about the program than its format does.
        Err(missing) => eprintln!("xtask: {missing}; the format is not checked"),
    }
    cargo(&["test", "--workspace", "--locked"])
}

fn lint() -> Result<(), String> {
    need::c_compiler()?;
    need::component("rustfmt")?;
    need::component("clippy")?;
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"])
}

/// Runs cargo in the workspace's folder, and says what it runs.
fn cargo(args: &[&str]) -> Result<(), String> {
    let line = format!("cargo {}", args.join(" "));
    eprintln!("xtask: {line}");
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let status = Command::new(program).args(args).current_dir(root).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("`{line}` failed: what is wrong stands above")),
        Err(cause) => Err(format!("`{line}` cannot be started: {cause}")),
    }
}
