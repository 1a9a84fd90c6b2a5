//! What is true of a server only: connections break, several write, each has a chain of its own.

use jiangnan_store::{ChainHead, Database, Query, Set, StoreError};
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
