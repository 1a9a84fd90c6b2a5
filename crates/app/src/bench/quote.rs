//! Decisions of one scheme on a million orders: by row with and without the explanation, by columns, and by a
//! function written by hand for that scheme, in one run.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use jiangnan_kernel::{Currency, PlaceTree};
use jiangnan_scheme::{CapUse, Columns, Decisions, Fact, Order, Scheme, quote, subsidy};

use super::by_hand::{Rows, SCHEME, orders};
use super::{Measured, rate};
use crate::failure::Failure;
use crate::market::{DELTA, read_places};

/// How many orders are decided.
const ORDERS: usize = 1_000_000;
/// How many of them are held at a time where each is a row.
const CHUNK: usize = 50_000;
/// How often all orders are decided in a row: the time of the fastest run counts, for a busy machine interrupts most.
const ROUNDS: u32 = 3;
/// How often each side has its turn: what slows a machine for a while then slows all of them.
const TURNS: u32 = 8;
/// How many clauses the large scheme has.
const CLAUSES: usize = 10_000;

const BY_HAND: &str = "a function written by hand for the same scheme, in the same run";

/// Measures.
///
/// # Errors
/// Where the embedded texts cannot be read.
pub fn measure(least: Duration) -> Result<Vec<Measured>, Failure> {
    let places = read_places(DELTA)?;
    let scheme = load(SCHEME, &places)?;
    let (mut columns, mut rows) = (Columns::new(Currency::CNY), Rows::new(&places)?);
    let mut halves = [Columns::new(Currency::CNY), Columns::new(Currency::CNY)];
    let (mut quick, mut explained) = (Duration::ZERO, Duration::ZERO);
    let mut source = orders(&places)?;
    let none = CapUse::new();
    for _ in 0..ORDERS / CHUNK {
        let chunk: Vec<Order> = source.by_ref().take(CHUNK).collect();
        for order in &chunk {
            columns.push(order);
            rows.push(order);
            let half = order.subject(Fact::EnterpriseId).is_some_and(|id| id.0 % 2 == 1);
            let [even, odd] = &mut halves;
            if half {
                odd.push(order)
            } else {
                even.push(order)
            };
        }
        quick += best(|| chunk.iter().map(|order| subsidy(&[&scheme], black_box(order), &none)).sum());
        explained += best(|| {
            chunk.iter().map(|order| quote(&[&scheme], black_box(order), &none).subsidy_minor()).sum()
        });
    }
    // Every side writes its answers where those of its last round were.
    let (mut answer, mut amounts) = (Decisions::default(), Vec::new());
    let [mut hand, mut one, mut two] = [Duration::MAX; 3];
    for _ in 0..TURNS {
        hand = hand.min(best(|| {
            rows.decide_into(&mut amounts);
            amounts.iter().sum()
        }));
        one = one.min(best(|| decide(&columns, &mut answer, &scheme)));
        two = two.min(on_two_cores(&scheme, &halves));
    }
    if !answer.amounts().eq(amounts.iter().copied()) {
        return Err(Failure::System("columns and the function written by hand pay differently".to_owned()));
    }
    let per_second = |time: Duration| ORDERS as f64 / time.as_secs_f64();
    let by_hand = per_second(hand);
    let line = |name, time, unit| measured(name, per_second(time), unit, BY_HAND, by_hand);
    Ok(vec![
        line("quote-by-hand", hand, "decisions a second on one core"),
        line("quote-columns", one, "decisions a second on one core"),
        measured(
            "quote-columns-two-cores",
            per_second(two),
            "decisions a second on two cores",
            "columns on one core",
            per_second(one),
        ),
        line("quote-row", quick, "decisions a second on one core, without explanation"),
        line("quote", explained, "decisions a second on one core, with full explanation"),
        read_anew(least, &places, &scheme)?,
        check_large(least, &places)?,
    ])
}

fn load(text: &str, places: &PlaceTree) -> Result<Scheme, Failure> {
    Scheme::load("bench.toml", text, places).map_err(|found| Failure::System(format!("{found:?}")))
}

fn measured(
    name: &'static str,
    value: f64,
    unit: &'static str,
    baseline: &'static str,
    base: f64,
) -> Measured {
    let ratio = value / base.max(f64::MIN_POSITIVE);
    Measured { name, value, unit, baseline, ratio, p50_ms: None, p99_ms: None, ready_s: None, first_ms: None }
}

/// Explained quotes, against reading the rule text anew for each.
fn read_anew(least: Duration, places: &PlaceTree, scheme: &Scheme) -> Result<Measured, Failure> {
    let few: Vec<Order> = orders(places)?.take(10_000).collect();
    let none = CapUse::new();
    let kept = rate(least, || {
        for order in &few {
            black_box(quote(&[scheme], black_box(order), &none));
        }
        few.len() as u64
    });
    let mut next = few.iter().cycle();
    let anew = rate(least, || {
        let (Ok(scheme), Some(order)) = (load(SCHEME, places), next.next()) else { return 0 };
        black_box(quote(&[&scheme], black_box(order), &none));
        1
    });
    let (unit, baseline) =
        ("decisions a second on one core, with full explanation", "the rule text read anew for each");
    Ok(measured("quote-kept", kept, unit, baseline, anew))
}

/// A scheme of ten thousand clauses, against one second.
fn check_large(least: Duration, places: &PlaceTree) -> Result<Measured, Failure> {
    let clause = |at: usize| {
        let jobs = at % 50;
        format!("[[clause]]\nid = \"large-{at}\"\nrequire = {{ enterprise.jobs = {{ from = {jobs} }} }}\n")
    };
    let text: String = std::iter::once(SCHEME.to_owned()).chain((0..CLAUSES).map(clause)).collect();
    load(&text, places)?;
    let each = rate(least, || {
        _ = black_box(load(black_box(&text), places));
        1
    });
    Ok(measured("check-10000-clauses", each, "checks a second", "one a second", 1.0))
}

fn decide(columns: &Columns, answer: &mut Decisions, scheme: &Scheme) -> i64 {
    columns.decide_into(answer, scheme, &CapUse::new());
    i64::try_from(answer.total_minor()).unwrap_or(i64::MAX)
}

/// The same work on two threads, each with the enterprises of one half: the time of the fastest round, from when both
/// begin until both are done.
fn on_two_cores(scheme: &Scheme, halves: &[Columns; 2]) -> Duration {
    let line = &Barrier::new(halves.len());
    std::thread::scope(|scope| {
        let run = |half| {
            scope.spawn(move || {
                let mut answer = Decisions::default();
                best(|| {
                    line.wait();
                    let sum = decide(half, &mut answer, scheme);
                    line.wait();
                    sum
                })
            })
        };
        let runs: Vec<_> = halves.iter().map(run).collect();
        runs.into_iter().filter_map(|run| run.join().ok()).min().unwrap_or_default()
    })
}

/// The shortest of several runs.
fn best(mut run: impl FnMut() -> i64) -> Duration {
    let timed = |_| {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    (0..ROUNDS).map(timed).min().unwrap_or_default()
}
