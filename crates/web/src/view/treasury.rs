//! The treasurer's desk.

use jiangnan_kernel::{Id, Money, Text};
use jiff::civil::DateTime;

use super::Tone;
use crate::form::BankForm;

/// A settlement cycle.
#[derive(Clone, Debug, PartialEq)]
pub struct Cycle {
    /// Its name, such as `2026-Q3`.
    pub name: String,
    /// Where it stands.
    pub state: CycleState,
    /// When it was cut off, or will be.
    pub cut_off: DateTime,
    /// How many claims it settles.
    pub claims: u64,
    /// What the claims add up to.
    pub gross: Money,
    /// What has to be paid after netting.
    pub net: Money,
    /// The jurisdictions, in the order of the matrix.
    pub jurisdictions: Vec<Text>,
    /// What the jurisdiction of the row owes the jurisdiction of the column.
    pub owed: Vec<Vec<Option<Money>>>,
    /// What remains of it for each.
    pub nets: Vec<Net>,
    /// The payments that settle it.
    pub payments: Vec<Payment>,
    /// Cycles before, the newest first: name and address.
    pub earlier: Vec<(String, String)>,
}

/// Where a cycle stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CycleState {
    /// Takes claims.
    Open,
    /// Cut off, netted, payments written.
    Closed,
    /// Every payment is confirmed.
    Settled,
}

/// What remains for one jurisdiction.
#[derive(Clone, Debug, PartialEq)]
pub struct Net {
    /// The jurisdiction.
    pub jurisdiction: Text,
    /// What it owes the others.
    pub owes: Money,
    /// What the others owe it.
    pub owed: Money,
    /// What it gets; negative where it pays.
    pub net: Money,
}

/// One payment.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// Its end-to-end reference.
    pub reference: String,
    /// Who pays.
    pub payer: Text,
    /// Who is paid.
    pub payee: Text,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: PaymentState,
}

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentState {
    /// Written, not sent.
    Ready,
    /// In a file that went to the bank.
    Exported,
    /// The bank took it.
    Accepted,
    /// The bank refused it.
    Refused,
    /// Found on a statement of the bank.
    Matched,
}

/// Files to and from the bank.
#[derive(Clone, Debug, PartialEq)]
pub struct Files {
    /// The cycle.
    pub cycle: String,
    /// Files to send.
    pub outgoing: Vec<FileRow>,
    /// Files that came.
    pub incoming: Vec<FileRow>,
    /// Entries of the bank that fit no payment.
    pub unmatched: Vec<BankEntry>,
    /// The form as it stands.
    pub form: BankForm,
}

/// A file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRow {
    /// The file's id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The message, such as `pain.001.001.09`.
    pub message: &'static str,
    /// When it was made or came.
    pub at: DateTime,
    /// How many entries it has.
    pub entries: u64,
    /// What they add up to.
    pub total: Money,
}

/// An entry on a statement of the bank.
#[derive(Clone, Debug, PartialEq)]
pub struct BankEntry {
    /// When.
    pub at: DateTime,
    /// The reference on it.
    pub reference: String,
    /// Who paid or was paid.
    pub party: String,
    /// How much, negative where it left the account.
    pub amount: Money,
    /// Why it fits no payment.
    pub reason: Text,
}

/// What one jurisdiction owed and was owed, claim by claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The jurisdiction.
    pub jurisdiction: Text,
    /// The cycle.
    pub cycle: String,
    /// Other jurisdictions to look at: address and name.
    pub others: Vec<(String, Text)>,
    /// The lines.
    pub lines: Vec<StatementLine>,
    /// What remains.
    pub net: Net,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementLine {
    /// The claim.
    pub claim: Id,
    /// When it was accepted.
    pub at: DateTime,
    /// The other treasury.
    pub other: Text,
    /// The provider.
    pub provider: Text,
    /// The scheme.
    pub scheme: Text,
    /// How much, negative where the jurisdiction owes it.
    pub amount: Money,
}

impl CycleState {
    /// The tone and the key of its tag.
    pub fn tag(self) -> (Tone, &'static str) {
        match self {
            CycleState::Open => (Tone::Info, "cycle-open"),
            CycleState::Closed => (Tone::Warn, "cycle-closed"),
            CycleState::Settled => (Tone::Good, "cycle-settled"),
        }
    }
}

impl PaymentState {
    /// The tone and the key of its tag.
    pub fn tag(self) -> (Tone, &'static str) {
        match self {
            PaymentState::Ready => (Tone::Plain, "payment-ready"),
            PaymentState::Exported => (Tone::Info, "payment-exported"),
            PaymentState::Accepted => (Tone::Info, "payment-accepted"),
            PaymentState::Refused => (Tone::Bad, "payment-refused"),
            PaymentState::Matched => (Tone::Good, "payment-matched"),
        }
    }
}

/// A cell of the matrix, the darker the more is owed.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// What is owed.
    pub amount: Option<Money>,
    /// How dark, from 0 to 4.
    pub shade: u8,
    /// Whether row and column are the same jurisdiction.
    pub own: bool,
}

impl Cycle {
    /// Whether it still takes claims and can be closed.
    pub fn is_open(&self) -> bool {
        self.state == CycleState::Open
    }

    /// How much less has to be paid thanks to netting, in basis points of the gross amount.
    pub fn saved_bp(&self) -> u32 {
        let saved = i128::from(self.gross.minor) - i128::from(self.net.minor);
        let share = if self.gross.minor > 0 { saved * 10_000 / i128::from(self.gross.minor) } else { 0 };
        u32::try_from(share.max(0)).unwrap_or(10_000)
    }

    /// Each row of the matrix with its cells.
    pub fn matrix(&self) -> Vec<(&Text, Vec<Cell>)> {
        let most = self.owed.iter().flatten().flatten().map(|money| money.minor).max().unwrap_or(0);
        let rows = self.jurisdictions.iter().zip(&self.owed).enumerate();
        let row = |(row, (name, cells)): (usize, (_, &Vec<Option<Money>>))| {
            let cells = cells.iter().enumerate().map(|(column, amount)| Cell {
                amount: *amount,
                shade: shade(amount.map_or(0, |money| money.minor), most),
                own: row == column,
            });
            (name, cells.collect())
        };
        rows.map(row).collect()
    }
}

fn shade(minor: i64, most: i64) -> u8 {
    if minor <= 0 || most <= 0 {
        return 0;
    }
    let quarter = (i128::from(minor) * 4 + i128::from(most) - 1) / i128::from(most);
    u8::try_from(quarter).unwrap_or(4).min(4)
}
