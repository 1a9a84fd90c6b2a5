//! The process is killed at random moments under load: what was answered is there once, the rest is not.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jiangnan_kernel::{Id, Interval, Rng, SplitMix64};
use jiangnan_store::list::reservations;

use crate::market::*;

/// How often the process is killed.
const ROUNDS: u64 = 24;
/// How many clients of the child reserve at once.
pub const CLIENTS: u8 = 40;
/// Names the database to the child.
const DATABASE: &str = "JIANGNAN_KILL_TEST_DATABASE";
/// Tells the child its round, so that no two rounds use an id twice.
const ROUND: &str = "JIANGNAN_KILL_TEST_ROUND";

#[test]
fn what_was_answered_survives_a_kill_at_any_moment() {
    let market = Market::ready();
    for number in 0..CLIENTS {
        market.list(Id(800 + u128::from(number)));
    }
    let url = market.exchange.database().url().to_owned();
    let mut rng = SplitMix64::new(20);
    let mut answered: HashSet<Id> = HashSet::new();
    for round in 0..ROUNDS {
        let mut child = spawn(&url, round);
        let killer = Duration::from_millis(10 + rng.below(120));
        answered.extend(read_until_killed(&mut child, killer));
        let kept = reservations(&market.exchange.reader().unwrap()).unwrap();
        let kept: HashSet<Id> = kept.iter().map(|row| row.id).collect();
        let lost: Vec<&Id> = answered.difference(&kept).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?} were answered and are gone");
        market.verify();
    }
    assert!(answered.len() > 100, "only {} reservations: the rounds tested nothing", answered.len());
}

fn spawn(url: &str, round: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["kill::child", "--exact", "--ignored", "--nocapture"])
        .env(DATABASE, url)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The ids that the child printed before it was killed. A line that was cut off was not answered.
pub fn read_until_killed(child: &mut Child, after: Duration) -> Vec<Id> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The clock starts with the first answer, or a slow start would leave nothing to kill.
    let mut ids: Vec<Id> = Vec::new();
    while ids.is_empty() {
        let Some(Ok(line)) = lines.next() else { break };
        ids.extend(id_of_line(&line));
    }
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    ids.extend(lines.map_while(Result::ok).filter_map(|line| id_of_line(&line)));
    ids
}

fn id_of_line(line: &str) -> Option<Id> {
    line.rsplit(' ').next().filter(|_| line.contains("answered "))?.parse().ok()
}

/// The process that is killed; it is started by the test above and does nothing otherwise.
#[test]
#[ignore = "started by the test above"]
#[allow(clippy::disallowed_methods, reason = "a test process has no other way to be told its database")]
fn child() {
    let (Ok(url), Ok(round)) = (std::env::var(DATABASE), std::env::var(ROUND)) else { return };
    let market = Market::open(&url, round.parse::<u64>().unwrap());
    let market = &market;
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || reserve_for_ever(market, client));
        }
    });
}

/// Reserves hour after hour, on an instrument of its own and from day to day; a time that is taken was taken
/// in an earlier round.
pub fn reserve_for_ever(market: &Market, client: u8) {
    for day in 2..=29 {
        for half_hour in 0..16 {
            let start = at(day, 9).plus_seconds(half_hour * 1_800);
            let interval = Interval::new(start, start.plus_seconds(1_800)).unwrap();
            let id = market.make_id();
            let mut command = market.reserve(id.0, interval);
            command.listing = Id(800 + u128::from(client));
            if market.run(engineer(), command).is_ok() {
                let mut out = std::io::stdout().lock();
                writeln!(out, "answered {id}").unwrap();
                out.flush().unwrap();
            }
        }
    }
}
