//! Four times the load that can be sustained: how much is still done, how long that takes, and whether everything that
//! was accepted is there.

use std::collections::HashSet;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use jiangnan_exchange::Failure as Refused;
use jiangnan_kernel::Id;

use super::Measured;
use super::reserve::{BenchMarket, Side};
use crate::cli::ReserveBenchArgs;
use crate::failure::Failure;

/// How many times what can be sustained is asked for.
const TIMES: f64 = 4.0;
/// How long the driver sleeps between two handfuls of commands.
const PAUSE: Duration = Duration::from_millis(2);

/// What became of a command.
enum Answer {
    Accepted(Id, Duration),
    Busy,
    Failed(String),
}

/// Measures what can be sustained, then asks for four times as much.
///
/// # Errors
/// Where the database fails, or something that was accepted is not there.
pub fn measure(args: &ReserveBenchArgs) -> Result<Vec<Measured>, Failure> {
    let folder = std::path::PathBuf::from(format!("jiangnan-data/bench-{}", std::process::id()));
    let own = format!("sqlite:{}", folder.join("overload.db").display());
    let url = args.database.as_deref().unwrap_or(&own);
    let measured = measure_on(url, args);
    // What remains of a bench is of no use, and its loss no failure.
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

fn measure_on(url: &str, args: &ReserveBenchArgs) -> Result<Vec<Measured>, Failure> {
    let least = super::seconds(args.bench.seconds);
    let mut market = BenchMarket::open(url, usize::MAX, args.nodes.max(1), args.clients)?;
    let best = market.drive(least)?;
    let (side, turned_away) = press(&mut market, best.a_second * TIMES, least)?;
    let measured = |name, value, unit, baseline, ratio| Measured {
        p50_ms: Some(side.within(50)),
        p99_ms: Some(side.within(99)),
        ..Measured::plain(name, value, unit, baseline, ratio)
    };
    let asked = side.latencies.len() as f64 + turned_away as f64;
    Ok(vec![
        measured(
            "overload",
            side.a_second,
            "durable reservations a second at four times the load",
            "the load that can be sustained",
            side.a_second / best.a_second.max(f64::MIN_POSITIVE),
        ),
        Measured::plain(
            "overload-turned-away",
            turned_away as f64,
            "commands told to come back; all accepted ones were found",
            "all that were asked for",
            turned_away as f64 / asked.max(1.0),
        ),
    ])
}

/// Asks for so many reservations a second, whatever is answered.
fn press(market: &mut BenchMarket, a_second: f64, least: Duration) -> Result<(Side, u64), Failure> {
    let (sender, receiver) = channel();
    let start = Instant::now();
    let (mut asked, mut answered, mut client) = (0_u64, 0_u64, 0);
    let (mut accepted, mut latencies, mut turned_away) = (HashSet::new(), Vec::new(), 0);
    let mut in_time = 0_u64;
    while start.elapsed() < least || answered < asked {
        let due = (start.elapsed().min(least).as_secs_f64() * a_second) as u64;
        while asked < due {
            let (sender, began) = (sender.clone(), Instant::now());
            client = (client + 1) % market.clients();
            market.ask(client, move |id, result| {
                let answer = match result {
                    Ok(()) => Answer::Accepted(id, began.elapsed()),
                    Err(Refused::Busy { .. }) => Answer::Busy,
                    Err(other) => Answer::Failed(other.to_string()),
                };
                let _ = sender.send(answer);
            })?;
            asked += 1;
        }
        let running = start.elapsed() < least;
        while let Ok(answer) = receiver.recv_timeout(PAUSE) {
            answered += 1;
            match answer {
                Answer::Accepted(id, latency) => {
                    accepted.insert(id);
                    latencies.push(latency);
                    in_time += u64::from(running);
                }
                Answer::Busy => turned_away += 1,
                Answer::Failed(why) => return Err(Failure::System(format!("a reservation failed: {why}"))),
            }
            if running && (start.elapsed().as_secs_f64() * a_second) as u64 > asked {
                break;
            }
        }
    }
    let there: HashSet<Id> = market.reservations()?.into_iter().collect();
    let lost = accepted.difference(&there).count();
    if lost > 0 {
        return Err(Failure::System(format!("{lost} accepted reservations are not there")));
    }
    latencies.sort();
    Ok((Side { a_second: in_time as f64 / least.as_secs_f64(), latencies }, turned_away))
}
