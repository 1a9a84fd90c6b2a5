//! No two times of one instrument overlap, however they are written: what the server sees to.

use std::collections::BTreeMap;

use jiangnan_kernel::{Id, Instant, PlaceCode, Rng, SplitMix64};
use jiangnan_store::entity::booking::SlotRow;
use jiangnan_store::{Lookup, Query, Set, StoreError, Writer};

use crate::blind::changes_of;
use crate::server::on_server;
use crate::turn::{Gate, look, nothing};

/// A stretch of one instrument's time.
pub fn slot(start: i64, until: i64, reservation: u128) -> SlotRow {
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

/// The same without a look at anything: as new times, held against the others in their turn.
fn save_blind(writer: &Writer, slots: &[SlotRow]) -> Result<(), StoreError> {
    let written = writer.write_blind(&nothing(writer), &changes_of(slots.iter().cloned()));
    writer.rollback();
    written.and_then(|seal| seal.wait())
}

/// Times of up to nine hours on three instruments, one to three at once, some in the place of others: they are refused
/// where two overlap, and only there.
#[test]
fn the_net_catches_every_overlap_and_nothing_else() {
    let Some((_place, database)) = on_server() else { return };
    let (writer, blind) = (database.writer().unwrap(), database.writer().unwrap());
    look(&blind);
    let mut rng = SplitMix64::new(16);
    let mut below = |end: u64| i64::try_from(rng.next_u64() % end).unwrap();
    let mut there = BTreeMap::new();
    let mut counts = [0; 4];
    for round in 0..800 {
        let mut slots = Vec::new();
        for _ in 0..=below(3) {
            let start = below(48) * 3_600;
            let of = slot(start, start + (1 + below(9)) * 3_600, round);
            slots.push(SlotRow { instrument: Id(1 + below(3).unsigned_abs() as u128), ..of });
        }
        let replaces = slots.iter().any(|slot| there.contains_key(&(slot.instrument, slot.start)));
        let mut after = there.clone();
        after.extend(slots.iter().map(|slot| ((slot.instrument, slot.start), slot.until)));
        let pairs = after.iter().zip(after.iter().skip(1));
        let fits = pairs.into_iter().all(|((one, until), (next, _))| one.0 != next.0 || *until <= next.1);
        let looks = round % 2 == 0;
        let saved = if looks { save_all(&writer, &slots) } else { save_blind(&blind, &slots) };
        let fits = fits && (looks || !replaces);
        assert_eq!(saved.is_ok(), fits, "round {round}: {slots:?} beside {there:?}: {saved:?}");
        counts[usize::from(fits) + 2 * usize::from(looks)] += 1;
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
    assert!(counts.iter().all(|count| *count > 50), "{counts:?}");
}

/// Of two who add overlapping times before the turn of either, the one whose turn is the later is refused.
#[test]
fn of_two_overlapping_times_on_their_way_one_stands() {
    let Some((_place, database)) = on_server() else { return };
    let writers = [(); 2].map(|()| database.writer().unwrap());
    writers.iter().for_each(look);
    let gate = Gate::closed(&database);
    let saved = std::thread::scope(|scope| {
        let (mut waiting, mut saving) = (0, Vec::new());
        for (writer, time) in writers.into_iter().zip([slot(0, 100, 1), slot(50, 150, 2)]) {
            saving.push(scope.spawn(move || save_blind(&writer, &[time])));
            waiting += 1;
            gate.until_waiting("advisory", waiting);
        }
        gate.open();
        saving.into_iter().map(|saved| saved.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(matches!(&saved[..], [Ok(()), Err(StoreError::Conflict(_))]), "{saved:?}");
    assert_eq!(database.reader().unwrap().list::<SlotRow>("", &[]).unwrap(), [slot(0, 100, 1)]);
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
