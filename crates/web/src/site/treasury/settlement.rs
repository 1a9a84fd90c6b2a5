//! What a cycle settles: fixed once it is closed, and until then what it would settle now.

use jiangnan_clearing::{Cycle, CycleState, Due, NetTransfer, Position, SettlementForm, plan};
use jiangnan_kernel::{Currency, Instant, Money, PlaceCode};
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::list;

use crate::site::{Halt, Sight};
use crate::view::error::Fault;
use crate::view::treasury::Net;

/// What a cycle settles in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// How many claims and claw-backs.
    pub claims: u64,
    /// The currency of all amounts.
    pub currency: Currency,
    /// What the jurisdictions owe each other.
    pub positions: Vec<Position>,
    /// How the nets are settled.
    pub transfers: Vec<NetTransfer>,
    form: SettlementForm,
}

/// A due with the claim behind it and when it arose.
#[derive(Clone, Debug)]
pub struct Owed {
    /// The claim.
    pub claim: ClaimRow,
    /// What is owed for it.
    pub due: Due,
    /// When it was granted, or taken back.
    pub at: Instant,
}

/// What a cycle has to pay and to collect, claim by claim.
///
/// # Errors
/// Where the database cannot be read.
pub fn owed(sight: &Sight, cycle: &Cycle) -> Result<Vec<Owed>, Halt> {
    let with = |claim: &ClaimRow, due: Due| {
        let at = claim.body.accepted_at.unwrap_or(claim.body.lodged_at);
        Owed { claim: claim.clone(), due, at }
    };
    let mut owed = Vec::new();
    if cycle.state == CycleState::Open {
        for claim in list::claims_due(sight.reader())? {
            let takes = claim.body.accepted_at.is_some_and(|at| cycle.takes(at));
            if takes && sight.places().is_within(claim.jurisdiction, cycle.jurisdiction) {
                let dues = claim.body.dues().into_iter();
                let dues = dues.filter(|due| due.not_before.is_none_or(|at| at <= cycle.cut_off));
                owed.extend(dues.map(|due| with(&claim, due)));
            }
        }
        return Ok(owed);
    }
    let mut claims = list::claims_in_cycle(sight.reader(), cycle.id)?;
    for claim in list::claims_settled_in(sight.reader(), cycle.id)? {
        if !claims.iter().any(|other| other.id == claim.id) {
            claims.push(claim);
        }
    }
    for claim in claims {
        owed.extend(claim.body.dues_in(cycle.id).into_iter().map(|due| with(&claim, due)));
    }
    Ok(owed)
}

impl Settlement {
    /// What a cycle settles, in each currency; in that of the city group where there is nothing to settle.
    ///
    /// # Errors
    /// Where the database cannot be read, or the positions cannot be netted.
    pub fn all(sight: &Sight, cycle: &Cycle) -> Result<Vec<Settlement>, Halt> {
        let (claims, positions, transfers) = if cycle.state == CycleState::Open {
            let dues: Vec<Due> = owed(sight, cycle)?.into_iter().map(|owed| owed.due).collect();
            let planned = plan(&dues, cycle.form, sight.places()).map_err(|error| {
                let text = error.to_string();
                Halt::because(Fault::Refused, jiangnan_kernel::Text::new(text.clone(), text))
            })?;
            (planned.taken_up().count(), planned.positions, planned.transfers)
        } else {
            let claims = usize::try_from(cycle.taken_up).unwrap_or(usize::MAX);
            (claims, cycle.positions.clone(), cycle.transfers.clone())
        };
        let claims = u64::try_from(claims).unwrap_or(u64::MAX);
        let mut currencies: Vec<Currency> = positions.iter().map(|at| at.money.currency).collect();
        currencies.sort_unstable();
        currencies.dedup();
        if currencies.is_empty() {
            currencies.push(sight.currency());
        }
        let one =
            |currency| Settlement::new(claims, currency, positions.clone(), transfers.clone(), cycle.form);
        Ok(currencies.into_iter().map(one).collect())
    }

    fn new(
        claims: u64,
        currency: Currency,
        mut positions: Vec<Position>,
        mut transfers: Vec<NetTransfer>,
        form: SettlementForm,
    ) -> Settlement {
        // What a jurisdiction owes itself crosses no border.
        positions.retain(|position| position.payer != position.payee && position.money.currency == currency);
        transfers.retain(|transfer| transfer.money.currency == currency);
        Settlement { claims, currency, positions, transfers, form }
    }

    fn sum(&self, amounts: impl Iterator<Item = Money>) -> Money {
        let minor = amounts.fold(0_i64, |sum, money| sum.saturating_add(money.minor));
        Money::new(minor, self.currency)
    }

    /// What is owed across borders.
    pub fn gross(&self) -> Money {
        self.sum(self.positions.iter().map(|position| position.money))
    }

    /// What has to be paid across borders: the nets, or everything where each funder pays directly.
    pub fn net(&self) -> Money {
        match self.form {
            SettlementForm::ThroughTreasuries => {
                self.sum(self.transfers.iter().map(|transfer| transfer.money))
            }
            SettlementForm::Direct => self.gross(),
        }
    }

    /// The jurisdictions that owe or are owed, in the order of their codes.
    pub fn jurisdictions(&self) -> Vec<PlaceCode> {
        let mut all: Vec<PlaceCode> =
            self.positions.iter().flat_map(|position| [position.payer, position.payee]).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What one jurisdiction owes another.
    pub fn between(&self, payer: PlaceCode, payee: PlaceCode) -> Option<Money> {
        let found = self.positions.iter().find(|at| at.payer == payer && at.payee == payee);
        found.map(|position| position.money)
    }

    /// What remains for one jurisdiction.
    pub fn net_of(&self, sight: &Sight, place: PlaceCode) -> Net {
        let owes = self.positions.iter().filter(|at| at.payer == place).map(|at| at.money);
        let owed = self.positions.iter().filter(|at| at.payee == place).map(|at| at.money);
        let (owes, owed) = (self.sum(owes), self.sum(owed));
        let net = Money::new(owed.minor.saturating_sub(owes.minor), self.currency);
        Net { jurisdiction: sight.place_name(place), owes, owed, net }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    fn money(minor: i64) -> Money {
        Money::new(minor, Currency::CNY)
    }

    #[test]
    fn what_stays_at_home_or_is_in_another_currency_is_left_out() {
        let at = |payer, payee, money| Position { payer: code(payer), payee: code(payee), money };
        let positions = vec![
            at("CN-SH", "CN-SH", money(900)),
            at("CN-ZJ", "CN-SH", money(500)),
            at("CN-SH", "CN-ZJ", money(200)),
            at("CN-AH", "CN-SH", Money::new(7, Currency::EUR)),
        ];
        let transfers = vec![NetTransfer { from: code("CN-ZJ"), to: code("CN-SH"), money: money(300) }];
        for (form, net) in [(SettlementForm::ThroughTreasuries, 300), (SettlementForm::Direct, 700)] {
            let all = Settlement::new(3, Currency::CNY, positions.clone(), transfers.clone(), form);
            assert_eq!((all.gross(), all.net()), (money(700), money(net)));
            assert_eq!(all.jurisdictions(), [code("CN-SH"), code("CN-ZJ")]);
            assert_eq!(all.between(code("CN-ZJ"), code("CN-SH")), Some(money(500)));
            assert_eq!(all.between(code("CN-SH"), code("CN-SH")), None);
        }
    }
}
