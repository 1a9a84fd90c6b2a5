//! The days by which rules want a claim reviewed, paid and published; and the day on which work ends.

use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::{Instrument, Tariff, Unit};
use jiangnan_clearing::SettlementForm;
use jiangnan_exchange::case::catalogue::PutListing;
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, OpenCycle};
use jiangnan_exchange::case::payout::HandIn;
use jiangnan_exchange::deadline::{Deadline, Duty, fewest_days};
use jiangnan_kernel::{Currency, Id, Interval, OpeningHours, Text};
use jiangnan_store::Query;
use jiangnan_store::entity::catalogue::Listing;
use jiangnan_store::entity::claim::ClaimRow;
use jiff::civil::time;

use crate::market::*;
use crate::rules::*;
use crate::settle::{pay_in, put_account, treasurer};

const PUBLISH: &str =
    "[[clause]]\nid = \"25\"\npublish = { what = [\"provider\", \"amount\"], within = { days = 5 } }\n";

fn open(market: &Market) -> Vec<(Duty, i8)> {
    let (envelope, row) = (market.envelope(officer(201)), claim_row(market));
    let found = market.exchange.look().unwrap().ask(&envelope, |desk| desk.deadlines(&row)).unwrap();
    assert!(found.iter().all(|one| one.until.month() == 6), "{found:?}");
    found.into_iter().map(|Deadline { until, duty, .. }| (duty, until.day())).collect()
}

#[test]
fn a_payment_and_its_publication_have_their_days_until_the_bank_has_booked_it() {
    let text = with(PUBLISH).replace("to = \"provider\" }", "to = \"provider\", within = { days = 10 } }");
    let market = Market::with_scheme(&text, 500_000);
    put_account(&market, "CN-ZJ", None);
    put_account(&market, "CN-SH", Some(PROVIDER));
    claimed(&market);
    assert_eq!(open(&market), [], "the text names no time for the review");
    advise(&market, 201, 60_000).unwrap();
    accept(&market, 202, 60_000).unwrap();
    assert_eq!(open(&market), [(Duty::Payment, 12)], "ten days from the grant of 2 June");
    let cycle = CycleKey { group: code("YRD"), cycle: Id(7_001) };
    let form = SettlementForm::Direct;
    market.must(treasurer("CN-ZJ"), OpenCycle { at: cycle, form, cut_off: at(5, 0) });
    market.set_now(at(5, 1));
    market.must(treasurer("CN-ZJ"), CloseCycle { at: cycle });
    assert_eq!(
        open(&market),
        [(Duty::Publication, 10), (Duty::Payment, 12)],
        "five days from the cycle's payment"
    );
    pay_in(&market, cycle, "CN-ZJ", 9_001, false);
    assert_eq!(open(&market), [], "it is paid, and so it is published");
    let mut look = market.exchange.look().unwrap();
    let row = claim_row(&market);
    assert!(look.ask(&market.envelope(operator()), |desk| desk.published(&row)).unwrap().is_some());
    market.verify();
}

/// What the migration takes out of the bodies of claims is what a program writes beside them.
fn columns_are_those_of_the_migration(market: &Market) {
    let before = claim_row(market);
    assert!(before.parts_open && before.granted_minor == 60_000 && before.accepted_at.is_some());
    let far = market.exchange.reader().unwrap().link().is_far();
    let text = match far {
        true => include_str!("../../../store/migrations/postgres/0014_claims.sql"),
        false => include_str!("../../../store/migrations/sqlite/0014_claims.sql"),
    };
    let from = text.find("UPDATE claim").unwrap();
    let until = from + text[from..].find(';').unwrap();
    let blank =
        "UPDATE claim SET scheme = '', version = '', accepted_at = NULL, granted_minor = 0, parts_open = 0";
    let writer = market.exchange.database().writer().unwrap();
    writer.begin().unwrap();
    for (sql, as_before) in [(blank, false), (&text[from..until], true)] {
        writer.rows("claim", sql, &[], |_| Ok(())).unwrap();
        let row: ClaimRow = writer.find(&(before.jurisdiction, before.id)).unwrap().unwrap();
        assert_eq!(row == before, as_before, "{row:?}");
    }
    writer.commit().unwrap();
}

#[test]
fn each_later_part_has_its_days_from_when_it_waits_for_nothing() {
    let parts = "to = \"provider\", within = { days = 10 }, instalments = [{ share = \"50%\" }, \
                 { share = \"30%\", after = \"report\" }, { share = \"20%\", after = { days = 5 } }] }";
    let market = Market::with_scheme(&with(PUBLISH).replace("to = \"provider\" }", parts), 500_000);
    put_account(&market, "CN-ZJ", None);
    put_account(&market, "CN-SH", Some(PROVIDER));
    claimed(&market);
    advise(&market, 201, 60_000).unwrap();
    accept(&market, 202, 60_000).unwrap();
    assert_eq!(open(&market), [(Duty::Payment, 12), (Duty::Payment, 17)], "at once, and after five days");
    cycle(&market, 1, at(5, 0), false);
    assert_eq!(open(&market), [(Duty::Payment, 17)], "the first part is paid; the report is the claimant's");
    market.set_now(at(8, 9));
    market.must(lab_manager(), HandIn { at: claim_key(), document: paper("report") });
    assert_eq!(open(&market), [(Duty::Payment, 17), (Duty::Payment, 18)], "ten days from the report");
    columns_are_those_of_the_migration(&market);
    let last = CycleKey { group: code("YRD"), cycle: Id(7_777) };
    let form = SettlementForm::Direct;
    market.must(treasurer("CN-ZJ"), OpenCycle { at: last, form, cut_off: at(9, 0) });
    market.set_now(at(9, 1));
    market.must(treasurer("CN-ZJ"), CloseCycle { at: last });
    let publications = [(Duty::Publication, 14), (Duty::Publication, 14)];
    assert_eq!(open(&market)[..2], publications, "five days from the cycle that paid both");
    assert_eq!(open(&market)[2..], [(Duty::Payment, 17), (Duty::Payment, 18)]);
    pay_in(&market, last, "CN-ZJ", 9_002, false);
    assert_eq!(open(&market), [], "all is paid");
    let open = jiangnan_store::list::claims_with_open_parts(&market.exchange.reader().unwrap(), None);
    assert_eq!(open.unwrap(), []);
    market.verify();
}

#[test]
fn what_is_paid_by_the_month_is_late_after_its_month() {
    let monthly = "to = \"provider\", schedule = \"monthly\", within = { days = 10 } }";
    let market = Market::with_scheme(&SCHEME.replace("to = \"provider\" }", monthly), 500_000);
    claimed(&market);
    advise(&market, 201, 60_000).unwrap();
    accept(&market, 202, 60_000).unwrap();
    let (envelope, row) = (market.envelope(officer(201)), claim_row(&market));
    let found = market.exchange.look().unwrap().ask(&envelope, |desk| desk.deadlines(&row)).unwrap();
    assert_eq!(found, [Deadline { until: jiff::civil::date(2026, 7, 11), duty: Duty::Payment, part: None }]);
}

#[test]
fn a_review_has_its_day_only_while_it_waits() {
    let review = "[[clause]]\nid = \"20\"\nreview = { stages = \"agency\", within = { days = 20 } }\n";
    let market = Market::with_scheme(&with(review), 500_000);
    claimed(&market);
    assert_eq!(open(&market), [(Duty::Review, 22)]);
}

#[test]
fn no_claim_is_looked_at_before_the_shortest_time_of_its_text() {
    let scheme = |text: &str| {
        let places =
            jiangnan_kernel::PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap();
        jiangnan_scheme::Scheme::load("t.toml", text, &places).unwrap()
    };
    let monthly =
        with(PUBLISH).replace("to = \"provider\" }", "to = \"provider\", within = { months = 1 } }");
    for (text, days) in [
        (with(PUBLISH), Some(5)),
        (monthly.clone(), Some(5)),
        (monthly.replace("days = 5", "days = 30"), Some(28)),
        (with(&PUBLISH.replace(", within = { days = 5 }", "")), None),
        (SCHEME.to_owned(), None),
    ] {
        assert_eq!(fewest_days(&scheme(&text)), days, "{text}");
    }
}

/// An instrument that is open around the clock on workdays.
fn list_by_night(market: &Market, id: Id) {
    let mut instrument = Instrument::new(id, PROVIDER, Text::new("Oven", "炉"), code("CN-310100"));
    instrument.terms.tariffs =
        vec![Tariff::per(Unit::Hour, 60_000, Currency::CNY, jiff::civil::date(2026, 1, 1))];
    let midnight = time(0, 0, 0, 0);
    instrument.terms.opening = Some(OpeningHours::workdays("Asia/Shanghai", midnight, midnight));
    let policy = BookingPolicy::default();
    market.must(lab_manager(), PutListing { listing: Listing::Instrument(instrument), policy });
}

#[test]
fn work_ends_on_the_day_of_its_last_moment_however_few_hours_it_takes() {
    let by_then = "[[clause]]\nid = \"30\"\nrequire = { order.finished-on = { until = \"2026-06-02\" } }\n";
    let market = Market::with_scheme(&with(by_then), 500_000);
    let evening = at(2, 22);
    for (number, hours, subsidised) in [(7, 2, true), (8, 3, false)] {
        list_by_night(&market, Id(number + 100));
        let interval = Interval::new(evening, evening.plus_seconds(3_600 * hours)).unwrap();
        let mut reserve = market.reserve(number, interval);
        reserve.listing = Id(number + 100);
        let paid = market.must(engineer(), reserve).subsidy_minor > 0;
        assert_eq!(paid, subsidised, "{hours} hours from 22:00");
    }
}
