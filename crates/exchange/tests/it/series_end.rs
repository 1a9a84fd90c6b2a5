//! Calling a whole series off: all that is left of it, for the fees that were agreed to, or nothing.

use jiangnan_booking::{Party, ReservationState};
use jiangnan_exchange::case::answer::{Cancel, ReservationKey};
use jiangnan_exchange::case::reserve::{Reserve, Reserved};
use jiangnan_exchange::case::series::{ReserveSeries, SeriesReserved};
use jiangnan_exchange::case::series_end::CancelSeries;
use jiangnan_exchange::{Failure, Refusal};
use jiangnan_kernel::Id;
use jiangnan_scheme::Service;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use crate::market::*;

fn wanted(series: u128) -> ReserveSeries {
    ReserveSeries {
        series: Id(series),
        home: code("CN-SH"),
        listing: INSTRUMENT,
        enterprise_home: code("CN-ZJ"),
        enterprise: ENTERPRISE,
        first: span(2, 9, 11),
        weeks: 3,
        samples: 0,
        service: Service::InstrumentTime,
        work_at: None,
        agreed_minor: None,
    }
}

fn series(market: &Market) -> SeriesReserved {
    market.must(engineer(), wanted(900))
}

fn cancel(agreed_minor: Option<i64>) -> CancelSeries {
    CancelSeries { series: Id(900), home: code("CN-SH"), reason: "no samples".to_owned(), agreed_minor }
}

fn states(market: &Market) -> Vec<ReservationState> {
    let mut rows = list::reservations(&market.exchange.reader().unwrap()).unwrap();
    rows.sort_by_key(|row| row.start);
    rows.iter().map(|row| row.state).collect()
}

#[test]
fn what_is_left_of_a_series_is_called_off_and_its_money_free_again() {
    let market = Market::ready();
    let made = series(&market);
    let second = made.slots[1].reservation;
    let at_second = ReservationKey { home: code("CN-SH"), reservation: second };
    market.must(engineer(), Cancel { at: at_second, party: Party::Enterprise, reason: String::new() });
    let done = market.must(engineer(), cancel(Some(0)));
    let ended: Vec<Id> = done.reservations.iter().map(|(id, _)| *id).collect();
    assert_eq!(ended, [made.slots[0].reservation, made.slots[2].reservation]);
    assert_eq!(states(&market), [ReservationState::Cancelled; 3]);
    // The same weeks can be had again, for the same subsidies: slots, wallet and caps are as before.
    assert_eq!(market.must(engineer(), wanted(901)).subsidy_minor, made.subsidy_minor);
    let over = market.run(engineer(), cancel(None)).unwrap_err();
    assert!(matches!(over, Failure::Refused(Refusal::WrongState { what: "series", .. })), "{over:?}");
    market.verify();
}

/// A command that is decided among hundreds does not go by what is taken for granted of those behind it: that the id which
/// one of them wants for itself is free, when it is that of a week of the series.
#[test]
fn a_series_is_called_off_whole_though_another_command_wants_one_of_its_ids() {
    let market = Market::ready();
    let made = series(&market);
    (0..64).for_each(|number| market.list(Id(800 + number)));
    let flood = |hour: i8| {
        let wanted = move |number: u128| Reserve {
            listing: Id(800 + number),
            ..reserve(100_000 + number + 1_000 * hour.unsigned_abs() as u128, span(2, hour, hour + 1))
        };
        (0..64).map(wanted)
    };
    let (answers, answered) = std::sync::mpsc::channel();
    let ask = |command: Reserve| {
        let answers = answers.clone();
        let reply = move |result: Result<Reserved, Failure>| answers.send(result.is_ok()).unwrap();
        market.exchange.submit(market.envelope(engineer()), command, reply);
    };
    // What the series made is kept nowhere but in the tables when it is called off in the midst of others.
    (9..12).for_each(|hour| flood(hour).for_each(&ask));
    flood(12).take(32).for_each(&ask);
    let (done, ended) = std::sync::mpsc::channel();
    let reply = move |result: Result<_, Failure>| done.send(result).unwrap();
    market.exchange.submit(market.envelope(engineer()), cancel(None), reply);
    ask(Reserve { reservation: made.slots[1].reservation, ..flood(12).next().unwrap() });
    flood(13).take(32).for_each(&ask);
    let accepted = answered.iter().take(3 * 64 + 32 + 1 + 32).filter(|good| *good).count();
    assert_eq!(accepted, 3 * 64 + 32 + 32);
    assert_eq!(ended.recv().unwrap().unwrap().reservations.len(), 3);
    market.verify();
}

#[test]
fn a_fee_that_was_not_agreed_to_calls_nothing_off() {
    let market = Market::ready();
    series(&market);
    market.set_now(at(1, 12));
    let refused = market.run(engineer(), cancel(Some(0))).unwrap_err();
    let Failure::Refused(Refusal::PriceChanged { now, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(states(&market), [ReservationState::Reserved; 3]);
    let done = market.must(engineer(), cancel(Some(now.minor)));
    assert_eq!((done.fee_minor, done.reservations.len()), (now.minor, 3));
    assert_eq!(states(&market)[0], ReservationState::LateCancelled);
    market.verify();
}

#[test]
fn only_who_reserved_a_series_calls_it_off() {
    let market = Market::ready();
    series(&market);
    let rival = actor(Role::Engineer, "CN-ZJ", Id(12), 105);
    let refused = market.run(rival, cancel(None)).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::NotAllowed { .. })), "{refused:?}");
    let unknown = CancelSeries { series: Id(999), ..cancel(None) };
    let refused = market.run(engineer(), unknown).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::NotFound { .. })), "{refused:?}");
    assert_eq!(states(&market), [ReservationState::Reserved; 3]);
}
