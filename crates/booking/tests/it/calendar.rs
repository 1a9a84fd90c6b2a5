//! No overlap, for any sequence of commands.

use jiangnan_booking::{Calendar, Draft, Party, UsageRecord, Verdict};
use jiangnan_kernel::{Id, Instant, Interval};
use proptest::prelude::*;

use crate::script::{Desk, at};

/// Any time of one open Tuesday up to Thursday, on a grid of half an hour, 30 minutes to 5 hours long.
fn slot() -> impl Strategy<Value = Interval> {
    (0i64..144, 1i64..11).prop_map(|(start, length)| {
        let start = at("03-03", "00:00").plus_seconds(start * 1_800);
        Interval::new(start, start.plus_seconds(length * 1_800)).unwrap()
    })
}

#[derive(Clone, Debug)]
enum Command {
    Reserve(Interval),
    Approve(usize),
    Decline(usize),
    Cancel(usize, Party),
    Move(usize, Interval),
    Lapse(usize),
    Use(usize, Interval),
    NoShow(usize),
    Confirm(usize),
    Dispute(usize),
    Resolve(usize, Option<Interval>, bool),
    Wait(i64),
    Approval(bool),
}

fn command() -> impl Strategy<Value = Command> {
    let which = 0usize..24;
    prop_oneof![
        5 => slot().prop_map(Command::Reserve),
        1 => which.clone().prop_map(Command::Approve),
        1 => which.clone().prop_map(Command::Decline),
        1 => (which.clone(), prop_oneof![Just(Party::Enterprise), Just(Party::Provider)])
            .prop_map(|(which, party)| Command::Cancel(which, party)),
        3 => (which.clone(), slot()).prop_map(|(which, to)| Command::Move(which, to)),
        1 => which.clone().prop_map(Command::Lapse),
        1 => (which.clone(), slot()).prop_map(|(which, actual)| Command::Use(which, actual)),
        1 => which.clone().prop_map(Command::NoShow),
        1 => which.clone().prop_map(Command::Confirm),
        1 => which.clone().prop_map(Command::Dispute),
        1 => (which, proptest::option::of(slot()), any::<bool>())
            .prop_map(|(which, corrected, upheld)| Command::Resolve(which, corrected, upheld)),
        2 => (0i64..30_000).prop_map(Command::Wait),
        1 => any::<bool>().prop_map(Command::Approval),
    ]
}

fn usage(actual: Interval, now: Instant) -> UsageRecord {
    UsageRecord { actual, samples: 1, operator: String::new(), recorded_by: Id(1), recorded_at: now }
}

/// Runs one command; a refused one must leave everything as it was.
fn run(desk: &mut Desk, command: &Command) {
    let pick = |desk: &Desk, which: usize| {
        let count = desk.reservations.len().max(1);
        desk.reservations.iter().nth(which % count).map(|(name, found)| (name.clone(), found.clone()))
    };
    let (which, interval) = match command {
        Command::Wait(seconds) => {
            desk.now = desk.now.plus_seconds(*seconds);
            return;
        }
        Command::Approval(needed) => {
            desk.policy.approval_needed = *needed;
            return;
        }
        Command::Reserve(interval) => {
            let number = desk.reservations.len() as u128 + 1;
            let draft = Draft {
                id: Id(number),
                jurisdiction: "CN-SH".parse().unwrap(),
                instrument: Id(77),
                enterprise: Id(number % 3),
                requested_by: Id(5),
                interval: *interval,
            };
            if let Ok(step) = desk.open(&draft) {
                desk.save(&format!("{number:04}"), step);
            }
            return;
        }
        Command::Move(which, to) => (*which, Some(*to)),
        Command::Use(which, actual) => (*which, Some(*actual)),
        Command::Resolve(which, corrected, _) => (*which, *corrected),
        Command::Cancel(which, _) => (*which, None),
        Command::Approve(which)
        | Command::Decline(which)
        | Command::Lapse(which)
        | Command::NoShow(which)
        | Command::Confirm(which)
        | Command::Dispute(which) => (*which, None),
    };
    let Some((name, reservation)) = pick(desk, which) else { return };
    let now = desk.now;
    let result = match (command, interval) {
        (Command::Approve(_), _) => reservation.approve(now),
        (Command::Decline(_), _) => reservation.decline("no"),
        (Command::Cancel(_, party), _) => reservation.cancel(now, *party, "", &desk.policy),
        (Command::Move(..), Some(to)) => desk.move_to(&reservation, to),
        (Command::Lapse(_), _) => reservation.lapse(now),
        (Command::Use(..), Some(actual)) => reservation.record_usage(now, usage(actual, now)),
        (Command::NoShow(_), _) => reservation.record_no_show(now),
        (Command::Confirm(_), _) => reservation.confirm(),
        (Command::Dispute(_), _) => reservation.dispute("no"),
        (Command::Resolve(..), Some(actual)) => reservation.correct(now, usage(actual, now)),
        (Command::Resolve(_, _, true), None) => {
            let proposed = reservation.propose_ruling(now, Id(7), Verdict::Upheld, "");
            proposed.and_then(|step| step.reservation.confirm_ruling(Id(8), Verdict::Upheld))
        }
        _ => reservation.give_in(),
    };
    if let Ok(step) = result {
        assert_eq!(reservation.state.after(step.event), Some(step.reservation.state));
        desk.save(&name, step);
    }
}

proptest! {
    /// The calendar, fed from the states, always equals the set of occupying reservations, none of which
    /// overlap, whatever is asked in whatever order. `Desk::save` unwraps every insertion: a check that let
    /// an overlap through would fail there, too.
    #[test]
    fn no_sequence_of_commands_makes_an_overlap(commands in proptest::collection::vec(command(), 1..80)) {
        let mut desk = Desk::default();
        desk.policy.length_seconds_max = 4 * 3_600;
        desk.policy.cancel_free_hours = 5;
        desk.policy.request_lapses_seconds = 20_000;
        for command in &commands {
            run(&mut desk, command);
            desk.assert_calendar_is_the_reservations();
        }
    }

    /// The search by predecessor and successor gives what a scan of everything gives.
    #[test]
    fn the_calendar_finds_what_a_scan_finds(times in proptest::collection::vec((0i64..200, 1i64..30), 0..40), wanted in (0i64..200, 1i64..60)) {
        let interval = |(start, length): (i64, i64)| {
            Interval::new(Instant::from_seconds(start), Instant::from_seconds(start + length)).unwrap()
        };
        let mut calendar = Calendar::new();
        let mut kept: Vec<(Interval, Id)> = Vec::new();
        for (number, time) in times.into_iter().enumerate() {
            let (time, id) = (interval(time), Id(number as u128));
            let free = kept.iter().all(|(other, _)| !other.overlaps(time));
            prop_assert_eq!(calendar.insert(time, id).is_ok(), free);
            if free {
                kept.push((time, id));
            }
        }
        kept.sort();
        let wanted = interval(wanted);
        let scanned: Vec<Interval> = kept.iter().map(|kept| kept.0).filter(|time| time.overlaps(wanted)).collect();
        prop_assert_eq!(calendar.occupied(wanted, None), scanned.clone());
        prop_assert_eq!(calendar.first_overlap(wanted, None).map(|overlap| overlap.taken), scanned.first().copied());
        if let Some(&(time, id)) = kept.first() {
            prop_assert!(!calendar.occupied(wanted, Some(id)).contains(&time));
            prop_assert!(!calendar.remove(time, Id(999)));
            prop_assert!(calendar.remove(time, id));
            prop_assert!(!calendar.remove(time, id));
        }
    }
}
