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

/// A file of orders with wrong lines among right ones: each is told by its number, and nothing is decided.
#[test]
fn every_wrong_order_of_a_population_is_told_with_its_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let order = std::fs::read_to_string(root.join("examples/order.json")).unwrap().replace('\n', " ");
    let other = order.replace("CNY", "EUR");
    let cheaper = order.replace("10600.00", "9000.00");
    let lines = [order.as_str(), "{}", "", "nonsense", other.as_str(), cheaper.as_str(), order.as_str()];
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("population.jsonl");
    std::fs::write(&file, lines.join("\n")).unwrap();
    for command in ["run", "diff"] {
        let text = "schemes/yrd/zhejiang-2026.toml";
        let texts = if command == "diff" { vec![text, text] } else { vec![text] };
        let mut asked = Command::new(env!("CARGO_BIN_EXE_jiangnan"));
        asked.current_dir(&root).args(["scheme", command]).args(texts).arg("--population").arg(&file);
        let output = asked.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{told}");
        let numbers: Vec<&str> =
            told.lines().filter_map(|line| line.split_once(".jsonl:")?.1.split(':').next()).collect();
        assert_eq!(numbers, ["2", "4", "5", "6"], "{told}");
        assert!(output.stdout.is_empty(), "nothing is decided");
    }
}
