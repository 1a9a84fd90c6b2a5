//! What a cycle pays: payouts to payees, transfers between treasuries, and what waits for the next cycle.

use jiangnan_kernel::{Currency, Id, Money, PlaceCode, PlaceTree};
use serde::{Deserialize, Serialize};

use crate::claim::Payee;
use crate::due::Due;
use crate::netting::{Net, NetTransfer, NettingError, Position, Positions};
use crate::settle::settle;
use crate::words::words;

words! {
    /// How money crosses the border.
    SettlementForm, "settlement form";
    /// The funder's treasury pays each payee itself, across the border.
    Direct = "direct";
    /// Each payee is paid by its own treasury; the treasuries settle their nets.
    ThroughTreasuries = "through-treasuries";
}

/// A claim, or a claw-back of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueRef {
    /// The claim.
    pub claim: Id,
    /// Its claw-back, where it is one.
    pub claw_back: Option<Id>,
    /// Its instalment, where it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instalment: Option<Id>,
}

/// One payment to a payee, for all its dues in one currency from one paying treasury.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payout {
    /// The treasury that pays.
    pub payer: PlaceCode,
    /// Who is paid.
    pub payee: Payee,
    /// How much: above zero, or zero where claw-backs offset everything and nothing has to be paid.
    pub money: Money,
    /// For what.
    pub dues: Vec<DueRef>,
}

/// What a cycle pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// In which form.
    pub form: SettlementForm,
    /// What the jurisdictions owe each other for the dues that are paid, whatever the form.
    pub positions: Vec<Position>,
    /// Their nets, whatever the form: under direct payment they tell how much crossed each border.
    pub nets: Vec<Net>,
    /// The payments to payees.
    pub payouts: Vec<Payout>,
    /// The payments between treasuries; none under [`SettlementForm::Direct`].
    pub transfers: Vec<NetTransfer>,
    /// What waits for the next cycle: the dues of payees that would have to give back more than they get.
    pub carried: Vec<DueRef>,
}

impl Due {
    /// The claim or claw-back it is for.
    pub fn reference(&self) -> DueRef {
        DueRef { claim: self.claim, claw_back: self.claw_back, instalment: self.instalment }
    }

    /// The treasury that pays it out in a form.
    pub fn paid_by(&self, form: SettlementForm) -> PlaceCode {
        match form {
            SettlementForm::Direct => self.payer,
            SettlementForm::ThroughTreasuries => self.payee.home,
        }
    }
}

impl Plan {
    /// The dues that need no payment because claw-backs offset them: settled as soon as the cycle closes.
    pub fn offset(&self) -> impl Iterator<Item = DueRef> {
        self.payouts
            .iter()
            .filter(|payout| payout.money.minor == 0)
            .flat_map(|payout| payout.dues.iter().copied())
    }

    /// The dues that the cycle takes up: all but those carried over.
    pub fn taken_up(&self) -> impl Iterator<Item = DueRef> {
        self.payouts.iter().flat_map(|payout| payout.dues.iter().copied())
    }
}

/// Plans the payments for a set of dues.
///
/// The claw-backs of a payee are set off against its claims; where they exceed them, all its dues from that
/// treasury wait, because a credit transfer cannot collect.
///
/// # Errors
/// [`NettingError`] where a jurisdiction has no treasury or a sum is too large.
pub fn plan(dues: &[Due], form: SettlementForm, tree: &PlaceTree) -> Result<Plan, NettingError> {
    let mut positions = Positions::of(tree);
    let lines = sorted_lines(dues, form, &positions)?;
    let (mut payouts, mut carried) = (Vec::new(), Vec::new());
    for group in lines.chunk_by(|one, other| one.payment == other.payment) {
        let Some(first) = group.first() else { continue };
        let currency = first.due.money.currency;
        let sum: i128 = group.iter().map(|line| i128::from(line.due.money.minor)).sum();
        let minor = i64::try_from(sum).map_err(|_| NettingError::TooLarge(currency))?;
        let references = group.iter().map(|line| line.due.reference());
        if minor < 0 {
            carried.extend(references);
            continue;
        }
        payouts.push(Payout {
            payer: first.due.paid_by(form),
            payee: first.due.payee.clone(),
            money: Money::new(minor, currency),
            dues: references.collect(),
        });
        for line in group {
            positions.add_at(line.payer, line.home, line.due.money)?;
        }
    }
    let nets = positions.nets()?;
    let transfers = match form {
        SettlementForm::Direct => Vec::new(),
        SettlementForm::ThroughTreasuries => settle(&nets),
    };
    Ok(Plan { form, positions: positions.list(), nets, payouts, transfers, carried })
}

/// A due with the numbers by which it is sorted: the paying treasury, the payee, the currency.
struct Line<'a> {
    payment: (usize, usize, Id, Currency),
    payer: usize,
    home: usize,
    due: &'a Due,
}

/// The dues in the order of the payments that they go into, each payment's in the order given. Sorting
/// small keys once costs less than a map of lists.
fn sorted_lines<'a>(
    dues: &'a [Due],
    form: SettlementForm,
    positions: &Positions,
) -> Result<Vec<Line<'a>>, NettingError> {
    let mut lines = Vec::with_capacity(dues.len());
    for due in dues {
        let (payer, home) = (positions.row(due.payer)?, positions.row(due.payee.home)?);
        let paid_by = if due.paid_by(form) == due.payer { payer } else { home };
        lines.push(Line { payment: (paid_by, home, due.payee.party, due.money.currency), payer, home, due });
    }
    lines.sort_by_key(|line| line.payment);
    Ok(lines)
}
