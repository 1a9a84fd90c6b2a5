//! Questions that many rows answer.

use jiangnan_kernel::{Id, Instant};
use jiangnan_store::list::*;
use jiangnan_store::{ChainHead, Database, Event, EventDraft, Set};
use jiangnan_testbed::TestDatabase;

#[test]
fn a_search_finds_kinds_ids_and_people_and_pages_both_ways() {
    let place = TestDatabase::fresh();
    let database = Database::create(place.url()).unwrap();
    let writer = database.writer().unwrap();
    let mut head = ChainHead::new("main");
    let mut events = Set::<Event>::default();
    for number in 1..=9 {
        events.put(head.append(EventDraft {
            command: Id(number),
            at: Instant::from_seconds(5),
            actor: Id(100 + number % 2),
            kind: if number % 3 == 0 { "grant" } else { "reserve" },
            subject: Id(200 + number),
            body: "{}".into(),
            answer: "{}".into(),
        }));
    }
    writer.begin().unwrap();
    crate::save(&writer, &mut events).unwrap();
    writer.commit().unwrap();
    let reader = database.reader().unwrap();
    let search = |kinds: &[&str], ids: &[u128], name: &str| EventSearch {
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        ids: ids.iter().map(|id| Id(*id)).collect(),
        name: name.to_owned(),
    };
    for (search, expected) in [
        (search(&[], &[], ""), vec![9, 8, 7, 6, 5, 4, 3, 2, 1]),
        (search(&["grant"], &[], ""), vec![9, 6, 3]),
        (search(&["grant", "nothing"], &[202], ""), vec![9, 6, 3, 2]),
        (search(&[], &[101, 4], ""), vec![9, 7, 5, 4, 3, 1]),
        (search(&[], &[], "nobody"), vec![]),
    ] {
        let found = events_before(&reader, "main", &search, i64::MAX, 50).unwrap();
        let numbers: Vec<i64> = found.iter().map(|event| event.seq).collect();
        assert_eq!(numbers, expected, "{search:?}");
        assert_eq!(count_events(&reader, "main", &search).unwrap(), expected.len() as u64);
    }
    let grants = search(&["grant"], &[], "");
    let later = matching_events_after(&reader, "main", &grants, 3, 1).unwrap();
    assert_eq!(later.iter().map(|event| event.seq).collect::<Vec<_>>(), [6]);
}
