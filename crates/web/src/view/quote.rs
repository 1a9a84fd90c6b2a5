//! What an enterprise pays, what others pay, and why: one part that every page shows the same way.

use jiangnan_kernel::{Money, Rate, Text};

use crate::chart::{Bar, waterfall};

/// Who pays what, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentMode {
    /// The enterprise pays all; the funder refunds it after review.
    Refund,
    /// The enterprise pays its part; the provider redeems the rest.
    Redemption,
    /// The enterprise deposits its part; the funder adds, the provider gets the whole.
    Deposit,
}

/// The price of an order and how it is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// How the price comes about, such as 3 hours at so much, tax.
    pub basis: Vec<PriceLine>,
    /// The price with tax.
    pub price: Money,
    /// What each scheme pays.
    pub lines: Vec<SubsidyLine>,
    /// What the enterprise pays.
    pub own_part: Money,
    /// Every reason why a scheme pays nothing.
    pub refusals: Vec<Refusal>,
    /// Who pays what, and when.
    pub mode: PaymentMode,
    /// The version of the rules.
    pub version: String,
}

/// One line of the price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceLine {
    /// What it is for.
    pub label: Text,
    /// How much.
    pub amount: Money,
}

/// A clause as the reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The article of the regulation.
    pub id: String,
    /// What it says.
    pub text: Text,
}

/// What one scheme pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubsidyLine {
    /// The name of the scheme.
    pub scheme: Text,
    /// The clauses that pay.
    pub clauses: Vec<Clause>,
    /// The amount to which the rate applies.
    pub base: Money,
    /// The rate.
    pub rate: Rate,
    /// What is paid.
    pub amount: Money,
    /// Every cap that was looked at.
    pub caps: Vec<Cap>,
}

/// A cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The clause that sets it, with what it counts.
    pub clause: Clause,
    /// The cap.
    pub limit: Limit,
    /// What is left of it before this order.
    pub left: Limit,
    /// Whether it made the subsidy smaller.
    pub bound: bool,
}

/// What a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Money.
    Money(Money),
    /// Orders.
    Orders(u64),
}

/// Why a scheme pays nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The name of the scheme.
    pub scheme: Text,
    /// The clause that refuses.
    pub clause: Clause,
    /// The fact that it used.
    pub fact: Text,
    /// What would make it pass.
    pub remedy: Text,
}

/// One step from the price to the own part.
#[derive(Clone, Copy, Debug)]
pub struct Step<'q> {
    /// The class of its bar.
    pub class: &'static str,
    /// The subsidy; none for the price and the own part.
    pub line: Option<&'q SubsidyLine>,
    /// The amount, negative for a subsidy.
    pub amount: Money,
    /// Where its bar lies.
    pub bar: Bar,
}

impl PaymentMode {
    /// The key of the sentence that explains it.
    pub fn key(self) -> &'static str {
        match self {
            PaymentMode::Refund => "mode-refund",
            PaymentMode::Redemption => "mode-redemption",
            PaymentMode::Deposit => "mode-deposit",
        }
    }
}

impl SubsidyLine {
    /// Whether a cap made it smaller.
    pub fn is_capped(&self) -> bool {
        self.caps.iter().any(|cap| cap.bound)
    }
}

impl Quote {
    /// What all schemes pay together.
    pub fn subsidy(&self) -> Money {
        Money::new(self.price.minor.saturating_sub(self.own_part.minor), self.price.currency)
    }

    /// From the price, over what each scheme pays, to the own part.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let changes: Vec<i64> = self.lines.iter().map(|line| line.amount.minor.saturating_neg()).collect();
        let bars = waterfall(self.price.minor, &changes);
        let whole = ("price", None, self.price);
        let paid = self.lines.iter().map(|line| {
            let amount = Money::new(line.amount.minor.saturating_neg(), line.amount.currency);
            ("subsidy", Some(line), amount)
        });
        let rest = ("own", None, self.own_part);
        std::iter::once(whole)
            .chain(paid)
            .chain(std::iter::once(rest))
            .zip(bars)
            .map(|((class, line, amount), bar)| Step { class, line, amount, bar })
            .collect()
    }
}
