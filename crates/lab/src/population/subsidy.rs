//! Funds and the vouchers granted out of them before the first day. All invented.

use std::collections::BTreeMap;

use jiangnan_kernel::{Currency, Date, Id, Money, PlaceCode, Rng};
use jiangnan_scheme::{Credit, Size};
use serde::Serialize;

use super::{Enterprise, Workshop};
use crate::draw::{between, percent, stream};

/// The money that a jurisdiction appropriates to its scheme for the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Fund {
    /// The jurisdiction that grants.
    pub funder: PlaceCode,
    /// What it appropriates; more than all grants.
    pub appropriation: Money,
}

/// A voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The id of the voucher.
    pub id: Id,
    /// The jurisdiction that grants.
    pub funder: PlaceCode,
    /// Who receives it: an enterprise of the funder's own jurisdiction.
    pub enterprise: Id,
    /// Its value.
    pub amount: Money,
    /// When it was granted.
    pub granted_on: Date,
    /// Its last day.
    pub valid_until: Date,
}

/// How many in a hundred of those that may apply hold a voucher (invented).
const HOLDERS_PERCENT: u64 = 55;

/// Appropriations are whole 100,000 yuan.
const STEP: i64 = 10_000_000;

impl Workshop<'_> {
    pub(super) fn subsidies(&self, enterprises: &[Enterprise]) -> (Vec<Fund>, Vec<Grant>) {
        let mut rng = stream(self.plan.seed, "grants");
        let may_apply = |enterprise: &&Enterprise| {
            enterprise.group_size < Size::Large && enterprise.credit == Credit::Clear
        };
        let mut grants = Vec::new();
        for enterprise in enterprises.iter().filter(may_apply) {
            if percent(HOLDERS_PERCENT, &mut rng) {
                grants.push(self.grant(enterprise, &mut rng));
            }
        }
        (funds(&grants), grants)
    }

    fn grant(&self, enterprise: &Enterprise, rng: &mut dyn Rng) -> Grant {
        let (least, most) = match enterprise.size {
            Size::Micro => (10, 30),
            Size::Small => (20, 60),
            Size::Medium | Size::Large => (50, 120),
        };
        let year = self.plan.first.year();
        Grant {
            id: self.id(rng),
            funder: enterprise.jurisdiction,
            enterprise: enterprise.id,
            // Whole thousands of yuan.
            amount: Money::new(between(least, most, rng) * 100_000, enterprise.equity.currency),
            granted_on: self.granting_day(rng),
            valid_until: Date::new(year, 12, 31).unwrap_or(self.plan.last),
        }
    }

    /// A day of the four weeks before the first day.
    fn granting_day(&self, rng: &mut dyn Rng) -> Date {
        let days = u64::try_from(between(1, 28, rng)).unwrap_or(1);
        let back = std::time::Duration::from_secs(days * 86_400);
        self.plan.first.checked_sub(back).unwrap_or(self.plan.first)
    }
}

/// For each funder its grants and a fifth more.
fn funds(grants: &[Grant]) -> Vec<Fund> {
    let mut sums: BTreeMap<(PlaceCode, Currency), i64> = BTreeMap::new();
    for grant in grants {
        *sums.entry((grant.funder, grant.amount.currency)).or_default() += grant.amount.minor;
    }
    let fund = |((funder, currency), sum): ((PlaceCode, Currency), i64)| {
        let steps = (sum / 5 * 6) / STEP + 1;
        Fund { funder, appropriation: Money::new(steps * STEP, currency) }
    };
    sums.into_iter().map(fund).collect()
}
