//! What is true of a server only: connections break, several write, each has a chain of its own.

use std::collections::BTreeMap;

use jiangnan_kernel::{Id, Instant, PlaceCode, Rng, SplitMix64};
use jiangnan_store::entity::booking::SlotRow;
use jiangnan_store::{ChainHead, Database, Lookup, Query, Set, StoreError, Writer};
use jiangnan_testbed::TestDatabase;

/// Breaks every connection but the one that says so.
pub const BREAK: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// A fresh database, where this run is about a server.
pub fn on_server() -> Option<(TestDatabase, Database)> {
    let place = TestDatabase::fresh();
    if place.path().is_some() {
        return None;
    }
    let database = Database::create(place.url()).unwrap();
    Some((place, database))
}

#[test]
fn each_writer_has_a_chain_of_its_own_and_leaves_it_to_the_next() {
    let Some((_place, database)) = on_server() else { return };
    let (first, second) = (database.writer().unwrap(), database.writer().unwrap());
    assert_eq!((first.chain().as_str(), second.chain().as_str()), ("main", "main-2"));
    drop(first);
    // The server notices a moment later that the connection is gone.
    let next = (0..100).map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        database.writer().unwrap().chain()
    });
    assert!(next.into_iter().any(|chain| chain == "main"));
    assert_eq!(second.chain(), "main-2");
}

#[test]
fn a_reader_does_not_notice_that_its_connection_broke() {
    let Some((place, database)) = on_server() else { return };
    let reader = database.reader().unwrap();
    let heads = || reader.list::<ChainHead>("", &[]).unwrap().len();
    assert_eq!(heads(), 0);
    place.sql(BREAK).unwrap();
    assert_eq!(heads(), 0);
}

#[test]
fn what_was_not_committed_when_the_connection_broke_is_not_there() {
    let Some((place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    let mut heads = Set::default();
    heads.put(ChainHead::new("lost"));
    writer.begin().unwrap();
    crate::save(&writer, &mut heads).unwrap();
    place.sql(BREAK).unwrap();
    let failed = writer.commit().unwrap_err();
    assert!(matches!(failed, StoreError::Unreachable(_)), "{failed}");
    assert!(failed.is_transient());
    writer.rollback();
    writer.begin().unwrap();
    assert_eq!(writer.list::<ChainHead>("", &[]).unwrap(), []);
    let mut heads = Set::default();
    heads.put(ChainHead::new("kept"));
    crate::save(&writer, &mut heads).unwrap();
    writer.commit().unwrap();
    assert_eq!(database.reader().unwrap().list::<ChainHead>("", &[]).unwrap().len(), 1);
}

fn slot(start: i64, until: i64, reservation: u128) -> SlotRow {
    let jurisdiction: PlaceCode = "CN-SH".parse().unwrap();
    let (start, until) = (Instant::from_seconds(start), Instant::from_seconds(until));
    SlotRow { jurisdiction, instrument: Id(1), start, until, reservation: Id(reservation) }
}

#[test]
fn the_net_catches_an_overlap_and_lets_a_group_swap_two_times() {
    let Some((_place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    let save = |slots: &[SlotRow]| save_all(&writer, slots);
    save(&[slot(0, 100, 1), slot(100, 250, 2)]).unwrap();
    let overlapping = save(&[slot(200, 300, 3)]).unwrap_err();
    assert!(matches!(overlapping, StoreError::Conflict(_)), "{overlapping}");
    save(&[slot(0, 150, 2), slot(100, 100 + 1, 9)]).unwrap_err();
    // Each takes the time that the other leaves.
    let mut swap = Set::default();
    swap.remove(&slot(100, 250, 2).key());
    swap.put(slot(0, 150, 2));
    swap.put(slot(150, 250, 1));
    writer.begin().unwrap();
    crate::save(&writer, &mut swap).unwrap();
    writer.commit().unwrap();
}

/// Writes times in one group, without looking whether anything else is there.
fn save_all(writer: &Writer, slots: &[SlotRow]) -> Result<(), StoreError> {
    let mut set = Set::default();
    slots.iter().cloned().for_each(|slot| set.put(slot));
    writer.begin()?;
    crate::save(writer, &mut set)?;
    let committed = writer.commit();
    writer.rollback();
    committed
}

/// Times of up to nine hours on three instruments, one to three at once, some in the place of others: they are refused
/// where two overlap, and only there.
#[test]
fn the_net_catches_every_overlap_and_nothing_else() {
    let Some((_place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    let mut rng = SplitMix64::new(16);
    let mut below = |end: u64| i64::try_from(rng.next_u64() % end).unwrap();
    let mut there = BTreeMap::new();
    let mut counts = [0, 0];
    for round in 0..400 {
        let mut slots = Vec::new();
        for _ in 0..=below(3) {
            let start = below(48) * 3_600;
            let of = slot(start, start + (1 + below(9)) * 3_600, round);
            slots.push(SlotRow { instrument: Id(1 + below(3).unsigned_abs() as u128), ..of });
        }
        let mut after = there.clone();
        after.extend(slots.iter().map(|slot| ((slot.instrument, slot.start), slot.until)));
        let pairs = after.iter().zip(after.iter().skip(1));
        let fits = pairs.into_iter().all(|((one, until), (next, _))| one.0 != next.0 || *until <= next.1);
        let saved = save_all(&writer, &slots);
        assert_eq!(saved.is_ok(), fits, "round {round}: {slots:?} beside {there:?}: {saved:?}");
        counts[usize::from(fits)] += 1;
        if let Err(refused) = saved {
            assert!(matches!(refused, StoreError::Conflict(_)), "{refused}");
            continue;
        }
        there = after;
        // Room for those that follow.
        while there.len() > 6 {
            let (instrument, start) = *there.keys().nth(below(6) as usize).unwrap();
            there.remove(&(instrument, start));
            let mut set = Set::<SlotRow>::default();
            set.remove(&(slot(0, 1, 1).jurisdiction, instrument, start));
            writer.begin().unwrap();
            crate::save(&writer, &mut set).unwrap();
            writer.commit().unwrap();
        }
    }
    assert!(counts[0] > 50 && counts[1] > 50, "{counts:?}");
}

/// Who writes a time without the writers' lock waits for those who have it, and then sees what they wrote.
#[test]
fn nobody_slips_past_the_net_beside_a_writer() {
    let Some((place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    let mut set = Set::default();
    set.put(slot(0, 100, 1));
    writer.begin().unwrap();
    crate::save(&writer, &mut set).unwrap();
    assert!(writer.find::<SlotRow>(&slot(0, 100, 1).key()).unwrap().is_some());
    let insert = "INSERT INTO slot VALUES ('CN-SH', decode(lpad('1', 32, '0'), 'hex'), 50, 150, '')";
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| place.sql(insert));
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!beside.is_finished(), "it waits for the writer");
        writer.commit().unwrap();
        let refused = beside.join().unwrap().unwrap_err();
        assert!(refused.contains("overlap"), "{refused}");
    });
    let at_one_moment =
        format!("BEGIN ISOLATION LEVEL REPEATABLE READ; {}; COMMIT", insert.replace("50", "500"));
    let refused = place.sql(&at_one_moment).unwrap_err();
    assert!(refused.contains("read committed"), "{refused}");
}

#[test]
fn a_text_with_a_zero_is_kept_and_found() {
    let Some((_place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    let mut heads = Set::default();
    heads.put(ChainHead::new("zero\0zero"));
    writer.begin().unwrap();
    crate::save(&writer, &mut heads).unwrap();
    writer.commit().unwrap();
    assert!(writer.find::<ChainHead>(&("zero\0zero".to_owned(),)).unwrap().is_some());
}
