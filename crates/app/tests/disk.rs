//! A disk that fills up and one that cannot be written: a clear error, no damage, and all goes on afterwards.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::process::{Command, Output};

/// Gives the shell a disk of its own, which only it sees: `$1` is its size. Needs no rights where the system lets
/// everybody make name spaces.
const DISK: &str = "set -u; mount -t tmpfs -o size=\"$1\" none \"$HERE/disk\" || exit 99\n";
/// What the shell does on a disk that is too small at first, with the exit status of each command.
const FULL: &str = r#"
$JIANGNAN db migrate $AT >/dev/null; echo "migrate $?"
$JIANGNAN import catalogue "$HERE/many.csv" $AT; echo "import $?"
$JIANGNAN audit verify $AT; echo "verify $?"
mount -o remount,size=64m "$HERE/disk"
$JIANGNAN import catalogue "$HERE/many.csv" $AT; echo "import $?"
$JIANGNAN audit verify $AT; echo "verify $?"
"#;
/// What it does on a disk that becomes read-only.
const READ_ONLY: &str = r#"
$JIANGNAN import catalogue "$HERE/few.csv" $AT >/dev/null; echo "import $?"
mount -o remount,ro "$HERE/disk"
$JIANGNAN import catalogue "$HERE/many.csv" $AT; echo "import $?"
$JIANGNAN audit verify $AT; echo "verify $?"
"#;

fn catalogue(rows: usize) -> String {
    let description = "fine ".repeat(80);
    let row = |number| format!("Microscope {number},Example University,{number},CN-310100,{description}\n");
    let header = "name_en,host_en,identifier,place,description_en\n".to_owned();
    (0..rows).fold(header, |text, number| text + &row(number))
}

/// What a script printed, line by line, and what it complained of; nothing where this system gives no disk.
fn on_a_disk(size: &str, script: &str) -> Option<(Vec<String>, String)> {
    let here = tempfile::tempdir().unwrap();
    std::fs::create_dir(here.path().join("disk")).unwrap();
    std::fs::write(here.path().join("many.csv"), catalogue(600)).unwrap();
    std::fs::write(here.path().join("few.csv"), catalogue(3)).unwrap();
    let url = format!("--database=sqlite:{}", here.path().join("disk/market.db").display());
    let ran = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &format!("{DISK}{script}"), "sh", size])
        .env("HERE", here.path())
        .env("JIANGNAN", env!("CARGO_BIN_EXE_jiangnan"))
        .env("AT", url)
        .output();
    let Some(Output { stdout, stderr, .. }) = ran.ok().filter(|ran| ran.status.success()) else {
        println!("skipped: this system lets nobody mount a disk of his own");
        return None;
    };
    let lines = String::from_utf8_lossy(&stdout).lines().map(str::to_owned).collect();
    Some((lines, String::from_utf8_lossy(&stderr).into_owned()))
}

/// The number before a word.
fn count(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let at =
        words.iter().position(|found| *found == word).unwrap_or_else(|| panic!("no `{word}` in: {line}"));
    words[at - 1].parse().unwrap()
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let Some((lines, complaint)) = on_a_disk("1500k", FULL) else { return };
    let [migrate, full, verified, verify, report, import, verified_again, verify_again] = &lines[..] else {
        panic!("{lines:#?} {complaint}");
    };
    assert_eq!((migrate.as_str(), full.as_str(), verify.as_str()), ("migrate 0", "import 3", "verify 0"));
    assert!(complaint.contains("the disk is full") && complaint.contains("free some space"), "{complaint}");
    assert_eq!((import.as_str(), verify_again.as_str()), ("import 0", "verify 0"));
    let kept = count(report, "unchanged");
    assert!(kept > 0, "the disk was full before anything was written: {report}");
    assert_eq!(kept + count(report, "new"), 600);
    // One event is the provider's.
    assert_eq!((count(verified, "events"), count(verified_again, "events")), (kept + 1, 601));
}

#[test]
fn a_disk_that_cannot_be_written_can_still_be_read() {
    let Some((lines, complaint)) = on_a_disk("64m", READ_ONLY) else { return };
    let [import, refused, verified, verify] = &lines[..] else { panic!("{lines:#?} {complaint}") };
    assert_eq!((import.as_str(), refused.as_str(), verify.as_str()), ("import 0", "import 3", "verify 0"));
    assert!(complaint.contains("read-only; check the permissions"), "{complaint}");
    assert_eq!(count(verified, "events"), 4);
}
