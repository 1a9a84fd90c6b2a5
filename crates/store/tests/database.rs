//! A real database file: what is committed is there, what is not is not, tampering is found.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use jiangnan_kernel::{Id, Instant};
use jiangnan_store::{ChainFault, ChainHead, Database, Event, EventDraft, Query, Set, StoreError};

fn database(folder: &tempfile::TempDir) -> Database {
    Database::create(&format!("sqlite:{}", folder.path().join("a/b.db").display())).unwrap()
}

fn draft(number: u128) -> EventDraft {
    EventDraft {
        command: Id(number),
        at: Instant::from_seconds(5),
        actor: Id(1),
        kind: "grant",
        subject: Id(2),
        body: "{}".into(),
        answer: "{}".into(),
    }
}

/// Appends events as the writer does: events and head in one transaction.
fn append(database: &Database, count: u128, commit: bool) {
    let writer = database.writer().unwrap();
    writer.begin().unwrap();
    let stored = writer.find::<ChainHead>(&("main".to_owned(),)).unwrap();
    let mut head = stored.unwrap_or_else(|| ChainHead::new("main"));
    let first = u128::try_from(head.seq).unwrap();
    let mut events = Set::<Event>::default();
    for number in first..first + count {
        events.put(head.append(draft(number)));
    }
    let mut heads = Set::default();
    heads.put(head);
    writer.save(&mut events).unwrap();
    writer.save(&mut heads).unwrap();
    if commit { writer.commit().unwrap() } else { writer.rollback() }
}

fn verify(database: &Database) -> Result<i64, ChainFault> {
    let reader = database.reader().unwrap();
    let kept = reader.find::<ChainHead>(&("main".to_owned(),)).unwrap().unwrap();
    let mut head = ChainHead::new("main");
    for event in reader.list::<Event>("WHERE writer = 'main' ORDER BY seq", &[]).unwrap() {
        head.follow(&event)?;
    }
    head.ends_at(&kept)?;
    Ok(head.seq)
}

#[test]
fn a_group_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    append(&database, 3, true);
    append(&database, 2, false);
    append(&database, 1, true);
    assert_eq!(verify(&database), Ok(4));
}

#[test]
fn tampering_with_the_file_is_found() {
    let attacks = [
        "UPDATE event SET body = '{\"amount\":1}' WHERE seq = 3",
        "UPDATE event SET actor = x'00000000000000000000000000000009' WHERE seq = 3",
        "DELETE FROM event WHERE seq = 2",
        "DELETE FROM event WHERE seq = 6",
        "DELETE FROM event",
        "UPDATE event SET seq = CASE seq WHEN 2 THEN 103 ELSE 2 END WHERE seq IN (2, 3)",
    ];
    for attack in attacks {
        let folder = tempfile::tempdir().unwrap();
        let database = database(&folder);
        append(&database, 6, true);
        assert_eq!(verify(&database), Ok(6));
        rusqlite::Connection::open(database.path()).unwrap().execute_batch(attack).unwrap();
        assert!(verify(&database).is_err(), "{attack}");
    }
}

#[test]
fn what_cannot_be_opened_says_why() {
    assert!(matches!(Database::open("postgres://x"), Err(StoreError::UnknownUrl(_))));
    assert!(matches!(Database::open("sqlite:"), Err(StoreError::UnknownUrl(_))));
    assert!(matches!(Database::open("sqlite:/nowhere/x.db"), Err(StoreError::NoDatabase(_))));
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    let file = rusqlite::Connection::open(database.path()).unwrap();
    file.pragma_update(None, "user_version", 99).unwrap();
    let url = format!("sqlite:{}", database.path().display());
    assert!(matches!(Database::open(&url), Err(StoreError::TooNew { found: 99, .. })));
}

#[test]
fn another_writer_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    let writer = database.writer().unwrap();
    let before = writer.foreign_changes().unwrap();
    append(&database, 1, true);
    assert_ne!(writer.foreign_changes().unwrap(), before);
}

/// Fills the file to a limit as a disk does that has no room left.
#[test]
fn a_full_disk_is_told_and_leaves_the_group_out() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    append(&database, 3, true);
    let writer = database.writer().unwrap();
    let pages: i64 = writer.connection().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    writer.connection().pragma_update(None, "max_page_count", pages + 1).unwrap();
    writer.begin().unwrap();
    let mut head = writer.find::<ChainHead>(&("main".to_owned(),)).unwrap().unwrap();
    let mut events = Set::<Event>::default();
    for number in 100..400 {
        events.put(head.append(EventDraft { body: "x".repeat(500), ..draft(number) }));
    }
    let failed = writer.save(&mut events).unwrap_err();
    assert!(matches!(failed, StoreError::DiskFull), "{failed}");
    assert!(failed.is_transient() && failed.to_string().contains("free some space"));
    writer.rollback();
    assert_eq!(verify(&database), Ok(3));
    append(&database, 1, true);
    assert_eq!(verify(&database), Ok(4));
}

#[test]
fn a_database_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    append(&database, 2, true);
    let writer = database.writer().unwrap();
    writer.connection().pragma_update(None, "query_only", true).unwrap();
    let mut heads = Set::default();
    heads.put(ChainHead::new("other"));
    let failed = writer.save(&mut heads).unwrap_err();
    assert!(matches!(failed, StoreError::ReadOnly), "{failed}");
    assert_eq!(verify(&database), Ok(2));
}
