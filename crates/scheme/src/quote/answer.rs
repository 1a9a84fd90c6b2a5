//! The answer: lines, refusals, and their JSON.

use std::sync::Arc;

use jiangnan_kernel::{Currency, Rate, Text};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::decide::Grant;
use crate::cap::{CapKey, CapUnit};
use crate::clause::Convert;
use crate::fact::Fact;
use crate::scheme::Scheme;
use crate::vocabulary::Payee;

/// Who pays what of an order, and why. As JSON it is the answer of `scheme quote`.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The currency of all amounts.
    pub currency: Currency,
    /// The price with tax.
    pub price_minor: i64,
    /// What the enterprise pays.
    pub own_part_minor: i64,
    /// What each paying scheme pays.
    pub subsidies: Vec<SubsidyLine>,
    /// Why schemes do not pay: all reasons, not only the first.
    pub refusals: Vec<Refusal>,
    /// Who receives the subsidy of the first paying scheme (of the first scheme, where none pays).
    pub payee: Option<Payee>,
    pub(super) schemes: Vec<Scheme>,
}

/// What one scheme pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubsidyLine {
    /// The scheme.
    pub scheme: Arc<str>,
    /// The version of the scheme's text.
    pub version: Arc<str>,
    /// Who receives it.
    pub payee: Payee,
    /// The clauses that gave the amount: the rate, what adds to it, then the caps that bound.
    pub clauses: Vec<Arc<str>>,
    /// The price of which a share is paid.
    pub base_minor: i64,
    /// The share.
    pub rate: Rate,
    /// The amount.
    pub amount_minor: i64,
    /// Every cap that applies.
    pub caps: Vec<CapLine>,
    exchange: Option<Exchanged>,
}

/// The amount of a line in two currencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Exchanged {
    convert: Convert,
    currency: Currency,
    amount_minor: i64,
    in_scheme_minor: i64,
}

/// A cap that applies to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapLine {
    /// The clause.
    pub clause: Arc<str>,
    /// The limit in minor units of the order's currency; in orders, where the key counts orders.
    pub limit_minor: i64,
    /// What earlier orders used of it.
    pub used_minor: i64,
    /// Whether it made the subsidy smaller.
    pub bound: bool,
    /// What counts together, where the cap outlasts the order.
    pub key: Option<CapKey>,
}

/// A reason why a scheme does not pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The scheme.
    pub scheme: Arc<str>,
    /// The clause; `effective` for the dates of the whole scheme, `currency` for its currency.
    pub clause: Arc<str>,
    /// The fact that decided: the name of a [`Fact`], `order.currency`, or `cap.left` where a cap is used up.
    pub fact: &'static str,
    /// The compact number of the fact, where it is known.
    pub found: Option<i64>,
    /// What would make the clause pass; in JSON `remedy` in English and `remedy_zh` in Chinese.
    pub remedy: Arc<Text>,
}

impl Quote {
    /// The versions of the schemes that pay; of all that were asked, where none pays.
    pub fn version(&self) -> String {
        let mut versions: Vec<&str> = self.subsidies.iter().map(|line| &*line.version).collect();
        if versions.is_empty() {
            versions = self.schemes.iter().map(Scheme::version).collect();
        }
        versions.join("+")
    }

    /// The schemes that were asked, to look up the names and clauses that the answer refers to.
    pub fn schemes(&self) -> &[Scheme] {
        &self.schemes
    }

    /// The sum of all subsidies.
    pub fn subsidy_minor(&self) -> i64 {
        self.price_minor - self.own_part_minor
    }
}

impl SubsidyLine {
    pub(super) fn new(
        scheme: &Scheme,
        grant: &Grant<'_>,
        mut caps: Vec<CapLine>,
        bases: Vec<CapLine>,
        top_ups: Vec<Arc<str>>,
    ) -> SubsidyLine {
        let mut clauses = Vec::with_capacity(2);
        clauses.push(Arc::clone(grant.clause));
        clauses.extend(top_ups);
        for cap in &mut caps {
            if let Some((convert, _)) = grant.convert {
                cap.convert(convert, scheme.currency());
            }
            let room = cap.limit_minor.saturating_sub(cap.used_minor);
            cap.bound = !cap.counts_orders() && room < grant.uncapped_minor && room == grant.amount_minor;
        }
        caps.extend(bases);
        clauses.extend(caps.iter().filter(|cap| cap.bound).map(|cap| Arc::clone(&cap.clause)));
        SubsidyLine {
            scheme: Arc::clone(&scheme.0.id),
            version: Arc::clone(&scheme.0.version),
            payee: grant.payee,
            clauses,
            base_minor: grant.base_minor,
            rate: grant.rate,
            amount_minor: grant.amount_minor,
            caps,
            exchange: grant.convert.map(|(convert, in_scheme_minor)| Exchanged {
                convert,
                currency: scheme.currency(),
                amount_minor: grant.amount_minor,
                in_scheme_minor,
            }),
        }
    }

    /// What the order adds to every cap that outlasts it: the amount in the scheme's currency, or one order.
    pub fn increments(&self) -> impl Iterator<Item = (&CapKey, i64)> {
        // Whoever lowers the amount of the line lowers what is counted.
        let counted = match self.exchange {
            Some(one) if one.amount_minor == self.amount_minor => one.in_scheme_minor,
            Some(one) => one.convert.into_scheme_up(self.amount_minor, one.currency),
            None => self.amount_minor,
        };
        let keys = self.caps.iter().filter_map(|cap| cap.key.as_ref());
        keys.map(move |key| (key, if key.unit == CapUnit::Orders { 1 } else { counted }))
    }

    /// Key and limit of every cap that outlasts the order, limits in the order's currency.
    pub fn uses(&self) -> impl Iterator<Item = (&CapKey, i64)> {
        self.caps.iter().filter_map(|cap| cap.key.as_ref().map(|key| (key, cap.limit_minor)))
    }
}

impl CapLine {
    /// Whether the limit counts orders rather than money.
    pub fn counts_orders(&self) -> bool {
        self.key.as_ref().is_some_and(|key| key.unit == CapUnit::Orders)
    }

    fn convert(&mut self, convert: Convert, currency: Currency) {
        if !self.counts_orders() {
            self.limit_minor = convert.out_of_scheme(self.limit_minor, currency);
            self.used_minor = convert.out_of_scheme(self.used_minor, currency);
        }
    }
}

impl Refusal {
    /// The fact that decided, where it is one of the order's.
    pub fn fact(&self) -> Option<Fact> {
        Fact::of_name(self.fact)
    }

    /// Whether the fact is missing rather than different.
    pub fn is_missing(&self) -> bool {
        self.found.is_none()
    }
}

impl Serialize for Quote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Quote", 7)?;
        object.serialize_field("price_minor", &self.price_minor)?;
        object.serialize_field("own_part_minor", &self.own_part_minor)?;
        object.serialize_field("currency", &self.currency)?;
        object.serialize_field("subsidies", &self.subsidies)?;
        object.serialize_field("refusals", &self.refusals)?;
        object.serialize_field("payee", &self.payee)?;
        object.serialize_field("version", &self.version())?;
        object.end()
    }
}

impl Serialize for SubsidyLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let clauses: Vec<&str> = self.clauses.iter().map(|clause| &**clause).collect();
        let mut object = serializer.serialize_struct("SubsidyLine", 6)?;
        object.serialize_field("scheme", &*self.scheme)?;
        object.serialize_field("clauses", &clauses)?;
        object.serialize_field("base_minor", &self.base_minor)?;
        object.serialize_field("rate_bp", &self.rate.0)?;
        object.serialize_field("amount_minor", &self.amount_minor)?;
        object.serialize_field("caps", &self.caps)?;
        object.end()
    }
}

impl Serialize for CapLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("CapLine", 3)?;
        object.serialize_field("clause", &*self.clause)?;
        object.serialize_field("limit_minor", &self.limit_minor)?;
        object.serialize_field("bound", &self.bound)?;
        object.end()
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Refusal", 5)?;
        object.serialize_field("scheme", &*self.scheme)?;
        object.serialize_field("clause", &*self.clause)?;
        object.serialize_field("fact", self.fact)?;
        object.serialize_field("remedy", self.remedy.get("en"))?;
        object.serialize_field("remedy_zh", self.remedy.get("zh"))?;
        object.end()
    }
}
