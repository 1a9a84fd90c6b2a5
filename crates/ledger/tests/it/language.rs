//! The text language of the tables.
//!
//! ```text
//! account NAME CURRENCY none|debits|credits       open an account; the word names what is limited
//! at SECONDS                                      set the clock
//! ID DEBIT CREDIT AMOUNT KIND... = OUTCOME        apply a transfer; OUTCOME is done, again or a code
//! NAME DP DS CP CS ?                              the four sums of an account
//! ```
//! KIND is `post`, `set-aside [SECONDS]`, `post-of ID`, `void ID`, `expire ID` or `reverse ID`. Names and
//! ids are single words. `#` starts a remark.

use jiangnan_kernel::{Currency, Id, Instant};
use jiangnan_ledger::{Account, Constraint, Kind, Ledger, Outcome, Transfer};

/// Runs a table; fails with its line where an outcome or a sum differs.
pub fn check(table: &str) -> Ledger {
    let mut run = Run { ledger: Ledger::default(), now: Instant::from_seconds(0) };
    for (number, line) in table.lines().enumerate() {
        let line = line.split('#').next().unwrap_or("").trim();
        if !line.is_empty() {
            run.line(line).unwrap_or_else(|wrong| panic!("line {}: `{line}`: {wrong}", number + 1));
            assert!(run.ledger.totals_balance(), "line {}: totals differ", number + 1);
        }
    }
    run.ledger
}

/// The id of a word: its bytes as a number, so that equal words are equal ids.
pub fn id(word: &str) -> Id {
    Id(word.bytes().fold(0, |number, byte| (number << 8) | u128::from(byte)))
}

struct Run {
    ledger: Ledger,
    now: Instant,
}

impl Run {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["account", name, currency, limit] => self.open(name, currency, limit),
            ["at", seconds] => {
                self.now = Instant::from_seconds(seconds.parse().map_err(|_| "no number")?);
                Ok(())
            }
            [name, dp, ds, cp, cs, "?"] => self.sums(name, [dp, ds, cp, cs]),
            [transfer, debit, credit, amount, kind @ .., "=", outcome] => {
                self.transfer(transfer, [debit, credit], amount, kind, outcome)
            }
            _ => Err("not a line of the language".to_owned()),
        }
    }

    fn open(&mut self, name: &str, currency: &str, limit: &str) -> Result<(), String> {
        let constraint = match limit {
            "none" => Constraint::None,
            "debits" => Constraint::DebitsNotAboveCredits,
            "credits" => Constraint::CreditsNotAboveDebits,
            _ => return Err(format!("`{limit}` limits nothing")),
        };
        let currency: Currency = currency.parse().map_err(|error| format!("{error}"))?;
        self.ledger
            .open(Account::new(id(name), currency, constraint))
            .then_some(())
            .ok_or("opened twice".into())
    }

    fn sums(&self, name: &str, expected: [&&str; 4]) -> Result<(), String> {
        let account = self.ledger.account(id(name)).ok_or("no such account")?;
        let sums =
            [account.debits_pending, account.debits_posted, account.credits_pending, account.credits_posted];
        let got = sums.map(|minor| account.currency.format_minor(minor));
        if got.iter().zip(expected).all(|(got, expected)| got == expected) {
            Ok(())
        } else {
            Err(format!("the sums are {got:?}"))
        }
    }

    fn transfer(
        &mut self,
        name: &str,
        [debit, credit]: [&str; 2],
        amount: &str,
        kind: &[&str],
        expected: &str,
    ) -> Result<(), String> {
        let (amount, currency) = match amount.split_once('/') {
            Some((amount, currency)) => (amount, currency.parse().map_err(|error| format!("{error}"))?),
            None => (amount, Currency::CNY),
        };
        let transfer = Transfer {
            id: if name == "zero" { Id(0) } else { id(name) },
            debit: id(debit),
            credit: id(credit),
            amount_minor: currency.parse_minor(amount).map_err(|error| error.to_string())?,
            currency,
            kind: read_kind(kind)?,
            reference: id("reference"),
            at: self.now,
        };
        let before = self.ledger.clone();
        let got = match self.ledger.apply(&transfer) {
            Ok(Outcome::Done(_)) => "done",
            Ok(Outcome::AlreadyDone) => "again",
            Err(refusal) => refusal.code(),
        };
        if got != "done" && self.ledger != before {
            return Err("something changed".to_owned());
        }
        if got == expected { Ok(()) } else { Err(format!("the outcome is {got}")) }
    }
}

fn read_kind(words: &[&str]) -> Result<Kind, String> {
    Ok(match words {
        ["post"] => Kind::Posted,
        ["set-aside"] => Kind::Pending { expires: None },
        ["set-aside", seconds] => {
            let seconds = seconds.parse().map_err(|_| "no number")?;
            Kind::Pending { expires: Some(Instant::from_seconds(seconds)) }
        }
        ["post-of", word] => Kind::PostPending { pending: id(word) },
        ["void", word] => Kind::VoidPending { pending: id(word) },
        ["expire", word] => Kind::ExpirePending { pending: id(word) },
        ["reverse", word] => Kind::Reverse { of: id(word) },
        _ => return Err(format!("{words:?} is not a kind")),
    })
}
