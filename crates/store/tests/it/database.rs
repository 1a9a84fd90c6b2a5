//! A real database: what is committed is there, what is not is not, tampering is found.

use jiangnan_kernel::{Id, Instant};
use jiangnan_store::{
    ChainFault, ChainHead, Database, Event, EventDraft, Link, Lookup, Query, Set, StoreError, Writer,
};

use jiangnan_testbed::TestDatabase;

fn database(place: &TestDatabase) -> Database {
    Database::create(place.url()).unwrap()
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
    crate::save(&writer, &mut events).unwrap();
    crate::save(&writer, &mut heads).unwrap();
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
    let place = TestDatabase::fresh();
    let database = database(&place);
    append(&database, 3, true);
    append(&database, 2, false);
    append(&database, 1, true);
    assert_eq!(verify(&database), Ok(4));
}

/// Changes the database behind the program's back. Bytes are written otherwise on a server.
fn tamper(place: &TestDatabase, attack: &str) {
    match place.path() {
        Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(attack).unwrap(),
        None => {
            let attack = attack.replace("x'", "'\\x");
            place.sql(&attack).unwrap();
        }
    }
}

#[test]
fn tampering_with_the_database_is_found() {
    let attacks = [
        "UPDATE event SET body = '{\"amount\":1}' WHERE seq = 3",
        "UPDATE event SET actor = x'00000000000000000000000000000009' WHERE seq = 3",
        "DELETE FROM event WHERE seq = 2",
        "DELETE FROM event WHERE seq = 6",
        "DELETE FROM event",
        "UPDATE event SET seq = CASE seq WHEN 2 THEN 103 ELSE 2 END WHERE seq IN (2, 3)",
    ];
    for attack in attacks {
        let place = TestDatabase::fresh();
        let database = database(&place);
        append(&database, 6, true);
        assert_eq!(verify(&database), Ok(6));
        tamper(&place, attack);
        assert!(verify(&database).is_err(), "{attack}");
    }
}

#[test]
fn what_cannot_be_opened_says_why() {
    assert!(matches!(Database::open("mysql://x"), Err(StoreError::UnknownUrl(_))));
    assert!(matches!(Database::open("sqlite:"), Err(StoreError::UnknownUrl(_))));
    assert!(matches!(Database::open("sqlite:/nowhere/x.db"), Err(StoreError::NoDatabase(_))));
    assert!(matches!(Database::open("postgres://localhost:none/x"), Err(StoreError::BadUrl(_))));
    let away = "postgres:///x?host=/nowhere&user=nobody";
    assert!(matches!(Database::open(away), Err(StoreError::Unreachable(_))));
    let place = TestDatabase::fresh();
    assert!(matches!(Database::open(place.url()), Err(StoreError::NoDatabase(_))));
    drop(database(&place));
    match place.path() {
        Some(path) => {
            let file = rusqlite::Connection::open(path).unwrap();
            file.pragma_update(None, "user_version", 99).unwrap();
        }
        None => {
            place.sql("INSERT INTO schema_version VALUES (99)").unwrap();
        }
    }
    assert!(matches!(Database::open(place.url()), Err(StoreError::TooNew { found: 99, .. })));
}

#[test]
fn another_writer_is_noticed() {
    let place = TestDatabase::fresh();
    let database = database(&place);
    let writer = database.writer().unwrap();
    let before = writer.foreign_changes().unwrap();
    let other = database.writer().unwrap();
    let mut heads = Set::default();
    heads.put(ChainHead { seq: 1, ..ChainHead::new("other") });
    other.begin().unwrap();
    crate::save(&other, &mut heads).unwrap();
    other.commit().unwrap();
    assert_ne!(writer.foreign_changes().unwrap(), before);
}

/// Writes what a set changed, as a group of its own.
fn write(writer: &Writer, set: &mut Set<ChainHead>) -> Result<(), StoreError> {
    writer.begin()?;
    let written = crate::save(writer, set).and_then(|()| writer.commit());
    writer.rollback();
    written
}

/// A row that was thought to be new is refused where the table has one by its key, and nothing is overwritten.
#[test]
fn a_row_that_is_not_new_after_all_is_refused() {
    let place = TestDatabase::fresh();
    let database = database(&place);
    let writer = database.writer().unwrap();
    let head = |seq| ChainHead { seq, ..ChainHead::new("other") };
    for (seq, is_first) in [(1, true), (2, false)] {
        let mut set = Set::default();
        set.put_new(head(seq));
        let written = write(&writer, &mut set);
        assert_eq!(written.is_ok(), is_first);
        assert!(is_first || matches!(written, Err(StoreError::Conflict(_))), "{written:?}");
    }
    assert_eq!(database.reader().unwrap().find(&head(1).key()).unwrap(), Some(head(1)));
}

/// A row that changes is changed where it lies; one that is gone meanwhile is not forgotten without a word.
#[test]
fn a_row_that_changes_is_written_or_missed() {
    let place = TestDatabase::fresh();
    let database = database(&place);
    let writer = database.writer().unwrap();
    let head = |seq| ChainHead { seq, ..ChainHead::new("other") };
    let mut set = Set::default();
    set.put_new(head(1));
    write(&writer, &mut set).unwrap();
    set.put(head(2));
    write(&writer, &mut set).unwrap();
    assert_eq!(database.reader().unwrap().find(&head(1).key()).unwrap(), Some(head(2)));
    let mut others = Set::default();
    others.remove(&head(2).key());
    write(&writer, &mut others).unwrap();
    set.put(head(3));
    let written = write(&writer, &mut set);
    let kept: Option<ChainHead> = database.reader().unwrap().find(&head(1).key()).unwrap();
    match place.path() {
        Some(_) => assert!(matches!(written, Err(StoreError::Conflict(_))) && kept.is_none(), "{written:?}"),
        None => assert_eq!(kept, Some(head(3))),
    }
}

fn connection(writer: &Writer) -> &rusqlite::Connection {
    match writer.link() {
        Link::Sqlite(connection) => connection,
        Link::Postgres(_) => panic!("a file is what this test is about"),
    }
}

/// Fills the file to a limit as a disk does that has no room left.
#[test]
fn a_full_disk_is_told_and_leaves_the_group_out() {
    let place = TestDatabase::fresh();
    let database = database(&place);
    if place.path().is_none() {
        return;
    }
    append(&database, 3, true);
    let writer = database.writer().unwrap();
    let pages: i64 = connection(&writer).pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    connection(&writer).pragma_update(None, "max_page_count", pages + 1).unwrap();
    writer.begin().unwrap();
    let mut head = writer.find::<ChainHead>(&("main".to_owned(),)).unwrap().unwrap();
    let mut events = Set::<Event>::default();
    for number in 100..400 {
        events.put(head.append(EventDraft { body: "x".repeat(500), ..draft(number) }));
    }
    let failed = crate::save(&writer, &mut events).unwrap_err();
    assert!(matches!(failed, StoreError::DiskFull), "{failed}");
    assert!(failed.is_transient() && failed.to_string().contains("free some space"));
    writer.rollback();
    assert_eq!(verify(&database), Ok(3));
    append(&database, 1, true);
    assert_eq!(verify(&database), Ok(4));
}

#[test]
fn a_database_that_cannot_be_written_says_so() {
    let place = TestDatabase::fresh();
    let database = database(&place);
    if place.path().is_none() {
        return;
    }
    append(&database, 2, true);
    let writer = database.writer().unwrap();
    connection(&writer).pragma_update(None, "query_only", true).unwrap();
    let mut heads = Set::default();
    heads.put(ChainHead::new("other"));
    let failed = crate::save(&writer, &mut heads).unwrap_err();
    assert!(matches!(failed, StoreError::ReadOnly), "{failed}");
    assert_eq!(verify(&database), Ok(2));
}

/// A payment of the tenth schema, which kept whom it goes to in its body alone.
const OLD_PAYMENT: &str = "INSERT INTO payment (jurisdiction, id, cycle, state, body, transfers) VALUES
    ('CN-ZJ', x'00000000000000000000000000000001', x'00000000000000000000000000000009', 'planned',
     '{\"receiver\":{\"party\":{\"home\":\"CN-SH\",\"party\":\"0000000000000000000000000n\"}}}', '[]'),
    ('CN-ZJ', x'00000000000000000000000000000002', x'00000000000000000000000000000009', 'planned',
     '{\"receiver\":{\"treasury\":\"CN-SH\"}}', '[]')";

#[test]
fn a_payment_that_was_there_before_is_found_by_whom_it_goes_to() {
    let place = TestDatabase::fresh();
    drop(database(&place));
    let back = match place.path() {
        Some(_) => "PRAGMA user_version = 10",
        None => "DELETE FROM schema_version WHERE version > 10",
    };
    for step in [
        "DROP INDEX claim_stands",
        "DROP INDEX claim_paid",
        "DROP INDEX claim_granted",
        "DROP INDEX claim_parts",
        "DROP INDEX voucher_scheme",
        "DROP INDEX bank_entry_attention",
        "DROP INDEX bank_entry_by_hand",
        "ALTER TABLE claim DROP COLUMN parts_open",
        "ALTER TABLE claim DROP COLUMN granted_minor",
        "ALTER TABLE claim DROP COLUMN accepted_at",
        "ALTER TABLE claim DROP COLUMN version",
        "ALTER TABLE claim DROP COLUMN scheme",
        "DROP INDEX notice_read",
        "DROP INDEX mail_done",
        "DROP INDEX payment_party",
        "ALTER TABLE payment DROP COLUMN party",
        OLD_PAYMENT,
        back,
    ] {
        tamper(&place, step);
    }
    let read = |fields: &mut jiangnan_store::Fields<'_>| fields.take::<String>();
    let parties = database(&place).reader().unwrap();
    let parties = parties.rows("payment", "SELECT party FROM payment ORDER BY id", &[], read).unwrap();
    assert_eq!(parties, [Id(21).to_string(), String::new()]);
}
