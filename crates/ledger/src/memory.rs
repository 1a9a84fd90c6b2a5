//! A small ledger in memory, for the lab and for tests.

use std::collections::BTreeMap;

use jiangnan_kernel::{Currency, Id};

use crate::{Account, Context, Outcome, Record, Refusal, Transfer, decide};

/// Accounts and the transfers that took effect on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    accounts: BTreeMap<Id, Account>,
    records: BTreeMap<Id, Record>,
}

/// The sums of all accounts of one currency, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All pending debits.
    pub debits_pending: i128,
    /// All posted debits.
    pub debits_posted: i128,
    /// All pending credits.
    pub credits_pending: i128,
    /// All posted credits.
    pub credits_posted: i128,
}

impl Totals {
    /// Whether debits equal credits, pending and posted.
    pub fn balance(&self) -> bool {
        self.debits_pending == self.credits_pending && self.debits_posted == self.credits_posted
    }

    /// The sums of some accounts, whatever their currencies.
    pub fn of<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Totals {
        accounts.into_iter().fold(Totals::default(), |sum, account| Totals {
            debits_pending: sum.debits_pending + i128::from(account.debits_pending),
            debits_posted: sum.debits_posted + i128::from(account.debits_posted),
            credits_pending: sum.credits_pending + i128::from(account.credits_pending),
            credits_posted: sum.credits_posted + i128::from(account.credits_posted),
        })
    }
}

impl Ledger {
    /// Opens an account, or leaves one that is there under the same id as it is and answers false.
    pub fn open(&mut self, account: Account) -> bool {
        match self.accounts.entry(account.id) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(account);
                true
            }
            std::collections::btree_map::Entry::Occupied(_) => false,
        }
    }

    /// The account of an id.
    pub fn account(&self, id: Id) -> Option<&Account> {
        self.accounts.get(&id)
    }

    /// All accounts in the order of their ids.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The transfer that took effect under an id.
    pub fn record(&self, id: Id) -> Option<&Record> {
        self.records.get(&id)
    }

    /// All transfers that took effect, in the order of their ids.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// Applies one transfer.
    ///
    /// # Errors
    /// The refusal of [`decide`]; the ledger is then as it was.
    pub fn apply(&mut self, transfer: &Transfer) -> Result<Outcome, Refusal> {
        let outcome = decide(transfer, &self.context(transfer))?;
        if let Outcome::Done(effect) = &outcome {
            for account in [&effect.debit, &effect.credit] {
                self.accounts.insert(account.id, account.clone());
            }
            for record in [Some(&effect.record), effect.referred.as_ref()].into_iter().flatten() {
                self.records.insert(record.transfer.id, record.clone());
            }
        }
        Ok(outcome)
    }

    /// What a transfer touches here.
    pub fn context(&self, transfer: &Transfer) -> Context<'_> {
        Context {
            debit: self.accounts.get(&transfer.debit),
            credit: self.accounts.get(&transfer.credit),
            existing: self.records.get(&transfer.id),
            referred: transfer.kind.refers_to().and_then(|id| self.records.get(&id)),
        }
    }

    /// The sums per currency.
    pub fn totals(&self) -> BTreeMap<Currency, Totals> {
        let mut by_currency: BTreeMap<Currency, Vec<&Account>> = BTreeMap::new();
        for account in self.accounts.values() {
            by_currency.entry(account.currency).or_default().push(account);
        }
        by_currency.into_iter().map(|(currency, accounts)| (currency, Totals::of(accounts))).collect()
    }

    /// Whether debits equal credits in every currency, pending and posted.
    pub fn totals_balance(&self) -> bool {
        self.totals().values().all(Totals::balance)
    }
}
