//! Three nodes, one server, everything breaks: what was acknowledged stands, once, and in an order that one process
//! could have decided.
//!
//! `JIANGNAN_HISTORY="SECONDS FAULTS SEED"` makes it longer, or repeats a run: it goes on until both the seconds
//! have passed and so many faults have happened.

mod check;
mod deed;
mod model;
mod node;
mod proxy;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiangnan_exchange::case::fund::Appropriate;
use jiangnan_kernel::{Rng, SplitMix64};
use jiangnan_testbed::{Server, TestDatabase};

use crate::market::{Market, SCHEME, code, count_calls, officer, written_blind};
use check::{History, check};
use deed::{Deed, INSTRUMENTS, RUSHED_COUNT, RUSHED_HOUR_MINOR, rushed, rushing};
use model::VOUCHER_MINOR;
use proxy::Proxy;

/// How long a run is where nobody says otherwise, in seconds; in a shorter one it may be that nobody writes without a look.
const MINUTE: u64 = 60;
/// How many processes write.
const NODES: u64 = 3;
/// Breaks every connection to the database but the one that says so.
const BREAK: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// Makes the server's disk full while a file says so.
const FULL: &str = include_str!("../../power/full.c");
/// What can break, and how often it is chosen: a server that starts again takes its time.
const FAULTS: [(&str, u64); 6] = [
    ("nodes killed", 3),
    ("nodes paused", 2),
    ("connections broken", 2),
    ("commits cut off", 2),
    ("disks full", 2),
    ("servers crashed", 1),
];

/// A node and the thread that listens to it.
struct Running {
    child: Child,
    listener: JoinHandle<()>,
}

/// The nodes of a run and what they were heard to say.
struct Run {
    place: TestDatabase,
    server: Server,
    proxy: Proxy,
    seed: u64,
    rounds: u64,
    nodes: Vec<Running>,
    history: Arc<Mutex<History>>,
    /// How many batches were written without a look before the server crashed and forgot how many.
    blind: u64,
}

#[allow(clippy::disallowed_methods, reason = "a test has no other way to be told how long to run")]
fn wishes() -> (u64, u64, u64) {
    let told = std::env::var("JIANGNAN_HISTORY").unwrap_or_default();
    let mut numbers = told.split(' ').map_while(|word| word.parse().ok());
    let seed = u64::from(std::process::id());
    (numbers.next().unwrap_or(MINUTE), numbers.next().unwrap_or(3), numbers.next().unwrap_or(seed))
}

#[test]
fn whatever_breaks_every_acknowledged_command_took_effect_once() {
    if TestDatabase::fresh().path().is_none() {
        // The tests are run a second time, on a server that forgets; this one has a server of its own.
        return;
    }
    let Ok(server) = Server::start(true) else { return };
    fill_on_demand(&server);
    let (seconds, faults, seed) = wishes();
    let of_folder = || Server::of_folder(server.folder()).unwrap();
    let place = TestDatabase::on(of_folder()).unwrap();
    let market = Market::prepared_with(place.url(), &scheme(), VOUCHER_MINOR);
    furnish(&market);
    count_calls(&place);
    let proxy = Proxy::to(server.folder());
    let (server, nodes, history, blind) = (of_folder(), Vec::new(), Arc::default(), 0);
    let mut run = Run { place, server, proxy, seed, rounds: 0, nodes, history, blind };
    (0..NODES).for_each(|number| run.start(number));
    let mut rng = SplitMix64::new(seed);
    let start = Instant::now();
    let mut broken = [0_u64; FAULTS.len()];
    while start.elapsed() < Duration::from_secs(seconds) || broken.iter().sum::<u64>() < faults {
        std::thread::sleep(Duration::from_millis(300 + rng.below(900)));
        let kind = choose(&mut rng);
        run.fault(kind, &mut rng);
        broken[kind] += 1;
    }
    std::thread::sleep(Duration::from_secs(2));
    let cut = run.proxy.count();
    let (history, settled) = run.finish(&market);
    let blind = run.blind + written_blind(&run.place);
    let effects = check(&history, &market, &run.place, seed);
    let sum: usize = effects.values().sum();
    assert!(sum > 20, "only {sum} commands took effect: the run tested nothing");
    let told: Vec<String> =
        FAULTS.iter().zip(broken).map(|((name, _), times)| format!("{name} {times}")).collect();
    let _ = writeln!(
        std::io::stderr(),
        "history, seed {seed}, {} s: {} ({cut} of the commits unanswered); {} commands given, {} answers, {settled} \
         settled by a retry, {blind} batches written without a look; what took effect: {effects:?}",
        start.elapsed().as_secs(),
        told.join(", "),
        history.called.len(),
        history.acknowledged,
    );
    assert!(blind > 0 || seconds < MINUTE, "nobody wrote without a look");
}

/// What is there beside the market's own: instruments that everybody wants, and for each node an enterprise that reserves
/// cheap ones in a rush.
fn furnish(market: &Market) {
    INSTRUMENTS.iter().for_each(|id| market.list(*id));
    (0..RUSHED_COUNT).for_each(|number| market.list_for(rushed(number), RUSHED_HOUR_MINOR));
    let (funder, scheme) = (code("CN-ZJ"), "zj-test".to_owned());
    market.must(officer(201), Appropriate { funder, scheme, amount_minor: NODES as i64 * VOUCHER_MINOR });
    for (enterprise, voucher) in (0..NODES).map(rushing) {
        market.found_enterprise(enterprise, voucher, VOUCHER_MINOR);
    }
}

/// The test market's rules with a year's cap that is reached after some time.
fn scheme() -> String {
    SCHEME.replace("\"3000.00\"", "\"40000.00\"")
}

/// Starts the server again on a disk that can be full.
fn fill_on_demand(server: &Server) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("full.c"), FULL).unwrap();
    let made = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o", "full.so", "full.c", "-ldl"])
        .current_dir(folder.path())
        .status();
    assert!(made.unwrap().success(), "the C compiler that builds SQLite builds this too");
    server.preload(&folder.path().join("full.so")).unwrap();
}

/// Chooses what breaks.
fn choose(rng: &mut SplitMix64) -> usize {
    let mut number = rng.below(FAULTS.iter().map(|(_, weight)| weight).sum());
    FAULTS
        .iter()
        .position(|(_, weight)| {
            let chosen = number < *weight;
            number = number.saturating_sub(*weight);
            chosen
        })
        .unwrap_or(0)
}

impl Run {
    fn start(&mut self, number: u64) {
        let mut child = node::spawn(number, self.rounds, self.seed, &self.proxy.url(self.place.url()));
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
            3 => self.proxy.cut(),
            4 => {
                let mark = self.server.folder().join("full");
                std::fs::write(&mark, "").unwrap();
                std::thread::sleep(Duration::from_millis(100 + rng.below(400)));
                std::fs::remove_file(&mark).unwrap();
            }
            _ => {
                self.blind += written_blind(&self.place);
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
            match Deed::of(self.seed, *id).run(&market.exchange, *id, 0) {
                Ok(answer) => history.hear(&format!("@OK {id} {answer};")),
                Err(jiangnan_exchange::Failure::Refused(_)) => history.hear(&format!("@NO {id};")),
                Err(failure) => panic!("{id}: {failure}"),
            }
        }
        (history, unknown.len())
    }
}
