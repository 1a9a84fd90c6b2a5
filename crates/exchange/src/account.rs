//! The accounts of the exchange: what each is called, what holds for it.

use std::fmt::Write;

use jiangnan_kernel::{Currency, Id, PlaceCode};
use jiangnan_ledger::{Account, Constraint};
use jiangnan_store::entity::money::AccountRow;
use sha2::{Digest, Sha256};

/// How long a code is at most, but for a scheme's own name.
const CODE_ROOM: usize = 64;

/// What an account is for; its id follows from it, so that nobody has to look an account up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AccountName {
    /// The treasury's bank account, seen from here: appropriations and payments in leave it, payouts reach it.
    Bank,
    /// What was appropriated for a scheme and not yet granted.
    Fund(String),
    /// What a voucher still holds.
    Wallet(Id),
    /// What an enterprise paid in for its own parts.
    Deposit(Id),
    /// What is owed to an organisation and not yet paid.
    Payable(Id),
    /// What the keeper owes another jurisdiction (credit) or has to get from it (debit).
    Position(PlaceCode),
}

impl AccountName {
    /// What must always hold for it: money set aside or granted can be spent once.
    pub fn constraint(&self) -> Constraint {
        match self {
            AccountName::Fund(_) | AccountName::Wallet(_) | AccountName::Deposit(_) => {
                Constraint::DebitsNotAboveCredits
            }
            AccountName::Bank | AccountName::Payable(_) | AccountName::Position(_) => Constraint::None,
        }
    }

    fn code(&self, home: PlaceCode, currency: Currency) -> String {
        let mut code = String::with_capacity(CODE_ROOM);
        // A string takes whatever is written into it.
        let _ = match self {
            AccountName::Bank => write!(code, "bank:{home}:{currency}"),
            AccountName::Fund(scheme) => write!(code, "fund:{home}:{scheme}:{currency}"),
            AccountName::Wallet(voucher) => write!(code, "wallet:{voucher}:{currency}"),
            AccountName::Deposit(enterprise) => write!(code, "deposit:{home}:{enterprise}:{currency}"),
            AccountName::Payable(party) => write!(code, "payable:{home}:{party}:{currency}"),
            AccountName::Position(other) => write!(code, "position:{home}:{other}:{currency}"),
        };
        code
    }

    /// The account of this name that a jurisdiction keeps in a currency.
    pub fn kept_by(self, home: PlaceCode, currency: Currency) -> AccountRef {
        let code = self.code(home, currency);
        AccountRef { id: id_of(code.as_bytes()), home, currency, name: self, code }
    }
}

/// One account: its name, who keeps it, in which currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountRef {
    /// The jurisdiction that keeps it.
    pub home: PlaceCode,
    /// Its id.
    pub id: Id,
    /// Its currency.
    pub currency: Currency,
    /// What it is for.
    pub name: AccountName,
    code: String,
}

impl AccountRef {
    /// Its key in the store.
    pub fn key(&self) -> (PlaceCode, Id) {
        (self.home, self.id)
    }

    /// Its row before any transfer.
    pub fn fresh(&self) -> AccountRow {
        let account = Account::new(self.id, self.currency, self.name.constraint());
        AccountRow::new(self.home, self.code.clone(), &account)
    }
}

/// An id that follows from bytes: the first 128 bits of their SHA-256 hash.
pub fn id_of(bytes: &[u8]) -> Id {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(hash) {
        *to = from;
    }
    Id::from_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_keeper_and_currency_is_an_account_of_its_own() {
        let homes: [PlaceCode; 2] = ["CN-ZJ".parse().unwrap(), "CN-SH".parse().unwrap()];
        let mut ids = std::collections::HashSet::new();
        for home in homes {
            for currency in [Currency::CNY, Currency::EUR] {
                let names = [
                    AccountName::Bank,
                    AccountName::Fund("zj-2026".into()),
                    AccountName::Deposit(Id(3)),
                    AccountName::Payable(Id(3)),
                    AccountName::Position(homes[0]),
                ];
                for name in names {
                    assert!(ids.insert(name.kept_by(home, currency).id));
                }
            }
        }
    }
}
