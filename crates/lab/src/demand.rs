//! Demand: what the enterprises of a population need in the stretch of a plan, before any rule applies.

use std::collections::{HashMap, HashSet};

use jiangnan_catalogue::Usage;
use jiangnan_kernel::{Date, Id, Instant, Money, PlaceCode, PlaceTree, Rng, SplitMix64, Weekday};
use jiangnan_scheme::{Service, Size};
use serde::Serialize;

use crate::draw::{Wheel, between, pick, stream, weighted};
use crate::facts::{Facts, TechniqueFact};
use crate::population::{Enterprise, Population, techniques_of};
use crate::{LabError, Plan};

/// A piece of work that an enterprise needs. Every run of one plan meets the same needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Its id, which also serves as the id of the command that reserves.
    pub id: Id,
    /// Who needs it.
    pub enterprise: Id,
    /// Where it arises: the seat of the enterprise.
    pub place: PlaceCode,
    /// When it arises, in office hours.
    pub raised: Instant,
    /// The code of the technique.
    pub technique: String,
    /// Time on an instrument, a measurement by the provider, or the time of an expert.
    pub service: Service,
    /// Hours of the instrument or expert.
    pub hours: u16,
    /// Samples, for a measurement; two fit one hour.
    pub samples: Option<u16>,
    /// The first day on which it may be done.
    pub not_before: Date,
    /// The last day on which it is of use.
    pub not_after: Date,
    /// How far the enterprise goes for it, in kilometres as the crow flies.
    pub reach_km: u32,
    /// What it is worth to the enterprise: with a price at this height it gains nothing.
    pub worth: Money,
}

/// The needs of one stretch in order of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Demand {
    /// In order of `raised`, then of `id`.
    pub needs: Vec<Need>,
}

/// How often each service is needed, in percent (invented).
const SERVICES: [(Service, u64); 3] =
    [(Service::InstrumentTime, 50), (Service::Testing, 42), (Service::ExpertTime, 8)];

/// How far an enterprise goes with a person or a delicate sample, in percent (invented): within the city, to a
/// neighbouring city, a day's journey there and back, anywhere.
const REACHES: [(u32, u64); 4] = [(60, 20), (200, 35), (350, 30), (5_000, 15)];

/// The same for a measurement, whose sample can be sent.
const REACHES_BY_POST: [(u32, u64); 4] = [(60, 5), (200, 20), (350, 35), (5_000, 40)];

/// A holder of a voucher has this many times the needs of another enterprise of its size (invented).
const HOLDER_FACTOR: u64 = 3;

/// No need arises in the last days, so that the work can be done and claimed within the stretch.
const LAST_DAYS: u64 = 21;

impl Need {
    /// What is used, as the catalogue prices it.
    pub fn usage(&self) -> Usage {
        Usage::time(i64::from(self.hours) * 3_600).with_samples(self.samples.map_or(0, u32::from))
    }
}

impl Demand {
    /// Makes the demand of a plan. The same facts, places, population and plan give the same demand.
    ///
    /// # Errors
    /// Where the stretch has no working day, or there is no enterprise.
    pub fn make(
        facts: &Facts,
        places: &PlaceTree,
        population: &Population,
        plan: &Plan,
    ) -> Result<Demand, LabError> {
        let days = working_days(plan, &facts.closed);
        if days.is_empty() {
            return Err(LabError::NoWorkingDay { first: plan.first, last: plan.last });
        }
        let market = Market { facts, places, days, menus: menus(facts) };
        let wheel = enterprise_wheel(population);
        let mut rng = stream(plan.seed, "demand");
        let mut needs = Vec::with_capacity(plan.needs);
        for _ in 0..plan.needs {
            let enterprise = wheel.draw(&mut rng).and_then(|at| population.enterprises.get(at));
            let enterprise = enterprise.ok_or(LabError::NoEnterprise)?;
            // A stream for each need: what one need draws does not touch the next.
            let own = &mut SplitMix64::new(rng.next_u64());
            needs.extend(market.need(enterprise, own));
        }
        needs.sort_by_key(|need: &Need| (need.raised, need.id));
        Ok(Demand { needs })
    }
}

/// The techniques that the enterprises of one sector need.
struct Menu<'a> {
    instruments: Vec<&'a TechniqueFact>,
    /// By the number of models: what many make, many need.
    wheel: Wheel,
    experts: Vec<&'a TechniqueFact>,
}

struct Market<'a> {
    facts: &'a Facts,
    places: &'a PlaceTree,
    days: Vec<Date>,
    menus: HashMap<&'a str, Menu<'a>>,
}

impl Market<'_> {
    fn need(&self, enterprise: &Enterprise, rng: &mut SplitMix64) -> Option<Need> {
        let menu = self.menus.get(enterprise.sector_code.as_str())?;
        let service = match weighted(&SERVICES, rng)? {
            Service::ExpertTime if menu.experts.is_empty() => Service::InstrumentTime,
            service => service,
        };
        let technique = match service {
            Service::ExpertTime => pick(&menu.experts, rng)?,
            _ => menu.wheel.draw(rng).and_then(|at| menu.instruments.get(at))?,
        };
        let samples = (service == Service::Testing).then(|| number(1, 12, rng));
        let hours = samples.map_or_else(|| number(2, 8, rng), |samples| samples.div_ceil(2));
        let reaches = if samples.is_some() { REACHES_BY_POST } else { REACHES };
        let day = *pick(&self.days, rng)?;
        let raised = self.office_hour(enterprise.place, day, rng)?;
        let not_before = later(day, number(2, 15, rng));
        Some(Need {
            id: Id::make(&raised, rng),
            enterprise: enterprise.id,
            place: enterprise.place,
            raised,
            technique: technique.code.clone(),
            service,
            hours,
            samples,
            not_before,
            not_after: later(not_before, 5),
            reach_km: weighted(&reaches, rng)?,
            worth: Money::new(self.worth(technique, service, hours, rng), enterprise.equity.currency),
        })
    }

    fn office_hour(&self, place: PlaceCode, day: Date, rng: &mut SplitMix64) -> Option<Instant> {
        let morning = Instant::of_civil(day.at(8, 30, 0, 0), &self.places.get(place)?.zone).ok()?;
        Some(morning.plus_seconds(between(0, 9 * 3_600 - 1, rng)))
    }

    /// From 0.7 to 2.2 times the usual price of the hours, at the middle of the facts' ranges.
    fn worth(&self, technique: &TechniqueFact, service: Service, hours: u16, rng: &mut SplitMix64) -> i64 {
        let middle = |low: i64, high: i64| low.midpoint(high);
        let prices: Vec<i64> = if service == Service::ExpertTime {
            let of_kind = self.facts.experts.iter().filter(|kind| kind.technique == technique.code);
            of_kind.map(|kind| middle(kind.price_low_minor, kind.price_high_minor)).collect()
        } else {
            let of_kind = self.facts.models.iter().filter(|model| model.technique == technique.code);
            of_kind.map(|model| middle(model.price_low_minor, model.price_high_minor)).collect()
        };
        let count = i64::try_from(prices.len()).unwrap_or(1).max(1);
        let usual = prices.iter().sum::<i64>() / count * i64::from(hours);
        (usual * between(70, 220, rng) / 100).max(1)
    }
}

fn menus(facts: &Facts) -> HashMap<&str, Menu<'_>> {
    let with_experts: HashSet<&str> = facts.experts.iter().map(|kind| kind.technique.as_str()).collect();
    let menu = |fields: &[String]| {
        let instruments = techniques_of(facts, fields);
        let models = |technique: &&TechniqueFact| {
            facts.models.iter().filter(|model| model.technique == technique.code).count() as u64
        };
        let known = |technique: &&&TechniqueFact| with_experts.contains(technique.code.as_str());
        Menu {
            wheel: Wheel::new(instruments.iter().map(models)),
            experts: instruments.iter().filter(known).copied().collect(),
            instruments,
        }
    };
    facts.sectors.iter().map(|sector| (sector.code.as_str(), menu(&sector.fields))).collect()
}

fn enterprise_wheel(population: &Population) -> Wheel {
    let holders: HashSet<Id> = population.grants.iter().map(|grant| grant.enterprise).collect();
    Wheel::new(population.enterprises.iter().map(|enterprise| {
        let by_size = match enterprise.size {
            Size::Micro => 1,
            Size::Small => 2,
            Size::Medium => 4,
            Size::Large => 6,
        };
        if holders.contains(&enterprise.id) { by_size * HOLDER_FACTOR } else { by_size }
    }))
}

/// The days from Monday to Friday that are not closed, without the last ones.
fn working_days(plan: &Plan, closed: &[Date]) -> Vec<Date> {
    let back = std::time::Duration::from_secs(LAST_DAYS * 86_400);
    let last = plan.last.checked_sub(back).unwrap_or(plan.last);
    let days = std::iter::successors(Some(plan.first), |day| day.tomorrow().ok());
    let works = |day: &Date| {
        let weekday = jiangnan_kernel::hours::weekday_of(*day);
        !matches!(weekday, Weekday::Sat | Weekday::Sun) && !closed.contains(day)
    };
    days.take_while(|&day| day <= last).filter(works).collect()
}

fn later(day: Date, days: u16) -> Date {
    let ahead = std::time::Duration::from_secs(u64::from(days) * 86_400);
    day.checked_add(ahead).unwrap_or(day)
}

fn number(low: i64, high: i64, rng: &mut dyn Rng) -> u16 {
    u16::try_from(between(low, high, rng)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_holidays_and_the_last_weeks_are_no_working_days() {
        let plan = Plan { last: Date::constant(2026, 4, 30), ..Plan::demo(1) };
        let closed = [Date::constant(2026, 4, 6)];
        let days: Vec<i8> = working_days(&plan, &closed).into_iter().map(Date::day).collect();
        assert_eq!(days, [1, 2, 3, 7, 8, 9]);
        assert!(working_days(&Plan { last: plan.first, ..plan }, &closed).is_empty());
    }
}
