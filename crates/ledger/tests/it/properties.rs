//! Properties of random histories: many accounts, all kinds of transfers, any order.

use jiangnan_kernel::{Currency, Id, Instant};
use jiangnan_ledger::{Account, Constraint, Kind, Ledger, Outcome, Refusal, State, Transfer};
use proptest::prelude::*;

const ACCOUNTS: u128 = 6;

/// A random step: numbers that are turned into a transfer over the ledger as it is then, so that following
/// transfers hit existing ones often.
#[derive(Clone, Debug)]
struct Step {
    what: u8,
    debit: u128,
    credit: u128,
    amount_minor: i64,
    target: usize,
    seconds: i64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0u8..10, 0..ACCOUNTS, 0..ACCOUNTS, 1i64..1_000, any::<usize>(), 0i64..200);
    let step = step.prop_map(|(what, debit, credit, amount_minor, target, seconds)| Step {
        what,
        debit,
        credit,
        amount_minor,
        target,
        seconds,
    });
    prop::collection::vec(step, 1..120)
}

/// Two accounts each without constraint, with one, with the other; the last pair in euros.
fn ledger() -> Ledger {
    let mut ledger = Ledger::default();
    let kinds = [Constraint::None, Constraint::DebitsNotAboveCredits, Constraint::CreditsNotAboveDebits];
    for number in 0..ACCOUNTS {
        let constraint = kinds[usize::try_from(number).unwrap() % 3];
        let currency = if number < 5 { Currency::CNY } else { Currency::EUR };
        ledger.open(Account::new(Id(1_000 + number), currency, constraint));
    }
    ledger
}

fn transfer_of(step: &Step, number: usize, ledger: &Ledger) -> Transfer {
    let id = Id(1 + number as u128);
    let at = Instant::from_seconds(step.seconds);
    let records: Vec<_> = ledger.records().collect();
    let target = (!records.is_empty()).then(|| records[step.target % records.len()]);
    match (step.what, target) {
        (4 | 5, Some(record)) => record.post(id, step.amount_minor.min(record.transfer.amount_minor), at),
        (6, Some(record)) => record.void(id, at),
        (7, Some(record)) => record.expire(id, at),
        (8, Some(record)) => record.reverse(id, step.amount_minor, at),
        (9, Some(record)) => record.transfer.clone(),
        (what, _) => Transfer {
            id,
            debit: Id(1_000 + step.debit),
            credit: Id(1_000 + step.credit),
            amount_minor: step.amount_minor,
            currency: Currency::CNY,
            kind: match what {
                0 | 1 => Kind::Posted,
                2 => Kind::Pending { expires: None },
                _ => Kind::Pending { expires: Some(Instant::from_seconds(step.seconds + 50)) },
            },
            reference: Id(7),
            at,
        },
    }
}

/// The sums that follow from the records alone, to compare with those kept in the accounts.
fn recomputed(ledger: &Ledger, account: Id) -> [i64; 4] {
    let mut sums = [0; 4];
    for record in ledger.records() {
        let Transfer { debit, credit, amount_minor, kind, .. } = record.transfer.clone();
        let pending = record.state == State::Pending;
        let posted = matches!(kind, Kind::Posted | Kind::PostPending { .. } | Kind::Reverse { .. });
        for (side, offset) in [(debit, 0), (credit, 2)] {
            if side == account {
                sums[offset] += if pending { amount_minor } else { 0 };
                sums[offset + 1] += if posted { amount_minor } else { 0 };
            }
        }
    }
    sums
}

proptest! {
    #[test]
    fn books_balance_and_constraints_hold_after_every_step(steps in steps()) {
        let mut ledger = ledger();
        for (number, step) in steps.iter().enumerate() {
            let before = ledger.clone();
            let transfer = transfer_of(step, number, &ledger);
            let answer = ledger.apply(&transfer);
            prop_assert!(ledger.totals_balance());
            prop_assert!(ledger.accounts().all(Account::keeps_constraint), "{:?}", transfer);
            if !matches!(answer, Ok(Outcome::Done(_))) {
                prop_assert_eq!(&ledger, &before);
            }
        }
        for account in ledger.accounts() {
            let kept = [
                account.debits_pending, account.debits_posted, account.credits_pending, account.credits_posted,
            ];
            prop_assert_eq!(kept, recomputed(&ledger, account.id));
        }
    }

    #[test]
    fn a_repeated_transfer_changes_nothing(steps in steps()) {
        let mut ledger = ledger();
        for (number, step) in steps.iter().enumerate() {
            let transfer = transfer_of(step, number, &ledger);
            if !matches!(ledger.apply(&transfer), Ok(Outcome::Done(_))) {
                continue;
            }
            let after = ledger.clone();
            prop_assert_eq!(ledger.apply(&transfer), Ok(Outcome::AlreadyDone));
            let other = Transfer { reference: Id(8), ..transfer.clone() };
            let refusal = Refusal::IdAlreadyUsedWithOtherContent { id: transfer.id };
            prop_assert_eq!(ledger.apply(&other), Err(refusal));
            prop_assert_eq!(&ledger, &after);
        }
        let replayed: Vec<Transfer> = ledger.records().map(|record| record.transfer.clone()).collect();
        let before = ledger.clone();
        for transfer in &replayed {
            prop_assert_eq!(ledger.apply(transfer), Ok(Outcome::AlreadyDone));
        }
        prop_assert_eq!(ledger, before);
    }

    #[test]
    fn posting_a_part_and_releasing_the_rest_restores(part in 0i64..9_000, rest in 1i64..9_000, spare in 0i64..9_000) {
        let (aside, granted) = (part + rest, part + rest + spare);
        let mut ledger = ledger();
        let (bank, wallet) = (Id(1_000), Id(1_001));
        let post = |id: u128, debit, credit, amount_minor, kind| Transfer {
            id: Id(id), debit, credit, amount_minor, kind,
            currency: Currency::CNY, reference: Id(7), at: Instant::from_seconds(0),
        };
        ledger.apply(&post(1, bank, wallet, granted, Kind::Posted)).unwrap();
        let start = ledger.account(wallet).unwrap().clone();
        ledger.apply(&post(2, wallet, bank, aside, Kind::Pending { expires: None })).unwrap();
        prop_assert_eq!(ledger.account(wallet).unwrap().available_minor(), granted - aside);
        let record = ledger.record(Id(2)).unwrap().clone();
        let end = if part == 0 {
            record.void(Id(3), record.transfer.at)
        } else {
            record.post(Id(3), part, record.transfer.at)
        };
        ledger.apply(&end).unwrap();
        prop_assert_eq!(ledger.account(wallet).unwrap().available_minor(), granted - part);
        if part > 0 {
            let posted = ledger.record(Id(3)).unwrap().clone();
            ledger.apply(&posted.reverse(Id(4), part, posted.transfer.at)).unwrap();
        }
        let now = ledger.account(wallet).unwrap();
        prop_assert_eq!((now.debits_pending, now.available_minor()), (0, start.available_minor()));
    }
}
