//! Many clients at once, so that commands are decided while those before them are being written.

use std::collections::BTreeMap;
use std::sync::mpsc::channel;

use jiangnan_exchange::case::reserve::Reserve;
use jiangnan_kernel::{Id, Interval};

use crate::market::*;

/// How many instruments there are.
const LISTINGS: u8 = 64;
/// How many hours of each are asked for.
const HOURS: i8 = 6;

/// Of two processes that are asked for the same times by hundreds of clients, one gives each time away, and both keep
/// the books right.
#[test]
fn two_processes_never_give_the_same_time_away() {
    let market = Market::ready();
    for number in 0..LISTINGS {
        market.list(Id(800 + u128::from(number)));
    }
    let url = market.exchange.database().url().to_owned();
    let processes = [market, Market::open(&url, 7)];
    let (answers, answered) = channel();
    std::thread::scope(|scope| {
        for (process, market) in (0u128..).zip(&processes) {
            let answers = answers.clone();
            scope.spawn(move || {
                for hour in 0..HOURS {
                    for listing in 0..u128::from(LISTINGS) {
                        let command = wanted(process, listing, hour);
                        let answers = answers.clone();
                        let time = (command.listing, command.interval.start());
                        let reply = move |result: Result<_, _>| answers.send((time, result.is_ok())).unwrap();
                        market.exchange.submit(market.envelope(engineer()), command, reply);
                    }
                }
            });
        }
    });
    drop(answers);
    let mut given = BTreeMap::new();
    for (time, accepted) in answered {
        *given.entry(time).or_insert(0) += u32::from(accepted);
    }
    assert_eq!(given.len(), usize::from(LISTINGS) * HOURS.unsigned_abs() as usize);
    assert!(given.values().all(|times| *times == 1), "{given:?}");
    processes.iter().for_each(Market::verify);
}

fn wanted(process: u128, listing: u128, hour: i8) -> Reserve {
    let number = (process * 1_000 + listing) * 100 + hour.unsigned_abs() as u128;
    let interval: Interval = span(2, 9 + hour, 10 + hour);
    Reserve { listing: Id(800 + listing), ..reserve(100_000 + number, interval) }
}
