//! The treasurer's desk.

use std::borrow::Borrow;

use jiangnan_clearing::{CycleState, PaymentState};
use jiangnan_kernel::{Money, Text};
use jiff::civil::DateTime;

use super::line::ByHand;
use super::{Key, Tone};
use crate::chart::flow::{Flow, NARROW, WIDE, flow};
use crate::form::{BankForm, CycleForm};
use crate::locale::Locale;

/// A settlement cycle.
#[derive(Clone, Debug, PartialEq)]
pub struct Cycle {
    /// Its name in addresses and titles: its number.
    pub name: String,
    /// Where it stands.
    pub state: CycleState,
    /// When it was cut off, or will be.
    pub cut_off: DateTime,
    /// How many claims it settles.
    pub claims: u64,
    /// What is owed, in each currency; at least one.
    pub books: Vec<Book>,
    /// The payments that settle it.
    pub payments: Vec<Payment>,
    /// What the reader may do with it.
    pub may: CycleMay,
    /// Other cycles, the newest first: name and address.
    pub earlier: Vec<(String, String)>,
    /// Opening the next cycle; none where the reader may not, or one is open.
    pub next: Option<CycleForm>,
}

/// What is owed in a cycle in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// The currency.
    pub currency: String,
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
}

/// What a treasurer may do with a cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CycleMay {
    /// Close it.
    pub close: bool,
    /// Write the payment file of the own jurisdiction.
    pub export: bool,
    /// Settle it, all payments being confirmed.
    pub settle: bool,
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
    /// Why the bank refused or returned it; empty where it did not.
    pub reason: String,
    /// Where it is made again, where it failed and the reader may.
    pub again: Option<String>,
}

/// The cycles of a group that has none yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NoCycle {
    /// Opening the first cycle; none where the reader may not.
    pub next: Option<CycleForm>,
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
    /// Entries of the bank that somebody has to look at.
    pub unmatched: Vec<BankEntry>,
    /// Entries that somebody settled by hand, the latest first.
    pub by_hand: Vec<ByHand>,
    /// What the file that was read last came to.
    pub read: Option<FileRead>,
    /// The form as it stands; none where the reader may not hand files in.
    pub form: Option<BankForm>,
}

/// What a file of the bank came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Lines read.
    pub lines: u64,
    /// Payments whose state changed.
    pub changed: u64,
    /// Lines that somebody has to look at.
    pub attention: u64,
}

/// A file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRow {
    /// The file's id.
    pub id: Key,
    /// Its name.
    pub name: String,
    /// The message, such as `pain.001.001.09`.
    pub message: &'static str,
    /// When it was made or came.
    pub at: DateTime,
    /// How many entries it has.
    pub entries: u64,
    /// What they add up to, where the message tells amounts.
    pub total: Option<Money>,
}

/// An entry on a statement of the bank.
#[derive(Clone, Debug, PartialEq)]
pub struct BankEntry {
    /// Where it is settled.
    pub href: String,
    /// When.
    pub at: DateTime,
    /// The reference on it.
    pub reference: String,
    /// Who is paid, where the payment is known.
    pub party: Text,
    /// How much, where the message tells it.
    pub amount: Option<Money>,
    /// What is wrong with it.
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
    /// What remains, in each currency.
    pub nets: Vec<Net>,
    /// Where the same lines stand as a file.
    pub file: String,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementLine {
    /// The claim.
    pub claim: Key,
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

/// The tone and the key of a cycle's tag.
pub fn cycle_tag(state: impl std::borrow::Borrow<CycleState>) -> (Tone, &'static str) {
    match state.borrow() {
        CycleState::Open => (Tone::Info, "cycle-open"),
        CycleState::Closed => (Tone::Warn, "cycle-closed"),
        CycleState::Exported => (Tone::Warn, "cycle-exported"),
        CycleState::Settled => (Tone::Good, "cycle-settled"),
    }
}

/// The tone and the key of a payment's tag.
pub fn payment_tag(state: impl std::borrow::Borrow<PaymentState>) -> (Tone, &'static str) {
    match state.borrow() {
        PaymentState::Planned => (Tone::Plain, "payment-planned"),
        PaymentState::Sent => (Tone::Info, "payment-sent"),
        PaymentState::InProcess => (Tone::Info, "payment-in-process"),
        PaymentState::Settled => (Tone::Good, "payment-settled"),
        PaymentState::Rejected => (Tone::Bad, "payment-rejected"),
        PaymentState::Returned => (Tone::Bad, "payment-returned"),
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
    /// What has to be paid, in every currency.
    pub fn to_pay(&self, l: &Locale) -> String {
        self.books.iter().map(|book| l.money(book.net)).collect::<Vec<_>>().join(" + ")
    }
}

impl Book {
    /// Who owes whom as bands.
    pub fn flow(&self, narrow: impl Borrow<bool>) -> Flow {
        let cells = self.owed.iter().enumerate().flat_map(|(row, cells)| {
            let cell =
                move |(column, money): (usize, &Option<Money>)| (row, column, money.map_or(0, |m| m.minor));
            cells.iter().enumerate().map(cell)
        });
        flow(&cells.collect::<Vec<_>>(), if *narrow.borrow() { NARROW } else { WIDE })
    }

    /// The name of a jurisdiction.
    pub fn name<'b>(&'b self, l: &Locale, party: impl Borrow<usize>) -> &'b str {
        self.jurisdictions.get(*party.borrow()).map_or("", |name| l.text(name))
    }

    /// An amount in full.
    pub fn money(&self, l: &Locale, minor: impl Borrow<i64>) -> String {
        l.money(Money::new(*minor.borrow(), self.gross.currency))
    }

    /// An amount in round numbers.
    pub fn round(&self, l: &Locale, minor: impl Borrow<i64>) -> String {
        l.round_money(Money::new(*minor.borrow(), self.gross.currency))
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
