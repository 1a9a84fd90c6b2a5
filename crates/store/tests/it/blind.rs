//! What is true of a server only: groups that stand before they are durable, and reservations that are written without a
//! look at what others have written.

use std::sync::Arc;

use jiangnan_kernel::{Currency, Id, PlaceCode};
use jiangnan_ledger::Constraint;
use jiangnan_store::entity::money::{AccountRow, CapUseRow};
use jiangnan_store::{ChainHead, Changes, Database, Entity, Grounds, Query, Set, StoreError, Writer};
use jiangnan_testbed::TestDatabase;

use crate::server::{BREAK, on_server};
use crate::times::slot;
use crate::turn::{Gate, look};

pub fn changes_of<E: Entity>(rows: impl IntoIterator<Item = E>) -> Vec<Changes> {
    let mut set = Set::default();
    rows.into_iter().for_each(|row| set.put_new(row));
    set.take_changes().into_iter().collect()
}

pub fn head(writer: &str, seq: i64) -> ChainHead {
    ChainHead { seq, ..ChainHead::new(writer) }
}

fn write_early(writer: &Writer, row: ChainHead) -> jiangnan_store::Seal {
    writer.begin().unwrap();
    changes_of([row]).iter().for_each(|changes| writer.write(changes).unwrap());
    writer.commit_early().unwrap()
}

#[test]
fn an_early_group_stands_at_once_and_is_durable_when_its_seal_says_so() {
    let Some((_place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    let seals = [write_early(&writer, head("a", 1)), write_early(&writer, head("b", 1))];
    assert!(seals.iter().all(|seal| !seal.is_done() && seal.is_with(&seals[0])));
    assert_eq!(database.reader().unwrap().list::<ChainHead>("", &[]).unwrap().len(), 2);
    // One is enough for both.
    seals[1].wait().unwrap();
    seals[0].wait().unwrap();
}

/// The first group of a writer that is refused is not taken for one that stands, whatever is asked on the way.
#[test]
fn what_was_refused_is_told_by_an_early_group_too() {
    let Some((_place, database)) = on_server() else { return };
    write_early(&database.writer().unwrap(), head("a", 1)).wait().unwrap();
    let writer = database.writer().unwrap();
    writer.begin().unwrap();
    changes_of([head("a", 2)]).iter().for_each(|changes| writer.write(changes).unwrap());
    let refused = writer.commit_early().unwrap_err();
    assert!(matches!(refused, StoreError::Conflict(_)), "{refused}");
}

/// The server may have started anew when the connection of a seal breaks: what stood may be gone, and no connection that
/// was made afterwards can say that it is durable.
#[test]
fn no_seal_speaks_for_a_server_that_may_have_started_anew() {
    let Some((place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    let (before, connected) = (write_early(&writer, head("a", 1)), writer.connected());
    place.sql(BREAK).unwrap();
    let failed = before.wait().unwrap_err();
    assert!(matches!(failed, StoreError::Unreachable(_)), "{failed}");
    let after = write_early(&writer, head("b", 1));
    assert!(!after.is_with(&before) && writer.connected() > connected);
    after.wait().unwrap();
    before.wait().unwrap_err();
}

/// Without a connection for a seal each group waits for itself, and is not delayed by the question on top.
#[test]
fn a_server_without_room_for_a_seal_is_not_asked_by_each_group() {
    let Some((place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    place.sql("UPDATE pg_database SET datallowconn = false WHERE datname = current_database()").unwrap();
    assert!(write_early(&writer, head("a", 1)).is_done());
    let open =
        "UPDATE pg_database SET datallowconn = true WHERE datname = current_database() RETURNING 1::int8";
    writer.rows("pg_database", open, &[], |fields| fields.take::<i64>()).unwrap();
    assert!(write_early(&writer, head("b", 1)).is_done(), "it was asked again at once");
    let later = database.writer().unwrap();
    let seal = write_early(&later, head("c", 1));
    assert!(!seal.is_done());
    seal.wait().unwrap();
}

fn home() -> PlaceCode {
    "CN-ZJ".parse().unwrap()
}

/// A wallet that holds 100, of which so much is set aside.
fn wallet(debits_pending: i64) -> AccountRow {
    AccountRow {
        jurisdiction: home(),
        id: Id(1),
        code: "wallet:1:CNY".to_owned(),
        currency: Currency::CNY,
        kept: Constraint::DebitsNotAboveCredits,
        debits_pending,
        debits_posted: 0,
        credits_pending: 0,
        credits_posted: 100,
    }
}

fn cap(used: i64) -> CapUseRow {
    CapUseRow { jurisdiction: home(), cap: "a cap".to_owned(), used }
}

/// Five more than so many counted under a cap.
fn five_more(cap: CapUseRow) -> Vec<(Arc<CapUseRow>, Arc<CapUseRow>)> {
    let is = CapUseRow { used: cap.used + 5, ..cap.clone() };
    vec![(Arc::new(cap), Arc::new(is))]
}

/// A wallet of which nothing is set aside and a cap of which 10 are used.
fn prepared() -> Option<(TestDatabase, Database, Writer, Grounds)> {
    let (place, database) = on_server()?;
    let writer = database.writer().unwrap();
    writer.begin().unwrap();
    let changes = changes_of([wallet(0)]).into_iter().chain(changes_of([cap(10)]));
    changes.for_each(|changes| writer.write(&changes).unwrap());
    writer.commit().unwrap();
    look(&writer);
    let grounds = Grounds {
        connected: writer.connected(),
        beyond_reserving: writer.beyond_reserving(),
        caps: five_more(cap(10)),
        accounts: vec![(Arc::new(wallet(0)), Arc::new(wallet(30)))],
    };
    Some((place, database, writer, grounds))
}

/// What is set aside of the wallet, and how far the chain has come that is written beside it.
fn found(database: &Database) -> (i64, usize) {
    let reader = database.reader().unwrap();
    let wallet = reader.find::<AccountRow>(&(home(), Id(1))).unwrap().unwrap();
    (wallet.debits_pending, reader.list::<ChainHead>("", &[]).unwrap().len())
}

fn refused(writer: &Writer, grounds: &Grounds) {
    let refused = writer.write_blind(grounds, &changes_of([head("refused", 1)])).unwrap_err();
    assert!(matches!(refused, StoreError::Conflict(_)), "{refused}");
    writer.rollback();
}

#[test]
fn what_is_written_blind_adds_to_what_others_have_added() {
    let Some((_place, database, writer, grounds)) = prepared() else { return };
    let other = database.writer().unwrap();
    let theirs = Grounds { connected: other.connected(), caps: Vec::new(), ..grounds.clone() };
    other.write_blind(&theirs, &changes_of([head("theirs", 1)])).unwrap().wait().unwrap();
    writer.write_blind(&grounds, &changes_of([head("mine", 1)])).unwrap().wait().unwrap();
    assert_eq!(found(&database), (60, 2));
    // A third and a fourth time there is not enough left, and nothing of it is written.
    other.write_blind(&theirs, &[]).unwrap().wait().unwrap();
    refused(&writer, &Grounds { caps: Vec::new(), ..grounds });
    assert_eq!((found(&database), used(&database)), ((90, 2), 15));
}

#[test]
fn what_is_written_blind_is_refused_where_it_rests_on_what_is_no_more() {
    let Some((_place, database, writer, grounds)) = prepared() else { return };
    refused(&writer, &Grounds { caps: five_more(cap(9)), ..grounds.clone() });
    refused(
        &writer,
        &Grounds { caps: five_more(CapUseRow { cap: "none".to_owned(), ..cap(0) }), ..grounds.clone() },
    );
    refused(&writer, &Grounds { connected: writer.connected() + 1, ..grounds.clone() });
    let other = database.writer().unwrap();
    other.begin().unwrap();
    other.mark_beyond_reserving().unwrap();
    other.commit().unwrap();
    refused(&writer, &grounds);
    assert_eq!(found(&database), (0, 0));
    look(&writer);
    let grounds = Grounds { beyond_reserving: writer.beyond_reserving(), ..grounds };
    writer.write_blind(&grounds, &[]).unwrap().wait().unwrap();
    assert_eq!((found(&database), used(&database)), ((30, 0), 15));
}

/// How much of the cap is used.
fn used(database: &Database) -> i64 {
    let reader = database.reader().unwrap();
    reader.find::<CapUseRow>(&(home(), "a cap".to_owned())).unwrap().unwrap().used
}

/// Whoever counts under a cap that another is counting under waits for that one, and is then refused; where the other gives
/// up, it goes on.
#[test]
fn two_who_count_under_one_cap_do_so_one_after_the_other() {
    for stands in [true, false] {
        let Some((_place, database, writer, grounds)) = prepared() else { return };
        let other = database.writer().unwrap();
        look(&other);
        let gate = Gate::closed(&database);
        let theirs = Grounds { connected: other.connected(), ..grounds.clone() };
        // What overlaps is given up in its turn, and what was counted with it.
        let times = changes_of([slot(0, 100, 1), slot(if stands { 100 } else { 50 }, 150, 2)]);
        let (first, second) = std::thread::scope(|scope| {
            let (grounds, theirs) = (&grounds, &theirs);
            let first = scope.spawn(move || stands_by(&writer, grounds, &times));
            gate.until_waiting("advisory", 1);
            let second = scope.spawn(move || stands_by(&other, theirs, &[]));
            gate.until_waiting("transactionid", 1);
            gate.open();
            (first.join().unwrap(), second.join().unwrap())
        });
        assert_eq!((first, second), (stands, !stands));
        assert_eq!((used(&database), found(&database).0), (15, 30));
    }
}

/// Whether a writer could write this.
fn stands_by(writer: &Writer, grounds: &Grounds, changes: &[Changes]) -> bool {
    let wrote = writer.write_blind(grounds, changes).and_then(|seal| seal.wait());
    writer.rollback();
    wrote.is_ok()
}

/// What is owed to an organisation is added to by everybody: in the turn, so that nobody holds what another with a turn needs.
/// A wallet is added to before, and refuses there what it does not have.
#[test]
fn what_all_add_to_is_added_to_in_the_turn() {
    let Some((_place, database, writer, grounds)) = prepared() else { return };
    let payable = |owed| AccountRow {
        id: Id(2),
        kept: Constraint::None,
        credits_pending: owed,
        credits_posted: 0,
        ..wallet(0)
    };
    let other = database.writer().unwrap();
    other.begin().unwrap();
    changes_of([payable(0)]).iter().for_each(|changes| other.write(changes).unwrap());
    other.commit().unwrap();
    look(&other);
    let gate = Gate::closed(&database);
    let owed = (Arc::new(payable(0)), Arc::new(payable(30)));
    let [from_wallet] = &grounds.accounts[..] else { panic!("one wallet") };
    let both = Grounds { accounts: vec![from_wallet.clone(), owed.clone()], ..grounds.clone() };
    let theirs = Grounds { connected: other.connected(), caps: Vec::new(), accounts: vec![owed], ..grounds };
    std::thread::scope(|scope| {
        let (both, theirs) = (&both, &theirs);
        let first = scope.spawn(move || stands_by(&writer, both, &[]));
        gate.until_waiting("advisory", 1);
        let locked = |id: i64| {
            let id = format!("decode(lpad('{id}', 32, '0'), 'hex')");
            let sql = format!(
                "SELECT COUNT(*) FROM (SELECT FROM account WHERE id = {id} FOR UPDATE SKIP LOCKED) AS free"
            );
            gate.asks(&sql) == [0]
        };
        assert_eq!((locked(1), locked(2)), (true, false));
        let second = scope.spawn(move || stands_by(&other, theirs, &[]));
        gate.until_waiting("advisory", 2);
        gate.open();
        assert!(first.join().unwrap() && second.join().unwrap());
    });
    let reader = database.reader().unwrap();
    assert_eq!(reader.find::<AccountRow>(&(home(), Id(2))).unwrap(), Some(payable(60)));
    assert_eq!(found(&database).0, 30);
}

/// A file has one writer, which always looks.
#[test]
fn a_file_is_never_written_blind() {
    let place = TestDatabase::fresh();
    let Some(_) = place.path() else { return };
    let writer = Database::create(place.url()).unwrap().writer().unwrap();
    let grounds = Grounds { connected: 1, beyond_reserving: 0, caps: Vec::new(), accounts: Vec::new() };
    refused(&writer, &grounds);
    writer.begin().unwrap();
    assert_eq!(writer.mark_beyond_reserving().unwrap(), writer.beyond_reserving());
    assert!(writer.commit_early().unwrap().is_done(), "a file is durable with its commit");
}
