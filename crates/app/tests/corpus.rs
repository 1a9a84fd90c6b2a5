//! What fuzzing kept: every parser takes every file of its corpus, in time and without a panic.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

#[path = "../../../fuzz/src/parsers.rs"]
mod parsers;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// No file of a few kilobytes may take longer, on a machine that is busy with other things too.
const TIME_MAX: Duration = Duration::from_secs(10);

fn files(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_kept_file_is_read_in_time_without_a_panic() {
    for name in parsers::NAMES {
        let files = files(name);
        assert!(!files.is_empty(), "the corpus of `{name}` is empty");
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            let start = Instant::now();
            parsers::feed(name, &bytes);
            assert!(start.elapsed() < TIME_MAX, "{} takes {:?}", file.display(), start.elapsed());
        }
    }
}

#[test]
fn every_parser_has_a_target() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
    for name in parsers::NAMES {
        assert!(targets.join(format!("{name}.rs")).exists(), "`{name}` has no target");
    }
}
