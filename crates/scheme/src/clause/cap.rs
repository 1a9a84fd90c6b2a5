//! Limits: of one order, of a subject over time, of a whole scheme.

use std::sync::Arc;

use jiangnan_kernel::PlaceCode;

use crate::fact::Fact;
use crate::vocabulary::Award;

/// A limit of the subsidy or of the price that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// How much, for each `per`.
    pub limit: Limit,
    /// What the limit counts over.
    pub per: Per,
    /// What is limited.
    pub on: Limited,
    /// Over how many calendar years it counts, this one and those before, where `per` is yearly.
    pub years: i64,
    /// Where other schemes count under the same limit.
    pub shared: Option<Shared>,
}

/// How much a cap allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Minor units of the scheme's currency.
    Amount(i64),
    /// Orders.
    Orders(i64),
}

/// What a cap limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// What is paid.
    Subsidy,
    /// The price of which a share is paid.
    Base,
}

/// A limit under which several schemes count together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Its name, the same in all of them.
    pub name: Arc<str>,
    /// The place whose jurisdiction keeps the count.
    pub kept_by: PlaceCode,
}

/// The money that a scheme has, and how it is given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The money as a cap over everybody.
    pub cap: Cap,
    /// Who comes first.
    pub award: Award,
    /// The published seed of a lottery.
    pub seed: Option<Arc<str>>,
}

/// What a cap counts over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// One order.
    Order,
    /// One hour of an order.
    Hour,
    /// One person that an order serves.
    Head,
    /// All orders of an enterprise in a calendar year.
    EnterpriseYear,
    /// All orders of everyone under one controller in a calendar year.
    ControllerYear,
    /// All orders of an enterprise, ever.
    Enterprise,
    /// All orders of everyone under one controller, ever.
    Controller,
    /// All orders of a calendar year.
    Year,
    /// All orders, ever.
    Scheme,
}

impl Per {
    /// Every value.
    pub const ALL: &'static [Per] = &[
        Per::Order,
        Per::Hour,
        Per::Head,
        Per::EnterpriseYear,
        Per::ControllerYear,
        Per::Enterprise,
        Per::Controller,
        Per::Year,
        Per::Scheme,
    ];

    /// As written in schemes.
    pub fn name(self) -> &'static str {
        match self {
            Per::Order => "order",
            Per::Hour => "hour",
            Per::Head => "head",
            Per::EnterpriseYear => "enterprise-year",
            Per::ControllerYear => "controller-year",
            Per::Enterprise => "enterprise",
            Per::Controller => "controller",
            Per::Year => "year",
            Per::Scheme => "scheme",
        }
    }

    /// What it is in English and Chinese.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Per::Order => ("order", "每个订单"),
            Per::Hour => ("hour", "每小时"),
            Per::Head => ("person", "每人"),
            Per::EnterpriseYear => ("enterprise and year", "每家企业每年"),
            Per::ControllerYear => ("controller and year", "每个实际控制人每年"),
            Per::Enterprise => ("enterprise", "每家企业"),
            Per::Controller => ("controller", "每个实际控制人"),
            Per::Year => ("year", "每年"),
            Per::Scheme => ("scheme", "整个政策"),
        }
    }

    /// Whose use is counted together, where it is not everybody's.
    pub fn subject(self) -> Option<Fact> {
        match self {
            Per::EnterpriseYear | Per::Enterprise => Some(Fact::EnterpriseId),
            Per::ControllerYear | Per::Controller => Some(Fact::EnterpriseController),
            _ => None,
        }
    }

    /// Whether the count goes on after the order.
    pub fn outlasts_order(self) -> bool {
        !matches!(self, Per::Order | Per::Hour | Per::Head)
    }

    /// Whether the count begins anew every calendar year.
    pub fn is_yearly(self) -> bool {
        matches!(self, Per::EnterpriseYear | Per::ControllerYear | Per::Year)
    }

    /// The fact by which the amount is multiplied.
    pub fn multiplier(self) -> Option<Fact> {
        match self {
            Per::Hour => Some(Fact::OrderHours),
            Per::Head => Some(Fact::OrderHeads),
            _ => None,
        }
    }
}
