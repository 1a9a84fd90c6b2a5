//! Set-up and checks for who works on jiangnan: `cargo xtask test`.
//!
//! It has no dependencies, so that it starts at once on a fresh clone.

mod demo;
mod need;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const HELP: &str = "\
cargo xtask test    install or name what is missing, check the format, run every test
cargo xtask lint    check the format, and every warning of the compiler and of clippy
cargo xtask browse  open every page in a browser: axe-core (WCAG 2.2 AA), 320 pixels, both languages and themes
cargo xtask pictures   take the pictures in docs/images anew, from a demo of its own
cargo xtask ready   all three: what must pass before a change lands";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let done = match (args.next().as_deref(), args.next()) {
        (Some("test"), None) => test(),
        (Some("lint"), None) => lint(),
        (Some("browse"), None) => browse(),
        (Some("pictures"), None) => pictures(),
        (Some("ready"), None) => lint().and_then(|()| test()).and_then(|()| browse()),
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
    if let Err(missing) = need::postgres() {
        eprintln!("xtask: {missing}; nothing is tested on PostgreSQL");
    }
    match need::component("rustfmt") {
        Ok(()) => cargo(&["fmt", "--all", "--check"])?,
        // The tests say more about the program than its format does.
        Err(missing) => eprintln!("xtask: {missing}; the format is not checked"),
    }
    // The tests of each person's main path run in a browser; without one they say that they were left out.
    if let Err(missing) = need::browser() {
        eprintln!("xtask: {missing}; THE TESTS IN A BROWSER ARE LEFT OUT");
    }
    cargo(&["test", "--workspace", "--locked"])
}

/// The tests that open every page in a browser: the samples', and those of a demo.
fn browse() -> Result<(), String> {
    need::c_compiler()?;
    need::browser()?;
    need::chinese_font()?;
    let axe = need::axe(&scratch())?;
    let demo = demo()?;
    browse_with(&[], &[("JIANGNAN_AXE", axe.as_os_str()), ("JIANGNAN_URL", demo.url.as_ref())])
}

/// The pictures of the main pages of a demo.
fn pictures() -> Result<(), String> {
    need::c_compiler()?;
    need::browser()?;
    need::chinese_font()?;
    let (demo, folder) = (demo()?, root().join("docs/images"));
    let variables = [("JIANGNAN_PICTURES", folder.as_os_str()), ("JIANGNAN_URL", demo.url.as_ref())];
    browse_with(&["pictures"], &variables)
}

/// Runs the tests in a browser, those too that need more than one.
fn browse_with(names: &[&str], variables: &[(&str, &OsStr)]) -> Result<(), String> {
    let mut args = vec!["test", "--workspace", "--locked", "--test", "browse", "--", "--include-ignored"];
    args.extend(names);
    let mut variables = variables.to_vec();
    variables.push(("JIANGNAN_BROWSE", "1".as_ref()));
    cargo_with(&args, &variables)
}

fn demo() -> Result<demo::Demo, String> {
    // The program as the tests have it: built by itself, everything under it would be compiled a second time,
    // because the tests want more of some libraries.
    cargo(&["test", "--workspace", "--locked", "--no-run", "--test", "output", "--test", "browse"])?;
    let program = if cfg!(windows) { "debug/jiangnan.exe" } else { "debug/jiangnan" };
    demo::Demo::start(&target().join(program), &scratch())
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What is fetched or made for the tests and may be deleted at any time.
fn scratch() -> PathBuf {
    target().join("browse")
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
    cargo_with(args, &[])
}

fn cargo_with(args: &[&str], variables: &[(&str, &OsStr)]) -> Result<(), String> {
    let line = format!("cargo {}", args.join(" "));
    eprintln!("xtask: {line}");
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let variables = variables.iter().copied();
    let status = Command::new(program).args(args).envs(variables).current_dir(root()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("`{line}` failed: what is wrong stands above")),
        Err(cause) => Err(format!("`{line}` cannot be started: {cause}")),
    }
}

/// The workspace's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
