//! What an enterprise has, and every movement of it.

use jiangnan_kernel::{Date, Money, Text};
use jiff::civil::DateTime;

use crate::chart::{Bar, stack};

/// The wallet of an enterprise.
#[derive(Clone, Debug, PartialEq)]
pub struct Wallet {
    /// The enterprise.
    pub enterprise: Text,
    /// Its vouchers, the one that lapses first at the head.
    pub vouchers: Vec<Voucher>,
    /// Every movement, the newest first.
    pub transfers: Vec<TransferRow>,
    /// How many older movements the monthly statements hold.
    pub older: u64,
    /// What can be used over all vouchers.
    pub available: Money,
    /// What is set aside for reservations.
    pub pending: Money,
    /// What was paid.
    pub spent: Money,
}

/// One voucher.
#[derive(Clone, Debug, PartialEq)]
pub struct Voucher {
    /// Its number.
    pub number: String,
    /// The scheme.
    pub scheme: Text,
    /// Who grants it.
    pub funder: Text,
    /// What it was granted for.
    pub face: Money,
    /// What was paid.
    pub spent: Money,
    /// What is set aside for reservations.
    pub pending: Money,
    /// What can be used.
    pub available: Money,
    /// The last day on which it can be used, where the scheme sets one.
    pub until: Option<Date>,
    /// Whether that day is near.
    pub soon: bool,
}

/// A movement.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferRow {
    /// When.
    pub at: DateTime,
    /// What kind of movement.
    pub kind: TransferKind,
    /// What it was for.
    pub what: Text,
    /// Where to read more.
    pub href: Option<String>,
    /// The voucher's number.
    pub voucher: String,
    /// What left what was set aside, where something was paid out.
    pub paid: Option<Money>,
    /// How much, negative where it leaves what can be used.
    pub amount: Money,
    /// What could be used afterwards.
    pub available: Money,
}

/// What kind of movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransferKind {
    /// A voucher was granted.
    Grant,
    /// Set aside for a reservation.
    Pending,
    /// What was set aside was paid.
    Post,
    /// What was set aside came back.
    Void,
    /// The voucher lapsed.
    Expire,
    /// Undone by a new movement.
    Reverse,
}

impl TransferKind {
    /// The key of its message.
    pub fn key(self) -> &'static str {
        match self {
            TransferKind::Grant => "transfer-grant",
            TransferKind::Pending => "transfer-pending",
            TransferKind::Post => "transfer-post",
            TransferKind::Void => "transfer-void",
            TransferKind::Expire => "transfer-expire",
            TransferKind::Reverse => "transfer-reverse",
        }
    }
}

impl Voucher {
    /// Spent, set aside, available: one after the other.
    pub fn bars(&self) -> Vec<(&'static str, Bar)> {
        let parts = [self.spent.minor, self.pending.minor, self.available.minor];
        ["spent", "pending", "left"].into_iter().zip(stack(self.face.minor, &parts)).collect()
    }
}
