//! Histories as tables, one per rule.

use jiangnan_kernel::{Currency, Id, Instant};
use jiangnan_ledger::{Account, Constraint, Context, Kind, Outcome, Refusal, Transfer, decide};

use crate::language::{check, id};

#[test]
fn a_voucher_from_appropriation_to_payout() {
    check(
        "account bank CNY none
         account fund CNY debits
         account wallet CNY debits
         account payable CNY none
         appropriate bank fund 1000000.00 post = done
         grant fund wallet 300000.00 post = done
         reserve wallet payable 1200.00 set-aside 900 = done
         wallet 1200.00 0.00 0.00 300000.00 ?
         payable 0.00 0.00 1200.00 0.00 ?
         at 800
         accept wallet payable 1000.00 post-of reserve = done    # the officer accepts a part
         wallet 0.00 1000.00 0.00 300000.00 ?                    # the rest is released
         payable 0.00 0.00 0.00 1000.00 ?
         payout payable bank 1000.00 post = done
         bank 0.00 1000000.00 0.00 1000.00 ?
         clawback bank payable 400.00 reverse payout = done
         return payable wallet 400.00 reverse accept = done
         wallet 0.00 1000.00 0.00 300400.00 ?",
    );
}

#[test]
fn the_same_id_answers_as_before() {
    check(
        "account a CNY none
         account b CNY none
         t a b 1.00 post = done
         at 50
         t a b 1.00 post = again
         t a b 1.01 post = id_already_used_with_other_content
         t b a 1.00 post = id_already_used_with_other_content
         t a b 1.00 set-aside = id_already_used_with_other_content
         a 0.00 1.00 0.00 0.00 ?
         p a b 2.00 set-aside = done
         v a b 2.00 void p = done
         p a b 2.00 set-aside = again        # also after it was voided
         v a b 2.00 void p = again
         a 0.00 1.00 0.00 0.00 ?",
    );
}

#[test]
fn shape_and_accounts_come_before_balances() {
    check(
        "account a CNY debits
         account b CNY none
         account e EUR none
         zero a b 1.00 post = id_must_not_be_zero
         t a a 0.00 post = amount_must_be_positive
         t a b -1.00 post = amount_must_be_positive
         t a a 1.00 post = accounts_must_differ
         t x y 1.00 post = debit_account_not_found
         t a y 1.00 post = credit_account_not_found
         t e a 1.00 post = debit_account_has_other_currency
         t a e 1.00 post = credit_account_has_other_currency
         t a b 1.00/EUR post = debit_account_has_other_currency
         at 10
         t a b 1.00 set-aside 10 = expiry_must_be_after_start
         t a b 1.00 void p = referred_transfer_not_found
         t a b 1.00 post = debits_exceed_credits",
    );
}

#[test]
fn a_pending_transfer_ends_once() {
    check(
        "account a CNY none
         account b CNY none
         p a b 5.00 set-aside = done
         q a b 5.00 post-of p = done
         r a b 5.00 post-of p = pending_already_posted
         v a b 5.00 void p = pending_already_posted
         p2 a b 5.00 set-aside = done
         v2 a b 5.00 void p2 = done
         q2 a b 5.00 post-of p2 = pending_already_voided
         p3 a b 5.00 set-aside 10 = done
         at 10
         x3 a b 5.00 expire p3 = done
         v3 a b 5.00 void p3 = pending_already_expired
         a 0.00 5.00 0.00 0.00 ?",
    );
}

#[test]
fn time_runs_out_for_a_pending_transfer() {
    check(
        "account a CNY none
         account b CNY none
         p a b 5.00 set-aside 100 = done
         n a b 5.00 set-aside = done
         at 99
         x a b 5.00 expire p = pending_not_due_yet
         x a b 5.00 expire n = pending_never_expires
         at 100
         q a b 5.00 post-of p = pending_is_due_to_expire
         x a b 4.00 expire p = amount_differs_from_pending
         x a b 5.00 expire p = done
         p4 a b 5.00 set-aside 200 = done
         at 300
         v4 a b 5.00 void p4 = done           # releasing late does no harm
         a 5.00 0.00 0.00 0.00 ?",
    );
}

#[test]
fn following_transfers_keep_to_the_first() {
    check(
        "account a CNY none
         account b CNY none
         account c CNY none
         t a b 5.00 post = done
         p a b 5.00 set-aside = done
         q b a 5.00 post-of p = accounts_differ_from_referred
         q a c 5.00 post-of p = accounts_differ_from_referred
         q a b 5.01 post-of p = amount_above_pending
         v a b 4.99 void p = amount_differs_from_pending
         v a b 5.00 void t = referred_transfer_was_not_pending
         r b a 5.00 reverse p = referred_transfer_was_not_posted
         q a b 5.00 post-of p = done
         r b a 5.00 reverse p = referred_transfer_was_not_posted   # reverse the posting, not the pending
         r b a 5.00 reverse q = done",
    );
}

#[test]
fn reversals_never_exceed_the_transfer() {
    check(
        "account a CNY none
         account b CNY debits
         account c CNY none
         t a b 5.00 post = done
         r1 a b 1.00 reverse t = accounts_differ_from_referred
         r1 b a 3.00 reverse t = done
         r2 b a 2.01 reverse t = amount_above_reversible
         r2 b a 2.00 reverse t = done
         r3 b a 0.01 reverse t = amount_above_reversible
         back a b 2.00 reverse r2 = done       # a reversal can be reversed
         spend b c 1.50 post = done
         r4 b a 2.00 reverse back = debits_exceed_credits
         b 0.00 6.50 0.00 7.00 ?",
    );
}

#[test]
fn constraints_count_what_is_set_aside() {
    check(
        "account bank CNY none
         account wallet CNY debits
         account loan CNY credits
         account shop CNY none
         g bank wallet 10.00 post = done
         p1 wallet shop 6.00 set-aside = done
         p2 wallet shop 4.01 set-aside = debits_exceed_credits
         p2 wallet shop 4.00 set-aside = done
         v1 wallet shop 6.00 void p1 = done
         p3 wallet shop 6.00 post = done
         in bank wallet 9.00 set-aside = done
         p4 wallet shop 0.01 post = debits_exceed_credits     # announced income cannot be spent
         l1 bank loan 1.00 post = credits_exceed_debits
         l2 loan bank 1.00 post = done
         l3 bank loan 1.00 set-aside = done
         l4 bank loan 0.01 post = credits_exceed_debits",
    );
}

#[test]
fn the_ends_of_64_bits_are_refused() {
    check(
        "account a CNY none
         account b CNY none
         t a b 92233720368547758.07 post = done
         u a b 0.01 post = balance_too_large
         v a b 0.01 set-aside = balance_too_large",
    );
}

fn transfer() -> Transfer {
    Transfer {
        id: id("t"),
        debit: id("a"),
        credit: id("b"),
        amount_minor: 120_000,
        currency: Currency::CNY,
        kind: Kind::Posted,
        reference: Id(9),
        at: Instant::from_seconds(0),
    }
}

#[test]
fn values_under_other_ids_count_as_absent() {
    let other = Account::new(id("x"), Currency::CNY, Constraint::None);
    let context = Context { debit: Some(&other), credit: Some(&other), ..Context::default() };
    let refusal = decide(&transfer(), &context).unwrap_err();
    assert_eq!(refusal, Refusal::DebitAccountNotFound { account: id("a") });
    assert!(refusal.is_transient());
}

#[test]
fn refusals_say_the_amounts_and_what_to_do() {
    let debit = Account {
        credits_posted: 100_000,
        ..Account::new(id("a"), Currency::CNY, Constraint::DebitsNotAboveCredits)
    };
    let credit = Account::new(id("b"), Currency::CNY, Constraint::None);
    let context = Context { debit: Some(&debit), credit: Some(&credit), ..Context::default() };
    let refusal = decide(&transfer(), &context).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "account `00000000000000000000000031` has 1000.00 CNY available, `1200.00 CNY` is asked: \
         credit it first or ask for less"
    );
    let json = serde_json::to_value(&refusal).unwrap();
    assert_eq!(json["code"], refusal.code());
    assert_eq!(serde_json::from_value::<Refusal>(json).unwrap(), refusal);
}

#[test]
fn records_build_the_transfers_that_follow_them() {
    let mut ledger = check(
        "account a CNY none
         account b CNY none
         t a b 5.00 post = done
         p a b 5.00 set-aside 10 = done
         p2 a b 5.00 set-aside 10 = done
         p3 a b 5.00 set-aside = done",
    );
    let now = Instant::from_seconds(5);
    let later = Instant::from_seconds(10);
    let record = |name: &str| ledger.record(id(name)).unwrap().clone();
    let follow = [
        record("t").reverse(id("r"), 200, now),
        record("p").post(id("q"), 300, now),
        record("p2").expire(id("x"), later),
        record("p3").void(id("v"), now),
    ];
    assert!(record("p2").is_due(later) && !record("p2").is_due(now) && !record("p3").is_due(later));
    for transfer in follow {
        assert!(matches!(ledger.apply(&transfer), Ok(Outcome::Done(_))), "{transfer:?}");
    }
    let account = ledger.account(id("b")).unwrap();
    assert_eq!((account.balance_minor(), account.credits_pending), (600, 0));
    assert_eq!(ledger.record(id("t")).unwrap().reversible_minor(), 300);
    assert_eq!(ledger.record(id("q")).unwrap().reversible_minor(), 300);
    assert_eq!(ledger.record(id("p")).unwrap().reversible_minor(), 0);
}

#[test]
fn values_survive_json() {
    let ledger = check(
        "account a CNY none
         account b CNY debits
         p a b 5.00 set-aside 10 = done
         q a b 4.00 post-of p = done",
    );
    for record in ledger.records() {
        let text = serde_json::to_string(record).unwrap();
        assert_eq!(&serde_json::from_str::<jiangnan_ledger::Record>(&text).unwrap(), record);
    }
    for account in ledger.accounts() {
        let text = serde_json::to_string(account).unwrap();
        assert_eq!(&serde_json::from_str::<Account>(&text).unwrap(), account);
    }
}
