//! Where nobody reads the output, or it cannot be written.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::Path;
use std::process::{Command, Stdio};

fn jiangnan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jiangnan"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    command.args(["scheme", "test", "schemes/yrd/zhejiang-2026.toml"]);
    command
}

/// A pipe whose reading end is closed before anything is written.
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_reader_that_left_is_no_failure() {
    let output = jiangnan().stdout(closed_pipe()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.is_empty(), "{:?}: {told}", output.status);
    let status = jiangnan().stdout(closed_pipe()).stderr(closed_pipe()).status().unwrap();
    assert!(status.success(), "{status:?}");
}

#[test]
fn output_that_is_lost_is_a_failure() {
    // Every write to this device fails for want of room.
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let output = jiangnan().stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the disk full?"));
}
