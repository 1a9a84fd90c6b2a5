//! Several writers of one server: they take turns, and of those that wait one is the next.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use jiangnan_store::{Database, Grounds, Query as _, StoreError, Writer};

use crate::blind::{changes_of, head};
use crate::server::{BREAK, on_server};

/// How long one is waited for who must not come.
const MOMENT: Duration = Duration::from_millis(300);
/// How long one is waited for who must come: less than the ten seconds after which who waits in vain comes back, too.
const LONG: Duration = Duration::from_secs(6);

/// What a group rests on that writes nothing, as it was when the writer last looked.
pub fn nothing(writer: &Writer) -> Grounds {
    let (connected, beyond_reserving) = (writer.connected(), writer.beyond_reserving());
    Grounds { connected, beyond_reserving, caps: Vec::new(), accounts: Vec::new() }
}

/// Lets a writer look what others have written.
pub fn look(writer: &Writer) {
    writer.begin().unwrap();
    writer.foreign_changes().unwrap();
    writer.rollback();
}

/// One who has the turn and sees who waits.
pub struct Gate(Writer);

impl Gate {
    /// Nobody gets a turn until it is [opened](Gate::open).
    pub fn closed(database: &Database) -> Gate {
        let gate = Gate(database.writer().unwrap());
        gate.asks("SELECT 1::int8 FROM pg_advisory_lock(4711, 2)");
        gate
    }

    /// What a statement finds.
    pub fn asks(&self, sql: &str) -> Vec<i64> {
        self.0.rows("pg_locks", sql, &[], |fields| fields.take()).unwrap()
    }

    /// Comes back when so many wait for such a thing.
    pub fn until_waiting(&self, what: &str, many: i64) {
        let sql = format!(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = '{what}'"
        );
        let comes = (0..LONG.as_millis()).any(|_| {
            std::thread::sleep(Duration::from_millis(1));
            self.asks(&sql) == [many]
        });
        assert!(comes, "not {many} of them wait for a lock ({what})");
    }

    /// Gives the turn to whoever waits for it.
    pub fn open(&self) {
        self.asks("SELECT 1::int8 FROM pg_advisory_unlock(4711, 2)");
    }
}

/// Lets a writer do something that may have to wait; it comes back when it is done.
fn away(writer: Writer, act: impl FnOnce(&Writer) + Send + 'static) -> Receiver<Writer> {
    let (back, come) = channel();
    std::thread::spawn(move || {
        act(&writer);
        back.send(writer).unwrap();
    });
    come
}

fn write_nothing(writer: &Writer) {
    writer.write_blind(&nothing(writer), &[]).unwrap().wait().unwrap();
}

fn comes(come: &Receiver<Writer>) -> Writer {
    come.recv_timeout(LONG).unwrap()
}

fn waits(come: &Receiver<Writer>) {
    assert_eq!(come.recv_timeout(MOMENT).err(), Some(RecvTimeoutError::Timeout));
}

#[test]
fn a_writer_knows_for_a_while_that_it_met_others() {
    let Some((_place, database)) = on_server() else { return };
    let (other, writer) = (database.writer().unwrap(), database.writer().unwrap());
    look(&writer);
    write_nothing(&writer);
    assert!(!writer.is_crowded());
    other.begin().unwrap();
    let come = away(writer, write_nothing);
    waits(&come);
    other.commit().unwrap();
    let writer = comes(&come);
    assert!(writer.is_crowded());
    let met = (0..1_000).take_while(|_| {
        write_nothing(&writer);
        writer.is_crowded()
    });
    assert_eq!(met.count(), 255);
}

#[test]
fn one_is_next_until_it_has_its_turn() {
    let Some((_place, database)) = on_server() else { return };
    let [writes, next, last] = [(); 3].map(|()| database.writer().unwrap());
    [&next, &last].into_iter().for_each(look);
    writes.begin().unwrap();
    next.come_next();
    let last = away(last, Writer::come_next);
    waits(&last);
    let next = away(next, write_nothing);
    waits(&next);
    waits(&last);
    writes.commit().unwrap();
    comes(&next);
    write_nothing(&comes(&last));
}

/// A command that two writers have at the same time is written by one of them; neither waits for what the other holds.
#[test]
fn what_is_written_blind_begins_after_those_who_look() {
    let Some((_place, database)) = on_server() else { return };
    let (looks, blind) = (database.writer().unwrap(), database.writer().unwrap());
    look(&blind);
    looks.begin().unwrap();
    let come = away(blind, |blind| {
        let refused = blind.write_blind(&nothing(blind), &changes_of([head("same", 1)])).unwrap_err();
        assert!(refused.to_string().contains("23505"), "{refused}");
    });
    waits(&come);
    changes_of([head("same", 1)]).iter().for_each(|changes| looks.write(changes).unwrap());
    looks.commit().unwrap();
    comes(&come).rollback();
}

/// Only what must see the rows of others waits for the turn.
#[test]
fn most_of_a_group_is_written_before_its_turn() {
    let Some((_place, database)) = on_server() else { return };
    let writer = database.writer().unwrap();
    look(&writer);
    let gate = Gate::closed(&database);
    let come = away(writer, |writer| {
        writer.write_blind(&nothing(writer), &changes_of([head("mine", 1)])).unwrap().wait().unwrap();
    });
    gate.until_waiting("advisory", 1);
    let written = "SELECT COUNT(*) FROM pg_locks AS written JOIN pg_locks AS turn USING (pid) \
         WHERE written.relation = 'chain_head'::regclass AND written.mode = 'RowExclusiveLock' \
         AND turn.classid = 4711 AND turn.objid = 2 AND NOT turn.granted";
    assert_eq!(gate.asks(written), [1]);
    gate.open();
    comes(&come);
}

/// Whoever does not write after all leaves the place of the next, however that comes about.
#[test]
fn who_is_next_and_goes_makes_room() {
    let Some((place, database)) = on_server() else { return };
    let (writer, mut other) = (database.writer().unwrap(), database.writer().unwrap());
    let goes: [fn(&Writer); 3] = [
        Writer::rollback,
        |writer| {
            writer.begin().unwrap();
            writer.commit().unwrap();
        },
        |writer| {
            let grounds = Grounds { beyond_reserving: -1, ..nothing(writer) };
            let refused = writer.write_blind(&grounds, &[]).unwrap_err();
            assert!(matches!(refused, StoreError::Conflict(_)), "{refused}");
            writer.rollback();
        },
    ];
    for go in goes {
        writer.come_next();
        let come = away(other, Writer::come_next);
        waits(&come);
        go(&writer);
        other = comes(&come);
        other.rollback();
    }
    writer.come_next();
    place.sql(BREAK).unwrap();
    let fresh = database.writer().unwrap();
    fresh.come_next();
    fresh.begin().unwrap();
    let failed = writer.write_blind(&nothing(&writer), &[]).unwrap_err();
    assert!(matches!(failed, StoreError::Unreachable(_)), "{failed}");
    writer.rollback();
    fresh.rollback();
    writer.begin().unwrap();
}

/// A turn for which one has waited in vain is no obstacle to the next try.
#[test]
fn who_did_not_get_its_turn_can_try_again() {
    let Some((_place, database)) = on_server() else { return };
    let (other, writer) = (database.writer().unwrap(), database.writer().unwrap());
    other.begin().unwrap();
    // The server sends away who stands still in the middle of a group: this one keeps asking it something.
    let tried = away(writer, |writer| {
        let refused = writer.begin().unwrap_err();
        assert!(matches!(refused, StoreError::Conflict(_)), "{refused}");
    });
    let writer = loop {
        other.foreign_changes().unwrap();
        match tried.recv_timeout(MOMENT) {
            Ok(writer) => break writer,
            Err(waits) => assert_eq!(waits, RecvTimeoutError::Timeout),
        }
    };
    other.rollback();
    writer.begin().unwrap();
    writer.commit().unwrap();
}
