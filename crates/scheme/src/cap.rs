//! What caps have counted: which used amounts a quote needs, and what it adds to them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiangnan_kernel::{Id, PlaceCode};

use crate::clause::{Body, Cap, Clause};
use crate::condition::{Verdict, all};
use crate::day::year_of;
use crate::fact::Fact;
use crate::order::Order;
use crate::scheme::{CapPlan, Scheme};

/// What counts together under one cap. Its text is the key of a stored row: `zj-2026/11.3/<subject>/2026`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CapKey {
    /// The funder of the scheme, whose jurisdiction keeps the count.
    pub funder: PlaceCode,
    /// Scheme and clause, with a slash between.
    pub cap: Arc<str>,
    /// Whose use is counted: an enterprise or a controller.
    pub subject: Id,
    /// The calendar year, where the count begins anew every year.
    pub year: Option<i64>,
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
pub struct CapUse(HashMap<CapKey, i64>);

impl CapUse {
    /// Nothing is used.
    pub fn new() -> CapUse {
        CapUse::default()
    }

    /// Says how much is used under a key.
    pub fn set(&mut self, key: CapKey, used_minor: i64) {
        self.0.insert(key, used_minor);
    }

    /// Adds what a quote used; negative gives back. Never falls below zero.
    pub fn add(&mut self, key: CapKey, amount_minor: i64) {
        let used = self.0.entry(key).or_default();
        *used = used.saturating_add(amount_minor).max(0);
    }

    /// How much is used under a key.
    pub fn used(&self, key: &CapKey) -> i64 {
        self.0.get(key).copied().unwrap_or(0)
    }

    /// Whether nothing is used.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(CapKey, i64)> for CapUse {
    fn from_iter<T: IntoIterator<Item = (CapKey, i64)>>(used: T) -> CapUse {
        CapUse(used.into_iter().collect())
    }
}

impl Scheme {
    /// The keys whose use a quote of this order needs. Where facts are missing the quote refuses, and no use
    /// is needed.
    pub fn cap_keys(&self, order: &Order) -> Vec<CapKey> {
        let Some(day) = order.get(Fact::OrderDate) else { return Vec::new() };
        let applying = self.0.plan.caps.iter().filter_map(|plan| {
            let clause = self.0.clauses.get(plan.at)?;
            let Body::Cap(cap) = &clause.body else { return None };
            (clause.applies(day, order) == Verdict::Holds).then(|| self.key(plan, cap, order, day)).flatten()
        });
        applying.collect()
    }

    /// The key under which an order counts; none where the cap does not outlast the order or the subject is
    /// missing.
    pub(crate) fn key(&self, plan: &CapPlan, cap: &Cap, order: &Order, day: i64) -> Option<CapKey> {
        let subject = order.subject(cap.per.subject()?)?;
        let year = cap.per.is_yearly().then(|| year_of(day));
        Some(CapKey { funder: self.0.funder, cap: Arc::clone(&plan.name), subject, year })
    }
}

impl Clause {
    /// Whether an order of a day is subject to the clause.
    #[inline]
    pub(crate) fn applies(&self, day: i64, order: &Order) -> Verdict {
        if self.effective.contains(day) { all(&self.when, order) } else { Verdict::Fails }
    }
}
