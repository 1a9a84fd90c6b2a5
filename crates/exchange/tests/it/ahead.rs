//! Many clients at once, so that commands are decided while those before them are being written.

use std::collections::BTreeMap;
use std::sync::mpsc::channel;
use std::time::Duration;

use jiangnan_exchange::case::fund::wallet;
use jiangnan_exchange::case::reserve::{Reserve, Reserved};
use jiangnan_exchange::{Envelope, Failure};
use jiangnan_kernel::{Currency, Id, Instant, Interval};
use jiangnan_store::Query;
use jiangnan_store::entity::money::AccountRow;
use jiangnan_store::entity::people::Role;
use jiangnan_testbed::TestDatabase;

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

/// Commands that come a second time among hundreds of others, long after they were written, get the answer of the first
/// time: neither do they find their own time taken, nor does another command get their id.
#[test]
fn what_comes_again_in_a_flood_gets_its_first_answer() {
    let market = Market::ready();
    (0..LISTINGS).for_each(|number| market.list(Id(800 + u128::from(number))));
    let ask = |hour: i8, again: &[(Envelope, Reserve)]| {
        let (answers, answered) = channel();
        let new =
            (0..u128::from(LISTINGS)).map(|listing| (market.envelope(engineer()), wanted(0, listing, hour)));
        let mut all: Vec<(Envelope, Reserve)> = new.collect();
        for (number, retry) in again.iter().enumerate() {
            all.insert(8 * number + 4, retry.clone());
        }
        for (envelope, command) in &all {
            let (answers, id) = (answers.clone(), envelope.id);
            let reply = move |result: Result<Reserved, Failure>| answers.send((id, result)).unwrap();
            market.exchange.submit(envelope.clone(), command.clone(), reply);
        }
        drop(answers);
        let answered: Vec<_> = answered.into_iter().collect();
        assert_eq!(answered.len(), all.len());
        (all, answered)
    };
    let (first, given) = ask(0, &[]);
    // Others come in between, so that the first are kept nowhere but in the tables.
    (1..4).for_each(|hour| assert!(ask(hour, &[]).1.iter().all(|(_, result)| result.is_ok())));
    let (_, answered) = ask(4, &first[..6]);
    for (id, result) in &answered {
        let before = given.iter().find(|(known, _)| known == id).map(|(_, result)| result);
        let now = result.as_ref().unwrap();
        assert!(before.is_none_or(|before| before.as_ref().unwrap() == now), "{before:?} {now:?}");
    }
    // Another command with the id of a reservation that is there, for a time that is free.
    let taken = Reserve { interval: span(3, 9, 10), ..first[9].1.clone() };
    let thief = market.envelope(engineer());
    let (_, answered) = ask(5, &[(thief.clone(), taken)]);
    for (id, result) in answered {
        assert_eq!(result.is_err(), id == thief.id, "{result:?}");
    }
    market.verify();
}

/// How many processes there are whose enterprises are their own.
const PROCESSES: u128 = 3;
/// How often each of them asks for a time of many instruments, and whether of those that all of them want.
const WAVES: [bool; 8] = [false, false, false, false, false, true, false, false];
/// What a voucher holds, in minor units: less than is asked for.
const WALLET_MINOR: i64 = 2_000_000;

/// A time that was given to a process, and how it is subsidised.
type Given = (u128, (Id, Instant), i64);

/// The enterprise and the voucher of a process.
fn enterprise_of(process: u128) -> (Id, Id) {
    (Id(7_000 + process), Id(7_100 + process))
}

/// Processes whose enterprises are their own write beside each other what they have decided, on a server without a look
/// at its tables: no time is given away twice, each wallet has set aside what was promised, and the one provider is owed
/// all of it.
#[test]
fn processes_that_reserve_beside_each_other_keep_the_books_right() {
    let place = TestDatabase::fresh();
    let is_server = place.path().is_none();
    if is_server {
        count_calls(&place);
    }
    let text = SCHEME.replace("\"3000.00\"", "\"400000.00\"");
    let market = Market::prepared_with(place.url(), &text, WALLET_MINOR);
    for process in 0..PROCESSES {
        let (enterprise, voucher) = enterprise_of(process);
        market.found_enterprise(enterprise, voucher, WALLET_MINOR);
    }
    (0..u128::from(LISTINGS) * (PROCESSES + 1)).for_each(|number| market.list(Id(800 + number)));
    let (answers, answered) = channel();
    std::thread::scope(|scope| {
        for process in 0..PROCESSES {
            let (answers, url) = (answers.clone(), place.url());
            scope.spawn(move || {
                let market = Market::open(url, 7 + process as u64);
                for (wave, shared) in (0i8..).zip(WAVES) {
                    let given = ask_for_all(&market, process, wave, shared);
                    given.into_iter().for_each(|given| answers.send(given).unwrap());
                }
                market.exchange.finish();
            });
        }
    });
    drop(answers);
    let (mut given, mut promised) = (BTreeMap::new(), BTreeMap::new());
    for (process, time, subsidy) in answered {
        assert_eq!(given.insert(time, process), None, "{time:?} is given away twice");
        *promised.entry(process).or_insert(0) += subsidy;
    }
    let own = WAVES.iter().filter(|shared| !**shared).count();
    assert_eq!(given.len(), usize::from(LISTINGS) * (own * PROCESSES as usize + 1));
    market.verify();
    hold_against_accounts(&market, &promised);
    if is_server {
        // The server tells its counts a moment after a connection is gone.
        std::thread::sleep(Duration::from_secs(1));
        assert_ne!(written_blind(&place), 0, "nobody wrote without a look");
    }
}

/// Asks for an hour of each of a process's own instruments, or of those that all of them want; what was accepted.
fn ask_for_all(market: &Market, process: u128, wave: i8, shared: bool) -> Vec<Given> {
    let (answers, answered) = channel();
    let first = if shared { PROCESSES } else { process } * u128::from(LISTINGS);
    let (enterprise, _) = enterprise_of(process);
    for number in 0..u128::from(LISTINGS) {
        let command = Reserve { enterprise, ..wanted(process + 10, first + number, wave) };
        let time = (command.listing, command.interval.start());
        let answers = answers.clone();
        let reply = move |result: Result<Reserved, _>| {
            let given = result.ok().map(|reserved| (process, time, reserved.subsidy_minor));
            given.into_iter().for_each(|given| answers.send(given).unwrap());
        };
        let actor = actor(Role::Engineer, "CN-ZJ", enterprise, 101);
        market.exchange.submit(market.envelope(actor), command, reply);
    }
    drop(answers);
    answered.into_iter().collect()
}

fn hold_against_accounts(market: &Market, promised: &BTreeMap<u128, i64>) {
    let reader = market.exchange.reader().unwrap();
    for (process, promised) in promised {
        let wallet = wallet(code("CN-ZJ"), enterprise_of(*process).1, Currency::CNY);
        let wallet: AccountRow = reader.find(&wallet.key()).unwrap().unwrap();
        assert_eq!(wallet.debits_pending, *promised, "the wallet of process {process}");
    }
    let accounts: Vec<AccountRow> = reader.list("", &[]).unwrap();
    let owed: i64 = accounts.iter().map(|row| row.credits_pending).sum();
    assert_eq!(owed, promised.values().sum::<i64>());
}
