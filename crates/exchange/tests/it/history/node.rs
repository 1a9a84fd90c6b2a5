//! A node: a process of its own whose clients work, and which tells every call and answer.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jiangnan_exchange::{Exchange, ExchangeOptions, Failure};
use jiangnan_kernel::{Id, PlaceTree, Rng, SplitMix64};
use jiangnan_store::Database;

use super::deed::{CYCLES, Deed, id_of};
use crate::market::DELTA;

/// Tells a node its number, its round, the seed and its database.
const NODE: &str = "JIANGNAN_HISTORY_NODE";
/// How many clients each node has.
const CLIENTS: u64 = 6;
/// The streams from here on are those of every node at once: what one is doing another one repeats.
const SHARED: u64 = 1 << 32;
/// How many rounds lie between two commands of a treasurer.
const CYCLE_STEPS: u64 = 10;

/// Starts a node.
pub fn spawn(node: u64, round: u64, seed: u64, url: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["history::node::child", "--exact", "--ignored", "--nocapture"])
        .env(NODE, format!("{node} {round} {seed} {url}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Opens the market, waiting for a server that is just starting again.
pub fn open(url: &str) -> Exchange {
    let places = Arc::new(PlaceTree::read_csv(DELTA).unwrap());
    loop {
        let opened = Database::create(url)
            .and_then(|database| Exchange::open(database, Arc::clone(&places), ExchangeOptions::default()));
        match opened {
            Ok(exchange) => return exchange,
            Err(error) if error.is_transient() => std::thread::sleep(Duration::from_millis(100)),
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
#[ignore = "started by the history test"]
#[allow(clippy::disallowed_methods, reason = "a test process has no other way to be told what it is")]
fn child() {
    let Ok(told) = std::env::var(NODE) else { return };
    let mut words = told.splitn(4, ' ');
    let mut number = || words.next().unwrap().parse::<u64>().unwrap();
    let (node, round, seed) = (number(), number(), number());
    let exchange = open(words.next().unwrap());
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let exchange = &exchange;
            scope.spawn(move || work(exchange, seed, (round * 3 + node) * CLIENTS + client, client));
        }
    });
}

/// Works for ever: two commands of the client's own stream, then one that the other nodes give as well; now and then
/// as a treasurer, who opens and closes cycles.
fn work(exchange: &Exchange, seed: u64, own: u64, client: u64) {
    let mut rng = SplitMix64::new(seed ^ own);
    let mut off = 0;
    for step in 0.. {
        if rng.below(40) == 0 {
            // The clock of the node jumps, to either side.
            off = rng.below(3 * 86_400) as i64 - 86_400;
        }
        give(exchange, seed, id_of(own, step * 2), off);
        give(exchange, seed, id_of(own, step * 2 + 1), off);
        give(exchange, seed, id_of(SHARED + client, step), off);
        if client == 0 && step % CYCLE_STEPS == 0 {
            give(exchange, seed, id_of(CYCLES, step / CYCLE_STEPS), off);
        }
    }
}

/// Gives a command until its answer is known, or three times.
fn give(exchange: &Exchange, seed: u64, id: Id, off: i64) {
    say(&format!("CALL {id}"));
    for _ in 0..3 {
        match Deed::of(seed, id).run(exchange, id, off) {
            Ok(answer) => return say(&format!("OK {id} {answer}")),
            Err(Failure::Refused(_)) => return say(&format!("NO {id}")),
            Err(_) => say(&format!("UNKNOWN {id}")),
        }
    }
}

/// One line in one piece, so that what was cut off by a kill is seen to be.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(format!("@{line};\n").as_bytes()).and_then(|()| out.flush());
}
