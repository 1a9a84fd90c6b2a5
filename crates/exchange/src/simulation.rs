//! The writer under a scheduler of its own: commands, groups and retries follow from a seed, and the process
//! "dies" between any two calls of the store, also between a commit and its answers, and while one batch is under way
//! and the next is decided already. A seed that fails is named;
//! `JIANGNAN_SIMULATION_SEED` runs it alone, `JIANGNAN_SIMULATION_SEEDS` so many of them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Instant as Stopwatch;

use crossbeam_channel::{Receiver, Sender, bounded};

use jiangnan_kernel::{Id, Interval, PlaceTree, Rng, SplitMix64};
use jiangnan_store::list::{last_event, reservations};
use jiangnan_store::{Database, Reader, Writer};

use crate::audit::verify;
use crate::case::answer::{Cancel, ReservationKey};
use crate::command::{Command, Envelope};
use crate::watch::{Nobody, Watch};
use crate::writer::ahead::Ahead;
use crate::writer::{Ask, CHAIN, Failure, Groups, Job};

#[allow(dead_code, reason = "the tests of whole markets use the rest")]
#[path = "../tests/it/market.rs"]
mod market;
mod mortal;

use market::{at, code, engineer, prepare};
use mortal::{Again, Mortal, Slow};

/// How many seeds a test run takes.
const SEEDS: u64 = 100;
/// How many commands the clients of one seed give.
const COMMANDS: u64 = 30;
/// How many calls of the store a process survives at most.
const CALLS_MAX: u64 = 900;
/// How many times longer those live that live long: the others die before much is decided ahead.
const LONG: u64 = 12;

type Process = Ahead<Mortal<Writer>, Mortal<Reader>, Slow>;

/// What a client asked for, and what it knows of it.
#[derive(Clone, Debug)]
struct Order {
    deed: Deed,
    answer: Option<Result<String, String>>,
}

#[derive(Clone, Debug)]
enum Deed {
    Reserve { listing: Id, interval: Interval },
    Cancel { reservation: u64 },
}

type Replies = Arc<Mutex<Vec<(u64, Result<String, Option<String>>)>>>;

/// One seed: its clients, its process, its file.
struct Simulation {
    database: Database,
    /// How many events there are before the first command.
    prepared: i64,
    rng: SplitMix64,
    places: Arc<PlaceTree>,
    orders: BTreeMap<u64, Order>,
    waiting: Vec<u64>,
    replies: Replies,
    process: Option<Process>,
    left: Rc<Cell<u64>>,
    told: (Sender<()>, Receiver<()>),
    again: Arc<Again>,
    trace: Vec<String>,
}

impl Simulation {
    fn new(seed: u64, file: &Path, places: &Arc<PlaceTree>, again: Arc<Again>) -> Simulation {
        let database = Database::create(&format!("sqlite:{}", file.display())).unwrap().relaxed();
        Simulation {
            prepared: last_seq(&database),
            database,
            rng: SplitMix64::new(seed),
            places: Arc::clone(places),
            orders: BTreeMap::new(),
            waiting: Vec::new(),
            replies: Replies::default(),
            process: None,
            left: Rc::default(),
            told: bounded(1),
            again,
            trace: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<String> {
        self.restart();
        self.live();
        while (self.orders.len() as u64) < COMMANDS {
            match self.rng.below(8) {
                0 | 1 => self.write_group(),
                2 => self.write_elsewhere(),
                3 | 4 => self.ask_again(),
                _ => self.ask(),
            }
        }
        // In the end nothing dies any more, and every client asks until it knows.
        self.restart();
        self.left.set(u64::MAX);
        while let Some(number) = self.unanswered() {
            self.waiting.push(number);
            self.write_group();
            self.process.as_mut().unwrap().finish();
            self.take_replies();
        }
        self.check();
        self.trace
    }

    /// A new command: to take one of few times, or to call off what may be there.
    fn ask(&mut self) {
        let number = self.orders.len() as u64;
        let deed = if number > 2 && self.rng.below(4) == 0 {
            Deed::Cancel { reservation: self.rng.below(number) }
        } else {
            let start = at(2, 9).plus_seconds(1_800 * i64::try_from(self.rng.below(6)).unwrap());
            let length = 1_800 * (1 + i64::try_from(self.rng.below(3)).unwrap());
            let interval = Interval::new(start, start.plus_seconds(length)).unwrap();
            Deed::Reserve { listing: Id(800 + u128::from(self.rng.below(2))), interval }
        };
        self.orders.insert(number, Order { deed, answer: None });
        self.waiting.push(number);
    }

    /// An impatient client repeats a command, answered or not.
    fn ask_again(&mut self) {
        let count = self.orders.len() as u64;
        let number = self.rng.below(count.max(1));
        let refused = |order: &Order| matches!(order.answer, Some(Err(_)));
        if self.orders.get(&number).is_some_and(|order| !refused(order)) {
            self.waiting.push(number);
        }
    }

    fn unanswered(&self) -> Option<u64> {
        self.orders.iter().find(|(_, order)| order.answer.is_none()).map(|(number, _)| *number)
    }

    fn write_group(&mut self) {
        let size = usize::try_from(1 + self.rng.below(5)).unwrap().min(self.waiting.len());
        let group: Vec<u64> = self.waiting.drain(..size).collect();
        let jobs = group.iter().map(|number| self.job(*number)).collect::<Vec<_>>();
        if let Some(process) = self.process.as_mut().filter(|_| !jobs.is_empty()) {
            process.take(jobs);
            process.look_out();
        }
        let _ = self.told.1.try_recv();
        self.take_replies();
        if self.left.get() == 0 {
            self.restart();
            self.live();
        }
    }

    /// Says how long the process lives.
    fn live(&mut self) {
        let longest = if self.rng.below(2) == 0 { CALLS_MAX } else { LONG * CALLS_MAX };
        self.left.set(self.rng.below(longest));
    }

    /// Another process gets in between.
    fn write_elsewhere(&mut self) {
        let Some(number) = self.waiting.pop() else { return };
        let (writer, watch) = (self.database.writer().unwrap(), Arc::new(Nobody));
        let mut groups = Groups::new(Arc::clone(&self.places), usize::MAX, self.told.0.clone(), watch);
        groups.work(&writer, vec![self.job(number)]);
        self.take_replies();
    }

    fn job(&self, number: u64) -> Box<dyn Job> {
        let id = Id(u128::from(number) + 5_000);
        let envelope = Envelope { id, actor: engineer(), at: at(1, 10) };
        match &self.orders[&number].deed {
            Deed::Reserve { listing, interval } => {
                let mut command = market::reserve(reservation(number).0, *interval);
                command.listing = *listing;
                self.boxed(number, envelope, command)
            }
            Deed::Cancel { reservation: of } => {
                let at = ReservationKey { home: code("CN-SH"), reservation: reservation(*of) };
                let party = jiangnan_booking::Party::Enterprise;
                self.boxed(number, envelope, Cancel { at, party, reason: "no samples".to_owned() })
            }
        }
    }

    fn boxed<C: Command>(&self, number: u64, envelope: Envelope, command: C) -> Box<dyn Job> {
        let replies = Arc::clone(&self.replies);
        let reply = move |result: Result<C::Answer, Failure>| {
            let told = match result {
                Ok(answer) => Ok(serde_json::to_string(&answer).unwrap()),
                Err(Failure::Refused(refusal)) => Err(Some(refusal.to_string())),
                Err(_) => Err(None),
            };
            replies.lock().unwrap().push((number, told));
        };
        Box::new(Ask { envelope, command, body: None, reply, answer: None })
    }

    fn take_replies(&mut self) {
        for (number, told) in std::mem::take(&mut *self.replies.lock().unwrap()) {
            self.trace.push(format!("{number} {told:?}"));
            let order = self.orders.get_mut(&number).unwrap();
            let answer = match told {
                Ok(answer) => Ok(answer),
                Err(Some(refusal)) => Err(refusal),
                // The process died: the client knows nothing.
                Err(None) => continue,
            };
            match &order.answer {
                Some(Ok(before)) => assert_eq!(answer.as_ref(), Ok(before), "command {number}"),
                _ => order.answer = Some(answer),
            }
        }
    }

    fn restart(&mut self) {
        // What a dead process had open is rolled back before the next one begins.
        self.process = None;
        self.left.set(u64::MAX);
        let (writer, reader) = (self.database.writer().unwrap(), self.database.reader().unwrap());
        let writer = Mortal { link: writer, left: Rc::clone(&self.left) };
        let reader = Mortal { link: reader, left: Rc::clone(&self.left) };
        let (places, told) = (Arc::clone(&self.places), self.told.0.clone());
        let groups = Groups::new(places, usize::MAX, told.clone(), Arc::clone(&self.again) as Arc<dyn Watch>);
        let rng = RefCell::new(SplitMix64::new(self.rng.below(u64::MAX)));
        let slow = Slow { under_way: RefCell::default(), rng, written: told };
        // One command is enough here, or too little would be decided ahead.
        self.process = Some(Ahead::new(groups, writer, reader, slow).with_few(1));
        self.trace.push("restart".to_owned());
    }

    /// What was answered is there once, what was refused is not, and the books are right.
    fn check(&self) {
        let reader = self.database.reader().unwrap();
        let report = verify(&reader, |_, _| {}).unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
        let there: BTreeSet<Id> = reservations(&reader).unwrap().into_iter().map(|row| row.id).collect();
        let mut expected = BTreeSet::new();
        for (number, order) in &self.orders {
            if let (Deed::Reserve { .. }, Some(Ok(_))) = (&order.deed, &order.answer) {
                expected.insert(reservation(*number));
            }
        }
        assert_eq!(there, expected);
        let accepted = self.orders.values().filter(|order| matches!(order.answer, Some(Ok(_)))).count();
        let events = last_seq(&self.database) - self.prepared;
        assert_eq!(events, i64::try_from(accepted).unwrap(), "one event for each accepted command");
    }
}

/// The reservation that a command makes.
fn reservation(number: u64) -> Id {
    Id(u128::from(number) + 9_000)
}

fn last_seq(database: &Database) -> i64 {
    last_event(&database.reader().unwrap(), CHAIN).unwrap().map_or(0, |event| event.seq)
}

/// A folder in memory where there is one: nothing has to outlive the test.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Runs one seed on a copy of the prepared market; what happened, line by line.
fn simulate(seed: u64, folder: &Path, places: &Arc<PlaceTree>, again: &Arc<Again>) -> Vec<String> {
    let file = folder.join(format!("{seed}.db"));
    std::fs::copy(folder.join("ready.db"), &file).unwrap();
    let run = || Simulation::new(seed, &file, places, Arc::clone(again)).run();
    let trace = std::panic::catch_unwind(run);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
    trace.unwrap_or_else(|_| panic!("seed {seed} failed: JIANGNAN_SIMULATION_SEED={seed} runs it alone"))
}

#[allow(clippy::disallowed_methods, reason = "a test has no other way to be told a seed")]
fn number_of(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn no_crash_between_any_two_calls_of_the_store_loses_or_repeats_anything() {
    let folder = folder();
    prepare(&folder.path().join("ready.db"), 2);
    let places = Arc::new(PlaceTree::read_csv(include_str!("../../../data/places/yrd.csv")).unwrap());
    let again = Arc::<Again>::default();
    if let Some(seed) = number_of("JIANGNAN_SIMULATION_SEED") {
        simulate(seed, folder.path(), &places, &again).iter().for_each(|line| println!("{line}"));
        return;
    }
    let seeds = number_of("JIANGNAN_SIMULATION_SEEDS").unwrap_or(SEEDS);
    let start = Stopwatch::now();
    let (mut deaths, mut accepted) = (0, 0);
    for seed in 0..seeds {
        let trace = simulate(seed, folder.path(), &places, &again);
        // The first line is the first start, the last restart is the peaceful one.
        deaths += trace.iter().filter(|line| *line == "restart").count() - 2;
        accepted += trace.iter().filter(|line| line.contains(" Ok(")).count();
    }
    let again_count = again.0.load(Ordering::Relaxed);
    println!(
        "{seeds} seeds, {deaths} deaths, {accepted} answers, {again_count} batches decided anew in {:?}",
        start.elapsed()
    );
    assert!(deaths as u64 > seeds / 2 && accepted as u64 > seeds, "{deaths}, {accepted}: it tests nothing");
    assert!(again_count > seeds / 8, "{again_count}: nothing is decided ahead, or nobody gets in between");
    let replay = || simulate(7, folder.path(), &places, &again);
    assert_eq!(replay(), replay(), "a seed replays");
}
