//! What came out of a run, and what a reform changed against its baseline.

use std::collections::BTreeMap;

use jiangnan_kernel::{Currency, PlaceCode};
use serde::{Deserialize, Serialize};

/// A piece of work that was done and whose claim was accepted. Amounts are minor units of the run's currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deal {
    /// The jurisdiction of the enterprise.
    pub from: PlaceCode,
    /// The jurisdiction of the provider.
    pub to: PlaceCode,
    /// The price.
    pub price_minor: i64,
    /// What funders pay of it.
    pub subsidy_minor: i64,
    /// What the enterprise pays of it.
    pub own_part_minor: i64,
    /// From the enterprise to the place of the work.
    pub distance_km: f64,
}

/// What flows from the enterprises of one jurisdiction to the providers of another, or of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// The jurisdiction of the enterprises.
    pub from: PlaceCode,
    /// The jurisdiction of the providers.
    pub to: PlaceCode,
    /// How many deals.
    pub deals: u64,
    /// Their price.
    pub price_minor: i64,
    /// The subsidy in it.
    pub subsidy_minor: i64,
}

/// The figures of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The currency of all amounts.
    pub currency: Currency,
    /// How many needs arose.
    pub needs: u64,
    /// How many of them were met.
    pub met: u64,
    /// How many were not.
    pub unmet: u64,
    /// The price of all deals.
    pub price_minor: i64,
    /// What funders paid.
    pub subsidy_minor: i64,
    /// What enterprises paid.
    pub own_part_minor: i64,
    /// The share of the subsidy that went to a provider in another jurisdiction, from 0 to 1; none where no
    /// subsidy was paid.
    pub cross_border_share: Option<f64>,
    /// The median distance of the deals; none where there is none.
    pub median_distance_km: Option<f64>,
    /// All pairs of jurisdictions, in order, those without a deal too.
    pub flows: Vec<Flow>,
}

/// The same demand under two sets of rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Under the rules as they are.
    pub baseline: Outcome,
    /// Under the changed rules.
    pub reform: Outcome,
    /// What changed.
    pub change: Change,
}

/// Reform minus baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// More needs met.
    pub met: i64,
    /// More subsidy.
    pub subsidy_minor: i64,
    /// More paid by enterprises.
    pub own_part_minor: i64,
    /// The enterprises' part of the price, as a share from 0 to 1: the difference.
    pub own_part_share: Option<f64>,
    /// The difference of the shares across a border.
    pub cross_border_share: Option<f64>,
    /// The difference of the medians.
    pub median_distance_km: Option<f64>,
}

/// Why two outcomes cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// The runs met different numbers of needs.
    #[error("the baseline met {baseline} needs, the reform {reform}: run both on the same demand")]
    DemandDiffers {
        /// Needs in the baseline.
        baseline: u64,
        /// Needs in the reform.
        reform: u64,
    },
    /// The amounts are in different currencies.
    #[error("the baseline counts {baseline}, the reform {reform}: run both in one currency")]
    CurrenciesDiffer {
        /// Of the baseline.
        baseline: Currency,
        /// Of the reform.
        reform: Currency,
    },
}

impl Outcome {
    /// The figures of a run that met `needs` with `deals`.
    pub fn of(currency: Currency, needs: u64, deals: &[Deal]) -> Outcome {
        let met = deals.len() as u64;
        let sum = |part: fn(&Deal) -> i64| deals.iter().map(part).fold(0, i64::saturating_add);
        let subsidy_minor = sum(|deal| deal.subsidy_minor);
        let across = deals.iter().filter(|deal| deal.from != deal.to);
        let subsidy_across = across.map(|deal| deal.subsidy_minor).fold(0, i64::saturating_add);
        Outcome {
            currency,
            needs,
            met,
            unmet: needs.saturating_sub(met),
            price_minor: sum(|deal| deal.price_minor),
            subsidy_minor,
            own_part_minor: sum(|deal| deal.own_part_minor),
            cross_border_share: share(subsidy_across, subsidy_minor),
            median_distance_km: median(deals.iter().map(|deal| deal.distance_km).collect()),
            flows: flows(deals),
        }
    }

    /// The part of the price that enterprises paid, from 0 to 1; none where nothing was paid.
    pub fn own_part_share(&self) -> Option<f64> {
        share(self.own_part_minor, self.price_minor)
    }
}

impl Comparison {
    /// Sets a reform against its baseline.
    ///
    /// # Errors
    /// Where the two did not meet the same demand or count different currencies.
    pub fn of(baseline: Outcome, reform: Outcome) -> Result<Comparison, CompareError> {
        if baseline.currency != reform.currency {
            let (baseline, reform) = (baseline.currency, reform.currency);
            return Err(CompareError::CurrenciesDiffer { baseline, reform });
        }
        if baseline.needs != reform.needs {
            let (baseline, reform) = (baseline.needs, reform.needs);
            return Err(CompareError::DemandDiffers { baseline, reform });
        }
        let rise = |part: fn(&Outcome) -> Option<f64>| Some(part(&reform)? - part(&baseline)?);
        let change = Change {
            met: reform.met.cast_signed().saturating_sub(baseline.met.cast_signed()),
            subsidy_minor: reform.subsidy_minor.saturating_sub(baseline.subsidy_minor),
            own_part_minor: reform.own_part_minor.saturating_sub(baseline.own_part_minor),
            own_part_share: rise(Outcome::own_part_share),
            cross_border_share: rise(|outcome| outcome.cross_border_share),
            median_distance_km: rise(|outcome| outcome.median_distance_km),
        };
        Ok(Comparison { baseline, reform, change })
    }
}

fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The middle value, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = values.len() / 2;
    let lower = values.len().checked_sub(1)? / 2;
    Some(values.get(lower)?.midpoint(*values.get(upper)?))
}

/// The full matrix over the jurisdictions that occur.
fn flows(deals: &[Deal]) -> Vec<Flow> {
    let ends: std::collections::BTreeSet<PlaceCode> =
        deals.iter().flat_map(|deal| [deal.from, deal.to]).collect();
    let empty = |from, to| Flow { from, to, deals: 0, price_minor: 0, subsidy_minor: 0 };
    let mut matrix: BTreeMap<(PlaceCode, PlaceCode), Flow> =
        ends.iter().flat_map(|&from| ends.iter().map(move |&to| ((from, to), empty(from, to)))).collect();
    for deal in deals {
        if let Some(flow) = matrix.get_mut(&(deal.from, deal.to)) {
            flow.deals += 1;
            flow.price_minor = flow.price_minor.saturating_add(deal.price_minor);
            flow.subsidy_minor = flow.subsidy_minor.saturating_add(deal.subsidy_minor);
        }
    }
    matrix.into_values().collect()
}
