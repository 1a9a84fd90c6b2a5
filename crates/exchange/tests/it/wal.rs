//! The disk of PostgreSQL's write-ahead log is full while that of its data has room: the server goes down, which is
//! told; nothing that was acknowledged is lost, and all goes on once there is room.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiangnan_exchange::case::document::{KeepDocument, Purpose, hash_from_hex};
use jiangnan_exchange::{Envelope, Failure};
use jiangnan_kernel::{Rng, SplitMix64};
use jiangnan_store::list::document_of;
use jiangnan_testbed::{SmallLog, TestDatabase};

use crate::market::*;

/// How much of the log a document takes: it cannot be pressed.
const DOCUMENT_BYTES: usize = 700_000;
/// How many at most are tried until the disk is full.
const DOCUMENTS_MAX: u64 = 80;

fn document(number: u64) -> KeepDocument {
    let mut rng = SplitMix64::new(number);
    let mut content = b"%PDF-1.7\n".to_vec();
    content.extend((0..DOCUMENT_BYTES / 8).flat_map(|_| rng.next_u64().to_be_bytes()));
    KeepDocument::of(&format!("report-{number}.pdf"), Purpose::Evidence, content)
}

fn keep(market: &Market, number: u64) -> Result<(), Failure> {
    let command = document(number);
    let id = command.id(engineer().person);
    let envelope = Envelope { id, ..market.envelope(engineer()) };
    market.exchange.run(envelope, command).map(drop)
}

/// Those of the documents that are there.
fn kept(market: &Market, numbers: &BTreeSet<u64>) -> BTreeSet<u64> {
    let reader = market.exchange.reader().unwrap();
    let is_kept = |number: &u64| {
        let hash = hash_from_hex(&document(*number).sha256).unwrap();
        document_of(&reader, engineer().organisation, hash).unwrap().is_some()
    };
    numbers.iter().copied().filter(is_kept).collect()
}

#[test]
fn a_full_disk_of_the_log_is_told_and_nothing_acknowledged_is_lost() {
    if TestDatabase::fresh().path().is_none() {
        // The tests are run a second time, on a server that forgets; this one has a server of its own.
        return;
    }
    let mut small = match SmallLog::start("26m") {
        Ok(small) => small,
        Err(why) => return println!("skipped: {why}"),
    };
    let place = TestDatabase::on(small.server().unwrap()).unwrap();
    let market = Market::prepared_with(place.url(), SCHEME, 500_000);
    let mut acknowledged = BTreeSet::new();
    let (refused, failure) = (0..DOCUMENTS_MAX)
        .find_map(|number| match keep(&market, number) {
            Ok(()) => {
                acknowledged.insert(number);
                None
            }
            Err(failure) => Some((number, failure)),
        })
        .expect("the disk is full at some time");
    assert!(acknowledged.len() > 3, "the disk was full from the start: {failure}");
    assert!(failure.retry_after().is_some(), "{failure}");
    let told = failure.to_string();
    // Not that nothing was written: the server went down while it wrote, and the retry below finds out.
    assert!(told.contains("cannot be reached"), "{told}");

    small.enlarge("120m").unwrap();
    let start = Instant::now();
    while let Err(failure) = keep(&market, refused) {
        assert!(failure.retry_after().is_some(), "{failure}");
        assert!(start.elapsed() < Duration::from_secs(30), "the same exchange does not go on: {failure}");
        std::thread::sleep(Duration::from_millis(200));
    }
    acknowledged.insert(refused);
    for number in DOCUMENTS_MAX..DOCUMENTS_MAX + 3 {
        keep(&market, number).unwrap();
        acknowledged.insert(number);
    }
    assert_eq!(kept(&market, &acknowledged), acknowledged);
    market.verify();
    println!("{} documents acknowledged; the disk was full with: {told}", acknowledged.len());
}
