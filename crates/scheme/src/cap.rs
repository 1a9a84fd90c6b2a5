//! What caps have counted: which used amounts a quote needs, and what it adds to them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use foldhash::fast::RandomState;
use jiangnan_kernel::{Id, PlaceCode};

use crate::clause::{Cap, Clause, Limit};
use crate::condition::{Verdict, all};
use crate::day::year_of;
use crate::fact::Fact;
use crate::order::Order;
use crate::scheme::{CapPlan, Scheme};

/// What counts together under one cap. Its text is the key of a stored row: `zj-2026/11.3/<subject>/2026`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CapKey {
    /// The place whose jurisdiction keeps the count: the funder, or who keeps a shared limit.
    pub funder: PlaceCode,
    /// Scheme and clause, with a slash between.
    pub cap: Arc<str>,
    /// Whose use is counted: an enterprise or a controller; the zero id where it is everybody's.
    pub subject: Id,
    /// The calendar year, where the count begins anew every year.
    pub year: Option<i64>,
    /// What is counted.
    pub unit: CapUnit,
}

/// What is counted under a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CapUnit {
    /// Minor units of the scheme's currency.
    Minor,
    /// Orders.
    Orders,
}

impl fmt::Display for CapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.cap, self.subject)?;
        match self.year {
            Some(year) => write!(f, "/{year:04}"),
            None => Ok(()),
        }
    }
}

/// How much of each cap is used, in minor units. What is not named is unused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CapUse(HashMap<CapKey, i64, RandomState>);

impl CapUse {
    /// Nothing is used.
    pub fn new() -> CapUse {
        CapUse::default()
    }

    /// Says how much is used under a key; less than nothing counts as nothing.
    pub fn set(&mut self, key: CapKey, used_minor: i64) {
        self.0.insert(key, used_minor.max(0));
    }

    /// Adds what a quote used; negative gives back. Never falls below zero.
    pub fn add(&mut self, key: CapKey, amount_minor: i64) {
        let used = self.0.entry(key).or_default();
        *used = used.saturating_add(amount_minor).max(0);
    }

    /// How much is used under a key and those of the `years - 1` years before.
    pub(crate) fn used_over(&self, key: &CapKey, years: i64) -> i64 {
        let earlier = (1..years)
            .map(|back| self.used(&CapKey { year: key.year.map(|year| year - back), ..key.clone() }));
        earlier.fold(self.used(key), i64::saturating_add)
    }

    /// How much is used under a key.
    pub fn used(&self, key: &CapKey) -> i64 {
        self.0.get(key).copied().unwrap_or(0)
    }

    /// Everything that is used.
    pub fn iter(&self) -> impl Iterator<Item = (&CapKey, i64)> {
        self.0.iter().map(|(key, used)| (key, *used))
    }

    /// Whether nothing is used.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(CapKey, i64)> for CapUse {
    fn from_iter<T: IntoIterator<Item = (CapKey, i64)>>(used: T) -> CapUse {
        CapUse(used.into_iter().map(|(key, used)| (key, used.max(0))).collect())
    }
}

impl Scheme {
    /// Whether a cap counts under a shared name.
    pub(crate) fn counts_under(&self, shared: &str) -> bool {
        self.0.plan.caps.iter().any(|plan| plan.name.strip_prefix("shared/") == Some(shared))
    }

    /// The keys whose use a quote of this order needs, those of earlier years included where a cap counts over
    /// several. Where facts are missing the quote refuses, and no use is needed.
    pub fn cap_keys(&self, order: &Order) -> Vec<CapKey> {
        let Some(day) = order.get(Fact::OrderDate) else { return Vec::new() };
        let mut keys = Vec::new();
        for plan in &self.0.plan.caps {
            let Some(clause) = self.0.clauses.get(plan.at) else { continue };
            let Some(cap) = clause.body.cap() else { continue };
            if clause.applies(day, order) == Verdict::Holds
                && let Some(key) = key(plan, cap, order, day)
            {
                let earlier = (1..cap.years)
                    .map(|back| CapKey { year: key.year.map(|year| year - back), ..key.clone() });
                keys.extend(earlier);
                keys.push(key);
            }
        }
        keys
    }
}

/// The key under which an order counts; none where the cap does not outlast the order or the subject is missing.
pub(crate) fn key(plan: &CapPlan, cap: &Cap, order: &Order, day: i64) -> Option<CapKey> {
    if !cap.per.outlasts_order() {
        return None;
    }
    let subject = match cap.per.subject() {
        Some(fact) => order.subject(fact)?,
        None => Id::default(),
    };
    let year = cap.per.is_yearly().then(|| year_of(day));
    let unit = match cap.limit {
        Limit::Amount(_) => CapUnit::Minor,
        Limit::Orders(_) => CapUnit::Orders,
    };
    Some(CapKey { funder: plan.kept_by, cap: Arc::clone(&plan.name), subject, year, unit })
}

impl Clause {
    /// Whether an order of a day is subject to the clause.
    #[inline]
    pub(crate) fn applies(&self, day: i64, order: &Order) -> Verdict {
        if !self.effective.contains(day) {
            return Verdict::Fails;
        }
        match self.compared.as_ref().and_then(|comparisons| comparisons.hold(order)) {
            Some(true) => Verdict::Holds,
            Some(false) => Verdict::Fails,
            None => all(&self.when, order),
        }
    }
}
