//! Experts, who carry a role and a number and never a person's name.

use jiangnan_kernel::hours::OpenStretch;
use jiangnan_kernel::{Date, Id, Money, OpeningHours, PlaceCode, Rate, Rng, Text, Weekday};
use jiff::civil::time;
use serde::Serialize;

use super::{Provider, Workshop};
use crate::draw::{between, percent, pick, stream};
use crate::facts::ExpertFact;

/// An expert who works for enterprises beside the employment at a provider. All invented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expert {
    /// The id.
    pub id: Id,
    /// The employer.
    pub provider: Id,
    /// Where the employer is.
    pub place: PlaceCode,
    /// Role and number.
    pub name: Text,
    /// The code of the technique.
    pub technique: String,
    /// The price for an hour, without tax.
    pub per_hour: Money,
    /// The tax that comes on top.
    pub tax: Rate,
    /// When the expert can be booked.
    pub hours: OpeningHours,
    /// Places to which the expert travels; the jurisdiction of the employer is the first.
    pub travels_to: Vec<PlaceCode>,
    /// The last day of the employer's consent.
    pub consent_until: Date,
}

impl Workshop<'_> {
    pub(super) fn experts(&self, providers: &[Provider]) -> Vec<Expert> {
        let mut rng = stream(self.plan.seed, "experts");
        let kinds = &self.facts.experts;
        let make = |(number, kind)| self.expert(number, kind, providers, &mut rng);
        (1..=self.plan.experts).zip(kinds.iter().cycle()).filter_map(make).collect()
    }

    fn expert(
        &self,
        number: usize,
        kind: &ExpertFact,
        providers: &[Provider],
        rng: &mut dyn Rng,
    ) -> Option<Expert> {
        let technique = self.facts.technique(&kind.technique)?;
        let fits =
            |provider: &&Provider| provider.fields.iter().any(|field| technique.fields.contains(field));
        let employers: Vec<&Provider> = providers.iter().filter(fits).collect();
        let employer = pick(&employers, rng)?;
        let price = between(kind.price_low_minor / 1_000, kind.price_high_minor / 1_000, rng).max(1) * 1_000;
        let year = self.plan.last.year();
        Some(Expert {
            id: self.id(rng),
            provider: employer.id,
            place: employer.place,
            name: Text::new(format!("{} {number}", kind.role.en), format!("{}{number}号", kind.role.zh)),
            technique: technique.code.clone(),
            per_hour: Money::new(price, self.currency(employer.place)),
            tax: Rate(600),
            hours: self.weekend_hours(employer.place, rng),
            travels_to: self.destinations(employer.jurisdiction, rng),
            consent_until: Date::new(year, 12, 31).unwrap_or(self.plan.last),
        })
    }

    /// Experts come at the weekend, some on a working day too: "Sunday engineers".
    fn weekend_hours(&self, place: PlaceCode, rng: &mut dyn Rng) -> OpeningHours {
        let mut days = vec![Weekday::Sat, Weekday::Sun];
        if percent(40, rng) {
            days.push(Weekday::Fri);
        }
        let open = |day| OpenStretch { day, from: time(9, 0, 0, 0), until: time(17, 0, 0, 0) };
        OpeningHours { zone: self.zone(place), week: days.into_iter().map(open).collect(), closed_on: vec![] }
    }

    fn destinations(&self, home: PlaceCode, rng: &mut dyn Rng) -> Vec<PlaceCode> {
        let others = self.places.places().iter().filter(|place| place.treasury && place.code != home);
        let mut travels_to = vec![home];
        travels_to.extend(others.map(|place| place.code).filter(|_| percent(60, rng)));
        travels_to
    }
}
