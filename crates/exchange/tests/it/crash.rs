//! A server that crashes in the middle of many reservations, most of which stand before they are durable: what was
//! answered is there when it has started again.

use std::collections::BTreeSet;
use std::sync::mpsc::channel;

use jiangnan_exchange::case::reserve::{Reserve, Reserved};
use jiangnan_kernel::Id;
use jiangnan_store::list::reservation_ids;
use jiangnan_testbed::{Server, TestDatabase};

use crate::market::*;

/// How many instruments there are, and how many hours of each are asked for in a round.
const LISTINGS: u8 = 64;
const HOURS: i8 = 8;
/// After how many answers the server crashes, in each round.
const ANSWERS: [usize; 4] = [1, 40, 100, 300];

#[test]
fn what_was_answered_is_there_after_a_crash_of_the_server() {
    if TestDatabase::fresh().path().is_none() {
        // The tests are run a second time, on a server that forgets; this one has a server of its own.
        return;
    }
    let Ok(server) = Server::start(true) else { return };
    let place = TestDatabase::on(Server::of_folder(server.folder()).unwrap()).unwrap();
    let market = Market::prepared(place.url(), LISTINGS);
    let (mut acknowledged, mut unknown) = (BTreeSet::new(), 0);
    for (day, answers) in (2..).zip(ANSWERS) {
        let (known, asked) = ask_and_crash(&market, &server, day, answers);
        unknown += asked - known.len();
        acknowledged.extend(known);
        let there: BTreeSet<Id> =
            reservation_ids(&market.exchange.reader().unwrap()).unwrap().into_iter().collect();
        let lost: Vec<&Id> = acknowledged.difference(&there).collect();
        assert!(lost.is_empty(), "{lost:?} were answered before crash {day} and are gone");
    }
    println!("{} reservations answered, {unknown} not", acknowledged.len());
    assert!(acknowledged.len() > ANSWERS.iter().sum(), "too few were answered");
    market.verify();
}

/// What another node has written may not be durable yet when somebody asks for the same again: the answer rests on it, and
/// waits for the disk although it writes nothing.
#[test]
fn an_answer_that_writes_nothing_waits_for_what_it_rests_on() {
    if TestDatabase::fresh().path().is_none() {
        return;
    }
    let Ok(server) = Server::start(true) else { return };
    let place = TestDatabase::on(Server::of_folder(server.folder()).unwrap()).unwrap();
    let market = Market::prepared(place.url(), 1);
    let (envelope, command) = (market.envelope(engineer()), reserve(9_001, span(2, 9, 10)));
    let first = market.exchange.run(envelope.clone(), command.clone()).unwrap();
    let refused = || market.grant(VOUCHER, 1).unwrap_err();
    refused();
    let late = "SET synchronous_commit = off; CREATE TABLE late (); SELECT pg_current_wal_insert_lsn()";
    let drop = "DROP TABLE late";
    for round in 0..4 {
        let written = place.sql(late).unwrap();
        if round % 2 == 0 {
            assert_eq!(market.exchange.run(envelope.clone(), command.clone()).unwrap(), first);
        } else {
            refused();
        }
        let reached = format!("SELECT pg_current_wal_flush_lsn() >= '{}'", written.trim());
        assert_eq!(place.sql(&reached).unwrap().trim(), "t", "round {round}");
        place.sql(drop).unwrap();
    }
}

/// Asks for every hour of a day, crashes the server after so many answers and starts it again; what was accepted, and
/// how much was asked for.
fn ask_and_crash(market: &Market, server: &Server, day: u8, answers: usize) -> (BTreeSet<Id>, usize) {
    let (replies, replied) = channel();
    for number in 0..u128::from(LISTINGS) * u128::from(HOURS.unsigned_abs()) {
        let hour = 9 + (number / u128::from(LISTINGS)) as i8;
        let reservation = u128::from(day) * 1_000_000 + number;
        let listing = Id(800 + number % u128::from(LISTINGS));
        let command = Reserve { listing, ..reserve(reservation, span(day, hour, hour + 1)) };
        let replies = replies.clone();
        let reply =
            move |result: Result<Reserved, _>| replies.send(result.is_ok().then_some(reservation)).unwrap();
        market.exchange.submit(market.envelope(engineer()), command, reply);
    }
    drop(replies);
    let mut accepted: Vec<Option<u128>> = replied.iter().take(answers).collect();
    server.crash().unwrap();
    server.start_again().unwrap();
    accepted.extend(replied);
    let asked = accepted.len();
    (accepted.into_iter().flatten().map(Id).collect(), asked)
}
