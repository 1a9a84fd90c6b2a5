//! The power fails at random moments under load: whatever was not flushed to the disk is thrown away. What was
//! answered is there all the same; a database that does not wait for the disk loses some, which shows that this
//! test can fail.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jiangnan_kernel::{Id, Rng, SplitMix64};
use jiangnan_store::Database;
use jiangnan_store::list::reservations;

use crate::kill::{CLIENTS, read_until_killed, reserve_for_ever};
use crate::market::*;

/// How often the power fails.
const ROUNDS: u64 = 50;
/// How often it may fail without a loss while nobody waits for the disk; then the test is of no use.
const RELAXED_ROUNDS_MAX: u64 = 20;
/// Names the database to the child.
const DATABASE: &str = "JIANGNAN_POWER_TEST_DATABASE";
/// Whether the child waits for the disk.
const RELAXED: &str = "JIANGNAN_POWER_TEST_RELAXED";
/// Keeps beside each file what was flushed of it.
const FORGET: &str = include_str!("../power/forget.c");

/// A prepared market in a file, and the library that remembers what was flushed.
struct Lab {
    folder: tempfile::TempDir,
    rng: SplitMix64,
}

impl Lab {
    fn new() -> Lab {
        let lab = Lab { folder: tempfile::tempdir().unwrap(), rng: SplitMix64::new(50) };
        std::fs::write(lab.path("forget.c"), FORGET).unwrap();
        let cc = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o", "forget.so", "forget.c", "-ldl"])
            .current_dir(lab.folder.path())
            .status();
        assert!(cc.unwrap().success(), "the C compiler that builds SQLite builds this too");
        prepare(&lab.path("ready.db"), CLIENTS);
        lab
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program until the power fails; what it answered, and what is there when the power is back.
    fn round(&mut self, number: u64, relaxed: bool) -> (HashSet<Id>, HashSet<Id>) {
        let name = format!("round-{number}-{relaxed}.db");
        let (database, log) = (self.path(&name), self.path(&format!("{name}-wal")));
        std::fs::copy(self.path("ready.db"), &database).unwrap();
        std::fs::copy(&database, durable(&database)).unwrap();
        let mut child = self.spawn(&database, relaxed);
        let after = Duration::from_millis(5 + self.rng.below(100));
        let answered = read_until_killed(&mut child, after).into_iter().collect();
        for file in [&database, &log] {
            let _ = std::fs::remove_file(file);
            // Of a log that was never flushed nothing is there.
            let _ = std::fs::rename(durable(file), file);
        }
        let _ = std::fs::remove_file(self.path(&format!("{name}-shm")));
        let market = Market::open(&url(&database), number);
        market.verify();
        let kept = reservations(&market.exchange.reader().unwrap()).unwrap();
        (answered, kept.into_iter().map(|row| row.id).collect())
    }

    fn spawn(&self, database: &Path, relaxed: bool) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["power::child", "--exact", "--ignored", "--nocapture"]);
        command.env("LD_PRELOAD", self.path("forget.so")).env(DATABASE, url(database));
        if relaxed {
            command.env(RELAXED, "yes");
        }
        command.stdout(Stdio::piped()).spawn().unwrap()
    }
}

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

fn durable(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}.durable", path.display()))
}

#[test]
#[cfg(target_os = "linux")]
fn what_was_answered_survives_a_power_cut() {
    let mut lab = Lab::new();
    let (mut sum, mut lost) = (0, 0);
    for round in 0..ROUNDS {
        let (answered, kept) = lab.round(round, false);
        sum += answered.len();
        lost += answered.difference(&kept).count();
        assert_eq!(lost, 0, "round {round}: answered and gone");
    }
    println!("{ROUNDS} power cuts: {lost} of {sum} answered reservations lost");
    assert!(sum > 500, "only {sum} reservations: the rounds tested nothing");
}

#[test]
#[cfg(target_os = "linux")]
fn without_waiting_for_the_disk_answers_are_lost() {
    let mut lab = Lab::new();
    let (mut sum, mut lost, mut round) = (0, 0, 0);
    while lost == 0 && round < RELAXED_ROUNDS_MAX {
        let (answered, kept) = lab.round(round, true);
        sum += answered.len();
        lost += answered.difference(&kept).count();
        round += 1;
    }
    println!("{round} power cuts, not waiting: {lost} of {sum} answered reservations lost");
    assert!(lost > 0, "{sum} answers in {round} rounds, none lost: the test cannot tell");
}

/// The process whose power fails; it is started by the tests above and does nothing otherwise.
#[test]
#[ignore = "started by the tests above"]
#[allow(clippy::disallowed_methods, reason = "a test process has no other way to be told its database")]
fn child() {
    let Ok(url) = std::env::var(DATABASE) else { return };
    let database = Database::create(&url).unwrap();
    let relaxed = std::env::var(RELAXED).is_ok();
    let market = &Market::of(if relaxed { database.relaxed() } else { database }, 0);
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || reserve_for_ever(market, client));
        }
    });
}
