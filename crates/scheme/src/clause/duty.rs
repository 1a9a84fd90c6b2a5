//! What a scheme says beside amounts: payment, stacking, review, sanctions, publication.

use std::sync::Arc;

use jiangnan_kernel::{Currency, Rate, Rounding};

use super::{Base, Span};
use crate::vocabulary::{Breach, Disclosure, Evidence, Level, Payee, Sanction, Schedule};

/// Who receives the subsidy, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    /// Who.
    pub to: Payee,
    /// How often payments are made.
    pub schedule: Schedule,
    /// How soon after acceptance, where the scheme says so.
    pub within: Option<Span>,
    /// The parts in which a subsidy is paid, which make up the whole; empty where it is paid at once.
    pub instalments: Vec<Instalment>,
}

/// A part of a subsidy that is paid by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// Which share of what is granted.
    pub share: Rate,
    /// What it waits for after the claim was granted.
    pub after: Wait,
}

/// What an instalment waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// For nothing.
    Nothing,
    /// For a document that the claimant hands in.
    Document(Evidence),
    /// For time to pass.
    Time(Span),
}

impl Pay {
    /// The parts of an amount, each with what it waits for; they make up the whole to the last minor unit.
    pub fn parts(&self, minor: i64) -> Vec<(i64, Wait)> {
        let Some((first, rest)) = self.instalments.split_first() else { return vec![(minor, Wait::Nothing)] };
        let later: Vec<(i64, Wait)> =
            rest.iter().map(|one| (one.share.of(minor, Rounding::Down), one.after)).collect();
        let left = later.iter().fold(minor, |left, (part, _)| left - part);
        std::iter::once((left, first.after)).chain(later).filter(|(part, _)| *part > 0).collect()
    }
}

/// How a scheme pays beside others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// The schemes that pay before it.
    pub after: Vec<Arc<str>>,
    /// The share that all of them and it may pay together.
    pub ceiling: Option<(Rate, Base)>,
}

/// A foreign currency in which orders may be priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convert {
    /// The currency.
    pub from: Currency,
    /// One unit of it in millionths of a unit of the scheme's currency.
    pub millionths: i64,
}

/// Who reviews a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The levels, in their order.
    pub stages: Vec<Level>,
    /// The time that a review may take, where the scheme says so.
    pub within: Option<Span>,
}

/// What follows a breach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanctions {
    /// The breach.
    pub breach: Breach,
    /// What follows, in its order.
    pub then: Vec<Sanction>,
    /// How long a block or suspension lasts, where the scheme says so.
    pub lasts: Option<Span>,
}

/// What is made public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// What.
    pub what: Vec<Disclosure>,
    /// How soon, where the scheme says so.
    pub within: Option<Span>,
}

impl Convert {
    /// Millionths in one.
    pub const ONE: i128 = 1_000_000;

    /// An amount of the foreign currency in the scheme's, parts of a minor unit dropped.
    pub(crate) fn into_scheme(self, minor: i64, scheme: Currency) -> i64 {
        let (up, down) = scale(scheme, self.from);
        narrow(i128::from(minor) * i128::from(self.millionths) * up, Self::ONE * down)
    }

    /// An amount of the foreign currency in the scheme's, parts of a minor unit counted as a whole one.
    pub(crate) fn into_scheme_up(self, minor: i64, scheme: Currency) -> i64 {
        let (up, down) = scale(scheme, self.from);
        let product = i128::from(minor) * i128::from(self.millionths) * up;
        let whole = Rounding::Up.divide(product, Self::ONE * down);
        i64::try_from(whole).unwrap_or(i64::MAX)
    }

    /// An amount of the scheme's currency in the foreign one, parts of a minor unit dropped.
    pub(crate) fn out_of_scheme(self, minor: i64, scheme: Currency) -> i64 {
        let (up, down) = scale(scheme, self.from);
        narrow(i128::from(minor) * Self::ONE * down, i128::from(self.millionths) * up)
    }
}

/// By what to multiply and divide where two currencies have other numbers of decimals.
fn scale(scheme: Currency, foreign: Currency) -> (i128, i128) {
    (10_i128.pow(scheme.decimals().min(9)), 10_i128.pow(foreign.decimals().min(9)))
}

fn narrow(numerator: i128, denominator: i128) -> i64 {
    let quotient = if denominator > 0 { numerator / denominator } else { 0 };
    i64::try_from(quotient).unwrap_or(i64::MAX)
}
