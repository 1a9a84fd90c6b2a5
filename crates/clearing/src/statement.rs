//! The statement of a treasury: opening balance, every movement, closing balance.

use std::collections::BTreeMap;

use jiangnan_kernel::{Currency, Id, Instant, Money, PlaceCode};
use serde::{Deserialize, Serialize};

use crate::due::Due;
use crate::payment::{Payment, Receiver};
use crate::words::words;

words! {
    /// Which balance of a treasury a movement changes.
    TreasuryAccount, "account of a treasury";
    /// What other treasuries owe it (positive) or it owes them (negative).
    Position = "position";
    /// What left its bank account (negative) or reached it (positive).
    Bank = "bank";
}

words! {
    /// What moved.
    MovementKind, "kind of a movement";
    /// A claim that it has to fund for a payee elsewhere, or that another treasury funds for a payee here.
    Claim = "claim";
    /// A claw-back of such a claim.
    ClawBack = "claw-back";
    /// A payment to an enterprise or a provider.
    Payout = "payout";
    /// A payment between treasuries.
    Settlement = "settlement";
    /// A payment that came back.
    Return = "return";
}

/// One movement on one balance of one treasury.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// When.
    pub at: Instant,
    /// On which balance.
    pub account: TreasuryAccount,
    /// What moved.
    pub kind: MovementKind,
    /// The claim or the payment.
    pub reference: Id,
    /// The other jurisdiction.
    pub counterparty: PlaceCode,
    /// How much, with its sign.
    pub money: Money,
}

/// A movement with the balance after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementLine {
    /// The movement.
    pub movement: Movement,
    /// The balance after it, in minor units.
    pub balance_minor: i64,
}

/// One balance of a treasury in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementSection {
    /// Which balance.
    pub account: TreasuryAccount,
    /// Its currency.
    pub currency: Currency,
    /// The balance before the first line, in minor units.
    pub opening_minor: i64,
    /// The movements in order of their time.
    pub lines: Vec<StatementLine>,
    /// The balance after the last line, in minor units.
    pub closing_minor: i64,
}

/// The statement of a treasury over `[from, until)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreasuryStatement {
    /// The treasury.
    pub treasury: PlaceCode,
    /// From when.
    pub from: Instant,
    /// Until when; the moment itself belongs to the next statement.
    pub until: Instant,
    /// One section for each balance and currency that ever moved.
    pub sections: Vec<StatementSection>,
}

impl Due {
    /// What it moves for a treasury when a cycle takes it up at a moment: nothing within one jurisdiction,
    /// nor for a treasury that is not part of it.
    pub fn movement(&self, treasury: PlaceCode, at: Instant) -> Option<Movement> {
        let minor = self.money.minor;
        let (counterparty, minor) = match (self.payer == treasury, self.payee.home == treasury) {
            (true, false) => (self.payee.home, minor.saturating_neg()),
            (false, true) => (self.payer, minor),
            _ => return None,
        };
        let kind = if self.claw_back.is_some() { MovementKind::ClawBack } else { MovementKind::Claim };
        let money = Money::new(minor, self.money.currency);
        let account = TreasuryAccount::Position;
        Some(Movement { at, account, kind, reference: self.claim, counterparty, money })
    }
}

impl Payment {
    /// What it moves for a treasury when it is booked at a moment. A payment across the border also settles
    /// what the treasuries owe each other for it.
    pub fn movements(&self, treasury: PlaceCode, at: Instant) -> Vec<Movement> {
        let (to, kind) = match &self.receiver {
            Receiver::Party(payee) => (payee.home, MovementKind::Payout),
            Receiver::Treasury(code) => (*code, MovementKind::Settlement),
        };
        let movement = |account, counterparty, minor| Movement {
            at,
            account,
            kind,
            reference: self.id,
            counterparty,
            money: Money::new(minor, self.money.currency),
        };
        let (out, back) = (self.money.minor.saturating_neg(), self.money.minor);
        let mut movements = Vec::new();
        if self.payer == treasury {
            movements.push(movement(TreasuryAccount::Bank, to, out));
            movements.extend((to != treasury).then(|| movement(TreasuryAccount::Position, to, back)));
        } else if to == treasury {
            let arrives = kind == MovementKind::Settlement;
            movements.extend(arrives.then(|| movement(TreasuryAccount::Bank, self.payer, back)));
            movements.push(movement(TreasuryAccount::Position, self.payer, out));
        }
        movements
    }

    /// What it moves back for a treasury when it is returned at a moment.
    pub fn return_movements(&self, treasury: PlaceCode, at: Instant) -> Vec<Movement> {
        let turned = |movement: Movement| {
            let money = Money::new(movement.money.minor.saturating_neg(), movement.money.currency);
            Movement { kind: MovementKind::Return, money, ..movement }
        };
        self.movements(treasury, at).into_iter().map(turned).collect()
    }
}

/// The statement over `[from, until)` of all movements of a treasury since its beginning; those before
/// `from` make the opening balances.
pub fn statement(
    treasury: PlaceCode,
    (from, until): (Instant, Instant),
    movements: &[Movement],
) -> TreasuryStatement {
    let mut ordered: Vec<&Movement> = movements.iter().filter(|movement| movement.at < until).collect();
    ordered.sort_by_key(|movement| movement.at);
    let mut sections: BTreeMap<(TreasuryAccount, Currency), StatementSection> = BTreeMap::new();
    for movement in ordered {
        let (account, currency) = (movement.account, movement.money.currency);
        let section = sections.entry((account, currency)).or_insert_with(|| StatementSection {
            account,
            currency,
            opening_minor: 0,
            lines: Vec::new(),
            closing_minor: 0,
        });
        section.closing_minor = section.closing_minor.saturating_add(movement.money.minor);
        if movement.at < from {
            section.opening_minor = section.closing_minor;
        } else {
            let balance_minor = section.closing_minor;
            section.lines.push(StatementLine { movement: movement.clone(), balance_minor });
        }
    }
    TreasuryStatement { treasury, from, until, sections: sections.into_values().collect() }
}
