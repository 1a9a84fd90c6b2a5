//! Three nodes, one server, everything breaks: what was acknowledged stands, once, and in an order that one process
//! could have decided.
//!
//! `JIANGNAN_HISTORY="SECONDS FAULTS SEED"` makes it longer, or repeats a run: it goes on until both the seconds
//! have passed and so many faults have happened.

mod check;
mod deed;
mod node;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiangnan_kernel::{Rng, SplitMix64};
use jiangnan_testbed::{Server, TestDatabase};

use crate::market::{Market, at};
use check::{History, check};
use deed::{Deed, INSTRUMENTS};

/// How many processes write.
const NODES: u64 = 3;
/// Breaks every connection to the database but the one that says so.
const BREAK: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// A node and the thread that listens to it.
struct Running {
    child: Child,
    listener: JoinHandle<()>,
}

/// The nodes of a run and what they were heard to say.
struct Run {
    place: TestDatabase,
    server: Server,
    seed: u64,
    rounds: u64,
    nodes: Vec<Running>,
    history: Arc<Mutex<History>>,
}

#[allow(clippy::disallowed_methods, reason = "a test has no other way to be told how long to run")]
fn wishes() -> (u64, u64, u64) {
    let told = std::env::var("JIANGNAN_HISTORY").unwrap_or_default();
    let mut numbers = told.split(' ').map_while(|word| word.parse().ok());
    let seed = u64::from(std::process::id());
    (numbers.next().unwrap_or(12), numbers.next().unwrap_or(3), numbers.next().unwrap_or(seed))
}

#[test]
fn whatever_breaks_every_acknowledged_command_took_effect_once() {
    if TestDatabase::fresh().path().is_none() {
        // The tests are run a second time, on a server that forgets; this one has a server of its own.
        return;
    }
    let Ok(server) = Server::start(true) else { return };
    let (seconds, faults, seed) = wishes();
    let of_folder = || Server::of_folder(server.folder()).unwrap();
    let place = TestDatabase::on(of_folder()).unwrap();
    let market = Market::prepared(place.url(), 0);
    INSTRUMENTS.iter().for_each(|id| market.list(*id));
    let mut run =
        Run { place, server: of_folder(), seed, rounds: 0, nodes: Vec::new(), history: Arc::default() };
    (0..NODES).for_each(|number| run.start(number));
    let mut rng = SplitMix64::new(seed);
    let start = Instant::now();
    let mut broken = [0_u32; 4];
    while start.elapsed() < Duration::from_secs(seconds) || u64::from(broken.iter().sum::<u32>()) < faults {
        std::thread::sleep(Duration::from_millis(300 + rng.below(900)));
        // A server that starts again takes its time: it crashes more seldom than the rest.
        let kind = [0, 0, 0, 1, 1, 2, 2, 3][rng.below(8) as usize];
        run.fault(kind, &mut rng);
        broken[kind] += 1;
    }
    std::thread::sleep(Duration::from_secs(2));
    let (history, settled) = run.finish(&market);
    let effects = check(&history, &market, &run.place, seed);
    assert!(effects > 20, "only {effects} commands took effect: the run tested nothing");
    let _ = writeln!(
        std::io::stderr(),
        "history, seed {seed}, {} s: nodes killed {}, paused {}, connections broken {}, server crashed {}; \
         {} commands given, {} answers, {effects} took effect, {settled} settled by a retry",
        start.elapsed().as_secs(),
        broken[0],
        broken[1],
        broken[2],
        broken[3],
        history.called.len(),
        history.acknowledged,
    );
}

impl Run {
    fn start(&mut self, number: u64) {
        let mut child = node::spawn(number, self.rounds, self.seed, self.place.url());
        self.rounds += 1;
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let history = Arc::clone(&self.history);
        let listener = std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| history.lock().unwrap().hear(&line));
        });
        self.nodes.push(Running { child, listener });
    }

    /// Makes something break.
    fn fault(&mut self, kind: usize, rng: &mut SplitMix64) {
        let victim = rng.below(NODES) as usize;
        match kind {
            0 => {
                self.stop(victim);
                self.start(victim as u64);
            }
            1 => {
                let pid = self.nodes[victim].child.id().to_string();
                let signal = |name: &str| Command::new("kill").args([name, &pid]).status().unwrap();
                assert!(signal("-STOP").success());
                // Now and then for longer than the server lets a group stand open.
                let longest = if rng.below(4) == 0 { 7_000 } else { 700 };
                std::thread::sleep(Duration::from_millis(rng.below(longest)));
                assert!(signal("-CONT").success());
            }
            2 => {
                self.place.sql(BREAK).unwrap();
            }
            _ => {
                self.server.crash().unwrap();
                std::thread::sleep(Duration::from_millis(rng.below(500)));
                self.server.start_again().unwrap();
            }
        }
    }

    fn stop(&mut self, victim: usize) {
        let mut running = self.nodes.swap_remove(victim);
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        running.listener.join().unwrap();
    }

    /// Ends all nodes, and settles what nobody was answered: the same command with the same id tells.
    fn finish(&mut self, market: &Market) -> (History, usize) {
        while !self.nodes.is_empty() {
            self.stop(0);
        }
        let mut history = std::mem::take(&mut *self.history.lock().unwrap());
        let unknown = history.unknown();
        for id in &unknown {
            match Deed::of(self.seed, *id).run(&market.exchange, *id, at(1, 8)) {
                Ok(answer) => history.hear(&format!("@OK {id} {answer};")),
                Err(jiangnan_exchange::Failure::Refused(_)) => history.hear(&format!("@NO {id};")),
                Err(failure) => panic!("{id}: {failure}"),
            }
        }
        (history, unknown.len())
    }
}
