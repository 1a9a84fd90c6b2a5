//! A node: a process of its own whose clients work, and which tells every call and answer.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiangnan_exchange::{Envelope, Exchange, ExchangeOptions, Failure};
use jiangnan_kernel::{Id, PlaceTree, Rng, SplitMix64};
use jiangnan_store::Database;

use super::NODES;
use super::deed::{CYCLES, Deed, RUSHES, engineer_of, id_of};
use crate::market::DELTA;

/// Tells a node its number, its round, the seed and its database.
const NODE: &str = "JIANGNAN_HISTORY_NODE";
/// How many clients each node has.
const CLIENTS: u64 = 6;
/// The streams from here on are those of every node at once: what one is doing another one repeats.
const SHARED: u64 = 1 << 32;
/// How many rounds lie between two commands of a treasurer.
const CYCLE_STEPS: u64 = 10;

/// How many commands a client gives together in a rush.
const RUSH: u64 = 8;
/// For how many of so many seconds all nodes are in a rush.
const RUSH_SECONDS: [u64; 2] = [5, 8];

/// The node that a client's own stream belongs to.
pub fn node_of(own: u64) -> u64 {
    own / CLIENTS % NODES
}

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
            scope.spawn(move || work(exchange, seed, (round * NODES + node) * CLIENTS + client, client));
        }
    });
}

/// Works for ever: two commands of the client's own stream, then one that the other nodes give as well; now and then
/// as a treasurer, who opens and closes cycles. At times all nodes only reserve, many times at once, so that they write
/// beside each other.
fn work(exchange: &Exchange, seed: u64, own: u64, client: u64) {
    let mut rng = SplitMix64::new(seed ^ own);
    let (mut off, mut rushed) = (0, 0);
    for step in 0.. {
        if rng.below(40) == 0 {
            // The clock of the node jumps, to either side.
            off = rng.below(3 * 86_400) as i64 - 86_400;
        }
        while is_rush() {
            rush(exchange, seed, (rushed..rushed + RUSH).map(|position| id_of(RUSHES + own, position)), off);
            rushed += RUSH;
        }
        give(exchange, seed, id_of(own, step * 2), off);
        give(exchange, seed, id_of(own, step * 2 + 1), off);
        give(exchange, seed, id_of(SHARED + client, step), off);
        if client == 0 && step % CYCLE_STEPS == 0 {
            give(exchange, seed, id_of(CYCLES, step / CYCLE_STEPS), off);
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "processes that do not know each other go by the clock of the machine"
)]
fn is_rush() -> bool {
    let [rush, of] = RUSH_SECONDS;
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() % of < rush
}

/// Reserves many times at once, by a clock that is so many seconds off; what gets no answer is given again.
fn rush(exchange: &Exchange, seed: u64, ids: impl Iterator<Item = Id>, off: i64) {
    let (told, answers) = channel();
    for id in ids {
        say(&format!("CALL {id}"));
        let deed = Deed::of(seed, id);
        let at = deed.moment(off);
        let Deed::Reserve(command) = deed else { panic!("{deed:?} in a rush") };
        let told = told.clone();
        let reply = move |result: Result<_, _>| told.send((id, result)).unwrap();
        exchange.submit(Envelope { id, actor: engineer_of(command.enterprise), at }, command, reply);
    }
    drop(told);
    for (id, result) in answers {
        match result {
            Ok(answer) => say(&format!("OK {id} {}", serde_json::to_string(&answer).unwrap())),
            Err(Failure::Refused(_)) => say(&format!("NO {id}")),
            Err(_) => give(exchange, seed, id, off),
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
