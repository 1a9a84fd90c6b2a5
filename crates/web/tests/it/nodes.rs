//! Several nodes on one database: what one of them wrote the others find at once, and who signed in at one is known to
//! all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiangnan_catalogue::Instrument;
use jiangnan_kernel::{Id, Text};
use jiangnan_store::entity::catalogue::{Listing, ListingRow};
use jiangnan_store::{ChainHead, Entity, Event, Json, Query, Set, Writer};
use jiangnan_web::form::address;

use crate::market::{Market, PROVIDER, code};

/// How long it may take until every node finds what one of them lists.
const FRESH: Duration = Duration::from_secs(2);
/// How often it is tried.
const ROUNDS: u128 = 12;

#[tokio::test]
async fn what_one_node_lists_another_finds_within_two_seconds() {
    let market = Market::ready();
    let mut there = market.at_another_node();
    there.get("/instruments").await.ok();
    let mut longest = Duration::ZERO;
    for round in 1..=ROUNDS {
        let model = format!("XR-{round:04}");
        let name = Text::new(format!("Diffractometer {model}"), format!("衍射仪{model}"));
        let id = Id(5_000 + round);
        let mut instrument = Instrument::new(id, PROVIDER, name, code("CN-310100"));
        instrument.model.clone_from(&model);
        market.put(instrument, 40_000);
        let listed = Instant::now();
        let search = address("/instruments", &[("q", &model)]);
        while !there.get(&search).await.ok().html.contains(&format!("/instruments/CN-SH.{id}")) {
            assert!(listed.elapsed() < FRESH, "{model} is not found after {:?}", listed.elapsed());
        }
        longest = longest.max(listed.elapsed());
    }
    println!("another node found each of {ROUNDS} new instruments, the last after {longest:?}");
    assert!(longest < FRESH, "{longest:?}");
}

/// A crash may take the end of a chain of which nobody was told, and others write on from there: who saw the old end does
/// not take the new one, just as long, for the same.
#[tokio::test]
async fn a_chain_that_goes_on_differently_is_read_anew() {
    let market = Market::ready();
    let mut there = market.at_another_node();
    let instrument = |id, model: &str| {
        let name = Text::new(format!("Diffractometer {model}"), format!("衍射仪{model}"));
        Instrument { model: model.to_owned(), ..Instrument::new(id, PROVIDER, name, code("CN-310100")) }
    };
    let (lost, kept) = (Id(5_001), Id(5_002));
    market.put(instrument(lost, "XR-LOST"), 40_000);
    let found = |html: String, id: Id| html.contains(&format!("/instruments/CN-SH.{id}"));
    assert!(found(there.get("/instruments?q=XR-LOST").await.ok().html, lost));

    let database = market.exchange.database();
    let reader = database.reader().unwrap();
    let head = reader.list::<ChainHead>("", &[]).unwrap().remove(0);
    let last = reader.find::<Event>(&(head.writer.clone(), head.seq)).unwrap().unwrap();
    let listing = reader.find::<ListingRow>(&(code("CN-SH"), lost)).unwrap().unwrap();
    let (hash, body) = ([9; 32], Json(Arc::new(Listing::Instrument(instrument(kept, "XR-KEPT")))));
    let writer = database.writer().unwrap();
    writer.begin().unwrap();
    save(&writer, ChainHead { hash, ..head });
    save(&writer, Event { subject: kept, hash, ..last });
    save(&writer, ListingRow { id: kept, body, ..listing });
    writer.commit().unwrap();
    assert!(found(there.get("/instruments?q=XR-KEPT").await.ok().html, kept));
}

fn save<E: Entity>(writer: &Writer, row: E) {
    let mut set = Set::default();
    set.put(row);
    set.take_changes().iter().for_each(|changes| writer.write(changes).unwrap());
}

#[tokio::test]
async fn who_signed_in_at_one_node_is_known_at_another() {
    let market = Market::ready();
    let engineer = market.browser("engineer").await;
    let mut there = engineer.moved_to(market.at_another_node());
    assert!(there.get("/wallet").await.ok().html.contains("The engineer"));
}
